(* SPDX-License-Identifier: GPL-3.0-or-later

   Theorem A of the specification (section 14.2): with the numbers of section 14.1, of either method, no sample that passes
   [steady] leaves its pattern while no parameter moves by more than r. *)
Require Import Reals List Lra Lia Bool PeanoNat.
Require Import Thalweg.Numbers Thalweg.Semantics Thalweg.Passes Thalweg.Values Thalweg.Losses Thalweg.Coefficients.
Import ListNotations.
Open Scope R_scope.

Module Invariance (N : NUM).
Module Export Co := Coefficients N.
Import N.

Section Bounds.
Variable linear : bool.
Variable r : R.
Variable rhat : T.
Hypothesis r_pos : 0 <= r.
Hypothesis r_hat : r <= toR rhat.

(* The sources: what every layer adds to the linear part; each entry is at most r N_m. *)
Definition bounded (e : list R) (n : T) := 0 <= toR n /\ Forall (fun x => Rabs x <= r * toR n) e.

Lemma ndot_up v eta Ns : Forall2 bounded eta Ns -> ndot v Ns <= ndot (map up v) Ns.
Proof.
  intros H; revert v; induction H as [|e n eta Ns [Hn _] _ IH]; intros [|c v]; try (unfold ndot, tdot; simpl; lra).
  simpl map. rewrite !ndot_cons. apply Rplus_le_compat; [apply Rmult_le_compat_r; auto using up_spec|apply IH].
Qed.
Lemma tdot_bound b e n : bounded e n -> Rabs (tdot b e) <= r * (toR (up (total (nabs b))) * toR n).
Proof.
  intros [Hn He]. eapply Rle_trans with (r * (lsum toR (nabs b) * toR n)).
  2:{ apply Rmult_le_compat_l; auto. apply Rmult_le_compat_r; auto. rewrite <- toR_total. apply up_spec. }
  unfold tdot. revert b; induction He as [|x e Hx _ IH]; intros [|c b]; simpl.
  - rewrite Rabs_R0. lra.
  - rewrite Rabs_R0. pose proof (nabs_total_nonneg (c :: b)) as P. rewrite toR_total in P. simpl in P.
    apply Rmult_le_pos; auto. apply Rmult_le_pos; auto.
  - rewrite Rabs_R0. lra.
  - eapply Rle_trans; [apply Rabs_triang|]. rewrite toR_abs, Rabs_mult.
    pose proof (Rmult_le_compat_l _ _ _ (Rabs_pos (toR c)) Hx). specialize (IH b). lra.
Qed.
Lemma bdot_bound J eta Ns : Forall2 bounded eta Ns ->
  Rabs (bdot J eta) <= r * ndot (map (fun b => up (total (nabs b))) J) Ns.
Proof.
  intros H; revert J; induction H as [|e n eta Ns Hb _ IH]; intros [|b J]; simpl bdot; simpl map;
    try (rewrite Rabs_R0; unfold ndot, tdot; simpl; lra).
  rewrite ndot_cons. eapply Rle_trans; [apply Rabs_triang|]. pose proof (tdot_bound b e n Hb). specialize (IH J). lra.
Qed.
Lemma size_nonneg J eta Ns : Forall2 bounded eta Ns -> 0 <= ndot (map (fun b => up (total (nabs b))) J) Ns.
Proof.
  intros H; revert J; induction H as [|e n eta Ns [Hn _] _ IH]; intros [|b J]; simpl map; try (unfold ndot, tdot; simpl; lra).
  rewrite ndot_cons. specialize (IH J). pose proof (nabs_total_nonneg b) as T0. pose proof (up_spec (total (nabs b))) as U.
  assert (0 <= toR (up (total (nabs b))) * toR n) by (apply Rmult_le_pos; lra). lra.
Qed.

Section Layer.
Variable eta : list (list R).
Variable Ns : list T.

(* x' differs from x as the move says. *)
Definition moves (x' : R) (x : T) (m : move) : Prop :=
  Rabs (x' - toR x - bdot (jac m) eta) <= ndot (rest m) Ns /\ Rabs (x' - toR x) <= ndot (whole m) Ns /\
  (linear = false -> jac m = []).
Inductive moved : list R -> list T -> list move -> Prop :=
| moved_nil : moved [] [] []
| moved_cons x' x m h' h ms : moves x' x m -> moved h' h ms -> moved (x' :: h') (x :: h) (m :: ms).

Lemma whole_nonneg h' h ms : moved h' h ms -> 0 <= ndot (vtotal (map whole ms)) Ns.
Proof.
  induction 1 as [|x' x m h' h ms (_ & M & _) _ IH]; simpl; [rewrite ndot_nil; lra|]. rewrite ndot_vadd.
  pose proof (Rabs_pos (x' - toR x)). lra.
Qed.
Lemma no_jacobian h' h ms w : moved h' h ms -> linear = false -> bcomb w (map jac ms) = [].
Proof.
  intros H E. revert w; induction H as [|x' x m h' h ms (_ & _ & M) _ IH]; intros [|a w]; simpl; auto.
  rewrite IH, (M E). unfold bscale. simpl. now destruct (is_zero a).
Qed.

(* The part of a row's move that is linear in the change of its own weights. *)
Fixpoint own (w' : list R) (w h : list T) : R :=
  match w', w, h with a' :: w1', a :: w1, x :: h1 => (a' - toR a) * toR x + own w1' w1 h1 | _, _, _ => 0 end.
Lemma own_bound w' w h : Forall2 (fun u v => Rabs (u - v) <= r) w' (map toR w) -> Rabs (own w' w h) <= r * lsum toR (sizes h).
Proof.
  revert w' w; induction h as [|x h IH]; intros w' w H.
  - assert (own w' w [] = 0) as -> by (destruct w', w; reflexivity). rewrite Rabs_R0. apply Rmult_le_pos; auto. apply sizes_nonneg.
  - destruct w as [|a w]; inversion H as [|a' ? v' ? Ha Hv]; subst; simpl own.
    + rewrite Rabs_R0. apply Rmult_le_pos; auto. apply (sizes_nonneg (x :: h)).
    + eapply Rle_trans; [apply Rabs_triang|]. simpl. rewrite Rabs_mult. specialize (IH _ _ Hv).
      pose proof (Rmult_le_compat_r _ _ _ (Rabs_pos (toR x)) Ha).
      pose proof (Rmult_le_compat_l _ _ _ r_pos (size_bound x)). lra.
Qed.

Lemma row_move w' w h' h ms : moved h' h ms -> Forall2 (fun u v => Rabs (u - v) <= r) w' (map toR w) ->
  Rabs (Semantics.dot w' h' - ndot w h - own w' w h - bdot (bcomb w (map jac ms)) eta) <=
    ndot (comb (sizes w) (map rest ms)) Ns + r * ndot (vtotal (map whole ms)) Ns.
Proof.
  intros Hm; revert w' w; induction Hm as [|x' x m h' h ms (M1 & M2 & M3) Hm IH]; intros w' w Hw.
  - assert (ndot w [] = 0) as -> by (now destruct w). assert (Semantics.dot w' [] = 0) as -> by (now destruct w').
    assert (own w' w [] = 0) as -> by (destruct w', w; reflexivity).
    simpl. assert (bcomb w [] = []) as -> by (now destruct w). assert (comb (sizes w) [] = []) as -> by (now destruct w).
    simpl. rewrite ndot_nil. replace (0 - 0 - 0 - 0) with 0 by ring. rewrite Rabs_R0. lra.
  - pose proof (whole_nonneg _ _ _ Hm) as P. pose proof (Rabs_pos (x' - toR x)) as P'.
    destruct w as [|a w]; inversion Hw as [|a' ? v' ? Ha Hv]; subst; simpl.
    + rewrite ndot_vadd, !ndot_nil.
      replace (0 - 0 - 0 - 0) with 0 by ring. rewrite Rabs_R0, Rplus_0_l.
      apply Rmult_le_pos; auto. lra.
    + specialize (IH _ _ Hv). rewrite bdot_badd, bdot_scale, !ndot_vadd, ndot_scale, ndot_cons.
      replace (a' * x' + Semantics.dot v' h' - (toR a * toR x + ndot w h) - ((a' - toR a) * toR x + own v' w h) -
        (toR a * bdot (jac m) eta + bdot (bcomb w (map jac ms)) eta))
        with (toR a * (x' - toR x - bdot (jac m) eta) + (a' - toR a) * (x' - toR x) +
          (Semantics.dot v' h' - ndot w h - own v' w h - bdot (bcomb w (map jac ms)) eta)) by ring.
      eapply Rle_trans; [apply Rabs_triang|]. eapply Rle_trans; [apply Rplus_le_compat_r, Rabs_triang|]. rewrite !Rabs_mult.
      assert (Rabs (toR a) * Rabs (x' - toR x - bdot (jac m) eta) <= toR (up (abs a)) * ndot (rest m) Ns).
      { apply Rmult_le_compat; auto using Rabs_pos, size_bound. }
      assert (Rabs (a' - toR a) * Rabs (x' - toR x) <= r * ndot (whole m) Ns) by (apply Rmult_le_compat; auto using Rabs_pos).
      unfold sizes in *. lra.
Qed.
End Layer.

Definition bias_radius (l : layer T) : R := if biased l then r else 0.
Definition weight_radius (l : layer T) : R := if trained l then r else 0.
(* What the unit of a row adds: [us'] are the units of W', [us] those of W. *)
Definition source (u' : (list R * R) * list R) (u : (list T * T) * list T) : R := own (fst (fst u')) (fst (fst u)) (snd u) + (snd (fst u') - toR (snd (fst u))).
Definition sources us' us : list R := map2 source us' us.

(* Units of W' beside those of W. *)
Definition beside l (u' : (list R * R) * list R) (u : (list T * T) * list T) := close_row (weight_radius l) (bias_radius l) (fst u') (row_R (fst u)).
Lemma weight_radius_le l w' w : Forall2 (fun u v => Rabs (u - v) <= weight_radius l) w' w -> Forall2 (fun u v => Rabs (u - v) <= r) w' w.
Proof. induction 1; constructor; auto. unfold weight_radius in *. destruct (trained l); lra. Qed.
Lemma source_bound l h u' u : In u (units l zero h) -> beside l u' u -> Rabs (source u' u) <= r * toR (norm l h).
Proof.
  intros Hu [Hw Hb]. unfold source. simpl in Hw, Hb. apply weight_radius_le in Hw. pose proof (own_bound _ _ (snd u) Hw). pose proof (Rmult_le_compat_l _ _ _ r_pos (norm_bound l h u Hu)).
  eapply Rle_trans; [apply Rabs_triang|]. unfold bias_radius in Hb. destruct (biased l); lra.
Qed.
Lemma sources_bounded l h us' : Forall2 (beside l) us' (units l zero h) -> bounded (sources us' (units l zero h)) (norm l h).
Proof.
  intros H. split; [apply norm_nonneg|]. assert (G : forall u, In u (units l zero h) -> In u (units l zero h)) by auto. revert G. revert H.
  generalize (units l zero h) at 1 2 4. intros us H. induction H as [|u' u us' us Hu _ IH]; intros G; simpl; constructor.
  - apply source_bound; auto. apply G. now left.
  - apply IH. intros v Hv. apply G. now right.
Qed.
Definition all_sources (l : layer T) us' h (eta : list (list R)) := if has_parameters l then sources us' (units l zero h) :: eta else eta.
Lemma all_sources_bounded l h us' eta Ns : Forall2 (beside l) us' (units l zero h) -> Forall2 bounded eta Ns -> Forall2 bounded (all_sources l us' h eta) (norms l h Ns).
Proof. intros H G. unfold all_sources, norms. destruct (has_parameters l) eqn:E; auto. constructor; auto. now apply sources_bounded. Qed.

Lemma zmove_moves l eta Ns n j N (u' : (list R * R) * list R) (u : (list T * T) * list T) ms new common :
  0 <= toR N -> Rabs (source u' u) <= r * toR N -> Forall2 bounded eta Ns -> moved eta Ns (snd u') (snd u) ms -> beside l u' u ->
  common = vtotal (map whole ms) -> tdot (unit_vector n j) new = source u' u ->
  moves (new :: eta) (N :: Ns) (Semantics.dot (fst (fst u')) (snd u') + snd (fst u')) (dot (snd (fst u) :: fst (fst u)) (one :: snd u))
    (zmove linear rhat n ms common (fst u) j).
Proof.
  intros HN Sb Hs Hm Hu -> Hnew. unfold beside in Hu. destruct u' as [[w' b'] h'], u as [[w b] h].
  unfold source in *. destruct Hu as [Hw Hb]. apply weight_radius_le in Hw. simpl in *. unfold moves, zmove. cbn [fst snd].
  set (J := bcomb w (map jac ms)). set (A := map (fun b => up (total (nabs b))) J).
  set (R0 := vadd (comb (sizes w) (map rest ms)) (vscale rhat (vtotal (map whole ms)))).
  pose proof (row_move eta Ns w' w h' h ms Hm Hw) as M. fold J in M.
  pose proof (whole_nonneg _ _ _ _ _ Hm) as P. pose proof (Rmult_le_compat_r _ _ _ P r_hat) as Pr.
  assert (B : Rabs (Semantics.dot w' h' - ndot w h - own w' w h - bdot J eta) <= ndot (map up R0) Ns).
  { eapply Rle_trans; [|apply (ndot_up _ eta); auto]. unfold R0. rewrite ndot_vadd, ndot_scale. lra. }
  assert (Sr : r * toR N <= toR rhat * toR N) by (apply Rmult_le_compat_r; auto).
  assert (V : toR (dot (b :: w) (one :: h)) = ndot w h + toR b) by (unfold ndot, tdot; rewrite toR_dot; simpl; rewrite toR_one; ring).
  rewrite V. destruct linear eqn:El; cbn [jac whole rest bdot].
  - rewrite ndot_vadd, ndot_map_mul, !ndot_cons, toR_zero, toR_one, Hnew.
    assert (E : Semantics.dot w' h' + b' - (ndot w h + toR b) - (own w' w h + (b' - toR b) + bdot J eta) =
      Semantics.dot w' h' - ndot w h - own w' w h - bdot J eta) by ring.
    split; [|split; [|discriminate]].
    + rewrite E. lra.
    + replace (Semantics.dot w' h' + b' - (ndot w h + toR b)) with
        ((own w' w h + (b' - toR b)) + bdot J eta + (Semantics.dot w' h' - ndot w h - own w' w h - bdot J eta)) by ring.
      eapply Rle_trans; [apply Rabs_triang|]. eapply Rle_trans; [apply Rplus_le_compat_r, Rabs_triang|].
      pose proof (bdot_bound J eta Ns Hs) as BJ. fold A in BJ.
      assert (r * ndot A Ns <= toR rhat * ndot A Ns).
      { apply Rmult_le_compat_r; auto. now apply (size_nonneg J eta). }
      lra.
  - assert (J0 : J = []) by (apply (no_jacobian eta Ns h' h); auto). rewrite J0 in B. simpl in B.
    assert (D : Rabs (Semantics.dot w' h' + b' - (ndot w h + toR b)) <= ndot (rhat :: map up R0) (N :: Ns)).
    { rewrite ndot_cons.
      replace (Semantics.dot w' h' + b' - (ndot w h + toR b)) with
        ((own w' w h + (b' - toR b)) + (Semantics.dot w' h' - ndot w h - own w' w h - 0)) by ring.
      eapply Rle_trans; [apply Rabs_triang|]. lra. }
    split; [|split; auto]. now rewrite Rminus_0_r.
Qed.
(* A unit without parameters moves as its inputs do. *)
Lemma fixed_row eta Ns h' h ms w : moved eta Ns h' h ms ->
  Rabs (Semantics.dot (map toR w) h' - ndot w h - bdot (bcomb w (map jac ms)) eta) <= ndot (comb (sizes w) (map rest ms)) Ns.
Proof.
  intros Hm. revert w; induction Hm as [|x' x m h' h ms (M1 & _ & _) _ IH]; intros [|a w]; simpl; try (unfold ndot, tdot; simpl;
    rewrite ?Rminus_0_r, ?Rminus_eq_0, Rabs_R0; lra).
  rewrite bdot_badd, bdot_scale, ndot_vadd, ndot_scale, ndot_cons. specialize (IH w).
  replace (toR a * x' + Semantics.dot (map toR w) h' - (toR a * toR x + ndot w h) - (toR a * bdot (jac m) eta + bdot (bcomb w (map jac ms)) eta))
    with (toR a * (x' - toR x - bdot (jac m) eta) + (Semantics.dot (map toR w) h' - ndot w h - bdot (bcomb w (map jac ms)) eta)) by ring.
  eapply Rle_trans; [apply Rabs_triang|]. rewrite Rabs_mult.
  assert (Rabs (toR a) * Rabs (x' - toR x - bdot (jac m) eta) <= toR (up (abs a)) * ndot (rest m) Ns).
  { apply Rmult_le_compat; auto using Rabs_pos, size_bound. }
  unfold sizes in *. lra.
Qed.
Lemma fixed_moves eta Ns h' h ms w b : Forall2 bounded eta Ns -> moved eta Ns h' h ms ->
  moves eta Ns (Semantics.dot (map toR w) h' + toR b) (dot (b :: w) (one :: h)) (fixed_move linear rhat ms (w, b)).
Proof.
  intros Hs Hm. pose proof (fixed_row eta Ns h' h ms w Hm) as M. unfold moves, fixed_move. cbn [fst snd].
  set (J := bcomb w (map jac ms)) in *. set (A := map (fun b => up (total (nabs b))) J). set (R0 := comb (sizes w) (map rest ms)) in *.
  assert (B : Rabs (Semantics.dot (map toR w) h' - ndot w h - bdot J eta) <= ndot (map up R0) Ns).
  { eapply Rle_trans; [|apply (ndot_up _ eta); auto]. exact M. }
  assert (V : toR (dot (b :: w) (one :: h)) = ndot w h + toR b) by (unfold ndot, tdot; rewrite toR_dot; simpl; rewrite toR_one; ring).
  rewrite V. replace (Semantics.dot (map toR w) h' + toR b - (ndot w h + toR b)) with (Semantics.dot (map toR w) h' - ndot w h) by ring.
  destruct linear eqn:El; cbn [jac whole rest].
  - split; [exact B|]. split; [|discriminate]. rewrite ndot_vadd, ndot_map_mul.
    replace (Semantics.dot (map toR w) h' - ndot w h) with (bdot J eta + (Semantics.dot (map toR w) h' - ndot w h - bdot J eta)) by ring.
    eapply Rle_trans; [apply Rabs_triang|]. pose proof (bdot_bound J eta Ns Hs) as BJ. fold A in BJ.
    assert (r * ndot A Ns <= toR rhat * ndot A Ns) by (apply Rmult_le_compat_r; auto; now apply (size_nonneg J eta)). lra.
  - assert (J0 : J = []) by (apply (no_jacobian eta Ns h' h); auto). rewrite J0 in B. simpl in *. rewrite Rminus_0_r in B. rewrite Rminus_0_r. auto.
Qed.

(* The units of a layer with their inputs, as they are at W', at W and as they move. *)
Lemma moved_nth eta Ns h' h ms k : moved eta Ns h' h ms -> moves eta Ns (nth k h' 0) (nth k h zero) (nth k ms still).
Proof.
  intros H. revert k; induction H as [|x' x m h' h ms M _ IH]; intros [|k]; simpl; auto;
    unfold moves; simpl; rewrite toR_zero, ndot_nil, Rminus_0_r, ?Rminus_0_r, Rabs_R0; repeat split; lra.
Qed.
Inductive units_moved l eta Ns : list ((list R * R) * list R) -> list ((list T * T) * list T) -> list ((list T * T) * list move) -> Prop :=
| no_units : units_moved l eta Ns [] [] []
| one_unit u' u um us' us ums : fst um = fst u -> beside l u' u -> moved eta Ns (snd u') (snd u) (snd um) -> units_moved l eta Ns us' us ums ->
    units_moved l eta Ns (u' :: us') (u :: us) (um :: ums).
Lemma nth_beside l rs' rs k : Forall2 (close_row (weight_radius l) (bias_radius l)) rs' (map row_R rs) ->
  close_row (weight_radius l) (bias_radius l) (nth k rs' ([], 0)) (row_R (nth k rs ([], zero))).
Proof.
  revert rs k; induction rs' as [|a rs' IH]; intros [|b rs] k H; inversion H; subst; destruct k; simpl; auto.
  1,2: split; simpl; [constructor|]; rewrite toR_zero, Rminus_0_r, Rabs_R0; unfold bias_radius; destruct (biased l); lra.
Qed.
Lemma fed_moved l rs' eta Ns h' h ms : Forall2 (close_row (weight_radius l) (bias_radius l)) rs' (map row_R (rows l)) -> moved eta Ns h' h ms ->
  units_moved l eta Ns (fed (wiring l) ([], 0) 0 rs' h') (units l zero h) (units l still ms).
Proof.
  intros Hrows Hm. unfold units, fed. destruct (wiring l) as [us|].
  - induction us as [|u us IH]; simpl; constructor; auto; simpl.
    + apply (nth_beside l). exact Hrows.
    + induction (snd u) as [|k ks IHk]; simpl; constructor; auto. now apply moved_nth.
  - revert Hrows. generalize (rows l). induction rs' as [|a rs' IH]; intros [|b rs] H; inversion H; subst; simpl; constructor; auto.
Qed.

Lemma later_moves l us' h eta Ns x' x m : moves eta Ns x' x m -> moves (all_sources l us' h eta) (norms l h Ns) x' x (later l m).
Proof.
  unfold later, later_bound, all_sources, norms. destruct (has_parameters l); [|now destruct m]. intros (M1 & M2 & M3). unfold moves. cbn [jac whole rest].
  rewrite !ndot_cons, toR_zero, !Rmult_0_l, !Rplus_0_l. destruct (jac m) as [|b J] eqn:E; (split; [|split; [exact M2|]]); auto.
  - cbn [bdot]. unfold tdot at 1. simpl Semantics.dot. rewrite Rplus_0_l. exact M1.
  - intros El. specialize (M3 El). discriminate.
Qed.
Lemma moved_app eta Ns a' a ms b' b ns : moved eta Ns a' a ms -> moved eta Ns b' b ns -> moved eta Ns (a' ++ b') (a ++ b) (ms ++ ns).
Proof. induction 1; simpl; auto. constructor; auto. Qed.
Lemma moved_map eta Ns eta' Ns' (f : move -> move) h' h ms : (forall x' x m, moves eta Ns x' x m -> moves eta' Ns' x' x (f m)) ->
  moved eta Ns h' h ms -> moved eta' Ns' h' h (map f ms).
Proof. intros H. induction 1; simpl; constructor; auto. Qed.
Lemma moved_lengths eta Ns h' h ms : moved eta Ns h' h ms -> length h' = length h /\ length ms = length h.
Proof. induction 1 as [|? ? ? ? ? ? _ _ [I1 I2]]; simpl; auto. Qed.
Lemma zmoves_moved eta Ns h' h ms l' l : is_pooling l = false -> is_pooling l' = false ->
  Forall2 bounded eta Ns -> moved eta Ns h' h ms -> close_layer r l' (layer_R l) ->
  exists eta', Forall2 bounded eta' (norms l h Ns) /\ (forall x' x m, moves eta Ns x' x m -> moves eta' (norms l h Ns) x' x (later l m)) /\
    moved eta' (norms l h Ns) (pre l' h') (npre l h) (zmoves linear rhat l ms).
Proof.
  intros Pl Pl' Hs Hm [Hrows (_ & _ & _ & Hw & _)]. simpl in Hrows, Hw. fold (weight_radius l) (bias_radius l) in Hrows.
  pose proof (fed_moved l (rows l') eta Ns h' h ms Hrows Hm) as U. rewrite <- Hw in U.
  set (us' := fed (wiring l') ([], 0) 0 (rows l') h') in *. exists (all_sources l us' h eta).
  assert (B : Forall2 (beside l) us' (units l zero h)).
  { clear - U. induction U; constructor; auto. }
  split; [now apply all_sources_bounded|]. split; [intros x' x m; apply later_moves|]. unfold pre, npre, zmoves. rewrite Pl, Pl'. fold us'. unfold all_sources, norms.
  destruct (has_parameters l) eqn:Ht.
  - assert (C : forall um, In um (units l still ms) -> (match wiring l with None => vtotal (map whole ms) | Some _ => vtotal (map whole (snd um)) end) = vtotal (map whole (snd um))).
    { intros um Hum. unfold units, fed in Hum. destruct (wiring l); auto. apply in_map_iff in Hum as (x & <- & _). reflexivity. }
    set (new := sources us' (units l zero h)). set (n := length (units l still ms)).
    assert (G : forall us1' us1 ums1 a, units_moved l eta Ns us1' us1 ums1 -> (a + length ums1 <= n)%nat ->
      (forall um, In um ums1 -> In um (units l still ms)) -> (forall u, In u us1 -> In u (units l zero h)) ->
      (forall i, nth (a + i) new 0 = nth i (sources us1' us1) 0) ->
      moved (new :: eta) (norm l h :: Ns) (map (fun u => Semantics.dot (fst (fst u)) (snd u) + snd (fst u)) us1')
        (map (fun u => dot (snd (fst u) :: fst (fst u)) (one :: snd u)) us1)
        (map2 (fun u j => zmove linear rhat n (snd u) (match wiring l with None => vtotal (map whole ms) | Some _ => vtotal (map whole (snd u)) end) (fst u) j)
          ums1 (seq a (length ums1)))).
    { intros us1' us1 ums1 a H. revert a. induction H as [|u' u um us1' us1 ums1 Ef Hb Hmv _ IH]; intros a L I1 I2 HS; simpl; constructor.
      - rewrite Ef. apply (zmove_moves l); auto using norm_nonneg.
        + apply source_bound; auto. apply I2. now left.
        + apply C. apply I1. now left.
        + rewrite unit_dot by (simpl in L; lia). specialize (HS O). rewrite Nat.add_0_r in HS. rewrite HS. reflexivity.
      - apply IH; [simpl in L; lia|intros x Hx; apply I1; now right|intros x Hx; apply I2; now right|].
        intros i. specialize (HS (S i)). rewrite Nat.add_succ_r in HS. simpl. rewrite HS. reflexivity. }
    apply G; auto.
  - clear - U Ht Hs r_pos r_hat. induction U as [|u' u um us1' us1 ums1 Ef Hb Hmv _ IH]; simpl; constructor; auto. clear IH.
    unfold has_parameters in Ht. apply orb_false_elim in Ht as [Ht Hnb]. rewrite Ef. unfold beside, weight_radius, bias_radius in Hb. rewrite Ht, Hnb in Hb.
    destruct u' as [[w' b'] x'], u as [[w b] x]. simpl in *. destruct Hb as [Hw Hb]. simpl in *.
    assert (w' = map toR w) as ->.
    { clear - Hw. revert Hw. generalize (map toR w). intros v H. induction H as [|a c A C H _ IH]; auto. f_equal; auto.
      pose proof (Rabs_pos (a - c)). unfold Rabs in *. destruct (Rcase_abs (a - c)); lra. }
    assert (b' = toR b) as -> by (pose proof (Rabs_pos (b' - toR b)); unfold Rabs in *; destruct (Rcase_abs (b' - toR b)); lra).
    now apply fixed_moves.
Qed.

Lemma moved_inside eta Ns z' z ms t : Forall2 bounded eta Ns -> moved eta Ns z' z ms ->
  all2 (fun c z => clear t (dot c Ns) z) (map (fun m => map up (whole m)) ms) z = true ->
  Forall2 (inside (table_R t)) (map (npiece t) z) z'.
Proof.
  intros Hs. induction 1 as [|x' x m h' h ms (_ & M & _) _ IH]; simpl; [constructor|]. intros H. apply andb_prop in H as [H1 H2].
  constructor; auto. eapply inside_stable; [|exact H1]. rewrite ndot_R. eapply Rle_trans; [exact M|]. apply (ndot_up _ eta); auto.
Qed.
(* q are the pieces in use, or others with the same slope and intercept. *)
Definition at_pieces (t : table T) (q : list nat) (z' : list R) := Forall2 (fun k x' => segment (table_R t) k = segment (table_R t) (piece (table_R t) x')) q z'.
Lemma moved_act eta Ns z' z ms t q : moved eta Ns z' z ms -> at_pieces t q z' ->
  moved eta Ns (map (act (table_R t)) z') (map2 (napply t) q z) (map2 (hmove t) q ms).
Proof.
  intros Hm; revert q; induction Hm as [|x' x m h' h ms (M1 & M2 & M3) _ IH]; intros q Hq; inversion Hq as [|k ? q' ? Hk Hq']; subst; simpl; constructor; auto.
  rewrite act_segment, <- Hk, segment_R. simpl. unfold moves, hmove, napply. cbn [jac whole rest].
  rewrite toR_add, toR_mul, bdot_scale, !ndot_scale. set (s := fst (segment t k)). set (i := snd (segment t k)).
  pose proof (size_bound s) as U.
  pose proof (Rabs_pos (x' - toR x - bdot (jac m) eta)) as P1. pose proof (Rabs_pos (x' - toR x)) as P2.
  replace (toR s * x' + toR i - (toR s * toR x + toR i) - toR s * bdot (jac m) eta) with (toR s * (x' - toR x - bdot (jac m) eta)) by ring.
  replace (toR s * x' + toR i - (toR s * toR x + toR i)) with (toR s * (x' - toR x)) by ring.
  rewrite !Rabs_mult. split; [|split]; try (apply Rmult_le_compat; auto using Rabs_pos).
  intros E. rewrite (M3 E). unfold bscale. now destruct (is_zero s).
Qed.

(* --- windows (O76) --------------------------------------------------------------------------------------------------- *)
Lemma reached_act eta Ns z' z ms l q : Forall2 bounded eta Ns -> moved eta Ns z' z ms -> at_pieces (tab l) q z' ->
  reached (map (act (table_R (tab l))) z') (map2 (napply (tab l)) q z) (map (fun k => fst (segment (tab l) k)) q) (map2 (reach (tab l)) q ms) Ns.
Proof.
  intros Hs Hm Hq k. unfold nth_number, at_. revert q Hq k. induction Hm as [|x' x m h' h ms (M1 & M2 & M3) _ IH]; intros q Hq k; inversion Hq as [|n ? q' ? Hn Hq']; subst.
  - destruct k; simpl; rewrite ?toR_zero, ndot_nil, Rminus_0_r, Rabs_R0; split; auto; lra.
  - destruct k as [|k]; simpl; [|now apply IH]. clear IH. rewrite act_segment, <- Hn, segment_R. simpl. unfold napply, reach. rewrite toR_add, toR_mul, ndot_scale.
    set (s := fst (segment (tab l) n)). split; [|intros ->; ring].
    replace (toR s * x' + toR (snd (segment (tab l) n)) - (toR s * toR x + toR (snd (segment (tab l) n)))) with (toR s * (x' - toR x)) by ring.
    rewrite Rabs_mult. apply Rmult_le_compat; auto using Rabs_pos, size_bound. eapply Rle_trans; [exact M2|]. eapply ndot_up; eauto.
Qed.
Lemma moves_same eta Ns x' x y m : toR x = toR y -> moves eta Ns x' x m -> moves eta Ns x' y m.
Proof. unfold moves. now intros <-. Qed.
Lemma selected_move eta Ns h' h ms ks k (es' : list (R * R)) (es : list (T * T)) : Forall2 bounded eta Ns -> moved eta Ns h' h ms ->
  map fst es' = map (fun k => nth k h' 0) ks -> map fst es = map (fun k => nth k h zero) ks -> selected es' k -> selected (map entry_R es) k ->
  moves eta Ns (largest (map (fun k => nth k h' 0) ks)) (nlargest (map (fun k => nth k h zero) ks)) (fixed_move linear rhat [nth k (map (fun k => nth k ms still) ks) still] ([one], zero)).
Proof.
  intros Hs Hm E' E S' S. rewrite <- E', (selected_largest _ _ S').
  assert (V : toR (nlargest (map (fun k => nth k h zero) ks)) = toR (nth (nth k ks O) h zero) /\ fst (nth k es' (0, 0)) = nth (nth k ks O) h' 0 /\ (k < length ks)%nat).
  { assert (L : length es = length ks) by (apply (f_equal (@length _)) in E; now rewrite !map_length in E). destruct S as [Hk S0]. assert (Hk' := Hk). rewrite map_length, L in Hk'.
    split; [|split; [|exact Hk']].
    - rewrite <- nlargest_R, <- E. rewrite map_map. rewrite <- (map_map entry_R fst), (selected_largest _ _ (conj Hk S0)).
      rewrite <- (map_nth fst), map_map. cbn [entry_R fst]. rewrite <- (map_map fst toR), E, map_map.
      rewrite nth_indep with (d' := (fun k => toR (nth k h zero)) O) by (now rewrite map_length). apply (map_nth (fun k => toR (nth k h zero))).
    - rewrite <- (map_nth fst), E'. cbn [fst]. rewrite nth_indep with (d' := (fun k => nth k h' 0) O) by (now rewrite map_length). apply (map_nth (fun k => nth k h' 0)). }
  destruct V as (V1 & V2 & V3). rewrite V2. rewrite nth_indep with (d' := (fun k => nth k ms still) O) by (now rewrite map_length). rewrite (map_nth (fun k => nth k ms still)).
  set (o := nth k ks O) in *. pose proof (moved_nth eta Ns h' h ms o Hm) as M.
  pose proof (fixed_moves eta Ns [nth o h' 0] [nth o h zero] [nth o ms still] [one] zero Hs (moved_cons _ _ _ _ _ _ _ _ M (moved_nil _ _))) as F.
  replace (Semantics.dot (map toR [one]) [nth o h' 0] + toR zero) with (nth o h' 0) in F by (simpl; rewrite toR_one, toR_zero; ring).
  refine (moves_same _ _ _ _ _ _ _ F). rewrite toR_dot. simpl. rewrite toR_one, toR_zero, V1. ring.
Qed.
Lemma pooled_moved eta Ns h' h ms l' l ss es q cs : is_pooling l = true -> close_layer r l' (layer_R l) -> Forall2 bounded eta Ns -> moved eta Ns h' h ms ->
  reached h' h ss es Ns -> cs = map snd (units l [] es) ->
  all2 (fun w k => leads (fst w) (map (fun c => dot c Ns) (snd w)) k) (combine (nwindows l h ss) cs) q = true ->
  Forall2 selected (windows l' h' (map toR ss)) q /\ moved eta Ns (pre l' h') (npre l h) (window_moves linear rhat l q ms).
Proof.
  intros Pl Hc Hs Hm Hr -> H. assert (Pl' := close_pooling _ _ _ Hc). rewrite is_pooling_R, Pl in Pl'. destruct Hc as [_ (_ & _ & _ & Hw & _)]. simpl in Hw.
  destruct (pooling_wired l Pl) as (s & i & us & _ & _ & Ew). unfold windows, pre, npre, window_moves, nwindows, units, fed in *. rewrite Pl, Pl', Hw, Ew in *.
  rewrite !map_map in *. cbn [fst snd] in *. clear Hw Ew. revert q H. induction us as [|u us IH]; intros [|k q] H; simpl in H; try discriminate; [split; constructor|].
  apply andb_prop in H as [H1 H2]. simpl. destruct (IH q H2) as [I1 I2]. pose proof (selection_stays (snd u) h' h ss es Ns k Hr H1) as S'.
  unfold leads in H1. cbv zeta in H1. apply andb_prop in H1 as [S _]. apply nselected_R in S. split; constructor; auto.
  eapply selected_move; [exact Hs|exact Hm| | |exact S'|exact S]; rewrite map_map; reflexivity.
Qed.

(* Theorem A. *)
Theorem steady_sound W : forall W' p ss es h' h ms eta Ns o, close r W' (net_R W) -> Forall2 bounded eta Ns -> moved eta Ns h' h ms -> reached h' h ss es Ns ->
  steady W p (coefficients linear rhat W p ms es) ss h Ns = Some o -> has_pattern_from (map toR ss) W' h' p /\ o = nfwd W h.
Proof.
  induction W as [|l W IH]; intros W' p ss es h' h ms eta Ns o Hc Hs Hm Hr Hw; inversion Hc as [|l' ? W1 ? Hl Hrest]; subst; simpl in *.
  - destruct p; [|discriminate]. now inversion Hw.
  - destruct p as [|q p]; [discriminate|]. destruct (keeps_pieces _ l ss h _ q _) eqn:Hb in Hw; [|discriminate].
    assert (T' : tab l' = table_R (tab l)) by apply Hl. assert (Pl := close_pooling _ _ _ Hl). rewrite is_pooling_R in Pl. rewrite Pl, T'.
    assert (K' : keeps l' = keeps l) by apply Hl. assert (Ke : forall (X : Type) (v : list X), kept l' v = kept l v) by (intros; unfold kept; now rewrite K').
    unfold out. rewrite !Ke, T'. change (kept l (map toR ss)) with (kept (layer_R l) (map toR ss)). rewrite slopes_R.
    pose proof (Sg.keeps_length _ _ _ _ _ _ _ Hb) as Same.
    assert (Step : exists eta', Forall2 bounded eta' (norms l h Ns) /\ (forall x' x m, moves eta Ns x' x m -> moves eta' (norms l h Ns) x' x (later l m)) /\
      moved eta' (norms l h Ns) (pre l' h') (npre l h) (if is_pooling l then window_moves linear rhat l q ms else zmoves linear rhat l ms) /\
      at_pieces (tab l) q (pre l' h') /\ (if is_pooling l then Forall2 selected (windows l' h' (map toR ss)) q else Forall2 (inside (table_R (tab l))) q (pre l' h'))).
    { destruct (is_pooling l) eqn:E; simpl in Hb; apply andb_prop in Hb as [Hb H2]; apply andb_prop in Hb as [Hp H1].
      - destruct (pooling_wired l E) as (s & i & us & _ & Et & _). apply andb_prop in Hp as [_ Hp].
        assert (En : norms l h Ns = Ns) by (unfold norms; now destruct (has_parameters l)). rewrite En in *.
        destruct (pooled_moved eta Ns h' h ms l' l ss es q _ E Hl Hs Hm Hr eq_refl H1) as [P1 P2]. exists eta. split; auto. split; [intros x' x m; unfold later, later_bound; destruct (has_parameters l); [discriminate|now destruct m]|]. split; auto. split; auto.
        unfold at_pieces. rewrite Et. apply Nat.eqb_eq in H2. assert (L : length q = length (pre l' h')).
        { rewrite H2. clear - P2. induction P2; simpl; congruence. }
        clear - L. revert L. generalize (pre l' h'). induction q as [|k q IH]; intros [|z zs] L; try discriminate; constructor; [now destruct k|]. apply IH. now injection L.
      - apply Sg.all2_same in H1. destruct (zmoves_moved _ _ _ _ _ _ _ E Pl Hs Hm Hl) as (eta' & Hs' & La & Z). exists eta'. split; auto. split; auto. split; auto.
        pose proof (moved_inside _ _ _ _ _ _ Hs' Z H2) as In. unfold npieces in H1. rewrite H1 in In. split; [|exact In].
        pose proof (inside_all_pieces _ _ _ In) as Pc. unfold at_pieces. rewrite <- Pc. clear. induction (pre l' h'); simpl; constructor; auto. }
    destruct Step as (eta' & Hs' & La & Z & Pc & Q). pose proof (moved_act _ _ _ _ _ _ q Z Pc) as Hm'. pose proof (reached_act _ _ _ _ _ l q Hs' Z Pc) as Hr'.
    assert (Lq : length q = length (npre l h)) by (destruct (moved_lengths _ _ _ _ _ Z) as [L _]; rewrite <- L; clear - Pc; induction Pc; simpl; congruence).
    destruct (moved_lengths _ _ _ _ _ Hm') as [L1 L2].
    assert (L3 : length (map (fun k => fst (segment (tab l) k)) q) = length (map2 (napply (tab l)) q (npre l h))) by (rewrite map_length, (map2_length (napply (tab l)) q (npre l h) Lq); reflexivity).
    assert (L4 : forall f : nat -> move -> list T, length (map2 f q (if is_pooling l then window_moves linear rhat l q ms else zmoves linear rhat l ms)) = length (map2 (napply (tab l)) q (npre l h))).
    { intros f. destruct (moved_lengths _ _ _ _ _ Z) as [_ L]. rewrite !map2_length by congruence. reflexivity. }
    assert (HmK : moved eta' (norms l h Ns) (kept l h') (kept l h) (kept l (map (later l) ms))).
    { unfold kept. destruct (keeps l); [|constructor]. now apply (moved_map eta Ns). }
    assert (HrK : reached (kept l h') (kept l h) (kept l ss) (kept l (map (later_bound l) es)) (norms l h Ns)).
    { unfold kept. destruct (keeps l); [now apply reached_later|]. intros k. unfold at_, nth_number. destruct k; simpl; rewrite toR_zero, ndot_nil, Rminus_0_r, Rabs_R0; split; auto; lra. }
    pose proof (moved_app _ _ _ _ _ _ _ _ Hm' HmK) as Hm2. pose proof (reached_app _ _ _ _ _ _ _ _ _ L1 L3 (L4 _) Hr' HrK) as Hr2. unfold slopes in Hw at 1.
    destruct (IH _ _ _ _ _ _ _ _ _ _ Hrest Hs' Hm2 Hr2 Hw) as [I1 I2]. split; [now split|]. rewrite I2, Same. reflexivity.
Qed.
End Bounds.
End Invariance.
