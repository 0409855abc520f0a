(* SPDX-License-Identifier: GPL-3.0-or-later

   The theorem for the claim trained_minimum: if [check_trained] accepts, it holds over R. *)
Require Import Reals List Lra Lia Bool PeanoNat.
Require Import Thalweg.Numbers Thalweg.Semantics Thalweg.Passes Thalweg.Values Thalweg.Minimum Thalweg.Soundness Thalweg.Expansions Thalweg.NumberedNetworks Thalweg.Growth Thalweg.SliceMinimum
  Thalweg.Rescaling.
Import ListNotations.
Open Scope R_scope.

Module TrainedSoundness (N : NUM).
Module Export Rs := Rescaling N.
Import N Sg.Tr.

Lemma is_radius_R r size ss : is_radius r size ss = true -> 0 < toR r /\ forall j, (j < length ss)%nat -> 0 < toR (nth_number ss j) -> toR r <= toR size * toR (nth_number ss j).
Proof.
  unfold is_radius. intros H. apply andb_prop in H as [H1 H2]. apply lt_spec in H1. rewrite toR_zero in H1. split; auto. rewrite forallb_forall in H2. intros j Hj Hs.
  specialize (H2 (nth_number ss j) (nth_In _ _ Hj)). apply orb_prop in H2 as [Z|L]; [apply is_zero_R in Z; lra|]. apply leb_spec in L. now rewrite toR_mul in L.
Qed.
Lemma close_at r W W' j : forallb is_full W = true -> close r W' (net_R W) -> (j < length (parameters W))%nat -> Rabs (at_ (parameters W') j - at_ (parameters (net_R W)) j) <= r.
Proof.
  intros F H Hj. pose proof (close_parameters W F r W' H) as C. rewrite <- (map_length toR), <- parameters_R in Hj. revert j Hj. unfold at_.
  induction C as [|a b u v Hab _ IH]; intros [|j] Hj; simpl in Hj; try lia; simpl; auto. apply IH. lia.
Qed.
Theorem check_trained_sound w c t : check_trained w c t = true -> is_trained_minimum (L_R c) (outputs c) (W_R c) (data_R c) (trained_R t).
Proof.
  unfold check_trained. cbv zeta. intros H. apply andb_prop in H as [H Hall]. apply andb_prop in H as [H Hmost]. apply andb_prop in H as [H Hleast]. apply andb_prop in H as [H Hstrict].
  apply andb_prop in H as [H Hfree]. apply andb_prop in H as [H Hdist]. apply andb_prop in H as [H Hg]. apply andb_prop in H as [H Hsteps]. apply andb_prop in H as [H Hnum].
  apply andb_prop in H as [H _]. apply andb_prop in H as [H Hfull]. apply andb_prop in H as [H Hne]. apply andb_prop in H as [Hgoal Hsq]. apply data_not_empty in Hne.
  destruct (growth_of _ _ _ _ _ _ _ _) as [g|] eqn:Eg; [|discriminate]. apply andb_prop in Hg as [Hg _]. apply andb_prop in Hg as [Hg Hlost]. apply andb_prop in Hg as [Hzero Hdef].
  apply lt_spec in Hlost. rewrite half_R in Hlost. apply leb_spec in Hdist. rewrite toR_zero in Hdist.
  pose proof (least_in_slice w c t g Hgoal Hsq Hne Hfull Hnum Hsteps Eg Hzero Hdef Hlost) as Least.
  set (W := W_of c) in *. set (Ws := parameters W) in *. set (Ls := trainables (steps w) (length Ws) 0 W) in *. change (W_R c) with (net_R W).
  pose proof (steps_length w c t Hsteps) as Len. fold W in Len. fold Ws in Len. pose proof (step_at w c t Hsteps) as St. fold W Ws in St.
  assert (Sizes : toR (sub (box w) (near w)) <= toR (box w) /\ toR (sub (strict_box w) (near w)) <= toR (box w)).
  { unfold valid_numbers in Hnum. repeat (apply andb_prop in Hnum as [Hnum ?]). repeat match goal with Q : lt _ _ = true |- _ => apply lt_spec in Q | Q : leb _ _ = true |- _ => apply leb_spec in Q end.
    rewrite toR_zero in *. rewrite !toR_sub. lra. }
  assert (Self : close 0 (net_R W) (net_R W)) by (apply close_self; lra).
  assert (None0 : forall V, same_architecture V (net_R W) -> at_ (parameters V) (length Ws) = 0).
  { intros V HV. unfold at_. apply nth_overflow. rewrite (same_parameters_length W Hfull V HV). apply le_n. }
  assert (InBox : forall r size, is_radius r size (steps w) = true -> toR size <= toR (box w) -> forall y, (forall j, (j < length Ws)%nat -> Rabs (y j - at_ (parameters (net_R W)) j) <= toR r) ->
    forall j, (j < length Ws)%nat -> 0 < step_of w j -> Rabs (y j - at_ (parameters (net_R W)) j) <= toR (box w) * step_of w j).
  { intros r size Hr Hsize y Hy j Hj Hs. apply is_radius_R in Hr as [_ Hr]. rewrite Len in Hr. specialize (Hr j Hj Hs). specialize (Hy j Hj). unfold step_of in *.
    eapply Rle_trans; [exact Hy|]. eapply Rle_trans; [exact Hr|]. apply Rmult_le_compat_r; lra. }
  assert (Near : forall r size W', is_radius r size (steps w) = true -> toR size <= toR (box w) -> close (toR r) W' (net_R W) -> in_slice W' (net_R W) (fixed_parameters t) ->
    empirical_risk (L_R c) (outputs c) (net_R W) (data_R c) <= empirical_risk (L_R c) (outputs c) W' (data_R c) /\
    (W' <> net_R W -> empirical_risk (L_R c) (outputs c) (net_R W) (data_R c) < empirical_risk (L_R c) (outputs c) W' (data_R c))).
  { intros r size W' Hr Hsize Hclose Hslice. pose proof (close_same_architecture _ _ _ Hclose) as Ha.
    assert (Hat : forall j, (j < length Ws)%nat -> Rabs (at_ (parameters W') j - at_ (parameters (net_R W)) j) <= toR r) by (intros j Hj; now apply close_at).
    destruct (Least (at_ (parameters W')) (None0 W' Ha) Hslice (InBox r size Hr Hsize _ Hat)) as (_ & L1 & L2). fold W in L1, L2. fold Ls in L1, L2.
    assert (E : forall V, same_architecture V (net_R W) -> net_at (at_ (parameters V)) Ls = V) by (intros V HV; apply net_at_parameters; auto).
    rewrite (E W' Ha) in L1, L2. split; auto. intros Nw. destruct L2 as [L2|L2]; auto. exfalso. apply Nw. rewrite <- (E W' Ha). apply net_at_parameters; auto.
    - now apply (close_same_architecture 0).
    - intros j Hj. apply L2. rewrite parameters_R, map_length in Hj. exact Hj. }
  assert (Ne : INR (length (data c)) > 0) by (apply lt_0_INR; destruct (data c); simpl; [contradiction|lia]).
  pose proof (valid_goal_R c Hgoal) as (_ & (_ & _ & Dy) & _).
  assert (Err : empirical_risk (L_R c) (outputs c) (net_R W) (data_R c) * INR (length (data c)) = toR (errors (goal c) (output_number c) W (data c))).
  { rewrite risk_no_decay by exact Dy. rewrite errors_R. unfold data_R. fold (data c). rewrite map_length. unfold L_R, goal, outputs, output_number. field. lra. }
  exists (net_R W). cbn [trained_R distance free_radius strict_radius least_risk most_risk among_all fixed_parameters].
  apply leb_spec in Hleast, Hmost. rewrite toR_mul, count_R in Hleast, Hmost. pose proof (is_radius_R _ _ _ Hfree) as [Fpos _].
  split; [apply close_self; lra|]. split; [intros j _; reflexivity|]. split; [split; apply (Rmult_le_reg_r (INR (length (data c)))); try lra; rewrite Err; assumption|].
  split.
  { intros s Hs. assert (Zero : forall j, (j < length Ws)%nat -> 0 < step_of w j -> Rabs (at_ (parameters (net_R W)) j - at_ (parameters (net_R W)) j) <= toR (box w) * step_of w j).
    { intros j Hj Hs'. rewrite Rminus_eq_0, Rabs_R0. apply Rmult_le_pos; [|lra]. unfold valid_numbers in Hnum. repeat (apply andb_prop in Hnum as [Hnum ?]).
      repeat match goal with Q : lt _ _ = true |- _ => apply lt_spec in Q end. rewrite toR_zero in *. lra. }
    destruct (Least (at_ (parameters (net_R W))) (None0 _ (close_same_architecture _ _ _ Self)) (fun _ _ => eq_refl) Zero) as (Pat & _). destruct (Pat s Hs) as [p Hp]. exists p. split; exact Hp. }
  split; auto. split; [intros W' H1 H2; now apply (Near (free_radius t) _ W' Hfree (proj1 Sizes))|]. split.
  { intros r Hr. destruct (strict_radius t) as [s|]; [|discriminate]. injection Hr as <-. split; [now apply is_radius_R in Hstrict as [Q _]|].
    intros W' H1 H2 H3. now apply (Near s _ W' Hstrict (proj2 Sizes)). }
  intros Ha. rewrite Ha in Hall. cbn [negb orb] in Hall. apply andb_prop in Hall as [Hall _]. apply andb_prop in Hall as [Hanch Hcov].
  destruct (anchors_reached Ls Ws (anchors w) Hanch (toR (free_radius t)) Fpos) as (r & Pr & Hr). exists r. split; auto. intros W' Hc.
  assert (SW : forall j, at_ (parameters (net_R W)) j = start_of Ws j) by (intros j; rewrite parameters_R; apply nth_number_R).
  destruct (Hr (at_ (parameters W'))) as (v & V1 & V2 & V3 & _ & V5).
  { intros j Hj. rewrite <- SW. now apply close_at. }
  assert (Hslice : forall j, In j (fixed_parameters t) -> v j = at_ (parameters (net_R W)) j).
  { intros j Hj. rewrite forallb_forall in Hcov. specialize (Hcov j Hj). apply existsb_exists in Hcov as (e & Hin & E). apply Nat.eqb_eq in E. subst j. rewrite SW. now apply V3. }
  assert (Hbox := InBox (free_radius t) _ Hfree (proj1 Sizes) v). assert (V0 : v (length Ws) = 0) by (apply V5, None0; now apply (close_same_architecture r)). destruct (Least v V0 Hslice (Hbox ltac:(intros j Hj; rewrite SW; now apply V2))) as (_ & L1 & _). fold W in L1. fold Ls in L1.
  eapply Rle_trans; [exact L1|]. right. rewrite !risk_no_decay by exact Dy. unfold Rdiv. f_equal. unfold total_loss. apply lsum_ext. intros s _. rewrite V1. do 2 f_equal.
  apply net_at_parameters; auto.
  - now apply (close_same_architecture r).
  - apply None0. now apply (close_same_architecture r).
Qed.
End TrainedSoundness.
