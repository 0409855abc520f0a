(* SPDX-License-Identifier: GPL-3.0-or-later

   Over R: the pieces in use at an input, walls or not, largest entries of windows, and that a pattern has these pieces. *)
Require Import Reals List Lra Lia Bool PeanoNat.
Require Import Thalweg.Semantics.
Import ListNotations.
Open Scope R_scope.

Fixpoint piece (t : table R) (z : R) : nat :=
  match t with Last _ _ => O | Cut _ _ b t' => if Rle_dec z b then O else S (piece t' z) end.
Fixpoint first_max (h : list R) : nat :=
  match h with [] => O | a :: h' => if existsb (fun b => if Rlt_dec a b then true else false) h' then S (first_max h') else O end.
(* The pieces in use, walls or not. *)
Definition layer_pieces (l : layer R) (h : list R) : list nat :=
  if is_pooling l then map (fun u => first_max (snd u)) (fed (wiring l) ([], 0) 0 (rows l) h) else map (piece (tab l)) (pre l h).
Fixpoint pieces (W : net R) (h : list R) : pattern :=
  match W with [] => [] | l :: W' => layer_pieces l h :: pieces W' (out l h) end.

(* --- maxima ---------------------------------------------------------------------------------------------------------- *)
Lemma largest_cons a b h : largest (a :: b :: h) = Rmax a (largest (b :: h)).
Proof.
  simpl. revert b; induction h as [|c h IH]; intros b; simpl; auto. rewrite <- IH. f_equal. symmetry. apply Rmax_assoc.
Qed.
Lemma exceeded_R a h : existsb (fun b => if Rlt_dec a b then true else false) h = true <-> exists b, In b h /\ a < b.
Proof. rewrite existsb_exists. split; intros (b & Hb & H); exists b; split; auto; now destruct (Rlt_dec a b). Qed.
Lemma max_member h : h <> [] -> In (at_ h (first_max h)) h.
Proof.
  unfold at_. induction h as [|a h IH]; [congruence|]. intros _. simpl. destruct (existsb _ h) eqn:E; [|now left]. right. apply IH. now destruct h.
Qed.
Lemma first_max_lt h : h <> [] -> (first_max h < length h)%nat.
Proof.
  induction h as [|a h IH]; [congruence|]. intros _. simpl. destruct (existsb _ h) eqn:E; [|lia]. assert (h <> []) by (now destruct h). specialize (IH H). lia.
Qed.
Lemma max_upper h c : In c h -> c <= at_ h (first_max h).
Proof.
  unfold at_. revert c; induction h as [|a h IH]; [contradiction|]. intros c. simpl. destruct (existsb _ h) eqn:E.
  - apply exceeded_R in E as (b & Hb & E). specialize (IH b Hb) as B. intros [<-|Hc]; [lra|auto].
  - intros [<-|Hc]; [lra|]. apply Rnot_lt_le. intros L. assert (X : existsb (fun b => if Rlt_dec a b then true else false) h = true) by (apply exceeded_R; eauto). congruence.
Qed.
Lemma largest_first h : largest h = at_ h (first_max h).
Proof.
  induction h as [|a [|b h] IH]; [reflexivity|reflexivity|]. rewrite largest_cons, IH. remember (b :: h) as h1 eqn:Eh. cbn [first_max].
  destruct (existsb _ h1) eqn:E.
  - apply exceeded_R in E as (c & Hc & E). apply max_upper in Hc. rewrite Rmax_right by lra. reflexivity.
  - rewrite Rmax_left; [reflexivity|]. apply Rnot_lt_le. intros L.
    assert (X : existsb (fun b => if Rlt_dec a b then true else false) h1 = true); [|congruence]. apply exceeded_R. eexists. split; [apply max_member; subst; discriminate|exact L].
Qed.
Lemma largest_is h v : In v h -> (forall b, In b h -> b <= v) -> largest h = v.
Proof.
  intros Hv Hb. rewrite largest_first. apply Rle_antisym; [|now apply max_upper]. apply Hb, max_member. intros E. now rewrite E in Hv.
Qed.
Lemma selected_first es q : selected es q -> first_max (map fst es) = q.
Proof.
  revert q; induction es as [|e es IH]; intros q [Hq H]; simpl in Hq; [lia|]. simpl. destruct q as [|q].
  - destruct (existsb _ _) eqn:E; auto. apply existsb_exists in E as (b & Hb & E). apply (In_nth _ _ 0) in Hb as (j & Hj & Eb). rewrite map_length in Hj.
    specialize (H (S j)). simpl in H. specialize (H ltac:(lia) ltac:(lia)).
    assert (b = fst (nth j es (0, 0))) as -> by (rewrite <- Eb; exact (map_nth fst es (0, 0) j)). destruct (Rlt_dec _ _); [lra|discriminate].
  - assert (F : fst e < fst (nth q es (0, 0))).
    { specialize (H O). simpl in H. destruct (H ltac:(lia) ltac:(lia)) as [L|[L _]]; [exact L|lia]. }
    assert (existsb (fun b => if Rlt_dec (fst e) b then true else false) (map fst es) = true) as ->.
    { apply existsb_exists. exists (fst (nth q es (0, 0))). split; [apply in_map, nth_In; lia|]. now destruct (Rlt_dec _ _). }
    f_equal. apply IH. split; [lia|]. intros j Hj Hn. specialize (H (S j)). simpl in H. destruct (H ltac:(lia) ltac:(lia)) as [L|[L R]]; [now left|right]. split; [lia|exact R].
Qed.
Lemma selected_largest es q : selected es q -> largest (map fst es) = fst (nth q es (0, 0)).
Proof. intros H. rewrite largest_first, (selected_first _ _ H). exact (map_nth fst es (0, 0) q). Qed.
Lemma windows_inputs (l : layer R) h ss : wiring l <> None -> map (map fst) (windows l h ss) = map snd (fed (wiring l) ([], 0) 0 (rows l) h).
Proof.
  unfold windows, fed. destruct (wiring l) as [us|]; [intros _|congruence]. rewrite !map_map. apply map_ext. intros u. rewrite map_map. reflexivity.
Qed.
Lemma unwired_pooling {A} (l : layer A) : wiring l = None -> is_pooling l = false.
Proof. unfold is_pooling. intros ->. now destruct (rows l), (tab l). Qed.
Lemma close_pooling r l' l : close_layer r l' l -> is_pooling l' = is_pooling l.
Proof. intros [Hr (Et & _ & _ & Ew & _)]. unfold is_pooling. rewrite Et, Ew. destruct Hr; reflexivity. Qed.
Lemma pooling_wired {A} (l : layer A) : is_pooling l = true -> exists s k us, rows l = [] /\ tab l = Last s k /\ wiring l = Some us.
Proof. unfold is_pooling. destruct (rows l), (tab l), (wiring l); try discriminate. eauto 6. Qed.
Lemma selected_pieces (l : layer R) h ss q : is_pooling l = true -> Forall2 selected (windows l h ss) q -> layer_pieces l h = q.
Proof.
  intros P H. unfold layer_pieces. rewrite P. rewrite <- (map_map snd first_max), <- (windows_inputs l h ss).
  - rewrite map_map. induction H as [|w k ws q Hw _ IH]; simpl; auto. now rewrite IH, (selected_first _ _ Hw).
  - apply pooling_wired in P as (s & k & us & _ & _ & ->). congruence.
Qed.
Lemma act_segment t z : act t z = fst (segment t (piece t z)) * z + snd (segment t (piece t z)).
Proof. induction t as [s k|s k b t IH]; simpl; [reflexivity|]. destruct (Rle_dec z b); simpl; auto. Qed.
Lemma inside_piece t q z : inside t q z -> piece t z = q.
Proof.
  revert q; induction t as [s k|s k b t IH]; intros [|q]; simpl; auto; try contradiction.
  - intros H. destruct (Rle_dec z b); auto. lra.
  - intros [H H']. destruct (Rle_dec z b); [lra|]. f_equal. auto.
Qed.
Lemma inside_all_pieces t q z : Forall2 (inside t) q z -> map (piece t) z = q.
Proof. induction 1; simpl; auto. f_equal; auto. now apply inside_piece. Qed.
Lemma has_pattern_from_pieces W : forall ss h p, has_pattern_from ss W h p -> pieces W h = p.
Proof.
  induction W as [|l W IH]; intros ss h [|q p]; simpl; auto; try contradiction. intros [H1 H2]. f_equal; [|now apply IH in H2].
  destruct (is_pooling l) eqn:E; [now apply (selected_pieces l h ss)|]. unfold layer_pieces. rewrite E. now apply inside_all_pieces.
Qed.
Lemma has_pattern_pieces W h p : has_pattern W h p -> pieces W h = p.
Proof. apply has_pattern_from_pieces. Qed.
