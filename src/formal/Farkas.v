(* SPDX-License-Identifier: GPL-3.0-or-later

   What multipliers and trees prove, and interior points: what lies strictly inside a cell has a neighbourhood in it, and
   what is interior to a cell on one side of a hyperplane is not on the other side. *)
Require Import Reals List Lra Lia Bool PeanoNat.
Require Import Thalweg.Numbers Thalweg.Semantics Thalweg.Geometry Thalweg.Statement Thalweg.Passes Thalweg.Values Thalweg.Halfspaces Thalweg.Fits
  Thalweg.ShapeCheck.
Import ListNotations.
Open Scope R_scope.

(* --- over R ---------------------------------------------------------------------------------------------------------- *)
Definition on (h : row R) (x : list R) : Prop := dot (fst h) x <= snd h.
Definition strict (h : row R) (x : list R) : Prop := dot (fst h) x < snd h.
Definition norm (a : list R) : R := lsum Rabs a.
Lemma norm_nonneg a : 0 <= norm a.
Proof. apply lsum_nonneg. intros. apply Rabs_pos. Qed.
Lemma near_length e x y : near e x y -> length x = length y.
Proof. induction 1; simpl; auto. Qed.
Lemma near_refl e x : 0 <= e -> near e x x.
Proof. intros H. induction x; constructor; auto. rewrite Rminus_diag_eq, Rabs_R0; auto. Qed.
Lemma near_sym e x y : near e x y -> near e y x.
Proof. induction 1; constructor; auto. now rewrite Rabs_minus_sym. Qed.
Lemma near_weaken e e' x y : e <= e' -> near e x y -> near e' x y.
Proof. intros H. induction 1; constructor; auto. lra. Qed.
Lemma near_add e e' x y z : near e x y -> near e' y z -> near (e + e') x z.
Proof.
  intros H; revert z; induction H as [|a b x y Hab H IH]; intros z H'; inversion H' as [|? c ? z' Hbc Hz]; subst; constructor; [|now apply IH].
  replace (a - c) with ((a - b) + (b - c)) by ring. eapply Rle_trans; [apply Rabs_triang|lra].
Qed.
Lemma dot_near a e x y : 0 <= e -> near e x y -> Rabs (dot a y - dot a x) <= e * norm a.
Proof.
  intros He H. revert a. induction H as [|u v x y Huv H IH]; intros [|c a]; simpl.
  1-3: rewrite Rminus_diag_eq, Rabs_R0 by auto; apply Rmult_le_pos; auto; apply norm_nonneg.
  unfold norm. simpl. fold (norm a). specialize (IH a). rewrite Rabs_minus_sym in Huv.
  replace (c * v + dot a y - (c * u + dot a x)) with (c * (v - u) + (dot a y - dot a x)) by ring.
  eapply Rle_trans; [apply Rabs_triang|]. rewrite Rabs_mult. pose proof (Rmult_le_compat_l _ _ _ (Rabs_pos c) Huv). lra.
Qed.
Lemma strict_near h x : strict h x -> exists e, 0 < e /\ forall y, near e x y -> strict h y.
Proof.
  unfold strict. intros H. set (s := snd h - dot (fst h) x). assert (0 < s) by (unfold s; lra). pose proof (norm_nonneg (fst h)).
  assert (0 < norm (fst h) + 1) by lra. exists (s / 2 / (norm (fst h) + 1)).
  assert (0 < s / 2 / (norm (fst h) + 1)) by (apply Rdiv_lt_0_compat; lra). split; auto. intros y Hy.
  apply (dot_near (fst h)) in Hy; [|lra]. set (e := s / 2 / (norm (fst h) + 1)) in *.
  assert (e * (norm (fst h) + 1) = s / 2) by (unfold e; field; lra).
  pose proof (Rle_abs (dot (fst h) y - dot (fst h) x)). unfold s in *. nra.
Qed.
Lemma all_near {A} (P : A -> list R -> Prop) (l : list A) x :
  (forall a, In a l -> exists e, 0 < e /\ forall y, near e x y -> P a y) -> exists e, 0 < e /\ forall y, near e x y -> forall a, In a l -> P a y.
Proof.
  induction l as [|a l IH]; intros H; [exists 1; split; [lra|simpl; contradiction]|].
  destruct IH as [e [He IH]]; [intros; apply H; now right|]. destruct (H a) as [e' [He' Ha]]; [now left|].
  exists (Rmin e e'). split; [now apply Rmin_glb_lt|]. intros y Hy b [<-|Hb].
  - apply Ha. eapply near_weaken; [apply Rmin_r|exact Hy].
  - apply IH; auto. eapply near_weaken; [apply Rmin_l|exact Hy].
Qed.
Lemma strictly_interior d c x : length x = d -> Forall (fun h => strict h x) c -> interior (is_in d c) x.
Proof.
  intros Hx H. rewrite Forall_forall in H. destruct (all_near strict c x) as [e [He Hc]].
  { intros h Hh. now apply strict_near, H. }
  exists e. split; auto. intros y Hy. split; [rewrite <- Hx; symmetry; eapply near_length; eauto|].
  apply Forall_forall. intros h Hh. left. now apply (Hc y Hy).
Qed.
Lemma interior_in (S : list R -> Prop) x : interior S x -> S x.
Proof. intros [e [He H]]. apply H, near_refl. lra. Qed.

(* x with t added to coordinate k. *)
Fixpoint bump (x : list R) (k : nat) (t : R) : list R :=
  match x, k with [], _ => [] | a :: x', O => a + t :: x' | a :: x', S k' => a :: bump x' k' t end.
Lemma near_bump x k t : near (Rabs t) x (bump x k t).
Proof.
  revert k; induction x as [|a x IH]; intros [|k]; simpl; constructor.
  - replace (a - (a + t)) with (- t) by ring. rewrite Rabs_Ropp. apply Rle_refl.
  - apply near_refl, Rabs_pos.
  - rewrite Rminus_diag_eq, Rabs_R0 by auto. apply Rabs_pos.
  - apply IH.
Qed.
Lemma dot_bump a x k t : (k < length x)%nat -> dot a (bump x k t) = dot a x + t * nth k a 0.
Proof.
  revert x k; induction a as [|u a IH]; intros [|v x] [|k] H; simpl in *; try lia; try ring. rewrite IH by lia. ring.
Qed.
(* Where all of a neighbourhood is on a hyperplane's side, the point is not on the hyperplane. *)
Lemma interior_strict (S : list R -> Prop) h x k : (k < length x)%nat -> nth k (fst h) 0 <> 0 -> (forall y, S y -> on h y) -> interior S x -> strict h x.
Proof.
  intros Hk Hn Hh [e [He H]]. set (a := nth k (fst h) 0) in *. set (t := if Rle_dec 0 a then e else - e).
  assert (Ht : Rabs t = e /\ 0 < t * a).
  { unfold t. destruct (Rle_dec 0 a); [rewrite Rabs_pos_eq by lra|rewrite Rabs_Ropp, Rabs_pos_eq by lra]; split; auto; nra. }
  destruct Ht as [Ht Hp]. pose proof (near_bump x k t) as N. rewrite Ht in N. apply H, Hh in N. unfold on in N.
  rewrite dot_bump in N by auto. fold a in N. unfold strict. lra.
Qed.

(* --- of the checker ---------------------------------------------------------------------------------------------------- *)
Module Farkas (N : NUM).
Module Export C := ShapeCheck N.
Module Export St := Statement N.
Export C.Sf C.Sf.Rg C.Sf.Rg.Ex C.Sf.Rg.Ex.Fo C.Sf.Rg.Ex.Fo.Fi C.Sf.Rg.Ex.Fo.Fi.H C.Sf.Rg.Ex.Fo.Fi.H.P.
Import N.
Notation row_R := (row_map toR).
Notation on_all hs x := (Forall (fun h => on (row_R h) x) hs).

Lemma lt_R a b : lt a b = true <-> toR a < toR b.
Proof.
  unfold lt. rewrite negb_true_iff. split; intros H.
  - apply Rnot_le_lt. intro L. apply leb_spec in L. congruence.
  - destruct (leb b a) eqn:E; auto. apply leb_spec in E. lra.
Qed.
Lemma zero_R a : is_zero a = true -> toR a = 0.
Proof. intros H. rewrite (eqb_spec _ _ H). apply toR_zero. Qed.
Lemma negative_R a : toR (negative a) = - toR a.
Proof. unfold negative. rewrite toR_sub, toR_zero. ring. Qed.
Lemma plus_R a b x : Semantics.dot (map toR (plus a b)) x = Semantics.dot (map toR a) x + Semantics.dot (map toR b) x.
Proof.
  revert b x; induction a as [|u a IH]; intros [|v b] [|w x]; simpl; try ring. rewrite IH, toR_add. ring.
Qed.
Lemma zeros_R a x : forallb is_zero a = true -> Semantics.dot (map toR a) x = 0.
Proof.
  revert x; induction a as [|u a IH]; intros [|w x]; simpl; auto. intros H. apply andb_prop in H as [H1 H2].
  rewrite IH, (zero_R _ H1) by auto. ring.
Qed.
Lemma same_R a b x : same a b = true -> Semantics.dot (map toR a) x = Semantics.dot (map toR b) x.
Proof.
  revert b x; induction a as [|u a IH]; intros [|v b] [|w x]; simpl; auto; intros H; apply andb_prop in H as [H1 H2].
  - rewrite (zero_R _ H1), zeros_R by auto. ring.
  - rewrite (zero_R _ H1), zeros_R by auto. ring.
  - rewrite (eqb_spec _ _ H1), (IH b) by auto. ring.
Qed.
Lemma map_scaled_R c (f : T -> T) a x : (forall u, toR (f u) = c * toR u) -> Semantics.dot (map toR (map f a)) x = c * Semantics.dot (map toR a) x.
Proof. intros H. revert x; induction a as [|u a IH]; intros [|w x]; simpl; try ring. rewrite IH, H. ring. Qed.
Lemma negative_dot a x : Semantics.dot (map toR (map negative a)) x = - Semantics.dot (map toR a) x.
Proof. rewrite (map_scaled_R (-1)); [ring|]. intros. rewrite negative_R. ring. Qed.
Lemma opposite_on h x : on (row_R (opposite h)) x <-> toR (snd h) <= Semantics.dot (map toR (fst h)) x.
Proof. unfold on, opposite. simpl. rewrite negative_dot, negative_R. lra. Qed.
Lemma at_most_on f g x : on (row_R (at_most f g)) x <-> Semantics.dot (map toR (fst f)) x + toR (snd f) <= Semantics.dot (map toR (fst g)) x + toR (snd g).
Proof. unfold on, at_most. simpl. rewrite plus_R, negative_dot, toR_sub. lra. Qed.

Lemma combination_on hs ms k x : combination hs ms = Some k -> on_all hs x -> on (row_R k) x.
Proof.
  revert k; induction ms as [|[i m] ms IH]; intros k H Hx; simpl in H.
  - injection H as <-. unfold on. simpl. rewrite toR_zero. lra.
  - destruct (nth_error hs i) as [h|] eqn:Ei; [|discriminate]. destruct (combination hs ms) as [k'|]; [|discriminate].
    destruct (leb zero m) eqn:Em; [|discriminate]. injection H as <-. specialize (IH k' eq_refl Hx).
    rewrite Forall_forall in Hx. apply nth_error_In, Hx in Ei. apply leb_spec in Em. rewrite toR_zero in Em.
    unfold on in *. simpl in *. rewrite plus_R, toR_add, (map_scaled_R (toR m)) by (intros; apply toR_mul). rewrite toR_mul.
    pose proof (Rmult_le_compat_l _ _ _ Em Ei). lra.
Qed.
Lemma proves_on hs ms h x : proves hs ms h = true -> on_all hs x -> on (row_R h) x.
Proof.
  unfold proves. destruct (combination hs ms) as [[a b]|] eqn:E; [|discriminate]. intros H Hx. apply andb_prop in H as [H1 H2].
  apply (combination_on _ _ _ x E) in Hx. apply leb_spec in H2. unfold on in *. simpl in *. rewrite <- (same_R a) by auto. lra.
Qed.
Lemma all2_In {A B} (f : A -> B -> bool) l m b : all2 f l m = true -> In b m -> exists a, In a l /\ f a b = true.
Proof.
  revert m; induction l as [|a l IH]; intros [|b' m] H; simpl in *; try contradiction; try discriminate.
  apply andb_prop in H as [H1 H2]. intros [->|Hb]; [eauto|]. destruct (IH m H2 Hb) as [a' [Ha Hf]]. eauto.
Qed.
Lemma proves_all_on hs mss ts x : proves_all hs mss ts = true -> on_all hs x -> on_all ts x.
Proof.
  intros H Hx. apply Forall_forall. intros h Hh. destruct (all2_In _ _ _ _ H Hh) as [ms [_ Hms]]. now apply (proves_on hs ms).
Qed.
(* A point goes down a tree to a leaf whose sides it satisfies. *)
Lemma all_leaves_on {I L} (side : I -> row T) (test : list (row T) -> L -> bool) t : forall hs x,
  all_leaves side test hs t = true -> on_all hs x -> exists hs' l, test hs' l = true /\ on_all hs' x.
Proof.
  induction t as [l|i t1 IH1 t2 IH2]; intros hs x H Hx; simpl in H; [eauto|]. apply andb_prop in H as [H1 H2].
  destruct (Rle_dec (Semantics.dot (map toR (fst (side i))) x) (toR (snd (side i)))) as [L0|L0].
  - apply (IH1 _ x H1). apply Forall_app. split; auto.
  - apply (IH2 _ x H2). apply Forall_app. split; auto. constructor; auto. apply opposite_on. lra.
Qed.
Lemma on_all_R hs x : on_all hs x <-> Forall (fun h => Semantics.dot (fst h) x <= snd h) (map row_R hs).
Proof. rewrite Forall_map. reflexivity. Qed.
Lemma is_in_R d c x : is_in d (map row_R c) x <-> length x = d /\ on_all c x.
Proof. unfold is_in. now rewrite on_all_R. Qed.
Lemma inside_all_R c x : inside_all c x = true -> on_all c (map toR x).
Proof.
  unfold inside_all. rewrite forallb_forall. intros H. apply Forall_forall. intros h Hh. specialize (H h Hh). apply leb_spec in H.
  now rewrite toR_dot in H.
Qed.
Lemma strictly_inside_R c x : strictly_inside c x = true -> Forall (fun h => strict h (map toR x)) (map row_R c).
Proof.
  unfold strictly_inside. rewrite forallb_forall. intros H. rewrite Forall_map. apply Forall_forall. intros h Hh. specialize (H h Hh).
  apply lt_R in H. now rewrite toR_dot in H.
Qed.
Lemma strictly_inside_interior d c x : length x = d -> strictly_inside c x = true -> interior (is_in d (map row_R c)) (map toR x).
Proof. intros Hd H. apply strictly_interior; [now rewrite map_length|now apply strictly_inside_R]. Qed.
End Farkas.
