(* SPDX-License-Identifier: GPL-3.0-or-later

   The claims about one network, and their witnesses, from JSON (11.1, 11.2, 15, 17, 20, 21, 25). *)
open Checker
open Node
open Network_reading

(* A direction (section 33): changes with increasing indices in the range of the layers. *)
let changes inputs net with_input node =
  let before = ref [] and layers = snd net and shapes = shapes_before inputs net in
  List.map
    (fun entry ->
      let parts = entries_of_length entry (if with_input then 4 else 3) in
      let part k = List.nth parts k in
      let l = index (part 0) (List.length layers) in
      let layer = List.nth layers l in
      let u = index (part 1) (if with_input || layer.biases <> None then List.length layer.weights else 0) in
      let k = if with_input then index (part 2) (row_width (List.nth shapes l) layer) else 0 in
      require entry (!before < [ l; u; k ]) "network.weight_order";
      before := [ l; u; k ];
      let change = rational (part (if with_input then 3 else 2)) in
      require entry (Q.sign change <> 0) "network.zero_weight";
      (((l, u), k), change))
    (entries node)

let labels samples node =
  List.map
    (fun label -> if label.value = Json.Null then None else Some (index label samples))
    (entries_of_length node samples)

let direction inputs layers node =
  require_keys node [ "weights"; "biases" ];
  { weight_changes = changes inputs layers true (get node "weights");
    bias_changes = List.map (fun ((unit, _), change) -> (unit, change)) (changes inputs layers false (get node "biases")) }

(* 6.1: as many as targets for every sample with a class. *)
let subgradients classes outputs node =
  List.map2
    (fun label entry ->
      match label with
      | None -> require entry (entry.value = Json.Null) "document.type"; []
      | Some _ -> List.map rational (entries_of_length entry outputs))
    classes
    (entries_of_length node (List.length classes))

let is_first_order node =
  match text node with "first_order" -> true | "interval" -> false | _ -> unsupported node "unsupported.method"

(* 11.2 and 6.5: the witness of one minimum. *)
let minimum_witness loss samples outputs node =
  let has_kinks = Advice.Checks.has_kinks loss in
  require_keys node ([ "method"; "pattern_classes" ] @ if has_kinks then [ "subgradients" ] else []);
  let classes = labels samples (get node "pattern_classes") in
  ( is_first_order (get node "method"), classes,
    if has_kinks then subgradients classes outputs (get node "subgradients") else [] )

let minimum_claim node = { radius = rational (get node "radius"); risk = rational (get node "risk") }

let flip_claim samples inputs layers node =
  let flip_layer = index (get node "layer") (List.length (snd layers) - 1) in
  { flip_sample = index (get node "sample") samples; flip_layer;
    flip_unit = index (get node "unit") (volume (List.nth (shapes_before inputs layers) (flip_layer + 1)));
    flip_distance = rational (get node "distance") }

(* 11.2 and 6.5: the witness of refinement. *)
let better_witness loss samples outputs node =
  let has_kinks = Advice.Checks.has_kinks loss in
  require_keys node ("pattern_classes" :: if has_kinks then [ "subgradients" ] else []);
  let classes = labels samples (get node "pattern_classes") in
  (classes, if has_kinks then subgradients classes outputs (get node "subgradients") else [])

(* Section 29: below which risk, and whether this is that of W; its own, or that of the claim of a minimum. *)
let lower_risk (made : Claim_list.made) =
  let better = rational (get made.node "better_risk") in
  match made.minimum with
  | None ->
      Claim_list.require_own_keys made [ "better_risk"; "risk" ];
      ((better, rational (get made.node "risk")), true)
  | Some minimum ->
      Claim_list.require_own_keys made [ "better_risk" ];
      let is_here = minimum.kind = "local_minimum" in
      ((better, rational (get minimum.node (if is_here then "risk" else "risk_lower"))), is_here)

(* Section 44: a family of dimension 1 that scales a unit is not covered. *)
let one_direction direction node =
  require_keys node [ "directions"; "scaled" ];
  match (entries (get node "directions"), entries (get node "scaled")) with
  | [ only ], [] -> direction only
  | _ -> unsupported node "unsupported.claim"

(* What claims and witnesses are read with: data and loss, no claim yet; the networks by name; the witnesses by the names of claims. *)
type context = { base : Q.t certificate; inputs : int; network_of : string -> Q.t file_net; read_network : Node.t -> Q.t file_net; witness : Node.t }

let certificate context layers (claimed : string -> Claim_list.made option) =
  let { base; inputs; network_of; read_network; witness } = context in
  let samples = List.length base.cells and outputs = List.length base.targets in
  let claim kind keys read =
    Option.map (fun (made : Claim_list.made) -> Claim_list.require_own_keys made keys; read made.node) (claimed kind)
  in
  let proven kind none read = match claimed kind with None -> none | Some made -> read (get witness made.name) in
  let better_of kind = match claimed kind with None -> ([], []) | Some made -> network_of (Option.get made.better) in
  let direction node = direction inputs layers node in
  let risks first second node = (rational (get node first), rational (get node second)) in
  let first_order, classes, subgradients = proven "local_minimum" (false, [], []) (minimum_witness base.loss_of samples outputs) in
  let better_classes, better_subgradients = proven "refinement" ([], []) (better_witness base.loss_of samples outputs) in
  let waypoints node = require_keys node [ "waypoints" ]; List.map read_network (entries_not_none (get node "waypoints")) in
  let no_changes = { weight_changes = []; bias_changes = [] } in
  let ray_changes = proven "not_local_minimum" no_changes direction in
  { base with layers;
    minimum = claim "local_minimum" [ "radius"; "risk" ] minimum_claim;
    flip = claim "pattern_flip" [ "sample"; "layer"; "unit"; "distance" ] (flip_claim samples inputs layers);
    lower_risk = Option.map lower_risk (claimed "lower_risk");
    refinement = claim "refinement" [ "finer_groups" ] (fun node -> count (get node "finer_groups"));
    global = claim "global_minimum" [] ignore <> None;
    ray = claim "not_local_minimum" [ "epsilon"; "risk" ] (fun node ->
        { ray_length = rational (get node "epsilon"); ray_risk = rational (get node "risk"); ray_changes });
    segment_changes = Option.map (fun () -> proven "family_of_minima" no_changes (one_direction direction)) (claim "family_of_minima" [ "dimension" ] ignore);
    escape = claim "escape" [ "risk"; "better_risk" ] (risks "risk" "better_risk");
    first_order; classes; subgradients; better_classes; better_subgradients;
    better = better_of "lower_risk";
    waypoints = proven "escape" [] waypoints }

let read context (group : Claim_list.group) =
  let claimed kind = List.find_opt (fun (made : Claim_list.made) -> made.kind = kind) group.members in
  let certificate = certificate context (context.network_of group.network) claimed in
  let witness (made : Claim_list.made) = get context.witness made.name in
  let trained = Option.bind (claimed "trained_minimum") (fun made -> Trained_reading.read certificate made (witness made)) in
  let saddle_of made =
    Claim_list.require_own_keys made [ "epsilon" ];
    Saddle_reading.read certificate (rational (get made.node "epsilon")) (direction context.inputs certificate.layers (witness made))
  in
  let better_name = Option.fold ~none:"" ~some:(fun (made : Claim_list.made) -> Option.get made.better) (claimed "lower_risk") in
  { Value.network = group.network; better_name; certificate; trained; saddle = Option.bind (claimed "saddle") saddle_of }
