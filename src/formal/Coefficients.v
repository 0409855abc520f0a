(* SPDX-License-Identifier: GPL-3.0-or-later

   Sums of coefficients times real numbers, as the bounds of section 8.3 are: padded vectors behave as vectors. *)
Require Import Reals List Lra Lia Bool.
Require Import Thalweg.Numbers Thalweg.Semantics Thalweg.Passes Thalweg.Values Thalweg.Losses.
Import ListNotations.
Open Scope R_scope.

Module Coefficients (N : NUM).
Module Export Lo := Losses N.
Import N.

(* c·e and Σ c_m·e_m, the shorter list cut. *)
Definition tdot (c : list T) (e : list R) : R := Semantics.dot (map toR c) e.
Fixpoint bdot (J : list (list T)) (eta : list (list R)) : R :=
  match J, eta with b :: J', e :: eta' => tdot b e + bdot J' eta' | _, _ => 0 end.
Definition ndot (c Ns : list T) : R := tdot c (map toR Ns).

Lemma tdot_vadd a b e : tdot (vadd a b) e = tdot a e + tdot b e.
Proof.
  unfold tdot. revert b e; induction a as [|x a IH]; intros [|y b] [|z e]; simpl; try ring.
  rewrite IH, toR_add. ring.
Qed.
Lemma tdot_map_mul c a e : tdot (map (mul c) a) e = toR c * tdot a e.
Proof. unfold tdot. revert e; induction a as [|x a IH]; intros [|z e]; simpl; try ring. rewrite IH, toR_mul. ring. Qed.
Lemma tdot_scale c a e : tdot (vscale c a) e = toR c * tdot a e.
Proof.
  unfold vscale. destruct (is_zero c) eqn:Z; [|apply tdot_map_mul]. rewrite (is_zero_R _ Z). unfold tdot. simpl. ring.
Qed.
Lemma bdot_badd a b eta : bdot (badd a b) eta = bdot a eta + bdot b eta.
Proof. revert b eta; induction a as [|x a IH]; intros [|y b] [|e eta]; simpl; try ring. rewrite IH, tdot_vadd. ring. Qed.
Lemma bdot_scale c a eta : bdot (bscale c a) eta = toR c * bdot a eta.
Proof.
  unfold bscale. destruct (is_zero c) eqn:Z; [rewrite (is_zero_R _ Z); simpl; ring|]. clear Z.
  revert eta; induction a as [|x a IH]; intros [|e eta]; simpl; try ring. rewrite IH, tdot_map_mul. ring.
Qed.
Lemma ndot_vadd a b Ns : ndot (vadd a b) Ns = ndot a Ns + ndot b Ns.
Proof. apply tdot_vadd. Qed.
Lemma ndot_scale c a Ns : ndot (vscale c a) Ns = toR c * ndot a Ns.
Proof. apply tdot_scale. Qed.
Lemma ndot_map_mul c a Ns : ndot (map (mul c) a) Ns = toR c * ndot a Ns.
Proof. apply tdot_map_mul. Qed.
Lemma ndot_nil Ns : ndot [] Ns = 0. Proof. reflexivity. Qed.
Lemma ndot_cons c cs n Ns : ndot (c :: cs) (n :: Ns) = toR c * toR n + ndot cs Ns.
Proof. reflexivity. Qed.
Lemma ndot_R c Ns : toR (dot c Ns) = ndot c Ns.
Proof. apply toR_dot. Qed.

Lemma nabs_total_nonneg b : 0 <= toR (total (nabs b)).
Proof. rewrite toR_total. unfold nabs. rewrite lsum_map. apply lsum_nonneg. intros. rewrite toR_abs. apply Rabs_pos. Qed.
Lemma size_bound a : Rabs (toR a) <= toR (up (abs a)).
Proof. rewrite <- toR_abs. apply up_spec. Qed.
Lemma sizes_nonneg h : 0 <= lsum toR (sizes h).
Proof.
  unfold sizes. rewrite lsum_map. apply lsum_nonneg. intros a _. pose proof (size_bound a). pose proof (Rabs_pos (toR a)). lra.
Qed.
End Coefficients.
