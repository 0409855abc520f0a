(* SPDX-License-Identifier: GPL-3.0-or-later

   The claim not_local_minimum (section 33): along the ray the outputs are the polynomials that were computed, and a
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
  intros He Hr A U. unfold net_size, close, shifted. revert U. induction A as [|d l D W (HA & Ht & Hb & Htr & Hwi) _ IH]; intros U H; simpl; [constructor|].
  inversion U as [|? ? U1 U2]; subst. simpl in H.
  pose proof (layer_size_nonneg d) as P1. pose proof (lsum_nonneg (fun l => lsum row_size (rows l)) D (fun l _ => layer_size_nonneg l)) as P2.
  pose proof (Rmult_le_pos _ _ He P1). pose proof (Rmult_le_pos _ _ He P2). rewrite Rmult_plus_distr_l in H.
  constructor; [|apply IH; auto; lra]. split; [|repeat split]. assert (G : e * lsum row_size (rows d) <= r) by lra. clear - He Hr HA U1 G.
  unfold no_hidden_bias in U1. simpl in *. destruct (trained l) eqn:Etr.
  2:{ assert (Self : Forall2 (close_row 0 (if biased l then r else 0)) (rows l) (rows l)).
      { generalize (rows l). intros rs. induction rs as [|[w b] rs IH]; constructor; auto. split; simpl.
        - induction w; constructor; auto. rewrite Rminus_eq_0, Rabs_R0. lra.
        - rewrite Rminus_eq_0, Rabs_R0. destruct (biased l); lra. }
      exact Self. }
  induction HA as [|u v us vs (Hw & _ & Hs) _ IH]; simpl in *; constructor.
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
Lemma peval_negative p e : peval (negative p) e = - peval p e.
Proof. unfold negative. induction p as [|c p IH]; simpl; [ring|]. rewrite toR_sub, toR_zero, IH. ring. Qed.
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
(* Pairs of rows, of W and of D, and the row of W + eD. *)
Definition row_at (p : row_pair) : list R * R := shifted_row e (row_R (fst p)) (row_R (snd p)).
Lemma pairs_along_R l m : map row_at (pairs_along l m) = rows (shifted_layer e (layer_R l) (layer_R m)).
Proof.
  unfold pairs_along. simpl. destruct (trained l).
  - rewrite combine_map, map_map. reflexivity.
  - rewrite !map_map. apply map_ext. intros [w b]. unfold row_at, shifted_row, row_R. simpl. f_equal; [|rewrite toR_zero; ring].
    induction w as [|a w IH]; simpl; auto. rewrite IH, toR_zero. f_equal. ring.
Qed.
Lemma largest_along_R ps p : largest_along line ps = Some p -> largest (map at_e ps) = peval p e.
Proof.
  unfold largest_along. destruct (find _ ps) as [q|] eqn:F; [|discriminate]. destruct (forallb _ ps) eqn:K; [|discriminate]. intros E. injection E as ->.
  apply find_some in F as [Hp F]. rewrite forallb_forall in F, K. apply largest_is; [exact (in_map at_e _ _ Hp)|]. intros b Hb. apply in_map_iff in Hb as (c & <- & Hc).
  specialize (F c Hc). specialize (K c Hc). apply negb_true_iff in F. destruct (line_ok _ K) as [_ B]. specialize (B F). unfold difference in B.
  rewrite peval_vadd, peval_negative in B. lra.
Qed.
Lemma maxima_along_R ws zs : maxima_along line ws = Some zs -> map (fun w => largest (map at_e w)) ws = map at_e zs.
Proof.
  revert zs; induction ws as [|w ws IH]; simpl; intros zs H; [injection H as <-; reflexivity|]. destruct (largest_along line w) as [p|] eqn:E; [|discriminate].
  destruct (maxima_along line ws) as [rest|]; [|discriminate]. injection H as <-. simpl. now rewrite (IH _ eq_refl), (largest_along_R _ _ E).
Qed.
Lemma shifted_pooling l m : is_pooling l = false -> length (pairs_along l m) = length (rows l) -> is_pooling (shifted_layer e (layer_R l) (layer_R m)) = false.
Proof.
  intros Pl Lp. pose proof (f_equal (@length _) (pairs_along_R l m)) as Q. rewrite map_length, Lp in Q. rewrite <- (is_pooling_R l) in Pl. unfold is_pooling in *.
  destruct (rows (shifted_layer e (layer_R l) (layer_R m))); [|reflexivity]. simpl in Q. destruct l as [[|row rs] t u tr w ke]; [exact Pl|discriminate].
Qed.
Lemma pre_along_R l m h zs : pre_along line l m h = Some zs -> pre (shifted_layer e (layer_R l) (layer_R m)) (map at_e h) = map at_e zs.
Proof.
  unfold pre_along. destruct (is_pooling l) eqn:Pl.
  { intros H. destruct (pooling_wired l Pl) as (s & i & us & Er & Et & Ew). rewrite <- (maxima_along_R _ _ H).
    assert (Ps : is_pooling (shifted_layer e (layer_R l) (layer_R m)) = true) by (unfold is_pooling; simpl; rewrite Er, Et, Ew; simpl; now destruct (trained l)).
    unfold pre. rewrite Ps. unfold units, fed. simpl. rewrite Ew, !map_map. apply map_ext. intros u. cbn [snd]. f_equal. rewrite map_map. apply map_ext. intros k. exact (map_nth at_e h [] k). }
  destruct (Nat.eqb_spec (length (pairs_along l m)) (length (rows l))) as [Lp|]; [|discriminate]. intros H. injection H as <-.
  assert (Ps := shifted_pooling l m Pl Lp).
  unfold pre, rows_along. rewrite Ps, <- pairs_along_R. cbn [shifted_layer layer_R wiring].
  pose proof (fed_map row_at at_e (wiring l) (([], zero), ([], zero)) [] (pairs_along l m) h) as E.
  assert (Z : row_at (([], zero), ([], zero)) = ([], 0)) by (unfold row_at, shifted_row; simpl; rewrite toR_zero; f_equal; ring).
  rewrite Z in E. cbn [peval] in E. rewrite E, !map_map. apply map_ext. intros [[[w b] [d c]] xs]. unfold row_at. simpl.
  now rewrite peval_vadd, peval_parameter, row_along_R.
Qed.
Lemma along_R W : forall D h out, along line W D h = Some out -> fwd (shifted e (net_R W) (net_R D)) (map at_e h) = map at_e out.
Proof.
  induction W as [|l W IH]; intros [|m D] h out H; simpl in H; try discriminate; [injection H as <-; reflexivity|].
  destruct (increasing (tab l) None) eqn:I; [|discriminate]. destruct (pre_along line l m h) as [zs|] eqn:Ez; [|discriminate].
  destruct (pieces_along _ _ _) as [hs|] eqn:E; [|discriminate]. apply pre_along_R in Ez.
  apply pieces_along_R in E; auto. rewrite <- (IH _ _ _ H), (map_app at_e), <- E, <- Ez, <- (kept_map l at_e). reflexivity.
Qed.
End Along.

Section Ray.
Variable eps : T.
Variable e : R.
Hypothesis e_small : 0 < e <= toR eps.
Notation at_e := (fun p => peval p e).
Lemma ray_ok p : keeps_side (on_ray eps) p = true -> (is_above (on_ray eps) p = true -> 0 < peval p e) /\ (is_above (on_ray eps) p = false -> peval p e <= 0).
Proof. intros K. destruct (keeps_sign_R eps e p e_small K) as (A & B & _). auto. Qed.
Lemma side_R p c : keeps_sign eps (minus p c) = true ->
  (is_positive (minus p c) = true -> toR c < peval p e) /\ (is_positive (minus p c) = false -> peval p e <= toR c).
Proof. intros K. destruct (ray_ok _ K) as [A B]. simpl in A, B. rewrite peval_minus in A, B. split; intros Q; [specialize (A Q)|specialize (B Q)]; lra. Qed.
Lemma hinge_along_R y p : eqb (square y) one = true ->
  (is_positive (minus p y) = true -> toR y < peval p e) -> (is_positive (minus p y) = false -> peval p e <= toR y) ->
  peval (if Bool.eqb (is_positive (minus p y)) (lt zero y) then [] else negative (minus (vscale y p) one)) e = Rmax 0 (1 - toR y * peval p e).
Proof.
  intros Hy A B. apply eqb_spec in Hy. unfold square in Hy. rewrite toR_mul, toR_one in Hy. set (v := peval p e) in *.
  assert (M : peval (negative (minus (vscale y p) one)) e = 1 - toR y * v) by (rewrite peval_negative, peval_minus, peval_vscale, toR_one; fold v; ring).
  destruct (lt zero y) eqn:P.
  - apply lt_spec in P. rewrite toR_zero in P. assert (toR y = 1) as Q.
    { assert (Z : (toR y - 1) * (toR y + 1) = 0) by (replace ((toR y - 1) * (toR y + 1)) with (toR y * toR y - 1) by ring; rewrite Hy; ring). apply Rmult_integral in Z. lra. } rewrite Q in *.
    destruct (is_positive _); simpl; [specialize (A eq_refl); rewrite Rmax_left; lra|]. specialize (B eq_refl). rewrite M, Rmax_right; lra.
  - assert (N : ~ 0 < toR y) by (intros L; rewrite <- toR_zero in L; apply lt_spec in L; congruence). assert (toR y = -1) as Q.
    { assert (Z : (toR y - 1) * (toR y + 1) = 0) by (replace ((toR y - 1) * (toR y + 1)) with (toR y * toR y - 1) by ring; rewrite Hy; ring). apply Rmult_integral in Z. lra. } rewrite Q in *.
    destruct (is_positive _); simpl; [specialize (A eq_refl); rewrite M, Rmax_right; lra|]. specialize (B eq_refl). rewrite Rmax_left; lra.
Qed.
Lemma loss_along_R L y p q : loss_along eps L y p = Some q -> peval q e = loss_value (loss_R L) (peval p e) (toR y).
Proof.
  unfold loss_along. destruct (_ && _) eqn:H; [|discriminate]. intros E. injection E as <-. apply andb_prop in H as [Hv H].
  rewrite forallb_forall in H. assert (S : forall c, In c (breakpoints L y) -> _) by (intros c Hc; exact (side_R p c (H c Hc))). clear H.
  destruct L as [| |a|a|a| |]; cbn [loss_piece loss_value loss_R breakpoints] in *; unfold square_along in *.
  - rewrite peval_times, !peval_minus. ring.
  - destruct (S y (or_introl eq_refl)) as [A B]. destruct (is_positive _); [specialize (A eq_refl)|specialize (B eq_refl)].
    + rewrite peval_minus, Rabs_right; lra.
    + rewrite peval_negative, peval_minus, Rabs_left1; lra.
  - apply leb_spec in Hv. rewrite toR_zero in Hv. destruct (S _ (or_introl eq_refl)) as [A B]. destruct (S _ (or_intror (or_introl eq_refl))) as [A' B'].
    rewrite toR_sub in A, B. rewrite toR_add in A', B'. unfold square.
    destruct (is_positive (minus p (add y a))); [specialize (A' eq_refl)|specialize (B' eq_refl); destruct (is_positive (minus p (sub y a))); [specialize (A eq_refl)|specialize (B eq_refl)]].
    + rewrite peval_minus, peval_vscale, peval_minus, !toR_mul, toR_half, Rabs_right by lra. destruct (Rle_dec _ _); simpl; lra.
    + rewrite peval_vscale, peval_times, !peval_minus, toR_half. destruct (Rle_dec _ _) as [|n]; [simpl; lra|].
      exfalso. apply n. unfold Rabs. destruct (Rcase_abs _); lra.
    + rewrite peval_minus, peval_vscale, peval_negative, peval_minus, !toR_mul, toR_half. rewrite Rabs_left1 by lra.
      destruct (Rle_dec _ _) as [l|n]; [|simpl; lra]. assert (peval p e = toR y - toR a) as -> by lra. simpl. lra.
  - apply leb_spec in Hv. rewrite toR_zero in Hv. destruct (S _ (or_introl eq_refl)) as [A B]. destruct (S _ (or_intror (or_introl eq_refl))) as [A' B'].
    rewrite toR_sub in A, B. rewrite toR_add in A', B'.
    destruct (is_positive (minus p (add y a))); [specialize (A' eq_refl)|specialize (B' eq_refl); destruct (is_positive (minus p (sub y a))); [specialize (A eq_refl)|specialize (B eq_refl)]].
    + rewrite !peval_minus, Rabs_right by lra. rewrite Rmax_right; lra.
    + simpl. rewrite Rmax_left; auto. unfold Rabs. destruct (Rcase_abs _); lra.
    + rewrite peval_minus, peval_negative, peval_minus, Rabs_left1 by lra. rewrite Rmax_right; lra.
  - destruct (S y (or_introl eq_refl)) as [A B]. destruct (is_positive _); [specialize (A eq_refl)|specialize (B eq_refl)].
    + rewrite peval_vscale, peval_minus, toR_sub, toR_one, Rmax_left, Rmax_right by lra. ring.
    + rewrite peval_vscale, peval_negative, peval_minus, Rmax_right, Rmax_left by lra. ring.
  - destruct (S y (or_introl eq_refl)) as [A B]. apply (hinge_along_R y p Hv A B).
  - destruct (S y (or_introl eq_refl)) as [A B]. rewrite peval_times, (hinge_along_R y p Hv A B). ring.
Qed.
Lemma error_along_R L d out s q : error_along eps L d out s = Some q -> peval q e = sample_loss (objective_R L) d (map at_e out) (sample_R s).
Proof.
  unfold error_along, sample_loss. rewrite nsum_seq, <- lsum_scale. revert q. induction (seq 0 d) as [|o l IH]; intros q H; simpl in H; [injection H as <-; reflexivity|].
  destruct (loss_along _ _ _ _) as [p|] eqn:E; [|discriminate]. destruct (fold_right _ _ l) as [sum|]; [|discriminate]. injection H as <-.
  cbn [lsum]. rewrite peval_vadd, peval_vscale, (IH _ eq_refl), (loss_along_R _ _ _ _ E). unfold importance. rewrite toR_mul, objective_R_nth.
  cbn [sample_R target weight objective_R formula]. rewrite nth_number_R. unfold at_.
  replace (nth o (map at_e out) 0) with (peval (nth o out []) e) by (symmetry; exact (map_nth at_e out [] o)). ring.
Qed.
Lemma errors_along_R L d W D ms sum : errors_along eps L d W D ms = Some sum ->
  total_loss (objective_R L) d (shifted e (net_R W) (net_R D)) (map sample_R ms) = peval sum e.
Proof.
  revert sum; induction ms as [|s ms IH]; simpl; intros sum H; [injection H as <-; reflexivity|].
  destruct (along (on_ray eps) W D _) as [out|] eqn:E; [|discriminate]. destruct (error_along eps L d out s) as [q|] eqn:Eq; [|discriminate].
  destruct (errors_along eps L d W D ms) as [sum'|]; [|discriminate]. simpl in H.
  injection H as <-. rewrite peval_vadd, (error_along_R _ _ _ _ _ Eq). unfold total_loss in *. simpl. rewrite (IH _ eq_refl). f_equal. f_equal.
  apply (along_R _ _ ray_ok) in E. rewrite <- E. f_equal. rewrite map_map. apply map_ext. intros x. simpl. ring.
Qed.
Lemma squares_along_R w d : peval (squares_along w d) e = lsum (fun x => x ^ 2) (map (fun p => fst p + e * snd p) (combine (map toR w) (map toR d))).
Proof.
  revert d; induction w as [|a w IH]; intros [|c d]; simpl; auto. unfold square_along. rewrite peval_vadd, peval_times, peval_parameter, IH. simpl. ring.
Qed.
Lemma pairs_squares_along_R ps : peval (fst (pairs_squares_along ps)) e = lsum (fun row => lsum (fun w => w ^ 2) (fst row)) (map (row_at e) ps) /\
  peval (snd (pairs_squares_along ps)) e = lsum (fun row => snd row ^ 2) (map (row_at e) ps).
Proof.
  induction ps as [|[u v] ps [I1 I2]]; simpl; auto. destruct (pairs_squares_along ps) as [p q]. simpl in *. unfold square_along.
  rewrite !peval_vadd, I1, I2, squares_along_R, peval_times, peval_parameter. split; [reflexivity|]. destruct u, v. simpl. ring.
Qed.
Lemma decay_along_R L W D : peval (decay_along (decay L) W D) e = lsum layer_decay (combine (decay (objective_R L)) (shifted e (net_R W) (net_R D))).
Proof.
  cbn [objective_R decay]. revert W D; induction (decay L) as [|k ks IH]; intros [|l W] [|m D]; try reflexivity.
  cbn [decay_along map combine]. destruct (pairs_squares_along_R (pairs_along l m)) as [R1 R2]. destruct (pairs_squares_along (pairs_along l m)) as [p q]. simpl in R1, R2.
  rewrite !peval_vadd, !peval_vscale, R1, R2, IH, pairs_along_R. reflexivity.
Qed.
Lemma descends_R value L d W D ms : ms <> [] -> descends eps value L d W D ms = true ->
  empirical_risk (objective_R L) d (shifted e (net_R W) (net_R D)) (map sample_R ms) < toR value.
Proof.
  intros Hn H. unfold descends in H. destruct (errors_along _ _ _ _ _ _) as [sum|] eqn:E; try discriminate. apply errors_along_R in E.
  assert (S : peval (vadd sum (vscale (count ms) (decay_along (decay L) W D))) e =
    total_loss (objective_R L) d (shifted e (net_R W) (net_R D)) (map sample_R ms) +
    INR (length ms) * lsum layer_decay (combine (decay (objective_R L)) (shifted e (net_R W) (net_R D)))).
  { now rewrite peval_vadd, peval_vscale, count_R, E, decay_along_R. }
  destruct (vadd sum _) as [|c rest]; [discriminate|].
  apply andb_prop in H as [H K]. apply andb_prop in H as [Hc Hneg]. apply eqb_spec in Hc.
  rewrite toR_mul, count_R in Hc. destruct (keeps_sign_R eps e rest e_small K) as (_ & _ & Neg). specialize (Neg Hneg).
  assert (P : 0 < INR (length ms)) by (apply lt_0_INR; destruct ms; simpl; [congruence|lia]).
  assert (X : empirical_risk (objective_R L) d (shifted e (net_R W) (net_R D)) (map sample_R ms) = peval (c :: rest) e / INR (length ms)).
  { unfold empirical_risk. rewrite S, map_length. field. lra. }
  rewrite X. simpl. rewrite Hc. apply (Rmult_lt_reg_r (INR (length ms))); auto. unfold Rdiv. rewrite Rmult_assoc, Rinv_l by lra.
  assert (e * peval rest e < 0) by (rewrite <- (Rmult_0_r e); apply Rmult_lt_compat_l; lra). lra.
Qed.
End Ray.

Theorem ray_sound c : check_ray c = true -> established Not_local_minimum c.
Proof.
  unfold check_ray. destruct (ray c) as [r|] eqn:Er; [|discriminate]. intros H. apply andb_prop in H as [H Hd].
  apply andb_prop in H as [H Hrisk]. apply andb_prop in H as [H Ha]. apply andb_prop in H as [He Hne].
  apply lt_spec in He. rewrite toR_zero in He. apply data_not_empty in Hne. apply nsame_architecture_R in Ha.
  pose proof (is_risk_R _ _ _ _ _ Hne Hrisk) as E. set (D := direction zero (ray_changes r) (W_of c)) in *.
  assert (Down : forall e, 0 < e <= toR (ray_length r) ->
    empirical_risk (L_R c) (outputs c) (shifted e (W_R c) (net_R D)) (data_R c) < empirical_risk (L_R c) (outputs c) (W_R c) (data_R c)).
  { intros e Hlen. eapply Rlt_le_trans; [exact (descends_R _ e Hlen _ _ _ _ _ _ Hne Hd)|]. right. symmetry. exact E. }
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
