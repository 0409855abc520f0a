(* SPDX-License-Identifier: GPL-3.0-or-later

   Among the networks with the fixed parameters of W that are in the box W has the least risk, and it alone (section 22.5, Theorems 1
   and 2 without ties, where all derivatives at W are 0). *)
Require Import Reals List Lra Lia Bool PeanoNat.
Require Import Thalweg.Numbers Thalweg.Semantics Thalweg.Passes Thalweg.Values Thalweg.Minimum Thalweg.Descent Thalweg.Soundness Thalweg.Expansions Thalweg.NumberedNetworks Thalweg.Growth.
Import ListNotations.
Open Scope R_scope.

Lemma largest_size (x : list R) : exists t, 0 <= t /\ (forall j, Rabs (at_ x j) <= t) /\ (t = 0 \/ exists a, In a x /\ Rabs a = t).
Proof.
  induction x as [|a x (t & H0 & H1 & H2)]; [exists 0; split; [lra|split; auto]; intros [|j]; unfold at_; simpl; rewrite Rabs_R0; lra|].
  exists (Rmax (Rabs a) t). pose proof (Rmax_l (Rabs a) t). pose proof (Rmax_r (Rabs a) t). split; [lra|]. split.
  - intros [|j]; [exact H|]. unfold at_ in *. simpl. specialize (H1 j). lra.
  - unfold Rmax. destruct (Rle_dec (Rabs a) t); [destruct H2 as [->|(b & Hb & E)]; [now left|right; exists b; split; auto; now right]|right; exists a; split; auto; now left].
Qed.
Lemma square_sum_large (x : list R) a : In a x -> Rabs a ^ 2 <= lsum (fun b => b ^ 2) x.
Proof. intros H. rewrite pow2_abs. apply (lsum_member (fun b => b ^ 2)); auto. intros. apply pow2_ge_0. Qed.

Module SliceMinimum (N : NUM).
Module Export Gr := GrowthOfRisk N.
Import N Sg.Tr.

Lemma zero_gradient g x : forallb is_zero g = true -> tdot g x = 0.
Proof.
  rewrite forallb_forall. intros H. unfold tdot. revert x. induction g as [|a g IH]; intros [|b x]; simpl; auto. rewrite IH by (intros; apply H; now right).
  rewrite (is_zero_R a) by (apply H; now left). ring.
Qed.
Lemma tdot_place j a x : tdot (repeat zero j ++ [a]) x = toR a * at_ x j.
Proof. unfold tdot, at_. revert x; induction j as [|j IH]; intros [|b x]; simpl; try ring. rewrite IH, toR_zero. ring. Qed.
Lemma form_diagonal m ss x : length x = length ss -> (forall j, (j < length ss)%nat -> is_zero (nth_number ss j) = true -> at_ x j = 0) ->
  form (diagonal ss m) x = - (toR m / 2) * lsum (fun a => a ^ 2) x.
Proof.
  intros L H. unfold form. rewrite bdot_rows. unfold diagonal.
  assert (G : forall ss' z first, length z = length ss' -> (forall k, (k < length z)%nat -> at_ x (first + k) = at_ z k) ->
    (forall k, (k < length ss')%nat -> is_zero (nth_number ss' k) = true -> at_ z k = 0) ->
    lsum (fun e => snd e * tdot (fst e) x) (combine (map (fun e => repeat zero (fst e) ++ [if is_zero (snd e) then one else sub zero (mul half m)]) (combine (seq first (length ss')) ss')) z)
    = - (toR m / 2) * lsum (fun a => a ^ 2) z).
  2:{ apply (G ss x O); auto. }
  induction ss' as [|s ss' IH]; intros [|a z] first Lz Hx Hz; simpl in Lz; try discriminate; [simpl; ring|]. cbn [length seq combine map lsum fst snd].
  rewrite IH.
  - rewrite tdot_place. pose proof (Hx O ltac:(simpl; lia)) as E. rewrite Nat.add_0_r in E. unfold at_ at 2 in E. simpl in E. rewrite E. destruct (is_zero s) eqn:Z.
    + specialize (Hz O ltac:(simpl; lia) Z). unfold at_ in Hz. simpl in Hz. rewrite Hz. ring.
    + rewrite toR_sub, toR_zero, toR_mul, toR_half. field.
  - now injection Lz.
  - intros k Hk. rewrite Nat.add_succ_comm. apply (Hx (S k)). simpl. lia.
  - intros k Hk. apply (Hz (S k)). simpl. lia.
Qed.
Lemma half_R m : toR (mul half m) = toR m / 2.
Proof. rewrite toR_mul, toR_half. field. Qed.

Section Checked.
Variables (w : trained_witness) (c : certificate T) (t : trained_claim T) (g : growth).
Let W := W_of c.
Let Ws := parameters W.
Let Ls := trainables (steps w) (length Ws) 0 W.
Hypothesis goal_ok : valid_goal c = true.
Hypothesis squared : is_squared (loss_of c) = true.
Hypothesis not_empty : data c <> [].
Hypothesis full : forallb is_full W = true.
Hypothesis numbers_ok : valid_numbers w = true.
Hypothesis steps_ok : valid_steps w t Ws = true.
Hypothesis g_is : growth_of (box w) (strict_box w) (portion w) (sub (inverse (portion w)) one) (share (length (data c))) (goal c) (output_number c) Ls (points_of (data c)) = Some g.
Hypothesis stationary : forallb is_zero (gradient g) = true.
Hypothesis curved : definite (length (steps w)) (badd (diagonal (steps w) (curvature w)) (hessian g)) = true.
Hypothesis enough : toR (lost g) < toR (curvature w) / 2.

Definition step_of (j : nat) : R := toR (nth_number (steps w) j).
Lemma steps_length : length (steps w) = length Ws.
Proof. unfold valid_steps in steps_ok. apply andb_prop in steps_ok as [H _]. apply andb_prop in H as [H _]. now apply Nat.eqb_eq. Qed.
Lemma step_at j : (j < length Ws)%nat -> if is_fixed t j then is_zero (nth_number (steps w) j) = true else 0 < step_of j.
Proof.
  intros Hj. pose proof steps_ok as H. unfold valid_steps in H. apply andb_prop in H as [_ H]. rewrite forallb_forall in H.
  specialize (H (j, nth_number (steps w) j)). cbn [fst snd] in H. assert (I : In (j, nth_number (steps w) j) (numbered (steps w))).
  { assert (Hl : (j < length (combine (seq 0 (length (steps w))) (steps w)))%nat) by (rewrite combine_length, seq_length, Nat.min_id, steps_length; exact Hj).
    apply (nth_In _ (O, zero)) in Hl. rewrite combine_nth, seq_nth in Hl by (rewrite ?seq_length, ?steps_length; auto). exact Hl. }
  specialize (H I). destruct (is_fixed t j); auto. apply lt_spec in H. now rewrite toR_zero in H.
Qed.
Lemma step_nonneg j : 0 <= step_of j.
Proof.
  destruct (Nat.lt_ge_cases j (length Ws)) as [L|L].
  - pose proof (step_at j L) as H. destruct (is_fixed t j); [|lra]. unfold step_of. rewrite (is_zero_R _ H). lra.
  - unfold step_of, nth_number. rewrite nth_overflow by (rewrite steps_length; exact L). rewrite toR_zero. lra.
Qed.
Lemma W_self : same_architecture (net_R W) (net_R W).
Proof. apply (close_same_architecture 0). apply close_self. lra. Qed.
Lemma at_W j : at_ (parameters (net_R W)) j = toR (nth_number Ws j).
Proof. rewrite parameters_R. apply nth_number_R. Qed.
Lemma portion_ok : 0 < toR (portion w) < 1 /\ toR (sub (inverse (portion w)) one) = / toR (portion w) - 1 /\ 0 < toR (box w) /\ 0 < toR (curvature w).
Proof.
  unfold valid_numbers in numbers_ok. repeat (apply andb_prop in numbers_ok as [numbers_ok ?]). repeat match goal with H : lt _ _ = true |- _ => apply lt_spec in H end.
  rewrite toR_zero, ?toR_one in *. match goal with H : eqb _ _ = true |- _ => apply eqb_spec in H; rewrite toR_mul, toR_one in H; rename H into I end.
  split; [lra|]. split; [|lra]. rewrite toR_sub, toR_one. f_equal. apply (Rmult_eq_reg_l (toR (portion w))); [|lra]. rewrite I. field. lra.
Qed.

(* Parameters in the slice and in the box. *)
Variable y : nat -> R.
Hypothesis y_none : y (length Ws) = 0.
Hypothesis slice : forall j, In j (fixed_parameters t) -> y j = at_ (parameters (net_R W)) j.
Hypothesis inside_box : forall j, (j < length Ws)%nat -> 0 < step_of j -> Rabs (y j - at_ (parameters (net_R W)) j) <= toR (box w) * step_of j.
Definition change (j : nat) : R := (y j - at_ (parameters (net_R W)) j) / step_of j.
Definition changes_of : list R := map change (seq 0 (length Ws)).
Lemma change_at j : (j < length Ws)%nat -> at_ changes_of j = change j.
Proof. intros H. unfold at_, changes_of. rewrite nth_indep with (d' := change O) by (now rewrite map_length, seq_length). now rewrite map_nth, seq_nth. Qed.
Lemma change_step j : (j < length Ws)%nat -> y j = at_ (parameters (net_R W)) j + step_of j * change j /\ (is_fixed t j = true -> change j = 0).
Proof.
  intros Hj. pose proof (step_at j Hj) as S. unfold change. destruct (is_fixed t j) eqn:E.
  - assert (X : y j = at_ (parameters (net_R W)) j).
    { apply slice. unfold is_fixed in E. apply existsb_exists in E as (k & Hk & E). apply Nat.eqb_eq in E. now subst. }
    rewrite X. unfold step_of. rewrite (is_zero_R _ S). split; [ring|]. intros _. unfold Rdiv. ring.
  - split; [field; lra|discriminate].
Qed.
Lemma all_set x v : v (length Ws) = 0 -> at_ x (length Ws) = 0 -> (forall j, (j < length Ws)%nat -> v j = toR (nth_number Ws j) + step_of j * at_ x j) -> all_parameters (set_by x v) Ls.
Proof.
  intros V0 X0 H. pose proof (trainables_placed (steps w) (length Ws) W full 0) as P. unfold all_parameters in *. fold Ls Ws in P. eapply Forall_impl; [|exact P]. intros e. apply Forall_impl. intros row.
  assert (G : forall a, placed_or (length Ws) (steps w) Ws 0 a -> set_by x v a).
  { intros a [->|(k & Hk & En & Es & Et)]; [split; cbn [number start step]; rewrite ?V0, ?X0, !toR_zero; lra|]. simpl in En. split; [rewrite Es, Et, En; now apply H|]. rewrite Et. apply step_nonneg. }
  intros [H1 H2]. split; auto. eapply Forall_impl; [exact G|exact H2].
Qed.
Lemma net_at_alike V : same_architecture V (net_R W) -> net_at (at_ (parameters V)) Ls = V.
Proof. intros H. apply net_at_parameters; auto. unfold at_. apply nth_overflow. rewrite (same_parameters_length W full V H). apply le_n. Qed.
Theorem least_in_slice : (forall s, In s (data_R c) -> exists p, has_pattern (net_R W) (input s) p) /\
  empirical_risk (L_R c) (outputs c) (net_R W) (data_R c) <= empirical_risk (L_R c) (outputs c) (net_at y Ls) (data_R c) /\
  (empirical_risk (L_R c) (outputs c) (net_R W) (data_R c) < empirical_risk (L_R c) (outputs c) (net_at y Ls) (data_R c) \/ forall j, (j < length Ws)%nat -> y j = at_ (parameters (net_R W)) j).
Proof.
  destruct portion_ok as (He & Hi & Hb & Hm). pose proof (valid_goal_R c goal_ok) as (_ & Pr & Cd). pose proof Pr as (_ & Po & Dy).
  destruct (largest_size changes_of) as (r & R0 & R1 & R2).
  assert (Rb : 0 <= r <= toR (box w)).
  { split; auto. destruct R2 as [->|(a & Ha & <-)]; [lra|]. unfold changes_of in Ha. apply in_map_iff in Ha as (j & <- & Hj). apply in_seq in Hj as [_ Hj]. simpl in Hj.
    pose proof (step_at j Hj) as S. destruct (change_step j Hj) as [_ C0]. destruct (is_fixed t j); [rewrite C0, Rabs_R0 by auto; lra|].
    specialize (inside_box j Hj S). unfold change, Rdiv. rewrite Rabs_mult, (Rabs_right (/ step_of j)) by (apply Rle_ge; left; now apply Rinv_0_lt_compat).
    apply (Rmult_le_reg_r (step_of j)); auto. rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra. exact inside_box. }
  assert (Set' : all_parameters (set_by changes_of y) Ls).
  { apply all_set; [exact y_none|unfold at_; apply nth_overflow; unfold changes_of; now rewrite map_length, seq_length|]. intros j Hj. rewrite change_at by auto. rewrite <- at_W. now apply change_step. }
  assert (Set0 : all_parameters (set_by [] (at_ (parameters (net_R W)))) Ls).
  { apply all_set; [unfold at_; apply nth_overflow; now rewrite parameters_R, map_length|unfold at_; now destruct (length Ws)|]. intros j Hj. rewrite at_W. unfold at_. destruct j; simpl; ring. }
  assert (Sq : formula (goal c) = Squared) by (unfold goal, objective_of; simpl; unfold is_squared in squared; destruct (loss_of c); auto; discriminate).
  assert (Np : 0 <= toR (share (length (data c)))).
  { rewrite toR_share. destruct (data c); [contradiction|]. left. apply Rinv_0_lt_compat, lt_0_INR. simpl. lia. }
  assert (Op : forall o, 0 <= toR (nth_number (output_weights (goal c)) o)).
  { intros o. rewrite <- nth_number_R. exact (Po o). }
  assert (Wp : forall s, In s (concat (points_of (data c))) -> 0 <= toR (weight s)).
  { intros s Hs. apply (Cd (sample_R s)). unfold data_R. apply in_map. fold (data c). now apply in_points. }
  destruct (data_grows (box w) (strict_box w) (portion w) _ changes_of r Rb He Hi y Ls Set' R1 (share (length (data c))) (goal c) (output_number c) Sq Np Op
    (at_ (parameters (net_R W))) Set0 (points_of (data c)) (points_one _) Wp g g_is) as [Pat Gro].
  rewrite (net_at_alike _ W_self) in *. rewrite points_sum in Gro.
  split.
  { intros s Hs. unfold data_R in Hs. apply in_map_iff in Hs as (s0 & <- & Hs). apply Pat. fold (data c) in Hs. now apply in_points. }
  assert (Gain : lsum (fun s => gain (share (length (data c))) (goal c) (output_number c) (fwd (net_at y Ls) (map toR (input s))) (fwd (net_R W) (map toR (input s))) s) (data c) =
    empirical_risk (L_R c) (outputs c) (net_at y Ls) (data_R c) - empirical_risk (L_R c) (outputs c) (net_R W) (data_R c)).
  { rewrite !risk_no_decay by exact Dy. unfold gain. rewrite lsum_scale, toR_share. unfold total_loss, data_R, Rdiv. fold (data c). rewrite !lsum_map, map_length.
    rewrite (lsum_ext _ (fun s => sample_loss (objective_R (goal c)) (output_number c) (fwd (net_at y Ls) (map toR (input s))) (sample_R s) +
      -1 * sample_loss (objective_R (goal c)) (output_number c) (fwd (net_R W) (map toR (input s))) (sample_R s))) by (intros; ring).
    rewrite lsum_add, lsum_scale. unfold L_R, goal, outputs, output_number. cbn [sample_R input]. ring. }
  rewrite Gain in Gro. unfold grows in Gro. rewrite (zero_gradient _ _ stationary) in Gro.
  assert (Lx : length changes_of = length (steps w)) by (unfold changes_of; now rewrite map_length, seq_length, steps_length).
  destruct (definite_form _ _ changes_of curved Lx) as [_ D]. rewrite form_badd, form_diagonal in D; auto.
  2:{ intros j Hj Z. rewrite steps_length in Hj. rewrite change_at by auto. apply change_step; auto. pose proof (step_at j Hj) as S. destruct (is_fixed t j); auto.
      unfold step_of in S. rewrite (is_zero_R _ Z) in S. lra. }
  set (q := lsum (fun a => a ^ 2) changes_of) in *.
  assert (Q : r ^ 2 <= q).
  { destruct R2 as [->|(a & Ha & <-)]; [|now apply square_sum_large]. replace (0 ^ 2) with 0 by ring. apply lsum_nonneg. intros. apply pow2_ge_0. }
  assert (G : (toR (curvature w) / 2 - toR (lost g)) * r ^ 2 <= empirical_risk (L_R c) (outputs c) (net_at y Ls) (data_R c) - empirical_risk (L_R c) (outputs c) (net_R W) (data_R c)).
  { assert (toR (curvature w) / 2 * r ^ 2 <= toR (curvature w) / 2 * q) by (apply Rmult_le_compat_l; lra). lra. }
  assert (P2 : 0 <= r ^ 2) by apply pow2_ge_0. split.
  { assert (0 <= (toR (curvature w) / 2 - toR (lost g)) * r ^ 2) by (apply Rmult_le_pos; lra). lra. }
  destruct (Req_dec r 0) as [->|Nr]; [right|left].
  - intros j Hj. destruct (change_step j Hj) as [E _]. rewrite E. specialize (R1 j). rewrite change_at in R1 by auto. pose proof (Rabs_pos (change j)).
    assert (Z : change j = 0) by (unfold Rabs in *; destruct (Rcase_abs (change j)); lra). rewrite Z. ring.
  - assert (0 < r ^ 2) by (apply pow_lt; lra). assert (0 < (toR (curvature w) / 2 - toR (lost g)) * r ^ 2) by (apply Rmult_lt_0_compat; lra). lra.
Qed.
End Checked.
End SliceMinimum.
