(* SPDX-License-Identifier: GPL-3.0-or-later

   Samples, loss, weights and weight decay from JSON (section 5, 6.1, 6.1, 6.4), for losses that are made of quadratic pieces. *)
open Checker
open Node

let rec has_repetition = function [] -> false | x :: rest -> List.mem x rest || has_repetition rest

let data node =
  require_keys node [ "columns"; "targets"; "rows" ];
  let columns = List.map text (entries (get node "columns")) in
  require (get node "columns") (not (List.mem "" columns || has_repetition columns)) "shape.column_name";
  let width = List.length columns in
  let targets = List.map (fun t -> index t width) (entries_not_none (get node "targets")) in
  require (get node "targets") (not (has_repetition targets)) "shape.repeated_target";
  let cells = List.map (fun row -> List.map rational (entries_of_length row width)) (entries_not_none (get node "rows")) in
  (columns, targets, cells)

(* 6.1: positive, as many as are asked for. *)
let weights node key count =
  if not (has node key) then None
  else
    let weight entry =
      let w = rational entry in
      require entry (Q.sign w > 0) "loss.weight";
      w
    in
    Some (List.map weight (entries_of_length (get node key) count))

(* 6.4: of every layer the factors of its weights and of its biases. *)
let decay node =
  let pair entry = match entries_of_length entry 2 with [ w; b ] -> (rational w, rational b) | _ -> malformed entry "shape.length" in
  List.map pair (entries_not_none node)

(* They fit the layers of a network whose risk is claimed: 0 for what a layer does not have. *)
let check_decay node pairs layers =
  require node (List.compare_lengths pairs layers = 0) "shape.length";
  let fits exists k = Q.sign k >= 0 && (exists || Q.sign k = 0) in
  let has_weights layer = match layer.kind with Dense | Convolution _ -> true | _ -> false in
  let fit (w, b) layer = fits (has_weights layer) w && fits (layer.biases <> None) b in
  require node (List.for_all2 fit pairs layers && List.exists (fun (w, b) -> Q.sign w > 0 || Q.sign b > 0) pairs) "loss.decay"

(* 6.1: the formula, and the weights of outputs and samples. *)
let loss node targets cells =
  let name = get node "name" in
  let optional = List.filter (has node) [ "output_weights"; "sample_weights"; "decay" ] in
  let parameter key range make =
    require_keys node ([ "name"; key ] @ optional);
    let value = rational (get node key) in
    require (get node key) (range value) "loss.parameter";
    make value
  in
  let plain value = require_keys node ("name" :: optional); value in
  let with_labels value =
    let is_label row = List.for_all (fun t -> Q.equal (Q.abs (List.nth row t)) Q.one) targets in
    require node (List.for_all is_label cells) "loss.label";
    value
  in
  let formula =
  match text name with
  | "squared" -> plain Squared
  | "absolute" -> plain Absolute
  | "huber" -> parameter "delta" (fun a -> Q.sign a > 0) (fun a -> Huber a)
  | "epsilon" -> parameter "epsilon" (fun a -> Q.sign a >= 0) (fun a -> Epsilon_insensitive a)
  | "quantile" -> parameter "tau" (fun a -> Q.sign a > 0 && Q.lt a Q.one) (fun a -> Quantile a)
  | "hinge" -> with_labels (plain Hinge)
  | "squared-hinge" -> with_labels (plain Squared_hinge)
  | _ -> unsupported name "unsupported.loss"
  in
  (formula, (weights node "output_weights" (List.length targets), weights node "sample_weights" (List.length cells)))
