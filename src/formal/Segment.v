(* SPDX-License-Identifier: GPL-3.0-or-later

   The claim family_of_minima with one direction (section 44): polynomials keep their sign on [0, 1], so the patterns
   stay; with the outputs, the risk; and W + tD is a local minimum as patterns are open. *)
Require Import Reals List Lra Lia Bool PeanoNat.
Require Import Thalweg.Numbers Thalweg.Semantics Thalweg.Passes Thalweg.Values Thalweg.Stationarity Thalweg.Minimum Thalweg.Descent Thalweg.Openness.
Import ListNotations.
Open Scope R_scope.

Lemma same_architecture_trans A B C : same_architecture A B -> same_architecture B C -> same_architecture A C.
Proof.
  unfold same_architecture. intros H; revert C; induction H as [|a b A B (Hr & Ht & Hb & Htr & Hwi & Hke) _ IH]; intros C H2; inversion H2 as [|? c ? C' (Hr' & Ht' & Hb' & Htr' & Hwi' & Hke') Hrest]; subst; constructor; auto.
  split; [|repeat split; congruence]. clear IH Hrest H2. revert Hr'. generalize (rows c). induction Hr as [|u v us vs (L1 & F1 & E1) _ IHr]; intros cs Hr';
    inversion Hr' as [|? w ? ws (L2 & F2 & E2) Hws]; subst; constructor; auto. split; [congruence|]. split; intros E.
  - rewrite F1, F2; congruence.
  - rewrite E1, E2; congruence.
Qed.
Lemma combine_shift t (w d : list R) : length d = length w -> t = 0 -> map (fun p => fst p + t * snd p) (combine w d) = w.
Proof. intros H ->. revert d H; induction w as [|a w IH]; intros [|b d] H; simpl in *; try discriminate; auto. f_equal; [ring|]. apply IH. lia. Qed.
Lemma shifted_zero W D : same_architecture D W -> shifted 0 W D = W.
Proof.
  unfold same_architecture, shifted. induction 1 as [|d l D W (Hr & _) _ IH]; simpl; auto. f_equal; auto. unfold shifted_layer.
  destruct l as [rs t b tr wi ke]. simpl in *. f_equal. clear IH. destruct tr; auto. induction Hr as [|u v us vs (Hl & _) _ IHr]; simpl; auto. f_equal; auto.
  unfold shifted_row. destruct v as [w bias]. simpl in *. rewrite combine_shift by auto. f_equal. ring.
Qed.

Module Segment (N : NUM).
Module Export De := Descent N.
Import N.

(* --- polynomials on [0, 1] ----------------------------------------------------------------------------------------- *)
Lemma negative_sum_bound p t : 0 <= t <= 1 -> toR (negative_sum p) <= t * peval p t /\ toR (negative_sum p) <= 0.
Proof.
  intros Ht. induction p as [|c p [I1 I2]]; simpl; [rewrite toR_zero; lra|].
  assert (Q : t * toR (negative_sum p) <= t * (t * peval p t)) by (apply Rmult_le_compat_l; lra).
  assert (S : toR (negative_sum p) <= t * toR (negative_sum p)).
  { pose proof (Rmult_le_compat_neg_l (toR (negative_sum p)) t 1 I2 (proj2 Ht)). lra. }
  destruct (leb c zero) eqn:E.
  - apply leb_spec in E. rewrite toR_zero in E. rewrite toR_add. assert (toR c <= t * toR c).
    { pose proof (Rmult_le_compat_neg_l (toR c) t 1 E (proj2 Ht)). lra. } rewrite Rmult_plus_distr_l. lra.
  - assert (C : 0 <= toR c). { apply Rnot_lt_le. intros L. assert (leb c zero = true) by (apply leb_spec; rewrite toR_zero; lra). congruence. }
    pose proof (Rmult_le_pos _ _ (proj1 Ht) C). rewrite Rmult_plus_distr_l. lra.
Qed.
Lemma positive_R p t : positive_on_unit p = true -> 0 <= t <= 1 -> 0 < peval p t.
Proof.
  destruct p as [|c p]; simpl; [discriminate|]. intros H Ht. apply lt_spec in H. rewrite toR_zero, toR_add in H.
  destruct (negative_sum_bound p t Ht); lra.
Qed.
Lemma zeros_R p t : forallb is_zero p = true -> peval p t = 0.
Proof. induction p as [|c p IH]; simpl; auto. intros H. apply andb_prop in H as [H1 H2]. rewrite (is_zero_R _ H1), IH by auto. ring. Qed.
Lemma opposite_R p t : peval (map (sub zero) p) t = - peval p t.
Proof. induction p as [|c p IH]; simpl; [ring|]. rewrite toR_sub, toR_zero, IH. ring. Qed.
Lemma above_R p : is_above on_segment p = true <-> 0 < peval p 0.
Proof. destruct p as [|c p]; simpl; [split; [discriminate|lra]|]. rewrite lt_spec, toR_zero, Rmult_0_l, Rplus_0_r. tauto. Qed.

(* Without a root the sign at t is that at 0. *)
Lemma no_root_R p t : 0 <= t <= 1 -> no_root p = true ->
  (is_above on_segment p = true -> 0 < peval p t) /\ (is_above on_segment p = false -> peval p t <= 0) /\ (peval p 0 < 0 -> peval p t < 0).
Proof.
  intros Ht H. pose proof (above_R p) as A. unfold no_root in H. apply orb_prop in H as [H|H]; [apply orb_prop in H as [H|H]|].
  - rewrite (zeros_R p t H), (zeros_R p 0 H) in *. repeat split; intros Q; try lra. apply A in Q. lra.
  - pose proof (positive_R _ t H Ht). pose proof (positive_R _ 0 H ltac:(lra)) as Z. repeat split; intros Q; try lra.
    apply A in Z. congruence.
  - pose proof (positive_R _ t H Ht) as X. pose proof (positive_R _ 0 H ltac:(lra)) as Z. rewrite opposite_R in X, Z.
    repeat split; intros Q; try lra. apply A in Q. lra.
Qed.

(* --- along the segment --------------------------------------------------------------------------------------------- *)
Section Along.
Variable t : R.
Hypothesis t_unit : 0 <= t <= 1.
Lemma segment_ok p : keeps_side on_segment p = true ->
  (is_above on_segment p = true -> 0 < peval p t) /\ (is_above on_segment p = false -> peval p t <= 0).
Proof. intros H. destruct (no_root_R p t t_unit H) as (A & B & _). auto. Qed.

Lemma piece_inside tb z : forall below q k, increasing tb below = true -> (forall a, below = Some a -> is_above on_segment (minus z a) = true) ->
  line_piece on_segment tb z below = Some k -> inside (table_R tb) q (peval z 0) -> inside (table_R tb) q (peval z t).
Proof.
  induction tb as [s i|s i b tb IH]; intros below q k I Hb H; destruct q as [|q]; simpl inside; auto; cbn [line_piece] in H; cbn zeta in H; simpl in I; apply andb_prop in I as [_ I2];
    pose proof (above_R (minus z b)) as A; rewrite peval_minus in A.
  - intros Z. destruct (is_above on_segment (minus z b)) eqn:P; [pose proof (proj1 A eq_refl); lra|]. destruct (_ && _) eqn:K in H; [|discriminate].
    apply andb_prop in K as [_ K]. destruct (no_root_R _ t t_unit K) as (_ & _ & C). rewrite !peval_minus in C. lra.
  - intros [Z1 Z2]. destruct (is_above on_segment (minus z b)) eqn:P; [|assert (X : false = true) by (apply A; lra); discriminate].
    destruct (line_piece on_segment tb z (Some b)) as [k'|] eqn:E; [|discriminate].
    assert (Hb' : forall a, Some b = Some a -> is_above on_segment (minus z a) = true) by (intros a Q; injection Q as <-; exact P).
    destruct (line_piece_R on_segment t segment_ok tb z (Some b) k' I2 Hb' E) as [_ L]. split; [now apply L|]. eapply IH; eauto.
Qed.
Lemma pieces_inside tb zs hs q : increasing tb None = true -> pieces_along on_segment tb zs = Some hs ->
  Forall2 (inside (table_R tb)) q (map (fun p => peval p 0) zs) -> Forall2 (inside (table_R tb)) q (map (fun p => peval p t) zs).
Proof.
  intros I. revert hs q; induction zs as [|z zs IH]; simpl; intros hs q H F; inversion F; subst; constructor;
    destruct (line_piece on_segment tb z None) as [k|] eqn:E; try discriminate; destruct (pieces_along on_segment tb zs) as [hs'|]; try discriminate.
  - eapply piece_inside; [exact I| |exact E|]; [discriminate|auto].
  - eapply IH; eauto.
Qed.
End Along.
Lemma dense_plain l : is_dense l = true -> is_pooling l = false /\ keeps l = false.
Proof.
  unfold is_dense. intros H. destruct (wiring l) eqn:E; [discriminate|]. apply andb_prop in H as [_ H]. apply negb_true_iff in H. split; auto. now apply unwired_pooling.
Qed.
Lemma along_inside t W : 0 <= t <= 1 -> forallb is_dense W = true -> forall D ss h out p, along on_segment W D h = Some out ->
  has_pattern_from ss (shifted 0 (net_R W) (net_R D)) (map (fun x => peval x 0) h) p -> has_pattern_from ss (shifted t (net_R W) (net_R D)) (map (fun x => peval x t) h) p.
Proof.
  intros Ht NP. induction W as [|l W IH]; intros [|m D] ss h os p H HP; simpl in H; try discriminate; [destruct p; auto|].
  simpl in NP. apply andb_prop in NP as [Dl NP]. apply dense_plain in Dl as [Pl Kl]. unfold kept in H. rewrite Kl in H.
  destruct (increasing (tab l) None) eqn:I; [|discriminate]. destruct (pre_along _ _ _ _) as [zs|] eqn:Ez; [|discriminate].
  destruct (pieces_along _ _ _) as [hs|] eqn:E; [|discriminate].
  rewrite app_nil_r in H. destruct p as [|q p]; [contradiction|]. set (ss' := map (fun k => fst (segment (table_R (tab l)) k)) q).
  assert (Ps : forall t, is_pooling (shifted_layer t (layer_R l) (layer_R m)) = false).
  { intros t'. unfold pre_along in Ez. rewrite Pl in Ez. destruct (Nat.eqb_spec (length (pairs_along l m)) (length (rows l))) as [L|]; [|discriminate].
    now apply shifted_pooling. }
  assert (HP' : Forall2 (inside (table_R (tab l))) q (pre (shifted_layer 0 (layer_R l) (layer_R m)) (map (fun x => peval x 0) h)) /\
    has_pattern_from ss' (shifted 0 (net_R W) (net_R D)) (map (act (table_R (tab l))) (pre (shifted_layer 0 (layer_R l) (layer_R m)) (map (fun x => peval x 0) h))) p).
  { cbn [net_R map shifted combine has_pattern_from fst snd] in HP. rewrite (Ps 0) in HP. unfold out, kept in HP. cbn [keeps shifted_layer layer_R] in HP. rewrite Kl, !app_nil_r in HP. exact HP. }
  cbn [net_R map shifted combine has_pattern_from fst snd]. rewrite (Ps t). unfold out, kept. cbn [keeps shifted_layer layer_R]. rewrite Kl, !app_nil_r.
  change (Forall2 (inside (table_R (tab l))) q (pre (shifted_layer t (layer_R l) (layer_R m)) (map (fun x => peval x t) h)) /\
    has_pattern_from ss' (shifted t (net_R W) (net_R D)) (map (act (table_R (tab l))) (pre (shifted_layer t (layer_R l) (layer_R m)) (map (fun x => peval x t) h))) p).
  clear HP. destruct HP' as [H1 H2]. rewrite (pre_along_R _ _ (segment_ok 0 ltac:(lra)) _ _ _ _ Ez) in *. rewrite (pre_along_R _ _ (segment_ok t Ht) _ _ _ _ Ez) in *.
  rewrite (pieces_along_R _ _ (segment_ok 0 ltac:(lra)) _ _ _ I E) in H2. rewrite (pieces_along_R _ _ (segment_ok t Ht) _ _ _ I E).
  split; [eapply pieces_inside; eauto|]. eapply IH; eauto.
Qed.

Lemma stays_R W D s t : same_architecture (net_R D) (net_R W) -> stays W D s = true -> forallb is_dense W = true -> 0 <= t <= 1 ->
  fwd (shifted t (net_R W) (net_R D)) (map toR (input s)) = fwd (net_R W) (map toR (input s)) /\
  forall p, has_pattern (net_R W) (map toR (input s)) p -> has_pattern (shifted t (net_R W) (net_R D)) (map toR (input s)) p.
Proof.
  intros A H NP Ht. unfold stays in H. destruct (along _ _ _ _) as [out|] eqn:E; [|discriminate].
  assert (X : forall e, map (fun p => peval p e) (map (fun x => [x]) (input s)) = map toR (input s)).
  { intros e. rewrite map_map. apply map_ext. intros x. simpl. ring. }
  split.
  - pose proof (along_R _ _ (segment_ok t Ht) _ _ _ _ E) as F. rewrite X in F. rewrite F, nfwd_R. clear - H. revert H. generalize (nfwd W (input s)).
    induction out as [|p out IH]; intros [|c l]; simpl; try discriminate; auto. intros H. apply andb_prop in H as [H1 H2].
    f_equal; auto. apply (fun Z => zeros_R _ t Z) in H1. rewrite peval_minus in H1. lra.
  - intros p Hp. unfold has_pattern in *. rewrite <- (shifted_zero _ _ A) in Hp. rewrite <- (X 0) in Hp at 2. rewrite <- (X t) at 2. eapply along_inside; eauto.
Qed.
Lemma moves_R D : moves_something D = true -> exists l row x, In l (net_R D) /\ trained l = true /\ In row (rows l) /\ In x (snd row :: fst row) /\ x <> 0.
Proof.
  unfold moves_something. intros H. apply existsb_exists in H as (l & Hl & H). apply andb_prop in H as [Ht H]. apply existsb_exists in H as (row & Hr & H).
  apply existsb_exists in H as (x & Hx & H). apply lt_spec in H. rewrite toR_zero, toR_abs in H.
  exists (layer_R l), (row_R row), (toR x). split; [now apply in_map|]. split; [exact Ht|]. split; [simpl; now apply in_map|]. split.
  - destruct Hx as [<-|Hx]; [now left|]. right. simpl. now apply in_map.
  - intros E. rewrite E, Rabs_R0 in H. lra.
Qed.

Lemma arch_plain V W : same_architecture V (net_R W) -> forallb is_dense W = true -> is_plain V.
Proof.
  unfold same_architecture. revert V; induction W as [|l W IH]; intros V A NP; inversion A as [|a ? V' ? [Hr (Et & _ & _ & Ew & Ek)] A']; subst; constructor;
    simpl in NP; apply andb_prop in NP as [N1 N2]; [|now apply IH].
  apply dense_plain in N1 as [N1 Kl]. split; [|rewrite Ek; exact Kl].
  rewrite <- (is_pooling_R l) in N1. rewrite <- N1. unfold is_pooling. rewrite Et, Ew. destruct Hr; reflexivity.
Qed.
Theorem segment_sound advice c : check_segment (check_minimum advice c) c = true -> established Segment_of_minima c.
Proof.
  unfold check_segment. destruct (segment_changes c) as [r|] eqn:Er; [|discriminate]. cbn zeta. set (D := direction zero r (W_of c)).
  intros H. apply andb_prop in H as [H Hs]. apply andb_prop in H as [H Ha]. apply andb_prop in H as [H Hd]. apply andb_prop in H as [Hm NP].
  assert (Decay : decay (L_R c) = []).
  { unfold check_minimum in Hm. destruct (minimum c); [|discriminate]. destruct (class_count 0 (classes c)); [|discriminate]. cbn zeta in Hm.
    do 6 (apply andb_prop in Hm as [Hm _]). apply andb_prop in Hm as [Hm _]. apply andb_prop in Hm as [_ Hm]. apply valid_goal_R in Hm as (_ & HL & _). apply HL. }
  apply minimum_sound in Hm as (m & Em & _ & _ & _ & Inv & Bound). apply nsame_architecture_R in Ha. apply moves_R in Hd. rewrite forallb_forall in Hs.
  exists (net_R D). split; [exact Hd|]. intros t Ht.
  set (V := shifted t (W_R c) (net_R D)).
  assert (Out : empirical_risk (L_R c) (outputs c) V (data_R c) = empirical_risk (L_R c) (outputs c) (W_R c) (data_R c)).
  { rewrite !risk_no_decay by exact Decay. unfold total_loss. f_equal. apply lsum_ext. intros s Q. apply in_map_iff in Q as (x & <- & Hx).
    destruct (stays_R _ _ x t Ha (Hs x Hx) NP Ht) as [F _]. simpl. unfold V, W_R. unfold W_of in F. now rewrite F. }
  assert (Pat : forall s p, In s (members_R c) -> has_pattern (W_R c) (input s) p -> has_pattern V (input s) p).
  { intros s p Q Hp. unfold members_R, classed in Q. apply in_map_iff in Q as ([k y] & <- & Q).
    apply filter_In in Q as [Q _]. apply in_combine_r in Q. apply in_map_iff in Q as (x & <- & Hx).
    destruct (stays_R _ _ x t Ha (Hs x Hx) NP Ht) as [_ F]. now apply F. }
  split; [exact Out|]. split; [exact Pat|]. split; [intros W' A HP; rewrite Out; now apply Bound|].
  assert (Arch : same_architecture V (W_R c)).
  { pose proof (lsum_nonneg (fun l => lsum row_size (rows l)) (net_R D) (fun l _ => layer_size_nonneg l)) as P. fold (net_size (net_R D)) in P.
    apply (close_same_architecture (t * net_size (net_R D))). apply shifted_close; auto; try lra; [apply Rmult_le_pos; lra|apply network_unbiased]. }
  destruct (patterns_open V (members_R c) (arch_plain _ _ Arch NP)) as (rad & P & Open).
  { intros s Q. destruct (Inv s Q) as (p & Hp & _). exists p. now apply Pat. }
  exists rad. split; auto. intros W' HW'. rewrite Out. apply Bound.
  - eapply same_architecture_trans; [eapply close_same_architecture; eauto|exact Arch].
  - intros s p Q Hp. eapply Open; eauto.
Qed.
End Segment.
