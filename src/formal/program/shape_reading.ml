(* SPDX-License-Identifier: GPL-3.0-or-later

   Domains, partitions and the claims about them from JSON (10, 54 to 62). A witness that is not what the checker
   can be given, such as a list that is not one tree, is given as None and refused there. *)
open Checker
open Node
module Shapes = ShapeCheck (Numbers)

(* The squared loss without weights, as fits of groups need. *)
let squared_only = [ "groups"; "refinement_of_partitions" ]

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

let rec has_repetition = function [] -> false | x :: rest -> List.mem x rest || has_repetition rest

let functions dimension node =
  let functions = list_not_empty (row dimension) node in
  require node (not (has_repetition functions)) "cpwl.repeated_function";
  functions

(* A row: functions, increasing. *)
let literals count node =
  let before = ref (-1) in
  list_not_empty
    (fun node ->
      let j = index node count in
      require node (j > !before) "cpwl.row_order";
      before := j;
      j)
    node

let output dimension partitions has_rows node =
  require_keys node ([ "partition"; "functions"; "pieces" ] @ if has_rows then [ "rows" ] else []);
  let on_partition = index (get node "partition") (List.length partitions) in
  let functions = functions dimension (get node "functions") in
  let piece node = index node (List.length functions) in
  let pieces_of = list_of (List.length (List.nth partitions on_partition)) piece (get node "pieces") in
  let rows_of = if has_rows then list_not_empty (literals (List.length functions)) (get node "rows") else [] in
  { on_partition; functions; pieces_of; rows_of }

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

(* --- groups, refinement_of_partitions ------------------------------------------------------------------------------------ *)
let cells_of shapes p = List.length (List.nth shapes.partitions p)
let numbers length limit node = list_of length (fun node -> index node limit) node

let groups_witness shapes samples claim node =
  require_keys node [ "cell_of_sample"; "function_cells" ];
  let cells_of_output f node = numbers samples (cells_of shapes f.on_partition) node in
  { Shapes.Sf.Rg.Ex.Fo.Fi.cell_of_sample = numbers samples (cells_of shapes claim.group_partition) (get node "cell_of_sample");
    function_cells = list_for shapes.outputs_of cells_of_output (get node "function_cells") }

let fits_witness dimension samples targets cells node =
  require_keys node [ "cell_of_sample"; "fits" ];
  let fits node = if node.value = Json.Null then None else Some (list_of targets (row dimension) node) in
  { Shapes.Sf.Rg.Ex.Fo.Fi.fit_cells = numbers samples cells (get node "cell_of_sample"); fits = list_of cells fits (get node "fits") }

let finer_witness shapes samples targets claim node =
  require_keys node [ "cell_of_cell"; "multipliers"; "coarse"; "fine" ];
  let coarse_cells = List.nth shapes.partitions claim.coarse and fine_count = cells_of shapes claim.fine in
  let cell_of_cell = numbers fine_count (List.length coarse_cells) (get node "cell_of_cell") in
  let proofs m node = list_of (List.length (List.nth coarse_cells m)) multipliers node in
  { Shapes.Sf.Rg.Ex.Fo.Fi.cell_of_cell; inside_cells = list_for cell_of_cell proofs (get node "multipliers");
    coarse_fits = fits_witness shapes.dimension samples targets (List.length coarse_cells) (get node "coarse");
    fine_fits = fits_witness shapes.dimension samples targets fine_count (get node "fine") }

(* --- lattice_identity, lattice_failure, and nodes of forms ----------------------------------------------------------------- *)
let form_node f node =
  let function_count = List.length f.functions in
  if has node "function" then (
    require_keys node [ "function" ];
    Either.Left (index (get node "function") function_count))
  else (
    require_keys node [ "row"; "proofs" ];
    let r = index (get node "row") (List.length f.rows_of) in
    Either.Right (r, list_of (List.length (List.nth f.rows_of r)) multipliers (get node "proofs")))

let form_bound f node =
  require_keys node [ "weights"; "multipliers" ];
  let weights_of_bound = multipliers (get node "weights") in
  require (get node "weights") (List.for_all (fun (j, _) -> j < List.length f.functions) weights_of_bound) "shape.index";
  { Shapes.Sf.Rg.Ex.Fo.weights_of_bound; bound_proof = multipliers (get node "multipliers") }

let cell_form f node =
  require_keys node [ "cover"; "bounds"; "bound_of_row" ];
  let bounds = list (form_bound f) (get node "bounds") in
  { Shapes.Sf.Rg.Ex.Fo.form_cover = tree (list (form_node f) (get node "cover")); bounds;
    bound_of_row = numbers (List.length f.rows_of) (List.length bounds) (get node "bound_of_row") }

let forms shapes node = list_for shapes.outputs_of (fun f -> list_of (cells_of shapes f.on_partition) (cell_form f)) node

let failure_claim shapes node =
  let failing_output = index (get node "output") (List.length shapes.outputs_of) in
  let f = List.nth shapes.outputs_of failing_output in
  let cells = cells_of shapes f.on_partition in
  { failing_output; failing_rows = list_of cells (literals (List.length f.functions)) (get node "rows");
    failing_cell = index (get node "cell") cells; failing_point = point shapes.dimension (get node "point") }

let failure_witness shapes claim node =
  require_keys node [ "above"; "below" ];
  let functions = List.length (List.nth shapes.outputs_of claim.failing_output).functions in
  let points row node = list_of (functions - List.length row) (point shapes.dimension) node in
  { Shapes.Sf.Rg.Ex.Fo.above_piece = list_for claim.failing_rows (fun row -> list_of (List.length row) multipliers) (get node "above");
    below_piece = list_for claim.failing_rows points (get node "below") }

(* Nodes whose operands are earlier ones, and lower bounds of functions. *)
let output_nodes functions node =
  require_keys node [ "nodes"; "lower" ];
  let operands v node = match numbers 2 v node with [ u; w ] -> (u, w) | _ -> assert false in
  let expression v node =
    match List.filter (has node) [ "function"; "min"; "max" ] with
    | [ key ] -> (
        require_keys node [ key ];
        let part = get node key in
        match key with
        | "function" -> Function_node (index part functions)
        | "min" -> let u, w = operands v part in Min_node (u, w)
        | _ -> let u, w = operands v part in Max_node (u, w))
    | _ -> malformed node "document.missing_key"
  in
  let lower node =
    if node.value = Json.Null then None
    else match entries_of_length node 2 with [ b; m ] -> Some (rational b, multipliers m) | _ -> assert false
  in
  { Shapes.Sf.Rg.Ex.nodes = List.mapi expression (entries_not_none (get node "nodes")); functions_lower = list_of functions lower (get node "lower") }

(* --- linear_regions, network_computes_function ---------------------------------------------------------------------------- *)
let place = function
  | layer :: unit :: breakpoint :: _ -> { at_layer = count layer; at_unit = count unit; at_breakpoint = count breakpoint }
  | _ -> assert false

let side node =
  let parts = entries_of_length node 5 in
  let word = List.nth parts 3 in
  require word (List.mem (text word) [ "below"; "above" ]) "shape.side";
  { Shapes.Sf.Rg.side_at = place parts; is_above = text word = "above"; side_proof = multipliers (List.nth parts 4) }

let region_node dimension node =
  let is_inner = has node "split" in
  require_keys node [ "sides"; (if is_inner then "split" else "point") ];
  let sides = list side (get node "sides") in
  if is_inner then Either.Left (sides, place (entries_of_length (get node "split") 3))
  else Either.Right (sides, point dimension (get node "point"))

let region_nodes dimension node =
  require_keys node [ "nodes" ];
  list (region_node dimension) (get node "nodes")

let is_leaf = function Either.Right _ -> true | Either.Left _ -> false

(* For each output, for each leaf: a cell, and proofs of its halfspaces. *)
let leaf_cells shapes nodes node =
  let leaves = List.length (List.filter is_leaf nodes) in
  let leaf cells node =
    match entries_of_length node 2 with
    | [ m; proofs ] ->
        let m = index m (List.length cells) in
        (m, list_of (List.length (List.nth cells m)) multipliers proofs)
    | _ -> malformed node "shape.length"
  in
  let output f node =
    require_keys node [ "leaves" ];
    list_of leaves (leaf (List.nth shapes.partitions f.on_partition)) (get node "leaves")
  in
  list_for shapes.outputs_of output node

let region_tree nodes cells =
  let number = ref (-1) in
  let with_cells = function
    | Either.Right (sides, leaf_point) ->
        incr number;
        Either.Right (sides, { Shapes.Sf.Rg.leaf_point; in_cells = List.map (fun leaves -> List.nth leaves !number) cells })
    | Either.Left inner -> Either.Left inner
  in
  tree (List.map with_cells nodes)

(* --- network_computes_form ------------------------------------------------------------------------------------------------ *)
let stated_form dimension node =
  require_keys node [ "functions"; "rows" ];
  let functions = functions dimension (get node "functions") in
  (functions, list_not_empty (literals (List.length functions)) (get node "rows"))

(* The carried units of a layer, increasing, as one entry for each unit. *)
let carried_units (outputs : Shapes.Sf.Rg.Ex.output_nodes list) layer node =
  let units = List.length layer.weights in
  let before = ref (-1) in
  let entry node =
    match entries_of_length node 3 with
    | [ unit; output; v ] ->
        let j = index unit units and o = index output (List.length outputs) in
        let v = index v (List.length (List.nth outputs o).nodes) in
        require node (j > !before) "shape.order";
        before := j;
        (j, (o, v))
    | _ -> malformed node "shape.length"
  in
  let entries = list entry node in
  List.init units (fun j -> List.assoc_opt j entries)

let no_parts = { Shapes.Sf.entry = (fun _ -> []); part = (fun _ -> None) }

let form_witness forms layers node =
  require_keys node [ "outputs"; "carried" ];
  let form_nodes = list_for forms (fun (functions, _) -> output_nodes (List.length functions)) (get node "outputs") in
  let hidden = List.filteri (fun l _ -> l < List.length layers - 1) layers in
  { Shapes.Sf.form_nodes; carried = list_for hidden (carried_units form_nodes) (get node "carried"); parts = no_parts }

(* --- all of them ------------------------------------------------------------------------------------------------------- *)
(* The sections of the claims in [needed]; no claim. *)
let sections_of needed has_rows statement =
  let section key read otherwise = if List.mem key needed then read (get statement key) else otherwise in
  let dimension, domain = section "domain" domain (0, []) in
  let partitions = section "partitions" (list_not_empty (list_not_empty (cell dimension))) [] in
  let outputs_of = section "cpwl" (list_not_empty (output dimension partitions has_rows)) [] in
  { dimension; domain; partitions; outputs_of; cell_counts = None; groups_of = None; is_lattice = false;
    failure = None; finer = None; region_count = None; is_network_function = false;
    network_forms = None }

(* The number of outputs of the network of a file without data: that of cpwl; else the last layer has as many as it likes. *)
let outputs shapes network =
  match (shapes.outputs_of, List.rev (entries_not_none (get network "layers"))) with
  | [], last :: _ -> List.length (entries (get last "weights"))
  | functions, _ -> List.length functions

(* Those of the claims [made], at most one of each kind, that are about shapes, and their witnesses. *)
let claims shapes samples targets layers (made : Claim_list.made list) witness =
  let of_kind kind = List.find_opt (fun (made : Claim_list.made) -> made.kind = kind) made in
  let claim kind keys read = Option.map (fun made -> Claim_list.require_own_keys made keys; read made.node) (of_kind kind) in
  let partition node = index node (List.length shapes.partitions) in
  let proven kind value none read = match value with None -> none | Some value -> read value (get witness (Option.get (of_kind kind)).name) in
  let cell_counts = claim "convex_partition" [ "cells" ] (fun node -> list count (get node "cells")) in
  let groups_of =
    claim "groups" [ "partition"; "count"; "risk" ] (fun node ->
        { group_partition = partition (get node "partition"); group_count = count (get node "count"); group_risk = rational (get node "risk") })
  in
  let is_lattice = claim "lattice_identity" [] ignore <> None in
  let failure = claim "lattice_failure" [ "output"; "rows"; "cell"; "point" ] (failure_claim shapes) in
  let finer =
    claim "refinement_of_partitions" [ "coarse"; "fine"; "risk"; "fine_risk" ] (fun node ->
        { coarse = partition (get node "coarse"); fine = partition (get node "fine");
          coarse_risk = rational (get node "risk"); fine_risk = rational (get node "fine_risk") })
  in
  let region_count = claim "linear_regions" [ "count" ] (fun node -> count (get node "count")) in
  let is_network_function = claim "network_computes_function" [] ignore <> None in
  let network_forms =
    let last () = List.nth (snd layers) (List.length (snd layers) - 1) in
    let stated node = list_of (List.length (last ()).weights) (stated_form shapes.dimension) (get node "outputs") in
    let is_stated = match of_kind "network_computes_form" with Some made -> has made.node "outputs" | None -> false in
    claim "network_computes_form" (if is_stated then [ "outputs" ] else []) (fun node -> if is_stated then Some (stated node) else None)
  in
  let of_partitions =
    proven "convex_partition" cell_counts [] (fun _ ->
        list_for shapes.partitions (partition_witness shapes.dimension shapes.domain))
  in
  let if_claimed is_made = if is_made then Some () else None in
  let of_forms = proven "lattice_identity" (if_claimed is_lattice) [] (fun () -> forms shapes) in
  let of_failure = proven "lattice_failure" failure { Shapes.Sf.Rg.Ex.Fo.above_piece = []; below_piece = [] } (failure_witness shapes) in
  let no_groups = { Shapes.Sf.Rg.Ex.Fo.Fi.cell_of_sample = []; function_cells = [] } in
  let no_fits = { Shapes.Sf.Rg.Ex.Fo.Fi.fit_cells = []; fits = [] } in
  let not_finer = { Shapes.Sf.Rg.Ex.Fo.Fi.cell_of_cell = []; inside_cells = []; coarse_fits = no_fits; fine_fits = no_fits } in
  let of_groups = proven "groups" groups_of no_groups (groups_witness shapes samples) in
  let of_finer = proven "refinement_of_partitions" finer not_finer (finer_witness shapes samples targets) in
  let no_form = { Shapes.Sf.form_nodes = []; carried = []; parts = no_parts } in
  let of_form = proven "network_computes_form" network_forms no_form (fun stated -> form_witness (computed_forms shapes stated) (snd layers)) in
  let nodes = proven "linear_regions" region_count [] (fun _ -> region_nodes shapes.dimension) in
  let cells = proven "network_computes_function" (if_claimed is_network_function) [] (fun () -> leaf_cells shapes nodes) in
  ( { shapes with cell_counts; groups_of; is_lattice; failure; finer; region_count; is_network_function; network_forms },
    { Shapes.of_partitions; of_groups; of_forms; of_failure; of_finer; of_regions = region_tree nodes cells; of_form } )
