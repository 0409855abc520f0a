(* SPDX-License-Identifier: GPL-3.0-or-later

   JSON values with their places, and what a reader asks of them (sections 2 and 3). *)

(* The code of a broken rule or of an unknown name, and its place. *)
exception Malformed of string * string
exception Unsupported of string * string

type t = { value : Json.t; path : string list (* innermost first *) }

let root value = { value; path = [] }

(* A step of a JSON pointer. *)
let step part = "/" ^ String.concat "~1" (String.split_on_char '/' (String.concat "~0" (String.split_on_char '~' part)))
let place node = String.concat "" (List.rev_map step node.path)
let malformed node code = raise (Malformed (code, place node))
let unsupported node code = raise (Unsupported (code, place node))
let require node condition code = if not condition then malformed node code
let below node part value = { value; path = part :: node.path }

let text node = match node.value with Json.Text s -> s | _ -> malformed node "document.type"
let count node = match node.value with Json.Count k -> k | _ -> malformed node "document.type"

let index node limit =
  let k = count node in
  require node (k < limit) "shape.index";
  k

let entries node =
  match node.value with
  | Json.Array list -> List.mapi (fun i value -> below node (string_of_int i) value) list
  | _ -> malformed node "document.type"

let entries_not_none node =
  let list = entries node in
  require node (list <> []) "shape.empty";
  list

let entries_of_length node length =
  let list = entries node in
  require node (List.length list = length) "shape.length";
  list

let members node = match node.value with Json.Object list -> list | _ -> malformed node "document.type"
let has node key = List.mem_assoc key (members node)

let get node key =
  match List.assoc_opt key (members node) with
  | Some value -> below node key value
  | None -> malformed node "document.missing_key"

(* These keys and no others. *)
let require_keys node keys =
  List.iter (fun (key, value) -> require (below node key value) (List.mem key keys) "document.unknown_key") (members node);
  List.iter (fun key -> ignore (get node key)) keys

(* The one text of a rational, section 3. *)
let rational node =
  let s = text node in
  let n = String.length s in
  let fail code = malformed node ("number." ^ code) in
  let digits start =
    let stop = ref start in
    while !stop < n && s.[!stop] >= '0' && s.[!stop] <= '9' do incr stop done;
    if !stop = start then fail "grammar";
    !stop
  in
  let start = if n > 0 && s.[0] = '-' then 1 else 0 in
  let middle = digits start in
  let finish = if middle < n && s.[middle] = '/' then digits (middle + 1) else middle in
  if finish < n then fail "grammar";
  let leading_zero from until = until - from > 1 && s.[from] = '0' in
  if leading_zero start middle then fail "leading_zero";
  let numerator = Z.of_string (String.sub s 0 middle) in
  if start = 1 && Z.sign numerator = 0 then fail "negative_zero";
  if finish = middle then Q.of_bigint numerator
  else (
    if leading_zero (middle + 1) n then fail "leading_zero";
    let denominator = Z.of_string (String.sub s (middle + 1) (n - middle - 1)) in
    if Z.sign denominator = 0 then fail "zero_denominator";
    if Z.equal denominator Z.one then fail "denominator_one";
    if not (Z.equal (Z.gcd numerator denominator) Z.one) then fail "not_lowest_terms";
    Q.make numerator denominator)

let rationals node = List.map rational (entries node)
