(* SPDX-License-Identifier: GPL-3.0-or-later

   How A bends in the strict box (section 25.2, Lemma 6): between two points it is below their mean at least by what is quadratic in the way between
   them, less what the higher orders may take off; and it changes as its gradient at W says, but for a slack. *)
Require Import Reals List Lra Lia Bool PeanoNat.
Require Import Thalweg.Numbers Thalweg.Semantics Thalweg.Passes Thalweg.Values Thalweg.Functionals Thalweg.Soundness Thalweg.Expansions Thalweg.NumberedNetworks Thalweg.Bends Thalweg.Growth.
Import ListNotations.
Open Scope R_scope.

Module Curvature (N : NUM).
Module Export Gr := GrowthOfRisk N.
Import N Sg.Tr.Pc Sg.Tr.

(* A point, one ahead and one behind, with their parameters. *)
Definition on_line (sb : T) (Ls : list trainable) (x0 x1 x2 d : list R) (t : R) (y0 y1 y2 : nat -> R) : Prop :=
  0 <= t /\ (forall j, Rabs (at_ d j) <= t) /\ (forall j, Rabs (at_ x0 j) <= toR sb /\ Rabs (at_ x1 j) <= toR sb /\ Rabs (at_ x2 j) <= toR sb) /\
  (forall j, at_ x1 j = at_ x0 j + at_ d j /\ at_ x2 j = at_ x0 j - at_ d j) /\ all_parameters (set_three x0 x1 x2 y0 y1 y2) Ls.

Lemma three_nth bx x0 x1 x2 d t fs rs o : Forall2 (three bx x0 x1 x2 d t) fs rs -> three bx x0 x1 x2 d t (constant zero) (0, 0, 0) ->
  three bx x0 x1 x2 d t (nth o fs (constant zero)) (nth o rs (0, 0, 0)).
Proof. intros F Z. revert o. induction F as [|f r fs rs H _ IH]; intros [|o]; simpl; auto. Qed.
Lemma at_three (g : triple -> R) rs o : g (0, 0, 0) = 0 -> at_ (map g rs) o = g (nth o rs (0, 0, 0)).
Proof. intros H. pose proof (map_nth g rs (0, 0, 0) o) as Q. rewrite H in Q. exact Q. Qed.

Section Line.
Variables (bx sb e i : T) (x0 x1 x2 d : list R) (t : R).
Hypothesis strict_box_inside : toR sb <= toR bx.
Hypothesis e_range : 0 < toR e < 1.
Hypothesis i_is : toR i = / toR e - 1.
Definition curves (g : growth) (v : R) : Prop := form (hessian g) d - toR (strictly_lost g) * t ^ 2 <= v.
Lemma curves_none : curves no_growth 0.
Proof. unfold curves, no_growth, form. simpl. rewrite toR_zero. lra. Qed.
Lemma curves_both g h a b : curves g a -> curves h b -> curves (both g h) (a + b).
Proof. unfold curves, both. cbn [hessian strictly_lost]. rewrite form_badd, toR_add. lra. Qed.
(* Half of what the values ahead and behind are above that in between. *)
Definition bent (v : triple) : R := (ahead v + behind v) / 2 - mid v.
Lemma output_curves a b f z : 0 <= t -> three bx x0 x1 x2 d t f z -> 0 <= toR a ->
  curves (output_growth bx e i a b f) ((parabola (toR a) (toR b) (toR (value f)) (ahead z) + parabola (toR a) (toR b) (toR (value f)) (behind z)) / 2 - parabola (toR a) (toR b) (toR (value f)) (mid z)).
Proof.
  intros Ht (_ & _ & _ & (B1 & B2 & B3 & B4 & B5) & B6 & B7 & (B8 & B9 & B10) & B11 & B12) Ha. unfold curves, output_growth, parabola. cbn [hessian strictly_lost]. unfold square.
  rewrite form_badd, form_bscale, form_outer, !toR_add, !toR_mul, !toR_sub, toR_one, !toR_abs, !toR_add.
  set (l := tdot (linear f) d) in *. set (q := form (quadratic f) d) in *. set (bl := toR (linear_size f)) in *. set (bq := toR (quadratic_size f)) in *. set (bw := toR (whole_move f)) in *.
  set (bt := toR (turn f)) in *. set (bb := toR (bend f)) in *. set (v := toR (value f)) in *. set (m := mid z) in *. set (p := ahead z) in *. set (r := behind z) in *.
  assert (T2 : 0 <= t ^ 2) by apply pow2_ge_0. pose proof (weight_positive e i e_range i_is) as Wi.
  set (A := (p - r) / 2) in *. set (B := (p + r) / 2 - m) in *.
  assert (Sq := shared_square (toR e) l (A - l) (proj1 e_range)). rewrite <- i_is in Sq. replace (l + (A - l)) with A in Sq by ring. apply (Rmult_le_compat_l _ _ _ Ha) in Sq.
  assert (T1 : (A - l) ^ 2 <= bt * bt * t ^ 2).
  { replace ((A - l) ^ 2) with (Rabs (A - l) ^ 2) by apply pow2_abs. replace (bt * bt * t ^ 2) with ((bt * t) ^ 2) by ring. apply pow_incr. split; [apply Rabs_pos|exact B11]. }
  assert (Ai : 0 <= toR a * toR i) by now apply Rmult_le_pos. pose proof (Rmult_le_compat_l _ _ _ Ai T1) as T1'.
  assert (Bq : Rabs B <= (bq + bb) * t ^ 2) by (replace B with (q + (B - q)) by ring; rewrite Rmult_plus_distr_r; now apply two_terms).
  assert (Mv : Rabs ((p - v) / 2 + (r - v) / 2 + (m - v)) <= bw / 2 + bw / 2 + bw).
  { apply three_terms; auto; unfold Rdiv; rewrite Rabs_mult, (Rabs_right (/ 2)) by lra; lra. }
  assert (Z : - (2 * bw * ((bq + bb) * t ^ 2)) <= B * ((p - v) / 2 + (r - v) / 2 + (m - v))).
  { pose proof (product_small _ _ _ _ Bq Mv) as P. unfold Rabs in P at 1. destruct (Rcase_abs (B * ((p - v) / 2 + (r - v) / 2 + (m - v)))); lra. }
  apply (Rmult_le_compat_l _ _ _ Ha) in Z.
  assert (Z2 : - (Rabs (toR b + toR b) * (bb * t ^ 2)) <= (toR b + toR b) * (B - q)).
  { pose proof (product_small (toR b + toR b) (B - q) _ _ (Rle_refl _) B12) as P. unfold Rabs in P at 1. destruct (Rcase_abs ((toR b + toR b) * (B - q))); lra. }
  match goal with |- _ <= ?g => replace g with (toR a * A ^ 2 + toR a * (B * ((p - v) / 2 + (r - v) / 2 + (m - v))) + ((toR b + toR b) * q + (toR b + toR b) * (B - q))) by (unfold A, B; field) end.
  lra.
Qed.

(* From behind to ahead: the gradient, but for a slack. *)
Definition pulls (g : growth) (v : R) : Prop := Rabs (v - 2 * tdot (gradient g) d) <= 2 * toR (slack g) * t.
Lemma pulls_none : pulls no_growth 0.
Proof. unfold pulls, no_growth, tdot. simpl. rewrite toR_zero. replace (0 - 2 * 0) with 0 by ring. rewrite Rabs_R0. lra. Qed.
Lemma pulls_both g h a b : pulls g a -> pulls h b -> pulls (both g h) (a + b).
Proof.
  unfold pulls, both. cbn [gradient slack]. rewrite tdot_vadd, toR_add. intros. replace (a + b - 2 * (tdot (gradient g) d + tdot (gradient h) d)) with ((a - 2 * tdot (gradient g) d) + (b - 2 * tdot (gradient h) d)) by ring.
  replace (2 * (toR (slack g) + toR (slack h)) * t) with (2 * toR (slack g) * t + 2 * toR (slack h) * t) by ring. now apply two_terms.
Qed.
Lemma output_pulls a b f z : three bx x0 x1 x2 d t f z -> 0 <= toR a ->
  pulls (output_growth bx e i a b f) (parabola (toR a) (toR b) (toR (value f)) (ahead z) - parabola (toR a) (toR b) (toR (value f)) (behind z)).
Proof.
  intros (_ & _ & _ & (B1 & B2 & B3 & B4 & B5) & B6 & B7 & (B8 & B9 & B10) & B11 & B12) Ha. unfold pulls, output_growth, parabola. cbn [gradient slack].
  rewrite tdot_scale, !toR_add, !toR_mul, !toR_abs, !toR_add.
  set (l := tdot (linear f) d) in *. set (bl := toR (linear_size f)) in *. set (bw := toR (whole_move f)) in *. set (bt := toR (turn f)) in *. set (v := toR (value f)) in *. set (p := ahead z) in *. set (r := behind z) in *.
  set (A := (p - r) / 2) in *. assert (SA : Rabs A <= (bl + bt) * t) by (replace A with (l + (A - l)) by ring; rewrite Rmult_plus_distr_r; now apply two_terms).
  match goal with |- Rabs ?g <= _ => replace g with (2 * ((toR b + toR b) * (A - l)) + 2 * (A * (toR a * ((p - v) + (r - v))))) by (unfold A; field) end.
  replace (2 * (Rabs (toR b + toR b) * bt + (toR a + toR a) * bw * (bl + bt)) * t) with (2 * (Rabs (toR b + toR b) * (bt * t)) + 2 * ((bl + bt) * t * (toR a * (bw + bw)))) by ring.
  apply two_terms; apply product_small; try (rewrite Rabs_right; lra); apply product_small; try lra; auto. apply product_small; [rewrite Rabs_right; lra|now apply two_terms].
Qed.

Variables (y0 y1 y2 : nat -> R) (Ls : list trainable).
Hypothesis line : on_line sb Ls x0 x1 x2 d t y0 y1 y2.
Variables (n : T) (L : objective T) (dy : nat).
Hypothesis squared : formula L = Squared.
Hypothesis n_pos : 0 <= toR n.
Hypothesis outputs_pos : forall o, 0 <= toR (nth_number (output_weights L) o).
Lemma three_start c : three bx x0 x1 x2 d t (constant c) (toR c, toR c, toR c).
Proof. destruct line as (Ht & Hd & Hx & _). eapply three_constant; eauto. Qed.
Lemma outputs_bend fs rs p : Forall2 (three bx x0 x1 x2 d t) fs rs -> (forall s, In s p -> 0 <= toR (weight s)) ->
  let c := map toR (map value fs) in
  curves (outputs_growth bx e i n L dy fs p) ((lsum (gain n L dy (map ahead rs) c) p + lsum (gain n L dy (map behind rs) c) p) / 2 - lsum (gain n L dy (map mid rs) c) p) /\
  pulls (outputs_growth bx e i n L dy fs p) (lsum (gain n L dy (map ahead rs) c) p - lsum (gain n L dy (map behind rs) c) p).
Proof.
  intros F Hp c. assert (Hc : forall o, at_ c o = toR (value (nth o fs (constant zero)))).
  { intros o. unfold c, at_. rewrite map_map, <- toR_zero. change (toR zero) with ((fun f => toR (value f)) (constant zero)). now rewrite map_nth. }
  rewrite !(gain_outputs n L dy squared). unfold outputs_growth. generalize (seq 0 dy) as os. induction os as [|o os [IH1 IH2]].
  { simpl. replace ((0 + 0) / 2 - 0) with 0 by field. rewrite Rminus_0_r. split; [apply curves_none|apply pulls_none]. }
  cbn [map fold_right lsum]. rewrite !at_three, Hc, <- !pull_R by reflexivity.
  assert (Z : three bx x0 x1 x2 d t (constant zero) (0, 0, 0)) by (rewrite <- toR_zero; apply three_start).
  pose proof (three_nth _ _ _ _ _ _ _ _ o F Z) as Th. pose proof (weight_nonneg n L n_pos outputs_pos p o Hp) as Pw.
  split; [match goal with |- curves _ ((?a + ?b + (?a' + ?b')) / 2 - (?a0 + ?b0)) => replace ((a + b + (a' + b')) / 2 - (a0 + b0)) with (((a + a') / 2 - a0) + ((b + b') / 2 - b0)) by field end|
    match goal with |- pulls _ (?a + ?b - (?a' + ?b')) => replace (a + b - (a' + b')) with ((a - a') + (b - b')) by ring end].
  - apply curves_both; auto. apply output_curves; auto. apply line.
  - apply pulls_both; auto. now apply output_pulls.
Qed.
Lemma ties_bend fs ts : Forall2 (tie_three bx x0 x1 x2 d t) fs ts -> Forall (fun f => 0 <= toR (penalty (fst f))) fs ->
  curves (fold_right both no_growth (map (tie_growth bx e i) fs)) ((lsum tie_value (map (to_tie ahead) ts) + lsum tie_value (map (to_tie behind) ts)) / 2 - lsum tie_value (map (to_tie mid) ts)) /\
  pulls (fold_right both no_growth (map (tie_growth bx e i) fs)) (lsum tie_value (map (to_tie ahead) ts) - lsum tie_value (map (to_tie behind) ts)).
Proof.
  intros F. induction F as [|f [a z] fs ts [E H] _ IH]; intros P; inversion P as [|? ? P1 P2]; subst.
  { simpl. replace ((0 + 0) / 2 - 0) with 0 by field. rewrite Rminus_0_r. split; [apply curves_none|apply pulls_none]. }
  destruct (IH P2) as [IH1 IH2]. cbn [fst snd] in E, H. subst a. cbn [map fold_right lsum to_tie fst snd]. destruct (tie_growth_R f) as [R1 R2]. set (v := toR (value (snd f))) in *.
  assert (Pa : 0 <= toR (mul half (penalty (fst f)))) by (rewrite toR_mul, toR_half; lra). set (s := tie_value (fst f, v)).
  assert (D : forall r, tie_value (fst f, r) = s + parabola (toR (mul half (penalty (fst f)))) (toR (mul half (sub (mul (penalty (fst f)) (residual f)) (multiplier (fst f))))) v r) by (intros r; unfold s; rewrite R1, R2, <- tie_parabola; ring).
  unfold to_tie. cbn [fst snd]. rewrite !D. split.
  - match goal with |- curves _ ((s + ?a + ?b + (s + ?a' + ?b')) / 2 - (s + ?a0 + ?b0)) => replace ((s + a + b + (s + a' + b')) / 2 - (s + a0 + b0)) with (((a + a') / 2 - a0) + ((b + b') / 2 - b0)) by field end.
    apply curves_both; auto. apply output_curves; auto. apply line.
  - match goal with |- pulls _ (s + ?a + ?b - (s + ?a' + ?b')) => replace (s + a + b - (s + a' + b')) with ((a - a') + (b - b')) by ring end. apply pulls_both; auto. now apply output_pulls.
Qed.
Lemma starts_three h : Forall2 (three bx x0 x1 x2 d t) (starting h) (map (fun a => (toR a, toR a, toR a)) h).
Proof. induction h; simpl; constructor; auto. apply three_start. Qed.
(* The ties of a point bend, and so does A. *)
Lemma view_three v : good_view bx sb v -> rows_of (placed_units v) Ls -> let h := map toR (input_of (samples_at v)) in
  exists rs ts, Forall2 (three bx x0 x1 x2 d t) (outputs_at v) rs /\ Forall2 (tie_three bx x0 x1 x2 d t) (ties_at v) ts /\
    (base y0 (placed_units v) h = map mid rs /\ base y1 (placed_units v) h = map ahead rs /\ base y2 (placed_units v) h = map behind rs) /\
    base_ties y0 (placed_units v) h = map (to_tie mid) ts /\ base_ties y1 (placed_units v) h = map (to_tie ahead) ts /\ base_ties y2 (placed_units v) h = map (to_tie behind) ts.
Proof.
  intros (E & W & P) R h. destruct line as (Ht & Hd & Hx & Hl & Hs). pose proof (all_placed_rows _ _ _ R Hs) as A.
  destruct (bends_sound bx sb x0 x1 x2 d t y0 y1 y2 strict_box_inside Hd Hx Hl _ A _ _ (starts_three (input_of (samples_at v)))) as (rs & ts & Q). rewrite !map_map in Q. rewrite E in Q. exists rs, ts. exact Q.
Qed.
Theorem point_bends v : good_view bx sb v -> rows_of (placed_units v) Ls ->
  curves (point_growth bx e i n L dy v) ((point_value n L dy v y1 + point_value n L dy v y2) / 2 - point_value n L dy v y0) /\
  pulls (point_growth bx e i n L dy v) (point_value n L dy v y1 - point_value n L dy v y2).
Proof.
  intros G R. destruct (view_three v G R) as (rs & ts & F & Ft & (B0 & B1 & B2) & T0 & T1 & T2). destruct G as (_ & W & P). unfold point_value, point_growth. cbv zeta. rewrite B0, B1, B2, T0, T1, T2.
  pose proof (outputs_bend _ _ _ F W) as Ob. cbv zeta in Ob. destruct Ob as [O1 O2]. destruct (ties_bend _ _ Ft P) as [O3 O4]. rewrite !gain_total in O1. rewrite !gain_total in O2. split.
  - match goal with |- curves _ ((?a + ?b + (?a' + ?b')) / 2 - (?a0 + ?b0)) => replace ((a + b + (a' + b')) / 2 - (a0 + b0)) with (((a + a') / 2 - a0) + ((b + b') / 2 - b0)) by field end.
    apply curves_both; auto. unfold curves in *. eapply Rle_trans; [exact O1|right; field].
  - match goal with |- pulls _ (?a + ?b - (?a' + ?b')) => replace (a + b - (a' + b')) with ((a - a') + (b - b')) by ring end.
    apply pulls_both; auto. unfold pulls in *. eapply Rle_trans; [right|exact O2]. f_equal. ring.
Qed.
Theorem base_bends vs : Forall (good_view bx sb) vs -> Forall (fun v => rows_of (placed_units v) Ls) vs ->
  curves (growth_of bx e i n L dy vs) ((base_risk n L dy vs y1 + base_risk n L dy vs y2) / 2 - base_risk n L dy vs y0) /\
  pulls (growth_of bx e i n L dy vs) (base_risk n L dy vs y1 - base_risk n L dy vs y2).
Proof.
  unfold base_risk, growth_of. induction 1 as [|v vs G _ IH]; intros R; inversion R; subst; cbn [map fold_right lsum].
  { replace ((0 + 0) / 2 - 0) with 0 by field. rewrite Rminus_0_r. split; [apply curves_none|apply pulls_none]. }
  destruct (point_bends v G) as [P1 P2]; auto. destruct IH as [I1 I2]; auto. split.
  - match goal with |- curves _ ((?a + ?b + (?a' + ?b')) / 2 - (?a0 + ?b0)) => replace ((a + b + (a' + b')) / 2 - (a0 + b0)) with (((a + a') / 2 - a0) + ((b + b') / 2 - b0)) by field end. now apply curves_both.
  - match goal with |- pulls _ (?a + ?b - (?a' + ?b')) => replace (a + b - (a' + b')) with ((a - a') + (b - b')) by ring end. now apply pulls_both.
Qed.
(* All ties, with their expansions. *)
Definition all_ties (vs : list view) (z : nat -> R) : list (tie * R) := flat_map (fun v => base_ties z (placed_units v) (map toR (input_of (samples_at v)))) vs.
Theorem ties_three vs : Forall (good_view bx sb) vs -> Forall (fun v => rows_of (placed_units v) Ls) vs ->
  exists ts, Forall2 (tie_three bx x0 x1 x2 d t) (flat_map ties_at vs) ts /\ all_ties vs y0 = map (to_tie mid) ts /\ all_ties vs y1 = map (to_tie ahead) ts /\ all_ties vs y2 = map (to_tie behind) ts.
Proof.
  unfold all_ties. induction 1 as [|v vs G _ IH]; intros R; inversion R; subst; cbn [flat_map]; [exists []; repeat split; constructor|].
  destruct (view_three v G) as (rs & ts & _ & Ft & _ & T0 & T1 & T2); auto. destruct IH as (us & F & U0 & U1 & U2); auto. exists (ts ++ us). rewrite T0, T1, T2, U0, U1, U2, !map_app. repeat split; auto. now apply Forall2_app.
Qed.
End Line.
End Curvature.
