(* SPDX-License-Identifier: GPL-3.0-or-later

   A, and κ' times how far the farthest tie is off its wall in the pieces at W (section 25.3): this sum is steady, it bends as A does but for what
   the walls bend, and where a tie is off its wall it falls along the directions in which the walls are left (O194, O196). *)
Require Import Reals List Lra Lia Bool PeanoNat.
Require Import Thalweg.Numbers Thalweg.Semantics Thalweg.Passes Thalweg.Values Thalweg.Classes Thalweg.Soundness Thalweg.Expansions Thalweg.NumberedNetworks Thalweg.Bends Thalweg.Walls Thalweg.Multipliers
  Thalweg.Growth Thalweg.Curvature Thalweg.PointRisk.
Import ListNotations.
Open Scope R_scope.

Lemma dot_comm_R a b : Semantics.dot a b = Semantics.dot b a.
Proof. revert b; induction a as [|x a IH]; intros [|y b]; simpl; auto. rewrite IH. ring. Qed.
Lemma at_radd a b j : at_ (radd a b) j = at_ a j + at_ b j.
Proof. unfold at_. revert b j; induction a as [|x a IH]; intros [|y b] [|j]; simpl; try ring; auto. Qed.

Module WallPull (N : NUM).
Module Export Pr := PointRisk N.
Import N Sg.Tr.Pc Sg.Tr.

Lemma tdot_bound g x t : (forall j, Rabs (at_ x j) <= t) -> Rabs (tdot g x) <= toR (total (map abs g)) * t.
Proof.
  intros H. assert (Pt : 0 <= t) by (specialize (H O); pose proof (Rabs_pos (at_ x 0)); lra). rewrite toR_total, lsum_map. unfold tdot. revert x H. induction g as [|a g IH]; intros [|b x] H; simpl.
  - rewrite Rabs_R0. lra.
  - rewrite Rabs_R0. lra.
  - rewrite Rabs_R0. apply Rmult_le_pos; auto. apply Rplus_le_le_0_compat; [rewrite toR_abs; apply Rabs_pos|apply lsum_nonneg; intros; rewrite toR_abs; apply Rabs_pos].
  - rewrite Rmult_plus_distr_r. apply two_terms; [|apply IH; intros j; exact (H (S j))]. rewrite toR_abs. apply product_small; [lra|exact (H O)].
Qed.
Lemma tdot_same v x y : (forall j, at_ x j = at_ y j) -> tdot v x = tdot v y.
Proof.
  unfold tdot, at_. revert x y; induction v as [|a v IH]; intros x y H; [now destruct x, y|]. destruct x as [|b x], y as [|c y]; cbn [map Semantics.dot]; auto.
  - pose proof (H O) as H0. simpl in H0. rewrite <- H0, <- (IH [] y) by (intros j; specialize (H (S j)); simpl in H; now destruct j). destruct (map toR v); simpl; ring.
  - pose proof (H O) as H0. simpl in H0. rewrite H0, (IH x []) by (intros j; specialize (H (S j)); simpl in H; now destruct j). destruct (map toR v); simpl; ring.
  - rewrite (H O : b = c). f_equal. apply IH. intros j. exact (H (S j)).
Qed.
Lemma tdot_radd v a b : tdot v (radd a b) = tdot v a + tdot v b.
Proof. unfold tdot. rewrite dot_comm_R, dot_radd, (dot_comm_R a), (dot_comm_R b). reflexivity. Qed.

(* --- the farthest tie ---------------------------------------------------------------------------------------------------- *)
Definition farthest (l : list (tie * R)) : R := fold_right (fun a m => Rmax (distance_off a) m) 0 l.
Lemma farthest_nonneg l : 0 <= farthest l.
Proof. induction l as [|a l IH]; simpl; [lra|]. eapply Rle_trans; [exact IH|apply Rmax_r]. Qed.
Lemma farthest_is l a : In a l -> distance_off a <= farthest l.
Proof. induction l as [|b l IH]; [contradiction|]. simpl. intros [->|H]; [apply Rmax_l|]. eapply Rle_trans; [now apply IH|apply Rmax_r]. Qed.
Lemma farthest_below l B : 0 <= B -> (forall a, In a l -> distance_off a <= B) -> farthest l <= B.
Proof. intros HB. induction l as [|a l IH]; intros H; simpl; auto. apply Rmax_lub; [apply H; now left|apply IH; intros; apply H; now right]. Qed.
Lemma farthest_some l : farthest l = 0 \/ exists a, In a l /\ farthest l = distance_off a.
Proof.
  induction l as [|a l IH]; [now left|]. simpl. unfold Rmax. destruct (Rle_dec _ _); [destruct IH as [E|(b & Hb & E)]; [now left|right; exists b; split; auto; now right]|right; exists a; split; auto; now left].
Qed.

Section Pull.
Variables (bx sb e i pu : T) (x0 x1 x2 d : list R) (t : R).
Hypothesis strict_box_inside : toR sb <= toR bx.
Hypothesis e_range : 0 < toR e < 1.
Hypothesis i_is : toR i = / toR e - 1.
Hypothesis pull_nonneg : 0 <= toR pu.
Variables (y0 y1 y2 : nat -> R) (Ls : list trainable).
Hypothesis line : on_line sb Ls x0 x1 x2 d t y0 y1 y2.
Variables (n : T) (L : objective T) (dy : nat).
Hypothesis squared : formula L = Squared.
Hypothesis n_pos : 0 <= toR n.
Hypothesis outputs_pos : forall o, 0 <= toR (nth_number (output_weights L) o).
Variable vs : list view.
Hypothesis good : Forall (good_view bx sb) vs.
Hypothesis rows_good : Forall (fun v => rows_of (placed_units v) Ls) vs.
Definition low (y : nat -> R) : R := base_risk n L dy vs y + toR pu * farthest (all_ties vs y).
Let t_pos : 0 <= t := proj1 line.
Definition widest : R := lsum (fun f => toR (linear_size (snd f)) + toR (turn (snd f))) (flat_map ties_at vs).
Lemma tie_moves : exists ts, Forall2 (tie_three bx x0 x1 x2 d t) (flat_map ties_at vs) ts /\ all_ties vs y0 = map (to_tie mid) ts /\ all_ties vs y1 = map (to_tie ahead) ts /\ all_ties vs y2 = map (to_tie behind) ts.
Proof. eapply ties_three; eauto. Qed.
Lemma tie_step f z : three bx x0 x1 x2 d t f z -> Rabs ((ahead z - behind z) / 2) <= (toR (linear_size f) + toR (turn f)) * t /\ 0 <= toR (linear_size f) + toR (turn f).
Proof.
  intros (_ & _ & _ & (B1 & B2 & B3 & B4 & B5) & B6 & _ & _ & B11 & _). split; [|lra]. replace ((ahead z - behind z) / 2) with (tdot (linear f) d + ((ahead z - behind z) / 2 - tdot (linear f) d)) by ring.
  rewrite Rmult_plus_distr_r. now apply two_terms.
Qed.
Lemma widest_is fs ts : Forall2 (tie_three bx x0 x1 x2 d t) fs ts -> forall f z, In (f, z) (combine fs ts) -> toR (linear_size (snd f)) + toR (turn (snd f)) <= lsum (fun f => toR (linear_size (snd f)) + toR (turn (snd f))) fs.
Proof.
  induction 1 as [|f' z' fs ts [_ H] F IH]; intros f z Hf; [contradiction|]. destruct (tie_step _ _ H) as [_ P]. cbn [lsum].
  assert (Q : 0 <= lsum (fun f => toR (linear_size (snd f)) + toR (turn (snd f))) fs). { clear - F. induction F as [|f' z' fs ts [_ H] F IH]; simpl; [lra|]. destruct (tie_step _ _ H). lra. }
  destruct Hf as [E|Hf]; [injection E as <- <-; lra|]. specialize (IH f z Hf). lra.
Qed.
Lemma In_combine_right {A B} (P : A -> B -> Prop) l m b : Forall2 P l m -> In b m -> exists a, In (a, b) (combine l m) /\ P a b.
Proof. induction 1 as [|a c l m H _ IH]; [contradiction|]. intros [<-|Hb]; [exists a; split; auto; now left|]. destruct (IH Hb) as (a' & Ha & Q). exists a'. split; auto. now right. Qed.
Lemma distance_moves (a : tie) v w : Rabs (v - toR (wall a)) <= Rabs (w - toR (wall a)) + Rabs (v - w).
Proof. replace (v - toR (wall a)) with ((w - toR (wall a)) + (v - w)) by ring. apply Rabs_triang. Qed.
Theorem low_steady : Rabs (low y1 - low y2) <= (2 * (toR (total (map abs (gradient (growth_of bx e i n L dy vs)))) + toR (slack (growth_of bx e i n L dy vs))) + toR pu * (2 * widest)) * t.
Proof.
  destruct (base_bends bx sb e i x0 x1 x2 d t strict_box_inside e_range i_is y0 y1 y2 Ls line n L dy squared n_pos outputs_pos vs good rows_good) as [_ P]. unfold pulls in P. set (g := growth_of bx e i n L dy vs) in *.
  pose proof (tdot_bound (gradient g) d t (proj1 (proj2 line))) as G. unfold low. destruct tie_moves as (ts & F & _ & E1 & E2). rewrite E1, E2.
  assert (Far : Rabs (farthest (map (to_tie ahead) ts) - farthest (map (to_tie behind) ts)) <= 2 * widest * t).
  { assert (Each : forall z, In z ts -> Rabs (ahead (snd z) - behind (snd z)) <= 2 * widest * t).
    { intros z Hz. destruct (In_combine_right _ _ _ _ F Hz) as (f & Hc & _ & H). destruct (tie_step _ _ H) as [Q _]. pose proof (widest_is _ _ F _ _ Hc) as Wi. fold widest in Wi.
      replace (ahead (snd z) - behind (snd z)) with (2 * ((ahead (snd z) - behind (snd z)) / 2)) by field. rewrite Rabs_mult, (Rabs_right 2) by lra. rewrite Rmult_assoc. apply Rmult_le_compat_l; [lra|].
      eapply Rle_trans; [exact Q|]. apply Rmult_le_compat_r; [exact t_pos|exact Wi]. }
    assert (W0 : 0 <= 2 * widest * t). { destruct ts as [|z ts]; [|eapply Rle_trans; [apply Rabs_pos|apply (Each z); now left]]. inversion F as [E|]. unfold widest. rewrite <- E. simpl. lra. }
    assert (One : forall f g : triple -> R, (forall z, In z ts -> Rabs (f (snd z) - g (snd z)) <= 2 * widest * t) -> farthest (map (to_tie f) ts) <= farthest (map (to_tie g) ts) + 2 * widest * t).
    { intros f h H. apply farthest_below; [pose proof (farthest_nonneg (map (to_tie h) ts)); lra|]. intros a Ha. apply in_map_iff in Ha as (z & <- & Hz). specialize (H z Hz).
      pose proof (farthest_is _ _ (in_map (to_tie h) _ _ Hz)) as Fi. unfold distance_off, to_tie in *. cbn [fst snd] in *. pose proof (distance_moves (fst z) (f (snd z)) (h (snd z))). lra. }
    pose proof (One ahead behind Each). assert (Each' : forall z, In z ts -> Rabs (behind (snd z) - ahead (snd z)) <= 2 * widest * t) by (intros z Hz; rewrite Rabs_minus_sym; now apply Each).
    pose proof (One behind ahead Each'). apply Rabs_le. lra. }
  match goal with |- Rabs (?a + ?b - (?c + ?d)) <= _ => replace (a + b - (c + d)) with ((a - c) + (b - d)) by ring end. rewrite Rmult_plus_distr_r. apply two_terms.
  - match type of P with Rabs (?v - ?q) <= _ => replace v with (q + (v - q)) by ring end. eapply Rle_trans; [apply Rabs_triang|]. rewrite Rabs_mult, (Rabs_right 2) by lra. lra.
  - rewrite <- Rmult_minus_distr_l, Rabs_mult, (Rabs_right (toR pu)), Rmult_assoc by lra. now apply Rmult_le_compat_l.
Qed.
(* O196 *)
Theorem low_bends : form (hessian (growth_of bx e i n L dy vs)) d - toR (add (strictly_lost (growth_of bx e i n L dy vs)) (mul pu (bent_walls vs))) * t ^ 2 <= (low y1 + low y2) / 2 - low y0.
Proof.
  destruct (base_bends bx sb e i x0 x1 x2 d t strict_box_inside e_range i_is y0 y1 y2 Ls line n L dy squared n_pos outputs_pos vs good rows_good) as [C _]. unfold curves in C. set (g := growth_of bx e i n L dy vs) in *.
  unfold low. destruct tie_moves as (ts & F & E0 & E1 & E2). rewrite E0, E1, E2, toR_add, toR_mul. assert (T2 : 0 <= t ^ 2) by apply pow2_ge_0.
  set (A := farthest (map (to_tie ahead) ts)). set (B := farthest (map (to_tie behind) ts)).
  assert (Far : farthest (map (to_tie mid) ts) <= (A + B) / 2 + toR (bent_walls vs) * t ^ 2).
  { assert (PB : 0 <= toR (bent_walls vs)) by apply largest_nonneg.
    apply farthest_below. { pose proof (farthest_nonneg (map (to_tie ahead) ts)). pose proof (farthest_nonneg (map (to_tie behind) ts)). assert (0 <= toR (bent_walls vs) * t ^ 2) by (apply Rmult_le_pos; lra). unfold A, B. lra. }
    intros a Ha. apply in_map_iff in Ha as (z & <- & Hz). pose proof (farthest_is _ _ (in_map (to_tie ahead) _ _ Hz)) as Fa. pose proof (farthest_is _ _ (in_map (to_tie behind) _ _ Hz)) as Fb. fold A in Fa. fold B in Fb.
    destruct (In_combine_right _ _ _ _ F Hz) as (f & Hc & _ & (_ & _ & _ & (B1 & B2 & B3 & B4 & B5) & _ & B7 & _ & _ & B12)). unfold distance_off, to_tie in *. cbn [fst snd] in *.
    assert (Bent : toR (quadratic_size (snd f)) + toR (bend (snd f)) <= toR (bent_walls vs)).
    { rewrite <- toR_add. unfold bent_walls, largest_of. apply largest_is. apply in_combine_l in Hc. exact (in_map (fun e => add (quadratic_size (snd e)) (bend (snd e))) _ _ Hc). }
    assert (Sm : Rabs ((ahead (snd z) + behind (snd z)) / 2 - mid (snd z)) <= toR (bent_walls vs) * t ^ 2).
    { eapply Rle_trans; [|apply Rmult_le_compat_r; [exact T2|exact Bent]]. rewrite Rmult_plus_distr_r.
      match goal with |- Rabs ?p <= _ => replace p with (form (quadratic (snd f)) d + (p - form (quadratic (snd f)) d)) by ring end. now apply two_terms. }
    set (w := toR (wall (fst z))) in *. set (p := ahead (snd z)) in *. set (r := behind (snd z)) in *. set (m := mid (snd z)) in *. clear - Fa Fb Sm. unfold Rabs in *. repeat destruct (Rcase_abs _); lra. }
  apply (Rmult_le_compat_l _ _ _ pull_nonneg) in Far. lra.
Qed.

(* --- along the ways ------------------------------------------------------------------------------------------------------ *)
Variable ways : list (list T).
Hypothesis pulled_back : pulls_to_walls bx e i n L dy pu ways vs = true.
Definition offs (y : nat -> R) : list R := map (fun a => snd a - toR (wall (fst a))) (all_ties vs y).
Definition way_back (y : nat -> R) : list R := fold_right (fun w s => radd (map (Rmult (at_ (offs y) (fst w))) (map toR (snd w))) s) [] (numbered ways).
Definition way_size : R := toR (total (map size_of_way ways)).
Lemma at_scaled c x j : at_ (map (Rmult c) x) j = c * at_ x j.
Proof. unfold at_. revert j; induction x as [|a x IH]; intros [|j]; simpl; try ring; auto. Qed.
Lemma way_back_tdot v y : tdot v (way_back y) = lsum (fun w => at_ (offs y) (fst w) * toR (dot v (snd w))) (numbered ways).
Proof. unfold way_back. induction (numbered ways) as [|w l IH]; simpl; [apply tdot_nil|]. rewrite tdot_radd, IH, tdot_times, toR_dot. reflexivity. Qed.
Lemma offs_small y k : Rabs (at_ (offs y) k) <= farthest (all_ties vs y).
Proof.
  unfold offs, at_. destruct (nth_in_or_default k (map (fun a => snd a - toR (wall (fst a))) (all_ties vs y)) 0) as [H| ->]; [|rewrite Rabs_R0; apply farthest_nonneg].
  apply in_map_iff in H as (a & <- & Ha). exact (farthest_is _ _ Ha).
Qed.
Lemma lsum_snd {A} (f : A -> R) l : lsum (fun w => f (snd w)) (numbered l) = lsum f l.
Proof. rewrite <- (numbered_snd l) at 2. now rewrite lsum_map. Qed.
Lemma weighted_small (f : (nat * list T) -> R) y : Rabs (lsum (fun w => at_ (offs y) (fst w) * f w) (numbered ways)) <= farthest (all_ties vs y) * lsum (fun w => Rabs (f w)) (numbered ways).
Proof.
  induction (numbered ways) as [|w l IH]; simpl; [rewrite Rabs_R0; lra|]. rewrite Rmult_plus_distr_l. apply two_terms; auto. apply product_small; [apply offs_small|lra].
Qed.
Lemma way_back_small y j : Rabs (at_ (way_back y) j) <= farthest (all_ties vs y) * way_size.
Proof.
  unfold way_size. rewrite toR_total, lsum_map, <- lsum_snd. unfold way_back. induction (numbered ways) as [|w l IH]; simpl; [unfold at_; destruct j; simpl; rewrite Rabs_R0; lra|].
  rewrite at_radd, at_scaled, Rmult_plus_distr_l. apply two_terms; auto. apply product_small; [apply offs_small|].
  unfold size_of_way, largest_of, at_. destruct (nth_in_or_default j (map toR (snd w)) 0) as [H| ->]; [|rewrite Rabs_R0; apply largest_nonneg].
  apply in_map_iff in H as (a & <- & Ha). rewrite <- toR_abs. apply largest_is. now apply in_map.
Qed.
Lemma numbered_fst {A} (l : list A) : map fst (numbered l) = seq 0 (length l).
Proof. unfold numbered. generalize O. induction l as [|a l IH]; intros k; simpl; auto. now rewrite IH. Qed.
Lemma at_number {A} (l : list A) k a : nth_error l k = Some a -> In (k, a) (numbered l).
Proof.
  unfold numbered. intros H. assert (G : forall m, nth_error l k = Some a -> In (m + k, a)%nat (combine (seq m (length l)) l)); [|exact (G O H)].
  clear H. revert k. induction l as [|b l IH]; intros [|k] m H; simpl in H; try discriminate; [injection H as <-; left; now rewrite Nat.add_0_r|]. right. specialize (IH k (S m) H). now rewrite Nat.add_succ_comm in IH.
Qed.
Lemma Forall2_nth {A B} (P : A -> B -> Prop) l m : Forall2 P l m -> forall k b, nth_error m k = Some b -> exists a, nth_error l k = Some a /\ P a b.
Proof. induction 1 as [|a c l m H _ IH]; intros [|k] b E; simpl in E; try discriminate; [injection E as <-; now exists a|now apply IH]. Qed.
(* O194 *)
Theorem low_falls tau : 0 < tau <= 1 -> (forall j, at_ d j = tau / 2 * at_ (way_back y1) j) -> t = tau / 2 * (farthest (all_ties vs y1) * way_size) -> 0 < farthest (all_ties vs y1) -> low y2 < low y1.
Proof.
  intros Ht Hd Et Pq. unfold pulls_to_walls in pulled_back. apply andb_prop in pulled_back as [Len Strict]. apply Nat.eqb_eq in Len. apply lt_spec in Strict. rewrite toR_add, !toR_mul, toR_sub, toR_one in Strict.
  set (g := growth_of bx e i n L dy vs) in *. set (kappa := toR (largest_of _)) in Strict. fold way_size in Strict.
  destruct (base_bends bx sb e i x0 x1 x2 d t strict_box_inside e_range i_is y0 y1 y2 Ls line n L dy squared n_pos outputs_pos vs good rows_good) as [_ P]. unfold pulls in P. fold g in P.
  destruct tie_moves as (ts & F & _ & E1 & E2). set (q := farthest (all_ties vs y1)) in *.
  assert (Td : forall v, tdot v d = tau / 2 * lsum (fun w => at_ (offs y1) (fst w) * toR (dot v (snd w))) (numbered ways)).
  { intros v. rewrite <- way_back_tdot, <- tdot_times. apply tdot_same. intros j. now rewrite at_scaled, Hd. }
  assert (Pk : 0 <= kappa) by apply largest_nonneg.
  assert (Pw : 0 <= way_size). { unfold way_size. rewrite toR_total, lsum_map. apply lsum_nonneg. intros. apply largest_nonneg. }
  (* A *)
  set (s := toR (total (map (fun w => abs (dot (gradient g) w)) ways))) in *.
  assert (Ga : Rabs (2 * tdot (gradient g) d) <= tau * (q * s)).
  { rewrite Td. match goal with |- Rabs (2 * (_ * ?v)) <= _ => replace (2 * (tau / 2 * v)) with (tau * v) by field end. rewrite Rabs_mult, (Rabs_right tau) by lra. apply Rmult_le_compat_l; [lra|]. eapply Rle_trans; [apply (weighted_small (fun w => toR (dot (gradient g) (snd w))))|].
    unfold s. rewrite toR_total, lsum_map. rewrite <- (lsum_snd (fun w => toR (abs (dot (gradient g) w)))). apply Rmult_le_compat_l; [lra|]. apply lsum_le. intros. rewrite toR_abs. lra. }
  assert (DA : base_risk n L dy vs y2 <= base_risk n L dy vs y1 + tau * (q * (s + toR (slack g) * way_size))).
  { assert (Tt : 2 * toR (slack g) * t = tau * (q * (toR (slack g) * way_size))) by (rewrite Et; field). rewrite Tt in P. set (a1 := base_risk n L dy vs y1) in *. set (a2 := base_risk n L dy vs y2) in *. set (g2 := 2 * tdot (gradient g) d) in *.
    clear - P Ga. unfold Rabs in *. repeat destruct (Rcase_abs _); lra. }
  (* the walls *)
  assert (Far : farthest (all_ties vs y2) <= (1 - tau * (1 - kappa)) * q).
  { assert (K1 : 0 <= 1 - tau * (1 - kappa)) by (assert (0 <= tau * kappa) by (apply Rmult_le_pos; lra); lra).
    apply farthest_below; [apply Rmult_le_pos; lra|]. rewrite E2. intros a Ha. apply in_map_iff in Ha as (z & <- & Hz). apply In_nth_error in Hz as (k & Hk).
    destruct (Forall2_nth _ _ _ F k z Hk) as (f & Hf & Ef & (_ & _ & _ & _ & _ & _ & _ & B11 & _)). unfold distance_off, to_tie. cbn [fst snd]. set (w := toR (wall (fst z))).
    assert (Qk : at_ (offs y1) k = ahead (snd z) - w). { unfold offs, at_. rewrite E1, map_map. apply (map_nth_error (fun a => snd (to_tie ahead a) - toR (wall (fst (to_tie ahead a))))) in Hk. now rewrite (nth_error_nth _ _ 0 Hk). }
    assert (Kk : (k < length ways)%nat) by (rewrite Len; apply nth_error_Some; congruence).
    assert (Ind : lsum (fun v => at_ (offs y1) (fst v) * (if (fst v =? k)%nat then 1 else 0)) (numbered ways) = at_ (offs y1) k).
    { rewrite <- (lsum_indicator k (at_ (offs y1) k) (length ways) Kk), <- numbered_fst, lsum_map. apply lsum_ext. intros v _. destruct (Nat.eqb_spec (fst v) k) as [->|Ne]; [rewrite Nat.eqb_refl; ring|]. destruct (Nat.eqb_spec k (fst v)); [congruence|ring]. }
    set (lin := linear (snd f)) in *. set (over := lsum (fun v => Rabs (toR (dot lin (snd v)) - (if (fst v =? k)%nat then 1 else 0))) (numbered ways)).
    assert (Ov : over + toR (turn (snd f)) * way_size <= kappa).
    { unfold kappa, largest_of. eapply Rle_trans; [|apply largest_is, (in_map (leaves_wall ways)), (at_number _ _ _ Hf)]. unfold leaves_wall. cbn [fst snd]. fold lin. rewrite toR_add, toR_mul. fold way_size. apply Rplus_le_compat_r.
      rewrite toR_total, lsum_map. unfold over. apply lsum_le. intros v _. rewrite toR_abs, toR_sub. destruct (fst v =? k)%nat; rewrite ?toR_one, ?toR_zero; lra. }
    pose proof (weighted_small (fun v => toR (dot lin (snd v)) - (if (fst v =? k)%nat then 1 else 0)) y1) as Sm. fold over in Sm. fold q in Sm.
    rewrite (lsum_ext _ (fun v => at_ (offs y1) (fst v) * toR (dot lin (snd v)) + -1 * (at_ (offs y1) (fst v) * (if (fst v =? k)%nat then 1 else 0)))) in Sm by (intros; ring). rewrite lsum_add, lsum_scale, Ind in Sm.
    rewrite Td in B11. set (S0 := lsum (fun v => at_ (offs y1) (fst v) * toR (dot lin (snd v))) (numbered ways)) in *. pose proof (offs_small y1 k) as Qs. fold q in Qs. rewrite Qk in *.
    assert (Tt : toR (turn (snd f)) * t = tau / 2 * (q * (toR (turn (snd f)) * way_size))) by (rewrite Et; field). rewrite Tt in B11. set (o := ahead (snd z) - w) in *.
    replace (behind (snd z) - w) with ((1 - tau) * o + - (tau * (S0 + -1 * o)) + - (2 * ((ahead (snd z) - behind (snd z)) / 2 - tau / 2 * S0))) by (unfold o; field).
    apply Rle_trans with ((1 - tau) * q + tau * (q * over) + 2 * (tau / 2 * (q * (toR (turn (snd f)) * way_size)))).
    - apply three_terms; rewrite ?Rabs_Ropp, Rabs_mult; [rewrite (Rabs_right (1 - tau)) by lra|rewrite (Rabs_right tau) by lra|rewrite (Rabs_right 2) by lra]; (apply Rmult_le_compat_l; [lra|]); assumption.
    - replace ((1 - tau) * q + tau * (q * over) + 2 * (tau / 2 * (q * (toR (turn (snd f)) * way_size)))) with ((1 - tau) * q + tau * q * (over + toR (turn (snd f)) * way_size)) by field.
      assert (tau * q * (over + toR (turn (snd f)) * way_size) <= tau * q * kappa) by (apply Rmult_le_compat_l; [apply Rmult_le_pos; lra|exact Ov]). lra. }
  unfold low. apply (Rmult_le_compat_l _ _ _ pull_nonneg) in Far. fold q. assert (0 < tau * q) by (apply Rmult_lt_0_compat; lra).
  assert (tau * q * (s + toR (slack g) * way_size) < tau * q * (toR pu * (1 - kappa))) by (apply Rmult_lt_compat_l; lra). lra.
Qed.
End Pull.
End WallPull.
