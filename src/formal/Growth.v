(* SPDX-License-Identifier: GPL-3.0-or-later

   How R grows around W (section 25.2, Lemma 6 without ties): at least as what is linear and quadratic in the change, less what the
   higher orders may take off. *)
Require Import Reals List Lra Lia Bool PeanoNat.
Require Import Thalweg.Numbers Thalweg.Semantics Thalweg.Passes Thalweg.Values Thalweg.Functionals Thalweg.Soundness Thalweg.Expansions Thalweg.NumberedNetworks Thalweg.Bends.
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
Module Export Be := Bends N.
Import N Sg.Tr.

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

Variables (y : nat -> R) (Ls : list trainable).
Hypothesis steps_ok : all_parameters (set_by x y) Ls.
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
Lemma point_grows fs rs c p : Forall2 (expands x t) fs rs -> (forall o, at_ c o = toR (value (nth o fs (constant zero)))) ->
  (forall s, In s p -> 0 <= toR (weight s)) -> grows (point_growth bx e i n L d fs p) (lsum (gain rs c) p).
Proof.
  intros F Hc Hp. rewrite (lsum_ext _ _ _ (fun s _ => gain_sum rs c s)).
  assert (Sw : lsum (fun s => lsum (fun o => toR (mul n (importance L s o)) * ((at_ rs o - toR (nth_number (target s) o)) ^ 2 - (at_ c o - toR (nth_number (target s) o)) ^ 2)) (seq 0 d)) p =
    lsum (fun o => lsum (fun s => toR (mul n (importance L s o)) * ((at_ rs o - toR (nth_number (target s) o)) ^ 2 - (at_ c o - toR (nth_number (target s) o)) ^ 2)) p) (seq 0 d)) by apply lsum_swap.
  rewrite Sw. clear Sw. unfold point_growth.
  assert (G : forall os, grows (fold_right both no_growth (map (fun o => let f := nth o fs (constant zero) in
    output_growth bx e i (total (map (fun s => mul n (importance L s o)) p)) (total (map (fun s => mul (mul n (importance L s o)) (sub (value f) (nth_number (target s) o))) p)) f) os))
    (lsum (fun o => lsum (fun s => toR (mul n (importance L s o)) * ((at_ rs o - toR (nth_number (target s) o)) ^ 2 - (at_ c o - toR (nth_number (target s) o)) ^ 2)) p) os)).
  2:{ apply G. }
  induction os as [|o os IH]; [apply grows_none|]. simpl. apply grows_both; [|exact IH].
  pose proof (expands_nth fs rs o F) as E. set (f := nth o fs (constant zero)) in *.
  pose proof (Hc o) as Ec. fold f in Ec.
  assert (Hw : forall s, In s p -> 0 <= toR (mul n (importance L s o))).
  { intros s Hs. unfold importance. rewrite !toR_mul. apply Rmult_le_pos; auto. apply Rmult_le_pos; auto. }
  eapply Rle_trans; [apply output_grows; [exact E|]|].
  - rewrite toR_total, lsum_map. now apply lsum_nonneg.
  - right. rewrite !toR_total, !lsum_map, Ec. rewrite (lsum_ext (fun s => toR (mul (mul n (importance L s o)) (sub (value f) (nth_number (target s) o))))
      (fun s => toR (mul n (importance L s o)) * (toR (value f) - toR (nth_number (target s) o)))) by (intros; now rewrite toR_mul, toR_sub).
    apply moved_squares.
Qed.
Lemma start_value f r : expands [] 0 f r -> r = toR (value f).
Proof.
  intros (_ & _ & _ & _ & _ & H). unfold rest_of, form, tdot in H. replace (toR (higher_sizes f) * 0 ^ 2) with 0 in H by ring.
  pose proof (Rabs_pos (r - toR (value f) - Semantics.dot (map toR (linear f)) [] - bdot (quadratic f) (map (fun a => map (Rmult a) []) []))) as P.
  assert (Z : Semantics.dot (map toR (linear f)) [] = 0) by (now destruct (map toR (linear f))). assert (Z' : bdot (quadratic f) [] = 0) by (now destruct (quadratic f)).
  simpl in *. rewrite Z, Z' in *. unfold Rabs in *. destruct (Rcase_abs _); lra.
Qed.
Variable y0 : nat -> R.
Hypothesis starts : all_parameters (set_by [] y0) Ls.
(* O183 to O188: the samples of all points, and that they have patterns. *)
Theorem data_grows points : Forall one_input points -> (forall s, In s (concat points) -> 0 <= toR (weight s)) -> forall g, growth_of bx sb e i n L d Ls points = Some g ->
  (forall s, In s (concat points) -> exists p, has_pattern (net_at y0 Ls) (map toR (input s)) p /\ has_pattern (net_at y Ls) (map toR (input s)) p) /\
  grows g (lsum (fun s => gain (fwd (net_at y Ls) (map toR (input s))) (fwd (net_at y0 Ls) (map toR (input s))) s) (concat points)).
Proof.
  induction 1 as [|p ps Hp _ IH]; intros Hw g E; simpl in E; [injection E as <-; split; [contradiction|apply grows_none]|].
  destruct (expansions _ _ _ _) as [fs|] eqn:Ef; [|discriminate]. destruct (growth_of bx sb e i n L d Ls ps) as [g'|]; [|discriminate]. injection E as <-.
  cbn [concat] in *. destruct (IH (fun s Hs => Hw s (in_or_app _ _ _ (or_intror Hs))) g' eq_refl) as [IH1 IH2]. clear IH.
  set (h := match p with [] => [] | s :: _ => input s end) in *.
  assert (Hh : forall s, In s p -> map toR (input s) = map toR h) by (intros s Hs; unfold h; destruct p as [|s' p]; [contradiction|]; apply Hp; auto; now left).
  assert (Start : forall (x : list R) (t : R), Forall2 (expands x t) (map constant h) (map toR h)).
  { intros x1 t1. generalize h. intros h1. induction h1; simpl; constructor; auto. apply expands_constant. }
  destruct (expansions_sound bx sb x t y t_box x_small Ls steps_ok _ _ _ [] (Start x t) Ef) as [F _].
  assert (Z : forall j, Rabs (at_ [] j) <= 0) by (intros j; unfold at_; destruct j; simpl; rewrite Rabs_R0; lra).
  assert (B0 : 0 <= 0 <= toR bx) by lra.
  assert (Pat : forall s, In s p -> exists q, has_pattern (net_at y0 Ls) (map toR (input s)) q /\ has_pattern (net_at y Ls) (map toR (input s)) q).
  { intros s Hs. rewrite (Hh s Hs). exists (pattern_of bx sb Ls (map constant h)). split.
    - exact (proj2 (expansions_sound bx sb [] 0 y0 B0 Z Ls starts _ _ _ (map (fun _ => 1) (map toR h)) (Start [] 0) Ef)).
    - exact (proj2 (expansions_sound bx sb x t y t_box x_small Ls steps_ok _ _ _ (map (fun _ => 1) (map toR h)) (Start x t) Ef)). }
  destruct (expansions_sound bx sb [] 0 y0 B0 Z Ls starts _ _ _ [] (Start [] 0) Ef) as [F0 _].
  split; [intros s Hs; apply in_app_or in Hs as [Hs|Hs]; auto|]. rewrite lsum_app. apply grows_both; auto.
  rewrite (lsum_ext _ (gain (fwd (net_at y Ls) (map toR h)) (fwd (net_at y0 Ls) (map toR h)))) by (intros s Hs; now rewrite (Hh s Hs)).
  apply point_grows; auto; [|intros s Hs; apply Hw, in_or_app; auto].
  intros o. clear - F0. revert o. unfold at_. induction F0 as [|f r fs rs H _ IHf]; intros [|o]; simpl; auto; try (now rewrite toR_zero). now apply start_value.
Qed.
End Around.
End GrowthOfRisk.
