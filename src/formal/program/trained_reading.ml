(* SPDX-License-Identifier: GPL-3.0-or-later

   The claim trained_minimum from JSON (42, 42.1), where it is covered: no ties, dense layers with biases, and in scope all nothing fixed or
   units of homogeneous activations rescaled.  Which field moves which fixed parameter is proposed here and believed for nothing. *)
open Checker
open Node
module Trained = Advice.Trained

type t = { claim : Q.t trained_claim; witness : Trained.trained_witness }

let number_or_null node = if node.value = Json.Null then None else Some (rational node)

let increasing_indices limit node =
  let before = ref (-1) in
  List.map
    (fun entry ->
      let j = index entry limit in
      require entry (j > !before) "shape.order";
      before := j;
      j)
    (entries node)

let parameter_count network = List.length (parameters network)

let claim network (made : Claim_list.made) =
  Claim_list.require_own_keys made [ "distance"; "radius"; "strict_radius"; "risk_lower"; "risk_upper"; "scope"; "ties"; "fixed" ];
  let node = made.node in
  let scope = text (get node "scope") in
  require (get node "scope") (List.mem scope [ "all"; "slice" ]) "document.type";
  { distance = rational (get node "distance"); free_radius = rational (get node "radius"); strict_radius = number_or_null (get node "strict_radius");
    least_risk = rational (get node "risk_lower"); most_risk = rational (get node "risk_upper"); among_all = scope = "all";
    fixed_parameters = increasing_indices (parameter_count network) (get node "fixed") }

(* Layer and unit of a field that scales, None of any other. *)
let scaling network node =
  if not (has node "field" && text (get node "field") = "scale" && List.length (members node) = 3) then None
  else (
    require_keys node [ "field"; "layer"; "unit" ];
    let layer = index (get node "layer") (List.length network) in
    let unit = index (get node "unit") (List.length (List.nth network layer).rows) in
    if layer + 1 < List.length network && Trained.is_homogeneous (List.nth network layer).tab then Some (layer, unit) else None)

(* Fields in an order in which each moves a fixed parameter that no later one moves; None if there is no such order. *)
let rec anchors is_moved fields fixed =
  match (fields, fixed) with
  | [], _ | _, [] -> Some []
  | _ -> (
      let alone j = match List.filter (fun field -> is_moved field j) fields with [ field ] -> Some (field, j) | _ -> None in
      match List.find_map alone fixed with
      | None -> None
      | Some (((layer, unit) as field), j) ->
          let rest = anchors is_moved (List.filter (( <> ) field) fields) (List.filter (( <> ) j) fixed) in
          Option.map (fun later -> ((layer, unit), j) :: later) rest)

let witness network claim node =
  require_keys node [ "bits"; "near"; "box"; "strict_box"; "share"; "curvature"; "steps"; "multipliers"; "bounds"; "penalties"; "fields" ];
  let bits = count (get node "bits") in
  require (get node "bits") (64 <= bits && bits <= 4096) "shape.bits";
  List.iter (fun key -> ignore (entries_of_length (get node key) 0)) [ "multipliers"; "bounds"; "penalties" ];
  let parameters = parameter_count network in
  let free = List.map rational (entries_of_length (get node "steps") (parameters - List.length claim.fixed_parameters)) in
  let rec steps j free =
    if j = parameters then []
    else if List.mem j claim.fixed_parameters then Q.zero :: steps (j + 1) free
    else List.hd free :: steps (j + 1) (List.tl free)
  in
  let steps = steps 0 free in
  let fields = List.map (scaling network) (entries (get node "fields")) in
  require (get node "fields") (claim.among_all || fields = []) "shape.length";
  let trainables = Trained.trainables steps parameters 0 network in
  let is_moved (layer, unit) j = Trained.is_moved trainables layer unit j in
  let known = List.filter_map Fun.id fields in
  match anchors is_moved (List.sort_uniq compare known) claim.fixed_parameters with
  | Some anchors when List.length known = List.length fields ->
      let rational key = rational (get node key) in
      let strict = number_or_null (get node "strict_box") in
      require (get node "strict_box") ((strict = None) = (claim.strict_radius = None)) "document.type";
      let strict_box = Option.value strict ~default:(rational "box") in
      Some { Trained.near = rational "near"; box = rational "box"; strict_box; portion = rational "share"; curvature = rational "curvature"; steps; anchors }
  | _ -> None

(* Some sample is on a breakpoint of some unit: then other obligations hold (O183). *)
let is_on_wall network samples =
  let rec on_table table z = match table with Last _ -> false | Cut (_, _, b, rest) -> Q.equal z b || on_table rest z in
  let rec on_wall network h =
    match network with
    | [] -> false
    | l :: rest ->
        let z = Advice.Checks.Y.S.Q.P.npre l h in
        List.exists (on_table l.tab) z || on_wall rest (Advice.Checks.Y.S.Q.P.nout l h z)
  in
  List.exists (fun s -> on_wall network s.input) samples

let read c (made : Claim_list.made) witness_node =
  let node = made.node in
  let network = Advice.Checks.coq_W_of c in
  let is_plain = c.loss_of = Squared && c.decay_of = [] && List.for_all (fun l -> Trained.is_full l && l.biased) network in
  if not (is_plain && has node "ties" && (get node "ties").value = Json.Array [] && not (has witness_node "span")) then None
  else
    let claim = claim network made in
    let has_all_derivatives = claim.among_all || claim.fixed_parameters = [] in
    if (Q.sign claim.distance = 0 && not has_all_derivatives) || is_on_wall network (Advice.Checks.data c) then None
    else Option.map (fun witness -> { claim; witness }) (witness network claim witness_node)

let written t =
  let c = t.claim in
  ( "trained_minimum",
    [ ("distance", Shape_writing.rational c.distance); ("radius", Shape_writing.rational c.free_radius);
      ("strict_radius", match c.strict_radius with Some r -> Shape_writing.rational r | None -> Json.Null);
      ("risk_lower", Shape_writing.rational c.least_risk); ("risk_upper", Shape_writing.rational c.most_risk);
      ("scope", Json.Text (if c.among_all then "all" else "slice")); ("ties", Json.Array []);
      ("fixed", Shape_writing.array Shape_writing.index c.fixed_parameters) ] )
