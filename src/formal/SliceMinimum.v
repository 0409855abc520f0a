(* SPDX-License-Identifier: GPL-3.0-or-later

   Among the networks with the fixed parameters of W that are in the box one has the least risk; it is near W, and in the strict box it
   alone has it (section 25.3, Theorems 1 and 2 without ties). *)
Require Import Reals List Lra Lia Bool PeanoNat.
Require Import Thalweg.Numbers Thalweg.Semantics Thalweg.Passes Thalweg.Values Thalweg.Minimum Thalweg.Descent Thalweg.Soundness Thalweg.Expansions Thalweg.NumberedNetworks Thalweg.Growth Thalweg.Bends Thalweg.Curvature Thalweg.Minimizers.
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
Module Export Cu := Curvature N.
Import N Sg.Tr.

Lemma tdot_bound g x t : (forall j, Rabs (at_ x j) <= t) -> Rabs (tdot g x) <= toR (total (map abs g)) * t.
Proof.
  intros H. assert (Pt : 0 <= t) by (specialize (H O); pose proof (Rabs_pos (at_ x 0)); lra). rewrite toR_total, lsum_map. unfold tdot. revert x H. induction g as [|a g IH]; intros [|b x] H; simpl.
  - rewrite Rabs_R0. lra.
  - rewrite Rabs_R0. lra.
  - rewrite Rabs_R0. apply Rmult_le_pos; auto. apply Rplus_le_le_0_compat; [rewrite toR_abs; apply Rabs_pos|apply lsum_nonneg; intros; rewrite toR_abs; apply Rabs_pos].
  - rewrite Rmult_plus_distr_r. apply two_terms; [|apply IH; intros j; exact (H (S j))]. rewrite toR_abs. apply product_small; [lra|exact (H O)].
Qed.
Lemma all_both (P Q : parameter -> Prop) Ls : all_parameters P Ls -> all_parameters Q Ls -> all_parameters (fun a => P a /\ Q a) Ls.
Proof.
  unfold all_parameters. intros H1 H2. pose proof (Forall_and H1 H2) as H. eapply Forall_impl; [|exact H]. intros e [A B]. pose proof (Forall_and A B) as C. eapply Forall_impl; [|exact C].
  intros row [[A1 A2] [B1 B2]]. split; auto. now apply Forall_and.
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
Hypothesis curved : definite (length (steps w)) (badd (diagonal (steps w) (curvature w)) (hessian g)) = true.

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

(* Parameters in the slice and in a box, and how many steps they are away. *)
Definition in_box (D : R) (y : nat -> R) : Prop :=
  y (length Ws) = 0 /\ (forall j, In j (fixed_parameters t) -> y j = at_ (parameters (net_R W)) j) /\
  forall j, (j < length Ws)%nat -> 0 < step_of j -> Rabs (y j - at_ (parameters (net_R W)) j) <= D * step_of j.
Definition change (y : nat -> R) (j : nat) : R := (y j - at_ (parameters (net_R W)) j) / step_of j.
Definition list_of (f : nat -> R) : list R := map f (seq 0 (length Ws)).
Definition changes_of (y : nat -> R) : list R := list_of (change y).
Lemma list_at f j : (j < length Ws)%nat -> at_ (list_of f) j = f j.
Proof. intros H. unfold at_, list_of. rewrite nth_indep with (d' := f O) by (now rewrite map_length, seq_length). now rewrite map_nth, seq_nth. Qed.
Lemma list_length f : length (list_of f) = length Ws.
Proof. unfold list_of. now rewrite map_length, seq_length. Qed.
Lemma list_out x j : length x = length Ws -> (length Ws <= j)%nat -> at_ x j = 0.
Proof. intros L H. unfold at_. apply nth_overflow. now rewrite L. Qed.
Lemma change_step D y j : in_box D y -> (j < length Ws)%nat -> y j = at_ (parameters (net_R W)) j + step_of j * change y j /\ (is_fixed t j = true -> change y j = 0).
Proof.
  intros (_ & slice & _) Hj. pose proof (step_at j Hj) as S. unfold change. destruct (is_fixed t j) eqn:E.
  - assert (X : y j = at_ (parameters (net_R W)) j).
    { apply slice. unfold is_fixed in E. apply existsb_exists in E as (k & Hk & E). apply Nat.eqb_eq in E. now subst. }
    rewrite X. unfold step_of. rewrite (is_zero_R _ S). split; [ring|]. intros _. unfold Rdiv. ring.
  - split; [field; lra|discriminate].
Qed.
Lemma changes_in D y : 0 <= D -> in_box D y -> in_cube D (length Ws) (changes_of y).
Proof.
  intros PD H. split; [apply list_length|]. apply Forall_forall. intros a Ha. unfold changes_of, list_of in Ha. apply in_map_iff in Ha as (j & <- & Hj). apply in_seq in Hj as [_ Hj]. simpl in Hj.
  pose proof (step_at j Hj) as S. destruct (change_step D y j H Hj) as [_ C0]. destruct (is_fixed t j); [rewrite C0, Rabs_R0 by auto; lra|].
  destruct H as (_ & _ & H). specialize (H j Hj S). unfold change, Rdiv. rewrite Rabs_mult, (Rabs_right (/ step_of j)) by (apply Rle_ge; left; now apply Rinv_0_lt_compat).
  apply (Rmult_le_reg_r (step_of j)); auto. rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra. exact H.
Qed.
Lemma cube_at D x j : 0 <= D -> in_cube D (length Ws) x -> Rabs (at_ x j) <= D.
Proof.
  intros PD [L C]. destruct (Nat.lt_ge_cases j (length Ws)) as [Hj|Hj]; [|rewrite list_out by auto; rewrite Rabs_R0; lra].
  rewrite Forall_forall in C. apply C. unfold at_. apply nth_In. now rewrite L.
Qed.
Lemma all_set x v : v (length Ws) = 0 -> at_ x (length Ws) = 0 -> (forall j, (j < length Ws)%nat -> v j = toR (nth_number Ws j) + step_of j * at_ x j) -> all_parameters (set_by x v) Ls.
Proof.
  intros V0 X0 H. pose proof (trainables_placed (steps w) (length Ws) W full 0) as P. unfold all_parameters in *. fold Ls Ws in P. eapply Forall_impl; [|exact P]. intros e. apply Forall_impl. intros row.
  assert (G : forall a, placed_or (length Ws) (steps w) Ws 0 a -> set_by x v a).
  { intros a [->|(k & Hk & En & Es & Et)]; [split; cbn [number start step]; rewrite ?V0, ?X0, !toR_zero; lra|]. simpl in En. split; [rewrite Es, Et, En; now apply H|]. rewrite Et. apply step_nonneg. }
  intros [H1 H2]. split; auto. eapply Forall_impl; [exact G|exact H2].
Qed.
Lemma changes_set D y : in_box D y -> all_parameters (set_by (changes_of y) y) Ls.
Proof.
  intros H. apply all_set; [apply H|apply list_out; [apply list_length|lia]|]. intros j Hj. unfold changes_of. rewrite list_at by auto. rewrite <- at_W. now apply (change_step D).
Qed.
Lemma net_at_alike V : same_architecture V (net_R W) -> net_at (at_ (parameters V)) Ls = V.
Proof. intros H. apply net_at_parameters; auto. unfold at_. apply nth_overflow. rewrite (same_parameters_length W full V H). apply le_n. Qed.

(* --- risks --------------------------------------------------------------------------------------------------------------- *)
Definition risk_at (y : nat -> R) : R := empirical_risk (L_R c) (outputs c) (net_at y Ls) (data_R c).
Definition risk_of_W : R := empirical_risk (L_R c) (outputs c) (net_R W) (data_R c).
Lemma squared_goal : formula (goal c) = Squared.
Proof. unfold goal, objective_of; simpl; unfold is_squared in squared; destruct (loss_of c); auto; discriminate. Qed.
Lemma share_positive : 0 <= toR (share (length (data c))).
Proof. rewrite toR_share. destruct (data c); [contradiction|]. left. apply Rinv_0_lt_compat, lt_0_INR. simpl. lia. Qed.
Lemma weights_positive : (forall o, 0 <= toR (nth_number (output_weights (goal c)) o)) /\ (forall s, In s (concat (points_of (data c))) -> 0 <= toR (weight s)) /\ decay (L_R c) = [].
Proof.
  pose proof (valid_goal_R c goal_ok) as (_ & (_ & Po & Dy) & Cd). split; [intros o; rewrite <- nth_number_R; exact (Po o)|]. split; [|exact Dy].
  intros s Hs. apply (Cd (sample_R s)). unfold data_R. apply in_map. fold (data c). now apply in_points.
Qed.
Lemma risk_sum V : empirical_risk (L_R c) (outputs c) V (data_R c) =
  lsum (fun s => toR (share (length (data c))) * sample_loss (objective_R (goal c)) (output_number c) (fwd V (map toR (input s))) (sample_R s)) (data c).
Proof.
  rewrite risk_no_decay by apply weights_positive. rewrite lsum_scale, toR_share. unfold total_loss, data_R, Rdiv. fold (data c). rewrite lsum_map, map_length. unfold L_R, goal, outputs, output_number. cbn [sample_R input]. ring.
Qed.
Lemma risk_gain V U : lsum (fun s => gain (share (length (data c))) (goal c) (output_number c) (fwd V (map toR (input s))) (fwd U (map toR (input s))) s) (data c) =
  empirical_risk (L_R c) (outputs c) V (data_R c) - empirical_risk (L_R c) (outputs c) U (data_R c).
Proof.
  rewrite !risk_sum. unfold gain. generalize (data c) at 2 4 6 as l. induction l as [|s l IH]; simpl; [ring|]. rewrite IH. ring.
Qed.
Lemma curved_form d : length d = length Ws -> (forall j, (j < length Ws)%nat -> is_fixed t j = true -> at_ d j = 0) ->
  forall r, r = 0 \/ (exists a, In a d /\ Rabs a = r) -> toR (curvature w) / 2 * r ^ 2 <= form (hessian g) d.
Proof.
  intros Ld Z r Hr. destruct portion_ok as (_ & _ & _ & Hm). rewrite <- steps_length in Ld. destruct (definite_form _ _ d curved Ld) as [_ D]. rewrite form_badd, form_diagonal in D; auto.
  2:{ intros j Hj Zs. rewrite steps_length in Hj. apply Z; auto. pose proof (step_at j Hj) as S. destruct (is_fixed t j); auto. unfold step_of in S. rewrite (is_zero_R _ Zs) in S. lra. }
  set (q := lsum (fun a => a ^ 2) d) in *. assert (Q : r ^ 2 <= q).
  { destruct Hr as [->|(a & Ha & <-)]; [|now apply square_sum_large]. replace (0 ^ 2) with 0 by ring. apply lsum_nonneg. intros. apply pow2_ge_0. }
  assert (toR (curvature w) / 2 * r ^ 2 <= toR (curvature w) / 2 * q) by (apply Rmult_le_compat_l; lra). lra.
Qed.
Definition slope : R := toR (total (map abs (gradient g))).
Definition excess : R := toR (curvature w) / 2 - toR (lost g).
(* O183, O187, O188 *)
Theorem risk_grows y : in_box (toR (box w)) y -> exists r, 0 <= r <= toR (box w) /\ (forall j, Rabs (at_ (changes_of y) j) <= r) /\ excess * r ^ 2 - slope * r <= risk_at y - risk_of_W /\
  forall s, In s (data_R c) -> exists p, has_pattern (net_R W) (input s) p /\ has_pattern (net_at y Ls) (input s) p.
Proof.
  intros Hy. destruct portion_ok as (He & Hi & Hb & Hm). destruct weights_positive as (Op & Wp & _).
  destruct (largest_size (changes_of y)) as (r & R0 & R1 & R2).
  assert (Rb : 0 <= r <= toR (box w)).
  { split; auto. destruct R2 as [->|(a & Ha & <-)]; [lra|]. destruct (changes_in _ y (Rlt_le _ _ Hb) Hy) as [_ C]. rewrite Forall_forall in C. now apply C. }
  exists r. split; auto. split; auto.
  assert (Set0 : all_parameters (set_by [] (at_ (parameters (net_R W)))) Ls).
  { apply all_set; [unfold at_; apply nth_overflow; now rewrite parameters_R, map_length|unfold at_; now destruct (length Ws)|]. intros j Hj. rewrite at_W. unfold at_. destruct j; simpl; ring. }
  destruct (data_grows (box w) (strict_box w) (portion w) _ (changes_of y) r Rb He Hi y Ls (changes_set _ y Hy) R1 (share (length (data c))) (goal c) (output_number c) squared_goal share_positive Op
    (at_ (parameters (net_R W))) Set0 (points_of (data c)) (points_one _) Wp g g_is) as [Pat Gro].
  rewrite (net_at_alike _ W_self) in *. rewrite points_sum in Gro. split.
  2:{ intros s Hs. unfold data_R in Hs. apply in_map_iff in Hs as (s0 & <- & Hs). apply Pat. fold (data c) in Hs. now apply in_points. }
  rewrite risk_gain in Gro. unfold grows in Gro. unfold risk_at, risk_of_W, excess, slope.
  pose proof (curved_form (changes_of y) (list_length _) (fun j Hj F => eq_trans (list_at _ j Hj) (proj2 (change_step _ y j Hy Hj) F)) r R2) as D.
  pose proof (tdot_bound (gradient g) _ r R1) as G. unfold Rabs in G. destruct (Rcase_abs (tdot (gradient g) (changes_of y))); lra.
Qed.

(* --- two points of the slice -------------------------------------------------------------------------------------------- *)
Definition y_of (x : list R) (j : nat) : R := toR (nth_number Ws j) + step_of j * at_ x j.
Lemma step_none : step_of (length Ws) = 0.
Proof. unfold step_of, nth_number. rewrite nth_overflow by (now rewrite steps_length). apply toR_zero. Qed.
Lemma y_of_set x : length x = length Ws -> all_parameters (set_by x (y_of x)) Ls.
Proof.
  intros L. apply all_set; [|now apply list_out|reflexivity]. unfold y_of. rewrite step_none. unfold nth_number. rewrite nth_overflow, toR_zero by lia. ring.
Qed.
Definition between (x z : list R) : list R := list_of (fun j => (at_ x j + at_ z j) / 2).
Definition half_way (x z : list R) : list R := list_of (fun j => (at_ x j - at_ z j) / 2).
Lemma in_line sb x z r : in_cube (toR sb) (length Ws) x -> in_cube (toR sb) (length Ws) z -> 0 <= toR sb -> (forall j, Rabs (at_ (half_way x z) j) <= r) ->
  on_line sb Ls (between x z) x z (half_way x z) r (y_of (between x z)) (y_of x) (y_of z).
Proof.
  intros Hx Hz Ps Hr. split; [specialize (Hr O); pose proof (Rabs_pos (at_ (half_way x z) 0)); lra|]. split; auto.
  assert (B : forall j, at_ (between x z) j = (at_ x j + at_ z j) / 2 /\ at_ (half_way x z) j = (at_ x j - at_ z j) / 2).
  { intros j. unfold between, half_way. destruct (Nat.lt_ge_cases j (length Ws)) as [Hj|Hj]; [now rewrite !list_at by auto|].
    rewrite !list_out; auto using list_length; try apply Hx; try apply Hz. split; field. }
  split; [|split].
  - intros j. pose proof (cube_at _ _ j Ps Hx) as H1. pose proof (cube_at _ _ j Ps Hz) as H2. repeat split; auto. rewrite (proj1 (B j)). unfold Rdiv. rewrite Rabs_mult, (Rabs_right (/ 2)) by lra.
    pose proof (Rabs_triang (at_ x j) (at_ z j)). lra.
  - intros j. destruct (B j) as [-> ->]. split; field.
  - unfold set_three. apply all_both; [apply y_of_set, list_length|]. apply all_both; apply y_of_set; [apply Hx|apply Hz].
Qed.
Theorem risk_steady : steady (box w) Ls risk_at.
Proof.
  set (terms := fun s y => lsum (fun o => toR (mul (share (length (data c))) (importance (goal c) s o)) * (at_ (fwd (net_at y Ls) (map toR (input s))) o - toR (nth_number (target s) o)) ^ 2) (seq 0 (output_number c))).
  assert (S : steady (box w) Ls (fun y => lsum (fun s => terms s y) (data c))).
  { apply steady_sum. intros s Hs. apply steady_sum. intros o _. apply steady_scale. apply in_points in Hs.
    destruct (some_expansions _ _ _ _ _ _ _ _ _ _ g_is (points_one _) s Hs) as (h & fs & Eh & Ef). rewrite Eh. now apply (steady_square _ _ h fs). }
  destruct S as (K & PK & HK). exists K. split; auto. intros x0 x1 x2 d t0 y0 y1 y2 Hl. specialize (HK _ _ _ _ _ _ _ _ Hl). unfold risk_at. rewrite <- risk_gain.
  rewrite (lsum_ext _ (fun s => terms s y1 + - 1 * terms s y2)); [rewrite lsum_add, lsum_scale; eapply Rle_trans; [|exact HK]; right; f_equal; ring|].
  intros s _. rewrite (gain_sum _ _ _ squared_goal). unfold terms. rewrite <- lsum_scale, <- lsum_add. apply lsum_ext. intros o _. ring.
Qed.
(* O196 *)
Theorem risk_bends y z : toR (strict_box w) <= toR (box w) -> 0 <= toR (strict_box w) -> in_box (toR (strict_box w)) y -> in_box (toR (strict_box w)) z ->
  exists r, (forall j, (j < length Ws)%nat -> Rabs (change y j - change z j) <= 2 * r) /\ 0 <= r /\
    (toR (curvature w) / 2 - toR (strictly_lost g)) * r ^ 2 <= (risk_at (y_of (changes_of y)) + risk_at (y_of (changes_of z))) / 2 - risk_at (y_of (between (changes_of y) (changes_of z))).
Proof.
  intros Sb Ps Hy Hz. destruct portion_ok as (He & Hi & Hb & Hm). destruct weights_positive as (Op & Wp & _). set (x := changes_of y). set (u := changes_of z).
  destruct (largest_size (half_way x u)) as (r & R0 & R1 & R2). exists r. split; [|split; [exact R0|]].
  { intros j Hj. specialize (R1 j). unfold half_way in R1. rewrite list_at in R1 by auto. unfold x, u, changes_of in R1. rewrite !list_at in R1 by auto.
    unfold Rdiv in R1. rewrite Rabs_mult, (Rabs_right (/ 2)) in R1 by lra. lra. }
  pose proof (in_line (strict_box w) x u r (changes_in _ y Ps Hy) (changes_in _ z Ps Hz) Ps R1) as Li.
  pose proof (data_curves _ _ _ _ _ _ _ _ _ Sb He Hi _ _ _ Ls Li _ _ _ squared_goal share_positive Op (points_of (data c)) (points_one _) Wp g g_is) as C.
  rewrite points_sum in C. unfold curves in C.
  pose proof (curved_form (half_way x u) (list_length _)) as D. specialize (D ltac:(intros j Hj F; unfold half_way; rewrite list_at by auto; unfold x, u, changes_of; rewrite !list_at by auto;
    rewrite (proj2 (change_step _ y j Hy Hj) F), (proj2 (change_step _ z j Hz Hj) F); field) r R2).
  assert (E : lsum (loss_bend (share (length (data c))) (goal c) (output_number c) (net_at (y_of (between x u)) Ls) (net_at (y_of x) Ls) (net_at (y_of u) Ls)) (data c) =
    (risk_at (y_of x) + risk_at (y_of u)) / 2 - risk_at (y_of (between x u))).
  { unfold risk_at. rewrite !risk_sum. unfold loss_bend. set (n := share (length (data c))). generalize (data c) as l. induction l as [|s l IH]; simpl; [field|]. rewrite IH. field. }
  rewrite E in C. lra.
Qed.

(* --- the minimum ------------------------------------------------------------------------------------------------------------ *)
Lemma step_zero j : step_of j = 0 -> forall x, y_of x j = at_ (parameters (net_R W)) j.
Proof. intros H x. unfold y_of. rewrite H, at_W. ring. Qed.
Lemma y_of_in D x : 0 <= D -> in_cube D (length Ws) x -> in_box D (y_of x).
Proof.
  intros PD Hx. split; [|split].
  - rewrite (step_zero _ step_none), at_W. unfold nth_number. rewrite nth_overflow by lia. apply toR_zero.
  - intros j Hj. apply step_zero. destruct (Nat.lt_ge_cases j (length Ws)) as [L|L].
    + pose proof (step_at j L) as S. assert (F : is_fixed t j = true) by (unfold is_fixed; apply existsb_exists; exists j; split; auto; apply Nat.eqb_refl). rewrite F in S. now apply is_zero_R.
    + unfold step_of, nth_number. rewrite nth_overflow by (now rewrite steps_length). apply toR_zero.
  - intros j Hj S. unfold y_of. rewrite at_W. replace (toR (nth_number Ws j) + step_of j * at_ x j - toR (nth_number Ws j)) with (at_ x j * step_of j) by ring.
    apply product_small; [now apply cube_at|]. rewrite Rabs_right by lra. lra.
Qed.
Lemma in_box_more D D' y : D <= D' -> in_box D y -> in_box D' y.
Proof. intros H (H1 & H2 & H3). split; auto. split; auto. intros j Hj S. eapply Rle_trans; [now apply H3|]. apply Rmult_le_compat_r; lra. Qed.
Lemma W_in : in_box 0 (at_ (parameters (net_R W))).
Proof. split; [rewrite at_W; unfold nth_number; rewrite nth_overflow by lia; apply toR_zero|]. split; auto. intros. rewrite Rminus_eq_0, Rabs_R0. lra. Qed.
Lemma net_at_same y z : all_parameters (fun a => y (number a) = z (number a)) Ls -> net_at y Ls = net_at z Ls.
Proof.
  unfold all_parameters, net_at. intros H. apply map_ext_in. rewrite Forall_forall in H. intros e He. specialize (H e He). unfold layer_at. f_equal. apply map_ext_in. rewrite Forall_forall in H.
  intros row Hr. destruct (H row Hr) as [H1 H2]. unfold row_at. f_equal; auto. apply map_ext_in. now rewrite Forall_forall in H2.
Qed.
Lemma risk_of_changes D y : in_box D y -> risk_at (y_of (changes_of y)) = risk_at y.
Proof.
  intros H. unfold risk_at. f_equal. apply net_at_same. pose proof (all_both _ _ _ (changes_set D y H) (y_of_set (changes_of y) (list_length _))) as B. unfold all_parameters in *. eapply Forall_impl; [|exact B].
  intros e. apply Forall_impl. intros row [[[A1 _] [B1 _]] Q]. split; [congruence|]. eapply Forall_impl; [|exact Q]. intros a [[A2 _] [B2 _]]. congruence.
Qed.
Lemma slope_positive : 0 <= slope.
Proof. unfold slope. rewrite toR_total, lsum_map. apply lsum_nonneg. intros. rewrite toR_abs. apply Rabs_pos. Qed.
Lemma slope_zero : forallb is_zero (gradient g) = true -> slope = 0.
Proof.
  unfold slope. rewrite toR_total, lsum_map, forallb_forall. intros H. induction (gradient g) as [|a l IH]; simpl; auto. rewrite IH by (intros; apply H; now right).
  rewrite toR_abs, (is_zero_R a) by (apply H; now left). rewrite Rabs_R0. ring.
Qed.
Lemma at_within (x z : list R) r : all_within r x z -> 0 <= r -> forall j, Rabs (at_ x j - at_ z j) <= r.
Proof. intros H Hr. unfold at_. induction H; intros [|j]; simpl; auto; rewrite Rminus_eq_0, Rabs_R0; lra. Qed.
Definition is_least (v : nat -> R) : Prop := forall y, in_box (toR (box w)) y -> risk_at v <= risk_at y.
(* Theorem 1 *)
Theorem minimum_near : 0 < toR (near w) -> slope < excess * toR (near w) -> exists v, in_box (toR (near w)) v /\ is_least v /\
  risk_at v <= risk_of_W /\ 4 * excess * (risk_of_W - risk_at v) <= slope ^ 2 /\ (forall s, In s (data_R c) -> exists p, has_pattern (net_R W) (input s) p /\ has_pattern (net_at v Ls) (input s) p) /\
  (slope = 0 -> forall j, (j < length Ws)%nat -> v j = at_ (parameters (net_R W)) j).
Proof.
  intros Pn Hn. destruct portion_ok as (_ & _ & Hb & _). destruct risk_steady as (K & PK & HK). pose proof (Rlt_le _ _ Hb) as Hb'. pose proof slope_positive as Sp.
  destruct (least_in_cube (toR (box w)) K (length Ws) (fun x => risk_at (y_of x)) PK Hb') as (x & Cx & Mx).
  { intros r x z Hx Hz Wi Hr. apply (HK (between x z) x z (half_way x z) r (y_of (between x z))). apply in_line; auto. intros j. unfold half_way.
    destruct (Nat.lt_ge_cases j (length Ws)) as [L|L]; [|rewrite list_out by (auto using list_length); rewrite Rabs_R0; exact Hr].
    rewrite list_at by auto. unfold Rdiv. rewrite Rabs_mult, (Rabs_right (/ 2)) by lra. pose proof (at_within _ _ _ Wi Hr j). pose proof (Rabs_pos (at_ x j - at_ z j)). lra. }
  set (v := y_of x). assert (Iv : in_box (toR (box w)) v) by now apply y_of_in.
  assert (Least : is_least v) by (intros y Hy; rewrite <- (risk_of_changes _ y Hy); apply Mx; now apply changes_in).
  assert (Below : risk_at v <= risk_of_W).
  { unfold risk_of_W. rewrite <- (net_at_alike _ W_self). apply (Least (at_ (parameters (net_R W)))). apply (in_box_more 0); [exact Hb'|exact W_in]. }
  destruct (risk_grows v Iv) as (r & R0 & R1 & R2 & Pat). pose proof (pow2_ge_0 r) as P2.
  assert (Ex : 0 < excess). { destruct (Rle_or_lt excess 0) as [E|E]; auto. exfalso. assert (0 <= - excess * toR (near w)) by (apply Rmult_le_pos; lra). lra. }
  assert (Rn : r < toR (near w)).
  { destruct (Rle_or_lt (toR (near w)) r) as [E|E]; auto. exfalso. assert (excess * toR (near w) <= excess * r) by (apply Rmult_le_compat_l; lra).
    assert (0 < r * (excess * r - slope)) by (apply Rmult_lt_0_compat; lra). lra. }
  exists v. split; [|split; [exact Least|split; [exact Below|split; [|split; [exact Pat|]]]]].
  - destruct Iv as (I1 & I2 & I3). split; auto. split; auto. intros j Hj S. destruct (change_step _ v j (conj I1 (conj I2 I3)) Hj) as [E _]. rewrite E.
    replace (at_ (parameters (net_R W)) j + step_of j * change v j - at_ (parameters (net_R W)) j) with (change v j * step_of j) by ring. apply product_small; [|rewrite Rabs_right by lra; lra].
    specialize (R1 j). unfold changes_of in R1. rewrite list_at in R1 by auto. lra.
  - pose proof (pow2_ge_0 (slope - 2 * excess * r)) as Sq. assert (4 * excess * (risk_of_W - risk_at v) <= 4 * excess * (slope * r - excess * r ^ 2)) by (apply Rmult_le_compat_l; lra).
    replace (4 * excess * (slope * r - excess * r ^ 2)) with (slope ^ 2 - (slope - 2 * excess * r) ^ 2) in H by ring. lra.
  - intros S0 j Hj. rewrite S0 in R2. destruct (change_step _ v j Iv Hj) as [E _]. rewrite E. specialize (R1 j). unfold changes_of in R1. rewrite list_at in R1 by auto.
    assert (r = 0). { destruct (Req_dec r 0) as [|Nr]; auto. exfalso. assert (0 < r ^ 2) by (apply pow_lt; lra). assert (0 < excess * r ^ 2) by (apply Rmult_lt_0_compat; lra). lra. }
    subst r. pose proof (Rabs_pos (change v j)). assert (Z : change v j = 0) by (unfold Rabs in *; destruct (Rcase_abs (change v j)); lra). rewrite Z. ring.
Qed.
(* Theorem 2 *)
Theorem strictly_least v y : toR (strict_box w) <= toR (box w) -> 0 <= toR (strict_box w) -> toR (strictly_lost g) < toR (curvature w) / 2 -> is_least v ->
  in_box (toR (strict_box w)) v -> in_box (toR (strict_box w)) y -> risk_at v < risk_at y \/ forall j, (j < length Ws)%nat -> y j = v j.
Proof.
  intros Sb Ps Hl Least Hv Hy. destruct (risk_bends v y Sb Ps Hv Hy) as (r & R1 & R0 & R2). rewrite (risk_of_changes _ v Hv), (risk_of_changes _ y Hy) in R2.
  assert (Mid : risk_at v <= risk_at (y_of (between (changes_of v) (changes_of y)))).
  { apply Least, (in_box_more (toR (strict_box w))); auto. apply y_of_in; auto. split; [apply list_length|]. apply Forall_forall. intros a Ha. unfold between, list_of in Ha. apply in_map_iff in Ha as (j & <- & Hj).
    pose proof (cube_at _ _ j Ps (changes_in _ v Ps Hv)). pose proof (cube_at _ _ j Ps (changes_in _ y Ps Hy)). unfold Rdiv. rewrite Rabs_mult, (Rabs_right (/ 2)) by lra.
    pose proof (Rabs_triang (at_ (changes_of v) j) (at_ (changes_of y) j)). lra. }
  destruct (Req_dec r 0) as [->|Nr]; [right|left].
  - intros j Hj. destruct (change_step _ v j Hv Hj) as [E1 _]. destruct (change_step _ y j Hy Hj) as [E2 _]. specialize (R1 j Hj). pose proof (Rabs_pos (change v j - change y j)).
    assert (Z : change v j - change y j = 0) by (unfold Rabs in *; destruct (Rcase_abs (change v j - change y j)); lra). rewrite E1, E2. replace (change y j) with (change v j) by lra. reflexivity.
  - assert (0 < r ^ 2) by (apply pow_lt; lra). assert (0 < (toR (curvature w) / 2 - toR (strictly_lost g)) * r ^ 2) by (apply Rmult_lt_0_compat; lra). lra.
Qed.
End Checked.
End SliceMinimum.
