(* SPDX-License-Identifier: GPL-3.0-or-later

   The claim refinement: the affine map that a network is on a pattern class is an optimal fit if the residuals are
   orthogonal to (x, 1); and classes that are checked one by one are the groups of the samples by their pattern. *)
Require Import Reals List Lra Lia Bool PeanoNat.
Require Import Thalweg.Numbers Thalweg.Semantics Thalweg.Passes Thalweg.Values Thalweg.Stationarity Thalweg.Affine Thalweg.Classes Thalweg.Minimum.
Import ListNotations.
Open Scope R_scope.

(* --- groups -------------------------------------------------------------------------------------------------------- *)
Definition has_pieces W (p : pattern) (s : sample R) : bool :=
  if list_eq_dec (list_eq_dec Nat.eq_dec) (pieces W (input s)) p then true else false.
(* The members of a group, seen as a part of any list [is] whose samples are the data. *)
Lemma group_part {I} (sel : I -> sample R) W p (is : list I) group : (forall i, In i is -> exists q, has_pattern W (input (sel i)) q) ->
  is_group W p (map sel is) group -> exists js, group = map sel js /\ (forall j, In j js -> In j is /\ has_pattern W (input (sel j)) p) /\
  forall f : I -> R, lsum f js = lsum (fun i => if has_pieces W p (sel i) then f i else 0) is.
Proof.
  intros H G. remember (map sel is) as l eqn:El. revert is H El. induction G as [|s data group Hs _ IH|s data group Hs _ IH]; intros [|i is] H El; try discriminate El.
  - exists []. simpl. tauto.
  - injection El as -> ->. destruct (IH is) as (js & -> & Hj & Hf); [intros; apply H; now right|reflexivity|]. exists (i :: js). split; [reflexivity|]. split.
    + intros j [<-|Q]; [simpl; tauto|]. destruct (Hj j Q). simpl. tauto.
    + intros f. simpl. rewrite Hf. unfold has_pieces at 2. destruct (list_eq_dec _ _ _) as [E|N]; [lra|]. now apply has_pattern_pieces in Hs.
  - injection El as -> ->. destruct (IH is) as (js & -> & Hj & Hf); [intros; apply H; now right|reflexivity|]. exists js. split; [reflexivity|]. split.
    + intros j Q. destruct (Hj j Q). simpl. tauto.
    + intros f. simpl. rewrite Hf. unfold has_pieces at 2. destruct (list_eq_dec _ _ _) as [E|N]; [|lra].
      destruct (H i (or_introl eq_refl)) as [q Hq]. pose proof (has_pattern_pieces _ _ _ Hq). exfalso. apply Hs. now replace p with q by congruence.
Qed.
(* What is said of groups speaks of inputs only. *)
Lemma has_groups_inputs W data data' k : map input data = map (@input R) data' -> has_groups W data k -> has_groups W data' k.
Proof.
  intros E (ps & H1 & H2 & H3 & H4).
  assert (In_inputs : forall l l' (s : sample R), map input l = map (@input R) l' -> In s l -> exists s', In s' l' /\ input s' = input s).
  { intros l l' s Q Hs. apply (in_map input) in Hs. rewrite Q in Hs. apply in_map_iff in Hs as (s' & ? & ?). eauto. }
  exists ps. split; auto. split; auto. split.
  - intros s Hs. destruct (In_inputs _ _ s (eq_sym E) Hs) as (s' & Hs' & <-). auto.
  - intros p Hp. destruct (H4 p Hp) as (s & Hs & Q). destruct (In_inputs _ _ s E Hs) as (s' & Hs' & Ei). exists s'. rewrite Ei. auto.
Qed.

Module Refinement (N : NUM).
Module Export M := Minimum N.
Import N.

Lemma distinct_NoDup ps : distinct ps = true -> NoDup ps.
Proof.
  induction ps as [|p ps IH]; simpl; intros H; constructor; apply andb_prop in H as [H1 H2]; auto.
  intros Q. rewrite forallb_forall in H1. specialize (H1 p Q). unfold pattern_eqb in H1. destruct (list_eq_dec _ _ _); [discriminate|congruence].
Qed.
Lemma same_image {A B} (f : A -> B) l a b : NoDup (map f l) -> In a l -> In b l -> f a = f b -> a = b.
Proof.
  induction l as [|c l IH]; simpl; [contradiction|]. intros H Ha Hb E. inversion H as [|? ? H1 H2]; subst.
  destruct Ha as [->|Ha], Hb as [->|Hb]; auto; exfalso; apply H1; [rewrite E|rewrite <- E]; now apply in_map.
Qed.
Lemma all_classed {A} cs (l : list A) : forallb (fun c => negb (no_class c)) cs = true -> length cs = length l -> classed cs l = l.
Proof.
  unfold classed. revert l; induction cs as [|[c|] cs IH]; intros [|x l]; simpl; try discriminate; auto. intros H E. f_equal. auto.
Qed.
Lemma one_pattern_R W gs ms s : one_pattern_each W gs = true -> In ms gs -> In s ms ->
  has_pattern (net_R W) (map toR (input s)) (class_pattern W ms).
Proof.
  unfold one_pattern_each. rewrite forallb_forall. intros H Hm Hs. specialize (H ms Hm). rewrite forallb_forall in H.
  apply nhas_pattern_R. auto.
Qed.

Section Groups.
Variables dx d : nat.
Variable W : net T.
Variable cs : list (option nat).
Variable l : list (sample T).
Variable k : nat.
Hypothesis inputs : forall s, In s l -> length (input s) = dx.
Hypothesis checked : check_groups dx d W cs l k = true.
Notation gs := (groups cs l k).

Lemma parts : length cs = length l /\ classed cs l = l /\ (forall c, In (Some c) cs -> (c < k)%nat) /\
  (forall ms, In ms gs -> ms <> []) /\ one_pattern_each W gs = true /\ NoDup (map (class_pattern W) gs) /\ optimal_each dx d W gs = true.
Proof.
  pose proof checked as H. unfold check_groups in H.
  apply andb_prop in H as [H H7]. apply andb_prop in H as [H H6]. apply andb_prop in H as [H H5].
  apply andb_prop in H as [H H4]. apply andb_prop in H as [H H3]. apply andb_prop in H as [H1 H2].
  apply Nat.eqb_eq in H1. destruct (class_count 0 cs) as [k'|] eqn:E; [|discriminate]. apply Nat.eqb_eq in H3. subst k'.
  apply class_count_bound in E as [_ E]. repeat split; auto using all_classed, distinct_NoDup.
  intros ms Hm Q. rewrite forallb_forall in H4. specialize (H4 ms Hm). subst ms. discriminate.
Qed.
Lemma in_a_group s : In s l -> exists ms, In ms gs /\ In s ms.
Proof.
  destruct parts as (_ & Hc & Hk & _). intros H. rewrite <- Hc in H. apply (groups_member _ _ _ _ Hk) in H.
  apply in_concat in H as (ms & Hm & Hs). eauto.
Qed.
Lemma group_in ms s : In ms gs -> In s ms -> In s l.
Proof.
  intros Hm Hs. destruct parts as (_ & Hc & _). rewrite <- Hc. eapply groups_data. apply in_concat. eauto.
Qed.
Lemma sample_pattern s : In s l -> exists p, has_pattern (net_R W) (map toR (input s)) p.
Proof. intros H. destruct (in_a_group s H) as (ms & Hm & Hs). exists (class_pattern W ms). apply (one_pattern_R W gs); auto. apply parts. Qed.

Lemma groups_sound : has_groups (net_R W) (map sample_R l) k.
Proof.
  exists (map (class_pattern W) gs). destruct parts as (_ & _ & _ & Hne & Ho & Hd & _).
  split; auto. split; [unfold groups; now rewrite !map_length, seq_length|]. split.
  - intros s Hs. apply in_map_iff in Hs as (x & <- & Hx). destruct (in_a_group x Hx) as (ms & Hm & Hs).
    exists (class_pattern W ms). split; [now apply in_map|]. now apply (one_pattern_R W gs).
  - intros p Hp. apply in_map_iff in Hp as (ms & <- & Hm). destruct ms as [|s ms']; [now destruct (Hne [])|].
    exists (sample_R s). split; [apply in_map; apply (group_in (s :: ms')); simpl; auto|]. apply (one_pattern_R W gs); simpl; auto.
Qed.
Lemma one_group s s' ms ms' p : In ms gs -> In ms' gs -> In s ms -> In s' ms' ->
  has_pattern (net_R W) (map toR (input s)) p -> has_pattern (net_R W) (map toR (input s')) p -> ms = ms'.
Proof.
  intros Hm Hm' Hs Hs' Hp Hp'. destruct parts as (_ & _ & _ & _ & Ho & Hd & _).
  apply (same_image (class_pattern W) gs); auto.
  apply has_pattern_pieces in Hp, Hp'.
  rewrite <- (has_pattern_pieces _ _ _ (one_pattern_R W gs ms s Ho Hm Hs)), <- (has_pattern_pieces _ _ _ (one_pattern_R W gs ms' s' Ho Hm' Hs')). congruence.
Qed.

(* Over the samples with one pattern the residuals are orthogonal to (x, 1). *)
Lemma class_sums ms o : In ms gs -> (o < d)%nat ->
  lsum (g_R W o) ms = 0 /\ forall j, lsum (fun s => g_R W o s * at_ (map toR (input s)) j) ms = 0.
Proof.
  intros Hm Ho. destruct parts as (_ & _ & _ & _ & _ & _ & H). unfold optimal_each in H. rewrite forallb_forall in H. specialize (H ms Hm).
  rewrite forallb_forall in H. specialize (H o). rewrite in_seq in H. specialize (H ltac:(lia)). unfold class_stationary in H.
  apply andb_prop in H as [H0 Hx]. apply is_zero_R in H0. rewrite residuals_sum in H0. change (packed_dot (pack ?g)) with (dot g) in Hx. split; auto. intros j.
  destruct (Nat.lt_ge_cases j dx) as [L|G].
  - rewrite forallb_forall in Hx. specialize (Hx j). rewrite in_seq in Hx. specialize (Hx ltac:(lia)). apply is_zero_R in Hx.
    now rewrite residuals_dot in Hx.
  - apply lsum_zero. intros s Hs. unfold at_. rewrite nth_overflow; [ring|]. rewrite map_length, inputs; auto. now apply (group_in ms).
Qed.
Lemma group_zero p (f : sample T -> R) : (forall ms, In ms gs -> lsum f ms = 0) ->
  lsum (fun s => if has_pieces (net_R W) p (sample_R s) then f s else 0) l = 0.
Proof.
  intros H. destruct parts as (_ & Hc & Hk & _ & Hp & _). rewrite <- Hc at 1. rewrite <- (groups_sum _ _ _ k Hk), lsum_concat.
  apply lsum_zero. intros ms Hm.
  destruct (list_eq_dec (list_eq_dec Nat.eq_dec) (class_pattern W ms) p) as [E|Ne].
  - rewrite <- (H ms Hm). apply lsum_ext. intros s Hs. unfold has_pieces. destruct (list_eq_dec _ _ _) as [|N]; auto. exfalso. apply N.
    rewrite <- E. apply has_pattern_pieces, (one_pattern_R W gs); auto.
  - apply lsum_zero. intros s Hs. unfold has_pieces. destruct (list_eq_dec _ _ _) as [Q|]; auto. exfalso. apply Ne.
    rewrite <- Q. symmetry. apply has_pattern_pieces, (one_pattern_R W gs); auto.
Qed.
(* [ps] are pairs of a sample and its surrogate; the surrogates are [l]. *)
Lemma fit_sound L (ps : list (sample T * sample T)) p group : map snd ps = l -> (forall e, In e ps -> input (snd e) = input (fst e)) ->
  valid_loss (formula L) = true -> forallb (has_subgradients L d W) ps = true ->
  is_group (net_R W) p (map sample_R (map fst ps)) group -> is_optimal_fit (objective_R L) d (net_R W) group.
Proof.
  intros El Ei HV Hsub G. rewrite map_map in G. rewrite forallb_forall in Hsub.
  assert (In_l : forall e, In e ps -> In (snd e) l) by (intros e He; rewrite <- El; now apply in_map).
  apply group_part in G as (js & -> & Hj & Hf).
  2:{ intros e He. simpl. rewrite <- (Ei e He). apply sample_pattern. auto. }
  destruct (pattern_affine (net_R W) p dx) as [A HA]. exists A.
  assert (F : forall e, In e js -> fwd (net_R W) (map toR (input (fst e))) = affine A (map toR (input (fst e)))).
  { intros e He. destruct (Hj e He) as [Q Hp]. apply HA; auto. rewrite map_length, <- (Ei e Q). auto. }
  split; [intros s Hs; apply in_map_iff in Hs as (e & <- & He); simpl; auto|]. intros B.
  set (pairs := map (fun e => (sample_R (fst e), sample_R (snd e))) js).
  pose proof (convex_minimum (objective_R L) d (fwd (net_R W)) (affine B) pairs) as C. unfold pairs in C. rewrite !lsum_map in *.
  apply Rle_trans with (lsum (fun e => sample_loss (objective_R L) d (fwd (net_R W) (input (sample_R (fst e)))) (sample_R (fst e))) js);
    [right; apply lsum_ext; intros e He; cbn [sample_R input]; now rewrite F|].
  apply C; clear C.
  - intros x Hx. apply in_map_iff in Hx as (e & <- & He). destruct (Hj e He) as [Q _]. simpl. now rewrite (Ei e Q).
  - intros x o u Hx Ho. apply in_map_iff in Hx as (e & <- & He). destruct (Hj e He) as [Q _].
    apply (has_subgradients_R L d W e o u HV); auto.
  - intros o Ho. rewrite !lsum_map. cbn [fst snd].
    assert (Z : forall f : sample T -> R, (forall ms, In ms gs -> lsum f ms = 0) -> lsum (fun e => f (snd e)) js = 0).
    { intros f Hz. rewrite Hf. etransitivity; [|exact (group_zero p f Hz)]. rewrite <- El, lsum_map. apply lsum_ext. intros e He. unfold has_pieces. simpl. now rewrite (Ei e He). }
    assert (O1 : orth js (fun e => g_R W o (snd e)) (fun e => map toR (input (snd e)))).
    { intros j. apply (Z (fun s => g_R W o s * at_ (map toR (input s)) j)). intros ms Hm. now apply class_sums. }
    assert (O2 : lsum (fun e => g_R W o (snd e)) js = 0) by (apply (Z (g_R W o)); intros ms Hm; now apply class_sums).
    split; [|exact (affine_orth js (fun e => g_R W o (snd e)) _ B o O1 O2)].
    etransitivity; [|exact (affine_orth js (fun e => g_R W o (snd e)) _ A o O1 O2)]. apply lsum_ext. intros e He. destruct (Hj e He) as [Q _].
    unfold g_R, residual. simpl. now rewrite (Ei e Q), F.
Qed.
End Groups.

(* One of the two networks. *)
Lemma fits_sound W cs gl c k : valid_loss (loss_of c) = true -> check_fits W cs gl c k = true ->
  let sur := surrogates_at W gl c in
  map input sur = map input (data c) /\ (forall s, In s sur -> length (input s) = input_count c) /\
  check_groups (input_count c) (output_number c) W cs sur k = true /\ has_groups (net_R W) (data_R c) k /\
  forall p group, is_group (net_R W) p (data_R c) group -> is_optimal_fit (L_R c) (outputs c) (net_R W) group.
Proof.
  intros HV H sur. unfold check_fits in H. fold sur in H. apply andb_prop in H as [H Hg]. apply andb_prop in H as [Hl Hsub]. apply Nat.eqb_eq in Hl.
  set (ps := combine (data c) sur) in *.
  assert (Ei : forall e, In e ps -> input (snd e) = input (fst e)) by (intros e He; exact (surrogates_inputs W gl c e He)).
  assert (E1 : map fst ps = data c) by now apply combine_fst. assert (E2 : map snd ps = sur) by now apply combine_snd.
  assert (Inputs : map input sur = map input (data c)) by (rewrite <- E1, <- E2, !map_map; apply map_ext_in; auto).
  assert (Len : forall s, In s sur -> length (input s) = input_count c).
  { intros s Hs. apply (in_map input) in Hs. rewrite Inputs in Hs. apply in_map_iff in Hs as (x & <- & Hx). unfold data, samples_of in Hx.
    apply in_map_iff in Hx as (e & <- & _). simpl. apply map_length. }
  split; auto. split; auto. split; auto. split.
  - apply (has_groups_inputs _ (map sample_R sur)); [|exact (groups_sound _ _ _ _ _ _ Hg)].
    unfold data_R. fold (data c). rewrite !map_map. simpl. rewrite <- !(map_map input (map toR)). now rewrite Inputs.
  - intros p group G. eapply (fit_sound (input_count c) (output_number c) W cs sur k Len Hg (goal c) ps p group E2 Ei HV Hsub). rewrite E1. exact G.
Qed.
Theorem refinement_sound c : check_refinement c = true -> established Refinement c.
Proof.
  unfold check_refinement. destruct (refinement c) as [k2|] eqn:Er; [|discriminate]. destruct (class_count O (classes c)) as [k|]; [|discriminate]. intros H.
  apply andb_prop in H as [H Hn]. apply andb_prop in H as [H Hk]. apply andb_prop in H as [H H2]. apply andb_prop in H as [HV H1]. apply Nat.ltb_lt in Hk.
  apply valid_goal_R in HV as (HV & _ & _).
  destruct (fits_sound _ _ _ _ _ HV H1) as (_ & _ & _ & G1 & F1). destruct (fits_sound _ _ _ _ _ HV H2) as (I2 & _ & C2 & G2 & F2).
  set (sur := surrogates_at (W2_of c) (better_subgradients c) c) in *. clear H1 H2.
  assert (Find : forall s, In s (data_R c) -> exists x, In x sur /\ map toR (input x) = input s).
  { intros s Hs. unfold data_R in Hs. fold (data c) in Hs. apply in_map_iff in Hs as (x & <- & Hx). apply (in_map input) in Hx. rewrite <- I2 in Hx.
    apply in_map_iff in Hx as (y & E & Hy). exists y. split; auto. simpl. now rewrite E. }
  exists k, k2. split; auto. repeat split; try exact Hk; try exact G1; try exact G2.
  - intros s s' p2 p Hs Hs' P2 P2' P. destruct (Find s Hs) as (x & Hx & E). destruct (Find s' Hs') as (x' & Hx' & E'). rewrite <- E in *. rewrite <- E' in *.
    destruct (in_a_group _ _ _ _ _ _ C2 x Hx) as (ms & Hm & Hms). destruct (in_a_group _ _ _ _ _ _ C2 x' Hx') as (ms' & Hm' & Hms').
    pose proof (one_group _ _ _ _ _ _ C2 x x' ms ms' p2 Hm Hm' Hms Hms' P2 P2'). subst ms'.
    pose proof (one_pattern_R _ _ _ _ Hn Hm Hms) as Q. pose proof (one_pattern_R _ _ _ _ Hn Hm Hms') as Q'.
    apply has_pattern_pieces in P. apply has_pattern_pieces in Q. unfold W_R in *. unfold W_of in *. congruence.
  - exact (F1 p group).
  - exact (F2 p group).
Qed.
End Refinement.
