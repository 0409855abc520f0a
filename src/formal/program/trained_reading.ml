(* SPDX-License-Identifier: GPL-3.0-or-later

   The claim trained_minimum from JSON (41, 41.1), where it is covered: dense layers with biases, and in scope all nothing
   fixed or units of homogeneous activations rescaled.  Which field moves which fixed parameter, directions in which walls are left, and κ' are
   proposed here and believed for nothing. *)
open Checker
open Node
module Trained = Advice.Trained
module Pieces = Trained.Pc

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

let rec breakpoints table = match table with Last _ -> [] | Cut (_, _, b, rest) -> b :: breakpoints rest

let ties network sample_count node =
  let before = ref (-1, 0, 0) in
  List.map
    (fun entry ->
      match entries_of_length entry 4 with
      | [ l; u; i; b ] ->
          let layer = index l (List.length network) in
          let unit = index u (List.length (List.nth network layer).rows) in
          let sample = index i sample_count in
          let breakpoint = index b (List.length (breakpoints (List.nth network layer).tab)) in
          require entry ((layer, unit, sample) > !before) "shape.order";
          before := (layer, unit, sample);
          (((layer, unit), sample), breakpoint)
      | _ -> malformed entry "shape.length")
    (entries node)

let claim network sample_count (made : Claim_list.made) =
  Claim_list.require_own_keys made [ "distance"; "radius"; "strict_radius"; "risk_lower"; "risk_upper"; "scope"; "ties"; "fixed" ];
  let node = made.node in
  let scope = text (get node "scope") in
  require (get node "scope") (List.mem scope [ "all"; "slice" ]) "document.type";
  { distance = rational (get node "distance"); free_radius = rational (get node "radius"); strict_radius = number_or_null (get node "strict_radius");
    least_risk = rational (get node "risk_lower"); most_risk = rational (get node "risk_upper"); among_all = scope = "all"; ties = ties network sample_count (get node "ties");
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

(* --- ways ---------------------------------------------------------------------------------------------------------------- *)
(* A number near q, of about 128 binary digits. *)
let rounded q =
  let digits = max 0 (Z.numbits (Q.den q) - Z.numbits (Q.num q) + 128) in
  if Z.numbits (Q.den q) <= digits then q else Q.make (Z.fdiv (Z.shift_left (Q.num q) digits) (Q.den q)) (Z.shift_left Z.one digits)

(* Y with N Y = 1 nearly, by columns: rows of (N N^T)^-1 N. *)
let right_inverse normals =
  let normals = List.map (List.map rounded) normals in
  let products = List.map (fun a -> List.map (fun b -> rounded (Numbers.dot a b)) normals) normals in
  let width = List.fold_left (fun w row -> max w (List.length row)) 0 normals in
  let solved j =
    let basis = Advice.solve products (List.map (fun row -> Option.value (List.nth_opt row j) ~default:Q.zero) normals) in
    List.map rounded basis
  in
  let columns = List.init width solved in
  List.mapi (fun t _ -> List.map (fun column -> List.nth column t) columns) normals

let two_to_minus k = Q.make Z.one (Z.shift_left Z.one k)

let views_in c claim (w : Trained.trained_witness) box =
  let network = Advice.Checks.coq_W_of c and data = Advice.Checks.data c in
  let trainables = Pieces.trainables w.steps (List.length (parameters network)) 0 network in
  let marks = Trained.mark_of data (List.combine claim.ties w.tie_numbers) in
  List.map (Trained.view_of w.box box trainables marks) (Trained.points_of data)

(* What the checker calls with the numbers of a claim. *)
let with_numbers c (w : Trained.trained_witness) f =
  f w.box w.portion (Q.sub (Q.inv w.portion) Q.one) (Numbers.share (List.length (Advice.Checks.data c))) (Advice.Checks.goal c) (List.length c.targets)

(* Ways, and what just passes as κ' (O194). *)
let with_ways c claim (w : Trained.trained_witness) =
  let views = views_in c claim w w.near in
  let es = List.concat_map (fun (v : Trained.view) -> v.ties_at) views in
  let padded v = List.mapi (fun j _ -> Option.value (List.nth_opt v j) ~default:Q.zero) w.steps in
  let ways = List.map padded (right_inverse (List.map (fun (_, (e : Trained.expansion)) -> e.linear) es)) in
  let growth = with_numbers c w Trained.growth_of views in
  let slopes = Numbers.total (List.map (fun way -> Q.abs (Numbers.dot growth.gradient way)) ways) in
  let sizes = Numbers.total (List.map Trained.size_of_way ways) in
  let rest = Q.sub Q.one (Trained.largest_of (List.mapi (fun t e -> Trained.leaves_wall ways (t, e)) es)) in
  let pull = if Q.sign rest <= 0 then Q.zero else Q.div (Q.add slopes (Q.mul growth.slack sizes)) rest in
  { w with ways; pull = Q.add (Q.mul (rounded pull) (Q.add Q.one (two_to_minus 40))) (two_to_minus 400) }

(* This κ' may be larger than that of section 25.3: is it all that is refused? *)
let is_pulled_too_far c claim (w : Trained.trained_witness) =
  let network = Advice.Checks.coq_W_of c and data = Advice.Checks.data c and goal = Advice.Checks.goal c in
  let views = views_in c claim w w.strict_box in
  let growth = with_numbers c w Trained.growth_of views in
  let are_kept pull = List.for_all (with_numbers c w (fun box _ _ n goal d -> Trained.is_kept box n goal d pull)) views in
  let is_strict pull = claim.strict_radius = None || Q.lt (Q.add growth.strictly_lost (Q.mul pull (Trained.bent_walls views))) (Q.div_2exp w.curvature 1) in
  let is_near_minimum =
    with_numbers c w (fun _ _ _ n _ d ->
        let risk = Q.mul n (Advice.Checks.Y.S.Q.P.errors goal d network data) in
        let excess = Q.max Q.zero (Q.sub risk (Trained.base_value n goal d views)) in
        Trained.is_near w claim growth excess && Trained.in_risks w claim growth risk excess)
  in
  let is_curved () = Trained.definite (List.length w.steps) (Advice.Checks.Y.S.Q.badd (Trained.diagonal w.steps w.curvature) growth.hessian) in
  let are_radii =
    let within box r = Trained.is_radius r (Q.sub box w.near) w.steps in
    within w.box claim.free_radius && Option.fold ~none:true ~some:(within w.strict_box) claim.strict_radius
  in
  Trained.valid_numbers w && Trained.valid_steps w claim (parameters network) && is_near_minimum && are_radii && is_strict Q.zero && is_curved () && are_kept Q.zero
  && not (with_numbers c w Trained.pulls_to_walls w.pull w.ways (views_in c claim w w.near) && is_strict w.pull && are_kept w.pull)

let witness c network claim node =
  require_keys node [ "bits"; "near"; "box"; "strict_box"; "share"; "curvature"; "steps"; "multipliers"; "bounds"; "penalties"; "fields" ];
  let bits = count (get node "bits") in
  require (get node "bits") (64 <= bits && bits <= 4096) "shape.bits";
  let of_ties key = List.map rational (entries_of_length (get node key) (List.length claim.ties)) in
  let multipliers = of_ties "multipliers" in
  let tie_numbers = List.map2 (fun (l, b) p -> ((l, b), p)) (List.combine multipliers (of_ties "bounds")) (of_ties "penalties") in
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
  let trainables = Pieces.trainables steps parameters 0 network in
  let is_moved (layer, unit) j = Trained.is_moved trainables layer unit j in
  let known = List.filter_map Fun.id fields in
  match anchors is_moved (List.sort_uniq compare known) claim.fixed_parameters with
  | Some anchors when List.length known = List.length fields ->
      let rational key = rational (get node key) in
      let strict = number_or_null (get node "strict_box") in
      require (get node "strict_box") ((strict = None) = (claim.strict_radius = None)) "document.type";
      let strict_box = Option.value strict ~default:(rational "box") in
      let w =
        { Trained.near = rational "near"; box = rational "box"; strict_box; portion = rational "share"; curvature = rational "curvature"; steps; anchors;
          tie_numbers; pull = Q.zero; ways = [] }
      in
      if claim.ties = [] || Q.sign w.portion = 0 then Some w
      else
        let w = with_ways c claim w in
        if is_pulled_too_far c claim w then None else Some w
  | _ -> None

let on_table table z = List.exists (Q.equal z) (breakpoints table)

(* Some sample is on a breakpoint of some unit: then other obligations hold (O183). *)
let is_on_wall network samples =
  let rec on_wall network h =
    match network with
    | [] -> false
    | l :: rest ->
        let z = Advice.Checks.Y.S.Q.P.npre l h in
        List.exists (on_table l.tab) z || on_wall rest (Advice.Checks.Y.S.Q.P.nout l h z)
  in
  List.exists (fun s -> on_wall network s.input) samples

(* The same in the pieces at W, of units that no tie holds. *)
let is_on_other_wall c claim (w : Trained.trained_witness) =
  let network = Advice.Checks.coq_W_of c and data = Advice.Checks.data c in
  let trainables = Pieces.trainables w.steps (parameter_count network) 0 network in
  let marks = Trained.mark_of data (List.combine claim.ties w.tie_numbers) in
  let rec on_wall placed h =
    match placed with
    | [] -> false
    | (units, table) :: rest ->
        let z (u : Pieces.placed_unit) = Pieces.value_of h u.row_of in
        List.exists (fun (u : Pieces.placed_unit) -> u.held = None && on_table table (z u)) units
        || on_wall rest (List.map (fun (u : Pieces.placed_unit) -> Advice.Checks.Y.S.Q.P.napply table u.used (z u)) units)
  in
  List.exists (fun s -> on_wall (Pieces.pieces_at (marks s.input) trainables s.input) s.input) data

let read c (made : Claim_list.made) witness_node =
  let network = Advice.Checks.coq_W_of c in
  let is_plain = c.loss_of = Squared && c.decay_of = [] && List.for_all (fun l -> Trained.is_full l && l.biased) network in
  if not (is_plain && not (has witness_node "span")) then None
  else
    let claim = claim network (List.length c.cells) made in
    let has_all_derivatives = claim.among_all || claim.fixed_parameters = [] in
    if (Q.sign claim.distance = 0 && not has_all_derivatives) || (claim.among_all && claim.ties <> [] && claim.strict_radius = None) then None
    else Option.bind (witness c network claim witness_node) (fun witness -> if is_on_other_wall c claim witness then None else Some { claim; witness })

let written t =
  let c = t.claim in
  let tie (((layer, unit), sample), breakpoint) = Shape_writing.array Shape_writing.index [ layer; unit; sample; breakpoint ] in
  ( "trained_minimum",
    [ ("distance", Shape_writing.rational c.distance); ("radius", Shape_writing.rational c.free_radius);
      ("strict_radius", match c.strict_radius with Some r -> Shape_writing.rational r | None -> Json.Null);
      ("risk_lower", Shape_writing.rational c.least_risk); ("risk_upper", Shape_writing.rational c.most_risk);
      ("scope", Json.Text (if c.among_all then "all" else "slice")); ("ties", Shape_writing.array tie c.ties);
      ("fixed", Shape_writing.array Shape_writing.index c.fixed_parameters) ] )
