(* SPDX-License-Identifier: GPL-3.0-or-later

   The theorem for the claim saddle: if [check_saddle] accepts, it holds over R.  Outputs are expanded around W as for minima near trained
   networks; what the losses change is linear in the change of the parameters but for a square. *)
Require Import Reals List Lra Lia Bool PeanoNat.
Require Import Thalweg.Numbers Thalweg.Semantics Thalweg.Passes Thalweg.Values Thalweg.Minimum Thalweg.Descent Thalweg.Soundness Thalweg.Expansions Thalweg.NumberedNetworks Thalweg.Bends Thalweg.Walls Thalweg.Growth
  Thalweg.PointRisk Thalweg.SliceMinimum Thalweg.Rescaling Thalweg.TrainedSoundness.
Import ListNotations.
Open Scope R_scope.

Module SaddleSoundness (N : NUM).
Module Export Ts := TrainedSoundness N.
Import N Sg.Tr.Pc Sg.Tr Sg.Sd.

Lemma zero_gradient g x : forallb is_zero g = true -> tdot g x = 0.
Proof.
  rewrite forallb_forall. intros H. unfold tdot. revert x. induction g as [|a g IH]; intros [|b x]; simpl; auto. rewrite IH by (intros; apply H; now right).
  rewrite (is_zero_R a) by (apply H; now left). ring.
Qed.

(* What a loss changes is its slope times the change, but for the square of the change. *)
Lemma smooth_loss L o y f : valid_loss L = true -> is_smooth L = true ->
  Rabs (loss_value (loss_R L) (toR o + f) (toR y) - loss_value (loss_R L) (toR o) (toR y) - toR (slope_at L o y) * f) <= f ^ 2.
Proof.
  assert (F2 : 0 <= f ^ 2) by apply pow2_ge_0. destruct L as [| |a|a|a| |]; intros V S; simpl in S; try discriminate.
  - unfold slope_at. simpl. rewrite toR_add, !toR_sub. match goal with |- Rabs ?z <= _ => replace z with (f ^ 2) by ring end. rewrite Rabs_right by lra. simpl in *. lra.
  - simpl in V. apply lt_spec in V. rewrite toR_zero in V. unfold slope_at, derivative. cbn [loss_R loss_value].
    set (z := toR o - toR y). replace (toR o + f - toR y) with (z + f) by (unfold z; ring). set (b := toR a) in *.
    assert (G : exists g, toR (if leb a (sub o y) then a else if leb (sub o y) (neg a) then neg a else sub o y) = g /\ ((b <= z /\ g = b) \/ (z <= - b /\ g = - b) \/ (- b <= z <= b /\ g = z))).
    { destruct (leb a (sub o y)) eqn:E1.
      - apply leb_spec in E1. rewrite toR_sub in E1. exists b. split; auto.
      - assert (z < b). { apply Rnot_le_lt. intros Q. assert (leb a (sub o y) = true) by (apply leb_spec; rewrite toR_sub; exact Q). congruence. }
        destruct (leb (sub o y) (neg a)) eqn:E2.
        + apply leb_spec in E2. unfold neg in *. rewrite !toR_sub, toR_zero in E2. exists (- b). split; [rewrite toR_sub, toR_zero; unfold b; ring|]. right; left. split; auto. unfold z, b. lra.
        + assert (- b < z). { apply Rnot_le_lt. intros Q. assert (leb (sub o y) (neg a) = true); [|congruence]. apply leb_spec. unfold neg. rewrite !toR_sub, toR_zero. unfold z, b in Q. lra. }
          exists z. split; [now rewrite toR_sub|]. right; right. split; auto. lra. }
    destruct G as (g & -> & G). clear S.
    assert (Val : forall v, (if Rle_dec (Rabs v) b then v ^ 2 / 2 else b * Rabs v - b ^ 2 / 2) = v ^ 2 / 2 /\ - b <= v <= b \/
      (if Rle_dec (Rabs v) b then v ^ 2 / 2 else b * Rabs v - b ^ 2 / 2) = b * v - b ^ 2 / 2 /\ b < v \/
      (if Rle_dec (Rabs v) b then v ^ 2 / 2 else b * Rabs v - b ^ 2 / 2) = - b * v - b ^ 2 / 2 /\ v < - b).
    { intros v. destruct (Rle_dec (Rabs v) b) as [l|n]; unfold Rabs in *; destruct (Rcase_abs v); [left; split; [reflexivity|lra]|left; split; [reflexivity|lra]|right; right; split; [ring|lra]|right; left; split; [ring|lra]]. }
    destruct (Val (z + f)) as [[-> A]|[[-> A]|[-> A]]]; destruct (Val z) as [[-> B]|[[-> B]|[-> B]]]; destruct G as [[G ->]|[[G ->]|[G ->]]]; try lra; apply Rabs_le; split; nra.
Qed.

Section Around.
Variables (bx : T) (L : objective T) (d : nat).
Hypothesis bx_pos : 0 < toR bx.
Hypothesis smooth : is_smooth (formula L) = true.
Hypothesis valid_formula : valid_loss (formula L) = true.
Lemma output_change f w y : exists C, 0 <= C /\ forall x t r, 0 <= t <= toR bx -> expands x t f r ->
  Rabs (toR w * (loss_value (loss_R (formula L)) r (toR y) - loss_value (loss_R (formula L)) (toR (value f)) (toR y)) - tdot (vscale (mul w (slope_at (formula L) (value f) y)) (linear f)) x) <= C * t ^ 2.
Proof.
  set (b := toR (quadratic_size f) + toR (higher_sizes f)). set (g := toR (slope_at (formula L) (value f) y)). set (k := toR (linear_size f) + b * toR bx).
  exists (Rabs (toR w) * (Rabs g * Rabs b + k ^ 2)). split; [apply Rmult_le_pos; [apply Rabs_pos|]; apply Rplus_le_le_0_compat; [apply Rmult_le_pos; apply Rabs_pos|apply pow2_ge_0]|].
  intros x t r Ht (A1 & A2 & A3 & A4 & A5 & A6). unfold rest_of in A6. rewrite tdot_scale, toR_mul. fold g. set (l := tdot (linear f) x) in *. set (q := form (quadratic f) x) in *.
  set (z := r - toR (value f) - l - q) in *. assert (E : r = toR (value f) + (l + (q + z))) by (unfold z; ring).
  pose proof (smooth_loss (formula L) (value f) y (l + (q + z)) valid_formula smooth) as S. rewrite <- E in S. fold g in S. set (v := loss_value _ r _ - loss_value _ _ _) in *.
  replace (toR w * v - toR w * g * l) with (toR w * ((v - g * (l + (q + z))) + g * (q + z))) by ring. rewrite Rabs_mult, Rmult_assoc. apply Rmult_le_compat_l; [apply Rabs_pos|].
  eapply Rle_trans; [apply Rabs_triang|]. assert (T2 : 0 <= t ^ 2) by apply pow2_ge_0. assert (Pb : 0 <= b) by (unfold b; lra).
  assert (B : Rabs (q + z) <= b * t ^ 2) by (unfold b; eapply Rle_trans; [apply Rabs_triang|]; lra).
  assert (B1 : Rabs (l + (q + z)) <= k * t).
  { eapply Rle_trans; [apply Rabs_triang|]. unfold k. assert (b * t ^ 2 <= b * toR bx * t); [|lra]. replace (b * t ^ 2) with (b * t * t) by ring. apply Rmult_le_compat_r; [lra|]. apply Rmult_le_compat_l; lra. }
  assert (B2 : (l + (q + z)) ^ 2 <= k ^ 2 * t ^ 2).
  { rewrite <- (pow2_abs (l + (q + z))). replace (k ^ 2 * t ^ 2) with ((k * t) ^ 2) by ring. apply pow_incr. split; [apply Rabs_pos|exact B1]. }
  rewrite Rabs_mult, (Rabs_right b) by lra. assert (Rabs g * Rabs (q + z) <= Rabs g * (b * t ^ 2)) by (apply Rmult_le_compat_l; [apply Rabs_pos|exact B]). lra.
Qed.
Lemma sample_change fs s : exists C, 0 <= C /\ forall x t rs c, 0 <= t <= toR bx -> Forall2 (expands x t) fs rs -> (forall o, at_ c o = toR (value (nth o fs (constant zero)))) ->
  Rabs (sample_loss (objective_R L) d rs (sample_R s) - sample_loss (objective_R L) d c (sample_R s) - tdot (sample_slope L d fs s) x) <= C * t ^ 2.
Proof.
  unfold sample_slope. assert (G : forall os, exists C, 0 <= C /\ forall x t rs c, 0 <= t <= toR bx -> Forall2 (expands x t) fs rs -> (forall o, at_ c o = toR (value (nth o fs (constant zero)))) ->
    Rabs (lsum (fun o => toR (importance L s o) * (loss_value (loss_R (formula L)) (at_ rs o) (toR (nth_number (target s) o)) - loss_value (loss_R (formula L)) (at_ c o) (toR (nth_number (target s) o)))) os
      - tdot (fold_right vadd [] (map (fun o => let f := nth o fs (constant zero) in vscale (mul (importance L s o) (slope_at (formula L) (value f) (nth_number (target s) o))) (linear f)) os)) x) <= C * t ^ 2).
  { induction os as [|o os (C & PC & H)]; [exists 0; split; [lra|]; intros; unfold tdot; simpl; rewrite Rminus_eq_0, Rabs_R0; lra|].
    destruct (output_change (nth o fs (constant zero)) (importance L s o) (nth_number (target s) o)) as (C' & PC' & H'). exists (C + C'). split; [lra|]. intros x t rs c Ht F Hc.
    specialize (H x t rs c Ht F Hc). specialize (H' x t (at_ rs o) Ht (expands_nth x t fs rs o F)). cbn [lsum map fold_right]. cbv zeta. rewrite tdot_vadd, (Hc o).
    match goal with |- Rabs (?a + ?b - (?p + ?q)) <= _ => replace (a + b - (p + q)) with ((b - q) + (a - p)) by ring end. eapply Rle_trans; [apply Rabs_triang|]. lra. }
  destruct (G (seq 0 d)) as (C & PC & H). exists C. split; auto. intros x t rs c Ht F Hc. eapply Rle_trans; [|exact (H x t rs c Ht F Hc)]. right. f_equal. f_equal.
  unfold sample_loss. cbn [objective_R formula sample_R weight target output_weights]. rewrite !nsum_seq.
  match goal with |- ?w * lsum ?f ?l - ?w * lsum ?g ?l = _ => replace (w * lsum f l - w * lsum g l) with (w * (lsum f l + -1 * lsum g l)) by ring end.
  rewrite <- lsum_scale, <- lsum_add, <- lsum_scale. apply lsum_ext. intros o _. rewrite !nth_number_R. unfold importance. rewrite toR_mul. ring.
Qed.
Variables (Ls : list trainable) (y0 : nat -> R).
Hypothesis start_set : all_parameters (set_by [] y0) Ls.
Theorem losses_change ms : forall g, slopes_of bx L d Ls ms = Some g -> exists C, 0 <= C /\ forall x t y, 0 <= t <= toR bx -> (forall j, Rabs (at_ x j) <= t) -> all_parameters (set_by x y) Ls ->
  Rabs (lsum (fun s => sample_loss (objective_R L) d (fwd (net_at y Ls) (map toR (input s))) (sample_R s) - sample_loss (objective_R L) d (fwd (net_at y0 Ls) (map toR (input s))) (sample_R s)) ms
    - tdot g x) <= C * t ^ 2.
Proof.
  induction ms as [|s ms IH]; intros g E; simpl in E; [injection E as <-; exists 0; split; [lra|]; intros; unfold tdot; simpl; rewrite Rminus_eq_0, Rabs_R0; lra|].
  set (Ms := pieces_at (fun _ _ => None) Ls (input s)) in *. destruct (boxed bx Ms _) as [os|] eqn:Eb; [|discriminate]. destruct (slopes_of bx L d Ls ms) as [g'|]; [|discriminate]. injection E as <-. set (fs := fst (expansions bx bx Ms (map constant (input s)))).
  destruct (IH g' eq_refl) as (C & PC & H). destruct (sample_change fs s) as (C' & PC' & H'). exists (C + C'). split; [lra|]. intros x t y Ht Hx Hs.
  specialize (H x t y Ht Hx Hs). pose proof (pieces_rows Ls (fun _ _ => None) (input s)) as R. fold Ms in R.
  assert (Fwd : forall x1 t1 z, 0 <= t1 <= toR bx -> (forall j, Rabs (at_ x1 j) <= t1) -> all_parameters (set_by x1 z) Ls -> Forall2 (expands x1 t1) fs (fwd (net_at z Ls) (map toR (input s)))).
  { intros x1 t1 z Ht1 Hx1 Hs1. pose proof (all_placed_rows _ _ _ R Hs1) as A.
    assert (In0 : Forall2 in_ball (map (fun a => (a, zero)) (input s)) (map toR (input s))) by (generalize (input s); intros l; induction l; simpl; constructor; auto; apply in_point).
    destruct (boxed_sound bx z _ _ R (all_set_in bx x1 t1 z Ht1 Hx1 _ A) (pieces_well Ls (fun _ _ => None) (input s)) _ _ _ _ In0 In0 Eb) as (V & _). rewrite V, values_on_walls.
    - now apply (expansions_sound bx bx x1 t1 z Ht1 Hx1 Ms A _ _ (starts x1 t1 (input s))).
    - intros e a Ha. unfold Ms in Ha. rewrite no_marks in Ha by reflexivity. contradiction. }
  pose proof (Fwd x t y Ht Hx Hs) as F. assert (Z : forall j, Rabs (at_ [] j) <= 0) by (intros j; unfold at_; destruct j; simpl; rewrite Rabs_R0; lra). assert (B0 : 0 <= 0 <= toR bx) by lra. pose proof (Fwd [] 0 y0 B0 Z start_set) as F0.
  assert (Hc : forall o, at_ (fwd (net_at y0 Ls) (map toR (input s))) o = toR (value (nth o fs (constant zero)))).
  { intros o. clear - F0. revert o. unfold at_. induction F0 as [|f r fs rs H _ IHf]; intros [|o]; simpl; auto; try (now rewrite toR_zero). now apply start_value. }
  specialize (H' x t _ _ Ht F Hc). cbn [lsum]. rewrite tdot_vadd.
  match goal with |- Rabs (?a - ?b + ?c - (?p + ?q)) <= _ => replace (a - b + c - (p + q)) with ((c - q) + (a - b - p)) by ring end. eapply Rle_trans; [apply Rabs_triang|]. lra.
Qed.
End Around.

Lemma ascends_R eps e L d W E ms : 0 < e <= toR eps -> decay L = [] -> ms <> [] -> ascends eps L d W E ms = true ->
  empirical_risk (objective_R L) d (net_R W) (map sample_R ms) < empirical_risk (objective_R L) d (shifted e (net_R W) (net_R E)) (map sample_R ms).
Proof.
  intros He Dy Hn H. unfold ascends in H. destruct (errors_along _ _ _ _ _ _) as [[|c rest]|] eqn:Es; try discriminate. apply (errors_along_R eps e He) in Es.
  apply andb_prop in H as [H K]. apply andb_prop in H as [Hc Hp]. apply eqb_spec in Hc. rewrite errors_R in Hc. destruct (keeps_sign_R eps e rest He K) as (Pos & _). specialize (Pos Hp).
  assert (D : decay (objective_R L) = []) by (cbn [objective_R decay]; now rewrite Dy). rewrite !risk_no_decay by exact D. rewrite Es. simpl. rewrite Hc, map_length. unfold Rdiv.
  assert (P : 0 < INR (length ms)) by (apply lt_0_INR; destruct ms; simpl; [congruence|lia]). apply Rmult_lt_compat_r; [now apply Rinv_0_lt_compat|].
  assert (0 < e * peval rest e) by (apply Rmult_lt_0_compat; lra). lra.
Qed.

Theorem check_saddle_sound box e c eps : check_saddle box e c eps = true -> exists E, is_saddle (L_R c) (outputs c) (W_R c) E (data_R c) (toR eps).
Proof.
  unfold check_saddle. cbv zeta. set (W := W_of c). set (Ws := parameters W). set (ss := map (fun _ => one) Ws). set (Ls := trainables ss (length Ws) 0 W). set (E := direction zero e W).
  intros H. apply andb_prop in H as [H Hasc]. apply andb_prop in H as [H Hg]. apply andb_prop in H as [H Harch]. apply andb_prop in H as [H Heps]. apply andb_prop in H as [H Hbox].
  apply andb_prop in H as [H Hfull]. apply andb_prop in H as [H Hne]. apply andb_prop in H as [Hgoal Hsm]. apply data_not_empty in Hne.
  destruct (slopes_of _ _ _ _ _) as [g|] eqn:Eg; [|discriminate]. apply lt_spec in Heps, Hbox. rewrite toR_zero in Heps, Hbox.
  pose proof (valid_goal_R c Hgoal) as (Vl & (_ & _ & Dy) & _). assert (Dy' : decay (goal c) = []).
  { unfold L_R in Dy. cbn [objective_R decay] in Dy. unfold goal. destruct (decay (objective_of one c)); [reflexivity|discriminate]. }
  exists (net_R E). split; [|split; [exact Heps|]].
  2:{ intros t Ht. exact (ascends_R eps t (goal c) _ W E (data c) Ht Dy' Hne Hasc). }
  assert (Self : same_architecture (net_R W) (net_R W)) by (apply (close_same_architecture 0); apply close_self; lra).
  assert (None0 : forall V, same_architecture V (net_R W) -> at_ (parameters V) (length Ws) = 0).
  { intros V HV. unfold at_. apply nth_overflow. rewrite (same_parameters_length W Hfull V HV). apply le_n. }
  assert (Set_ : forall x v, v (length Ws) = 0 -> at_ x (length Ws) = 0 -> (forall j, (j < length Ws)%nat -> v j = toR (nth_number Ws j) + at_ x j) -> all_parameters (set_by x v) Ls).
  { intros x v V0 X0 Hv. eapply Forall_impl; [|exact (trainables_placed ss (length Ws) W Hfull 0)]. intros l. apply Forall_impl. intros row.
    assert (G : forall a, placed_or (length Ws) ss Ws 0 a -> set_by x v a).
    { intros a [->|(k & Hk & En & Es & Et)]; [split; cbn [number start step]; rewrite ?V0, ?X0, !toR_zero; lra|]. simpl in En.
      assert (St : step a = one). { rewrite Et, En. unfold nth_number, ss. rewrite nth_indep with (d' := (fun _ => one) zero) by (now rewrite map_length). exact (map_nth (fun _ => one) Ws zero k). }
      split; rewrite St, toR_one; [rewrite Es, En, Hv by exact Hk; ring|lra]. }
    intros [H1 H2]. split; [apply G, H1|]. eapply Forall_impl; [exact G|exact H2]. }
  assert (AtW : forall j, at_ (parameters (net_R W)) j = toR (nth_number Ws j)) by (intros j; rewrite parameters_R; apply nth_number_R).
  assert (Start : all_parameters (set_by [] (at_ (parameters (net_R W)))) Ls).
  { apply Set_; [now apply None0|unfold at_; now destruct (length Ws)|]. intros j _. rewrite AtW. unfold at_. destruct j; simpl; ring. }
  destruct (losses_change box (goal c) (output_number c) Hbox Hsm Vl Ls _ Start (data c) g Eg) as (C & PC & Change).
  assert (Net : forall V, same_architecture V (net_R W) -> net_at (at_ (parameters V)) Ls = V) by (intros V HV; apply net_at_parameters; auto). rewrite (Net _ Self) in Change.
  assert (P : 0 < INR (length (data c))) by (apply lt_0_INR; destruct (data c); simpl; [contradiction|lia]).
  intros eta Heta. assert (Q : 0 < eta * INR (length (data c)) / (C + 1)) by (apply Rdiv_lt_0_compat; [now apply Rmult_lt_0_compat|lra]).
  exists (Rmin (toR box) (eta * INR (length (data c)) / (C + 1))). split; [now apply Rmin_glb_lt|]. intros s W' Hs Hc.
  pose proof (Rmin_l (toR box) (eta * INR (length (data c)) / (C + 1))). pose proof (Rmin_r (toR box) (eta * INR (length (data c)) / (C + 1))).
  pose proof (close_same_architecture _ _ _ Hc) as Ha. set (x := map (fun j => at_ (parameters W') j - at_ (parameters (net_R W)) j) (seq 0 (length Ws))).
  assert (Hx : forall j, (j < length Ws)%nat -> at_ x j = at_ (parameters W') j - at_ (parameters (net_R W)) j).
  { intros j Hj. unfold at_ at 1, x. rewrite nth_indep with (d' := (fun j => at_ (parameters W') j - at_ (parameters (net_R W)) j) O) by (now rewrite map_length, seq_length).
    rewrite (map_nth (fun j => at_ (parameters W') j - at_ (parameters (net_R W)) j)), seq_nth; auto. }
  assert (X0 : forall j, (length Ws <= j)%nat -> at_ x j = 0) by (intros j Hj; unfold at_; apply nth_overflow; unfold x; now rewrite map_length, seq_length).
  assert (Xs : forall j, Rabs (at_ x j) <= s).
  { intros j. destruct (Nat.lt_ge_cases j (length Ws)) as [Lj|Lj]; [rewrite Hx by exact Lj; now apply close_at|rewrite X0, Rabs_R0 by exact Lj; lra]. }
  assert (Set1 : all_parameters (set_by x (at_ (parameters W'))) Ls).
  { apply Set_; [now apply None0|now apply X0|]. intros j Hj. rewrite Hx, AtW by exact Hj. ring. }
  specialize (Change x s _ ltac:(lra) Xs Set1). rewrite (Net _ Ha), (zero_gradient _ _ Hg), Rminus_0_r in Change.
  rewrite !risk_no_decay by exact Dy. unfold total_loss, data_R, Rdiv. fold (data c). rewrite !lsum_map, map_length. cbn [sample_R input].
  match goal with |- Rabs (?a * ?k - ?b * ?k) <= _ => replace (a * k - b * k) with ((a + -1 * b) * k) by ring end. rewrite <- lsum_scale, <- lsum_add.
  rewrite (lsum_ext _ (fun s => sample_loss (objective_R (goal c)) (output_number c) (fwd W' (map toR (input s))) (sample_R s) -
    sample_loss (objective_R (goal c)) (output_number c) (fwd (net_R W) (map toR (input s))) (sample_R s))) by (intros; unfold L_R, goal, outputs, output_number, W_R; fold (W_of c); fold W; ring).
  rewrite Rabs_mult, (Rabs_right (/ _)) by (apply Rle_ge; left; now apply Rinv_0_lt_compat). apply (Rmult_le_reg_r (INR (length (data c)))); auto. rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra.
  eapply Rle_trans; [exact Change|]. replace (C * s ^ 2) with (C * s * s) by ring. replace (eta * s * INR (length (data c))) with (eta * INR (length (data c)) * s) by ring. apply Rmult_le_compat_r; [lra|].
  apply Rle_trans with ((C + 1) * s); [apply Rmult_le_compat_r; lra|]. apply Rle_trans with ((C + 1) * (eta * INR (length (data c)) / (C + 1))); [apply Rmult_le_compat_l; lra|right; field; lra].
Qed.
End SaddleSoundness.
