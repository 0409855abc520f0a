(* SPDX-License-Identifier: GPL-3.0-or-later

   Subgradients (6.5): what [is_subgradient] accepts is the slope of a line that nowhere lies above the loss. *)
Require Import Reals List Lra Lia Bool.
Require Import Thalweg.Numbers Thalweg.Semantics Thalweg.Passes Thalweg.Values.
Import ListNotations.
Open Scope R_scope.

(* The slopes g of the checker are half the derivatives for the squared loss. *)
Definition slope_factor (L : loss R) : R := match L with Squared => 2 | _ => 1 end.
Definition supports (L : loss R) (o y g : R) : Prop := forall u, loss_value L o y + slope_factor L * (g * (u - o)) <= loss_value L u y.

Lemma supports_squared o y : supports Squared o y (o - y).
Proof. intros u. simpl. pose proof (Rle_0_sqr (u - o)) as P. unfold Rsqr in P. lra. Qed.
Lemma supports_epsilon a o y g : 0 <= a -> Rabs g <= 1 -> g * (o - y) = loss_value (Epsilon_insensitive a) o y + a * Rabs g ->
  supports (Epsilon_insensitive a) o y g.
Proof.
  intros Ha Hg E u. cbn [loss_value slope_factor] in *.
  assert (K : g * (u - y) - a * Rabs g <= Rmax 0 (Rabs (u - y) - a)).
  { pose proof (Rle_abs (g * (u - y))) as P. rewrite Rabs_mult in P. pose proof (Rmax_l 0 (Rabs (u - y) - a)). pose proof (Rmax_r 0 (Rabs (u - y) - a)).
    pose proof (Rabs_pos g). destruct (Rle_dec (Rabs (u - y)) a) as [l|n].
    - pose proof (Rmult_le_compat_l (Rabs g) _ _ ltac:(lra) l). lra.
    - pose proof (Rmult_le_compat_r (Rabs (u - y) - a) _ _ ltac:(lra) Hg). lra. }
  lra.
Qed.
Lemma supports_absolute o y g : Rabs g <= 1 -> g * (o - y) = Rabs (o - y) -> supports Absolute o y g.
Proof.
  intros Hg E u. cbn [loss_value slope_factor] in *. pose proof (Rle_abs (g * (u - y))) as P. rewrite Rabs_mult in P.
  pose proof (Rmult_le_compat_r (Rabs (u - y)) _ _ (Rabs_pos _) Hg). lra.
Qed.
Lemma supports_huber a o y g : 0 < a -> Rabs g <= a -> g * (o - y) = loss_value (Huber a) o y + g * g / 2 -> supports (Huber a) o y g.
Proof.
  intros Ha Hg E u. cbn [slope_factor].
  assert (K : g * (u - y) - g * g / 2 <= loss_value (Huber a) u y).
  { cbn [loss_value]. destruct (Rle_dec (Rabs (u - y)) a) as [l|n].
    - pose proof (Rle_0_sqr (u - y - g)) as P. unfold Rsqr in P. simpl. lra.
    - apply Rnot_le_lt in n. pose proof (Rle_abs (g * (u - y))) as P. rewrite Rabs_mult in P.
      pose proof (Rmult_le_compat_l (a - Rabs g) _ _ ltac:(lra) (Rlt_le _ _ n)) as Q.
      pose proof (Rsqr_abs g) as S. unfold Rsqr in S. pose proof (Rle_0_sqr (a - Rabs g)) as T. unfold Rsqr in T. simpl. lra. }
  lra.
Qed.
Lemma supports_quantile a o y g : 0 < a < 1 -> - a <= g <= 1 - a -> g * (o - y) = loss_value (Quantile a) o y -> supports (Quantile a) o y g.
Proof.
  intros Ha Hg E u. cbn [slope_factor].
  assert (K : g * (u - y) <= loss_value (Quantile a) u y).
  { cbn [loss_value]. destruct (Rle_dec y u) as [l|n].
    - rewrite Rmax_left, Rmax_right by lra. pose proof (Rmult_le_compat_r (u - y) _ _ ltac:(lra) (proj2 Hg)). lra.
    - rewrite Rmax_right, Rmax_left by lra. pose proof (Rmult_le_compat_r (y - u) _ _ ltac:(lra) (proj1 Hg)). lra. }
  lra.
Qed.
Lemma supports_hinge o y g : y * y = 1 -> 0 <= - (y * g) <= 1 -> - (y * g) * (1 - y * o) = loss_value Hinge o y -> supports Hinge o y g.
Proof.
  intros Hy Hs E u. cbn [slope_factor loss_value] in *. set (s := - (y * g)) in *.
  assert (G : g * (u - o) = s * (1 - y * u) - s * (1 - y * o)).
  { unfold s. replace (- (y * g) * (1 - y * u) - - (y * g) * (1 - y * o)) with (y * y * (g * (u - o))) by ring. rewrite Hy. ring. }
  rewrite G. pose proof (Rmax_l 0 (1 - y * u)). pose proof (Rmax_r 0 (1 - y * u)).
  assert (s * (1 - y * u) <= Rmax 0 (1 - y * u)).
  { apply Rle_trans with (s * Rmax 0 (1 - y * u)); [apply Rmult_le_compat_l; lra|].
    rewrite <- (Rmult_1_l (Rmax 0 (1 - y * u))) at 2. apply Rmult_le_compat_r; lra. }
  lra.
Qed.
Lemma supports_squared_hinge o y : supports Squared_hinge o y (- ((y + y) * Rmax 0 (1 - y * o))).
Proof.
  intros u. cbn [slope_factor loss_value]. set (m := Rmax 0 (1 - y * o)). set (M := Rmax 0 (1 - y * u)).
  pose proof (Rmax_l 0 (1 - y * o)) as m0. fold m in m0. pose proof (Rmax_r 0 (1 - y * u)) as Mr. fold M in Mr.
  assert (H : m * (1 - y * o) = m * m).
  { unfold m, Rmax. destruct (Rle_dec 0 (1 - y * o)); ring. }
  pose proof (Rmult_le_compat_l m _ _ m0 Mr). pose proof (Rle_0_sqr (M - m)) as P. unfold Rsqr in P.
  replace (- ((y + y) * m) * (u - o)) with (2 * (m * (1 - y * u)) - 2 * (m * (1 - y * o))) by ring. rewrite H. simpl. lra.
Qed.

Module Losses (N : NUM).
Module Export V := Values N.
Import N.

Lemma derivative_squared_hinge o y : toR (derivative Squared_hinge o y) = - ((toR y + toR y) * Rmax 0 (1 - toR y * toR o)).
Proof. simpl. unfold neg. rewrite toR_sub, toR_zero, toR_mul, toR_add, positive_part_R, toR_sub, toR_one, toR_mul. ring. Qed.
Theorem is_subgradient_sound L o y g : valid_loss L = true -> is_subgradient L o y g = true -> supports (loss_R L) (toR o) (toR y) (toR g).
Proof.
  intros HV H. apply valid_loss_R in HV. destruct L as [| |a|a|a| |]; cbn [is_subgradient loss_R valid] in *.
  - apply eqb_spec in H. rewrite H, toR_sub. apply supports_squared.
  - apply andb_prop in H as [H1 H2]. apply leb_spec in H1. apply eqb_spec in H2. rewrite toR_abs, toR_one in H1.
    rewrite toR_mul, toR_abs, !toR_sub in H2. now apply supports_absolute.
  - apply andb_prop in H as [H1 H2]. apply leb_spec in H1. apply eqb_spec in H2. rewrite toR_abs in H1. unfold square in H2.
    rewrite toR_mul, toR_add, toR_sub, !toR_mul, toR_half, loss_number_R in H2. apply supports_huber; auto. rewrite H2. simpl. lra.
  - apply andb_prop in H as [H1 H2]. apply leb_spec in H1. apply eqb_spec in H2. rewrite toR_abs, toR_one in H1.
    rewrite toR_mul, toR_add, toR_sub, toR_mul, toR_abs, loss_number_R in H2. now apply supports_epsilon.
  - apply andb_prop in H as [H H3]. apply andb_prop in H as [H1 H2]. apply leb_spec in H1, H2. apply eqb_spec in H3.
    unfold neg in H1. rewrite toR_sub, toR_zero in H1. rewrite toR_sub, toR_one in H2. rewrite toR_mul, toR_sub, loss_number_R in H3.
    apply supports_quantile; auto. lra.
  - apply andb_prop in H as [H H4]. apply andb_prop in H as [H H3]. apply andb_prop in H as [H1 H2]. apply eqb_spec in H1, H4.
    assert (E : toR (neg (mul y g)) = - (toR y * toR g)) by (unfold neg; rewrite toR_sub, toR_zero, toR_mul; ring).
    apply leb_spec in H2, H3. rewrite E in H2, H3. rewrite toR_zero in H2. rewrite toR_one in H3. rewrite toR_mul, toR_one in H1.
    rewrite toR_mul, E, toR_sub, toR_one, toR_mul, loss_number_R in H4. now apply supports_hinge.
  - apply eqb_spec in H. rewrite H, derivative_squared_hinge. apply supports_squared_hinge.
Qed.
(* The same times k > 0. *)
Theorem is_weighted_subgradient_sound k L o y g : valid_loss L = true -> is_weighted_subgradient k L o y g = true -> forall u,
  toR k * loss_value (loss_R L) (toR o) (toR y) + slope_factor (loss_R L) * (toR g * (u - toR o)) <= toR k * loss_value (loss_R L) u (toR y).
Proof.
  unfold is_weighted_subgradient. intros HV H u. apply andb_prop in H as [H Hg]. apply andb_prop in H as [Hk Hi].
  apply lt_spec in Hk. rewrite toR_zero in Hk. apply eqb_spec in Hi. rewrite toR_mul, toR_one in Hi.
  pose proof (is_subgradient_sound _ _ _ _ HV Hg u) as S. rewrite toR_mul in S. apply (Rmult_le_compat_l (toR k)) in S; [|lra].
  rewrite Rmult_plus_distr_l in S.
  replace (toR k * (slope_factor (loss_R L) * (toR (inverse k) * toR g * (u - toR o)))) with
    (toR k * toR (inverse k) * (slope_factor (loss_R L) * (toR g * (u - toR o)))) in S by ring. rewrite Hi in S. lra.
Qed.
End Losses.
