(* SPDX-License-Identifier: GPL-3.0-or-later

   Sums of coefficients times real numbers, as the bounds of section 14.1 are: padded vectors behave as vectors; and what they say of
   windows: a selected entry that leads stays selected. *)
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
Definition indicator j a n := map toR (map (fun i => if (i =? j)%nat then one else zero) (seq a n)).
Lemma indicator_above j n : forall a e, (j < a)%nat -> Semantics.dot (indicator j a n) e = 0.
Proof.
  induction n as [|n IH]; intros a [|x e] H; auto. unfold indicator in *. simpl. rewrite IH by lia.
  assert ((a =? j)%nat = false) as -> by (apply Nat.eqb_neq; lia). rewrite toR_zero. ring.
Qed.
Lemma indicator_in j n : forall a e, (a <= j < a + n)%nat -> Semantics.dot (indicator j a n) e = nth (j - a) e 0.
Proof.
  induction n as [|n IH]; intros a e H; [lia|]. destruct e as [|x e]; [simpl; now destruct (j - a)%nat|].
  unfold indicator in *. simpl. destruct (Nat.eq_dec a j) as [->|Ne].
  - rewrite Nat.eqb_refl, Nat.sub_diag, toR_one. pose proof (indicator_above j n (S j) e) as Z. unfold indicator in Z. rewrite Z by lia. ring.
  - rewrite IH by lia. assert ((a =? j)%nat = false) as -> by (now apply Nat.eqb_neq). rewrite toR_zero.
    replace (j - a)%nat with (S (j - S a)) by lia. ring.
Qed.
Lemma unit_dot n j e : (j < n)%nat -> tdot (unit_vector n j) e = nth j e 0.
Proof. intros H. unfold tdot, unit_vector. pose proof (indicator_in j n O e) as G. unfold indicator in G. rewrite G by lia. now rewrite Nat.sub_0_r. Qed.
Lemma larger_R a b : toR a <= toR (larger a b) /\ toR b <= toR (larger a b).
Proof.
  unfold larger. destruct (leb a b) eqn:E; [apply leb_spec in E; lra|]. split; [lra|]. left. apply Rnot_le_lt. intro L. apply leb_spec in L. congruence.
Qed.
Lemma norm_bound l h u : In u (units l zero h) -> (if biased l then 1 else 0) + lsum toR (sizes (snd u)) <= toR (norm l h).
Proof.
  intros Hu. unfold norm. eapply Rle_trans; [|apply up_spec]. rewrite toR_add. apply Rplus_le_compat; [destruct (biased l); rewrite ?toR_one, ?toR_zero; lra|].
  unfold units, fed in *. destruct (wiring l) as [us|].
  - rewrite <- toR_total. revert Hu. generalize (map (fun u => (nth (fst u) (rows l) ([], zero), map (fun k => nth k h zero) (snd u))) us).
    intros vs. induction vs as [|v vs IH]; simpl; [contradiction|]. intros Hu.
    destruct (larger_R (total (sizes (snd v))) (fold_right larger zero (map (fun u => total (sizes (snd u))) vs))) as [L1 L2].
    destruct Hu as [->|Hu]; [exact L1|]. specialize (IH Hu). lra.
  - apply in_map_iff in Hu as (row & <- & _). simpl. rewrite toR_total. lra.
Qed.
Lemma norm_nonneg l h : 0 <= toR (norm l h).
Proof.
  unfold norm. eapply Rle_trans; [|apply up_spec]. rewrite toR_add.
  assert (0 <= toR (if biased l then one else zero)) by (destruct (biased l); rewrite ?toR_one, ?toR_zero; lra).
  assert (0 <= toR (match wiring l with None => total (sizes h) | Some _ => fold_right larger zero (map (fun u => total (sizes (snd u))) (units l zero h)) end)); [|lra].
  destruct (wiring l); [|rewrite toR_total; apply sizes_nonneg]. induction (units l zero h) as [|u us IH]; simpl; [rewrite toR_zero; lra|].
  eapply Rle_trans; [exact IH|]. apply larger_R.
Qed.
Lemma inside_stable t e z z' : Rabs (z' - toR z) <= toR e -> clear t e z = true -> inside (table_R t) (npiece t z) z'.
Proof.
  intros Hz; induction t as [s k|s k b t IH]; simpl; auto.
  intros H; apply andb_prop in H as [G H']. specialize (IH H').
  apply lt_spec in G. rewrite toR_abs, toR_sub in G.
  destruct (leb z b) eqn:L; simpl.
  - apply leb_spec in L. unfold Rabs in *. destruct (Rcase_abs (toR z - toR b)); destruct (Rcase_abs (z' - toR z)); lra.
  - assert (toR b < toR z). { apply Rnot_le_lt. intro Q. apply leb_spec in Q. congruence. }
    split; auto. unfold Rabs in *. destruct (Rcase_abs (toR z - toR b)); destruct (Rcase_abs (z' - toR z)); lra.
Qed.

(* --- windows (O76) --------------------------------------------------------------------------------------------------- *)
(* No entry is further away than its reach; one with the slope 0 is where it was. *)
Definition reached (h' : list R) (h ss : list T) (es : list (list T)) (Ns : list T) : Prop :=
  forall k, Rabs (at_ h' k - toR (nth_number h k)) <= ndot (nth k es []) Ns /\ (toR (nth_number ss k) = 0 -> at_ h' k = toR (nth_number h k)).
Lemma reached_app a' a sa ea b' b sb eb Ns : length a' = length a -> length sa = length a -> length ea = length a ->
  reached a' a sa ea Ns -> reached b' b sb eb Ns -> reached (a' ++ b') (a ++ b) (sa ++ sb) (ea ++ eb) Ns.
Proof.
  intros L1 L2 L3 H G k. unfold at_, nth_number. destruct (Nat.lt_ge_cases k (length a)) as [L|L].
  - rewrite !app_nth1 by lia. apply H.
  - rewrite !app_nth2 by lia. rewrite L1, L2, L3. apply G.
Qed.
Lemma reached_later l h0 h' h ss es Ns : reached h' h ss es Ns -> reached h' h ss (map (later_bound l) es) (norms l h0 Ns).
Proof.
  intros H k. destruct (H k) as [H1 H2]. split; auto. replace (ndot (nth k (map (later_bound l) es) []) (norms l h0 Ns)) with (ndot (nth k es []) Ns); auto.
  unfold later_bound, norms. destruct (has_parameters l); [|now rewrite map_id]. clear. revert k; induction es as [|c es IH]; intros [|k]; simpl; auto.
  rewrite ndot_cons, toR_zero. ring.
Qed.
Lemma selection_stays (ks : list nat) h' h ss es Ns k : reached h' h ss es Ns ->
  leads (map (fun k => (nth_number h k, nth_number ss k)) ks) (map (fun c => dot c Ns) (map (fun k => nth k es []) ks)) k = true ->
  selected (map (fun k => (at_ h' k, at_ (map toR ss) k)) ks) k.
Proof.
  intros Hr H. unfold leads in H. cbv zeta in H. apply andb_prop in H as [H1 H2]. apply nselected_R in H1. destruct H1 as [Hk H1]. do 2 rewrite map_length in Hk. rewrite map_length in H2.
  rewrite forallb_forall in H2. split; [rewrite map_length; exact Hk|]. rewrite map_length. intros j Hj Hn.
  assert (E : forall j, (j < length ks)%nat -> nth j (map (fun k => (nth_number h k, nth_number ss k)) ks) (zero, zero) = (nth_number h (nth j ks O), nth_number ss (nth j ks O))).
  { intros i Hi. rewrite nth_indep with (d' := (fun k => (nth_number h k, nth_number ss k)) O) by (now rewrite map_length). apply (map_nth (fun k => (nth_number h k, nth_number ss k))). }
  assert (E' : forall j, (j < length ks)%nat -> nth j (map (fun k => (at_ h' k, at_ (map toR ss) k)) ks) (0, 0) = (at_ h' (nth j ks O), toR (nth_number ss (nth j ks O)))).
  { intros i Hi. rewrite nth_indep with (d' := (fun k => (at_ h' k, at_ (map toR ss) k)) O) by (now rewrite map_length).
    rewrite (map_nth (fun k => (at_ h' k, at_ (map toR ss) k))). now rewrite nth_number_R. }
  assert (B : forall j, (j < length ks)%nat -> toR (nth_number (map (fun c => dot c Ns) (map (fun k => nth k es []) ks)) j) = ndot (nth (nth j ks O) es []) Ns).
  { intros i Hi. unfold nth_number. rewrite map_map. rewrite nth_indep with (d' := (fun k => dot (nth k es []) Ns) O) by (now rewrite map_length).
    rewrite (map_nth (fun k => dot (nth k es []) Ns)). apply ndot_R. }
  specialize (H1 j). do 2 rewrite map_length in H1. specialize (H1 ltac:(lia) Hn). specialize (H2 j). rewrite in_seq in H2. specialize (H2 ltac:(lia)).
  rewrite map_map in H1. rewrite !E' by auto. rewrite !E in H2 by auto. cbn [fst snd] in *.
  assert (F : forall i, (i < length ks)%nat -> nth i (map (fun x => entry_R (nth_number h x, nth_number ss x)) ks) (0, 0) = (toR (nth_number h (nth i ks O)), toR (nth_number ss (nth i ks O)))).
  { intros i Hi. rewrite nth_indep with (d' := (fun x => entry_R (nth_number h x, nth_number ss x)) O) by (now rewrite map_length).
    now rewrite (map_nth (fun x => entry_R (nth_number h x, nth_number ss x))). }
  rewrite !F in H1 by auto. cbn [fst snd] in H1. destruct (Hr (nth j ks O)) as [Rj Fj], (Hr (nth k ks O)) as [Rk Fk].
  apply orb_prop in H2 as [H2|H2]; [apply orb_prop in H2 as [H2|H2]|]; [apply Nat.eqb_eq in H2; contradiction| |].
  - apply andb_prop in H2 as [Z1 Z2]. apply same_value_R in Z1, Z2. rewrite toR_zero in Z1, Z2. rewrite (Fj Z1), (Fk Z2). exact H1.
  - left. apply lt_spec in H2. rewrite toR_add, toR_sub, !B in H2 by auto. unfold Rabs in *.
    destruct (Rcase_abs (at_ h' (nth j ks O) - toR (nth_number h (nth j ks O)))), (Rcase_abs (at_ h' (nth k ks O) - toR (nth_number h (nth k ks O)))); lra.
Qed.
End Coefficients.
