(* SPDX-License-Identifier: GPL-3.0-or-later

   Which expressions are multiples of which (section 54), as advice for the checker. Believed for nothing: the checker multiplies
   out what it is given. It is run once to meet the expressions, in its own order, and then again with a table that is complete. *)
open Checker
module Shapes = Shape_reading.Shapes

(* An expression with 1 or -1 times its last coefficient divided away, that quotient's sign and size. *)
let monic e =
  let _, last = List.nth e (List.length e - 1) in
  (Q.sign last < 0, Q.abs last, List.map (fun (s, c) -> (s, Q.div c last)) e)

let key e = String.concat " " (List.map (fun (s, c) -> string_of_int s ^ ":" ^ Q.to_string c) e)

let with_parts certificate shapes (witness : Shapes.witness) =
  if shapes.network_forms = None then witness
  else
    let table = Hashtbl.create 64 and entries = Hashtbl.create 64 in
    let met e =
      let is_negative, size, e = monic e in
      if not (Hashtbl.mem table (key e)) then (
        Hashtbl.add entries (Hashtbl.length table) e;
        Hashtbl.add table (key e) (Hashtbl.length table));
      Some ((is_negative, Hashtbl.find table (key e)), size)
    in
    let known e =
      let is_negative, size, e = monic e in
      Option.map (fun k -> ((is_negative, k), size)) (Hashtbl.find_opt table (key e))
    in
    let with_part part =
      let entry k = Option.value (Hashtbl.find_opt entries k) ~default:[] in
      { witness.of_form with parts = { Shapes.Sf.part; entry } }
    in
    ignore (Shapes.Sf.check_network_forms (network Q.zero Q.one Numbers.share certificate) (with_part met) shapes);
    { witness with of_form = with_part known }
