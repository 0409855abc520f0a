(* SPDX-License-Identifier: GPL-3.0-or-later

   The claims of `Check.v` with one forward pass for each network and sample, which serves all of them: a sample comes with the
   inputs and pre-activations of every layer and with the outputs.  The verdicts are the same (`Sharings.v`).  Extracted. *)
Require Import List Bool PeanoNat.
Require Import Thalweg.Operations Thalweg.Networks Thalweg.Passes Thalweg.Radius Thalweg.Spans Thalweg.Rays Thalweg.Check.
Import ListNotations.

Module Sharing (N : OPERATIONS).
Module Import K := Check N.
Import N K.Y K.Y.S K.Y.S.Q K.Y.S.Q.P.

(* For every layer its inputs and pre-activations. *)
Definition steps := list (list T * list T).
Record view := View { seen : sample T; steps_of : steps; results : list T }.
(* A layer beside its rows, packed. *)
Definition packed_net (W : net T) : list (layer T * list packed) := map (fun l => (l, map (fun row => pack (snd row :: fst row)) (rows l))) W.
Definition packed_pre (l : layer T) (ps : list packed) (h : list T) : list T :=
  if is_pooling l then npre l h else map (fun u => packed_dot (fst u) (one :: snd u)) (fed (wiring l) (pack [zero]) zero ps h).
Fixpoint walk (W : list (layer T * list packed)) (h : list T) : steps * list T :=
  match W with
  | [] => ([], h)
  | (l, ps) :: W' => let z := packed_pre l ps h in let (ss, o) := walk W' (nout l h z) in ((h, z) :: ss, o)
  end.
Definition view_of (W : list (layer T * list packed)) (s : sample T) : view := let (ss, o) := walk W (input s) in View s ss o.
Definition views (W : net T) (l : list (sample T)) : list view := let W' := packed_net W in map (view_of W') l.
(* Another sample with the same inputs. *)
Definition seen_as (v : view) (s : sample T) : view := View s (steps_of v) (results v).

Definition pieces_at (W : net T) (ss : steps) : pattern := map2 (fun l e => pieces_in_use l (fst e) (snd e)) W ss.
Fixpoint has_pieces (slopes_before : list T) (W : net T) (ss : steps) (p : pattern) : bool :=
  match W, ss, p with
  | [], _, [] => true
  | l :: W', (h, z) :: ss', q :: p' => in_use l slopes_before h z q && has_pieces (slopes l slopes_before q) W' ss' p'
  | _, _, _ => false
  end.
Definition view_has_pieces (W : net T) (v : view) (p : pattern) : bool := has_pieces (ones (input (seen v))) W (steps_of v) p.
Definition risk_is L d W (vs : list view) (value : T) : bool :=
  has_risk (total (map (fun v => sample_error L d (results v) (seen v)) vs)) L W vs value.
Definition settled_view L d (v : view) : bool := settled_at L d (results v) (seen v).

(* --- local_minimum -------------------------------------------------------------------------------------------------- *)
Definition packed_margin (m : margin (list T)) : margin packed :=
  match m with Clearances cs => Clearances (map pack cs) | Leads cs => Leads (map (map pack) cs) end.
Fixpoint steady_steps (W : net T) (p : pattern) (Cs : list (margin packed)) (slopes_before : list T) (ss : steps) (Ns : list T) : bool :=
  match W, p, Cs, ss with
  | [], [], _, _ => true
  | l :: W', q :: p', C :: Cs', (h, z) :: ss' =>
    let Ns' := norms l h Ns in
    keeps_pieces (fun c => packed_dot c Ns') l slopes_before h z q C && steady_steps W' p' Cs' (slopes l slopes_before q) ss' Ns'
  | _, _, _, _ => false
  end.
Definition class_of_views (linear : bool) (r : T) (W : net T) (dx : nat) (vs : list view) : option (pattern * list (list T)) :=
  match vs with
  | [] => None
  | v :: _ =>
    let p := pieces_at W (steps_of v) in let Cs := map packed_margin (coefficients linear (up r) W p (map (fun _ => still) (seq 0 dx)) []) in
    if forallb (fun v => steady_steps W p Cs (ones (input (seen v))) (steps_of v) []) vs then Some (p, map results vs) else None
  end.
Fixpoint classes_of_views linear r W dx (gs : list (list view)) : option (list (pattern * list (list T))) :=
  match gs with
  | [] => Some []
  | vs :: gs' =>
    match class_of_views linear r W dx vs with
    | Some a => match classes_of_views linear r W dx gs' with Some b => Some (a :: b) | None => None end
    | None => None
    end
  end.
(* The views of the samples of `surrogates_at`. *)
Definition surrogate_views (gs : list (list T)) (c : certificate T) (vs : list view) : list view :=
  map2 (fun v g => seen_as v (surrogate_at (goal c) (output_number c) (results v) (seen v) g)) vs
    (if has_kinks (loss_of c) then gs else map (fun _ => []) vs).
Definition subgradients_hold (c : certificate T) (e : view * view) : bool :=
  has_subgradients_at (goal c) (output_number c) (results (fst e)) (seen (fst e)) (seen (snd e)).
Definition minimum_seen (advice : hints) (c : certificate T) (vs : list view) : bool :=
  match minimum c, class_count O (classes c) with
  | Some m, Some k =>
    let sur := surrogate_views (subgradients c) c vs in let gs := groups (classes c) sur k in
    lt zero (radius m) && valid_goal c && same_length vs sur && same_length (classes c) vs && negb (same_length vs (@nil T)) &&
    forallb (subgradients_hold c) (classed (classes c) (combine vs sur)) &&
    forallb (settled_view (goal c) (output_number c)) (unclassed (classes c) vs) &&
    risk_is (goal c) (output_number c) (W_of c) vs (risk m) &&
    match classes_of_views (first_order c) (radius m) (W_of c) (input_count c) gs with
    | None => false
    | Some rs => distinct (map fst rs) && stationary advice (input_count c) (output_number c) (W_of c) (map (map seen) gs) rs
    end
  | _, _ => false
  end.

(* --- the others ------------------------------------------------------------------------------------------------------ *)
Definition pattern_of_views (W : net T) (vs : list view) : pattern := match vs with [] => [] | v :: _ => pieces_at W (steps_of v) end.
Definition one_pattern_seen (W : net T) (gs : list (list view)) : bool :=
  forallb (fun vs => let p := pattern_of_views W vs in forallb (fun v => view_has_pieces W v p) vs) gs.
Definition lower_seen (c : certificate T) (vs vs2 : list view) : bool :=
  match lower_risk c with
  | None => false
  | Some (value, limit, is_here) =>
    same_form (better c) (layers c) && nsame_architecture (W2_of c) (W_of c) && negb (same_length vs (@nil T)) &&
    risk_is (goal c) (output_number c) (W2_of c) vs2 value &&
    (negb is_here || risk_is (goal c) (output_number c) (W_of c) vs limit) && lt value limit
  end.
Definition groups_seen (dx d : nat) (W : net T) (cs : list (option nat)) (vs : list view) (k : nat) : bool :=
  let gs := groups cs vs k in
  same_length cs vs && forallb (fun c => negb (no_class c)) cs && match class_count O cs with Some k' => (k' =? k)%nat | None => false end &&
  forallb (fun ms => negb (same_length ms (@nil T))) gs &&
  one_pattern_seen W gs && distinct (map (pattern_of_views W) gs) &&
  forallb (fun vs => forallb (fun o => class_stationary dx o (map results vs) (map seen vs)) (seq 0 d)) gs.
Definition fits_seen (W : net T) (cs : list (option nat)) (c : certificate T) (vs sur : list view) (k : nat) : bool :=
  same_length vs sur && forallb (subgradients_hold c) (combine vs sur) && groups_seen (input_count c) (output_number c) W cs sur k.
Definition refinement_seen (c : certificate T) (vs vs2 : list view) : bool :=
  match refinement c, class_count O (classes c) with
  | Some k2, Some k => valid_goal c &&
    fits_seen (W_of c) (classes c) c vs (surrogate_views (subgradients c) c vs) k &&
    let sur2 := surrogate_views (better_subgradients c) c vs2 in
    fits_seen (W2_of c) (better_classes c) c vs2 sur2 k2 &&
    (k <? k2)%nat && one_pattern_seen (W_of c) (groups (better_classes c) (map2 (fun v v2 => seen_as v (seen v2)) vs sur2) k2)
  | _, _ => false
  end.
Definition global_seen (c : certificate T) (vs : list view) : bool := valid_goal c && forallb (settled_view (goal c) (output_number c)) vs.

(* As `verdicts`. *)
Definition shared_verdicts (advice : hints) (c : certificate T) : list (claim * bool) :=
  let vs := views (W_of c) (data c) in let vs2 := views (W2_of c) (data c) in
  let is_minimum := minimum_seen advice c vs in
  (match minimum c with Some _ => [(Local_minimum, is_minimum)] | None => [] end) ++
  (match flip c with Some _ => [(Pattern_flip, check_flip c)] | None => [] end) ++
  (match lower_risk c with Some _ => [(Lower_risk, lower_seen c vs vs2)] | None => [] end) ++
  (match refinement c with Some _ => [(Refinement, refinement_seen c vs vs2)] | None => [] end) ++
  (if global c then [(Global_minimum, global_seen c vs)] else []) ++
  (match ray c with Some _ => [(Not_local_minimum, check_ray c)] | None => [] end) ++
  (match segment_changes c with Some _ => [(Segment_of_minima, check_segment is_minimum c)] | None => [] end) ++
  (match escape c with Some _ => [(Escape, check_escape c)] | None => [] end).
Definition check (advice : hints) (c : certificate T) : bool := forallb snd (shared_verdicts advice c).
End Sharing.
