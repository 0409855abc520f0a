(* SPDX-License-Identifier: GPL-3.0-or-later

   From JSON to the value that the theorems speak of: the whole file.  Claims that are not covered are named; what would change the meaning
   of covered ones is UNSUPPORTED. *)
open Checker
open Node
open Network_reading
open Claim_list

type file = { value : Value.t; shape_witness : Shape_reading.Shapes.witness; covers_everything : bool; statement : Json.t }

(* With other layers than dense ones these are UNSUPPORTED. *)
let dense_only = [ "family_of_minima"; "linear_regions"; "network_computes_function"; "network_computes_form" ]

(* Beside weight decay the others are UNSUPPORTED (6.4). *)
let knows_decay = [ "pattern_flip"; "not_local_minimum"; "lower_risk" ]

(* --- sections ------------------------------------------------------------------------------------------------------- *)
(* Those that the covered claims need: these and no others, unless a claim is not covered. *)
let needed_sections claims node =
  let needed = List.sort_uniq compare (List.concat_map sections claims) in
  if List.for_all (fun made -> known made <> None) claims then require_keys node ("claims" :: needed)
  else if not (List.for_all (has node) needed) then unsupported node "unsupported.claim";
  needed

(* Data and loss, and no claim. *)
let base needed statement dimension =
  let section key read otherwise = if List.mem key needed then read (get statement key) else otherwise in
  let columns, targets, cells = section "data" Data_reading.data ([], [], []) in
  let loss_of, weights_of = section "loss" (fun node -> Data_reading.loss node targets cells) (Squared, (None, None)) in
  let decay_of = section "loss" (fun node -> if has node "decay" then Data_reading.decay (get node "decay") else []) [] in
  let column_count = if targets = [] then dimension else List.length columns in
  ( columns,
    { column_count; targets; cells; loss_of; weights_of; decay_of; layers = ([], []); minimum = None; flip = None; lower_risk = None;
      refinement = None; global = false; ray = None; segment_changes = None; escape = None; first_order = false;
      subgradients = []; classes = []; better = ([], []); better_classes = []; better_subgradients = []; waypoints = [] } )

(* The networks by their names, each read once. *)
let networks read_network statement =
  let found = Hashtbl.create 16 in
  fun name ->
    match Hashtbl.find_opt found name with
    | Some network -> network
    | None ->
        let network = read_network (get (get statement "networks") name) in
        Hashtbl.add found name network;
        network

(* --- claims --------------------------------------------------------------------------------------------------------- *)
(* Of the claims about shapes one of each kind, all about one network. *)
let shape_claims claims =
  let add (network, kept) made =
    let is_shape = match known made with Some { is = Of_shapes _; _ } -> true | _ -> false in
    let is_first = List.for_all (fun other -> other.kind <> made.kind) kept in
    let is_here = made.about = None || network = None || made.about = network in
    if is_shape && is_first && is_here then ((if network = None then made.about else network), made :: kept) else (network, kept)
  in
  List.fold_left add (None, []) claims

(* 20: the groups of the minima that are named. *)
let minima_of claims numbers made =
  require_own_keys made [ "minima" ];
  let rec before = function (other, _) :: _ when other == made -> [] | entry :: rest -> entry :: before rest | [] -> [] in
  let minima = List.filter (fun (other, _) -> other.kind = "local_minimum") (before (List.combine claims numbers)) in
  let group name =
    match List.find_opt (fun (other, _) -> other.name = text name) minima with
    | Some (_, Some k) -> k
    | _ -> malformed name "document.claim_needs"
  in
  List.map group (entries_not_none (get made.node "minima"))

let is_covered (base : Q.t certificate) network_of made =
  let layers = match made.about with Some name -> network_of name | None -> ([], []) in
  not
    ((base.decay_of <> [] && List.mem "data" (sections made) && not (List.mem made.kind knows_decay))
    || (List.mem made.kind dense_only && not (is_dense layers))
    || (made.kind = "escape" && has_addition layers)
    || (List.mem made.kind Shape_reading.squared_only && (base.loss_of, base.weights_of) <> (Squared, (None, None))))

(* Where a claim is among what the checkers get, if it is covered. *)
let place base network_of (parts : Value.part array) shapes claims numbers made number =
  let place_of kind =
    match (kind.is, number) with
    | Of_minima, _ -> Some (Value.Between (minima_of claims numbers made))
    | Of_shapes claim, _ -> if List.memq made shapes then Some (Value.In_shapes claim) else None
    | Of_trained, Some k when parts.(k).trained = None -> None
    | Of_saddle, Some k when parts.(k).saddle = None -> None
    | is, Some k -> Some (Value.In_part (k, is))
    | _, None -> None
  in
  let place = Option.bind (known made) place_of in
  if place <> None && is_covered base network_of made then place else None

(* --- the file ------------------------------------------------------------------------------------------------------- *)
let require_format root =
  if has root "format" then require (get root "format") (text (get root "format") = "thalweg-certificate") "document.format";
  if has root "version" && count (get root "version") <> 3 then unsupported (get root "version") "unsupported.version";
  require_keys root [ "format"; "version"; "provenance"; "statement"; "witness" ];
  let provenance = get root "provenance" in
  require_keys provenance [ "tool"; "command" ];
  ignore (text (get provenance "tool"), text (get provenance "command"))

(* No networks and witnesses but those of the claims. *)
let require_names claims statement witness =
  let named = List.sort_uniq compare (List.concat_map (fun made -> Option.to_list made.about @ Option.to_list made.better) claims) in
  if named <> [] then require_keys (get statement "networks") named;
  require_keys witness (List.filter_map (fun made -> if has_witness made then Some made.name else None) claims)

let certificate json =
  let root = Node.root json in
  require_format root;
  let statement = get root "statement" and witness = get root "witness" in
  let claims = Claim_list.read (get statement "claims") in
  let needed = needed_sections claims statement in
  let shapes = Shape_reading.sections_of needed (List.exists (fun made -> made.kind = "lattice_identity") claims) statement in
  let columns, base = base needed statement shapes.dimension in
  let outputs = List.length base.targets in
  let inputs = base.column_count - outputs in
  if List.mem "cpwl" needed then require (get statement "cpwl") (outputs = 0 || List.length shapes.outputs_of = outputs) "shape.length";
  if List.mem "domain" needed then require (get statement "domain") (inputs = shapes.dimension) "shape.dimension";
  let read_network node = network inputs (if outputs = 0 then Shape_reading.outputs shapes node else outputs) node in
  let network_of = networks read_network statement in
  let groups, numbers = grouped claims in
  let parts = Array.map (Part_reading.read { base; inputs; network_of; read_network; witness }) groups in
  if base.decay_of <> [] then
    Array.iter (fun (part : Value.part) -> Data_reading.check_decay (get (get statement "loss") "decay") base.decay_of (snd part.certificate.layers)) parts;
  let shape_network, about_shapes = shape_claims claims in
  let layers = match shape_network with Some name -> network_of name | None -> ([], []) in
  let shapes, shape_witness = Shape_reading.claims shapes (List.length base.cells) outputs layers about_shapes witness in
  let placed made number = (made.name, place base network_of parts about_shapes claims numbers made number) in
  let value = { Value.columns; parts; shapes; shape_network; shape_certificate = { base with layers }; claims = List.map2 placed claims numbers } in
  let covers_everything = List.for_all (fun (_, place) -> place <> None) value.claims in
  if covers_everything then require_names claims statement witness;
  { value; shape_witness; covers_everything; statement = statement.value }
