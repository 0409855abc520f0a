(* SPDX-License-Identifier: GPL-3.0-or-later

   The theorem for the claim trained_minimum: if [check_trained] accepts, it holds over R. *)
Require Import Reals List Lra Lia Bool PeanoNat.
Require Import Thalweg.Numbers Thalweg.Semantics Thalweg.Passes Thalweg.Values Thalweg.Minimum Thalweg.Segment Thalweg.Soundness Thalweg.Expansions Thalweg.NumberedNetworks Thalweg.Growth Thalweg.Bends Thalweg.Curvature Thalweg.Walls Thalweg.Multipliers Thalweg.PointRisk Thalweg.WallPull Thalweg.SliceMinimum Thalweg.TiesHeld
  Thalweg.Rescaling.
Import ListNotations.
Open Scope R_scope.

Module TrainedSoundness (N : NUM).
Module Export Th := TiesHeld N.
Import N Sg.Tr.Pc Sg.Tr.

Lemma is_radius_R r size ss : is_radius r size ss = true -> 0 < toR r /\ forall j, (j < length ss)%nat -> 0 < toR (nth_number ss j) -> toR r <= toR size * toR (nth_number ss j).
Proof.
  unfold is_radius. intros H. apply andb_prop in H as [H1 H2]. apply lt_spec in H1. rewrite toR_zero in H1. split; auto. rewrite forallb_forall in H2. intros j Hj Hs.
  specialize (H2 (nth_number ss j) (nth_In _ _ Hj)). apply orb_prop in H2 as [Z|L]; [apply is_zero_R in Z; lra|]. apply leb_spec in L. now rewrite toR_mul in L.
Qed.
Lemma close_numbers r W' V j : Forall (fun l => trained l = true) V -> close r W' V -> (j < length (parameters V))%nat -> Rabs (at_ (parameters W') j - at_ (parameters V) j) <= r.
Proof.
  intros F H Hj. pose proof (close_parameters V F r W' H) as C. revert j Hj. unfold at_. induction C as [|a b u v Hab _ IH]; intros [|j] Hj; simpl in Hj; try lia; simpl; auto. apply IH. lia.
Qed.
Lemma close_at r W W' j : forallb is_full W = true -> close r W' (net_R W) -> (j < length (parameters W))%nat -> Rabs (at_ (parameters W') j - at_ (parameters (net_R W)) j) <= r.
Proof.
  intros F H Hj. apply close_numbers; auto; [|now rewrite parameters_R, map_length]. rewrite forallb_forall in F. apply Forall_forall. intros l Hl. apply in_map_iff in Hl as (k & <- & Hk). destruct (full_layer _ (F k Hk)) as (_ & Q & _). exact Q.
Qed.
Lemma all_trained y Ls : Forall (fun l => trained l = true) (net_at y Ls).
Proof. unfold net_at. apply Forall_forall. intros l Hl. apply in_map_iff in Hl as (e & <- & _). reflexivity. Qed.
Lemma trainables_biased ss none W : forallb (@biased T) W = true -> forall first, Forall (fun e : trainable => snd (snd e) = true) (trainables ss none first W).
Proof. induction W as [|l W IH]; intros H first; simpl in *; constructor; apply andb_prop in H as [H1 H2]; auto. Qed.
Theorem check_trained_sound w c t : check_trained w c t = true -> is_trained_minimum (L_R c) (outputs c) (W_R c) (data_R c) (trained_R t).
Proof.
  unfold check_trained. cbv zeta. intros H. apply andb_prop in H as [H Hall]. apply andb_prop in H as [H Hstrict]. apply andb_prop in H as [H Hfree]. apply andb_prop in H as [H Hwalls].
  apply andb_prop in H as [H Hrisk]. apply andb_prop in H as [H Hnear]. apply andb_prop in H as [H Hdef]. apply andb_prop in H as [H Hkept]. apply andb_prop in H as [H Hties]. apply andb_prop in H as [H Hsteps]. apply andb_prop in H as [H Hnum].
  apply andb_prop in H as [H Hbi]. apply andb_prop in H as [H Hfull]. apply andb_prop in H as [H Hne]. apply andb_prop in H as [Hgoal Hsq]. apply data_not_empty in Hne.
  change (map (view_of (box w) (strict_box w) (trainables (steps w) (length (parameters (W_of c))) 0 (W_of c)) (mark_of (data c) (combine (ties t) (tie_numbers w)))) (points_of (data c))) with (point_views w c t (strict_box w)) in *.
  change (map (view_of (box w) (near w) (trainables (steps w) (length (parameters (W_of c))) 0 (W_of c)) (mark_of (data c) (combine (ties t) (tie_numbers w)))) (points_of (data c))) with (point_views w c t (near w)) in *.
  change (growth_of (box w) (portion w) (sub (inverse (portion w)) one) (share (length (data c))) (goal c) (output_number c) (point_views w c t (strict_box w))) with (growth_at w c t (strict_box w)) in *.
  set (g := growth_at w c t (strict_box w)) in *. set (eT := positive_part _) in *. set (e := toR eT).
  unfold is_near in Hnear. apply andb_prop in Hnear as [Hslope Hdist]. apply lt_spec in Hslope. unfold excess_of, square in Hslope. rewrite ?toR_add, ?toR_mul, ?toR_sub, ?half_R in Hslope.
  unfold in_risks in Hrisk. cbv zeta in Hrisk. apply andb_prop in Hrisk as [Hleast Hmost]. unfold square, excess_of in Hleast. apply leb_spec in Hleast, Hmost. rewrite toR_mul in Hmost. rewrite !toR_mul, !toR_sub, !toR_add, !toR_mul, toR_half, toR_one in Hleast.
  change (K.data c) with (data c) in *. change (K.goal c) with (goal c) in *. change (K.output_number c) with (output_number c) in *.
  set (W := W_of c) in *. set (Ws := parameters W) in *. set (Ls := trainables (steps w) (length Ws) 0 W) in *. change (W_R c) with (net_R W).
  destruct (box_sizes w Hnum) as (Pn & NB & NS & SB & _).
  assert (Ne : INR (length (data c)) > 0) by (apply lt_0_INR; destruct (data c); simpl; [contradiction|lia]).
  pose proof (valid_goal_R c Hgoal) as (_ & (_ & _ & Dy) & _).
  assert (Err : toR (share (length (data c))) * toR (errors (goal c) (output_number c) W (data c)) = risk_of_W c).
  { unfold risk_of_W. fold W. rewrite toR_share, risk_no_decay by exact Dy. rewrite errors_R. unfold data_R. fold (data c). rewrite map_length. unfold L_R, goal, outputs, output_number. field. lra. }
  assert (Ee : e = Rmax 0 (risk_of_W c - base_of_W w c t)) by (unfold e, eT; rewrite positive_part_R, toR_sub, toR_mul; fold W; rewrite Err; reflexivity).
  assert (Tied : ties t = [] \/ pulls_to_walls (box w) (portion w) (sub (inverse (portion w)) one) (share (length (data c))) (goal c) (output_number c) (pull w) (ways w) (point_views w c t (near w)) = true /\ forallb (same_length (steps w)) (ways w) = true).
  { destruct (ties t); [now left|right]. apply andb_prop in Hwalls as [H1 H2]. now split. }
  assert (Hn : slope w c t * toR (near w) + e < excess w c t * toR (near w) ^ 2) by (unfold slope, excess; fold g; unfold slope_of in Hslope; fold e in Hslope; lra).
  destruct (minimum_near w c t Hgoal Hsq Hne Hfull Hnum Hsteps Hkept Hdef e Ee Tied Hn) as (v & Vin & Vleast & Vlow & Von & Vbelow & Vlowest & Vsame).
  pose proof (steps_length w c t Hsteps) as Len. fold W in Len. fold Ws in Len. pose proof (step_at w c t Hsteps) as St. fold W Ws in St.
  set (V := net_at v Ls). assert (Rv : risk_at w c v = empirical_risk (L_R c) (outputs c) V (data_R c)) by reflexivity. rewrite Rv in *.
  assert (Atv : forall j, (j < length Ws)%nat -> at_ (parameters V) j = v j).
  { intros j Hj. unfold V, Ls. rewrite (parameters_at (steps w) (length Ws) W v Hfull 0). fold Ws. unfold at_. rewrite nth_indep with (d' := v O) by (now rewrite map_length, seq_length). now rewrite map_nth, seq_nth. }
  assert (LenV : length (parameters V) = length Ws) by (unfold V, Ls; rewrite (parameters_at (steps w) (length Ws) W v Hfull 0), map_length, seq_length; reflexivity).
  assert (Away : forall j, (j < length Ws)%nat -> Rabs (v j - at_ (parameters (net_R W)) j) <= toR (near w) * step_of w j).
  { intros j Hj. pose proof (St j Hj) as S. destruct Vin as (_ & V2 & V3). destruct (is_fixed t j) eqn:E; [|now apply V3]. rewrite V2.
    - rewrite Rminus_eq_0, Rabs_R0. unfold step_of. rewrite (is_zero_R _ S). lra.
    - unfold is_fixed in E. apply existsb_exists in E as (k & Hk & E). apply Nat.eqb_eq in E. now subst. }
  assert (Dist : 0 <= toR (distance t) /\ forall j, (j < length Ws)%nat -> Rabs (v j - at_ (parameters (net_R W)) j) <= toR (distance t)).
  { apply orb_prop in Hdist as [D|D].
    - assert (B : forall j, (j < length Ws)%nat -> toR (near w) * step_of w j <= toR (distance t)).
      { intros j Hj. rewrite forallb_forall in D. assert (I : In (nth_number (steps w) j) (steps w)) by (apply nth_In; now rewrite Len). specialize (D _ I). apply leb_spec in D. now rewrite toR_mul in D. }
      split; [|intros j Hj; eapply Rle_trans; [now apply Away|now apply B]]. unfold valid_steps in Hsteps. apply andb_prop in Hsteps as [Hs _]. apply andb_prop in Hs as [_ Hs]. apply existsb_exists in Hs as (s & Hs & Ps).
      apply lt_spec in Ps. rewrite toR_zero in Ps. rewrite forallb_forall in D. specialize (D s Hs). apply leb_spec in D. rewrite toR_mul in D. assert (0 < toR (near w) * toR s) by (apply Rmult_lt_0_compat; lra). lra.
    - apply andb_prop in D as [D1 D2]. apply andb_prop in D1 as [D1 D3]. rewrite (is_zero_R _ D1). split; [lra|]. intros j Hj. assert (S0 : slope w c t = 0) by now apply slope_zero. assert (T0 : ties t = []) by (destruct (strict_radius t), (ties t); auto; discriminate).
      rewrite Vsame; auto; [rewrite Rminus_eq_0, Rabs_R0; lra|]. rewrite Ee, (no_excess w c t Hgoal Hsq Hne Hfull Hnum Hsteps Hkept T0). apply Rmax_left. lra. }
  destruct Dist as [Dp Dist].
  assert (Self : close 0 (net_R W) (net_R W)) by (apply close_self; lra).
  assert (CloseV : close (toR (distance t)) V (net_R W)).
  { rewrite <- (net_at_alike w c Hfull _ (close_same_architecture _ _ _ Self)). apply close_at_numbers; [now apply trainables_biased|].
    pose proof (trainables_placed (steps w) (length Ws) W Hfull 0) as P. unfold all_parameters in *. eapply Forall_impl; [|exact P]. intros e1. apply Forall_impl. intros row.
    assert (G : forall a, placed_or (length Ws) (steps w) Ws 0 a -> Rabs (v (number a) - at_ (parameters (net_R W)) (number a)) <= toR (distance t)).
    { intros a [->|(k & Hk & En & _)]; [|simpl in En; rewrite En; now apply Dist]. cbn [number]. destruct Vin as (V1 & _). fold W Ws in V1. rewrite V1. rewrite parameters_R. unfold at_. rewrite nth_overflow by (rewrite map_length; apply le_n).
      rewrite Rminus_eq_0, Rabs_R0. exact Dp. }
    intros [Q1 Q2]. split; auto. eapply Forall_impl; [exact G|exact Q2]. }
  pose proof (close_same_architecture _ _ _ CloseV) as ArchV.
  assert (None0 : forall U, same_architecture U (net_R W) -> at_ (parameters U) (length Ws) = 0).
  { intros U HU. unfold at_. apply nth_overflow. rewrite (same_parameters_length W Hfull U HU). apply le_n. }
  (* What is within a radius of V, in the slice, is in a box. *)
  assert (InBox : forall r size, is_radius r size (steps w) = true -> forall y, y (length Ws) = 0 -> (forall j, In j (fixed_parameters t) -> y j = at_ (parameters (net_R W)) j) ->
    (forall j, (j < length Ws)%nat -> Rabs (y j - v j) <= toR r) -> in_box w c t (toR size + toR (near w)) y).
  { intros r size Hr y Y0 Ys Hy. split; [exact Y0|]. split; [exact Ys|]. intros j Hj Hs. apply is_radius_R in Hr as [_ Hr]. rewrite Len in Hr. specialize (Hr j Hj Hs). specialize (Hy j Hj). fold W in Hj. pose proof (Away j Hj) as A. unfold step_of in *.
    replace (y j - at_ (parameters (net_R (W_of c))) j) with ((y j - v j) + (v j - at_ (parameters (net_R W)) j)) by (fold W; ring). rewrite Rmult_plus_distr_r. apply two_terms; [lra|exact A]. }
  assert (Arch : forall r W', close r W' V -> same_architecture W' (net_R W)).
  { intros r W' Hc. pose proof (close_same_architecture _ _ _ Hc) as A. clear - A ArchV. eapply same_architecture_trans; eauto. }
  assert (E : forall U, same_architecture U (net_R W) -> net_at (at_ (parameters U)) Ls = U) by (intros U HU; apply net_at_parameters; auto).
  assert (Near : forall r W', close r W' V -> forall j, (j < length Ws)%nat -> Rabs (at_ (parameters W') j - v j) <= r).
  { intros r W' Hc j Hj. rewrite <- (Atv j Hj). apply close_numbers; [apply all_trained|exact Hc|now rewrite LenV]. }
  assert (Slice : in_slice V (net_R W) (fixed_parameters t)).
  { intros j Hj. destruct Vin as (_ & V2 & _). destruct (Nat.lt_ge_cases j (length Ws)) as [L|L]; [rewrite Atv by auto; now apply V2|].
    unfold at_. rewrite !nth_overflow; auto; [rewrite parameters_R, map_length; exact L|now rewrite LenV]. }
  pose proof (slope_positive w c t) as Sp. fold W in Err. rewrite Err in Hleast, Hmost. fold e in Hleast.
  assert (Ex : 0 < excess w c t).
  { destruct (Rlt_or_le 0 (excess w c t)) as [Q|Q]; auto. exfalso. assert (excess w c t * toR (near w) ^ 2 <= 0 * toR (near w) ^ 2) by (apply Rmult_le_compat_r; [apply pow2_ge_0|exact Q]). assert (0 <= slope w c t * toR (near w)) by (apply Rmult_le_pos; lra).
    assert (0 <= e) by (rewrite Ee; apply Rmax_l). lra. }
  exists V. cbn [trained_R distance free_radius strict_radius least_risk most_risk among_all Networks.ties fixed_parameters].
  split; [exact CloseV|]. split; [exact Slice|]. split; [split|].
  { apply (Rmult_le_reg_l (4 * excess w c t)); [lra|]. unfold excess, slope in *. fold g in Vlowest. fold g. unfold slope_of in Hleast. lra. }
  { lra. }
  split; [exact (pieces_stay w c t Hgoal Hsq Hne Hfull Hnum Hsteps Hkept v (in_box_more w c t _ _ v (Rlt_le _ _ NB) Vin))|]. pose proof (is_radius_R _ _ _ Hfree) as [Fpos _].
  assert (Fbox : forall y, in_box w c t (toR (sub (box w) (near w)) + toR (near w)) y -> in_box w c t (toR (box w)) y) by (intros y; rewrite toR_sub; apply (in_box_more w c t); lra).
  split; auto. split; [|split].
  - intros W' H1 H2. pose proof (Arch _ _ H1) as A. rewrite <- (E W' A). apply Vleast, Fbox, (InBox (free_radius t)); auto.
  - intros r Hr. destruct (strict_radius t) as [s|]; [|discriminate]. injection Hr as <-. apply andb_prop in Hstrict as [Hstrict Hlost]. apply lt_spec in Hlost. rewrite half_R in Hlost. split; [now apply is_radius_R in Hstrict as [Q _]|].
    split; [exact (walls_reached w c t Hgoal Hsq Hne Hfull Hnum Hsteps Hkept Hties v (in_box_more w c t _ _ v (Rlt_le _ _ NB) Vin) Von)|]. intros W' H1 H2 H3. pose proof (Arch _ _ H1) as A.
    assert (Y : in_box w c t (toR (strict_box w)) (at_ (parameters W'))).
    { replace (toR (strict_box w)) with (toR (sub (strict_box w) (near w)) + toR (near w)) by (rewrite toR_sub; ring). apply (InBox s); auto. }
    destruct (strictly_least w c t Hgoal Hsq Hne Hfull Hnum Hsteps Hkept Hdef v (at_ (parameters W')) Hlost Vlow (in_box_more w c t _ _ v (Rlt_le _ _ NS) Vin) Y) as [Q|Q].
    + unfold risk_at in Q. fold W Ws Ls in Q. rewrite (E W' A) in Q. exact Q.
    + exfalso. apply H3. rewrite <- (E W' A). apply net_at_parameters; auto. intros i Hi. rewrite LenV in Hi. rewrite Atv by exact Hi. now apply Q.
  - intros Ha. rewrite Ha in Hall. cbn [negb orb] in Hall. apply andb_prop in Hall as [Hall _]. apply andb_prop in Hall as [Hanch Hcov]. apply andb_prop in Hanch as [Hanch Hfix].
    assert (Starts : forall e, In e (anchors w) -> v (snd e) = toR (nth_number Ws (snd e))).
    { intros e1 He. rewrite forallb_forall in Hfix. specialize (Hfix e1 He). unfold is_fixed in Hfix. apply existsb_exists in Hfix as (k & Hk & Q). apply Nat.eqb_eq in Q. rewrite Q. destruct Vin as (_ & V2 & _). rewrite (V2 k Hk). apply at_W. }
    destruct (anchors_reached Ls Ws v (anchors w) Hanch Starts (toR (free_radius t)) Fpos) as (r & Pr & Hr). exists r. split; auto. intros W' Hc. pose proof (Arch _ _ Hc) as A.
    destruct (Hr (at_ (parameters W')) (Near r W' Hc)) as (u & U1 & U2 & U3 & _ & U5).
    assert (Hslice : forall j, In j (fixed_parameters t) -> u j = at_ (parameters (net_R W)) j).
    { intros j Hj. rewrite forallb_forall in Hcov. specialize (Hcov j Hj). apply existsb_exists in Hcov as (e1 & Hin & Q). apply Nat.eqb_eq in Q. subst j. rewrite (U3 e1 Hin). destruct Vin as (_ & V2 & _). now apply V2. }
    assert (L1 : empirical_risk (L_R c) (outputs c) V (data_R c) <= risk_at w c u) by (apply Vleast, Fbox, (InBox (free_radius t)); auto).
    eapply Rle_trans; [exact L1|]. right. unfold risk_at. rewrite !risk_no_decay by exact Dy. unfold Rdiv. f_equal. unfold total_loss. apply lsum_ext. intros s _. fold W Ws Ls. rewrite U1. now rewrite (E W' A).
Qed.
End TrainedSoundness.
