(* SPDX-License-Identifier: GPL-3.0-or-later

   Networks with the fixed parameters of W as points: changes of the free parameters, counted in steps, cubes of them, and lines between two. *)
Require Import Reals List Lra Lia Bool PeanoNat.
Require Import Thalweg.Numbers Thalweg.Semantics Thalweg.Passes Thalweg.Values Thalweg.Minimum Thalweg.Descent Thalweg.Soundness Thalweg.Expansions Thalweg.NumberedNetworks Thalweg.Growth Thalweg.Bends Thalweg.Curvature
  Thalweg.WallPull Thalweg.Minimizers.
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

Module SliceBox (N : NUM).
Module Export Wp := WallPull N.
Import N Sg.Tr.Pc Sg.Tr.


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
Variables (w : trained_witness) (c : certificate T) (t : trained_claim T).
Let W := W_of c.
Let Ws := parameters W.
Let Ls := trainables (steps w) (length Ws) 0 W.
Let iw := sub (inverse (portion w)) one.
Hypothesis full : forallb is_full W = true.
Hypothesis numbers_ok : valid_numbers w = true.
Hypothesis steps_ok : valid_steps w t Ws = true.

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
Lemma box_sizes : 0 < toR (near w) /\ toR (near w) < toR (box w) /\ toR (near w) < toR (strict_box w) /\ toR (strict_box w) <= toR (box w) /\ 0 <= toR (pull w).
Proof.
  unfold valid_numbers in numbers_ok. repeat (apply andb_prop in numbers_ok as [numbers_ok ?]). repeat match goal with H : lt _ _ = true |- _ => apply lt_spec in H | H : leb _ _ = true |- _ => apply leb_spec in H end.
  rewrite toR_zero in *. lra.
Qed.
Lemma W_self : same_architecture (net_R W) (net_R W).
Proof. apply (close_same_architecture 0). apply close_self. lra. Qed.
Lemma at_W j : at_ (parameters (net_R W)) j = toR (nth_number Ws j).
Proof. rewrite parameters_R. apply nth_number_R. Qed.
Lemma portion_ok : 0 < toR (portion w) < 1 /\ toR iw = / toR (portion w) - 1 /\ 0 < toR (box w) /\ 0 < toR (curvature w).
Proof.
  unfold valid_numbers in numbers_ok. repeat (apply andb_prop in numbers_ok as [numbers_ok ?]). repeat match goal with H : lt _ _ = true |- _ => apply lt_spec in H end.
  rewrite toR_zero, ?toR_one in *. match goal with H : eqb _ _ = true |- _ => apply eqb_spec in H; rewrite toR_mul, toR_one in H; rename H into I end.
  split; [lra|]. split; [|lra]. unfold iw. rewrite toR_sub, toR_one. f_equal. apply (Rmult_eq_reg_l (toR (portion w))); [|lra]. rewrite I. field. lra.
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
Lemma in_line sb x z r ya yb : all_parameters (set_by x ya) Ls -> all_parameters (set_by z yb) Ls -> in_cube (toR sb) (length Ws) x -> in_cube (toR sb) (length Ws) z -> 0 <= toR sb -> (forall j, Rabs (at_ (half_way x z) j) <= r) ->
  on_line sb Ls (between x z) x z (half_way x z) r (y_of (between x z)) ya yb.
Proof.
  intros Sx Sz Hx Hz Ps Hr. split; [specialize (Hr O); pose proof (Rabs_pos (at_ (half_way x z) 0)); lra|]. split; auto.
  assert (B : forall j, at_ (between x z) j = (at_ x j + at_ z j) / 2 /\ at_ (half_way x z) j = (at_ x j - at_ z j) / 2).
  { intros j. unfold between, half_way. destruct (Nat.lt_ge_cases j (length Ws)) as [Hj|Hj]; [now rewrite !list_at by auto|].
    rewrite !list_out; auto using list_length; try apply Hx; try apply Hz. split; field. }
  split; [|split].
  - intros j. pose proof (cube_at _ _ j Ps Hx) as H1. pose proof (cube_at _ _ j Ps Hz) as H2. repeat split; auto. rewrite (proj1 (B j)). unfold Rdiv. rewrite Rabs_mult, (Rabs_right (/ 2)) by lra.
    pose proof (Rabs_triang (at_ x j) (at_ z j)). lra.
  - intros j. destruct (B j) as [-> ->]. split; field.
  - unfold set_three. apply all_both; [apply y_of_set, list_length|]. now apply all_both.
Qed.
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
Lemma at_within (x z : list R) r : all_within r x z -> 0 <= r -> forall j, Rabs (at_ x j - at_ z j) <= r.
Proof. intros H Hr. unfold at_. induction H; intros [|j]; simpl; auto; rewrite Rminus_eq_0, Rabs_R0; lra. Qed.
End Checked.
End SliceBox.
