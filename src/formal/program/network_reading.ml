(* SPDX-License-Identifier: GPL-3.0-or-later

   Networks from JSON (7.1 to 7.3): dense layers, convolutions, pooling, additions. *)
open Checker
open Node

(* --- networks ------------------------------------------------------------------------------------------------------- *)
let rec increasing = function a :: (b :: _ as rest) -> Q.lt a b && increasing rest | _ -> true

let table node =
  require_keys node [ "breakpoints"; "slopes"; "intercepts" ];
  let breakpoints = rationals (get node "breakpoints") in
  let m = List.length breakpoints in
  ignore (entries_of_length (get node "slopes") (m + 1));
  ignore (entries_of_length (get node "intercepts") (m + 1));
  require node (increasing breakpoints) "network.breakpoints";
  let rec pieces bs ss ks =
    match (bs, ss, ks) with
    | [], [ s ], [ k ] -> Last (s, k)
    | b :: bs, s :: (s' :: _ as ss), k :: (k' :: _ as ks) ->
        let value s k = Q.add (Q.mul s b) k in
        require node (Q.equal (value s k) (value s' k')) "network.discontinuous";
        Cut (s, k, b, pieces bs ss ks)
    | _ -> malformed node "shape.length"
  in
  pieces breakpoints (rationals (get node "slopes")) (rationals (get node "intercepts"))

let identity = Last (Q.one, Q.zero)

let activation node =
  match node.value with
  | Json.Text "relu" -> Cut (Q.zero, Q.zero, Q.zero, identity)
  | Json.Text "identity" -> identity
  | Json.Text _ -> unsupported node "unsupported.activation"
  | _ -> table node

let sparse_row inputs node =
  let before = ref (-1) in
  List.map
    (fun pair ->
      match entries_of_length pair 2 with
      | [ i; w ] ->
          let i' = index i inputs and w' = rational w in
          require i (i' > !before) "network.weight_order";
          require w (Q.sign w' <> 0) "network.zero_weight";
          before := i';
          (i', w')
      | _ -> malformed pair "shape.length")
    (entries node)

(* --- windows (7.2, 7.3) --------------------------------------------------------------------------------------------- *)
let product = List.fold_left (fun p k -> Z.mul p (Z.of_int k)) Z.one
let countable z = Z.leq z (Z.of_int Json.largest)

(* More inputs of units than this are not built. *)
let most_inputs = Z.of_int 20_000_000

let window node key is_convolution shape =
  let numbers key least =
    let number entry =
      let k = count entry in
      require entry (k >= least) "shape.window";
      k
    in
    List.map number (entries_of_length (get node key) (List.length shape - 1))
  in
  let kernel = numbers key 1 and stride = numbers "stride" 1 and padding = numbers "padding" 0 in
  let dilation = if is_convolution then numbers "dilation" 1 else List.map (fun _ -> 1) kernel in
  if not is_convolution then require (get node "padding") (List.for_all2 ( < ) padding kernel) "shape.window";
  { kernel; stride; padding; dilation }

(* The windows fit, and there are not too many. *)
let check_windows node shape w channels group_channels =
  let room size (k, (p, d)) = Z.sub (Z.of_int (size + (2 * p))) (Z.succ (Z.mul (Z.of_int d) (Z.of_int (k - 1)))) in
  let rooms = List.map2 room (List.tl shape) (List.combine w.kernel (List.combine w.padding w.dilation)) in
  require node (List.for_all (fun r -> Z.sign r >= 0) rooms) "shape.window";
  let outputs = List.fold_left2 (fun n r s -> Z.mul n (Z.succ (Z.div r (Z.of_int s)))) (Z.of_int channels) rooms w.stride in
  let row = Z.mul (product w.kernel) (Z.of_int group_channels) in
  require node (countable row && countable outputs) "shape.window";
  if Z.gt (Z.mul row outputs) most_inputs then raise Out_of_memory

(* --- layers ---------------------------------------------------------------------------------------------------------- *)
let biases node count =
  if node.value = Json.Null then None else Some (List.map rational (entries_of_length node count))

(* Takes the shapes of x and of the layers before, the newest first. *)
let layer shapes node =
  let shape = List.hd shapes in
  let kind = get node "kind" in
  let has_positions () = require kind (List.length shape > 1) "shape.window" in
  let channels = List.hd shape in
  match text kind with
  | "dense" ->
      require_keys node [ "kind"; "activation"; "weights"; "biases" ];
      let activation = activation (get node "activation") in
      let weights = List.map (sparse_row (volume shape)) (entries_not_none (get node "weights")) in
      { kind = Dense; weights; biases = biases (get node "biases") (List.length weights); activation }
  | "convolution" ->
      has_positions ();
      require_keys node [ "kind"; "activation"; "kernel"; "stride"; "padding"; "dilation"; "groups"; "weights"; "biases" ];
      let activation = activation (get node "activation") in
      let w = window node "kernel" true shape in
      let groups = count (get node "groups") and rows = List.length (entries_not_none (get node "weights")) in
      require (get node "groups") (groups > 0 && channels mod groups = 0 && rows mod groups = 0) "shape.groups";
      check_windows (get node "kernel") shape w rows (channels / groups);
      let weights = List.map (sparse_row (channels / groups * volume w.kernel)) (entries (get node "weights")) in
      { kind = Convolution (w, groups); weights; biases = biases (get node "biases") rows; activation }
  | ("average_pooling" | "max_pooling") ->
      has_positions ();
      require_keys node [ "kind"; "window"; "stride"; "padding" ];
      let w = window node "window" false shape in
      check_windows (get node "window") shape w channels 1;
      let pooling = if text kind = "max_pooling" then Max_pooling w else Average_pooling w in
      { kind = pooling; weights = []; biases = None; activation = identity }
  | "addition" ->
      require_keys node [ "kind"; "activation"; "with" ];
      let activation = activation (get node "activation") in
      let source = index (get node "with") (List.length shapes - 1) in
      require (get node "with") (List.nth shapes (List.length shapes - 1 - source) = shape) "shape.addition";
      { kind = Addition source; weights = []; biases = None; activation }
  | _ -> unsupported kind "unsupported.layer"

let first_shape inputs (input_shape, _) = if input_shape = [] then [ inputs ] else input_shape

let read_input_shape inputs node =
  let sizes = List.map count (entries node) in
  require node (List.mem (List.length sizes) [ 2; 3 ]) "shape.length";
  require node (inputs > 0 && Z.equal (product sizes) (Z.of_int inputs)) "shape.input";
  sizes

let network inputs outputs node : Q.t file_net =
  let has_shape = has node "input_shape" in
  require_keys node ((if has_shape then [ "input_shape" ] else []) @ [ "layers" ]);
  let input_shape = if has_shape then read_input_shape inputs (get node "input_shape") else [] in
  let nodes = entries_not_none (get node "layers") in
  let shapes = ref [ first_shape inputs (input_shape, []) ] in
  let layers =
    List.map
      (fun node ->
        let l = layer !shapes node in
        shapes := shape_after (List.hd !shapes) l :: !shapes;
        l)
      nodes
  in
  let last = List.nth nodes (List.length nodes - 1) in
  require (get last "kind") ((get last "kind").value = Json.Text "dense") "network.last_layer";
  require (get last "activation") ((get last "activation").value = Json.Text "identity") "network.last_activation";
  require (get last "weights") (volume (List.hd !shapes) = outputs) "shape.length";
  (input_shape, layers)

let has_addition (_, layers) = List.exists (fun l -> match l.kind with Addition _ -> true | _ -> false) layers
let is_dense (input_shape, layers) = ignore input_shape; List.for_all (fun l -> l.kind = Dense) layers

(* Of every layer the shape before it. *)
let shapes_before inputs net =
  let shape = ref (first_shape inputs net) in
  List.map (fun l -> let before = !shape in shape := shape_after before l; before) (snd net)

let row_width shape l = match l.kind with Convolution (w, groups) -> List.hd shape / groups * volume w.kernel | _ -> volume shape
