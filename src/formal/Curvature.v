(* SPDX-License-Identifier: GPL-3.0-or-later

   How R bends in the strict box (section 25.2, Lemma 6 without ties): between two points it is below their mean at least by what is quadratic in the
   way between them, less what the higher orders may take off; and in the box it changes no faster than its argument times a constant. *)
Require Import Reals List Lra Lia Bool PeanoNat.
Require Import Thalweg.Numbers Thalweg.Semantics Thalweg.Passes Thalweg.Values Thalweg.Functionals Thalweg.Soundness Thalweg.Expansions Thalweg.NumberedNetworks Thalweg.Bends Thalweg.Growth.
Import ListNotations.
Open Scope R_scope.

Module Curvature (N : NUM).
Module Export Gr := GrowthOfRisk N.
Import N Sg.Tr.

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
Definition parabola (a b c r : R) : R := a * (r - c) ^ 2 + 2 * b * (r - c).
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

Variables (y0 y1 y2 : nat -> R) (Ls : list trainable).
Hypothesis line : on_line sb Ls x0 x1 x2 d t y0 y1 y2.
Variables (n : T) (L : objective T) (dy : nat).
Hypothesis squared : formula L = Squared.
Hypothesis n_pos : 0 <= toR n.
Hypothesis outputs_pos : forall o, 0 <= toR (nth_number (output_weights L) o).
Lemma three_start c : three bx x0 x1 x2 d t (constant c) (toR c, toR c, toR c).
Proof. destruct line as (Ht & Hd & Hx & _). eapply three_constant; eauto. Qed.
Lemma gain_outputs fs r c p : (forall o, at_ c o = toR (value (nth o fs (constant zero)))) -> lsum (gain n L dy r c) p =
  lsum (fun o => parabola (toR (total (map (fun s => mul n (importance L s o)) p)))
    (toR (total (map (fun s => mul (mul n (importance L s o)) (sub (value (nth o fs (constant zero))) (nth_number (target s) o))) p))) (toR (value (nth o fs (constant zero)))) (at_ r o)) (seq 0 dy).
Proof.
  intros Hc. rewrite (lsum_ext _ _ _ (fun s _ => gain_sum n L dy squared r c s)).
  transitivity (lsum (fun o => lsum (fun s => toR (mul n (importance L s o)) * ((at_ r o - toR (nth_number (target s) o)) ^ 2 - (at_ c o - toR (nth_number (target s) o)) ^ 2)) p) (seq 0 dy)); [apply lsum_swap|].
  apply lsum_ext. intros o _. unfold parabola. rewrite !toR_total, !lsum_map, Hc. rewrite (lsum_ext (fun s => toR (mul (mul n (importance L s o)) (sub (value (nth o fs (constant zero))) (nth_number (target s) o))))
      (fun s => toR (mul n (importance L s o)) * (toR (value (nth o fs (constant zero))) - toR (nth_number (target s) o)))) by (intros; now rewrite toR_mul, toR_sub).
  symmetry. apply moved_squares.
Qed.
Definition loss_bend (W0 W1 W2 : net R) (s : sample T) : R :=
  let loss W := sample_loss (objective_R L) dy (fwd W (map toR (input s))) (sample_R s) in toR n * ((loss W1 + loss W2) / 2 - loss W0).
Lemma loss_bend_gains W0 W1 W2 c p : lsum (loss_bend W0 W1 W2) p =
  (lsum (fun s => gain n L dy (fwd W1 (map toR (input s))) c s) p + lsum (fun s => gain n L dy (fwd W2 (map toR (input s))) c s) p) / 2 - lsum (fun s => gain n L dy (fwd W0 (map toR (input s))) c s) p.
Proof. induction p as [|s p IH]; simpl; [field|]. rewrite IH. unfold loss_bend, gain. field. Qed.
Lemma point_curves fs rs p : Forall2 (three bx x0 x1 x2 d t) fs rs -> (forall s, In s p -> 0 <= toR (weight s)) ->
  let c := map (fun f => toR (value f)) fs in
  curves (point_growth bx e i n L dy fs p) ((lsum (gain n L dy (map ahead rs) c) p + lsum (gain n L dy (map behind rs) c) p) / 2 - lsum (gain n L dy (map mid rs) c) p).
Proof.
  intros F Hp c. assert (Hc : forall o, at_ c o = toR (value (nth o fs (constant zero)))).
  { intros o. unfold at_, c. rewrite <- toR_zero. change (toR zero) with ((fun f => toR (value f)) (constant zero)). now rewrite map_nth. }
  rewrite !(gain_outputs fs _ c p Hc). unfold point_growth. generalize (seq 0 dy) as os. induction os as [|o os IH]; [simpl; replace ((0 + 0) / 2 - 0) with 0 by field; apply curves_none|].
  cbn [map fold_right lsum]. match goal with |- curves _ ((?a + ?b + (?a' + ?b')) / 2 - (?a0 + ?b0)) => replace ((a + b + (a' + b')) / 2 - (a0 + b0)) with (((a + a') / 2 - a0) + ((b + b') / 2 - b0)) by field end.
  apply curves_both; [|exact IH]. rewrite !at_three by reflexivity.
  assert (Z : three bx x0 x1 x2 d t (constant zero) (0, 0, 0)) by (rewrite <- toR_zero; apply three_start).
  apply output_curves; [apply line|apply three_nth; auto|]. rewrite toR_total, lsum_map. apply lsum_nonneg. intros s Hs. unfold importance. rewrite !toR_mul. apply Rmult_le_pos; auto. apply Rmult_le_pos; auto.
Qed.
Lemma outputs_three h fs : expansions bx sb Ls (map constant h) = Some fs -> exists rs, Forall2 (three bx x0 x1 x2 d t) fs rs /\
  fwd (net_at y0 Ls) (map toR h) = map mid rs /\ fwd (net_at y1 Ls) (map toR h) = map ahead rs /\ fwd (net_at y2 Ls) (map toR h) = map behind rs.
Proof.
  intros E. destruct line as (Ht & Hd & Hx & Hl & Hs).
  destruct (bends_sound bx sb x0 x1 x2 d t y0 y1 y2 strict_box_inside Hd Hx Hl Ls Hs (map constant h) (map (fun a => (toR a, toR a, toR a)) h) fs) as (rs & R1 & R2 & R3 & R4); auto.
  { clear E. induction h; simpl; constructor; auto. apply three_start. }
  exists rs. split; [exact R1|]. rewrite <- R2, <- R3, <- R4, !map_map. auto.
Qed.
(* O188, O196 *)
Theorem data_curves points : Forall one_input points -> (forall s, In s (concat points) -> 0 <= toR (weight s)) -> forall g, growth_of bx sb e i n L dy Ls points = Some g ->
  curves g (lsum (loss_bend (net_at y0 Ls) (net_at y1 Ls) (net_at y2 Ls)) (concat points)).
Proof.
  induction 1 as [|p ps Hp _ IH]; intros Hw g E; simpl in E; [injection E as <-; apply curves_none|].
  destruct (expansions _ _ _ _) as [fs|] eqn:Ef; [|discriminate]. destruct (growth_of bx sb e i n L dy Ls ps) as [g'|]; [|discriminate]. injection E as <-.
  cbn [concat] in *. rewrite lsum_app. apply curves_both; [|apply IH; auto; intros s Hs; apply Hw, in_or_app; auto].
  set (h := match p with [] => [] | s :: _ => input s end) in *.
  assert (Hh : forall s, In s p -> map toR (input s) = map toR h) by (intros s Hs; unfold h; destruct p as [|s' p]; [contradiction|]; apply Hp; auto; now left).
  destruct (outputs_three h fs Ef) as (rs & F & R0 & R1 & R2). pose proof (point_curves fs rs p F (fun s Hs => Hw s (in_or_app _ _ _ (or_introl Hs)))) as P. cbv zeta in P.
  rewrite (loss_bend_gains _ _ _ (map (fun f => toR (value f)) fs)). rewrite <- R0, <- R1, <- R2 in P.
  rewrite !(lsum_ext (fun s => gain n L dy (fwd _ (map toR (input s))) _ s) (gain n L dy (fwd _ (map toR h)) _)) by (intros s Hs; now rewrite (Hh s Hs)). exact P.
Qed.
End Line.

(* No faster than a constant times the way. *)
Definition steady (bx : T) (Ls : list trainable) (f : (nat -> R) -> R) : Prop :=
  exists K, 0 <= K /\ forall x0 x1 x2 d t y0 y1 y2, on_line bx Ls x0 x1 x2 d t y0 y1 y2 -> Rabs (f y1 - f y2) <= K * t.
Lemma steady_sum bx Ls {A} (f : A -> (nat -> R) -> R) l : (forall a, In a l -> steady bx Ls (f a)) -> steady bx Ls (fun y => lsum (fun a => f a y) l).
Proof.
  induction l as [|a l IH]; intros H.
  - exists 0. split; [lra|]. intros. simpl. rewrite Rminus_eq_0, Rabs_R0. lra.
  - destruct (H a (or_introl eq_refl)) as (K & PK & HK). destruct (IH (fun b Hb => H b (or_intror Hb))) as (K' & PK' & HK'). exists (K + K'). split; [lra|].
    intros x0 x1 x2 d t y0 y1 y2 Hl. specialize (HK _ _ _ _ _ _ _ _ Hl). specialize (HK' _ _ _ _ _ _ _ _ Hl). simpl. rewrite Rmult_plus_distr_r.
    match goal with |- Rabs (?p + ?q - (?r + ?s)) <= _ => replace (p + q - (r + s)) with ((p - r) + (q - s)) by ring end. now apply two_terms.
Qed.
Lemma steady_scale bx Ls c f : steady bx Ls f -> steady bx Ls (fun y => c * f y).
Proof.
  intros (K & PK & HK). exists (Rabs c * K). split; [apply Rmult_le_pos; auto using Rabs_pos|]. intros x0 x1 x2 d t y0 y1 y2 Hl. specialize (HK _ _ _ _ _ _ _ _ Hl).
  rewrite <- Rmult_minus_distr_l, Rmult_assoc. apply product_small; auto. lra.
Qed.
Lemma steady_square bx Ls h fs o z : expansions bx bx Ls (map constant h) = Some fs -> steady bx Ls (fun y => (at_ (fwd (net_at y Ls) (map toR h)) o - z) ^ 2).
Proof.
  intros E. set (f := nth o fs (constant zero)). exists (2 * (Rabs (toR (linear_size f)) + Rabs (toR (turn f))) * (2 * Rabs (toR (whole_move f)) + 2 * Rabs (toR (value f) - z))).
  split; [pose proof (Rabs_pos (toR (linear_size f))); pose proof (Rabs_pos (toR (turn f))); pose proof (Rabs_pos (toR (whole_move f))); pose proof (Rabs_pos (toR (value f) - z)); apply Rmult_le_pos; lra|].
  intros x0 x1 x2 d t y0 y1 y2 Hl. pose proof Hl as (Ht & _). destruct (outputs_three bx bx x0 x1 x2 d t (Rle_refl _) y0 y1 y2 Ls Hl h fs E) as (rs & F & _ & R1 & R2). rewrite R1, R2, !at_three by reflexivity.
  assert (Z : three bx x0 x1 x2 d t (constant zero) (0, 0, 0)) by (rewrite <- toR_zero; eapply three_start; exact Hl).
  pose proof (three_nth bx x0 x1 x2 d t fs rs o F Z) as (_ & _ & _ & (B1 & B2 & B3 & B4 & B5) & B6 & _ & (_ & B9 & B10) & B11 & _). fold f in B1, B2, B3, B4, B5, B6, B9, B10, B11.
  set (p := ahead (nth o rs (0, 0, 0))) in *. set (q := behind (nth o rs (0, 0, 0))) in *. rewrite (Rabs_right (toR (linear_size f))), (Rabs_right (toR (turn f))), (Rabs_right (toR (whole_move f))) by lra.
  set (l := tdot (linear f) d) in *. replace ((p - z) ^ 2 - (q - z) ^ 2) with (2 * (l + ((p - q) / 2 - l)) * ((p - toR (value f)) + (q - toR (value f)) + 2 * (toR (value f) - z))) by field.
  replace (2 * (toR (linear_size f) + toR (turn f)) * (2 * toR (whole_move f) + 2 * Rabs (toR (value f) - z)) * t)
    with (2 * (toR (linear_size f) * t + toR (turn f) * t) * (toR (whole_move f) + toR (whole_move f) + 2 * Rabs (toR (value f) - z))) by ring.
  apply product_small; [rewrite Rabs_mult, (Rabs_right 2) by lra; apply Rmult_le_compat_l; [lra|now apply two_terms]|].
  apply three_terms; auto. rewrite Rabs_mult, (Rabs_right 2) by lra. lra.
Qed.
Lemma some_expansions bx sb e i n L dy Ls points g : growth_of bx sb e i n L dy Ls points = Some g -> Forall one_input points ->
  forall s, In s (concat points) -> exists h fs, map toR (input s) = map toR h /\ expansions bx bx Ls (map constant h) = Some fs.
Proof.
  intros E O. revert g E. induction O as [|p ps Hp _ IH]; intros g E s Hs; [contradiction|]. simpl in E.
  destruct (expansions _ _ _ _) as [fs|] eqn:Ef; [|discriminate]. destruct (growth_of bx sb e i n L dy Ls ps) as [g'|]; [|discriminate].
  simpl in Hs. apply in_app_or in Hs as [Hs|Hs]; [|now apply (IH g')]. destruct p as [|s' p]; [contradiction|].
  assert (Self : forall v, Forall2 alike v v) by (induction v; constructor; auto; apply alike_self).
  destruct (expansions_alike bx sb bx Ls _ _ fs (Self _) Ef) as (gs & Eg).
  exists (input s'), gs. split; auto. apply Hp; auto. now left.
Qed.
End Curvature.
