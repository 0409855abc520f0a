(* SPDX-License-Identifier: GPL-3.0-or-later

   Bases of the spans of section 15.1 and coefficients in them, by elimination.  Believed for nothing: the checker
   multiplies out what it is given, so an error here can only refuse a true certificate. *)
open Checker
module Saddle = Saddle (Numbers)
module Trained = Saddle.Tr
module Shared = Trained.Pc.Sh
module Checks = Shared.K

(* Subtracts from v the multiple of a row that clears the row's pivot. *)
let cleared v (pivot, row) =
  if Q.sign v.(pivot) <> 0 then (
    let f = Q.div v.(pivot) row.(pivot) in
    Array.iteri (fun i x -> if Q.sign x <> 0 then v.(i) <- Q.sub v.(i) (Q.mul f x)) row)

let pivot_of v =
  let rec go i = if i = Array.length v then None else if Q.sign v.(i) <> 0 then Some i else go (i + 1) in
  go 0

(* Those of the vectors that do not depend on the ones before. *)
let basis vectors =
  let rows = ref [] in
  List.filter
    (fun vector ->
      let v = Array.of_list vector in
      List.iter (cleared v) (List.rev !rows);
      match pivot_of v with
      | None -> false
      | Some p -> rows := (p, v) :: !rows; true)
    vectors

(* Coefficients of v in the basis b; each basis vector carries the unit vector that says which one it is. *)
let eliminated b =
  let k = List.length b in
  let rows = ref [] in
  List.iteri
    (fun i vector ->
      let n = List.length vector in
      let v = Array.append (Array.of_list vector) (Array.init k (fun j -> if i = j then Q.one else Q.zero)) in
      List.iter (cleared v) (List.rev !rows);
      match pivot_of v with Some p when p < n -> rows := (p, v) :: !rows | _ -> ())
    b;
  List.rev !rows

let solve =
  let last = ref ([], []) in
  fun b vector ->
    if not (fst !last == b) then last := (b, eliminated b);
    let k = List.length b and n = List.length vector in
    let v = Array.append (Array.of_list vector) (Array.make k Q.zero) in
    List.iter (cleared v) (snd !last);
    List.init k (fun j -> Q.neg v.(n + j))

(* B_0, …, B_L, from the top down. *)
let bases network patterns =
  let slopes level l =
    List.sort_uniq compare
      (List.mapi (fun j _ -> List.map (fun p -> fst (segment l.tab (List.nth (List.nth p level) j))) patterns) l.rows)
  in
  let top = [ List.map (fun _ -> Q.one) patterns ] in
  let rec down level = function
    | [] -> [ top ]
    | l :: rest ->
        let above = down (level + 1) rest in
        let products = List.concat_map (fun b -> List.map (fun s -> List.map2 Q.mul s b) (slopes level l)) (List.hd above) in
        basis (List.sort_uniq compare products) :: above
  in
  down 0 network

let hints certificate = { Checks.Y.S.solve; bases = bases (network Q.zero Q.one Numbers.share certificate) }
