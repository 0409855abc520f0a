(* SPDX-License-Identifier: GPL-3.0-or-later

   Networks, samples and certificates as data, over any numbers (SPECIFICATION.md, sections 5, 7.1 and 11).
   A network here has dense rows; a certificate has the sparse rows and the table of its file, and `network_of`
   and `samples_of` say what they stand for.  Nothing here speaks of R: this is read by people and extracted. *)
Require Import List Bool PeanoNat.
Require Export Thalweg.Windows.
Import ListNotations.
Set Implicit Arguments. Set Maximal Implicit Insertion.

(* An activation: pieces from left to right; [Cut s k b t] is z |-> s z + k up to the breakpoint b, then t. *)
Inductive table (A : Type) := Last (s k : A) | Cut (s k b : A) (t : table A).
(* A row has weights and a bias.  In a layer that is not [biased] the biases are 0 and no parameters; in one that is not [trained]
   the rows are constants.  A dense layer, without [wiring], has a unit for each row, which takes all inputs.  Otherwise a unit (q, ks)
   has row q, whose weights take the inputs ks; an input behind the last one is 0 (padding).  With wiring and without rows, and without
   breakpoints, it is a max pooling: a unit is the largest of its inputs.  A layer that [keeps] its inputs has them behind its units, for
   an addition further on. *)
Record layer (A : Type) := Layer { rows : list (list A * A); tab : table A; biased : bool; trained : bool; wiring : option (list (nat * list nat)); keeps : bool }.
Definition net A := list (layer A).
Definition kept {A B} (l : layer A) (h : list B) : list B := if keeps l then h else [].
Definition is_pooling {A} (l : layer A) : bool := match rows l, tab l, wiring l with [], Last _ _, Some _ => true | _, _, _ => false end.
(* Losses of one output o with the target y (6.1); `Semantics.v` has their values. *)
Inductive loss (A : Type) :=
  Squared | Absolute | Huber (delta : A) | Epsilon_insensitive (epsilon : A) | Quantile (tau : A) | Hinge | Squared_hinge.
Arguments Squared {A}. Arguments Absolute {A}. Arguments Hinge {A}. Arguments Squared_hinge {A}.
(* The loss of a network: of each output by a formula, times its weight; and the decay of each layer, none if the list is empty (6.4). *)
Record objective (A : Type) := Objective { formula : loss A; output_weights : list A; decay : list (A * A) }.
Record sample (A : Type) := Sample { input : list A; target : list A; weight : A }.

(* The piece in use of every unit, of a max pooling the number of the selected input, layer by layer. *)
Definition pattern := list (list nat).
(* Slope and intercept of piece q. *)
Fixpoint segment {A} (t : table A) (q : nat) : A * A :=
  match t, q with
  | Last s k, _ => (s, k)
  | Cut s k _ _, O => (s, k)
  | Cut _ _ _ t', S q' => segment t' q'
  end.
(* The units: each its row and its inputs. *)
Definition fed {X Y} (wires : option (list (nat * list nat))) (x0 : X) (y0 : Y) (xs : list X) (ys : list Y) : list (X * list Y) :=
  match wires with
  | None => map (fun x => (x, ys)) xs
  | Some us => map (fun u => (nth (fst u) xs x0, map (fun k => nth k ys y0) (snd u))) us
  end.
Definition output_count {A} (W : net A) : nat := match rev W with [] => O | l :: _ => length (rows l) end.

(* A layer of a file: sparse rows; biases may be missing.  A pooling has no rows.  A network: the input shape, [] if it has none, and layers. *)
Inductive layer_kind := Dense | Convolution (w : window) (groups : nat) | Average_pooling (w : window) | Max_pooling (w : window) | Addition (source : nat).
Record file_layer (A : Type) := FileLayer { kind : layer_kind; weights : list (list (nat * A)); biases : option (list A); activation : table A }.
Definition file_net (A : Type) := (list nat * list (file_layer A))%type.
Record flip_claim (A : Type) := Flip { flip_sample : nat; flip_layer : nat; flip_unit : nat; flip_distance : A }.
Record changes (A : Type) := Changes { weight_changes : list (nat * nat * nat * A); bias_changes : list (nat * nat * A) }.
Record ray_claim (A : Type) := Ray { ray_length : A; ray_risk : A; ray_changes : changes A }.
Record minimum_claim (A : Type) := Minimum { radius : A; risk : A }.

(* Claim trained_minimum (41); a tie is a layer, a unit, a sample and a breakpoint; [fixed_parameters] are numbers of parameters: layer by layer all
   weights, row by row, then the biases. *)
Record trained_claim (A : Type) := Trained_claim {
  distance : A; free_radius : A; strict_radius : option A; least_risk : A; most_risk : A; among_all : bool; ties : list (nat * nat * nat * nat);
  fixed_parameters : list nat }.
Definition layer_parameters {A} (l : layer A) : list A :=
  (if trained l then concat (map fst (rows l)) else []) ++ (if biased l then map snd (rows l) else []).
Definition parameters {A} (W : net A) : list A := flat_map layer_parameters W.

(* What a file says of one network, W, its [layers]; [first_order], [classes], [subgradients], [better_classes], [better_subgradients], [waypoints] and the changes
   are its witness. [better] is the W2 of lower_risk and refinement. A file has one certificate for each network that its claims are about. *)
Record certificate (A : Type) := Certificate {
  column_count : nat; targets : list nat; cells : list (list A);
  loss_of : loss A;
  weights_of : option (list A) * option (list A);   (* of outputs, of samples: 1 if they are not given *)
  decay_of : list (A * A);
  layers : file_net A;
  minimum : option (minimum_claim A);
  flip : option (flip_claim A);
  refinement : option nat;           (* finer groups *)
  global : bool;
  ray : option (ray_claim A);
  lower_risk : option (A * A * bool); (* better risk, what it is below, and whether this is the risk of W *)
  segment_changes : option (changes A);
  escape : option (A * A);           (* risk and better risk *)
  first_order : bool;
  subgradients : list (list A);      (* of the samples, if the loss has kinks *)
  classes : list (option nat);
  better : file_net A; better_classes : list (option nat); better_subgradients : list (list A);
  waypoints : list (file_net A) }.

Section Meaning.
Context {A : Type} (zero one : A) (share : nat -> A).   (* share n is 1/n *)
(* The number that a list gives for a key, 0 if there is none. *)
Definition number_at {K} (is_key : K -> bool) (l : list (K * A)) : A :=
  match find (fun e => is_key (fst e)) l with Some e => snd e | None => zero end.
Definition entry (row : list (nat * A)) (k : nat) : A := number_at (Nat.eqb k) row.
Definition dense_row (inputs : nat) (row : list (nat * A)) : list A := map (entry row) (seq 0 inputs).

(* The shape of what a layer gives, and the layer of a file for a source of this shape (7.4). *)
Definition shape_after (shape : list nat) (l : file_layer A) : list nat :=
  match kind l with Dense => [length (weights l)] | Convolution w _ => length (weights l) :: out_sizes shape w | Average_pooling w | Max_pooling w => hd 0 shape :: out_sizes shape w | Addition _ => shape end.
Definition file_rows (width : nat) (l : file_layer A) : list (list A * A) :=
  combine (map (dense_row width) (weights l)) (match biases l with Some bs => bs | None => map (fun _ => zero) (weights l) end).
(* The inputs: the array before, of this shape, and behind it those of all layers before and x, if they are kept; [sizes] are their volumes. *)
Definition layer_of (keep : bool) (sizes shape : list nat) (l : file_layer A) : layer A :=
  let has_biases := match biases l with Some _ => true | None => false end in
  let sum := fold_right Nat.add 0 in
  match kind l with
  | Dense => Layer (file_rows (volume shape) l) (activation l) has_biases true
      (match sizes with [_] => None | _ => Some (map (fun q => (q, seq 0 (volume shape))) (seq 0 (length (weights l)))) end) keep
  | Convolution w groups =>
    let e := hd 0 shape / groups in let f := length (weights l) / groups in
    Layer (file_rows (e * volume (kernel w)) l) (activation l) has_biases true
      (Some (flat_map (fun q => map (fun p => (q, window_inputs shape (sum sizes) w (seq (e * (q / f)) e) p)) (places (out_sizes shape w))) (seq 0 (length (weights l))))) keep
  | Average_pooling w =>
    Layer [(repeat (share (volume (kernel w))) (volume (kernel w)), zero)] (Last one zero) false false
      (Some (flat_map (fun c => map (fun p => (0, window_inputs shape (sum sizes) w [c] p)) (places (out_sizes shape w))) (seq 0 (hd 0 shape)))) keep
  | Max_pooling w =>
    let inputs c p := filter (fun k => k <? volume shape) (window_inputs shape (volume shape) w [c] p) in (* without padding *)
    Layer [] (Last one zero) false false (Some (flat_map (fun c => map (fun p => (0, inputs c p)) (places (out_sizes shape w))) (seq 0 (hd 0 shape)))) keep
  | Addition m =>
    let behind := sum (firstn (length sizes - 1 - m) sizes) in
    Layer [([one; one], zero)] (activation l) false false (Some (map (fun j => (0, [j; behind + j])) (seq 0 (volume shape)))) keep
  end.
(* Only the last layer forgets its inputs if there is an addition. *)
Fixpoint layers_of (keep : bool) (sizes shape : list nat) (ls : list (file_layer A)) : net A :=
  match ls with
  | [] => []
  | [l] => [layer_of false sizes shape l]
  | l :: ls' => layer_of keep sizes shape l :: layers_of keep (volume (shape_after shape l) :: if keep then sizes else []) (shape_after shape l) ls'
  end.
Definition is_addition (l : file_layer A) : bool := match kind l with Addition _ => true | _ => false end.
Definition network_of (inputs : nat) (n : file_net A) : net A :=
  let shape := match fst n with [] => [inputs] | shape => shape end in layers_of (existsb is_addition (snd n)) [volume shape] shape (snd n).

Definition is_target (c : certificate A) (k : nat) : bool := existsb (Nat.eqb k) (targets c).
Definition input_columns (c : certificate A) : list nat := filter (fun k => negb (is_target c k)) (seq 0 (column_count c)).
Definition sample_of (c : certificate A) (e : list A * A) : sample A :=
  Sample (map (fun k => nth k (fst e) zero) (input_columns c)) (map (fun k => nth k (fst e) zero) (targets c)) (snd e).
Definition given {B} (ws : option (list A)) (l : list B) : list A := (match ws with Some w => w | None => [] end) ++ map (fun _ => one) l.
Definition samples_of (c : certificate A) : list (sample A) := map (sample_of c) (combine (cells c) (given (snd (weights_of c)) (cells c))).
Definition objective_of (c : certificate A) : objective A := Objective (loss_of c) (given (fst (weights_of c)) (targets c)) (decay_of c).
Definition input_count (c : certificate A) : nat := length (input_columns c).
(* W and W2 *)
Definition network (c : certificate A) : net A := network_of (input_count c) (layers c).
Definition better_network (c : certificate A) : net A := network_of (input_count c) (better c).
End Meaning.

Unset Implicit Arguments. Unset Maximal Implicit Insertion.

(* The samples that have a class: U of section 7.5.  The others are exempt. *)
Definition classed {B} (cs : list (option nat)) (l : list B) : list B :=
  map snd (filter (fun e => match fst e with Some _ => true | None => false end) (combine cs l)).

(* The claims of a certificate that are covered. *)
Inductive claim := Local_minimum | Pattern_flip | Lower_risk | Refinement | Global_minimum | Not_local_minimum | Segment_of_minima | Escape.
