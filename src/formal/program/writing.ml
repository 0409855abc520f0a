(* SPDX-License-Identifier: GPL-3.0-or-later

   The statement of a certificate written again from the value that the checker gets, as JSON: what the theorem is about
   is what the file says if both have one canonical text.  It knows nothing of how the value was read. *)
open Checker

let rational = Shape_writing.rational
let index = Shape_writing.index
let array = Shape_writing.array

let data columns c =
  Json.Object
    [ ("columns", array (fun s -> Json.Text s) columns); ("targets", array index c.targets); ("rows", array (array rational) c.cells) ]

let activation a =
  let rec columns = function
    | Last (s, k) -> ([], [ s ], [ k ])
    | Cut (s, k, b, rest) ->
        let bs, ss, ks = columns rest in
        (b :: bs, s :: ss, k :: ks)
  in
  let b, s, k = columns a in
  Json.Object [ ("breakpoints", array rational b); ("slopes", array rational s); ("intercepts", array rational k) ]

(* A table may have a name in the file; all are compared as tables. *)
let named_tables =
  [ ("relu", activation (Cut (Q.zero, Q.zero, Q.zero, Last (Q.one, Q.zero)))); ("identity", activation (Last (Q.one, Q.zero))) ]

let layer l =
  let kind name = ("kind", Json.Text name) and indices key list = (key, array index list) in
  let windows key w = [ indices key w.kernel; indices "stride" w.stride; indices "padding" w.padding ] in
  let parameters =
    [ ("activation", activation l.activation);
      ("weights", array (array (fun (i, w) -> Json.Array [ index i; rational w ])) l.weights);
      ("biases", match l.biases with Some b -> array rational b | None -> Json.Null) ]
  in
  Json.Object
    (match l.kind with
    | Dense -> kind "dense" :: parameters
    | Convolution (w, groups) -> (kind "convolution" :: ("groups", index groups) :: indices "dilation" w.dilation :: windows "kernel" w) @ parameters
    | Average_pooling w -> kind "average_pooling" :: windows "window" w
    | Max_pooling w -> kind "max_pooling" :: windows "window" w
    | Addition source -> [ kind "addition"; ("with", index source); ("activation", activation l.activation) ])

let network (input_shape, layers) =
  Json.Object ((if input_shape = [] then [] else [ ("input_shape", array index input_shape) ]) @ [ ("layers", array layer layers) ])

let loss = function
  | Squared -> [ ("name", Json.Text "squared") ]
  | Absolute -> [ ("name", Json.Text "absolute") ]
  | Huber a -> [ ("name", Json.Text "huber"); ("delta", rational a) ]
  | Epsilon_insensitive a -> [ ("name", Json.Text "epsilon"); ("epsilon", rational a) ]
  | Quantile a -> [ ("name", Json.Text "quantile"); ("tau", rational a) ]
  | Hinge -> [ ("name", Json.Text "hinge") ]
  | Squared_hinge -> [ ("name", Json.Text "squared-hinge") ]

let whole_loss c =
  let optional key value = match value with Some ws -> [ (key, array rational ws) ] | None -> [] in
  Json.Object
    (loss c.loss_of
    @ optional "output_weights" (fst c.weights_of)
    @ optional "sample_weights" (snd c.weights_of)
    @ if c.decay_of = [] then [] else [ ("decay", array (fun (w, b) -> Json.Array [ rational w; rational b ]) c.decay_of) ])

(* Does lower_risk state the risk of W? Not behind a claim of a minimum, the last one of which counts: then it is below what that one states. *)
let is_compared (p : Value.part) (minimum : Claim_list.covered option) limit is_here =
  match minimum with
  | None when is_here -> true
  | Some (Of_network Local_minimum) when is_here && Q.equal (Option.get p.certificate.minimum).risk limit -> false
  | Some Of_trained when (not is_here) && Q.equal (Option.get p.trained).claim.least_risk limit -> false
  | _ -> invalid_arg "another risk"

(* The kind of a claim about a network, its own keys, and the name of its W2 if it has one; it is made. *)
let claim_of_part (p : Value.part) minimum claim =
  let c = p.certificate in
  match (claim : Claim_list.covered) with
  | Of_network Local_minimum ->
      let m = Option.get c.minimum in
      (("local_minimum", [ ("radius", rational m.radius); ("risk", rational m.risk) ]), None)
  | Of_network Pattern_flip ->
      let f = Option.get c.flip in
      ( ( "pattern_flip",
          [ ("sample", index f.flip_sample); ("layer", index f.flip_layer); ("unit", index f.flip_unit); ("distance", rational f.flip_distance) ] ),
        None )
  | Of_network Lower_risk ->
      let (better, limit), is_here = Option.get c.lower_risk in
      let stated = if is_compared p minimum limit is_here then [ ("risk", rational limit) ] else [] in
      (("lower_risk", ("better_risk", rational better) :: stated), Some p.better_name)
  | Of_network Refinement -> (("refinement", [ ("finer_groups", index (Option.get c.refinement)) ]), None)
  | Of_network Global_minimum when c.global -> (("global_minimum", []), None)
  | Of_network Not_local_minimum ->
      let r = Option.get c.ray in
      (("not_local_minimum", [ ("epsilon", rational r.ray_length); ("risk", rational r.ray_risk) ]), None)
  | Of_network Segment_of_minima when c.segment_changes <> None -> (("family_of_minima", [ ("dimension", index 1) ]), None)
  | Of_network Escape ->
      let value, better = Option.get c.escape in
      (("escape", [ ("risk", rational value); ("better_risk", rational better) ]), None)
  | Of_saddle -> (Saddle_reading.written (Option.get p.saddle), None)
  | Of_trained -> (Trained_reading.written (Option.get p.trained), None)
  | Of_network (Global_minimum | Segment_of_minima) | Of_shapes _ | Of_minima -> invalid_arg "not claimed"

(* The name of the claim that the network of a part is a minimum. *)
let name_of_minimum (v : Value.t) k =
  match List.find (fun (_, place) -> place = Some (Value.In_part (k, Of_network Local_minimum))) v.claims with name, _ -> Json.Text name

(* The last claim of a minimum of this part before the claim with this name. *)
let minimum_before (v : Value.t) name k =
  let rec look last = function
    | (other, _) :: _ when other = name -> last
    | (_, Some (Value.In_part (j, ((Of_network Local_minimum | Of_trained) as found)))) :: rest when j = k -> look (Some found) rest
    | _ :: rest -> look last rest
    | [] -> last
  in
  look None v.claims

let networks_of_shapes = [ Linear_regions; Network_computes_function; Network_computes_form ]

let claim (v : Value.t) (name, place) =
  let (kind, keys), network, better =
    match Option.get place with
    | Value.In_part (k, claim) ->
        let own, better = claim_of_part v.parts.(k) (minimum_before v name k) claim in
        (own, Some v.parts.(k).network, better)
    | In_shapes claim -> (Shape_writing.claim v.shapes claim, (if List.mem claim networks_of_shapes then v.shape_network else None), None)
    | Between minima -> (("distinct_risks", [ ("minima", array (name_of_minimum v) minima) ]), None, None)
  in
  let optional key value = match value with Some text -> [ (key, Json.Text text) ] | None -> [] in
  let name = if name = kind then [] else [ ("name", Json.Text name) ] in
  Json.Object ((("claim", Json.Text kind) :: name) @ optional "network" network @ optional "better" better @ keys)

(* All networks by their names; one that two parts have under one name is the same. *)
let networks (v : Value.t) =
  let found = Hashtbl.create 16 in
  let add name layers =
    match Hashtbl.find_opt found name with
    | Some other -> if other != layers && other <> layers then invalid_arg "two networks of one name"
    | None -> Hashtbl.add found name layers
  in
  let add_part (p : Value.part) =
    add p.network p.certificate.layers;
    if p.certificate.lower_risk <> None then add p.better_name p.certificate.better
  in
  Array.iter add_part v.parts;
  Option.iter (fun name -> add name v.shape_certificate.layers) v.shape_network;
  Hashtbl.fold (fun name layers rest -> (name, network layers) :: rest) found []

(* All certificates are about the data and the loss of the first. *)
let is_about c (p : Value.part) =
  let d = p.certificate in
  d.column_count = c.column_count && d.targets == c.targets && d.cells == c.cells && d.loss_of == c.loss_of && d.weights_of == c.weights_of
  && d.decay_of == c.decay_of

(* A file without data has no targets here, and inputs as many as the dimension. *)
let statement (v : Value.t) =
  let c = v.shape_certificate in
  if not (Array.for_all (is_about c) v.parts && (c.targets <> [] || v.shape_network = None || c.column_count = v.shapes.dimension)) then
    invalid_arg "other data";
  let section is_there part = if is_there then part else [] in
  let networks = networks v in
  Json.Object
    (section (c.targets <> []) [ ("data", data v.columns c); ("loss", whole_loss c) ]
    @ section (networks <> []) [ ("networks", Json.Object networks) ]
    @ Shape_writing.sections v.shapes
    @ [ ("claims", Json.Array (List.map (claim v) v.claims)) ])

(* Names of tables in a statement of the file replaced by the tables. *)
let rec with_tables = function
  | Json.Object members ->
      Json.Object
        (List.map
           (function
             | "activation", Json.Text name when List.mem_assoc name named_tables -> ("activation", List.assoc name named_tables)
             | key, value -> (key, with_tables value))
           members)
  | Json.Array list -> Json.Array (List.map with_tables list)
  | value -> value
