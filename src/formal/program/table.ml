(* SPDX-License-Identifier: GPL-3.0-or-later

   The user's table (section 62.2): names of columns and rows of rationals, read exactly. *)

(* A rule is broken: its code, the line and the cell of it, both from 1. *)
exception Broken of string * int * int

type t = { columns : string list; rows : Q.t list list }

let is_blank c = c = ' ' || c = '\t'

let trimmed s =
  let n = String.length s in
  let first = ref 0 and last = ref n in
  while !first < n && is_blank s.[!first] do incr first done;
  while !last > !first && is_blank s.[!last - 1] do decr last done;
  String.sub s !first (!last - !first)

(* [+-]? digits / digits, or a decimal with an exponent of at most 4096 in size; None if the text is no number. *)
let number s =
  let n = String.length s and p = ref 0 in
  let take c = !p < n && s.[!p] = c && (incr p; true) in
  let sign () = if take '-' then true else (ignore (take '+'); false) in
  let digits () =
    let start = !p in
    while !p < n && s.[!p] >= '0' && s.[!p] <= '9' do incr p done;
    String.sub s start (!p - start)
  in
  let value text = if text = "" then Z.zero else Z.of_string_base 10 text in
  let negative = sign () in
  let whole = digits () in
  let result =
    if whole <> "" && take '/' then
      let below = value (digits ()) in
      if Z.sign below = 0 then None else Some (Q.make (value whole) below)
    else
      let decimals = if take '.' then digits () else "" in
      if whole = "" && decimals = "" then None
      else
        let scaled = Q.make (value (whole ^ decimals)) (Z.pow (Z.of_int 10) (String.length decimals)) in
        if take 'e' || take 'E' then (
          let down = sign () in
          let text = digits () in
          let size = value text in
          if text = "" || Z.gt size (Z.of_int 4096) then None
          else
            let power = Q.of_bigint (Z.pow (Z.of_int 10) (Z.to_int size)) in
            Some (if down then Q.div scaled power else Q.mul scaled power))
        else Some scaled
  in
  match result with Some q when !p = n -> Some (if negative then Q.neg q else q) | _ -> None

(* Lines without their ends, blank ones at the end of the text left out. *)
let lines text =
  let text = if String.length text >= 3 && String.sub text 0 3 = "\xEF\xBB\xBF" then String.sub text 3 (String.length text - 3) else text in
  let without_cr line =
    let n = String.length line in
    if n > 0 && line.[n - 1] = '\r' then String.sub line 0 (n - 1) else line
  in
  let rec dropped = function line :: rest when trimmed line = "" -> dropped rest | rest -> rest in
  List.rev (dropped (List.rev_map without_cr (String.split_on_char '\n' text)))

(* The first of ; tab , that occurs outside double quotes. *)
let separator line =
  let occurs candidate =
    let quoted = ref false and found = ref false in
    String.iter (fun c -> if c = candidate && not !quoted then found := true; if c = '"' then quoted := not !quoted) line;
    !found
  in
  List.find_opt occurs [ ';'; '\t'; ',' ]

let cells separator line number =
  let n = String.length line in
  let is_end i = i = n || Some line.[i] = separator in
  let rec skip i = if i < n && is_blank line.[i] && not (is_end i) then skip (i + 1) else i in
  (* The cell that begins at i, the k-th of the line, and where it ends. *)
  let cell i k =
    let start = skip i in
    if start < n && line.[start] = '"' then (
      let b = Buffer.create 16 in
      let rec quoted i =
        if i >= n then raise (Broken ("csv.quote", number, k))
        else if line.[i] <> '"' then (Buffer.add_char b line.[i]; quoted (i + 1))
        else if i + 1 < n && line.[i + 1] = '"' then (Buffer.add_char b '"'; quoted (i + 2))
        else skip (i + 1)
      in
      let stop = quoted (start + 1) in
      if not (is_end stop) then raise (Broken ("csv.quote", number, k));
      (Buffer.contents b, stop))
    else
      let rec stop i = if is_end i then i else stop (i + 1) in
      let stop = stop i in
      (trimmed (String.sub line i (stop - i)), stop)
  in
  let rec go i k found =
    let text, stop = cell i k in
    if stop = n then List.rev (text :: found) else go (stop + 1) (k + 1) (text :: found)
  in
  go 0 1 []

let check_names names =
  let check k name =
    let fail () = raise (Broken ("csv.header", 1, k + 1)) in
    (try Json.check_utf8 ("." ^ name) with Json.Broken _ -> fail ());
    if name = "" || String.exists (fun c -> c < ' ' || c = '\x7F') name then fail ();
    if List.mem name (List.filteri (fun j _ -> j < k) names) then fail ()
  in
  List.iteri check names

(* A sign or none, then a digit, or a point and a digit, or a word for what is no number. *)
let looks_like_number cell =
  let n = String.length cell in
  let start = if n > 0 && (cell.[0] = '+' || cell.[0] = '-') then 1 else 0 in
  let is_digit i = i < n && cell.[i] >= '0' && cell.[i] <= '9' in
  let word = String.lowercase_ascii (String.sub cell start (n - start)) in
  List.mem word [ "nan"; "inf"; "infinity" ] || is_digit start || (start < n && cell.[start] = '.' && is_digit (start + 1))

(* Beside a number nothing looks like one, so that no sample is taken for names. *)
let check_beside_numbers cells =
  if List.exists (fun cell -> number cell <> None) cells then
    List.iteri (fun k cell -> if number cell = None && looks_like_number cell then raise (Broken ("csv.header", 1, k + 1))) cells

let read text =
  match lines text with
  | [] -> raise (Broken ("csv.empty", 1, 1))
  | first :: rest ->
      let separator = separator first in
      let names = cells separator first 1 in
      let has_header = List.exists (fun cell -> number cell = None) names in
      check_beside_numbers names;
      if has_header then check_names names;
      let columns = if has_header then names else List.mapi (fun k _ -> "c" ^ string_of_int (k + 1)) names in
      let row i line =
        let found = cells separator line i in
        if List.length found <> List.length columns then raise (Broken ("csv.cell_count", i, 1));
        List.mapi (fun k cell -> match number cell with Some q -> q | None -> raise (Broken ("csv.cell", i, k + 1))) found
      in
      { columns; rows = List.mapi (fun i line -> row (i + if has_header then 2 else 1) line) (if has_header then rest else first :: rest) }
