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

let claims c g trained saddle =
  let claim = Shape_writing.claim in
  let optional value write = match value with Some v -> [ write v ] | None -> [] in
  optional c.minimum (fun m -> claim "local_minimum" [ ("radius", rational m.radius); ("risk", rational m.risk) ])
  @ optional c.flip (fun f ->
        claim "pattern_flip"
          [ ("sample", index f.flip_sample); ("layer", index f.flip_layer); ("unit", index f.flip_unit);
            ("distance", rational f.flip_distance) ])
  @ optional c.spurious_risk (fun v -> claim "spurious" [ ("better_risk", rational v) ])
  @ optional c.refinement (fun (k, k2) -> claim "refinement" [ ("groups", index k); ("finer_groups", index k2) ])
  @ Shape_writing.claims g
  @ (if c.global then [ claim "global_minimum" [] ] else [])
  @ optional c.ray (fun r -> claim "not_local_minimum" [ ("epsilon", rational r.ray_length); ("risk", rational r.ray_risk) ])
  @ optional c.lower_risk (fun (better, value) -> claim "lower_risk" [ ("better_risk", rational better); ("risk", rational value) ])
  @ optional saddle Saddle_reading.written
  @ optional c.segment_changes (fun _ -> claim "segment_of_minima" [])
  @ (if c.census = [] then []
  else
    let minimum e = Json.Object [ ("radius", rational e.member_minimum.radius); ("risk", rational e.member_minimum.risk) ] in
    [ claim "census" [ ("minima", array minimum c.census) ] ])
  @ optional trained Trained_reading.written
  @ Shape_writing.last_claims g
  @ optional c.escape (fun (value, better) -> claim "escape" [ ("risk", rational value); ("better_risk", rational better) ])

(* A file without data has no targets here, one without a network no layers. *)
let statement columns c g trained saddle =
  let section is_there part = if is_there then part else [] in
  Json.Object
    (section (c.targets <> []) [ ("data", data columns c); ("loss", whole_loss c) ]
    @ section (snd c.layers <> []) [ ("network", if c.targets = [] && c.column_count <> g.dimension then Json.Null else network c.layers) ]
    @ Shape_writing.sections g
    @ [ ("claims", Json.Array (claims c g trained saddle)) ])

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
