(* SPDX-License-Identifier: GPL-3.0-or-later

   The other claims, and the theorem: if [check] accepts a certificate, all its claims hold over R. *)
Require Import Reals List Sorted Lra Lia Bool PeanoNat.
Require Import Thalweg.Numbers Thalweg.Semantics Thalweg.Passes Thalweg.Values Thalweg.Minimum Thalweg.Refinement Thalweg.Descent Thalweg.Segment Thalweg.Escapes.
Import ListNotations.
Open Scope R_scope.

Module Soundness (N : NUM).
Module Export Es := Escapes N.
Import N Sg Sg.Sh.

Lemma within_R r a b : within r a b = true -> Rabs (toR a - toR b) <= toR r.
Proof. unfold within. rewrite leb_spec, toR_abs, toR_sub. auto. Qed.
Lemma nclose_R r W' W : nclose r W' W = true -> close (toR r) (net_R W') (net_R W).
Proof.
  unfold nclose, close, net_R. apply all2_map_Forall2. intros a b H. apply andb_prop in H as [H Hk].
  split; [|now apply nsame_kind_R]. simpl.
  revert H. apply all2_map_Forall2. intros u v H. apply andb_prop in H as [Hw Hb]. split; simpl.
  - revert Hw. apply all2_map_Forall2. intros x y Hx. apply within_R in Hx. destruct (trained b); rewrite ?toR_zero in Hx; auto.
  - apply within_R in Hb. destruct (biased b); rewrite ?toR_zero in Hb; auto.
Qed.
(* W' is computed and compared: nothing is used of how it was found. *)
Theorem flip_sound c : check_flip c = true -> established Pattern_flip c.
Proof.
  unfold check_flip. destruct (flip c) as [f|] eqn:Ef; [|discriminate]. destruct (nth_error (data c) (flip_sample f)) as [s|] eqn:Es; [|discriminate].
  intros H. apply andb_prop in H as [H HW]. apply andb_prop in H as [H Hp]. apply andb_prop in H as [Ht Hc].
  destruct (flipped_network _ _ _) as [W'|]; [|discriminate]. apply andb_prop in HW as [Hclose Hnot].
  apply lt_spec in Ht. rewrite toR_zero in Ht. apply nhas_pattern_R in Hp. apply nclose_R in Hclose.
  exists f, (sample_R s). split; auto. split; [unfold data_R; fold (data c); now rewrite nth_error_map, Es|]. split.
  - intros Hm. destruct (minimum c); [|congruence]. intros E. rewrite E in Hc. discriminate.
  - split; auto. exists (npattern (W_of c) (input s)), (net_R W'). split; [exact Hp|]. split; [exact Hclose|].
    intros Q. apply nhas_pattern_R in Q. rewrite Q in Hnot. discriminate.
Qed.

Theorem lower_risk_sound c : check_lower_risk c = true -> established Lower_risk c.
Proof.
  unfold check_lower_risk. destruct (lower_risk c) as [[[value limit] is_here]|] eqn:Ev; [|discriminate].
  intros H. apply andb_prop in H as [H Hlt]. apply andb_prop in H as [H Hrisk]. apply andb_prop in H as [H Hbetter].
  apply andb_prop in H as [H Hne]. apply andb_prop in H as [_ Ha]. apply lt_spec in Hlt. apply data_not_empty in Hne.
  exists value, limit, is_here. split; auto. split.
  - split; [now apply nsame_architecture_R|]. split; [exact (is_risk_R _ _ _ _ _ Hne Hbetter)|exact Hlt].
  - intros ->. exact (is_risk_R _ _ _ _ _ Hne Hrisk).
Qed.

Theorem global_sound c : check_global c = true -> established Global_minimum c.
Proof.
  unfold check_global. intros H. apply andb_prop in H as [HV H]. apply valid_goal_R in HV as (_ & HL & HD). rewrite forallb_forall in H.
  pose proof HL as (_ & _ & Z). split.
  - rewrite risk_no_decay by auto. unfold total_loss, data_R. fold (data c). rewrite lsum_map, lsum_zero; [unfold Rdiv; ring|].
    intros s Hs. apply (settled_R _ _ (W_of c)). now apply H.
  - intros W'. rewrite risk_no_decay by auto. unfold Rdiv. apply Rmult_le_pos; [now apply total_loss_nonneg|].
    destruct (data_R c) as [|s l]; [simpl; rewrite Rinv_0; lra|]. left. apply Rinv_0_lt_compat, lt_0_INR. simpl. lia.
Qed.

(* A verdict is the truth. *)
Theorem verdicts_sound advice c k : In (k, true) (shared_verdicts advice c) -> holds k c.
Proof.
  intros H. apply established_holds. revert H. rewrite verdicts_shared. unfold verdicts. cbn zeta. rewrite !in_app_iff. intros [H|[H|[H|[H|[H|[H|[H|H]]]]]]].
  - destruct (minimum c); [|contradiction]. destruct H as [H|[]]. injection H as <- H. now apply minimum_sound in H.
  - destruct (flip c); [|contradiction]. destruct H as [H|[]]. injection H as <- H. now apply flip_sound in H.
  - destruct (lower_risk c); [|contradiction]. destruct H as [H|[]]. injection H as <- H. now apply lower_risk_sound in H.
  - destruct (refinement c); [|contradiction]. destruct H as [H|[]]. injection H as <- H. now apply refinement_sound in H.
  - destruct (global c); [|contradiction]. destruct H as [H|[]]. injection H as <- H. now apply global_sound in H.
  - destruct (ray c); [|contradiction]. destruct H as [H|[]]. injection H as <- H. now apply ray_sound in H.
  - destruct (segment_changes c); [|contradiction]. destruct H as [H|[]]. injection H as <- H. now apply segment_sound in H.
  - destruct (escape c); [|contradiction]. destruct H as [H|[]]. injection H as <- H. now apply escape_sound in H.
Qed.
(* The theorem: what is accepted is true. *)
Theorem check_sound advice c : check advice c = true -> statement c.
Proof.
  unfold check. rewrite forallb_forall. intros H k.
  assert (G : forall b, In (k, b) (shared_verdicts advice c) -> holds k c) by (intros b Hk; pose proof (H _ Hk) as E; simpl in E; subst b; exact (verdicts_sound _ _ _ Hk)).
  rewrite verdicts_shared in G. unfold verdicts in G. cbn zeta in G.
  destruct k.
  - destruct (minimum c) eqn:E; [eapply G; rewrite !in_app_iff; left; try rewrite E; now left|]. cbn [holds]. rewrite E. congruence.
  - destruct (flip c) eqn:E; [eapply G; rewrite !in_app_iff; right; left; try rewrite E; now left|]. cbn [holds]. rewrite E. congruence.
  - destruct (lower_risk c) eqn:E; [eapply G; rewrite !in_app_iff; right; right; left; try rewrite E; now left|]. cbn [holds]. rewrite E. congruence.
  - destruct (refinement c) eqn:E; [eapply G; rewrite !in_app_iff; right; right; right; left; try rewrite E; now left|]. cbn [holds]. rewrite E. congruence.
  - destruct (global c) eqn:E; [eapply G; rewrite !in_app_iff; right; right; right; right; left; try rewrite E; now left|]. cbn [holds]. congruence.
  - destruct (ray c) eqn:E; [eapply G; rewrite !in_app_iff; right; right; right; right; right; left; try rewrite E; now left|]. cbn [holds]. rewrite E. congruence.
  - destruct (segment_changes c) eqn:E; [eapply G; rewrite !in_app_iff; right; right; right; right; right; right; left; try rewrite E; now left|]. cbn [holds]. rewrite E. congruence.
  - destruct (escape c) eqn:E; [eapply G; rewrite !in_app_iff; right; right; right; right; right; right; right; try rewrite E; now left|]. cbn [holds]. rewrite E. congruence.
Qed.
(* Minima whose claims are accepted. *)
Theorem check_distinct_sound cs : (forall c, In c cs -> exists advice, In (Local_minimum, true) (shared_verdicts advice c)) -> check_distinct cs = true -> distinct_risks cs.
Proof.
  intros Hs H. apply Sorted_StronglySorted.
  { intros c e f [A1 L1] [A2 L2]. split; [eapply same_architecture_trans; eauto|lra]. }
  assert (Risk : forall c m, In c cs -> minimum c = Some m -> risk_R c = toR (risk m)).
  { intros c m Hc E. destruct (Hs c Hc) as [advice S]. now destruct (verdicts_sound _ _ _ S m E) as (_ & Q & _). }
  clear Hs. induction cs as [|c [|e cs] IH]; [constructor|repeat constructor|]. cbn in H. apply andb_prop in H as [B H].
  constructor; [apply IH; auto; intros; apply Risk; auto; now right|]. constructor. unfold is_below in B. apply andb_prop in B as [B L]. apply andb_prop in B as [_ A].
  destruct (minimum c) as [m|] eqn:Em; [|discriminate]. destruct (minimum e) as [n|] eqn:En; [|discriminate].
  split; [now apply nsame_architecture_R|]. rewrite (Risk c m), (Risk e n); simpl; auto. now apply lt_spec.
Qed.
End Soundness.
