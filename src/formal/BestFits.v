(* SPDX-License-Identifier: GPL-3.0-or-later

   The claims groups and refinement_of_partitions: a fit whose residuals are orthogonal to (x, 1) is a best one, and near an
   interior point of a cell a function is the piece of that cell. *)
Require Import Reals List Lra Lia Bool PeanoNat.
Require Import Thalweg.Numbers Thalweg.Semantics Thalweg.Geometry Thalweg.Statement Thalweg.Passes Thalweg.Values Thalweg.Stationarity
  Thalweg.Halfspaces Thalweg.Fits Thalweg.ShapeCheck Thalweg.Farkas Thalweg.Partitions.
Import ListNotations.
Open Scope R_scope.

Lemma interior_ball (S : list R -> Prop) x : interior S x -> exists e, 0 < e /\ forall y, near e x y -> interior S y.
Proof.
  intros [e [He H]]. exists (e / 2). split; [lra|]. intros y Hy. exists (e / 2). split; [lra|]. intros z Hz. apply H.
  replace e with (e / 2 + e / 2) by field. now apply (near_add _ _ x y z).
Qed.
Lemma pairs_nth {A} (P : A -> A -> Prop) l : ForallOrdPairs (fun a b => P a b /\ P b a) l ->
  forall i j a b, i <> j -> nth_error l i = Some a -> nth_error l j = Some b -> P a b.
Proof.
  induction 1 as [|a0 l Ha H IH]; intros i j a b Hij Hi Hj; [destruct i; discriminate|]. rewrite Forall_forall in Ha.
  destruct i as [|i], j as [|j]; simpl in *; try congruence.
  - injection Hi as <-. now apply Ha, (nth_error_In _ j).
  - injection Hj as <-. now apply Ha, (nth_error_In _ i).
  - apply (IH i j); auto.
Qed.
(* Near an interior point of a cell. *)
Lemma near_piece g f m c x : is_partition (dimension g) (domain g) (cells_of g (on_partition f)) ->
  nth_error (cells_of g (on_partition f)) m = Some c -> interior (is_in (dimension g) c) x -> is_near g f (piece_on 0 f m) x.
Proof.
  intros [_ [_ H]] Em Hi. destruct (interior_ball _ _ Hi) as [e [He Hb]]. exists e. split; auto. intros y v Hy. specialize (Hb y Hy). split.
  - intros [m' [c' [E' [Hy' ->]]]]. destruct (Nat.eq_dec m m') as [->|N]; [reflexivity|].
    exfalso. exact (pairs_nth _ _ H m m' c c' N Em E' y Hb Hy').
  - intros ->. exists m, c. split; auto. split; auto. now apply interior_in.
Qed.

Lemma filter_combine_map {A B} (f : A -> B) m ms l :
  map snd (filter (fun e => Nat.eqb (fst e) m) (combine ms (map f l))) = map f (map snd (filter (fun e => Nat.eqb (fst e) m) (combine ms l))).
Proof.
  revert l; induction ms as [|k ms IH]; intros [|a l]; simpl; auto. destruct (Nat.eqb k m); simpl; [f_equal|]; apply IH.
Qed.
Lemma group_In {B} ms m (l : list B) s : In s (group ms m l) <-> In (m, s) (combine ms l).
Proof.
  unfold group. rewrite in_map_iff. split.
  - intros [[k s'] [<- H]]. apply filter_In in H as [H E]. simpl in *. apply Nat.eqb_eq in E. now subst.
  - intros H. exists (m, s). split; auto. apply filter_In. split; auto. simpl. apply Nat.eqb_refl.
Qed.
Lemma Forall2_combine {A B} (P : A -> B -> Prop) l m a b : Forall2 P l m -> In (a, b) (combine l m) -> P a b.
Proof. induction 1; simpl; [contradiction|]. intros [E|E]; auto. now injection E as <- <-. Qed.
Lemma combine_combine {A B C} (P : A -> C -> Prop) (ms : list A) (fcs : list C) (data : list B) m s :
  Forall2 P ms fcs -> In (m, s) (combine ms data) -> exists c, P m c /\ In (c, s) (combine fcs data).
Proof.
  intros H. revert data. induction H as [|a c ms fcs Hac H IH]; intros [|b data]; simpl; try contradiction.
  intros [E|E]; [injection E as <- <-; eauto|]. destruct (IH data E) as [c' [Hp Hc]]. eauto.
Qed.

Module BestFits (N : NUM).
Module Export Pa := Partitions N.
Import N.

Lemma entry_R h k : toR (nth_number h k) = at_ (map toR h) k.
Proof. unfold nth_number, at_. rewrite <- toR_zero. now rewrite map_nth. Qed.
Lemma residual_R o p s : toR (residual_number o p s) = gap o (row_R p) (sample_R s).
Proof. unfold residual_number, gap, value. now rewrite toR_sub, toR_add, toR_dot, entry_R. Qed.
Lemma dot_lsum (f h : sample T -> T) l : Semantics.dot (map toR (map f l)) (map toR (map h l)) = lsum (fun s => toR (f s) * toR (h s)) l.
Proof. induction l; simpl; congruence. Qed.
Lemma orthogonal_best d o p group q : is_orthogonal d o p group = true -> (forall s, In s group -> length (input s) = d) ->
  square_errors o (row_R p) (map sample_R group) <= square_errors o q (map sample_R group).
Proof.
  unfold is_orthogonal. intros H Hd. apply andb_prop in H as [H1 H2]. apply zero_R in H1. rewrite toR_total, lsum_map in H1.
  rewrite forallb_forall in H2. set (r := fun s => gap o (row_R p) (sample_R s)). set (x := fun s : sample T => map toR (input s)).
  assert (R1 : lsum r group = 0). { rewrite <- H1. apply lsum_ext. intros s _. symmetry. apply residual_R. }
  assert (O : orth group r x).
  { intros k. destruct (Nat.ltb_spec k d) as [L|L].
    - assert (I : In k (seq 0 d)) by (apply in_seq; lia). specialize (H2 k I). apply zero_R in H2. rewrite toR_dot, dot_lsum in H2.
      rewrite <- H2. apply lsum_ext. intros s _. unfold r, x. now rewrite residual_R, entry_R.
    - apply lsum_zero. intros s Hs. unfold x, at_. rewrite nth_overflow; [ring|]. rewrite map_length, (Hd s Hs). exact L. }
  pose proof (orth_dot _ _ _ (fst q) O) as Q. pose proof (orth_dot _ _ _ (fst (row_R p)) O) as P.
  unfold square_errors. rewrite !lsum_map.
  set (delta := fun s => (Semantics.dot (fst q) (x s) - Semantics.dot (fst (row_R p)) (x s)) + (snd q - snd (row_R p))).
  assert (E : lsum (fun s => gap o q (sample_R s) ^ 2) group =
    lsum (fun s => gap o (row_R p) (sample_R s) ^ 2) group + (2 * lsum (fun s => r s * delta s) group + lsum (fun s => delta s ^ 2) group)).
  { rewrite <- lsum_scale, <- !lsum_add. apply lsum_ext. intros s _. unfold r, delta, gap, value, x. simpl. ring. }
  assert (Z : lsum (fun s => r s * delta s) group = 0).
  { rewrite (lsum_ext _ (fun s => (r s * Semantics.dot (fst q) (x s) + (-1) * (r s * Semantics.dot (fst (row_R p)) (x s))) + (snd q - snd (row_R p)) * r s)) by
      (intros; unfold delta; ring).
    rewrite !lsum_add, !lsum_scale, Q, P, R1. ring. }
  assert (0 <= lsum (fun s => delta s ^ 2) group) by (apply lsum_nonneg; intros; apply pow2_ge_0). rewrite E, Z. lra.
Qed.

Lemma all_lie_in_R d cells ms data : all_lie_in d cells ms data = true -> lie_in d (cells_R cells) ms (map sample_R data).
Proof.
  unfold all_lie_in, lie_in. revert data; induction ms as [|m ms IH]; intros [|s data] H; simpl in H; try discriminate; constructor.
  - apply andb_prop in H as [H _]. unfold lies_in in H. destruct (nth_error cells m) as [c|] eqn:E; [|discriminate].
    apply andb_prop in H as [Hd H]. apply Nat.eqb_eq in Hd. exists (cell_R c). split; [exact (map_nth_error (map row_R) _ _ E)|].
    now apply strictly_inside_interior.
  - apply andb_prop in H as [_ H]. now apply IH.
Qed.
Lemma lies_in_dimension d cells ms data m s : all_lie_in d cells ms data = true -> In (m, s) (combine ms data) ->
  length (input s) = d /\ (m < length cells)%nat.
Proof.
  unfold all_lie_in. intros H I. assert (F : Forall2 (fun m s => lies_in d cells m s = true) ms data) by (revert H; apply all2_Forall2; auto).
  pose proof (Forall2_combine _ _ _ _ _ F I) as E. unfold lies_in in E. destruct (nth_error cells m) eqn:Em; [|discriminate].
  apply andb_prop in E as [E _]. apply Nat.eqb_eq in E. split; auto. apply nth_error_Some. congruence.
Qed.
Lemma total_squares dy (p : nat -> nat -> row T) ms data :
  toR (total (map2 (fun m s => total (map (fun o => square (residual_number o (p m o) s)) (seq 0 dy))) ms data)) =
  lsum (fun e => nsum dy (fun o => gap o (row_R (p (fst e) o)) (snd e) ^ 2)) (combine ms (map sample_R data)).
Proof.
  rewrite toR_total. revert data; induction ms as [|m ms IH]; intros [|s data]; simpl; auto. rewrite IH. f_equal.
  rewrite toR_total, lsum_map, nsum_seq. apply lsum_ext. intros o _. unfold square. rewrite toR_mul, residual_R. ring.
Qed.
Lemma count_INR {A} (l : list A) : toR (count l) = INR (length l).
Proof. unfold count. rewrite toR_total, lsum_map, <- INR_length. apply lsum_ext. intros. apply toR_one. Qed.

Theorem fits_sound d dy cells data ms ps risk : check_fits d dy cells data ms ps risk = true ->
  has_fits d dy (cells_R cells) (map sample_R data) ms (fun m o => row_R (fit_of ps m o)) (toR risk).
Proof.
  unfold check_fits. intros H. apply andb_prop in H as [H Hr]. apply andb_prop in H as [H Hn]. apply andb_prop in H as [Hl Ho].
  split; [|split].
  - now apply all_lie_in_R.
  - intros m o q Hdy. unfold group. rewrite filter_combine_map. fold (members_of ms m data).
    destruct (Nat.ltb_spec m (length cells)) as [L|L].
    + rewrite forallb_forall in Ho. assert (I : In m (seq 0 (length cells))) by (apply in_seq; lia). specialize (Ho m I). cbn beta zeta in Ho.
      rewrite forallb_forall in Ho. assert (J : In o (seq 0 dy)) by (apply in_seq; lia). apply (orthogonal_best d); [now apply Ho|].
      intros s Hs. apply group_In in Hs. now apply (lies_in_dimension d cells ms data m s).
    + destruct (members_of ms m data) as [|s l] eqn:E; [simpl; apply Rle_refl|].
      assert (Hs : In s (group ms m data)) by (unfold members_of in E; unfold group; rewrite E; now left).
      apply group_In in Hs. destruct (lies_in_dimension d cells ms data m s Hl Hs). lia.
  - apply eqb_spec in Hr. rewrite total_squares, toR_mul, count_INR in Hr. rewrite map_length.
    assert (P : INR (length data) <> 0). { apply not_0_INR. intros E. rewrite E in Hn. discriminate. }
    apply (Rmult_eq_reg_r (INR (length data))); auto. rewrite <- Hr. field. exact P.
Qed.

Lemma cells_of_R g p : cells_of (shapes_map toR g) p = cells_R (cells_of g p).
Proof. unfold cells_of. simpl. now rewrite <- (map_nth cells_R). Qed.
Lemma piece_on_R f m : piece_on 0 (cpwl_map toR f) m = row_R (piece_on zero f m).
Proof. unfold piece_on. simpl. rewrite <- (map_nth row_R). unfold row_map. simpl. now rewrite toR_zero. Qed.
Theorem groups_sound dy data w g : Forall (is_partition (dimension g) (domain (shapes_map toR g))) (partitions (shapes_map toR g)) ->
  check_groups dy data w g = true -> exists e, groups_of (shapes_map toR g) = Some e /\ are_groups dy (map sample_R data) (shapes_map toR g) e.
Proof.
  unfold check_groups. simpl. destruct (groups_of g) as [e|]; [|discriminate]. intros HP H. apply andb_prop in H as [H Hp]. apply andb_prop in H as [H Hc].
  apply andb_prop in H as [Hdy Hf]. apply Nat.eqb_eq in Hdy. apply Nat.eqb_eq in Hc. simpl. eexists. split; [reflexivity|].
  set (ms := cell_of_sample w) in *. set (cells := cells_of g (group_partition e)) in *. set (ps := group_fits g ms (function_cells w) cells) in *.
  split; [simpl; now rewrite map_length|]. exists ms, (fun m o => row_R (fit_of ps m o)). split; [|split].
  - simpl. rewrite cells_of_R. now apply fits_sound.
  - exact Hc.
  - intros m o f s Eo Hs. simpl in Eo. rewrite nth_error_map in Eo. destruct (nth_error (outputs_of g) o) as [f0|] eqn:Eo0; [|discriminate].
    injection Eo as <-. unfold group in Hs. rewrite filter_combine_map in Hs. apply in_map_iff in Hs as [s0 [<- Hs]]. apply group_In in Hs.
    assert (Hm : (m < length cells)%nat).
    { unfold check_fits in Hf. rewrite !andb_true_iff in Hf. destruct Hf as [[[Hl _] _] _]. now apply (lies_in_dimension (dimension g) cells ms data m s0). }
    assert (F : exists fcs, nth_error (function_cells w) o = Some fcs /\ is_common_piece g cells data ms f0 fcs = true).
    { revert Hp Eo0. generalize (function_cells w). generalize (outputs_of g). clear. intros l. revert o.
      induction l as [|a l IH]; intros [|o] [|b l'] H E; simpl in *; try discriminate;
        apply andb_prop in H as [H1 H2]; [injection E as ->; eauto|eauto]. }
    destruct F as [fcs [Efc F]]. unfold is_common_piece in F. apply andb_prop in F as [Fl Fp].
    assert (F2 : Forall2 (fun m c => nth c (pieces_of f0) O = nth m (map (first_piece f0 ms fcs) (seq 0 (length cells))) O) ms fcs).
    { revert Fp. apply all2_Forall2. intros a b E. now apply Nat.eqb_eq. }
    destruct (combine_combine _ ms fcs data m s0 F2 Hs) as [c [Ec Hcs]].
    assert (E : fit_of ps m o = piece_on zero f0 c).
    { unfold fit_of, ps, group_fits.
      rewrite (nth_indep _ [] (map2 (fun f fcs => nth (first_piece f ms fcs m) (functions f) ([], zero)) (outputs_of g) (function_cells w))) by
        (rewrite map_length, seq_length; exact Hm).
      rewrite (map_nth (fun m => map2 (fun f fcs => nth (first_piece f ms fcs m) (functions f) ([],
        zero)) (outputs_of g) (function_cells w)) (seq 0 (length cells)) m m), seq_nth by exact Hm.
      unfold piece_on. rewrite Ec. rewrite (nth_indep _ O (first_piece f0 ms fcs m)) by (rewrite map_length, seq_length; exact Hm).
      rewrite (map_nth (first_piece f0 ms fcs) (seq 0 (length cells)) m m), seq_nth by exact Hm. simpl. revert Eo0 Efc. generalize (outputs_of g).
      generalize (function_cells w). clear.
      intros l' l. revert o l'.
      induction l as [|a l IH]; intros [|o] [|b l'] E1 E2; simpl in *; try discriminate; [injection E1 as ->; injection E2 as ->; reflexivity|auto]. }
    rewrite E. rewrite <- piece_on_R. pose proof (all_lie_in_R _ _ _ _ Fl) as L.
    assert (Hcs' : In (c, sample_R s0) (combine fcs (map sample_R data))).
    { apply group_In. unfold group. rewrite filter_combine_map. apply in_map. now apply group_In. }
    destruct (Forall2_combine _ _ _ _ _ L Hcs') as [c0 [E0 Hi]]. apply (near_piece _ _ c c0); simpl; rewrite ?cells_of_R; auto.
    assert (In (cells_of (shapes_map toR g) (on_partition f0)) (partitions (shapes_map toR g))).
    { unfold cells_of. apply nth_In. destruct (Nat.ltb_spec (on_partition f0) (length (partitions (shapes_map toR g)))) as [L1|L1]; auto.
      exfalso. rewrite <- cells_of_R in E0. unfold cells_of in E0. rewrite nth_overflow in E0 by exact L1. destruct c; discriminate. }
    rewrite Forall_forall in HP. rewrite cells_of_R in H. now apply HP.
Qed.

Theorem finer_sound dy data w g : check_finer dy data w g = true -> exists e,
  finer (shapes_map toR g) = Some e /\ is_finer_partition dy (map sample_R data) (shapes_map toR g) e.
Proof.
  unfold check_finer, check_fits_of. simpl. destruct (finer g) as [e|]; [|discriminate]. intros H. apply andb_prop in H as [H Hlt].
  apply andb_prop in H as [H Hf].
  apply andb_prop in H as [Hi Hc]. apply andb_prop in Hf as [_ Hf]. apply andb_prop in Hc as [_ Hc]. simpl. eexists. split; [reflexivity|].
  unfold is_finer_partition. rewrite !cells_of_R. simpl. split; [|split; [|split]].
  - intros c Hin. apply in_map_iff in Hin as [c0 [<- Hin]]. destruct (all2_fst _ _ _ _ Hi Hin) as [[m mss] [_ Hm]]. unfold lies_in_cell in Hm. simpl in Hm.
    destruct (nth_error (cells_of g (coarse e)) m) as [c'|] eqn:E; [|discriminate]. exists (cell_R c'). split; [apply in_map, (nth_error_In _ _ E)|].
    intros x Hx. apply is_in_R in Hx as [Hd Hx]. apply is_in_R. split; auto. now apply (proves_all_on c0 mss).
  - eexists _, _. apply fits_sound. exact Hc.
  - eexists _, _. apply fits_sound. exact Hf.
  - now apply lt_R.
Qed.
End BestFits.
