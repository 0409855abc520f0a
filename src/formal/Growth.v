(* SPDX-License-Identifier: GPL-3.0-or-later

   How A grows around W (section 25.2, Lemma 6): at least as what is linear and quadratic in the change, less what the higher orders may take
   off.  A is the risk in the pieces at W, with what multipliers and penalties make of the ties. *)
Require Import Reals List Lra Lia Bool PeanoNat.
Require Import Thalweg.Numbers Thalweg.Semantics Thalweg.Passes Thalweg.Values Thalweg.Functionals Thalweg.Soundness Thalweg.Expansions Thalweg.NumberedNetworks Thalweg.Bends Thalweg.Walls Thalweg.Multipliers.
Import ListNotations.
Open Scope R_scope.

(* |a + b|^2 is at least (1 - e)|a|^2 - (1/e - 1)|b|^2. *)
Lemma shared_square e a b : 0 < e -> (1 - e) * a ^ 2 - (/ e - 1) * b ^ 2 <= (a + b) ^ 2.
Proof.
  intros H. assert (P : 0 <= / e * (e * a + b) ^ 2) by (apply Rmult_le_pos; [left; now apply Rinv_0_lt_compat|apply pow2_ge_0]).
  replace (/ e * (e * a + b) ^ 2) with ((a + b) ^ 2 - ((1 - e) * a ^ 2 - (/ e - 1) * b ^ 2)) in P by (field; lra). lra.
Qed.

(* A (r - c)^2 + 2 B (r - c), A and B sums of weights and of weighted residuals at c. *)
Lemma moved_squares {A} (w z : A -> R) r c p : lsum w p * (r - c) ^ 2 + 2 * lsum (fun s => w s * (c - z s)) p * (r - c) = lsum (fun s => w s * ((r - z s) ^ 2 - (c - z s) ^ 2)) p.
Proof. induction p as [|s p IH]; simpl; [ring|]. simpl in IH. rewrite <- IH. ring. Qed.

Module GrowthOfRisk (N : NUM).
Module Export Mu := Multipliers N.
Import N Sg.Tr.Pc Sg.Tr.

(* --- points ---------------------------------------------------------------------------------------------------------- *)
Definition one_input (p : list (sample T)) : Prop := forall s s', In s p -> In s' p -> map toR (input s) = map toR (input s').
Lemma equal_inputs u v : all2 eqb u v = true -> map toR u = map toR v.
Proof. revert v; induction u as [|a u IH]; intros [|b v]; simpl; try discriminate; auto. intros H. apply andb_prop in H as [H1 H2]. rewrite (eqb_spec _ _ H1). f_equal. auto. Qed.
Lemma with_sample_one s ps : Forall one_input ps -> Forall one_input (with_sample s ps).
Proof.
  induction 1 as [|p ps Hp Hps IH]; simpl; [constructor; [|constructor]; intros a b [<-|[]] [<-|[]]; auto|].
  destruct (forallb _ p) eqn:E; constructor; auto. rewrite forallb_forall in E. intros a b [<-|Ha] [<-|Hb]; auto; [symmetry|]; now apply equal_inputs, E.
Qed.
Lemma points_one data : Forall one_input (points_of data).
Proof. induction data as [|s data IH]; [constructor|]. now apply with_sample_one. Qed.
Lemma with_sample_sum (f : sample T -> R) s ps : lsum f (concat (with_sample s ps)) = f s + lsum f (concat ps).
Proof. induction ps as [|p ps IH]; simpl; auto. destruct (forallb _ p); simpl; rewrite !lsum_app; simpl; try rewrite IH; ring. Qed.
Lemma points_sum (f : sample T -> R) data : lsum f (concat (points_of data)) = lsum f data.
Proof. induction data as [|s data IH]; simpl; auto. unfold points_of in *. simpl. now rewrite with_sample_sum, IH. Qed.

Lemma in_with_sample s a ps : In s (concat (with_sample a ps)) <-> s = a \/ In s (concat ps).
Proof.
  induction ps as [|p ps IH]; [simpl; intuition|]. cbn [with_sample]. destruct (forallb _ p); cbn [concat]; rewrite !in_app_iff; [simpl; intuition|]. rewrite IH. tauto.
Qed.
Lemma in_points s data : In s (concat (points_of data)) <-> In s data.
Proof. induction data as [|a data IH]; [reflexivity|]. unfold points_of in *. cbn [fold_right]. rewrite in_with_sample, IH. simpl. intuition. Qed.

Lemma form_outer k v x : form (map (fun c => vscale (mul k c) v) v) x = toR k * tdot v x ^ 2.
Proof.
  unfold form. rewrite bdot_rows. assert (G : forall u z, lsum (fun e => snd e * tdot (fst e) x) (combine (map (fun c => vscale (mul k c) v) u) z) = toR k * tdot v x * tdot u z).
  { induction u as [|c u IH]; intros [|a z]; cbn [map combine lsum fst snd]; try (unfold tdot; simpl; ring). rewrite IH, tdot_scale, toR_mul, tdot_cons. ring. }
  rewrite G. ring.
Qed.

Section Around.
Variables (bx sb e i : T) (x : list R) (t : R).
Hypothesis t_box : 0 <= t <= toR bx.
Hypothesis e_range : 0 < toR e < 1.
Hypothesis i_is : toR i = / toR e - 1.
Definition grows (g : growth) (gain : R) : Prop := tdot (gradient g) x + form (hessian g) x - toR (lost g) * t ^ 2 <= gain.
Lemma grows_none : grows no_growth 0.
Proof. unfold grows, no_growth, form, tdot. simpl. rewrite toR_zero. lra. Qed.
Lemma grows_both g h a b : grows g a -> grows h b -> grows (both g h) (a + b).
Proof. unfold grows, both. cbn [gradient hessian lost]. rewrite tdot_vadd, form_badd, toR_add. lra. Qed.
Lemma weight_positive : 0 <= toR i.
Proof. rewrite i_is. assert (/ 1 < / toR e) by (apply Rinv_lt_contravar; lra). rewrite Rinv_1 in *. lra. Qed.
Lemma output_grows a b f r : expands x t f r -> 0 <= toR a ->
  grows (output_growth bx e i a b f) (toR a * (r - toR (value f)) ^ 2 + 2 * toR b * (r - toR (value f))).
Proof.
  intros (A1 & A2 & A3 & A4 & A5 & A6) Ha. unfold grows, output_growth. cbn [gradient hessian lost]. unfold square.
  rewrite tdot_scale, form_badd, form_bscale, form_outer, !toR_add, !toR_mul, !toR_sub, toR_one, !toR_abs, !toR_add. unfold rest_of in A6.
  set (l := tdot (linear f) x) in *. set (q := form (quadratic f) x) in *. set (b2 := toR (quadratic_size f)) in *. set (b3 := toR (higher_sizes f)) in *.
  set (z := r - toR (value f) - l - q) in *. replace (r - toR (value f)) with (l + (q + z)) by (unfold z; ring).
  assert (T2 : 0 <= t ^ 2) by apply pow2_ge_0. pose proof weight_positive as Wi.
  pose proof (shared_square (toR e) l (q + z) (proj1 e_range)) as Sq. rewrite <- i_is in Sq. apply (Rmult_le_compat_l _ _ _ Ha) in Sq.
  assert (B : Rabs (q + z) <= (b2 + b3) * t ^ 2) by (eapply Rle_trans; [apply Rabs_triang|]; lra).
  assert (B2 : (q + z) ^ 2 <= ((toR bx * (b2 + b3)) * (toR bx * (b2 + b3))) * t ^ 2).
  { replace ((q + z) ^ 2) with (Rabs (q + z) ^ 2) by apply pow2_abs.
    apply Rle_trans with (((b2 + b3) * t ^ 2) ^ 2); [apply pow_incr; split; [apply Rabs_pos|exact B]|].
    replace (((b2 + b3) * t ^ 2) ^ 2) with ((b2 + b3) ^ 2 * t ^ 2 * t ^ 2) by ring. replace (toR bx * (b2 + b3) * (toR bx * (b2 + b3)) * t ^ 2) with ((b2 + b3) ^ 2 * toR bx ^ 2 * t ^ 2) by ring.
    apply Rmult_le_compat_r; auto. apply Rmult_le_compat_l; [apply pow2_ge_0|]. now apply pow_incr. }
  assert (Ai : 0 <= toR a * toR i) by now apply Rmult_le_pos. pose proof (Rmult_le_compat_l _ _ _ Ai B2) as B3.
  assert (Z : - (Rabs (toR b + toR b) * b3 * t ^ 2) <= (toR b + toR b) * z).
  { pose proof (product_small (toR b + toR b) z _ _ (Rle_refl _) A6) as P. unfold Rabs in P at 1. destruct (Rcase_abs ((toR b + toR b) * z)); lra. }
  lra.
Qed.

Variable y : nat -> R.
Hypothesis x_small : forall j, Rabs (at_ x j) <= t.
Variables (n : T) (L : objective T) (d : nat).
Hypothesis squared : formula L = Squared.
Hypothesis n_pos : 0 <= toR n.
Hypothesis outputs_pos : forall o, 0 <= toR (nth_number (output_weights L) o).

(* What the loss of a sample with the outputs r is above that with the outputs c. *)
Definition gain (r c : list R) (s : sample T) : R := toR n * (sample_loss (objective_R L) d r (sample_R s) - sample_loss (objective_R L) d c (sample_R s)).
Lemma gain_sum r c s : gain r c s = lsum (fun o => toR (mul n (importance L s o)) * ((at_ r o - toR (nth_number (target s) o)) ^ 2 - (at_ c o - toR (nth_number (target s) o)) ^ 2)) (seq 0 d).
Proof.
  unfold gain, sample_loss. cbn [objective_R formula sample_R weight target output_weights]. rewrite squared. cbn [loss_R]. rewrite !nsum_seq. cbn [loss_value].
  replace (toR n * (toR (weight s) * lsum (fun k => at_ (map toR (output_weights L)) k * (at_ r k - at_ (map toR (target s)) k) ^ 2) (seq 0 d) -
    toR (weight s) * lsum (fun k => at_ (map toR (output_weights L)) k * (at_ c k - at_ (map toR (target s)) k) ^ 2) (seq 0 d)))
    with (toR n * toR (weight s) * (lsum (fun k => at_ (map toR (output_weights L)) k * (at_ r k - at_ (map toR (target s)) k) ^ 2) (seq 0 d) +
      - 1 * lsum (fun k => at_ (map toR (output_weights L)) k * (at_ c k - at_ (map toR (target s)) k) ^ 2) (seq 0 d))) by ring.
  rewrite <- lsum_scale, <- lsum_add, <- lsum_scale. apply lsum_ext. intros o _. rewrite !nth_number_R. unfold importance. rewrite !toR_mul. ring.
Qed.
Lemma expands_nth fs rs o : Forall2 (expands x t) fs rs -> expands x t (nth o fs (constant zero)) (at_ rs o).
Proof.
  intros F. revert o. unfold at_. induction F as [|f r fs rs H _ IH]; intros [|o]; simpl; auto; rewrite <- toR_zero; apply expands_constant.
Qed.
Definition parabola (a b c r : R) : R := a * (r - c) ^ 2 + 2 * b * (r - c).
(* Of the samples of a point, above what the outputs c give. *)
Lemma gain_outputs r c p : lsum (gain r c) p = lsum (fun o => parabola (toR (weight_at n L p o)) (lsum (fun s => toR (mul n (importance L s o)) * (at_ c o - toR (nth_number (target s) o))) p) (at_ c o) (at_ r o)) (seq 0 d).
Proof.
  rewrite (lsum_ext _ _ _ (fun s _ => gain_sum r c s)).
  transitivity (lsum (fun o => lsum (fun s => toR (mul n (importance L s o)) * ((at_ r o - toR (nth_number (target s) o)) ^ 2 - (at_ c o - toR (nth_number (target s) o)) ^ 2)) p) (seq 0 d)); [apply lsum_swap|].
  apply lsum_ext. intros o _. unfold parabola, weight_at. rewrite toR_total, lsum_map. symmetry. apply moved_squares.
Qed.
Lemma pull_R p o a : toR (pull_at n L p o a) = lsum (fun s => toR (mul n (importance L s o)) * (toR a - toR (nth_number (target s) o))) p.
Proof. unfold pull_at. rewrite toR_total, lsum_map. apply lsum_ext. intros. now rewrite toR_mul, toR_sub. Qed.
Lemma weight_nonneg p o : (forall s, In s p -> 0 <= toR (weight s)) -> 0 <= toR (weight_at n L p o).
Proof.
  intros H. unfold weight_at. rewrite toR_total, lsum_map. apply lsum_nonneg. intros s Hs. unfold importance. rewrite !toR_mul. apply Rmult_le_pos; auto. apply Rmult_le_pos; auto.
Qed.
Lemma outputs_grow fs rs c p : Forall2 (expands x t) fs rs -> (forall o, at_ c o = toR (value (nth o fs (constant zero)))) ->
  (forall s, In s p -> 0 <= toR (weight s)) -> grows (outputs_growth bx e i n L d fs p) (lsum (gain rs c) p).
Proof.
  intros F Hc Hp. rewrite gain_outputs. unfold outputs_growth. generalize (seq 0 d). induction l as [|o os IH]; [apply grows_none|]. cbn [map fold_right lsum]. apply grows_both; [|exact IH].
  rewrite Hc, <- pull_R. apply output_grows; [now apply expands_nth|now apply weight_nonneg].
Qed.
(* --- ties --- *)
(* -λ Q + ρ/2 Q^2 *)
Definition tie_value (a : tie * R) : R :=
  let q := snd a - toR (wall (fst a)) in toR (penalty (fst a)) / 2 * q ^ 2 - toR (multiplier (fst a)) * q.
Lemma tie_parabola a v w : tie_value (a, v) - tie_value (a, w) =
  parabola (toR (penalty a) / 2) ((toR (penalty a) * (w - toR (wall a)) - toR (multiplier a)) / 2) w v.
Proof. unfold tie_value, parabola. cbn [fst snd]. field. Qed.
Lemma tie_growth_R (f : tie * expansion) : toR (mul half (penalty (fst f))) = toR (penalty (fst f)) / 2 /\
  toR (mul half (sub (mul (penalty (fst f)) (residual f)) (multiplier (fst f)))) = (toR (penalty (fst f)) * (toR (value (snd f)) - toR (wall (fst f))) - toR (multiplier (fst f))) / 2.
Proof. unfold residual. rewrite !toR_mul, toR_half, !toR_sub, toR_mul, toR_sub. split; field. Qed.
Definition at_start (fs : list (tie * expansion)) : list (tie * R) := map (fun f => (fst f, toR (value (snd f)))) fs.
Lemma ties_grow fs vs : Forall2 (tie_expands x t) fs vs -> Forall (fun f => 0 <= toR (penalty (fst f))) fs ->
  grows (fold_right both no_growth (map (tie_growth bx e i) fs)) (lsum tie_value vs - lsum tie_value (at_start fs)).
Proof.
  intros F. induction F as [|f v fs vs [E H] _ IH]; intros P; inversion P as [|? ? P1 P2]; subst; cbn [map fold_right lsum at_start].
  - rewrite Rminus_0_r. apply grows_none.
  - fold (at_start fs). replace (tie_value v + lsum tie_value vs - (tie_value (fst f, toR (value (snd f))) + lsum tie_value (at_start fs)))
      with ((tie_value v - tie_value (fst f, toR (value (snd f)))) + (lsum tie_value vs - lsum tie_value (at_start fs))) by ring.
    apply grows_both; auto. destruct v as [a v]. cbn [fst snd] in E, H. subst a. rewrite tie_parabola. unfold tie_growth. destruct (tie_growth_R f) as [<- <-]. apply output_grows; auto. rewrite toR_mul, toR_half. lra.
Qed.
Lemma start_value f r : expands [] 0 f r -> r = toR (value f).
Proof.
  intros (_ & _ & _ & _ & _ & H). unfold rest_of, form, tdot in H. replace (toR (higher_sizes f) * 0 ^ 2) with 0 in H by ring.
  pose proof (Rabs_pos (r - toR (value f) - Semantics.dot (map toR (linear f)) [] - bdot (quadratic f) (map (fun a => map (Rmult a) []) []))) as P.
  assert (Z : Semantics.dot (map toR (linear f)) [] = 0) by (now destruct (map toR (linear f))). assert (Z' : bdot (quadratic f) [] = 0) by (now destruct (quadratic f)).
  simpl in *. rewrite Z, Z' in *. unfold Rabs in *. destruct (Rcase_abs _); lra.
Qed.
(* --- points --- *)
Definition starting (h : list T) : list expansion := map constant h.
Lemma starts (x1 : list R) (t1 : R) h : Forall2 (expands x1 t1) (starting h) (map toR h).
Proof. induction h; simpl; constructor; auto. apply expands_constant. Qed.
(* A at a point: n times the losses in the pieces, and the ties. *)
Definition point_value (v : view) (z : nat -> R) : R :=
  let h := map toR (input_of (samples_at v)) in
  toR n * lsum (fun s => sample_loss (objective_R L) d (base z (placed_units v) h) (sample_R s)) (samples_at v) + lsum tie_value (base_ties z (placed_units v) h).
Definition start_of_point (v : view) : R :=
  toR n * lsum (fun s => sample_loss (objective_R L) d (map toR (map value (outputs_at v))) (sample_R s)) (samples_at v) + lsum tie_value (at_start (ties_at v)).
Definition good_view (v : view) : Prop :=
  expansions bx sb (placed_units v) (starting (input_of (samples_at v))) = (outputs_at v, ties_at v) /\
  (forall s, In s (samples_at v) -> 0 <= toR (weight s)) /\ Forall (fun f => 0 <= toR (penalty (fst f))) (ties_at v).
Lemma gain_total rs c p : lsum (gain rs c) p = toR n * lsum (fun s => sample_loss (objective_R L) d rs (sample_R s)) p - toR n * lsum (fun s => sample_loss (objective_R L) d c (sample_R s)) p.
Proof. induction p as [|s p IH]; simpl; [ring|]. rewrite IH. unfold gain. ring. Qed.
Theorem point_grows v : good_view v -> all_placed (set_by x y) (placed_units v) -> grows (point_growth bx e i n L d v) (point_value v y - start_of_point v).
Proof.
  intros (E & W & P) A. destruct (expansions_sound bx sb x t y t_box x_small _ A _ _ (starts x t (input_of (samples_at v)))) as [F G]. fold (starting (input_of (samples_at v))) in F, G. rewrite E in F, G. cbn [fst snd] in F, G.
  unfold point_growth, point_value, start_of_point. cbv zeta. set (B := base y _ _) in *. set (T0 := base_ties y _ _) in *. set (c := map toR (map value (outputs_at v))).
  replace (toR n * lsum (fun s => sample_loss (objective_R L) d B (sample_R s)) (samples_at v) + lsum tie_value T0 - (toR n * lsum (fun s => sample_loss (objective_R L) d c (sample_R s)) (samples_at v) + lsum tie_value (at_start (ties_at v))))
    with (lsum (gain B c) (samples_at v) + (lsum tie_value T0 - lsum tie_value (at_start (ties_at v)))) by (rewrite gain_total; ring).
  apply grows_both; [apply outputs_grow; auto|now apply ties_grow]. intros o. unfold c, at_. rewrite map_map, <- toR_zero. change (toR zero) with ((fun f => toR (value f)) (constant zero)). now rewrite map_nth.
Qed.
Definition base_risk (vs : list view) (z : nat -> R) : R := lsum (fun v => point_value v z) vs.
Theorem risk_grows_from vs : Forall good_view vs -> Forall (fun v => all_placed (set_by x y) (placed_units v)) vs -> grows (growth_of bx e i n L d vs) (base_risk vs y - lsum start_of_point vs).
Proof.
  unfold base_risk, growth_of. induction 1 as [|v vs G _ IH]; intros A; inversion A; subst; simpl; [rewrite Rminus_0_r; apply grows_none|].
  match goal with |- grows _ (?a + ?b - (?c + ?d)) => replace (a + b - (c + d)) with ((a - c) + (b - d)) by ring end. apply grows_both; [now apply point_grows|now apply IH].
Qed.
Lemma base_value_R vs : toR (base_value n L d vs) = lsum start_of_point vs.
Proof.
  unfold base_value. rewrite toR_total, lsum_map. apply lsum_ext. intros v _. unfold start_of_point. rewrite toR_add, toR_mul, !toR_total, !lsum_map. f_equal; [f_equal; apply lsum_ext; intros s _; apply sample_error_R|].
  unfold at_start. rewrite lsum_map. apply lsum_ext. intros f _. unfold tie_value, residual, square. cbn [fst snd]. rewrite toR_sub, !toR_mul, toR_half, toR_sub. field.
Qed.
End Around.
End GrowthOfRisk.
