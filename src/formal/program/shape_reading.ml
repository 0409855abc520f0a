(* SPDX-License-Identifier: GPL-3.0-or-later

   Domains, partitions and the claims about them from JSON (14.1 to 14.3). A witness that is not what the checker
   can be given, such as a list that is not one tree, is given as None and refused there. *)
open Checker
open Node
module Shapes = ShapeCheck (Numbers)

(* Which sections a claim needs beside those of the claims that it needs (14.2, 14.3). *)
let sections = function
  | "convex_partition" -> [ "domain"; "partitions" ]
  | _ -> [ "data"; "loss"; "network" ]

let needs : (string * string) list = []
let have_witness = [ "convex_partition" ]

(* --- halfspaces, points, multipliers, trees -------------------------------------------------------------------------- *)
let list read node = List.map read (entries node)
let list_of length read node = List.map read (entries_of_length node length)
let list_not_empty read node = List.map read (entries_not_none node)

(* As many as the other list has, one by one with its entries. *)
let list_for others read node = List.map2 read others (entries_of_length node (List.length others))
let point dimension node = list_of dimension rational node

let row dimension node =
  let rec split = function [] -> assert false | [ b ] -> ([], b) | a :: rest -> let a', b = split rest in (a :: a', b) in
  split (point (dimension + 1) node)

let cell dimension node = list_not_empty (row dimension) node

let multipliers node =
  let before = ref (-1) in
  List.map
    (fun pair ->
      match entries_of_length pair 2 with
      | [ i; value ] ->
          let i' = count i and value' = rational value in
          require i (i' > !before) "multipliers.order";
          require value (Q.sign value' > 0) "multipliers.not_positive";
          before := i';
          (i', value')
      | _ -> malformed pair "shape.length")
    (entries node)

(* A list of nodes in preorder as a tree, if it is one. *)
let tree nodes =
  let rec go = function
    | [] -> None
    | Either.Right leaf :: rest -> Some (Leaf leaf, rest)
    | Either.Left inner :: rest ->
        Option.bind (go rest) (fun (first, rest) ->
            Option.map (fun (second, rest) -> (Split (inner, first, second), rest)) (go rest))
  in
  match go nodes with Some (t, []) -> Some t | _ -> None

(* --- sections of the statement ----------------------------------------------------------------------------------------- *)
(* The dimension is that of the first halfspace. *)
let domain node =
  let dimension =
    match entries node with [] -> 0 | first :: _ -> List.length (entries_not_none first) - 1
  in
  (dimension, list (row dimension) node)

(* --- convex_partition -------------------------------------------------------------------------------------------------- *)
let cover_node dimension cells node =
  if has node "split" then (
    require_keys node [ "split" ];
    Either.Left (row dimension (get node "split")))
  else (
    require_keys node [ "cell"; "multipliers" ];
    let m = index (get node "cell") (List.length cells) in
    Either.Right (m, list_of (List.length (List.nth cells m)) multipliers (get node "multipliers")))

let separation dimension node =
  require_keys node [ "halfspace"; "below"; "above" ];
  { Shapes.between = row dimension (get node "halfspace"); below = multipliers (get node "below"); above = multipliers (get node "above") }

let partition_witness dimension domain cells node =
  require_keys node [ "interior_points"; "separations"; "inside"; "cover" ];
  let k = List.length cells in
  { Shapes.interior_points = list_of k (point dimension) (get node "interior_points");
    separations = list_of (k * (k - 1) / 2) (separation dimension) (get node "separations");
    cells_inside = list_of k (list_of (List.length domain) multipliers) (get node "inside");
    cover = tree (list (cover_node dimension cells) (get node "cover")) }

(* --- all of them ------------------------------------------------------------------------------------------------------- *)
(* The sections of the claims in [needed]; no claim. *)
let sections_of needed statement =
  let section key read otherwise = if List.mem key needed then read (get statement key) else otherwise in
  let dimension, domain = section "domain" domain (0, []) in
  let partitions = section "partitions" (list_not_empty (list_not_empty (cell dimension))) [] in
  { dimension; domain; partitions; cell_counts = None }

(* Without data the last layer has as many units as it likes. *)
let outputs _ network =
  match List.rev (entries_not_none (get network "layers")) with [] -> 0 | last :: _ -> List.length (entries (get last "weights"))

(* The claims that are made, as [claim name keys read] finds them, and their witnesses. *)
let claims shapes claim witness =
  let proven name read otherwise value = if value = None then otherwise else read (get witness name) in
  let cell_counts = claim "convex_partition" [ "cells" ] (fun node -> list count (get node "cells")) in
  let of_partitions =
    proven "convex_partition" (list_for shapes.partitions (partition_witness shapes.dimension shapes.domain)) [] cell_counts
  in
  ({ shapes with cell_counts }, of_partitions)
