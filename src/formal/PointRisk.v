(* SPDX-License-Identifier: GPL-3.0-or-later

   In the box R is at least A, point by point, and more by κ' times how far a tie is off its wall in the pieces at W; where all ties are on their
   walls it is A (section 25.2, Lemmas 1 to 3). *)
Require Import Reals List Lra Lia Bool PeanoNat.
Require Import Thalweg.Numbers Thalweg.Semantics Thalweg.Passes Thalweg.Values Thalweg.Functionals Thalweg.Soundness Thalweg.Expansions Thalweg.NumberedNetworks Thalweg.Bends Thalweg.Walls Thalweg.Multipliers
  Thalweg.Growth Thalweg.Curvature.
Import ListNotations.
Open Scope R_scope.

Lemma dot_seq f d : forall k h, Semantics.dot (map f (seq k d)) h = lsum (fun o => f (k + o)%nat * at_ h o) (seq 0 d).
Proof.
  induction d as [|d IH]; intros k h; [reflexivity|]. cbn [seq map lsum]. rewrite Nat.add_0_r, <- (seq_shift d 0), lsum_map. destruct h as [|a h].
  - unfold at_ at 1. simpl. rewrite lsum_zero; [ring|]. intros o _. unfold at_. simpl. ring.
  - cbn [Semantics.dot]. rewrite (IH (S k) h). unfold at_ at 2. simpl nth. f_equal. apply lsum_ext. intros o _. unfold at_. simpl. now rewrite Nat.add_succ_r.
Qed.

Lemma Forall2_In_right {A B} (P : A -> B -> Prop) l m b : Forall2 P l m -> In b m -> exists a, In a l /\ P a b.
Proof. induction 1 as [|a c l m H _ IH]; [contradiction|]. intros [<-|Hb]; [exists a; split; auto; now left|]. destruct (IH Hb) as (a' & Ha & Q). exists a'. split; auto. now right. Qed.
Lemma Forall2_In_left {A B} (P : A -> B -> Prop) l m a : Forall2 P l m -> In a l -> exists b, In b m /\ P a b.
Proof. induction 1 as [|c b l m H _ IH]; [contradiction|]. intros [<-|Ha]; [exists b; split; auto; now left|]. destruct (IH Ha) as (b' & Hb & Q). exists b'. split; auto. now right. Qed.

Module PointRisk (N : NUM).
Module Export Cu := Curvature N.
Import N Sg.Tr.Pc Sg.Tr.

Section Above.
Variables (bx sb pu : T) (x : list R) (t : R) (y : nat -> R) (Ls : list trainable).
Hypothesis t_box : 0 <= t <= toR bx.
Hypothesis x_small : forall j, Rabs (at_ x j) <= t.
Hypothesis pull_nonneg : 0 <= toR pu.
Variables (n : T) (L : objective T) (d : nat).
Hypothesis squared : formula L = Squared.
Hypothesis n_pos : 0 <= toR n.
Hypothesis outputs_pos : forall o, 0 <= toR (nth_number (output_weights L) o).
Lemma set_in p : set_by x y p -> in_parameter bx y p.
Proof.
  intros [E S]. unfold in_parameter, in_ball, parameter_ball. cbn [fst snd]. rewrite E, toR_mul. replace (toR (start p) + toR (step p) * at_ x (number p) - toR (start p)) with (at_ x (number p) * toR (step p)) by ring.
  apply product_small; [specialize (x_small (number p)); lra|]. rewrite Rabs_right; lra.
Qed.
Lemma all_set_in Ms : all_placed (set_by x y) Ms -> all_placed (in_parameter bx y) Ms.
Proof. apply Forall_impl. intros e. apply Forall_impl. intros u [H1 H2]. split; [now apply set_in|]. eapply Forall_impl; [exact set_in|exact H2]. Qed.
Definition mean_slopes (p : list (sample T)) (F B : list R) : list R :=
  map (fun o => lsum (fun s => toR (mul n (importance L s o)) * ((at_ F o - toR (nth_number (target s) o)) + (at_ B o - toR (nth_number (target s) o)))) p) (seq 0 d).
Lemma in_seeds p os F B : (forall s, In s p -> 0 <= toR (weight s)) -> Forall2 in_ball os F -> Forall2 in_ball os B -> Forall2 in_ball (seeds n L d p os) (mean_slopes p F B).
Proof.
  intros W HF HB. unfold seeds, mean_slopes. generalize (seq 0 d). induction l as [|o l IH]; cbn [map]; constructor; auto. clear IH.
  assert (At : forall V, Forall2 in_ball os V -> in_ball (nth o os origin) (at_ V o)).
  { intros V H. clear - H. revert o. unfold at_. induction H; intros [|o]; simpl; auto; exact in_origin. }
  pose proof (At F HF) as AF. pose proof (At B HB) as AB. unfold in_ball in *. cbn [fst snd]. rewrite !toR_add, toR_mul, (pull_R n L), (lsum_ext _ (fun s => toR (mul n (importance L s o)) * (at_ F o - toR (nth_number (target s) o)) + toR (mul n (importance L s o)) * (at_ B o - toR (nth_number (target s) o)))) by (intros; ring).
  rewrite lsum_add. set (f := nth o os origin) in *. pose proof (weight_nonneg n L n_pos outputs_pos p o W) as Pw.
  assert (D : forall a, lsum (fun s => toR (mul n (importance L s o)) * (a - toR (nth_number (target s) o))) p - lsum (fun s => toR (mul n (importance L s o)) * (toR (fst f) - toR (nth_number (target s) o))) p = toR (weight_at n L p o) * (a - toR (fst f))).
  { intros a. unfold weight_at. rewrite toR_total, lsum_map. induction p as [|s q IHp]; simpl; [ring|]. rewrite Rmult_plus_distr_r, <- IHp; [ring|intros; apply W; now right|]. apply (weight_nonneg n L n_pos outputs_pos q o). intros. apply W. now right. }
  match goal with |- Rabs ?g <= _ => replace g with (toR (weight_at n L p o) * (at_ F o - toR (fst f)) + toR (weight_at n L p o) * (at_ B o - toR (fst f))) by (rewrite <- !D; ring) end.
  apply two_terms; rewrite Rabs_mult, (Rabs_right (toR (weight_at n L p o))) by lra; apply Rmult_le_compat_l; auto.
Qed.
Lemma slopes_gain p F B : gap (mean_slopes p F B) F B = lsum (gain n L d F B) p.
Proof.
  unfold gap, mean_slopes. rewrite !dot_seq. rewrite (lsum_ext _ _ _ (fun s _ => gain_sum n L d squared F B s)).
  transitivity (lsum (fun o => lsum (fun s => toR (mul n (importance L s o)) * ((at_ F o - toR (nth_number (target s) o)) ^ 2 - (at_ B o - toR (nth_number (target s) o)) ^ 2)) p) (seq 0 d)).
  2:{ symmetry. apply (lsum_swap (fun s o => toR (mul n (importance L s o)) * ((at_ F o - toR (nth_number (target s) o)) ^ 2 - (at_ B o - toR (nth_number (target s) o)) ^ 2)) p (seq 0 d)). }
  match goal with |- lsum ?f ?l - lsum ?g ?l = _ => replace (lsum f l - lsum g l) with (lsum f l + -1 * lsum g l) by ring end. rewrite <- lsum_scale, <- lsum_add. apply lsum_ext. intros o _. rewrite Nat.add_0_l.
  set (S0 := lsum _ p). replace (S0 * at_ F o + -1 * (S0 * at_ B o)) with ((at_ F o - at_ B o) * S0) by ring. unfold S0. rewrite <- lsum_scale. apply lsum_ext. intros s _. ring.
Qed.
Definition real_value (v : view) : R := toR n * lsum (fun s => sample_loss (objective_R L) d (fwd (net_at y Ls) (map toR (input_of (samples_at v)))) (sample_R s)) (samples_at v).
Definition distance_off (a : tie * R) : R := Rabs (snd a - toR (wall (fst a))).
Lemma tie_held th ro q r : 0 <= ro -> ro / 2 * r <= th -> Rabs q <= r -> ro / 2 * q ^ 2 <= th * Rabs q.
Proof.
  intros Pr H Q. rewrite <- pow2_abs. replace (ro / 2 * Rabs q ^ 2) with (ro / 2 * Rabs q * Rabs q) by ring. apply Rmult_le_compat_r; [apply Rabs_pos|].
  assert (ro / 2 * Rabs q <= ro / 2 * r) by (apply Rmult_le_compat_l; lra). lra.
Qed.
(* O183, O185, O186, O195 *)
Theorem point_above v : expansions bx sb (placed_units v) (starting (input_of (samples_at v))) = (outputs_at v, ties_at v) -> (forall s, In s (samples_at v) -> 0 <= toR (weight s)) ->
  rows_of (placed_units v) Ls -> all_well (placed_units v) -> all_placed (set_by x y) (placed_units v) -> is_kept bx n L d pu v = true ->
  let h := map toR (input_of (samples_at v)) in
  keeps_to (placed_units v) (net_at y Ls) h /\ point_value n L d v y <= real_value v /\
  (forall a, In a (base_ties y (placed_units v) h) -> point_value n L d v y + toR pu * distance_off a <= real_value v) /\
  ((forall a, In a (base_ties y (placed_units v) h) -> distance_off a = 0) -> fwd (net_at y Ls) h = base y (placed_units v) h /\ real_value v = point_value n L d v y) /\
  Forall (fun f => 0 <= toR (penalty (fst f))) (ties_at v).
Proof.
  intros E W Ro Wl A K h. destruct (expansions_sound bx sb x t y t_box x_small _ A _ _ (starts x t (input_of (samples_at v)))) as [_ G]. rewrite E in G. cbn [snd] in G. fold h in G.
  unfold is_kept in K. destruct (boxed _ _ _) as [os|] eqn:Eb; [|discriminate].
  assert (In0 : Forall2 in_ball (map (fun a => (a, zero)) (input_of (samples_at v))) h) by (unfold h; generalize (input_of (samples_at v)); intros l; induction l; simpl; constructor; auto; apply in_point).
  destruct (boxed_sound bx y _ _ Ro (all_set_in _ A) Wl _ _ _ _ In0 In0 Eb) as (V & O1 & O2 & Keep). split; [exact Keep|].
  assert (OnWalls : (forall a, In a (base_ties y (placed_units v) h) -> distance_off a = 0) -> fwd (net_at y Ls) h = base y (placed_units v) h /\ real_value v = point_value n L d v y).
  { intros Z. assert (Eq : fwd (net_at y Ls) h = base y (placed_units v) h).
    { rewrite V. apply values_on_walls. intros e z Hz. specialize (Z _ Hz). unfold distance_off in Z. cbn [fst snd] in Z. unfold Rabs in Z. destruct (Rcase_abs _); lra. }
    split; auto. unfold real_value, point_value. fold h. rewrite Eq, (lsum_zero tie_value); [ring|]. intros [e z] Hz. specialize (Z _ Hz). unfold distance_off in Z. cbn [fst snd] in Z. unfold tie_value. cbn [fst snd].
    replace (z - toR (wall e)) with 0 by (unfold Rabs in Z; destruct (Rcase_abs _); lra). ring. }
  destruct (ties_at v) as [|f0 fs0] eqn:Et.
  { assert (Bt : base_ties y (placed_units v) h = []) by (now inversion G). rewrite Bt in *. destruct (OnWalls ltac:(contradiction)) as [Q1 Q2]. rewrite Q2. split; [lra|]. split; [contradiction|]. split; [now split|constructor]. }
  rewrite <- Et in *. apply andb_prop in K as [K1 K2]. destruct (backwards _ _ _ _) as [[ds rl]|] eqn:Eq; [|discriminate]. clear K1.
  destruct (backwards_sound bx pu y pull_nonneg _ (all_set_in _ A) _ _ h h _ _ (in_seeds _ _ _ _ W O1 O2) Eq) as (_ & _ & X & (PX & BX) & H).
  rewrite slopes_gain, <- V, gain_total in H. set (rep := report y (placed_units v) h h) in *.
  pose proof (report_base y (placed_units v) h h) as Rep. fold rep in Rep. rewrite <- Rep in *.
  assert (Zero : forall l, gap l h h = 0) by (intros; unfold gap; ring). rewrite Zero in H. clear Zero.
  assert (Pieces : forall r, In r rep -> toR (penalty (tie_of r)) / 2 * (in_pieces r - toR (wall (tie_of r))) ^ 2 <= allowed r * Rabs (in_pieces r - toR (wall (tie_of r)))).
  { intros r Hr. destruct (BX r Hr) as (_ & _ & Pp). assert (Hin : In (tie_of r, in_pieces r) (map (fun r => (tie_of r, in_pieces r)) rep)) by (apply in_map_iff; eauto).
    destruct (Forall2_In_right _ _ _ _ G Hin) as (f & Hf & Ef & Xf). cbn [fst snd] in Ef, Xf. rewrite forallb_forall in K2. specialize (K2 f Hf). apply leb_spec in K2. rewrite !toR_mul, toR_half, toR_add, toR_abs in K2.
    unfold residual in K2. rewrite toR_sub in K2. rewrite Ef in K2. unfold allowed. eapply tie_held; [exact Pp| |].
    { unfold Rdiv. rewrite  (Rmult_comm (toR (penalty (tie_of r)))). exact K2. }
    pose proof (expands_near bx x t t_box _ _ Xf) as Nr. replace (in_pieces r - toR (wall (tie_of r))) with ((toR (value (snd f)) - toR (wall (tie_of r))) + (in_pieces r - toR (value (snd f)))) by ring. apply two_terms; [lra|exact Nr]. }
  assert (Un : forall r, unexplained h h r = reached r - in_pieces r) by (intros r; unfold unexplained, gap; ring).
  assert (Tri : forall r, Rabs (in_pieces r - toR (wall (tie_of r))) <= off_wall r + Rabs (unexplained h h r)).
  { intros r. rewrite Un. unfold off_wall, off. replace (in_pieces r - toR (wall (tie_of r))) with ((reached r - toR (wall (tie_of r))) + - (reached r - in_pieces r)) by ring. eapply Rle_trans; [apply Rabs_triang|]. rewrite Rabs_Ropp. lra. }
  assert (Sum : lsum tie_value (map (fun r => (tie_of r, in_pieces r)) rep) + lsum gain_of_ties rep <= lsum (fun r => allowed r * off_wall r + allowed r * Rabs (unexplained h h r)) rep).
  { rewrite lsum_map, <- lsum_add. apply lsum_le. intros r Hr. specialize (Pieces r Hr). destruct (BX r Hr) as (_ & Pa & _). specialize (Tri r). unfold tie_value, gain_of_ties. cbn [fst snd].
    apply (Rmult_le_compat_l _ _ _ (Rlt_le _ _ Pa)) in Tri. lra. }
  assert (Main : point_value n L d v y + X <= real_value v) by (unfold point_value, real_value; fold h; rewrite <- Rep; lra).
  split; [lra|]. split; [|split; [exact OnWalls|]].
  - intros a Ha. apply in_map_iff in Ha as (r & <- & Hr). unfold distance_off. cbn [fst snd]. destruct (BX r Hr) as (Q & _ & _). specialize (Tri r). apply (Rmult_le_compat_l _ _ _ pull_nonneg) in Tri. lra.
  - apply Forall_forall. intros f Hf. destruct (Forall2_In_left _ _ _ _ G Hf) as (a & Ha & Ef & _). apply in_map_iff in Ha as (r & <- & Hr). cbn [fst] in Ef. rewrite Ef. now apply BX.
Qed.
End Above.
End PointRisk.
