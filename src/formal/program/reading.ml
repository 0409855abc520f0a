(* SPDX-License-Identifier: GPL-3.0-or-later

   From JSON to the certificate that the theorem speaks of: the syntax of sections 5, 16 and 17, for dense layers,
   convolutions, pooling and additions, and losses that are made of quadratic pieces.  Claims that are not covered are named; what would change the meaning of covered ones is UNSUPPORTED. *)
open Checker
open Node
open Network_reading

type any_claim = Of_network of claim | Of_shapes of shape_claim | Of_trained | Of_saddle

type file = {
  columns : string list;
  certificate : Q.t certificate;
  shapes : Q.t shapes;
  shape_witness : Shape_reading.Shapes.witness;
  trained : Trained_reading.t option;
  saddle : Saddle_reading.t option;
  claims : (string * any_claim option) list; (* in order; None: not covered *)
  covers_everything : bool;
  statement : Json.t;
}

let covered_claims =
  let of_network = List.map (fun (name, claim) -> (name, Of_network claim)) in
  let of_shapes = List.map (fun (name, claim) -> (name, Of_shapes claim)) in
  of_network
    [ ("local_minimum", Local_minimum); ("pattern_flip", Pattern_flip); ("spurious", Spurious); ("refinement", Refinement) ]
  @ of_shapes
      [ ("convex_partition", Convex_partition); ("groups", Groups_of_samples); ("lattice_identity", Lattice_identity);
        ("lattice_failure", Lattice_failure); ("network_computes_lattice", Network_computes_lattice); ("refinement_of_partitions", Refinement_of_partitions);
        ("linear_regions", Linear_regions); ("network_computes_function", Network_computes_function) ]
  @ of_network
      [ ("global_minimum", Global_minimum); ("not_local_minimum", Not_local_minimum); ("lower_risk", Lower_risk) ]
  @ [ ("saddle", Of_saddle) ]
  @ of_network [ ("segment_of_minima", Segment_of_minima); ("census", Census) ]
  @ [ ("trained_minimum", Of_trained) ]
  @ of_shapes [ ("network_computes_form", Network_computes_form) ]
  @ of_network [ ("escape", Escape) ]

(* With other layers than dense ones these are UNSUPPORTED. *)
let dense_only = [ "segment_of_minima"; "network_computes_lattice"; "linear_regions"; "network_computes_function"; "network_computes_form" ]

(* Beside weight decay the others are UNSUPPORTED (21.1). *)
let knows_decay = [ "pattern_flip"; "not_local_minimum"; "lower_risk" ]

(* --- data ----------------------------------------------------------------------------------------------------------- *)
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

(* 17.1: positive, as many as are asked for. *)
let weights node key count =
  if not (has node key) then None
  else
    let weight entry =
      let w = rational entry in
      require entry (Q.sign w > 0) "loss.weight";
      w
    in
    Some (List.map weight (entries_of_length (get node key) count))

(* 21.1: of every layer the factors of its weights and of its biases; the layers of the network say whether it has biases. *)
let decay layers node =
  let pair layer entry =
    match entries_of_length entry 2 with
    | [ w; b ] ->
        let factor entry exists =
          let k = rational entry in
          require entry (Q.sign k >= 0 && (exists || Q.sign k = 0)) "loss.decay";
          k
        in
        let kw = factor w (match layer.kind with Dense | Convolution _ -> true | _ -> false) in
        (kw, factor b (layer.biases <> None))
    | _ -> malformed entry "shape.length"
  in
  let pairs = List.map2 pair layers (entries_of_length node (List.length layers)) in
  require node (List.exists (fun (w, b) -> Q.sign w > 0 || Q.sign b > 0) pairs) "loss.decay";
  pairs

(* 5.3 and 17.1: the formula, and the weights of outputs and samples. *)
let loss version node targets cells =
  let name = get node "name" in
  let optional = if version = 1 then [] else List.filter (has node) [ "output_weights"; "sample_weights"; "decay" ] in
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
  if version = 1 && text name <> "squared" then unsupported name "unsupported.loss";
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

(* --- claims --------------------------------------------------------------------------------------------------------- *)
let of_version_1 = [ "local_minimum"; "pattern_flip"; "spurious"; "refinement" ]
let order = List.map fst covered_claims

let claim_names version node =
  let known name = List.mem name of_version_1 || version = 2 in
  List.map
    (fun claim ->
      let name = get claim "claim" in
      if not (known (text name)) then unsupported name "unsupported.claim";
      (text name, claim))
    (entries_not_none node)

let check_order claims =
  let rank name = let rec go k = function [] -> k | x :: rest -> if x = name then k else go (k + 1) rest in go 0 order in
  let rec go before = function
    | [] -> ()
    | (name, node) :: rest ->
        let other = rank name = List.length order in
        require node (other || rank name > before) "document.claim_order";
        go (if other then before else rank name) rest
  in
  go (-1) claims;
  require (snd (List.hd claims)) (not (has_repetition (List.map fst claims))) "document.claim_order";
  let needs name need =
    match List.assoc_opt name claims with
    | Some node -> require node (List.mem_assoc need claims) "document.claim_needs"
    | None -> ()
  in
  needs "spurious" "local_minimum";
  needs "refinement" "spurious";
  needs "segment_of_minima" "local_minimum";
  needs "saddle" "not_local_minimum";
  List.iter (fun (name, need) -> needs name need) Shape_reading.needs

(* A direction (section 15): changes with increasing indices in the range of the layers. *)
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

(* 17.1: as many as targets for every sample with a class. *)
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

(* 5.6 and 17.1: the witness of one minimum. *)
let minimum_witness loss samples outputs node =
  let has_kinks = Advice.Checks.has_kinks loss in
  require_keys node ([ "method"; "pattern_classes" ] @ if has_kinks then [ "subgradients" ] else []);
  let classes = labels samples (get node "pattern_classes") in
  ( is_first_order (get node "method"), classes,
    if has_kinks then subgradients classes outputs (get node "subgradients") else [] )

let minimum_claim node = { radius = rational (get node "radius"); risk = rational (get node "risk") }

(* Section 20: the minima, the networks of all but the first, and their witnesses. *)
let census_members loss samples outputs network claim witness =
  let minima = entries_not_none (get claim "minima") in
  require_keys witness [ "networks"; "minima" ];
  let networks = entries_of_length (get witness "networks") (List.length minima - 1) in
  let layers = None :: List.map (fun node -> Some (network node)) networks in
  let witnesses = entries_of_length (get witness "minima") (List.length minima) in
  List.map2
    (fun (minimum, member_layers) witness ->
      require_keys minimum [ "radius"; "risk" ];
      let member_first_order, member_classes, member_subgradients = minimum_witness loss samples outputs witness in
      { member_minimum = minimum_claim minimum; member_layers; member_first_order; member_subgradients; member_classes })
    (List.combine minima layers) witnesses

(* --- the file ------------------------------------------------------------------------------------------------------- *)
(* The claims, and the sections that the covered ones need: these and no others, unless a claim is not covered. *)
let statement_parts version node =
  let claims = claim_names version (get node "claims") in
  let covered = List.filter (fun (name, _) -> List.mem_assoc name covered_claims) claims in
  let needed = List.sort_uniq compare (List.concat_map (fun (name, _) -> Shape_reading.sections name) covered) in
  if List.length covered = List.length claims then require_keys node ("claims" :: needed)
  else if not (List.for_all (has node) needed) then unsupported node "unsupported.claim";
  check_order claims;
  (claims, needed)

let certificate value =
  let root = Node.root value in
  if has root "format" && has root "version" then (
    require (get root "format") (text (get root "format") = "thalweg-certificate") "document.format";
    if not (List.mem (count (get root "version")) [ 1; 2 ]) then unsupported (get root "version") "unsupported.version");
  require_keys root [ "format"; "version"; "provenance"; "statement"; "witness" ];
  let provenance = get root "provenance" in
  require_keys provenance [ "tool"; "command" ];
  ignore (text (get provenance "tool"), text (get provenance "command"));
  let version = count (get root "version") and statement = get root "statement" and witness = get root "witness" in
  let claims, needed = statement_parts version statement in
  let section key read otherwise = if List.mem key needed then read (get statement key) else otherwise in
  let shapes = Shape_reading.sections_of needed (List.mem_assoc "lattice_identity" claims) statement in
  let columns, targets, cells = section "data" data ([], [], []) in
  let loss_of, weights_of = section "loss" (fun node -> loss version node targets cells) (Squared, (None, None)) in
  let samples = List.length cells in
  let inputs = if targets = [] then shapes.dimension else List.length columns - List.length targets in
  section "cpwl" (fun node -> require node (targets = [] || List.compare_lengths shapes.outputs_of targets = 0) "shape.length") ();
  section "domain" (fun node -> require node (inputs = shapes.dimension) "shape.dimension") ();
  let outputs node = if targets = [] then Shape_reading.outputs shapes node else List.length targets in
  let layers = section "network" (fun node -> network version inputs (outputs node) node) ([], []) in
  let outputs = List.length targets in
  let has_decay = targets <> [] && has (get statement "loss") "decay" in
  let decay_of = if has_decay then decay (snd layers) (get (get statement "loss") "decay") else [] in
  let claim name keys read =
    Option.map (fun node -> require_keys node ("claim" :: keys); read node) (List.assoc_opt name claims)
  in
  let minimum =
    claim "local_minimum" [ "radius"; "risk" ] minimum_claim
  in
  let flip =
    claim "pattern_flip" [ "sample"; "layer"; "unit"; "distance" ] (fun node ->
        let flip_layer = index (get node "layer") (List.length (snd layers) - 1) in
        { flip_sample = index (get node "sample") samples; flip_layer;
          flip_unit = index (get node "unit") (volume (List.nth (shapes_before inputs layers) (flip_layer + 1)));
          flip_distance = rational (get node "distance") })
  in
  let spurious_risk = claim "spurious" [ "better_risk" ] (fun node -> rational (get node "better_risk")) in
  let refinement =
    claim "refinement" [ "groups"; "finer_groups" ] (fun node -> (count (get node "groups"), count (get node "finer_groups")))
  in
  let global = claim "global_minimum" [] ignore <> None in
  let ray =
    claim "not_local_minimum" [ "epsilon"; "risk" ] (fun node ->
        { ray_length = rational (get node "epsilon"); ray_risk = rational (get node "risk");
          ray_changes = direction inputs layers (get witness "not_local_minimum") })
  in
  let segment_changes =
    claim "segment_of_minima" [] (fun _ -> direction inputs layers (get witness "segment_of_minima"))
  in
  let lower_risk =
    claim "lower_risk" [ "better_risk"; "risk" ] (fun node ->
        (rational (get node "better_risk"), rational (get node "risk")))
  in
  let lower =
    if lower_risk = None then ([], [])
    else
      let node = get witness "lower_risk" in
      require_keys node [ "network" ];
      network version inputs outputs (get node "network")
  in
  let covered name =
    if has_decay && List.mem "data" (Shape_reading.sections name) && not (List.mem name knows_decay) then None
    else if List.mem name dense_only && not (is_dense layers) then None
    else if name = "escape" && has_addition layers then None
    else if List.mem name Shape_reading.squared_only && (loss_of, weights_of) <> (Squared, (None, None)) then None
    else List.assoc_opt name covered_claims
  in
  let census =
    claim "census" [ "minima" ] (fun node ->
        census_members loss_of samples outputs (network version inputs outputs) node (get witness "census"))
  in
  let census = Option.value census ~default:[] in
  let escape =
    claim "escape" [ "risk"; "better_risk" ] (fun node -> (rational (get node "risk"), rational (get node "better_risk")))
  in
  let waypoints =
    if escape = None then []
    else
      let node = get witness "escape" in
      require_keys node [ "waypoints" ];
      List.map (network version inputs outputs) (entries_not_none (get node "waypoints"))
  in
  let shapes, shape_witness = Shape_reading.claims shapes samples outputs layers claims witness in
  let first_order, classes, given_subgradients =
    if minimum = None then (false, [], []) else minimum_witness loss_of samples outputs (get witness "local_minimum")
  in
  let better, better_classes, better_subgradients =
    if spurious_risk = None then (([], []), [], [])
    else
      let node = get witness "spurious" in
      let has_subgradients = Advice.Checks.has_kinks loss_of && refinement <> None in
      require_keys node ([ "network"; "pattern_classes" ] @ if has_subgradients then [ "subgradients" ] else []);
      let classes = labels samples (get node "pattern_classes") in
      ( network version inputs outputs (get node "network"), classes,
        if has_subgradients then subgradients classes outputs (get node "subgradients") else [] )
  in
  let certificate =
    { column_count = (if targets = [] then inputs else List.length columns); targets; cells; loss_of; weights_of; decay_of; layers; minimum; flip; spurious_risk; refinement; global; ray;
      lower_risk; segment_changes; census; escape; first_order; subgradients = given_subgradients; classes; better; better_classes; better_subgradients; lower; waypoints }
  in
  let trained =
    Option.bind (List.assoc_opt "trained_minimum" claims) (fun node -> Trained_reading.read certificate node (get witness "trained_minimum"))
  in
  let saddle =
    Option.bind
      (claim "saddle" [ "epsilon" ] (fun node -> rational (get node "epsilon")))
      (fun epsilon -> Saddle_reading.read certificate epsilon (direction inputs layers (get witness "saddle")))
  in
  let claims = List.map (fun (name, _) -> (name, if (name = "trained_minimum" && trained = None) || (name = "saddle" && saddle = None) then None else covered name)) claims in
  let covers_everything = List.for_all (fun (_, known) -> known <> None) claims in
  let have_witness =
    Shape_reading.have_witness @ [ "local_minimum"; "spurious"; "not_local_minimum"; "lower_risk"; "segment_of_minima"; "census"; "escape"; "trained_minimum"; "saddle" ]
  in
  let with_witness = List.filter (fun name -> List.mem_assoc name claims) have_witness in
  if covers_everything then require_keys witness with_witness;
  { columns; shapes; shape_witness; trained; saddle; claims; covers_everything; statement = statement.value; certificate }
