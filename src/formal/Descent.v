(* SPDX-License-Identifier: GPL-3.0-or-later

   The claim not_local_minimum (section 15.3): along the ray the outputs are the polynomials that were computed, and a
   polynomial that keeps its sign has that of its lowest coefficient. *)
Require Import Reals List Lra Lia Bool PeanoNat.
Require Import Thalweg.Numbers Thalweg.Semantics Thalweg.Passes Thalweg.Values Thalweg.Stationarity Thalweg.Classes Thalweg.Minimum Thalweg.Refinement.
Import ListNotations.
Open Scope R_scope.

Lemma combine_map {A B C D} (f : A -> C) (g : B -> D) a b : combine (map f a) (map g b) = map (fun p => (f (fst p), g (snd p))) (combine a b).
Proof. revert b; induction a as [|x a IH]; intros [|y b]; simpl; auto. now rewrite IH. Qed.
Lemma lsum_member {A} (f : A -> R) l a : (forall x, 0 <= f x) -> In a l -> f a <= lsum f l.
Proof.
  intros H; induction l as [|b l IH]; simpl; [contradiction|]. pose proof (lsum_nonneg f l (fun x _ => H x)). intros [->|Q]; [lra|].
  specialize (IH Q). specialize (H b). lra.
Qed.

(* --- small steps are near ------------------------------------------------------------------------------------------ *)
Definition row_size (row : list R * R) : R := lsum Rabs (fst row) + Rabs (snd row).
Definition net_size (D : net R) : R := lsum (fun l => lsum row_size (rows l)) D.
Lemma row_size_nonneg row : 0 <= row_size row.
Proof. unfold row_size. pose proof (lsum_nonneg Rabs (fst row) (fun x _ => Rabs_pos x)). pose proof (Rabs_pos (snd row)). lra. Qed.
Lemma layer_size_nonneg (l : layer R) : 0 <= lsum row_size (rows l).
Proof. apply lsum_nonneg. intros. apply row_size_nonneg. Qed.
Lemma shifted_close r e W D : 0 <= e -> 0 <= r -> same_architecture D W -> Forall no_hidden_bias W -> e * net_size D <= r -> close r (shifted e W D) W.
Proof.
  intros He Hr A U. unfold net_size, close, shifted. revert U. induction A as [|d l D W (HA & Ht & Hb) _ IH]; intros U H; simpl; [constructor|].
  inversion U as [|? ? U1 U2]; subst. simpl in H.
  pose proof (layer_size_nonneg d) as P1. pose proof (lsum_nonneg (fun l => lsum row_size (rows l)) D (fun l _ => layer_size_nonneg l)) as P2.
  pose proof (Rmult_le_pos _ _ He P1). pose proof (Rmult_le_pos _ _ He P2). rewrite Rmult_plus_distr_l in H.
  constructor; [|apply IH; auto; lra]. split; [|split; auto]. assert (G : e * lsum row_size (rows d) <= r) by lra. clear - He Hr HA U1 G.
  unfold no_hidden_bias in U1. simpl in *.
  induction HA as [|u v us vs [Hw Hs] _ IH]; simpl in *; constructor.
  - pose proof (row_size_nonneg u) as Pu. pose proof (lsum_nonneg row_size us (fun x _ => row_size_nonneg x)) as Pus.
    pose proof (Rmult_le_pos _ _ He Pus). rewrite Rmult_plus_distr_l in G. assert (Gu : e * row_size u <= r) by lra. unfold row_size in Gu.
    pose proof (lsum_nonneg Rabs (fst u) (fun x _ => Rabs_pos x)) as Pw. pose proof (Rabs_pos (snd u)) as Ps. split; simpl.
    + assert (Gw : forall x, In x (fst u) -> Rabs (e * x) <= r).
      { intros x Hx. rewrite Rabs_mult, (Rabs_right e) by lra. pose proof (lsum_member Rabs (fst u) x Rabs_pos Hx) as M.
        pose proof (Rmult_le_compat_l e _ _ He M). pose proof (Rmult_le_pos _ _ He Ps). lra. }
      clear - Hw Gw. revert Hw Gw. generalize (fst u). induction (fst v) as [|a w IHw]; intros [|x d] L Gw; simpl in *; try discriminate; constructor.
      * replace (a + e * x - a) with (e * x) by ring. apply Gw. now left.
      * apply IHw; [lia|]. intros y Hy. apply Gw. now right.
    + replace (snd v + e * snd u - snd v) with (e * snd u) by ring. destruct (biased l) eqn:E.
      * rewrite Rabs_mult, (Rabs_right e) by lra. pose proof (Rmult_le_pos _ _ He Pw). lra.
      * rewrite (Hs eq_refl), (U1 eq_refl v) by now left. rewrite Rmult_0_r, Rabs_R0. lra.
  - apply IH; [intros E row Hrow; apply U1; auto|]. pose proof (row_size_nonneg u) as Pu. pose proof (Rmult_le_pos _ _ He Pu).
    rewrite Rmult_plus_distr_l in G. lra.
Qed.

Module Descent (N : NUM).
Module Export Re := Refinement N.
Import N.

(* --- polynomials --------------------------------------------------------------------------------------------------- *)
Fixpoint peval (p : list T) (e : R) : R := match p with [] => 0 | c :: p' => toR c + e * peval p' e end.
Lemma peval_vadd a b e : peval (vadd a b) e = peval a e + peval b e.
Proof. revert b; induction a as [|x a IH]; intros [|y b]; simpl; try ring. rewrite toR_add, IH. ring. Qed.
Lemma peval_vscale c p e : peval (vscale c p) e = toR c * peval p e.
Proof.
  unfold vscale. destruct (is_zero c) eqn:Z; [rewrite (is_zero_R _ Z); simpl; ring|]. clear Z.
  induction p as [|x p IH]; simpl; [ring|]. rewrite toR_mul, IH. ring.
Qed.
Lemma peval_times a b e : peval (times_polynomial a b) e = peval a e * peval b e.
Proof. induction a as [|c a IH]; simpl; [ring|]. rewrite peval_vadd, peval_vscale. simpl. rewrite IH, toR_zero. ring. Qed.
Lemma peval_minus p c e : peval (minus p c) e = peval p e - toR c.
Proof. destruct p; simpl; rewrite toR_sub, ?toR_zero; ring. Qed.
Lemma peval_parameter w d e : peval (parameter w d) e = toR w + e * toR d.
Proof.
  unfold parameter. destruct (is_zero d) eqn:Zd; [rewrite (is_zero_R _ Zd); destruct (is_zero w) eqn:Zw; [rewrite (is_zero_R _ Zw)|]|]; simpl; ring.
Qed.
Lemma size_at_bound eps e p : 0 <= e <= toR eps -> Rabs (peval p e) <= toR (size_at eps p) /\ 0 <= toR (size_at eps p).
Proof.
  intros H. induction p as [|c p [IH P]]; simpl; [rewrite Rabs_R0, toR_zero; lra|]. rewrite toR_add, toR_mul, toR_abs.
  pose proof (Rabs_pos (toR c)). assert (0 <= toR eps * toR (size_at eps p)) by (apply Rmult_le_pos; lra). split; [|lra].
  eapply Rle_trans; [apply Rabs_triang|]. rewrite Rabs_mult, (Rabs_right e) by lra.
  assert (e * Rabs (peval p e) <= toR eps * toR (size_at eps p)) by (apply Rmult_le_compat; auto using Rabs_pos; lra). lra.
Qed.
Lemma keeps_sign_R eps e p : 0 < e <= toR eps -> keeps_sign eps p = true ->
  (is_positive p = true -> 0 < peval p e) /\ (is_positive p = false -> peval p e <= 0) /\ (is_negative p = true -> peval p e < 0).
Proof.
  intros He. unfold keeps_sign, is_positive, is_negative. induction p as [|c p IH]; simpl; [repeat split; try discriminate; lra|].
  destruct (is_zero c) eqn:Z.
  - intros K. destruct (IH K) as (A & B & C). rewrite (is_zero_R _ Z), Rplus_0_l. repeat split; intros Q.
    + apply Rmult_lt_0_compat; [lra|auto].
    + rewrite <- (Rmult_0_r e). apply Rmult_le_compat_l; [lra|auto].
    + rewrite <- (Rmult_0_r e). apply Rmult_lt_compat_l; [lra|auto].
  - intros K. apply lt_spec in K. rewrite toR_mul, toR_abs in K. destruct (size_at_bound eps e p ltac:(lra)) as [B P].
    assert (X : Rabs (e * peval p e) < Rabs (toR c)).
    { rewrite Rabs_mult, (Rabs_right e) by lra. eapply Rle_lt_trans; [|exact K]. apply Rmult_le_compat; auto using Rabs_pos; lra. }
    repeat split; intros Q.
    + apply lt_spec in Q. rewrite toR_zero in Q. unfold Rabs in X. destruct (Rcase_abs (e * peval p e)), (Rcase_abs (toR c)); lra.
    + assert (~ toR zero < toR c) by (intro L; apply lt_spec in L; congruence). rewrite toR_zero in *.
      unfold Rabs in X. destruct (Rcase_abs (e * peval p e)), (Rcase_abs (toR c)); lra.
    + apply lt_spec in Q. rewrite toR_zero in Q. unfold Rabs in X. destruct (Rcase_abs (e * peval p e)), (Rcase_abs (toR c)); lra.
Qed.

(* --- along the ray ------------------------------------------------------------------------------------------------- *)
Section Along.
Variable line : sides.
Variable e : R.
Hypothesis line_ok : forall p, keeps_side line p = true -> (is_above line p = true -> 0 < peval p e) /\ (is_above line p = false -> peval p e <= 0).
Notation at_e := (fun p => peval p e).

Lemma line_piece_R t z : forall below q, increasing t below = true ->
  (forall a, below = Some a -> is_above line (minus z a) = true) -> line_piece line t z below = Some q ->
  act (table_R t) (peval z e) = toR (fst (segment t q)) * peval z e + toR (snd (segment t q)) /\ (forall a, below = Some a -> toR a < peval z e).
Proof.
  assert (Above : forall below, (forall a, below = Some a -> is_above line (minus z a) = true) ->
    match below with Some a => keeps_side line (minus z a) | None => true end = true -> forall a, below = Some a -> toR a < peval z e).
  { intros below Hb K a ->. destruct (line_ok _ K) as (A & _). specialize (A (Hb a eq_refl)). rewrite peval_minus in A. lra. }
  induction t as [s k|s k b t IH]; intros below q I Hb H; simpl in H.
  - destruct (match below with Some a => _ | None => _ end) eqn:K; [|discriminate]. injection H as <-. split; [reflexivity|]. now apply Above.
  - simpl in I. apply andb_prop in I as [I1 I2]. destruct (is_above line (minus z b)) eqn:P.
    + destruct (line_piece line t z (Some b)) as [q'|] eqn:E; [|discriminate]. injection H as <-.
      destruct (IH (Some b) q' I2) as [R1 R2]; auto; [intros a Q; injection Q as <-; exact P|]. specialize (R2 b eq_refl). split.
      * simpl. destruct (Rle_dec (peval z e) (toR b)); [lra|exact R1].
      * intros a ->. apply lt_spec in I1. lra.
    + destruct (_ && _) eqn:K in H; [|discriminate]. injection H as <-. apply andb_prop in K as [K1 K2]. split; [|now apply Above].
      destruct (line_ok _ K2) as (_ & B). specialize (B P). rewrite peval_minus in B. simpl.
      destruct (Rle_dec (peval z e) (toR b)); [reflexivity|lra].
Qed.
Lemma pieces_along_R t zs hs : increasing t None = true -> pieces_along line t zs = Some hs -> map (act (table_R t)) (map at_e zs) = map at_e hs.
Proof.
  intros I. revert hs; induction zs as [|z zs IH]; simpl; intros hs H; [injection H as <-; reflexivity|].
  destruct (line_piece line t z None) as [q|] eqn:E; [|discriminate]. destruct (pieces_along line t zs) as [hs'|]; [|discriminate].
  injection H as <-. simpl. rewrite (IH _ eq_refl). f_equal. destruct (line_piece_R t z None q I) as [-> _]; auto; [discriminate|].
  unfold ray_apply. rewrite peval_vadd, peval_vscale. simpl. ring.
Qed.
Lemma row_along_R w d h : Semantics.dot (map (fun p => fst p + e * snd p) (combine (map toR w) (map toR d))) (map at_e h) = peval (row_along w d h) e.
Proof.
  revert d h; induction w as [|a w IH]; intros [|c d] [|x h]; simpl; auto. rewrite peval_vadd, peval_times, peval_parameter, <- IH. reflexivity.
Qed.
Lemma along_R W : forall D h out, along line W D h = Some out -> fwd (shifted e (net_R W) (net_R D)) (map at_e h) = map at_e out.
Proof.
  induction W as [|l W IH]; intros [|m D] h out H; simpl in H; try discriminate; [injection H as <-; reflexivity|].
  destruct (increasing (tab l) None) eqn:I; [|discriminate]. destruct (pieces_along _ _ _) as [hs|] eqn:E; [|discriminate].
  apply pieces_along_R in E; auto. simpl. rewrite <- (IH _ _ _ H), <- E. unfold shifted. simpl. f_equal. f_equal. unfold pre. simpl.
  rewrite combine_map, !map_map. apply map_ext. intros [u v]. simpl. rewrite peval_vadd, peval_parameter, row_along_R. reflexivity.
Qed.
End Along.

Section Ray.
Variable eps : T.
Variable e : R.
Hypothesis e_small : 0 < e <= toR eps.
Notation at_e := (fun p => peval p e).
Lemma ray_ok p : keeps_side (on_ray eps) p = true -> (is_above (on_ray eps) p = true -> 0 < peval p e) /\ (is_above (on_ray eps) p = false -> peval p e <= 0).
Proof. intros K. destruct (keeps_sign_R eps e p e_small K) as (A & B & _). auto. Qed.
Lemma error_along_R d out s : peval (error_along d out s) e = sample_loss Squared d (map at_e out) (sample_R s).
Proof.
  unfold error_along, sample_loss. cbn [loss_value]. rewrite nsum_seq. induction (seq 0 d) as [|o l IH]; [reflexivity|]. cbn [fold_right lsum].
  rewrite peval_vadd, peval_times, peval_minus, IH. cbn [sample_R target]. rewrite nth_number_R. unfold at_.
  replace (nth o (map at_e out) 0) with (peval (nth o out []) e) by (symmetry; exact (map_nth at_e out [] o)). ring.
Qed.
Lemma errors_along_R d W D ms sum : errors_along eps d W D ms = Some sum -> total_loss Squared d (shifted e (net_R W) (net_R D)) (map sample_R ms) = peval sum e.
Proof.
  revert sum; induction ms as [|s ms IH]; simpl; intros sum H; [injection H as <-; reflexivity|].
  destruct (along (on_ray eps) W D _) as [out|] eqn:E; [|discriminate]. destruct (errors_along eps d W D ms) as [sum'|]; [|discriminate].
  injection H as <-. rewrite peval_vadd, error_along_R. unfold total_loss in *. simpl. rewrite (IH _ eq_refl). f_equal. f_equal.
  apply (along_R _ _ ray_ok) in E. rewrite <- E. f_equal. rewrite map_map. apply map_ext. intros x. simpl. ring.
Qed.
Lemma descends_R value d W D ms : ms <> [] -> descends eps value d W D ms = true ->
  empirical_risk Squared d (shifted e (net_R W) (net_R D)) (map sample_R ms) < toR value.
Proof.
  intros Hn H. unfold descends in H. destruct (errors_along _ _ _ _ _) as [[|c rest]|] eqn:E; try discriminate.
  apply andb_prop in H as [H K]. apply andb_prop in H as [Hc Hneg]. apply errors_along_R in E. apply eqb_spec in Hc.
  rewrite toR_mul, count_R in Hc. destruct (keeps_sign_R eps e rest e_small K) as (_ & _ & Neg). specialize (Neg Hneg).
  unfold empirical_risk. rewrite E, map_length. simpl. rewrite Hc.
  assert (P : 0 < INR (length ms)) by (apply lt_0_INR; destruct ms; simpl; [congruence|lia]).
  apply (Rmult_lt_reg_r (INR (length ms))); auto. unfold Rdiv. rewrite Rmult_assoc, Rinv_l by lra.
  assert (e * peval rest e < 0) by (rewrite <- (Rmult_0_r e); apply Rmult_lt_compat_l; lra). lra.
Qed.
End Ray.

Theorem ray_sound c : check_ray c = true -> holds Not_local_minimum c.
Proof.
  unfold check_ray. destruct (ray c) as [r|] eqn:Er; [|discriminate]. intros H. apply andb_prop in H as [H Hd].
  apply andb_prop in H as [H Hrisk]. apply andb_prop in H as [H Ha]. apply andb_prop in H as [H Hne]. apply andb_prop in H as [Hsq He]. apply is_squared_R in Hsq.
  apply lt_spec in He. rewrite toR_zero in He. apply data_not_empty in Hne. apply nsame_architecture_R in Ha.
  pose proof (is_risk_R _ _ _ _ _ Hne Hrisk) as E. set (D := direction zero (ray_changes r) (W_of c)) in *.
  assert (Down : forall e, 0 < e <= toR (ray_length r) ->
    empirical_risk (L_R c) (outputs c) (shifted e (W_R c) (net_R D)) (data_R c) < empirical_risk (L_R c) (outputs c) (W_R c) (data_R c)).
  { intros e Hlen. unfold L_R. rewrite Hsq in *. eapply Rlt_le_trans; [exact (descends_R _ e Hlen _ _ _ _ _ Hne Hd)|]. right. symmetry. exact E. }
  exists r. split; auto. split; [exact He|]. split; [exact E|]. split; [exact Down|]. intros rad Hr.
  pose proof (lsum_nonneg (fun l => lsum row_size (rows l)) (net_R D) (fun l _ => layer_size_nonneg l)) as P. fold (net_size (net_R D)) in P.
  set (e := Rmin (toR (ray_length r)) (rad / (1 + net_size (net_R D)))).
  assert (Q : 0 < rad / (1 + net_size (net_R D))) by (apply Rdiv_lt_0_compat; lra).
  assert (B : 0 < e <= toR (ray_length r)) by (split; [now apply Rmin_glb_lt|apply Rmin_l]).
  exists (shifted e (W_R c) (net_R D)). split; [|now apply Down]. apply shifted_close; try lra; auto; [apply network_unbiased|].
  assert (e <= rad / (1 + net_size (net_R D))) by apply Rmin_r.
  apply Rle_trans with (rad / (1 + net_size (net_R D)) * (1 + net_size (net_R D))); [|right; field; lra].
  apply Rmult_le_compat; lra.
Qed.
End Descent.
