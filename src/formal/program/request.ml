(* SPDX-License-Identifier: GPL-3.0-or-later

   What a user may ask beside the claims (section 62.1): that the samples are those of a table (O1), that the statement is
   the one that the user has (O2).  Decided here, not in Coq; both only compare. *)

(* A comparison fails: its code and the place. *)
exception Differs of string * string

(* O1: the columns of the table that are not used. *)
let check_data (file : Reading.file) (table : Table.t) =
  let rec matched k names columns =
    match (names, columns) with
    | [], rest -> List.map (fun _ -> false) rest
    | _, [] -> raise (Differs ("data.column", Printf.sprintf "/statement/data/columns/%d" k))
    | name :: names', column :: columns' ->
        if name = column then true :: matched (k + 1) names' columns' else false :: matched k names columns'
  in
  let used = matched 0 file.value.columns table.columns in
  let kept row = List.filteri (fun k _ -> List.nth used k) row in
  let same i k a b = if not (Q.equal a b) then raise (Differs ("data.cell", Printf.sprintf "/statement/data/rows/%d/%d" i k)) in
  let rec rows i stated given =
    match (stated, given) with
    | [], [] -> ()
    | row :: stated', row' :: given' ->
        List.iteri (fun k (a, b) -> same i k a b) (List.combine row (kept row'));
        rows (i + 1) stated' given'
    | _ -> raise (Differs ("data.row_count", "/statement/data/rows"))
  in
  rows 0 file.value.shape_certificate.cells table.rows;
  List.filteri (fun k _ -> not (List.nth used k)) table.columns

(* O2 *)
let rec check_equal place (mine : Json.t) (found : Json.t) =
  let differ place = raise (Differs ("statement.differs", place)) in
  match (mine, found) with
  | Array a, Array b when List.length a = List.length b ->
      List.iteri (fun i (x, y) -> check_equal (Printf.sprintf "%s/%d" place i) x y) (List.combine a b)
  | Object a, Object b ->
      let below key = place ^ Node.step key in
      List.iter (fun (key, y) -> match List.assoc_opt key a with Some x -> check_equal (below key) x y | None -> differ (below key)) b;
      List.iter (fun (key, _) -> if not (List.mem_assoc key b) then differ (below key)) a
  | _ -> if mine <> found then differ place
