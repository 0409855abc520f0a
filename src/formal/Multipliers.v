(* SPDX-License-Identifier: GPL-3.0-or-later

   To either side of a wall the loss of a point rises at least as the multiplier of its tie says (section 25.2, Lemmas 2 and 3; O185, O186, O195): it is
   at least what it is in the pieces at W, with what multipliers and penalties make of the ties, and more by κ' times how far a tie is off its wall. *)
Require Import Reals List Lra Lia Bool PeanoNat.
Require Import Thalweg.Numbers Thalweg.Semantics Thalweg.Passes Thalweg.Values Thalweg.Soundness Thalweg.Expansions Thalweg.NumberedNetworks Thalweg.Bends Thalweg.Walls.
Import ListNotations.
Open Scope R_scope.

(* --- vectors that end in zeros ------------------------------------------------------------------------------------------ *)
Fixpoint radd (a b : list R) : list R := match a, b with x :: a', y :: b' => x + y :: radd a' b' | [], _ => b | _, [] => a end.
Lemma dot_radd a b h : Semantics.dot (radd a b) h = Semantics.dot a h + Semantics.dot b h.
Proof. revert b h; induction a as [|x a IH]; intros [|y b] [|z h]; simpl; try ring. rewrite IH. ring. Qed.
Lemma dot_cons_right a x h : Semantics.dot a (x :: h) = hd 0 a * x + Semantics.dot (tl a) h.
Proof. destruct a; simpl; [|ring]. destruct h; simpl; ring. Qed.

Module Multipliers (N : NUM).
Module Export Wa := Walls N.
Import N Sg.Tr.Pc Sg.Tr.

Lemma in_balls_plus a b r s : Forall2 in_ball a r -> Forall2 in_ball b s -> Forall2 in_ball (balls_plus a b) (radd r s).
Proof. intros F. revert b s. induction F as [|x y a r H F IH]; intros b s G; [exact G|]. destruct G; cbn [balls_plus radd]; constructor; auto. now apply in_plus. Qed.
Lemma in_head ds gs : Forall2 in_ball ds gs -> in_ball (hd origin ds) (hd 0 gs) /\ Forall2 in_ball (tl ds) (tl gs).
Proof. intros H. destruct H; simpl; split; auto. exact in_origin. Qed.
Lemma largest_is a l : In a l -> toR a <= toR (fold_right larger zero l).
Proof.
  induction l as [|b l IH]; [contradiction|]. simpl. destruct (larger_R b (fold_right larger zero l)) as [L1 L2]. intros [->|H]; [exact L1|]. specialize (IH H). lra.
Qed.
Lemma largest_nonneg l : 0 <= toR (fold_right larger zero l).
Proof. induction l as [|b l IH]; simpl; [rewrite toR_zero; lra|]. destruct (larger_R b (fold_right larger zero l)). lra. Qed.

(* Sums over the units of a layer, with the numbers ds for their outputs. *)
Fixpoint weigh (g : placed_unit -> R -> R) (us : list placed_unit) (ds : list R) : R :=
  match us with [] => 0 | u :: us' => g u (hd 0 ds) + weigh g us' (tl ds) end.
Lemma weigh_outputs v us ds : Semantics.dot ds (map v us) = weigh (fun u d => d * v u) us ds.
Proof. revert ds; induction us as [|u us IH]; intros ds; simpl; [now destruct ds|]. rewrite <- IH. apply dot_cons_right. Qed.

Section Point.
Variables (bx pu : T) (y : nat -> R).
Hypothesis pull_nonneg : 0 <= toR pu.
Fixpoint real_columns (f : placed_unit -> R -> R) (us : list placed_unit) (ds : list R) : list R :=
  match us with
  | [] => []
  | u :: us' => radd (map (fun p => y (number p) * f u (hd 0 ds)) (fst (row_of u))) (real_columns f us' (tl ds))
  end.
Definition real_passed (t : table T) (u : placed_unit) (d : R) : R := toR (slope_of_unit t u) * d.
Definition real_pulled (t : table T) (u : placed_unit) (d : R) : R := real_passed t u d + match held u with Some e => - toR (multiplier e) | None => 0 end.
Lemma row_scaled_dot c ps h : Semantics.dot (map (fun p => y (number p) * c) ps) h = c * Semantics.dot (map (fun a => y (number a)) ps) h.
Proof. revert h; induction ps as [|p ps IH]; intros [|a h]; simpl; try ring. rewrite IH. ring. Qed.
Lemma dot_columns f us ds rs bs : Semantics.dot (real_columns f us ds) rs - Semantics.dot (real_columns f us ds) bs =
  weigh (fun u d => f u d * (z_of y rs (row_of u) - z_of y bs (row_of u))) us ds.
Proof. revert ds; induction us as [|u us IH]; intros ds; simpl; [ring|]. rewrite !dot_radd, !row_scaled_dot, <- IH. unfold z_of. ring. Qed.
Lemma in_columns fb f us : (forall u d r, In u us -> in_ball d r -> in_ball (fb u d) (f u r)) -> Forall (fun u => in_parameter bx y (snd (row_of u)) /\ Forall (in_parameter bx y) (fst (row_of u))) us ->
  forall ds rs, Forall2 in_ball ds rs -> Forall2 in_ball (columns bx fb us ds) (real_columns f us rs).
Proof.
  induction us as [|u us IH]; intros H P ds rs F; simpl; [constructor|]. inversion P as [|? ? [_ P1] P2]; subst. destruct (in_head _ _ F) as [F1 F2]. apply in_balls_plus.
  - pose proof (H u _ _ (or_introl eq_refl) F1) as B. clear - P1 B. induction P1; simpl; constructor; auto. now apply in_times.
  - apply IH; auto. intros v d r Hv. apply H. now right.
Qed.
Lemma in_passed t u d r : in_ball d r -> in_ball (passed t u d) (real_passed t u r).
Proof. apply in_scale. Qed.
Lemma in_pulled t u d r : in_ball d r -> in_ball (pulled t u d) (real_pulled t u r).
Proof.
  intros H. unfold pulled, real_pulled. destruct (held u) as [e|]; [|rewrite Rplus_0_r; now apply in_passed]. apply in_plus; [now apply in_passed|].
  replace (- toR (multiplier e)) with (toR (sub zero (multiplier e))) by (rewrite toR_sub, toR_zero; ring). apply in_point.
Qed.

(* --- one layer ------------------------------------------------------------------------------------------------------------ *)
Section Layer.
Variable z : placed_unit -> R. (* pre-activations *)
Definition off (e : tie) (a : R) : R := Rabs (a - toR (wall e)).
Definition rise (u : placed_unit) (d : R) : R := match held u with Some e => toR (jump e) * d * Rmax 0 (z u - toR (wall e)) + toR (multiplier e) * (z u - toR (wall e)) | None => 0 end.
Definition drift (u : placed_unit) (d : R) : R := match held u with Some e => Rabs (toR (jump e) * d) * Rmax 0 (z u - toR (wall e)) | None => 0 end.
Definition kept_off (u : placed_unit) : R := match held u with Some e => toR (allowance e) * off e (z u) | None => 0 end.
Definition stands_for (a : T * list ball) (p : R * list R) : Prop := toR (fst a) = fst p /\ 0 <= fst p /\ Forall2 in_ball (snd a) (snd p).
Lemma tails_stand rl ps : Forall2 stands_for rl ps -> Forall2 stands_for (map (fun r => (fst r, tl (snd r))) rl) (map (fun r => (fst r, tl (snd r))) ps).
Proof. induction 1 as [|a p rl ps (H1 & H2 & H3) _ IH]; simpl; constructor; auto. split; [exact H1|]. split; [exact H2|]. exact (proj2 (in_head _ _ H3)). Qed.
Lemma steep_unit u d r rl ps : in_ball d r -> Forall2 stands_for rl ps -> is_steep pu u d (map (fun a => (fst a, hd origin (snd a))) rl) = true ->
  exists X, 0 <= X /\ (forall e, held u = Some e -> toR pu * off e (z u) <= X /\ 0 < toR (allowance e) /\ 0 <= toR (penalty e)) /\ (forall p, In p ps -> toR pu * drift u (hd 0 (snd p)) <= X) /\
    kept_off u + lsum (fun p => fst p * drift u (hd 0 (snd p))) ps + X <= rise u r.
Proof.
  intros B F S. unfold is_steep, kept_off, drift, rise in *. destruct (held u) as [e|].
  2:{ exists 0. split; [lra|]. split; [discriminate|]. split; [intros; lra|]. rewrite (lsum_ext _ (fun p => 0 * fst p)) by (intros; ring). rewrite lsum_scale. lra. }
  cbv zeta in S. set (c := jump e) in *. set (m := fold_right larger zero _) in S. apply andb_prop in S as [S S4]. apply andb_prop in S as [S S3]. apply andb_prop in S as [S1 S2].
  apply lt_spec in S1, S3, S4. apply leb_spec in S2. rewrite ?toR_sub, ?toR_add, ?toR_mul, ?toR_add, ?toR_sub, ?toR_zero, ?toR_one in *.
  set (v := Rmax 0 (z u - toR (wall e))) in *. set (w := Rmax 0 (toR (wall e) - z u)).
  assert (Pv : 0 <= v) by apply Rmax_l. assert (Pw : 0 <= w) by apply Rmax_l.
  assert (D : z u - toR (wall e) = v - w) by (unfold v, w, Rmax; destruct (Rle_dec 0 (z u - toR (wall e))), (Rle_dec 0 (toR (wall e) - z u)); lra).
  assert (O : off e (z u) = v + w) by (unfold off, v, w, Rmax, Rabs; destruct (Rcase_abs _), (Rle_dec 0 (z u - toR (wall e))), (Rle_dec 0 (toR (wall e) - z u)); lra).
  assert (Pm : 0 <= toR m) by apply largest_nonneg. pose proof (in_lower _ _ (in_scale c _ _ B)) as Lo. set (g := ball_scale c d) in *.
  assert (Sizes : forall p, In p ps -> Rabs (toR c * hd 0 (snd p)) <= toR m).
  { intros p Hp. unfold m. clear - F Hp. induction F as [|a q rl ps (_ & _ & H) _ IH]; [contradiction|]. cbn [map fold_right fst snd]. destruct (larger_R (size_of (ball_scale c (hd origin (snd a))))
      (fold_right larger zero (map (fun r => size_of (ball_scale c (snd r))) (map (fun a => (fst a, hd origin (snd a))) rl)))) as [L1 L2]. destruct Hp as [->|Hp]; [|specialize (IH Hp); lra].
    pose proof (in_size _ _ (in_scale c _ _ (proj1 (in_head _ _ H)))). lra. }
  set (tot := toR (total _)) in S3, S4.
  assert (Tot : lsum (fun p => fst p * Rabs (toR c * hd 0 (snd p))) ps <= tot).
  { unfold tot. rewrite toR_total, !lsum_map. clear - F. induction F as [|a q rl ps (E & Q & H) _ IH]; simpl; [lra|]. rewrite toR_mul, E. apply Rplus_le_compat; auto. apply Rmult_le_compat_l; auto.
    exact (in_size _ _ (in_scale c _ _ (proj1 (in_head _ _ H)))). }
  assert (Pt : 0 <= lsum (fun p => fst p * Rabs (toR c * hd 0 (snd p))) ps).
  { clear - F. induction F as [|a q rl ps (E & Q & H) _ IH]; simpl; [lra|]. apply Rplus_le_le_0_compat; auto. apply Rmult_le_pos; auto. apply Rabs_pos. }
  exists (toR pu * (1 + toR m) * (v + w)). split; [repeat apply Rmult_le_pos; lra|]. split; [|split].
  - intros e' [= <-]. rewrite O. split; [|lra]. apply Rmult_le_compat_r; [lra|]. assert (0 <= toR pu * toR m) by (apply Rmult_le_pos; lra). lra.
  - intros p Hp. rewrite Rmult_assoc. apply Rmult_le_compat_l; auto. apply Rmult_le_compat; try apply Rabs_pos; try lra. specialize (Sizes p Hp). lra.
  - rewrite O, D. rewrite (lsum_ext _ (fun p => v * (fst p * Rabs (toR c * hd 0 (snd p))))) by (intros; ring). rewrite lsum_scale.
    set (L := lsum _ ps) in *. set (th := toR (allowance e)) in *. set (la := toR (multiplier e)) in *. set (K := toR pu * (1 + toR m)) in *.
    assert (K0 : 0 <= K) by (unfold K; apply Rmult_le_pos; lra).
    assert (A1 : v * (th + (tot + K)) <= v * (la + toR c * r)) by (apply Rmult_le_compat_l; lra). assert (A2 : w * (th + (tot + K)) <= w * (- la)) by (apply Rmult_le_compat_l; lra).
    assert (A3 : v * L <= v * tot) by (apply Rmult_le_compat_l; lra). assert (A4 : 0 <= w * tot) by (apply Rmult_le_pos; lra). lra.
Qed.
Lemma steep_layer us : forall ds rs rl ps, Forall2 in_ball ds rs -> Forall2 stands_for rl ps -> all_steep pu us ds rl = true ->
  exists X, 0 <= X /\ (forall u e, In u us -> held u = Some e -> toR pu * off e (z u) <= X /\ 0 < toR (allowance e) /\ 0 <= toR (penalty e)) /\ (forall p, In p ps -> toR pu * weigh drift us (snd p) <= X) /\
    lsum kept_off us + lsum (fun p => fst p * weigh drift us (snd p)) ps + X <= weigh rise us rs.
Proof.
  induction us as [|u us IH]; intros ds rs rl ps B F S.
  { exists 0. split; [lra|]. split; [contradiction|]. split; [intros; simpl; lra|]. simpl. rewrite (lsum_ext _ (fun p => 0 * fst p)) by (intros; ring). rewrite lsum_scale. lra. }
  cbn [all_steep] in S. apply andb_prop in S as [S1 S2]. destruct (in_head _ _ B) as [B1 B2].
  destruct (steep_unit u _ _ _ _ B1 F S1) as (X & PX & X1 & X2 & X3). destruct (IH _ _ _ _ B2 (tails_stand _ _ F) S2) as (Y & PY & Y1 & Y2 & Y3). exists (X + Y). split; [lra|]. split; [|split].
  - intros v e [<-|Hv] He; [destruct (X1 e He); split; [lra|assumption]|destruct (Y1 v e Hv He); split; [lra|assumption]].
  - intros p Hp. specialize (X2 p Hp). specialize (Y2 (fst p, tl (snd p)) (in_map (fun r => (fst r, tl (snd r))) _ _ Hp)). cbn [snd] in Y2. cbn [weigh]. rewrite Rmult_plus_distr_l. lra.
  - cbn [lsum weigh]. rewrite lsum_map in Y3. cbn [fst snd] in Y3. rewrite (lsum_ext _ (fun p => fst p * drift u (hd 0 (snd p)) + fst p * weigh drift us (tl (snd p)))) by (intros; ring). rewrite lsum_add. lra.
Qed.
End Layer.

(* --- all layers ----------------------------------------------------------------------------------------------------------- *)
(* A tie, its pre-activations, of the network and in the pieces, and the derivatives of the latter by the inputs. *)
Definition entry := ((tie * (R * R)) * list R)%type.
Definition tie_of (r : entry) : tie := fst (fst r).
Definition reached (r : entry) : R := fst (snd (fst r)).
Definition in_pieces (r : entry) : R := snd (snd (fst r)).
Definition own_entries (us : list placed_unit) (rs bs : list R) : list entry :=
  flat_map (fun u => match held u with Some e => [((e, (z_of y rs (row_of u), z_of y bs (row_of u))), map (fun p => y (number p)) (fst (row_of u)))] | None => [] end) us.
Definition next_values (t : table T) (us : list placed_unit) (rs : list R) : list R := map (fun u => unit_value t u (z_of y rs (row_of u))) us.
Definition next_base (t : table T) (us : list placed_unit) (bs : list R) : list R := map (fun u => piece_value t (used u) (z_of y bs (row_of u))) us.
Fixpoint report (Ms : pieced) (rs bs : list R) : list entry :=
  match Ms with
  | [] => []
  | (us, t) :: Ms' => own_entries us rs bs ++ map (fun r => (fst r, real_columns (real_passed t) us (snd r))) (report Ms' (next_values t us rs) (next_base t us bs))
  end.
Fixpoint adjoint (Ms : pieced) (g : list R) : list R :=
  match Ms with [] => g | (us, t) :: Ms' => real_columns (real_pulled t) us (adjoint Ms' g) end.
Definition gap (d rs bs : list R) : R := Semantics.dot d rs - Semantics.dot d bs.
Definition unexplained (rs bs : list R) (r : entry) : R := reached r - in_pieces r - gap (snd r) rs bs.
Definition off_wall (r : entry) : R := off (tie_of r) (reached r).
Definition allowed (r : entry) : R := toR (allowance (tie_of r)).
Definition balance (rs bs : list R) (l : list entry) (X : R) : Prop :=
  0 <= X /\ forall r, In r l -> toR pu * (off_wall r + Rabs (unexplained rs bs r)) <= X /\ 0 < allowed r /\ 0 <= toR (penalty (tie_of r)).
Lemma weigh_ext f g us ds : (forall u d, In u us -> f u d = g u d) -> weigh f us ds = weigh g us ds.
Proof. revert ds; induction us as [|u us IH]; intros ds H; simpl; auto. rewrite (H u) by now left. f_equal. apply IH. intros v d Hv. apply H. now right. Qed.
Lemma weigh_add f g us ds : weigh (fun u d => f u d + g u d) us ds = weigh f us ds + weigh g us ds.
Proof. revert ds; induction us as [|u us IH]; intros ds; simpl; [ring|]. rewrite IH. ring. Qed.
Lemma weigh_abs f g us ds : (forall u d, Rabs (f u d) <= g u d) -> Rabs (weigh f us ds) <= weigh g us ds.
Proof. intros H. revert ds; induction us as [|u us IH]; intros ds; simpl; [rewrite Rabs_R0; lra|]. now apply two_terms. Qed.
Lemma weigh_start f us : forall ds, weigh (fun u _ => f u) us ds = lsum f us.
Proof. induction us as [|u us IH]; intros ds; simpl; auto. now rewrite IH. Qed.
(* Through a layer: of a number with the derivatives d by the outputs. *)
Lemma by_layer t us d rs bs : gap d (next_values t us rs) (next_base t us bs) =
  gap (real_columns (real_passed t) us d) rs bs + weigh (fun u d => d * above u (z_of y rs (row_of u))) us d.
Proof.
  unfold gap, next_values, next_base. rewrite dot_columns, !weigh_outputs. rewrite <- weigh_add.
  assert (S : forall f g ds, weigh f us ds - weigh g us ds = weigh (fun u d => f u d - g u d) us ds).
  { intros f g. clear. induction us as [|u us IH]; intros ds; simpl; [ring|]. rewrite <- IH. ring. }
  rewrite S. apply weigh_ext. intros u a _. unfold unit_value, piece_value, real_passed, slope_of_unit. rewrite segment_R. cbn [fst snd]. ring.
Qed.
Lemma own_sum (f : entry -> R) us rs bs :
  lsum f (own_entries us rs bs) = lsum (fun u => match held u with Some e => f ((e, (z_of y rs (row_of u), z_of y bs (row_of u))), map (fun p => y (number p)) (fst (row_of u))) | None => 0 end) us.
Proof. induction us as [|u us IH]; simpl; auto. destruct (held u); simpl; rewrite IH; ring. Qed.
Lemma by_own u rs bs : gap (map (fun p => y (number p)) (fst (row_of u))) rs bs = z_of y rs (row_of u) - z_of y bs (row_of u).
Proof. unfold gap, z_of. ring. Qed.
Definition gain_of_ties (r : entry) : R := toR (multiplier (tie_of r)) * (in_pieces r - toR (wall (tie_of r))).
Theorem backwards_sound Ms : all_placed (in_parameter bx y) Ms -> forall gs g rs bs ds rl, Forall2 in_ball gs g -> backwards bx pu Ms gs = Some (ds, rl) ->
  Forall2 in_ball ds (adjoint Ms g) /\ Forall2 stands_for rl (map (fun r => (allowed r, snd r)) (report Ms rs bs)) /\
  exists X, balance rs bs (report Ms rs bs) X /\
    gap (adjoint Ms g) rs bs + lsum (fun r => allowed r * off_wall r + allowed r * Rabs (unexplained rs bs r)) (report Ms rs bs) + X <=
    gap g (values y Ms rs) (base y Ms bs) + lsum gain_of_ties (report Ms rs bs).
Proof.
  induction 1 as [|[us t] Ms P _ IH]; intros gs g rs bs ds rl G E; cbn [backwards fst] in *.
  { injection E as <- <-. split; [exact G|]. split; [constructor|]. exists 0. simpl. split; [split; [lra|contradiction]|lra]. }
  destruct (backwards bx pu Ms gs) as [[ds' rl']|] eqn:E'; [|discriminate]. destruct (all_steep pu us ds' rl') eqn:S; [|discriminate]. injection E as <- <-.
  destruct (IH gs g (next_values t us rs) (next_base t us bs) _ _ G E') as (D & F & X & (PX & BX) & H). clear IH. cbn [report adjoint].
  set (rep := report Ms (next_values t us rs) (next_base t us bs)) in *. set (A := adjoint Ms g) in *. set (z := fun u => z_of y rs (row_of u)).
  destruct (steep_layer z us _ _ _ _ D F S) as (Y & PY & Y1 & Y2 & Y3).
  assert (Split : forall r, unexplained rs bs (fst r, real_columns (real_passed t) us (snd r)) =
    unexplained (next_values t us rs) (next_base t us bs) r + weigh (fun u d => d * above u (z_of y rs (row_of u))) us (snd r)).
  { intros r. unfold unexplained, reached, in_pieces. cbn [fst snd]. rewrite by_layer. ring. }
  assert (Drift : forall d, Rabs (weigh (fun u d => d * above u (z_of y rs (row_of u))) us d) <= weigh (drift z) us d).
  { intros d. apply weigh_abs. intros u a. unfold above, drift, z. destruct (held u) as [e|]; [|rewrite Rmult_0_r, Rabs_R0; lra]. rewrite <- Rmult_assoc, (Rmult_comm a), Rabs_mult. apply Rmult_le_compat_l; [apply Rabs_pos|].
    rewrite Rabs_right; [lra|]. apply Rle_ge, Rmax_l. }
  assert (Own : forall u e, unexplained rs bs ((e, (z_of y rs (row_of u), z_of y bs (row_of u))), map (fun p => y (number p)) (fst (row_of u))) = 0).
  { intros u e. unfold unexplained, reached, in_pieces. cbn [fst snd]. rewrite by_own. ring. }
  split; [|split].
  - apply in_columns; auto. intros. now apply in_pulled.
  - rewrite map_app, map_map. apply Forall2_app.
    + clear - P Y1. unfold own_rows, own_entries. induction P as [|u us [_ P] _ IHp]; simpl; [constructor|]. rewrite map_app. apply Forall2_app; [|apply IHp; intros; eapply Y1; eauto; now right].
      destruct (held u) as [e|] eqn:Eu; constructor; [|constructor]. destruct (Y1 u e (or_introl eq_refl) Eu) as (_ & Q & _). unfold allowed, tie_of. cbn [fst snd]. split; [reflexivity|]. split; [cbn [fst]; lra|].
      cbn [snd]. clear - P. induction P; simpl; constructor; auto.
    + clear - F P. revert F. generalize rep. intros l. revert rl'. induction l as [|r l IHl]; intros rl' F; inversion F as [|a ? b ? (S1 & S2 & S3)]; subst; constructor; [|now apply IHl].
      cbn [fst snd] in *. split; [exact S1|]. split; [exact S2|]. cbn [snd]. apply in_columns; auto. intros. now apply in_passed.
  - exists (X + Y). split; [split; [lra|]|].
    + intros r Hr. apply in_app_or in Hr as [Hr|Hr].
      * unfold own_entries in Hr. apply in_flat_map in Hr as (u & Hu & Hr). destruct (held u) as [e|] eqn:Eu; [|contradiction]. destruct Hr as [<-|[]]. rewrite Own, Rabs_R0, Rplus_0_r.
        destruct (Y1 u e Hu Eu) as (Q1 & Q2 & Q3). unfold off_wall, allowed, reached, tie_of. cbn [fst snd]. repeat split; auto. unfold z in Q1. lra.
      * apply in_map_iff in Hr as (r' & <- & Hr). destruct (BX r' Hr) as (Q1 & Q2 & Q3). split; [|split; [exact Q2|exact Q3]]. rewrite Split. unfold off_wall, reached, tie_of in *. cbn [fst snd] in *.
        specialize (Y2 _ (in_map (fun r => (allowed r, snd r)) _ _ Hr)). cbn [snd] in Y2. specialize (Drift (snd r')).
        pose proof (Rabs_triang (unexplained (next_values t us rs) (next_base t us bs) r') (weigh (fun u d => d * above u (z_of y rs (row_of u))) us (snd r'))) as Tr.
        apply Rle_trans with (toR pu * (off (fst (fst r')) (fst (snd (fst r'))) + Rabs (unexplained (next_values t us rs) (next_base t us bs) r') + weigh (drift z) us (snd r'))); [apply Rmult_le_compat_l; lra|]. rewrite Rmult_plus_distr_l. lra.
    + rewrite !lsum_app, !own_sum, !lsum_map. cbn [values base]. fold (next_values t us rs). fold (next_base t us bs). rewrite lsum_map in Y3. cbn [fst snd] in Y3. fold A in H.
      assert (Adj : gap (real_columns (real_pulled t) us A) rs bs = gap A (next_values t us rs) (next_base t us bs) - weigh (rise z) us A +
        lsum (fun u => match held u with Some e => gain_of_ties ((e, (z_of y rs (row_of u), z_of y bs (row_of u))), map (fun p => y (number p)) (fst (row_of u))) | None => 0 end) us).
      { rewrite by_layer. unfold gap. rewrite !dot_columns. rewrite <- (weigh_start _ us A).
        match goal with |- _ = ?a + ?b - ?c + ?d => replace (a + b - c + d) with (a + (b + d) + - c) by ring end.
        assert (Neg : - weigh (rise z) us A = weigh (fun u d => - rise z u d) us A) by (generalize A; clear; induction us as [|u us IH]; intros l; simpl; [ring|]; rewrite <- IH; ring).
        rewrite Neg, <- !weigh_add. apply weigh_ext. intros u a _. unfold real_pulled, rise, above, z, gain_of_ties, in_pieces, tie_of. cbn [fst snd]. destruct (held u); ring. }
      assert (Sum : lsum (fun r => allowed (fst r, real_columns (real_passed t) us (snd r)) * off_wall (fst r, real_columns (real_passed t) us (snd r)) +
          allowed (fst r, real_columns (real_passed t) us (snd r)) * Rabs (unexplained rs bs (fst r, real_columns (real_passed t) us (snd r)))) rep <=
        lsum (fun r => allowed r * off_wall r + allowed r * Rabs (unexplained (next_values t us rs) (next_base t us bs) r)) rep + lsum (fun r => allowed r * weigh (drift z) us (snd r)) rep).
      { rewrite <- lsum_add. apply lsum_le. intros r Hr. destruct (BX r Hr) as (_ & Q & _). rewrite Split. unfold allowed, off_wall, reached, tie_of in *. cbn [fst snd] in *. specialize (Drift (snd r)).
        pose proof (Rabs_triang (unexplained (next_values t us rs) (next_base t us bs) r) (weigh (fun u d => d * above u (z_of y rs (row_of u))) us (snd r))) as Tr.
        apply (Rmult_le_compat_l _ _ _ (Rlt_le _ _ Q)) in Tr. apply (Rmult_le_compat_l _ _ _ (Rlt_le _ _ Q)) in Drift. lra. }
      assert (OwnSum : lsum (fun u => match held u with Some e => allowed ((e, (z_of y rs (row_of u), z_of y bs (row_of u))), map (fun p => y (number p)) (fst (row_of u))) *
          off_wall ((e, (z_of y rs (row_of u), z_of y bs (row_of u))), map (fun p => y (number p)) (fst (row_of u))) +
          allowed ((e, (z_of y rs (row_of u), z_of y bs (row_of u))), map (fun p => y (number p)) (fst (row_of u))) * Rabs (unexplained rs bs ((e, (z_of y rs (row_of u), z_of y bs (row_of u))), map (fun p => y (number p)) (fst (row_of u)))) | None => 0 end) us = lsum (kept_off z) us).
      { apply lsum_ext. intros u _. unfold kept_off. destruct (held u) as [e|]; auto. rewrite Own, Rabs_R0. unfold allowed, off_wall, reached, tie_of, z. cbn [fst snd]. ring. }
      rewrite OwnSum, Adj. clear - H Y3 Sum. unfold entry in *. change (fun a : tie * (R * R) * list R => gain_of_ties (fst a, real_columns (real_passed t) us (snd a))) with gain_of_ties. lra.
Qed.
Lemma report_base Ms : forall rs bs, map (fun r => (tie_of r, in_pieces r)) (report Ms rs bs) = base_ties y Ms bs.
Proof.
  induction Ms as [|[us t] Ms IH]; intros rs bs; simpl; auto. rewrite map_app, map_map, map2_map. rewrite <- (IH (next_values t us rs)). f_equal.
  unfold own_entries, held_values, entry in *. induction us as [|u us IHu]; cbn [flat_map map combine]; auto. rewrite map_app. cbn [fst snd]. destruct (held u); simpl; rewrite IHu; reflexivity.
Qed.
End Point.
End Multipliers.
