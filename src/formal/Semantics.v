(* SPDX-License-Identifier: GPL-3.0-or-later

   What certificates speak about, over the real numbers (SPECIFICATION.md, section 7): read this to know what is proven. *)
Require Import Reals List.
Require Export Thalweg.Networks.
Import ListNotations.
Open Scope R_scope.

Fixpoint dot (w h : list R) : R :=
  match w, h with a :: w', b :: h' => a * b + dot w' h' | _, _ => 0 end.
Fixpoint act (t : table R) (z : R) : R :=
  match t with
  | Last s k => s * z + k
  | Cut s k b t' => if Rle_dec z b then s * z + k else act t' z
  end.
Definition largest (h : list R) : R := match h with [] => 0 | a :: h' => fold_left Rmax h' a end.
(* Pre-activations and outputs of a layer with the inputs h; values of a network. *)
Definition pre (l : layer R) (h : list R) : list R :=
  map (fun u => if is_pooling l then largest (snd u) else dot (fst (fst u)) (snd u) + snd (fst u)) (fed (wiring l) ([], 0) 0 (rows l) h).
Definition out (l : layer R) (h : list R) : list R := map (act (tab l)) (pre l h) ++ kept l h.
Fixpoint fwd (W : net R) (h : list R) : list R := match W with [] => h | l :: W' => fwd W' (out l h) end.

(* Piece q is in use at z, and z is no breakpoint. *)
Fixpoint inside (t : table R) (q : nat) (z : R) : Prop :=
  match t, q with
  | Last _ _, O => True
  | Last _ _, S _ => False
  | Cut _ _ b _, O => z < b
  | Cut _ _ b t', S q' => b < z /\ inside t' q' z
  end.
Definition at_ (h : list R) (k : nat) : R := nth k h 0.
(* Entry q of a window is selected: it is larger than the others, and than a later one unless both are equal and have slope 0 (7.5). *)
Definition selected (es : list (R * R)) (q : nat) : Prop :=
  let entry j := fst (nth j es (0, 0)) in let slope j := snd (nth j es (0, 0)) in
  (q < length es)%nat /\ forall j, (j < length es)%nat -> j <> q ->
    entry j < entry q \/ (q < j)%nat /\ entry j = entry q /\ slope j = 0 /\ slope q = 0.
(* The inputs of the units, each with its slope. *)
Definition windows (l : layer R) (h ss : list R) : list (list (R * R)) :=
  match wiring l with None => [] | Some us => map (fun u => map (fun k => (at_ h k, at_ ss k)) (snd u)) us end.
(* At the input h, with the slopes ss, the network uses the pieces p, no pre-activation is a breakpoint, and an entry of every window is selected. *)
Fixpoint has_pattern_from (ss : list R) (W : net R) (h : list R) (p : pattern) : Prop :=
  match W, p with
  | [], [] => True
  | l :: W', q :: p' =>
    (if is_pooling l then Forall2 selected (windows l h ss) q else Forall2 (inside (tab l)) q (pre l h)) /\
    has_pattern_from (map (fun k => fst (segment (tab l) k)) q ++ kept l ss) W' (out l h) p'
  | _, _ => False
  end.
Definition has_pattern (W : net R) (h : list R) (p : pattern) : Prop := has_pattern_from (map (fun _ => 1) h) W h p.

Fixpoint nsum (d : nat) (f : nat -> R) : R := match d with O => 0 | S d' => nsum d' f + f d' end.
Fixpoint lsum {A} (f : A -> R) (l : list A) : R := match l with [] => 0 | a :: l' => f a + lsum f l' end.
Definition loss_value (L : loss R) (o y : R) : R :=
  match L with
  | Squared => (o - y) ^ 2
  | Absolute => Rabs (o - y)
  | Huber delta => if Rle_dec (Rabs (o - y)) delta then (o - y) ^ 2 / 2 else delta * Rabs (o - y) - delta ^ 2 / 2
  | Epsilon_insensitive epsilon => Rmax 0 (Rabs (o - y) - epsilon)
  | Quantile tau => tau * Rmax 0 (y - o) + (1 - tau) * Rmax 0 (o - y)
  | Hinge => Rmax 0 (1 - y * o)
  | Squared_hinge => Rmax 0 (1 - y * o) ^ 2
  end.
(* The loss of a sample with the outputs o; summed over all samples; weight decay; the risk (6.5, 6.4). *)
Definition sample_loss (L : objective R) (d : nat) (o : list R) (s : sample R) : R :=
  weight s * nsum d (fun k => at_ (output_weights L) k * loss_value (formula L) (at_ o k) (at_ (target s) k)).
Definition total_loss (L : objective R) (d : nat) (W : net R) (data : list (sample R)) : R := lsum (fun s => sample_loss L d (fwd W (input s)) s) data.
Definition layer_decay (e : (R * R) * layer R) : R :=
  fst (fst e) * lsum (fun row => lsum (fun w => w ^ 2) (fst row)) (rows (snd e)) + snd (fst e) * lsum (fun row => snd row ^ 2) (rows (snd e)).
Definition empirical_risk (L : objective R) (d : nat) (W : net R) (data : list (sample R)) : R :=
  total_loss L d W data / INR (length data) + lsum layer_decay (combine (decay L) W).

(* W' has the architecture of W, and no parameter differs by more than r. *)
Definition close_row (r rb : R) (a b : list R * R) : Prop :=
  Forall2 (fun u v => Rabs (u - v) <= r) (fst a) (fst b) /\ Rabs (snd a - snd b) <= rb.
Definition same_kind (a b : layer R) : Prop := tab a = tab b /\ biased a = biased b /\ trained a = trained b /\ wiring a = wiring b /\ keeps a = keeps b.
Definition close_layer (r : R) (a b : layer R) : Prop :=
  Forall2 (close_row (if trained b then r else 0) (if biased b then r else 0)) (rows a) (rows b) /\ same_kind a b.
Definition close (r : R) (W' W : net R) : Prop := Forall2 (close_layer r) W' W.
Definition same_architecture (W' W : net R) : Prop :=
  Forall2 (fun a b =>
    Forall2 (fun u v => length (fst u) = length (fst v) /\ (trained b = false -> fst u = fst v) /\ (biased b = false -> snd u = snd v)) (rows a) (rows b) /\
    same_kind a b) W' W.

(* Claim local_minimum: [members] are the samples that have a class. *)
Definition is_local_minimum (L : objective R) (d : nat) (W : net R) (data members : list (sample R)) (r value : R) : Prop :=
  0 < r /\ empirical_risk L d W data = value /\
  (forall W', close r W' W -> empirical_risk L d W data <= empirical_risk L d W' data) /\
  (forall s, In s members -> exists p, has_pattern W (input s) p /\ forall W', close r W' W -> has_pattern W' (input s) p) /\
  (forall W', same_architecture W' W ->
     (forall s p, In s members -> has_pattern W (input s) p -> has_pattern W' (input s) p) ->
     empirical_risk L d W data <= empirical_risk L d W' data).
(* Claim lower_risk. *)
Definition is_improved (L : objective R) (d : nat) (W W2 : net R) (data : list (sample R)) (value limit : R) : Prop :=
  same_architecture W2 W /\ empirical_risk L d W2 data = value /\ value < limit.
(* Claim pattern_flip. *)
Definition is_flipped (W : net R) (s : sample R) (t : R) : Prop :=
  0 < t /\ exists p W', has_pattern W (input s) p /\ close t W' W /\ ~ has_pattern W' (input s) p.
(* Claim refinement: the patterns are k, and each is that of some sample. *)
Definition has_groups (W : net R) (data : list (sample R)) (k : nat) : Prop :=
  exists ps : list pattern, NoDup ps /\ length ps = k /\
    (forall s, In s data -> exists p, In p ps /\ has_pattern W (input s) p) /\
    (forall p, In p ps -> exists s, In s data /\ has_pattern W (input s) p).
(* Samples that have one pattern at W2 have one pattern at W. *)
Definition is_finer (W2 W : net R) (data : list (sample R)) : Prop :=
  forall s s' p2 p, In s data -> In s' data -> has_pattern W2 (input s) p2 -> has_pattern W2 (input s') p2 ->
    has_pattern W (input s) p -> has_pattern W (input s') p.
Definition affine (A : list (list R * R)) (x : list R) : list R := map (fun row => dot (fst row) x + snd row) A.
(* On the samples [group] the network is an affine map, and no affine map has a smaller loss on them. *)
Definition is_optimal_fit (L : objective R) (d : nat) (W : net R) (group : list (sample R)) : Prop :=
  exists A, (forall s, In s group -> fwd W (input s) = affine A (input s)) /\
    forall B, lsum (fun s => sample_loss L d (affine A (input s)) s) group <= lsum (fun s => sample_loss L d (affine B (input s)) s) group.
(* [group] has the samples with the pattern p, in their order: the others are left out. *)
Inductive is_group (W : net R) (p : pattern) : list (sample R) -> list (sample R) -> Prop :=
| no_samples : is_group W p [] []
| with_pattern s data group : has_pattern W (input s) p -> is_group W p data group -> is_group W p (s :: data) (s :: group)
| without_pattern s data group : ~ has_pattern W (input s) p -> is_group W p data group -> is_group W p (s :: data) group.
Definition is_refinement (L : objective R) (d : nat) (W2 W : net R) (data : list (sample R)) (k k2 : nat) : Prop :=
  has_groups W data k /\ has_groups W2 data k2 /\ (k < k2)%nat /\ is_finer W2 W data /\
  forall p group, (is_group W p data group -> is_optimal_fit L d W group) /\ (is_group W2 p data group -> is_optimal_fit L d W2 group).
(* W + εD; claim not_local_minimum. *)
Definition shifted_row (e : R) (w d : list R * R) : list R * R :=
  (map (fun p => fst p + e * snd p) (combine (fst w) (fst d)), snd w + e * snd d).
Definition shifted_layer (e : R) (l d : layer R) : layer R :=
  Layer (if trained l then map (fun p => shifted_row e (fst p) (snd p)) (combine (rows l) (rows d)) else rows l) (tab l) (biased l) (trained l) (wiring l) (keeps l).
Definition shifted (e : R) (W D : net R) : net R := map (fun p => shifted_layer e (fst p) (snd p)) (combine W D).
Definition is_descent (L : objective R) (d : nat) (W D : net R) (data : list (sample R)) (eps value : R) : Prop :=
  0 < eps /\ empirical_risk L d W data = value /\
  (forall e, 0 < e <= eps -> empirical_risk L d (shifted e W D) data < empirical_risk L d W data) /\
  (forall r, 0 < r -> exists W', close r W' W /\ empirical_risk L d W' data < empirical_risk L d W data).
(* Claim family_of_minima with one direction: D is not 0, and every W + tD is a local minimum with the risk of W and the patterns of the members. *)
Definition is_segment (L : objective R) (d : nat) (W D : net R) (data members : list (sample R)) : Prop :=
  (exists l row x, In l D /\ trained l = true /\ In row (rows l) /\ In x (snd row :: fst row) /\ x <> 0) /\
  forall t, 0 <= t <= 1 ->
    empirical_risk L d (shifted t W D) data = empirical_risk L d W data /\
    (forall s p, In s members -> has_pattern W (input s) p -> has_pattern (shifted t W D) (input s) p) /\
    (forall W', same_architecture W' W -> (forall s p, In s members -> has_pattern W (input s) p -> has_pattern W' (input s) p) ->
       empirical_risk L d (shifted t W D) data <= empirical_risk L d W' data) /\
    (exists r, 0 < r /\ forall W', close r W' (shifted t W D) -> empirical_risk L d (shifted t W D) data <= empirical_risk L d W' data).
(* Claim escape.  W + t(V - W), 0 <= t <= 1, is the piece from W to V; from W along [ways] the risk never rises. *)
Definition between (t : R) (W V : net R) : net R := shifted t W (shifted (-1) V W).
Fixpoint never_rises (L : objective R) (d : nat) (data : list (sample R)) (W : net R) (ways : list (net R)) : Prop :=
  match ways with
  | [] => True
  | V :: ways' => same_architecture V W /\ never_rises L d data V ways' /\
    forall s t, 0 <= s <= t -> t <= 1 -> empirical_risk L d (between t W V) data <= empirical_risk L d (between s W V) data
  end.
Definition is_escape (L : objective R) (d : nat) (W : net R) (ways : list (net R)) (data : list (sample R)) (value better : R) : Prop :=
  empirical_risk L d W data = value /\ empirical_risk L d (last ways W) data = better /\ better < value /\ never_rises L d data W ways.
(* Claim global_minimum. *)
Definition is_global_minimum (L : objective R) (d : nat) (W : net R) (data : list (sample R)) : Prop :=
  empirical_risk L d W data = 0 /\ forall W', 0 <= empirical_risk L d W' data.
(* Claim trained_minimum: there is V near W with the pieces of W outside the ties, minimal and strictly minimal within radii among the W' that have
   the fixed parameters of W, and, if claimed, a local minimum among all; if it is strictly minimal, its ties are on their breakpoints. *)
Definition in_slice (W' W : net R) (fixed : list nat) : Prop := forall j, In j fixed -> at_ (parameters W') j = at_ (parameters W) j.
(* The pre-activations of layer l; dense layers have the pieces p there, in units that are not [held]. *)
Fixpoint pre_at (W : net R) (l : nat) (h : list R) : list R :=
  match W, l with [], _ => [] | k :: _, O => pre k h | k :: W', S l' => pre_at W' l' (out k h) end.
Fixpoint has_pieces (held : nat -> nat -> Prop) (W : net R) (h : list R) (p : pattern) : Prop :=
  match W, p with
  | [], [] => True
  | l :: W', q :: p' =>
    length q = length (pre l h) /\ (forall u, (u < length q)%nat -> ~ held O u -> inside (tab l) (nth u q O) (at_ (pre l h) u)) /\
    has_pieces (fun k => held (S k)) W' (out l h) p'
  | _, _ => False
  end.
Fixpoint is_breakpoint (t : table R) (q : nat) (z : R) : Prop :=
  match t, q with Cut _ _ b _, O => z = b | Cut _ _ _ t', S q' => is_breakpoint t' q' z | Last _ _, _ => False end.
(* A tie holds its unit at all samples with the inputs of its own. *)
Definition holds_at (ts : list (nat * nat * nat * nat)) (data : list (sample R)) (x : list R) (l u : nat) : Prop :=
  exists i q s, In (l, u, i, q) ts /\ nth_error data i = Some s /\ input s = x.
Definition on_walls (W : net R) (ts : list (nat * nat * nat * nat)) (data : list (sample R)) : Prop :=
  forall l u i q, In (l, u, i, q) ts -> exists s k, nth_error data i = Some s /\ nth_error W l = Some k /\
    (u < length (rows k))%nat /\ is_breakpoint (tab k) q (at_ (pre_at W l (input s)) u).
Definition is_trained_minimum (L : objective R) (d : nat) (W : net R) (data : list (sample R)) (c : trained_claim R) : Prop :=
  let risk W := empirical_risk L d W data in
  exists V, close (distance c) V W /\ in_slice V W (fixed_parameters c) /\ least_risk c <= risk V <= most_risk c /\
    (forall s, In s data -> let held := holds_at (ties c) data (input s) in exists p, has_pieces held W (input s) p /\ has_pieces held V (input s) p) /\
    0 < free_radius c /\ (forall W', close (free_radius c) W' V -> in_slice W' W (fixed_parameters c) -> risk V <= risk W') /\
    (forall r, strict_radius c = Some r -> 0 < r /\ on_walls V (ties c) data /\
       forall W', close r W' V -> in_slice W' W (fixed_parameters c) -> W' <> V -> risk V < risk W') /\
    (among_all c = true -> exists r, 0 < r /\ forall W', close r W' V -> risk V <= risk W').
(* Claim saddle: R is differentiable at W with the derivative 0, and above R(W) along a ray. *)
Definition is_saddle (L : objective R) (d : nat) (W E : net R) (data : list (sample R)) (eps : R) : Prop :=
  let risk W := empirical_risk L d W data in
  (forall eta, 0 < eta -> exists r, 0 < r /\ forall s W', 0 <= s <= r -> close s W' W -> Rabs (risk W' - risk W) <= eta * s) /\
  0 < eps /\ forall e, 0 < e <= eps -> risk W < risk (shifted e W E).
