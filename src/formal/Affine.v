(* SPDX-License-Identifier: GPL-3.0-or-later

   On a pattern class a network is an affine map (section 7.5); what is orthogonal to (x, 1) is orthogonal to affine maps. *)
Require Import Reals List Lra Lia Bool PeanoNat.
Require Import Thalweg.Semantics Thalweg.Values Thalweg.Stationarity.
Import ListNotations.
Open Scope R_scope.

Fixpoint plus (a b : list R) : list R := match a, b with x :: a', y :: b' => (x + y) :: plus a' b' | [], _ => b | _, [] => a end.
Lemma dot_plus a b x : dot (plus a b) x = dot a x + dot b x.
Proof. revert b x; induction a as [|u a IH]; intros [|v b] [|w x]; simpl; try ring. rewrite IH. ring. Qed.
Lemma dot_scaled c a x : dot (map (Rmult c) a) x = c * dot a x.
Proof. revert x; induction a as [|u a IH]; intros [|w x]; simpl; try ring. rewrite IH. ring. Qed.

(* A row after an affine map is affine; so are a layer with given pieces, and a network with a given pattern. *)
Lemma row_affine w A : exists a, forall x, dot w (affine A x) = dot (fst a) x + snd a.
Proof.
  revert A; induction w as [|u w IH]; intros A; [exists ([], 0); intros; simpl; ring|]. destruct A as [|[v b] A]; [exists ([], 0); intros; simpl; ring|].
  destruct (IH A) as [[a c] Ha]. exists (plus (map (Rmult u) v) a, u * b + c). intros x. simpl in *. rewrite Ha, dot_plus, dot_scaled. ring.
Qed.
Lemma fed_affine w (rs : list (list R * R)) (A : list (list R * R)) x : fed w ([], 0) 0 rs (affine A x) = map (fun e => (fst e, affine (snd e) x)) (fed w ([], 0) ([], 0) rs A).
Proof.
  unfold affine. pose proof (fed_map (fun row : list R * R => row) (fun row : list R * R => dot (fst row) x + snd row) w ([], 0) ([], 0) rs A) as E.
  simpl in E. rewrite map_id, Rplus_0_r in E. exact E.
Qed.
Lemma units_affine (us : list ((list R * R) * list (list R * R))) t q : exists B, forall x,
  Forall2 (inside t) q (map (fun u => dot (fst (fst u)) (affine (snd u) x) + snd (fst u)) us) ->
  map (act t) (map (fun u => dot (fst (fst u)) (affine (snd u) x) + snd (fst u)) us) = affine B x.
Proof.
  revert q; induction us as [|[[w b] A] us IH]; intros q; [exists []; reflexivity|].
  destruct q as [|k q]; [exists []; intros x H; inversion H|]. destruct (IH q) as [B HB]. destruct (row_affine w A) as [[a c] Ha].
  exists ((map (Rmult (fst (segment t k))) a, fst (segment t k) * (c + b) + snd (segment t k)) :: B).
  intros x H. inversion H as [|? ? ? ? H1 H2]; subst. simpl. rewrite (HB x H2). f_equal.
  rewrite act_segment, (inside_piece _ _ _ H1). simpl. rewrite Ha, dot_scaled. simpl. ring.
Qed.
Lemma affine_entry A x o : exists w b, at_ (affine A x) o = dot w x + b /\ (w, b) = nth o A ([], 0).
Proof.
  destruct (nth o A ([], 0)) as [w b] eqn:E. exists w, b. split; auto. unfold at_, affine.
  pose proof (map_nth (fun row : list R * R => dot (fst row) x + snd row) A ([], 0) o) as Q. rewrite E in Q. simpl in Q.
  rewrite Rplus_0_r in Q. exact Q.
Qed.
(* A maximum with the selected entries q. *)
Lemma windows_affine (us : list (nat * list nat)) A s i q : exists B, forall x ss,
  Forall2 selected (map (fun u => map (fun k => (at_ (affine A x) k, at_ ss k)) (snd u)) us) q ->
  map (act (Last s i)) (map (fun u => largest (map (fun k => nth k (affine A x) 0) (snd u))) us) = affine B x.
Proof.
  revert q; induction us as [|u us IH]; intros q; [exists []; reflexivity|]. destruct q as [|k q]; [exists []; intros x ss H; inversion H|].
  destruct (IH q) as [B HB]. set (o := nth k (snd u) O). destruct (nth o A ([], 0)) as [w b] eqn:E.
  exists ((map (Rmult s) w, s * b + i) :: B). intros x ss H. inversion H as [|? ? ? ? H1 H2]; subst. cbn [map affine]. rewrite (HB x ss H2). unfold affine at 2. cbn [map act]. f_equal.
  pose proof (selected_largest _ _ H1) as L. rewrite map_map in L. simpl in L. destruct H1 as [Hk _]. rewrite map_length in Hk.
  rewrite nth_indep with (d' := (fun k => (at_ (affine A x) k, at_ ss k)) O) in L by (now rewrite map_length).
  rewrite (map_nth (fun k => (at_ (affine A x) k, at_ ss k))) in L. simpl in L. fold o in L. unfold at_ in L at 1. rewrite L.
  destruct (affine_entry A x o) as (w' & b' & Q & E'). rewrite E in E'. injection E' as -> ->. rewrite Q. cbn [fst snd]. rewrite dot_scaled. ring.
Qed.
Lemma kept_affine {C} (l : layer C) A B x : affine (B ++ kept l A) x = affine B x ++ kept l (affine A x).
Proof. unfold affine, kept. rewrite map_app. now destruct (keeps l). Qed.
Lemma network_affine W : forall p ss A, exists B, forall x, has_pattern_from ss W (affine A x) p -> fwd W (affine A x) = affine B x.
Proof.
  induction W as [|l W IH]; intros [|q p] ss A; try (exists []; intros; simpl in *; contradiction); [exists A; reflexivity|].
  destruct (is_pooling l) eqn:Pl.
  { destruct (pooling_wired l Pl) as (s & i & us & Er & Et & Ew). destruct (windows_affine us A s i q) as [B HB].
    destruct (IH p (map (fun k => fst (segment (tab l) k)) q ++ kept l ss) (B ++ kept l A)) as [C HC]. exists C. intros x [H1 H2]. rewrite Pl in H1. unfold out in H2.
    assert (P : map (act (tab l)) (pre l (affine A x)) = affine B x).
    { assert (Q : pre l (affine A x) = map (fun u => largest (map (fun k => nth k (affine A x) 0) (snd u))) us) by (unfold pre, fed; now rewrite Pl, Ew, map_map).
      rewrite Q, Et. apply (HB x ss). unfold windows in H1. now rewrite Ew in H1. }
    simpl. unfold out. rewrite P in *. rewrite <- kept_affine in *. auto. }
  destruct (units_affine (fed (wiring l) ([], 0) ([], 0) (rows l) A) (tab l) q) as [B HB]. destruct (IH p (map (fun k => fst (segment (tab l) k)) q ++ kept l ss) (B ++ kept l A)) as [C HC]. exists C. intros x [H1 H2]. rewrite Pl in H1. unfold out in H2.
  assert (P : pre l (affine A x) = map (fun u => dot (fst (fst u)) (affine (snd u) x) + snd (fst u)) (fed (wiring l) ([], 0) ([], 0) (rows l) A)).
  { unfold pre. now rewrite Pl, fed_affine, map_map. }
  simpl. unfold out. rewrite P in *. pose proof (HB x H1) as E. rewrite E in *. rewrite <- kept_affine in *. auto.
Qed.
Lemma identity_affine n : exists A, forall x, length x = n -> affine A x = x.
Proof.
  exists (map (fun j => (map (fun i => if (i =? j)%nat then 1 else 0) (seq 0 n), 0)) (seq 0 n)). intros x <-. unfold affine. rewrite map_map. simpl.
  assert (G : forall y k, map (fun j => dot (map (fun i => if (i =? j)%nat then 1 else 0) (seq k (length y))) y + 0) (seq k (length y)) = y).
  2:{ apply G. }
  assert (Z : forall y k j, (j < k)%nat -> dot (map (fun i => if (i =? j)%nat then 1 else 0) (seq k (length y))) y = 0).
  { induction y as [|a y IH]; intros k j H; simpl; auto. assert ((k =? j)%nat = false) as -> by (apply Nat.eqb_neq; lia).
    rewrite IH by lia. ring. }
  induction y as [|a y IH]; intros k; simpl; auto. rewrite Nat.eqb_refl, Z by lia. f_equal; [ring|].
  etransitivity; [|apply (IH (S k))]. apply map_ext_in. intros j Hj. apply in_seq in Hj.
  assert ((k =? j)%nat = false) as -> by (apply Nat.eqb_neq; lia). ring.
Qed.
Lemma pattern_affine W p n : exists A, forall x, length x = n -> has_pattern W x p -> fwd W x = affine A x.
Proof.
  destruct (identity_affine n) as [I HI]. destruct (network_affine W p (map (fun _ => 1) (seq 0 n)) I) as [A HA]. exists A. intros x Hn H.
  specialize (HA x). rewrite (HI x Hn) in HA. apply HA. unfold has_pattern in H.
  replace (map (fun _ => 1) (seq 0 n)) with (map (fun _ : R => 1) x); auto. subst n. generalize O. clear. induction x; intros k; simpl; auto. f_equal. apply IHx.
Qed.
Lemma affine_orth {I} (is : list I) (g : I -> R) (x : I -> list R) A o : orth is g x -> lsum g is = 0 -> lsum (fun i => g i * at_ (affine A (x i)) o) is = 0.
Proof.
  intros H1 H2. destruct (nth o A ([], 0)) as [w b] eqn:E. rewrite (lsum_ext _ (fun i => g i * dot w (x i) + b * g i)).
  - rewrite lsum_add, lsum_scale, H2, orth_dot by auto. ring.
  - intros i _. destruct (affine_entry A (x i) o) as (w' & b' & -> & E'). rewrite E in E'. injection E' as -> ->. ring.
Qed.
