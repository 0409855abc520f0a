(* SPDX-License-Identifier: GPL-3.0-or-later

   Samples by class: sums over all samples are sums over the exempt ones and over the groups; and what the sums of
   section 15.1 over classes say about sums over samples. *)
Require Import Reals List Lra Lia Bool PeanoNat.
Require Import Thalweg.Numbers Thalweg.Semantics Thalweg.Passes Thalweg.Values Thalweg.Stationarity Thalweg.Invariance.
Import ListNotations.
Open Scope R_scope.

Lemma Forall2_same_length {A B} (P : A -> B -> Prop) l m : Forall2 P l m -> length l = length m.
Proof. induction 1; simpl; congruence. Qed.
Lemma Forall2_weaken {A B} (P Q : A -> B -> Prop) l m : (forall a b, P a b -> Q a b) -> Forall2 P l m -> Forall2 Q l m.
Proof. induction 2; constructor; auto. Qed.
Lemma nth_const {A B} (l : list A) (c d : B) k : (k < length l)%nat -> nth k (map (fun _ => c) l) d = c.
Proof. revert k; induction l; intros [|k] H; simpl in *; auto; try lia. apply IHl; lia. Qed.
Lemma combine_map_right {A B C} (f : B -> C) (a : list A) (b : list B) : combine a (map f b) = map (fun e => (fst e, f (snd e))) (combine a b).
Proof. revert b; induction a as [|x a IH]; intros [|y b]; simpl; auto. now rewrite IH. Qed.
Lemma classed_map {A B} (f : A -> B) cs l : classed cs (map f l) = map f (classed cs l).
Proof.
  unfold classed. rewrite combine_map_right. induction (combine cs l) as [|[[c|] x] L IH]; simpl; auto. now rewrite IH.
Qed.
Lemma lsum_concat {A} (f : A -> R) L : lsum f (concat L) = lsum (lsum f) L.
Proof. induction L; simpl; auto. now rewrite lsum_app, IHL. Qed.
Lemma lsum_indicator a x k : (a < k)%nat -> lsum (fun c => if (a =? c)%nat then x else 0) (seq 0 k) = x.
Proof.
  intros H. induction k as [|k IH]; [lia|]. rewrite seq_S, lsum_app. simpl.
  destruct (Nat.eq_dec a k) as [->|Ne].
  - rewrite Nat.eqb_refl, lsum_zero; [lra|]. intros c Hc. apply in_seq in Hc. assert ((k =? c)%nat = false) as -> by (apply Nat.eqb_neq; lia). auto.
  - assert ((a =? k)%nat = false) as -> by (now apply Nat.eqb_neq). rewrite IH by lia. lra.
Qed.

Module Classes (N : NUM).
Module Export I := Invariance N.
Import N.

(* --- groups -------------------------------------------------------------------------------------------------------- *)
Lemma class_count_bound cs : forall n k, class_count n cs = Some k -> (n <= k)%nat /\ forall c, In (Some c) cs -> (c < k)%nat.
Proof.
  induction cs as [|[a|] cs IH]; simpl; intros n k H.
  - injection H as <-. split; [lia|tauto].
  - destruct (a <? n)%nat eqn:E1; [|destruct (a =? n)%nat eqn:E2; [|discriminate]]; apply IH in H as [H1 H2].
    + apply Nat.ltb_lt in E1. split; auto. intros c [Q|Q]; auto. injection Q as <-. lia.
    + apply Nat.eqb_eq in E2. split; [lia|]. intros c [Q|Q]; auto. injection Q as <-. lia.
  - apply IH in H as [H1 H2]. split; auto. intros c [Q|Q]; auto. discriminate.
Qed.
Lemma groups_sum {A} (f : A -> R) cs (l : list A) k : (forall c, In (Some c) cs -> (c < k)%nat) ->
  lsum f (concat (groups cs l k)) = lsum f (classed cs l).
Proof.
  intros H. rewrite lsum_concat. unfold groups, members, classed. rewrite lsum_map.
  assert (G : forall c x, In (Some c, x) (combine cs l) -> (c < k)%nat) by (intros c x Q; apply H; eapply in_combine_l; eauto).
  clear H. induction (combine cs l) as [|[e x] L IH]; simpl; [apply lsum_zero; auto|].
  destruct e as [a|]; simpl.
  - rewrite (lsum_ext _ (fun c => (if (a =? c)%nat then f x else 0) + lsum f (map snd (filter (fun e => in_class c (fst e)) L)))).
    + rewrite lsum_add, IH, lsum_indicator; auto.
      * eapply G. now left.
      * intros c y Q. eapply G. right. eauto.
    + intros c _. destruct (a =? c)%nat; simpl; lra.
  - apply IH. intros c y Q. eapply G. right. eauto.
Qed.
Lemma groups_member {A} (cs : list (option nat)) (l : list A) k s : (forall c, In (Some c) cs -> (c < k)%nat) ->
  In s (classed cs l) -> In s (concat (groups cs l k)).
Proof.
  intros H Q. unfold classed in Q. apply in_map_iff in Q as ([[c|] x] & <- & Q); apply filter_In in Q as [Q E]; [|discriminate].
  simpl. apply in_concat. exists (members cs l c). split.
  - unfold groups. apply in_map, in_seq. split; [lia|]. apply H. eapply in_combine_l; eauto.
  - unfold members. apply in_map_iff. exists (Some c, x). split; auto. apply filter_In. split; auto. simpl. apply Nat.eqb_refl.
Qed.
Lemma groups_data {A} (cs : list (option nat)) (l : list A) k s : In s (concat (groups cs l k)) -> In s (classed cs l).
Proof.
  intros H. apply in_concat in H as (ms & Hm & Hs). unfold groups in Hm. apply in_map_iff in Hm as (c & <- & _).
  unfold members in Hs. apply in_map_iff in Hs as ([e x] & <- & Hs). apply filter_In in Hs as [Hs E]. simpl in *.
  unfold classed. apply in_map_iff. exists (e, x). split; auto. apply filter_In. split; auto. destruct e; auto.
Qed.
Lemma classed_data {A} (cs : list (option nat)) (l : list A) s : In s (classed cs l) -> In s l.
Proof.
  unfold classed. intros H. apply in_map_iff in H as ([e x] & <- & H). apply filter_In in H as [H _]. eapply in_combine_r; eauto.
Qed.
Lemma unclassed_data {A} (cs : list (option nat)) (l : list A) s : In s (unclassed cs l) -> In s l.
Proof.
  unfold unclassed. intros H. apply in_map_iff in H as ([e x] & <- & H). apply filter_In in H as [H _]. eapply in_combine_r; eauto.
Qed.
Lemma exempt_sum {A} (f : A -> R) cs (l : list A) : length cs = length l -> lsum f l = lsum f (unclassed cs l) + lsum f (classed cs l).
Proof.
  unfold unclassed, classed. revert l; induction cs as [|[c|] cs IH]; intros [|x l] H; simpl in *; try discriminate; [lra| |];
    rewrite (IH l) by congruence; simpl; lra.
Qed.

(* --- samples tagged with their class ------------------------------------------------------------------------------- *)
Fixpoint tagged {A} (gs : list (list A)) : list (nat * A) :=
  match gs with [] => [] | ms :: gs' => map (pair O) ms ++ map (fun i => (S (fst i), snd i)) (tagged gs') end.
Lemma tagged_concat {A} (gs : list (list A)) : map snd (tagged gs) = concat gs.
Proof.
  induction gs as [|ms gs IH]; simpl; auto. rewrite map_app, !map_map, <- IH. simpl. now rewrite map_id.
Qed.
Lemma tagged_sum {A} (f : A -> R) (b : list R) gs :
  lsum (fun i => at_ b (fst i) * f (snd i)) (tagged gs) = Semantics.dot b (map (lsum f) gs).
Proof.
  revert b; induction gs as [|ms gs IH]; intros b; simpl; [now destruct b|].
  rewrite lsum_app, !lsum_map. destruct b as [|x b]; simpl.
  - rewrite !lsum_zero; [lra| |]; intros; unfold at_; simpl; ring.
  - rewrite lsum_scale. f_equal. exact (IH b).
Qed.
Lemma tagged_fst {A} (gs : list (list A)) i : In i (tagged gs) -> (fst i < length gs)%nat.
Proof.
  revert i; induction gs as [|ms gs IH]; simpl; intros i H; [contradiction|].
  apply in_app_or in H as [H|H]; apply in_map_iff in H as (a & <- & Ha); simpl; [lia|]. apply IH in Ha. lia.
Qed.

(* A vector over the classes as a function of tagged samples. *)
Definition vf (b : list T) (i : nat * sample T) : R := toR (nth_number b (fst i)).
Lemma vf_sum b gs (f : sample T -> R) M : map toR M = map (lsum f) gs ->
  lsum (fun i => vf b i * f (snd i)) (tagged gs) = toR (dot b M).
Proof.
  intros H. rewrite toR_dot, H, <- tagged_sum. apply lsum_ext. intros i _. unfold vf. now rewrite nth_number_R.
Qed.
Lemma nin_span_sound advice n B v gs : (length gs <= n)%nat -> nin_span advice n B v = true -> in_span (tagged gs) (map vf B) (vf v).
Proof.
  intros Hn H. exists (map toR (solve advice B v)). intros i Hi. unfold nin_span in H. rewrite forallb_forall in H.
  specialize (H (fst i)). rewrite in_seq in H. pose proof (tagged_fst _ _ Hi). specialize (H ltac:(lia)).
  apply eqb_spec in H. unfold vf at 1. rewrite H, toR_dot, !map_map. reflexivity.
Qed.
Lemma in_span_ext (J : list (nat * sample T)) B v w : (forall i, In i J -> v i = w i) -> in_span J B v -> in_span J B w.
Proof. intros E (c & H). exists c. intros i Hi. rewrite <- E, H; auto. Qed.
Lemma times_nth f ps b k : (length ps = length b) ->
  toR (nth_number (times f ps b) k) = toR (f (hd [] (nth k ps []))) * toR (nth_number b k).
Proof.
  unfold times, nth_number. revert b k; induction ps as [|p ps IH]; intros [|x b] k H; simpl in H; try discriminate.
  - destruct k; simpl; rewrite toR_zero; ring.
  - destruct k; simpl; [apply toR_mul|]. apply IH. lia.
Qed.

Lemma layers_stationary_sound advice M gs (g : sample T -> R) : map toR M = map (lsum g) gs ->
  forall arch ps B bs, length ps = length gs -> layers_stationary advice M arch ps B bs = true ->
  condition (tagged gs) (fun i => g (snd i)) (map (fun a => (table_R (fst (fst a)), snd (fst a), snd a)) arch) (fun i => nth (fst i) ps []) (map vf B) (map (map vf) bs).
Proof.
  intros HM. assert (LM : length M = length gs) by (apply (f_equal (@length _)) in HM; now rewrite !map_length in HM).
  induction arch as [|[[t units] has_biases] arch IH]; intros ps B [|B' bs] Hq H; simpl in H; try discriminate.
  - simpl. rewrite LM in H. apply (in_span_ext _ _ (vf (map (fun _ => one) M))); [|eapply nin_span_sound; [|exact H]; lia].
    intros i Hi. apply tagged_fst in Hi. rewrite <- LM in Hi. unfold vf, nth_number.
    rewrite nth_const by auto. apply toR_one.
  - apply andb_prop in H as [H HC]. simpl. split.
    + intros bf Hb j Hj. apply in_map_iff in Hb as (b & <- & Hb).
      rewrite forallb_forall in H. specialize (H b Hb). apply andb_prop in H as [Hl H]. apply Nat.eqb_eq in Hl.
      rewrite forallb_forall in H. specialize (H j). rewrite in_seq in H. specialize (H ltac:(lia)).
      apply andb_prop in H as [H Hk0]. apply andb_prop in H as [Hs Hs0].
      assert (LB : length ps = length b) by lia.
      assert (ES : forall i, vf (times (fun q => fst (segment t (nth j q O))) ps b) i =
                slope_at (table_R t) (hd [] (nth (fst i) ps [])) j * vf b i).
      { intros i. unfold vf. rewrite times_nth by auto. unfold slope_at. now rewrite segment_R. }
      assert (EK : forall i, vf (times (fun q => snd (segment t (nth j q O))) ps b) i =
                icpt_at (table_R t) (hd [] (nth (fst i) ps [])) j * vf b i).
      { intros i. unfold vf. rewrite times_nth by auto. unfold icpt_at. now rewrite segment_R. }
      split; [|split].
      * eapply in_span_ext; [|eapply nin_span_sound; [|exact Hs]; lia]. intros i _. apply ES.
      * intros Eb. rewrite Eb in Hs0. apply is_zero_R in Hs0. rewrite <- (vf_sum _ gs _ _ HM) in Hs0. rewrite <- Hs0.
        apply lsum_ext. intros i _. rewrite ES. reflexivity.
      * apply is_zero_R in Hk0. rewrite <- (vf_sum _ gs _ _ HM) in Hk0. rewrite <- Hk0.
        apply lsum_ext. intros i _. rewrite EK. reflexivity.
    + specialize (IH (map (@tl _) ps) B' bs). rewrite map_length in IH. specialize (IH Hq HC).
      replace (fun i : nat * sample T => tl (nth (fst i) ps [])) with (fun i : nat * sample T => nth (fst i) (map (@tl _) ps) []); auto.
      apply FunctionalExtensionality.functional_extensionality. intros i.
      change (@nil (list nat)) with (@tl (list nat) []) at 1. apply map_nth.
Qed.
End Classes.
