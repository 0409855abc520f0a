(* SPDX-License-Identifier: GPL-3.0-or-later

   The losses are convex; a convex function that does not rise from 1 to 2 does not rise before (section 35). *)
Require Import Reals List Lra Lia.
Require Import Thalweg.Semantics Thalweg.Values.
Import ListNotations.
Open Scope R_scope.

Definition convex (f : R -> R) : Prop := forall p q m, 0 <= m <= 1 -> f ((1 - m) * p + m * q) <= (1 - m) * f p + m * f q.
Lemma combination_le m a b a' b' : 0 <= m <= 1 -> a <= a' -> b <= b' -> (1 - m) * a + m * b <= (1 - m) * a' + m * b'.
Proof. intros Hm Ha Hb. apply Rplus_le_compat; apply Rmult_le_compat_l; lra. Qed.
Lemma convex_affine_of (f : R -> R) c e : convex f -> convex (fun t => f (c + t * e)).
Proof.
  intros H p q m Hm. replace (c + ((1 - m) * p + m * q) * e) with ((1 - m) * (c + p * e) + m * (c + q * e)) by ring. now apply H.
Qed.
Lemma convex_scale k f : 0 <= k -> convex f -> convex (fun t => k * f t).
Proof.
  intros Hk H p q m Hm. replace ((1 - m) * (k * f p) + m * (k * f q)) with (k * ((1 - m) * f p + m * f q)) by ring. apply Rmult_le_compat_l; auto.
Qed.
Lemma convex_add f g : convex f -> convex g -> convex (fun t => f t + g t).
Proof. intros H G p q m Hm. specialize (H p q m Hm). specialize (G p q m Hm). lra. Qed.
Lemma convex_nsum d (f : nat -> R -> R) : (forall k, convex (f k)) -> convex (fun t => nsum d (fun k => f k t)).
Proof. intros H. induction d as [|d IH]; [intros p q m Hm; simpl; lra|]. simpl. now apply convex_add. Qed.
Lemma convex_lsum {A} (f : A -> R -> R) l : (forall a, In a l -> convex (f a)) -> convex (fun t => lsum (fun a => f a t) l).
Proof. induction l as [|a l IH]; intros H; [intros p q m Hm; simpl; lra|]. simpl. apply convex_add; [apply H; now left|apply IH; intros; apply H; now right]. Qed.
Lemma positive_convex m a b : 0 <= m <= 1 -> Rmax 0 ((1 - m) * a + m * b) <= (1 - m) * Rmax 0 a + m * Rmax 0 b.
Proof.
  intros Hm. apply Rmax_lub.
  - pose proof (combination_le m 0 0 _ _ Hm (Rmax_l 0 a) (Rmax_l 0 b)). lra.
  - apply combination_le; auto; apply Rmax_r.
Qed.
Lemma abs_convex m a b : 0 <= m <= 1 -> Rabs ((1 - m) * a + m * b) <= (1 - m) * Rabs a + m * Rabs b.
Proof. intros Hm. eapply Rle_trans; [apply Rabs_triang|]. rewrite !Rabs_mult, (Rabs_right (1 - m)), (Rabs_right m) by lra. lra. Qed.
Lemma square_convex m a b : 0 <= m <= 1 -> ((1 - m) * a + m * b) ^ 2 <= (1 - m) * a ^ 2 + m * b ^ 2.
Proof.
  intros Hm. assert (0 <= m * (1 - m) * (a - b) ^ 2) by (apply Rmult_le_pos; [apply Rmult_le_pos; lra|apply pow2_ge_0]).
  replace ((1 - m) * a ^ 2 + m * b ^ 2) with (((1 - m) * a + m * b) ^ 2 + m * (1 - m) * (a - b) ^ 2) by ring. lra.
Qed.
Lemma huber_line a g u : 0 < a -> Rabs g <= a -> g * u - g * g / 2 <= loss_value (Huber a) u 0.
Proof.
  intros Ha Hg. cbn [loss_value]. rewrite Rminus_0_r. destruct (Rle_dec (Rabs u) a) as [l|n].
  - pose proof (Rle_0_sqr (u - g)) as P. unfold Rsqr in P. simpl. lra.
  - apply Rnot_le_lt in n. pose proof (Rle_abs (g * u)) as P. rewrite Rabs_mult in P.
    pose proof (Rmult_le_compat_l (a - Rabs g) _ _ ltac:(lra) (Rlt_le _ _ n)) as Q.
    pose proof (Rsqr_abs g) as S. unfold Rsqr in S. pose proof (Rle_0_sqr (a - Rabs g)) as T. unfold Rsqr in T. simpl. lra.
Qed.
Lemma huber_touches a u : 0 < a -> exists g, Rabs g <= a /\ loss_value (Huber a) u 0 = g * u - g * g / 2.
Proof.
  intros Ha. cbn [loss_value]. rewrite Rminus_0_r. destruct (Rle_dec (Rabs u) a) as [l|n]; [exists u; split; [exact l|simpl; lra]|]. apply Rnot_le_lt in n.
  destruct (Rle_dec 0 u) as [p|p].
  - exists a. rewrite (Rabs_right u), (Rabs_right a) by lra. split; [lra|]. simpl. lra.
  - exists (- a). rewrite Rabs_Ropp, (Rabs_right a), (Rabs_left u) by lra. split; [lra|]. simpl. lra.
Qed.
Lemma loss_convex L y : valid L -> convex (fun o => loss_value L o y).
Proof.
  intros V p q m Hm. destruct L as [| |a|a|a| |]; simpl in V.
  - cbn [loss_value]. replace ((1 - m) * p + m * q - y) with ((1 - m) * (p - y) + m * (q - y)) by ring. now apply square_convex.
  - cbn [loss_value]. replace ((1 - m) * p + m * q - y) with ((1 - m) * (p - y) + m * (q - y)) by ring. now apply abs_convex.
  - assert (E : forall o, loss_value (Huber a) o y = loss_value (Huber a) (o - y) 0) by (intros o; cbn [loss_value]; now rewrite Rminus_0_r).
    rewrite !E. replace ((1 - m) * p + m * q - y) with ((1 - m) * (p - y) + m * (q - y)) by ring.
    destruct (huber_touches a ((1 - m) * (p - y) + m * (q - y)) V) as (g & Hg & ->).
    pose proof (combination_le m _ _ _ _ Hm (huber_line a g (p - y) V Hg) (huber_line a g (q - y) V Hg)) as C. lra.
  - cbn [loss_value]. eapply Rle_trans; [|apply positive_convex; exact Hm]. apply Rle_max_compat_l.
    replace ((1 - m) * p + m * q - y) with ((1 - m) * (p - y) + m * (q - y)) by ring. pose proof (abs_convex m (p - y) (q - y) Hm). lra.
  - cbn [loss_value]. replace (y - ((1 - m) * p + m * q)) with ((1 - m) * (y - p) + m * (y - q)) by ring.
    replace ((1 - m) * p + m * q - y) with ((1 - m) * (p - y) + m * (q - y)) by ring.
    pose proof (Rmult_le_compat_l a _ _ ltac:(lra) (positive_convex m (y - p) (y - q) Hm)).
    pose proof (Rmult_le_compat_l (1 - a) _ _ ltac:(lra) (positive_convex m (p - y) (q - y) Hm)). lra.
  - cbn [loss_value]. replace (1 - y * ((1 - m) * p + m * q)) with ((1 - m) * (1 - y * p) + m * (1 - y * q)) by ring. now apply positive_convex.
  - cbn [loss_value]. replace (1 - y * ((1 - m) * p + m * q)) with ((1 - m) * (1 - y * p) + m * (1 - y * q)) by ring.
    eapply Rle_trans; [|apply square_convex; exact Hm]. apply pow_incr. split; [apply Rmax_l|now apply positive_convex].
Qed.
(* A convex function that does not rise from 1 to 2 falls before. *)
Lemma convex_falls f s t : convex f -> f 2 <= f 1 -> 0 <= s <= t -> t <= 1 -> f t <= f s.
Proof.
  intros C H Hs Ht. assert (One : f 1 <= f s).
  { set (m := (1 - s) / (2 - s)). assert (Hm : m * (2 - s) = 1 - s) by (unfold m; field; lra). assert (P : 0 < / (2 - s)) by (apply Rinv_0_lt_compat; lra).
    assert (E : 1 - m = / (2 - s)) by (unfold m; field; lra). assert (M : 0 <= m <= 1).
    { split; [unfold m; apply Rmult_le_pos; lra|lra]. }
    pose proof (C s 2 m M) as K. replace ((1 - m) * s + m * 2) with 1 in K by lra.
    assert (m * f 2 <= m * f 1) by (apply Rmult_le_compat_l; lra). assert (0 <= (1 - m) * (f s - f 1)) by lra.
    apply Rnot_lt_le. intros L. assert ((1 - m) * (f s - f 1) < 0); [|lra]. rewrite E. rewrite <- (Rmult_0_r (/ (2 - s))). apply Rmult_lt_compat_l; lra. }
  destruct (Rle_dec 1 s) as [l|n]; [assert (s = 1) as -> by lra; assert (t = 1) as -> by lra; lra|]. apply Rnot_le_lt in n.
  set (m := (t - s) / (1 - s)). assert (Hm : m * (1 - s) = t - s) by (unfold m; field; lra).
  assert (P : 0 < / (1 - s)) by (apply Rinv_0_lt_compat; lra). assert (E : 1 - m = (1 - t) * / (1 - s)) by (unfold m; field; lra).
  assert (M : 0 <= m <= 1). { split; [unfold m; apply Rmult_le_pos; lra|]. assert (0 <= (1 - t) * / (1 - s)) by (apply Rmult_le_pos; lra). lra. }
  pose proof (C s 1 m M) as K. replace ((1 - m) * s + m * 1) with t in K by lra. assert (m * f 1 <= m * f s) by (apply Rmult_le_compat_l; lra). lra.
Qed.
