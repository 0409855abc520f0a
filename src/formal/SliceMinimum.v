(* SPDX-License-Identifier: GPL-3.0-or-later

   Among the networks with the fixed parameters of W that are in the box one has the least risk; it is near W, its ties are on their walls, and in
   the strict box it alone has it (section 25.3, Theorems 1 and 2).  It is where A, and κ' times how far the farthest tie is off its wall, is least:
   this is nowhere above R, and in the strict box it is convex. *)
Require Import Reals List Lra Lia Bool PeanoNat.
Require Import Thalweg.Numbers Thalweg.Semantics Thalweg.Passes Thalweg.Values Thalweg.Minimum Thalweg.Descent Thalweg.Soundness Thalweg.Expansions Thalweg.NumberedNetworks Thalweg.Classes Thalweg.Growth Thalweg.Bends Thalweg.Walls Thalweg.Multipliers Thalweg.Curvature
  Thalweg.PointRisk Thalweg.WallPull Thalweg.SliceBox Thalweg.Minimizers.
Import ListNotations.
Open Scope R_scope.

Module SliceMinimum (N : NUM).
Module Export Sb := SliceBox N.
Import N Sg.Tr.Pc Sg.Tr.

Section Checked.
Variables (w : trained_witness) (c : certificate T) (t : trained_claim T).
Local Notation W := (W_of c).
Local Notation Ws := (parameters (W_of c)).
Local Notation Ls := (trainables (steps w) (length Ws) 0 W).
Let n1 := share (length (data c)).
Let L1 := goal c.
Let d1 := output_number c.
Local Notation iw := (sub (inverse (portion w)) one).
Let marks := mark_of (data c) (combine (ties t) (tie_numbers w)).
Definition point_views (sb : T) : list view := map (view_of (box w) sb Ls marks) (points_of (data c)).
Let vs := point_views (strict_box w).
Let vn := point_views (near w).
Definition growth_at (sb : T) : growth := growth_of (box w) (portion w) iw n1 L1 d1 (point_views sb).
Let g := growth_at (strict_box w).
Hypothesis goal_ok : valid_goal c = true.
Hypothesis squared : is_squared (loss_of c) = true.
Hypothesis not_empty : data c <> [].
Hypothesis full : forallb is_full W = true.
Hypothesis numbers_ok : valid_numbers w = true.
Hypothesis steps_ok : valid_steps w t Ws = true.
Hypothesis kept : forallb (is_kept (box w) n1 L1 d1 (pull w)) vs = true.
Hypothesis curved : definite (length (steps w)) (badd (diagonal (steps w) (curvature w)) (hessian g)) = true.

(* What is said of this W. *)
Local Notation step_of := (step_of w). Local Notation steps_length := (steps_length w c t steps_ok). Local Notation step_at := (step_at w c t steps_ok).
Local Notation step_nonneg := (step_nonneg w c t steps_ok). Local Notation box_sizes := (box_sizes w numbers_ok). Local Notation W_self := (W_self c).
Local Notation at_W := (at_W c). Local Notation portion_ok := (portion_ok w numbers_ok). Local Notation in_box := (in_box w c t). Local Notation change := (change w c).
Local Notation list_of := (list_of c). Local Notation changes_of := (changes_of w c). Local Notation list_at := (list_at c). Local Notation list_length := (list_length c).
Local Notation list_out := (list_out c). Local Notation change_step := (change_step w c t steps_ok). Local Notation changes_in := (changes_in w c t steps_ok).
Local Notation cube_at := (cube_at c). Local Notation all_set := (all_set w c t full steps_ok). Local Notation changes_set := (changes_set w c t full steps_ok).
Local Notation net_at_alike := (net_at_alike w c full). Local Notation y_of := (y_of w c). Local Notation step_none := (step_none w c t steps_ok).
Local Notation y_of_set := (y_of_set w c t full steps_ok). Local Notation between := (between c). Local Notation half_way := (half_way c).
Local Notation in_line := (in_line w c t full steps_ok). Local Notation step_zero := (step_zero w c). Local Notation y_of_in := (y_of_in w c t steps_ok).
Local Notation in_box_more := (in_box_more w c t). Local Notation W_in := (W_in w c t). Local Notation net_at_same := (net_at_same w c).
(* --- risks --------------------------------------------------------------------------------------------------------------- *)
Definition risk_at (y : nat -> R) : R := empirical_risk (L_R c) (outputs c) (net_at y Ls) (data_R c).
Definition risk_of_W : R := empirical_risk (L_R c) (outputs c) (net_R W) (data_R c).
Lemma squared_goal : formula (goal c) = Squared.
Proof. unfold goal, objective_of; simpl; unfold is_squared in squared; destruct (loss_of c); auto; discriminate. Qed.
Lemma share_positive : 0 <= toR (share (length (data c))).
Proof. rewrite toR_share. left. apply Rinv_0_lt_compat, lt_0_INR. pose proof not_empty as Hd. revert Hd. generalize (data c). intros [|s l] Hd; [contradiction|simpl; lia]. Qed.
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
Definition base_of_W : R := toR (base_value n1 L1 d1 vs).
Lemma slope_positive : 0 <= slope.
Proof. unfold slope. rewrite toR_total, lsum_map. apply lsum_nonneg. intros. rewrite toR_abs. apply Rabs_pos. Qed.
Lemma slope_zero : forallb is_zero (gradient g) = true -> slope = 0.
Proof.
  unfold slope. rewrite toR_total, lsum_map, forallb_forall. intros H. induction (gradient g) as [|a l IH]; simpl; auto. rewrite IH by (intros; apply H; now right).
  rewrite toR_abs, (is_zero_R a) by (apply H; now left). rewrite Rabs_R0. ring.
Qed.
(* --- A ---------------------------------------------------------------------------------------------------------------------- *)
Definition base_at (sb : T) (y : nat -> R) : R := base_risk n1 L1 d1 (point_views sb) y.
Definition ties_off (sb : T) (y : nat -> R) : R := farthest (all_ties (point_views sb) y).
Definition low_at (sb : T) (y : nat -> R) : R := low (pull w) n1 L1 d1 (point_views sb) y.
Lemma low_same sb sb' y : low_at sb y = low_at sb' y /\ base_at sb y = base_at sb' y /\ ties_off sb y = ties_off sb' y.
Proof.
  assert (B : base_at sb y = base_at sb' y) by (unfold base_at, base_risk, point_views; rewrite !lsum_map; reflexivity).
  assert (A : all_ties (point_views sb) y = all_ties (point_views sb') y) by (unfold all_ties, point_views; rewrite !flat_map_concat_map, !map_map; reflexivity).
  unfold low_at, low, ties_off. fold (base_at sb y) (base_at sb' y). now rewrite A, B.
Qed.
Lemma views_rows sb : Forall (fun v => rows_of (placed_units v) Ls) (point_views sb) /\ Forall (fun v => all_well (placed_units v)) (point_views sb).
Proof. unfold point_views. split; apply Forall_forall; intros v Hv; apply in_map_iff in Hv as (p & <- & _); [apply pieces_rows|apply pieces_well]. Qed.
Lemma view_weights sb v : In v (point_views sb) -> forall s, In s (samples_at v) -> 0 <= toR (weight s).
Proof. intros Hv s Hs. apply in_map_iff in Hv as (p & <- & Hp). apply weights_positive. apply in_concat. now exists p. Qed.
Lemma view_expansions sb v : In v (point_views sb) -> expansions (box w) sb (placed_units v) (starting (input_of (samples_at v))) = (outputs_at v, ties_at v).
Proof. intros Hv. apply in_map_iff in Hv as (p & <- & _). apply surjective_pairing. Qed.
Lemma placed_in y D v sb : in_box D y -> In v (point_views sb) -> all_placed (set_by (changes_of y) y) (placed_units v).
Proof. intros Hy Hv. destruct (views_rows sb) as [R _]. rewrite Forall_forall in R. eapply all_placed_rows; [now apply R|now apply (changes_set D)]. Qed.
Lemma box_nonneg : 0 <= toR (box w) <= toR (box w).
Proof. destruct portion_ok as (_ & _ & H & _). lra. Qed.
(* Point by point. *)
Lemma points_above y v : in_box (toR (box w)) y -> In v vs ->
  let h := map toR (input_of (samples_at v)) in
  keeps_to (placed_units v) (net_at y Ls) h /\ point_value n1 L1 d1 v y <= real_value y Ls n1 L1 d1 v /\
  (forall a, In a (base_ties y (placed_units v) h) -> point_value n1 L1 d1 v y + toR (pull w) * distance_off a <= real_value y Ls n1 L1 d1 v) /\
  ((forall a, In a (base_ties y (placed_units v) h) -> distance_off a = 0) -> fwd (net_at y Ls) h = base y (placed_units v) h /\ real_value y Ls n1 L1 d1 v = point_value n1 L1 d1 v y) /\
  Forall (fun f => 0 <= toR (penalty (fst f))) (ties_at v).
Proof.
  intros Hy Hv. destruct (views_rows (strict_box w)) as [R Wl]. rewrite Forall_forall in R, Wl. pose proof kept as K. rewrite forallb_forall in K. destruct box_sizes as (_ & _ & _ & _ & Pp). destruct weights_positive as (Op & _).
  apply (point_above (box w) (strict_box w) (pull w) (changes_of y) (toR (box w)) y Ls box_nonneg (fun j => cube_at _ _ j (proj1 box_nonneg) (changes_in _ y (proj1 box_nonneg) Hy)) Pp n1 L1 d1 squared_goal share_positive Op v); auto.
  - now apply view_expansions.
  - now apply (view_weights (strict_box w)).
  - now apply (placed_in y (toR (box w)) v (strict_box w)).
Qed.
Lemma W_in_box D : 0 <= D -> in_box D (at_ (parameters (net_R W))).
Proof. intros H. apply (in_box_more 0); [exact H|exact W_in]. Qed.
Lemma names_alike sb sb' Ms : forall hs hs', map fst (snd (expansions (box w) sb Ms hs)) = map fst (snd (expansions (box w) sb' Ms hs')).
Proof.
  induction Ms as [|[us tb] Ms IH]; intros hs hs'; simpl; auto. rewrite !map_app. f_equal; [|apply IH]. unfold ties_in. clear IH. induction us as [|u us IHu]; simpl; auto. rewrite !map_app, IHu. f_equal. now destruct (held u).
Qed.
Theorem views_good sb : Forall (good_view (box w) sb) (point_views sb).
Proof.
  apply Forall_forall. intros v Hv. split; [now apply view_expansions|]. split; [now apply (view_weights sb)|]. apply in_map_iff in Hv as (p & <- & Hp).
  destruct (points_above _ (view_of (box w) (strict_box w) Ls marks p) (W_in_box _ (proj1 box_nonneg)) (in_map _ _ _ Hp)) as (_ & _ & _ & _ & P).
  assert (Q : Forall (fun a => 0 <= toR (penalty a)) (map fst (ties_at (view_of (box w) sb Ls marks p)))).
  { unfold view_of. cbn [ties_at]. rewrite (names_alike sb (strict_box w) _ _ (map constant (input_of p))). apply Forall_forall. intros a Ha. apply in_map_iff in Ha as (f & <- & Hf). rewrite Forall_forall in P. now apply P. }
  apply Forall_forall. intros f Hf. rewrite Forall_forall in Q. apply Q. now apply in_map.
Qed.
Lemma risk_views y : risk_at y = lsum (real_value y Ls n1 L1 d1) vs.
Proof.
  unfold risk_at. rewrite risk_sum, <- points_sum, lsum_concat. unfold vs, point_views. rewrite lsum_map. apply lsum_ext. intros p Hp. unfold real_value, view_of. cbn [samples_at]. rewrite <- lsum_scale. apply lsum_ext. intros s Hs.
  pose proof (points_one (data c)) as O. rewrite Forall_forall in O. specialize (O p Hp). assert (E : map toR (input s) = map toR (input_of p)) by (unfold input_of; destruct p as [|s' p]; [contradiction|]; apply O; auto; now left). now rewrite E.
Qed.
Lemma sum_more {A} (f h : A -> R) l a k : (forall b, In b l -> f b <= h b) -> In a l -> f a + k <= h a -> lsum f l + k <= lsum h l.
Proof.
  induction l as [|b l IH]; [contradiction|]. intros H Ha Hk. simpl. assert (Hb := H b (or_introl eq_refl)). destruct Ha as [->|Ha].
  - assert (lsum f l <= lsum h l) by (apply lsum_le; intros; apply H; now right). lra.
  - specialize (IH (fun b Hb => H b (or_intror Hb)) Ha Hk). lra.
Qed.
(* O183, O185, O186, O195 *)
Theorem risk_above y : in_box (toR (box w)) y -> low_at (strict_box w) y <= risk_at y /\ (ties_off (strict_box w) y = 0 -> risk_at y = low_at (strict_box w) y).
Proof.
  intros Hy. rewrite risk_views. unfold low_at, low, ties_off. fold vs. unfold base_risk. split.
  - destruct (farthest_some (all_ties vs y)) as [->|(a & Ha & ->)]; [rewrite Rmult_0_r, Rplus_0_r; apply lsum_le; intros v Hv; now apply (points_above y v Hy Hv)|].
    unfold all_ties in Ha. apply in_flat_map in Ha as (v & Hv & Ha). apply (sum_more _ _ _ v); auto; [intros; now apply points_above|]. destruct (points_above y v Hy Hv) as (_ & _ & Q & _). now apply Q.
  - intros Z. rewrite Z, Rmult_0_r, Rplus_0_r. apply lsum_ext. intros v Hv. destruct (points_above y v Hy Hv) as (_ & _ & _ & Q & _). apply Q. intros a Ha.
    pose proof (farthest_is (all_ties vs y) a ltac:(apply in_flat_map; eauto)). pose proof (Rabs_pos (snd a - toR (wall (fst a)))). unfold distance_off in *. lra.
Qed.
(* O187, O188 *)
Theorem base_grows y : in_box (toR (box w)) y -> exists r, 0 <= r <= toR (box w) /\ (forall j, Rabs (at_ (changes_of y) j) <= r) /\ excess * r ^ 2 - slope * r <= base_at (strict_box w) y - base_of_W.
Proof.
  intros Hy. destruct portion_ok as (He & Hi & Hb & Hm). destruct weights_positive as (Op & _ & _). destruct (largest_size (changes_of y)) as (r & R0 & R1 & R2).
  assert (Rb : 0 <= r <= toR (box w)).
  { split; auto. destruct R2 as [->|(a & Ha & <-)]; [lra|]. destruct (changes_in _ y (Rlt_le _ _ Hb) Hy) as [_ C]. rewrite Forall_forall in C. now apply C. }
  exists r. split; auto. split; auto. assert (Pl : Forall (fun v => all_placed (set_by (changes_of y) y) (placed_units v)) vs) by (apply Forall_forall; intros v Hv; now apply (placed_in y (toR (box w)) v (strict_box w))).
  pose proof (risk_grows_from (box w) (strict_box w) (portion w) iw (changes_of y) r Rb He Hi y R1 n1 L1 d1 squared_goal share_positive Op vs (views_good _) Pl) as G. rewrite <- base_value_R in G. unfold grows in G.
  unfold base_at, base_of_W, excess, slope. fold vs. change (growth_of (box w) (portion w) iw n1 L1 d1 vs) with g in G.
  pose proof (curved_form (changes_of y) (list_length _) (fun j Hj F => eq_trans (list_at _ j Hj) (proj2 (change_step _ y j Hy Hj) F)) r R2) as D.
  pose proof (tdot_bound (gradient g) _ r R1) as B. unfold Rabs in B. destruct (Rcase_abs (tdot (gradient g) (changes_of y))); lra.
Qed.
(* --- the minimum ------------------------------------------------------------------------------------------------------------ *)
Lemma near_less : toR (near w) <= toR (box w) /\ toR (near w) <= toR (strict_box w) /\ 0 <= toR (near w) /\ 0 <= toR (strict_box w).
Proof. destruct box_sizes as (H1 & H2 & H3 & H4 & H5). lra. Qed.
Definition steadiness : R := 2 * (toR (total (map abs (gradient (growth_at (near w))))) + toR (slack (growth_at (near w)))) + toR (pull w) * (2 * widest vn).
Lemma low_near x0 x1 x2 d t0 y0 y1 y2 : on_line (near w) Ls x0 x1 x2 d t0 y0 y1 y2 -> Rabs (low_at (near w) y1 - low_at (near w) y2) <= steadiness * t0.
Proof.
  intros Hl. destruct portion_ok as (He & Hi & _). destruct weights_positive as (Op & _). destruct near_less as (NB & _). destruct box_sizes as (_ & _ & _ & _ & Pp). destruct (views_rows (near w)) as [R _].
  exact (low_steady (box w) (near w) (portion w) iw (pull w) x0 x1 x2 d t0 NB He Hi Pp y0 y1 y2 Ls Hl n1 L1 d1 squared_goal share_positive Op vn (views_good _) R).
Qed.
Lemma half_small x z r : length x = length Ws -> length z = length Ws -> 0 <= r -> (forall j, Rabs (at_ x j - at_ z j) <= 2 * r) -> forall j, Rabs (at_ (half_way x z) j) <= r.
Proof.
  intros Lx Lz Hr H j. unfold half_way. destruct (Nat.lt_ge_cases j (length Ws)) as [Q|Q]; [|rewrite list_out by (auto using list_length); rewrite Rabs_R0; exact Hr].
  rewrite list_at by auto. unfold Rdiv. rewrite Rabs_mult, (Rabs_right (/ 2)) by lra. specialize (H j). lra.
Qed.
Lemma low_of_changes y : in_box (toR (near w)) y -> low_at (near w) (y_of (changes_of y)) = low_at (near w) y.
Proof.
  intros Hy. destruct near_less as (_ & _ & Pn & _). pose proof (changes_in _ y Pn Hy) as C. set (x := changes_of y) in *.
  pose proof (in_line (near w) x x 0 (y_of x) y (y_of_set x (proj1 C)) (changes_set _ y Hy) C C Pn (half_small x x 0 (proj1 C) (proj1 C) (Rle_refl 0) ltac:(intros; rewrite Rminus_eq_0, Rabs_R0; lra))) as Hl.
  pose proof (low_near _ _ _ _ _ _ _ _ Hl) as Q. rewrite Rmult_0_r in Q. unfold Rabs in Q. destruct (Rcase_abs _); lra.
Qed.
Lemma widest_nonneg : 0 <= widest vn.
Proof.
  destruct portion_ok as (He & Hi & _). destruct weights_positive as (Op & _). destruct near_less as (NB & _ & Pn & _). destruct (views_rows (near w)) as [R _]. set (x := list_of (fun _ => 0)).
  assert (C : in_cube (toR (near w)) (length Ws) x) by (split; [apply list_length|]; apply Forall_forall; intros a Ha; apply in_map_iff in Ha as (j & <- & _); rewrite Rabs_R0; exact Pn).
  pose proof (in_line (near w) x x 0 _ _ (y_of_set x (proj1 C)) (y_of_set x (proj1 C)) C C Pn (half_small x x 0 (proj1 C) (proj1 C) (Rle_refl 0) ltac:(intros; rewrite Rminus_eq_0, Rabs_R0; lra))) as Hl.
  destruct (ties_three (box w) (near w) _ _ _ _ _ NB _ _ _ Ls Hl vn (views_good _) R) as (ts & F & _). unfold widest. clear - F. induction F as [|f z fs ts [_ H] _ IH]; simpl; [lra|].
  destruct H as (_ & _ & _ & (B1 & B2 & B3 & B4 & B5) & _). lra.
Qed.
Lemma steadiness_nonneg : 0 <= steadiness.
Proof.
  unfold steadiness. destruct box_sizes as (Pn & _ & _ & _ & Pp). pose proof widest_nonneg as Wn. assert (0 <= toR (pull w) * (2 * widest vn)) by (apply Rmult_le_pos; lra).
  assert (0 <= toR (total (map abs (gradient (growth_at (near w)))))) by (rewrite toR_total, lsum_map; apply lsum_nonneg; intros; rewrite toR_abs; apply Rabs_pos).
  set (x := list_of (fun _ => 0)). assert (C : in_cube (toR (near w)) (length Ws) x) by (split; [apply list_length|]; apply Forall_forall; intros a Ha; apply in_map_iff in Ha as (j & <- & _); rewrite Rabs_R0; lra).
  pose proof (in_line (near w) x x 1 _ _ (y_of_set x (proj1 C)) (y_of_set x (proj1 C)) C C (Rlt_le _ _ Pn) (half_small x x 1 (proj1 C) (proj1 C) ltac:(lra) ltac:(intros; rewrite Rminus_eq_0, Rabs_R0; lra))) as Hl.
  pose proof (low_near _ _ _ _ _ _ _ _ Hl) as Q. rewrite Rminus_eq_0, Rabs_R0 in Q. unfold steadiness in Q. lra.
Qed.
Lemma low_has_least : exists v, in_box (toR (near w)) v /\ forall y, in_box (toR (near w)) y -> low_at (near w) v <= low_at (near w) y.
Proof.
  destruct near_less as (_ & _ & Pn & _). destruct (least_in_cube (toR (near w)) steadiness (length Ws) (fun x => low_at (near w) (y_of x)) steadiness_nonneg Pn) as (x & Cx & Mx).
  { intros r x z Hx Hz Wi Hr. apply (low_near (between x z) x z (half_way x z) r (y_of (between x z))). apply in_line; auto; try (apply y_of_set; [apply Hx || apply Hz]). apply half_small; try apply Hx; try apply Hz; auto.
    intros j. pose proof (at_within _ _ _ Wi Hr j). lra. }
  exists (y_of x). split; [now apply y_of_in|]. intros y Hy. rewrite <- (low_of_changes y Hy). apply Mx. now apply changes_in.
Qed.
(* Where a tie is off its wall, there is a lower point. *)
Lemma least_on_walls v r : pulls_to_walls (box w) (portion w) iw n1 L1 d1 (pull w) (ways w) vn = true -> forallb (same_length (steps w)) (ways w) = true ->
  in_box (toR (near w)) v -> (forall j, Rabs (at_ (changes_of v) j) <= r) -> r < toR (near w) -> (forall y, in_box (toR (near w)) y -> low_at (near w) v <= low_at (near w) y) -> ties_off (near w) v = 0.
Proof.
  intros Hp Hl Hv Hr Rn Least. destruct (Rle_lt_or_eq_dec _ _ (farthest_nonneg (all_ties vn v))) as [Pq|E]; [exfalso|symmetry; exact E]. destruct near_less as (NB & _ & Pn & _).
  set (q := farthest (all_ties vn v)) in *. set (x := changes_of v) in *. set (m := q * way_size (ways w)). set (b := way_back vn (ways w) v).
  assert (Pm : 0 <= m). { unfold m. apply Rmult_le_pos; [lra|]. unfold way_size. rewrite toR_total, lsum_map. apply lsum_nonneg. intros. apply largest_nonneg. }
  set (tau := Rmin 1 ((toR (near w) - r) / (m + 1))). assert (Pt : 0 < tau) by (unfold tau; apply Rmin_glb_lt; [lra|]; apply Rdiv_lt_0_compat; lra).
  assert (T1 : tau <= 1) by apply Rmin_l. assert (Tm : tau * m <= toR (near w) - r).
  { apply Rle_trans with (tau * (m + 1)); [apply Rmult_le_compat_l; lra|]. apply Rle_trans with ((toR (near w) - r) / (m + 1) * (m + 1)); [|right; field; lra]. apply Rmult_le_compat_r; [lra|apply Rmin_r]. }
  assert (Sm : forall j, Rabs (at_ b j) <= m) by (intros j; apply way_back_small).
  assert (Out : forall j, (length Ws <= j)%nat -> at_ b j = 0).
  { intros j Hj. unfold b, way_back. rewrite forallb_forall in Hl. assert (G : forall l, (forall e, In e l -> In (snd e) (ways w)) -> at_ (fold_right (fun e s => radd (map (Rmult (at_ (offs vn v) (fst e))) (map toR (snd e))) s) [] l) j = 0).
    { induction l as [|e l IH]; intros H; simpl; [unfold at_; now destruct j|]. rewrite at_radd, IH by (intros; apply H; now right). unfold at_. rewrite nth_overflow; [ring|]. rewrite !map_length.
      specialize (Hl _ (H e (or_introl eq_refl))). apply Nat.eqb_eq in Hl. rewrite <- Hl, steps_length. exact Hj. }
    apply G. intros e He. rewrite <- (numbered_snd (ways w)). now apply in_map. }
  set (z := list_of (fun j => at_ x j - tau * at_ b j)). assert (Cx : in_cube (toR (near w)) (length Ws) x) by now apply changes_in.
  assert (Cz : in_cube (toR (near w)) (length Ws) z).
  { split; [apply list_length|]. apply Forall_forall. intros a Ha. apply in_map_iff in Ha as (j & <- & _). replace (at_ x j - tau * at_ b j) with (at_ x j + - (tau * at_ b j)) by ring. eapply Rle_trans; [apply Rabs_triang|]. rewrite Rabs_Ropp, Rabs_mult, (Rabs_right tau) by lra.
    specialize (Hr j). assert (tau * Rabs (at_ b j) <= tau * m) by (apply Rmult_le_compat_l; [lra|apply Sm]). lra. }
  assert (Dif : forall j, at_ x j - at_ z j = tau * at_ b j).
  { intros j. destruct (Nat.lt_ge_cases j (length Ws)) as [Q|Q]; [unfold z; rewrite list_at by auto; ring|]. rewrite Out, (list_out x), (list_out z) by (auto; try apply Cx; try apply Cz). ring. }
  set (t0 := tau / 2 * m). assert (T0 : 0 <= t0) by (unfold t0; apply Rmult_le_pos; lra).
  assert (Hline : on_line (near w) Ls (between x z) x z (half_way x z) t0 (y_of (between x z)) v (y_of z)).
  { apply in_line; auto; [now apply (changes_set (toR (near w)))|apply y_of_set, Cz|]. apply half_small; auto; [apply Cx|apply Cz|]. intros j. rewrite Dif, Rabs_mult, (Rabs_right tau) by lra. unfold t0. replace (2 * (tau / 2 * m)) with (tau * m) by field. apply Rmult_le_compat_l; [lra|apply Sm]. }
  destruct portion_ok as (He & Hi & _). destruct weights_positive as (Op & _). destruct box_sizes as (_ & _ & _ & _ & Pp). destruct (views_rows (near w)) as [R _].
  assert (Falls : low_at (near w) (y_of z) < low_at (near w) v).
  { apply (low_falls (box w) (near w) (portion w) iw (pull w) _ _ _ _ _ NB He Hi Pp _ _ _ Ls Hline n1 L1 d1 squared_goal share_positive Op vn (views_good _) R (ways w) Hp tau); [lra| |reflexivity|exact Pq].
    intros j. fold b. assert (Hj : at_ (half_way x z) j = (at_ x j - at_ z j) / 2).
    { unfold half_way. destruct (Nat.lt_ge_cases j (length Ws)) as [Q|Q]; [now rewrite list_at by auto|]. rewrite list_out by (auto using list_length). rewrite Dif, Out by auto. field. }
    rewrite Hj, Dif. field. }
  specialize (Least (y_of z) (y_of_in _ z Pn Cz)). lra.
Qed.
Lemma no_ties sb y : ties t = [] -> ties_off sb y = 0.
Proof.
  intros Z. unfold ties_off. assert (E : all_ties (point_views sb) y = []); [|now rewrite E]. unfold all_ties, point_views. rewrite flat_map_concat_map, map_map. assert (M : forall h l u, marks h l u = None) by (unfold marks; rewrite Z; reflexivity).
  induction (points_of (data c)) as [|p ps IH]; [reflexivity|]. cbn [map concat]. rewrite IH, app_nil_r. unfold view_of. cbn [placed_units samples_at]. now apply no_marks.
Qed.
Lemma base_of_W_is : base_at (strict_box w) (at_ (parameters (net_R W))) = base_of_W.
Proof.
  unfold base_at, base_of_W, base_risk. rewrite base_value_R. apply lsum_ext. intros v Hv. pose proof (views_good (strict_box w)) as G. rewrite Forall_forall in G. destruct (G v Hv) as (E & _).
  assert (Set0 : all_parameters (set_by [] (at_ (parameters (net_R W)))) Ls).
  { apply all_set; [apply W_in|unfold at_; apply nth_overflow; simpl; lia|]. intros j Hj. rewrite at_W. unfold at_. destruct j; simpl; ring. }
  destruct (views_rows (strict_box w)) as [R _]. rewrite Forall_forall in R. assert (Z : forall j, Rabs (at_ [] j) <= 0) by (intros j; unfold at_; destruct j; simpl; rewrite Rabs_R0; lra). assert (B0 : 0 <= 0 <= toR (box w)) by (pose proof box_nonneg; lra).
  destruct (expansions_sound (box w) (strict_box w) [] 0 _ B0 Z _ (all_placed_rows _ _ _ (R v Hv) Set0) _ _ (starts [] 0 (input_of (samples_at v)))) as [F Ft]. fold (starting (input_of (samples_at v))) in F, Ft. rewrite E in F, Ft. cbn [fst snd] in F, Ft.
  assert (B : base (at_ (parameters (net_R W))) (placed_units v) (map toR (input_of (samples_at v))) = map toR (map value (outputs_at v))) by (clear - F; induction F as [|f r fs rs H _ IH]; simpl; auto; rewrite <- IH; f_equal; now apply start_value).
  assert (Bt : base_ties (at_ (parameters (net_R W))) (placed_units v) (map toR (input_of (samples_at v))) = at_start (ties_at v)).
  { clear - Ft. unfold at_start. induction Ft as [|f [a r] fs rs [H1 H2] _ IH]; simpl; auto. rewrite <- IH. cbn [fst snd] in *. subst a. do 2 f_equal. now apply start_value. }
  unfold point_value, start_of_point. cbv zeta. now rewrite B, Bt.
Qed.
Lemma no_excess : ties t = [] -> risk_of_W - base_of_W = 0.
Proof.
  intros Z. destruct (risk_above _ (W_in_box _ (proj1 box_nonneg))) as [_ Q]. specialize (Q (no_ties _ _ Z)). unfold risk_at in Q. rewrite (net_at_alike _ W_self) in Q. fold risk_of_W in Q. rewrite Q, <- base_of_W_is.
  unfold low_at, low. pose proof (no_ties (strict_box w) (at_ (parameters (net_R W))) Z) as O. unfold ties_off in O. rewrite O. unfold base_at. ring.
Qed.
Definition is_least (v : nat -> R) : Prop := forall y, in_box (toR (box w)) y -> risk_at v <= risk_at y.
Definition lowest (v : nat -> R) : Prop := risk_at v = low_at (strict_box w) v /\ forall y, in_box (toR (box w)) y -> low_at (strict_box w) v <= low_at (strict_box w) y.
Variable e : R. (* what R is above A at W *)
Hypothesis e_is : e = Rmax 0 (risk_of_W - base_of_W).
Hypothesis tied : ties t = [] \/ pulls_to_walls (box w) (portion w) iw n1 L1 d1 (pull w) (ways w) vn = true /\ forallb (same_length (steps w)) (ways w) = true.
Lemma far_is_high r : slope * toR (near w) + e < excess * toR (near w) ^ 2 -> toR (near w) <= r -> e < excess * r ^ 2 - slope * r.
Proof.
  intros H Hr. destruct box_sizes as (Pn & _). pose proof slope_positive as Sp. assert (E0 : 0 <= e) by (rewrite e_is; apply Rmax_l).
  assert (P : 0 < excess * toR (near w) - slope). { destruct (Rlt_or_le 0 (excess * toR (near w) - slope)) as [Q|Q]; auto. exfalso. assert ((excess * toR (near w) - slope) * toR (near w) <= 0 * toR (near w)) by (apply Rmult_le_compat_r; lra). lra. }
  assert (Ex : 0 < excess). { destruct (Rlt_or_le 0 excess) as [Q|Q]; auto. exfalso. assert (excess * toR (near w) <= 0 * toR (near w)) by (apply Rmult_le_compat_r; lra). lra. }
  assert (excess * toR (near w) <= excess * r) by (apply Rmult_le_compat_l; lra). assert ((excess * toR (near w) - slope) * toR (near w) <= (excess * r - slope) * r) by (apply Rmult_le_compat; lra). lra.
Qed.
(* Theorem 1, and that ties are on their walls *)
Theorem minimum_near : slope * toR (near w) + e < excess * toR (near w) ^ 2 -> exists v, in_box (toR (near w)) v /\ is_least v /\ lowest v /\ ties_off (strict_box w) v = 0 /\
  risk_at v <= risk_of_W /\ 4 * excess * (risk_of_W - e - risk_at v) <= slope ^ 2 /\ (slope = 0 -> e = 0 -> forall j, (j < length Ws)%nat -> v j = at_ (parameters (net_R W)) j).
Proof.
  intros Hn. destruct near_less as (NB & NS & Pn & _). destruct box_sizes as (Pn' & _ & _ & _ & Pp). pose proof slope_positive as Sp. destruct low_has_least as (v & Vin & Vleast). exists v.
  assert (Vbox : in_box (toR (box w)) v) by (apply (in_box_more (toR (near w))); auto).
  assert (AtW : low_at (strict_box w) (at_ (parameters (net_R W))) <= risk_of_W).
  { destruct (risk_above _ (W_in_box _ (proj1 box_nonneg))) as [Q _]. unfold risk_at in Q. rewrite (net_at_alike _ W_self) in Q. exact Q. }
  assert (Vw : low_at (strict_box w) v <= risk_of_W).
  { destruct (low_same (strict_box w) (near w) v) as [-> _]. eapply Rle_trans; [apply Vleast, W_in_box; exact Pn|]. now destruct (low_same (near w) (strict_box w) (at_ (parameters (net_R W)))) as [-> _]. }
  assert (Ew : risk_of_W <= base_of_W + e) by (rewrite e_is; pose proof (Rmax_r 0 (risk_of_W - base_of_W)); lra).
  assert (Ba : forall y, base_at (strict_box w) y <= low_at (strict_box w) y) by (intros y; unfold low_at, low; fold (base_at (strict_box w) y); assert (0 <= toR (pull w) * farthest (all_ties (point_views (strict_box w)) y)) by (apply Rmult_le_pos; [lra|apply farthest_nonneg]); lra).
  destruct (base_grows v Vbox) as (r & R0 & R1 & R2). pose proof (Ba v) as Bv.
  assert (Rn : r < toR (near w)) by (destruct (Rlt_or_le r (toR (near w))) as [Q|Q]; auto; exfalso; pose proof (far_is_high r Hn Q); lra).
  assert (On : ties_off (near w) v = 0) by (destruct tied as [Z|[P1 P2]]; [now apply no_ties|now apply (least_on_walls v r)]).
  destruct (low_same (strict_box w) (near w) v) as (_ & _ & OnS). rewrite <- OnS in On. destruct (risk_above v Vbox) as [_ Same]. specialize (Same On).
  assert (Lowest : forall y, in_box (toR (box w)) y -> low_at (strict_box w) v <= low_at (strict_box w) y).
  { intros y Hy. destruct (base_grows y Hy) as (ry & S0 & S1 & S2). destruct (Rlt_or_le ry (toR (near w))) as [Q|Q].
    - destruct (low_same (strict_box w) (near w) v) as [-> _]. destruct (low_same (strict_box w) (near w) y) as [-> _]. apply Vleast. destruct Hy as (I1 & I2 & I3). split; auto. split; auto. intros j Hj S. destruct (change_step _ y j (conj I1 (conj I2 I3)) Hj) as [E _]. rewrite E.
      replace (at_ (parameters (net_R W)) j + step_of j * change y j - at_ (parameters (net_R W)) j) with (change y j * step_of j) by ring. apply product_small; [|rewrite Rabs_right by lra; lra].
      specialize (S1 j). unfold changes_of in S1. rewrite list_at in S1 by auto. lra.
    - pose proof (far_is_high ry Hn Q). pose proof (Ba y). lra. }
  split; [exact Vin|]. split; [intros y Hy; rewrite Same; apply Rle_trans with (low_at (strict_box w) y); [now apply Lowest|now apply risk_above]|]. split; [split; [exact Same|exact Lowest]|]. split; [exact On|]. split; [lra|].
  assert (Eq : low_at (strict_box w) v = base_at (strict_box w) v) by (unfold low_at, low, ties_off in *; rewrite On; unfold base_at; ring).
  assert (Ex : 0 < excess). { destruct (Rlt_or_le 0 excess) as [Q|Q]; auto. exfalso. assert (excess * toR (near w) ^ 2 <= 0 * toR (near w) ^ 2) by (apply Rmult_le_compat_r; [apply pow2_ge_0|lra]). assert (0 <= slope * toR (near w)) by (apply Rmult_le_pos; lra). assert (0 <= e) by (rewrite e_is; apply Rmax_l). lra. }
  split.
  - pose proof (pow2_ge_0 (slope - 2 * excess * r)) as Sq. assert (H : 4 * excess * (risk_of_W - e - risk_at v) <= 4 * excess * (slope * r - excess * r ^ 2)) by (apply Rmult_le_compat_l; lra).
    replace (4 * excess * (slope * r - excess * r ^ 2)) with (slope ^ 2 - (slope - 2 * excess * r) ^ 2) in H by ring. lra.
  - intros S0 E0 j Hj. rewrite S0 in R2. destruct (change_step _ v j Vbox Hj) as [E _]. rewrite E. specialize (R1 j). unfold changes_of in R1. rewrite list_at in R1 by auto.
    assert (r = 0). { destruct (Req_dec r 0) as [|Nr]; auto. exfalso. assert (0 < r ^ 2) by (apply pow_lt; lra). assert (0 < excess * r ^ 2) by (apply Rmult_lt_0_compat; lra). lra. }
    subst r. pose proof (Rabs_pos (change v j)). assert (Z : change v j = 0) by (unfold Rabs in *; destruct (Rcase_abs (change v j)); lra). rewrite Z. ring.
Qed.
(* Theorem 2 *)
Theorem strictly_least v y : toR (add (strictly_lost g) (mul (pull w) (bent_walls vs))) < toR (curvature w) / 2 -> lowest v ->
  in_box (toR (strict_box w)) v -> in_box (toR (strict_box w)) y -> risk_at v < risk_at y \/ forall j, (j < length Ws)%nat -> y j = v j.
Proof.
  intros Hl [Same Low] Hv Hy. destruct near_less as (_ & _ & _ & Ps). destruct box_sizes as (_ & _ & _ & Sb & Pp). destruct portion_ok as (He & Hi & _). destruct weights_positive as (Op & _). destruct (views_rows (strict_box w)) as [Ro _].
  set (x := changes_of v). set (u := changes_of y). destruct (largest_size (half_way x u)) as (r & R0 & R1 & R2). pose proof (changes_in _ v Ps Hv) as Cx. pose proof (changes_in _ y Ps Hy) as Cu. fold x in Cx. fold u in Cu.
  pose proof (in_line (strict_box w) x u r v y (changes_set _ v Hv) (changes_set _ y Hy) Cx Cu Ps R1) as Li.
  pose proof (low_bends (box w) (strict_box w) (portion w) iw (pull w) _ _ _ _ _ Sb He Hi Pp _ _ _ Ls Li n1 L1 d1 squared_goal share_positive Op vs (views_good _) Ro) as B.
  change (low (pull w) n1 L1 d1 vs) with (low_at (strict_box w)) in B. change (growth_of (box w) (portion w) iw n1 L1 d1 vs) with g in B.
  pose proof (curved_form (half_way x u) (list_length _)) as D. specialize (D ltac:(intros j Hj F; unfold half_way; rewrite list_at by auto; unfold x, u, changes_of; rewrite !list_at by auto;
    rewrite (proj2 (change_step _ v j Hv Hj) F), (proj2 (change_step _ y j Hy Hj) F); field) r R2).
  assert (Mid : low_at (strict_box w) v <= low_at (strict_box w) (y_of (between x u))).
  { apply Low, (in_box_more (toR (strict_box w))); auto. apply y_of_in; auto. split; [apply list_length|]. apply Forall_forall. intros a Ha. unfold between, list_of in Ha. apply in_map_iff in Ha as (j & <- & Hj).
    pose proof (cube_at _ _ j Ps Cx) as H. pose proof (cube_at _ _ j Ps Cu) as H0. unfold Rdiv. rewrite Rabs_mult, (Rabs_right (/ 2)) by lra. pose proof (Rabs_triang (at_ x j) (at_ u j)) as H1. set (a1 := Rabs (at_ x j + at_ u j)) in *. clear - H H0 H1. lra. }
  destruct (risk_above y (in_box_more _ _ y Sb Hy)) as [Ry _].
  destruct (Req_dec r 0) as [->|Nr]; [right|left].
  - intros j Hj. destruct (change_step _ v j Hv Hj) as [E1 _]. destruct (change_step _ y j Hy Hj) as [E2 _]. specialize (R1 j). unfold half_way in R1. rewrite list_at in R1 by auto. unfold x, u, changes_of in R1. rewrite !list_at in R1 by auto.
    pose proof (Rabs_pos ((change v j - change y j) / 2)). assert (Z : (change v j - change y j) / 2 = 0) by (unfold Rabs in *; destruct (Rcase_abs ((change v j - change y j) / 2)); lra). rewrite E1, E2. replace (change y j) with (change v j) by lra. reflexivity.
  - assert (0 < r ^ 2) by (apply pow_lt; lra). set (lost2 := toR (add (strictly_lost g) (mul (pull w) (bent_walls vs)))) in *. assert (0 < (toR (curvature w) / 2 - lost2) * r ^ 2) by (apply Rmult_lt_0_compat; lra). lra.
Qed.
End Checked.
End SliceMinimum.
