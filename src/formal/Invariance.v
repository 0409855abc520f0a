(* SPDX-License-Identifier: GPL-3.0-or-later

   Theorem A of the specification (section 9): with the numbers of section 8.3, of either method, no sample that passes
   [steady] leaves its pattern while no parameter moves by more than r. *)
Require Import Reals List Lra Lia Bool PeanoNat.
Require Import Thalweg.Numbers Thalweg.Semantics Thalweg.Passes Thalweg.Values Thalweg.Losses.
Import ListNotations.
Open Scope R_scope.

Module Invariance (N : NUM).
Module Export Lo := Losses N.
Import N.

(* c·e and Σ c_m·e_m, the shorter list cut. *)
Definition tdot (c : list T) (e : list R) : R := Semantics.dot (map toR c) e.
Fixpoint bdot (J : list (list T)) (eta : list (list R)) : R :=
  match J, eta with b :: J', e :: eta' => tdot b e + bdot J' eta' | _, _ => 0 end.
Definition ndot (c Ns : list T) : R := tdot c (map toR Ns).

Lemma tdot_vadd a b e : tdot (vadd a b) e = tdot a e + tdot b e.
Proof.
  unfold tdot. revert b e; induction a as [|x a IH]; intros [|y b] [|z e]; simpl; try ring.
  rewrite IH, toR_add. ring.
Qed.
Lemma tdot_map_mul c a e : tdot (map (mul c) a) e = toR c * tdot a e.
Proof. unfold tdot. revert e; induction a as [|x a IH]; intros [|z e]; simpl; try ring. rewrite IH, toR_mul. ring. Qed.
Lemma tdot_scale c a e : tdot (vscale c a) e = toR c * tdot a e.
Proof.
  unfold vscale. destruct (is_zero c) eqn:Z; [|apply tdot_map_mul]. rewrite (is_zero_R _ Z). unfold tdot. simpl. ring.
Qed.
Lemma bdot_badd a b eta : bdot (badd a b) eta = bdot a eta + bdot b eta.
Proof. revert b eta; induction a as [|x a IH]; intros [|y b] [|e eta]; simpl; try ring. rewrite IH, tdot_vadd. ring. Qed.
Lemma bdot_scale c a eta : bdot (bscale c a) eta = toR c * bdot a eta.
Proof.
  unfold bscale. destruct (is_zero c) eqn:Z; [rewrite (is_zero_R _ Z); simpl; ring|]. clear Z.
  revert eta; induction a as [|x a IH]; intros [|e eta]; simpl; try ring. rewrite IH, tdot_map_mul. ring.
Qed.
Lemma ndot_vadd a b Ns : ndot (vadd a b) Ns = ndot a Ns + ndot b Ns.
Proof. apply tdot_vadd. Qed.
Lemma ndot_scale c a Ns : ndot (vscale c a) Ns = toR c * ndot a Ns.
Proof. apply tdot_scale. Qed.
Lemma ndot_map_mul c a Ns : ndot (map (mul c) a) Ns = toR c * ndot a Ns.
Proof. apply tdot_map_mul. Qed.
Lemma ndot_nil Ns : ndot [] Ns = 0. Proof. reflexivity. Qed.
Lemma ndot_cons c cs n Ns : ndot (c :: cs) (n :: Ns) = toR c * toR n + ndot cs Ns.
Proof. reflexivity. Qed.
Lemma ndot_R c Ns : toR (dot c Ns) = ndot c Ns.
Proof. apply toR_dot. Qed.

Lemma nabs_total_nonneg b : 0 <= toR (total (nabs b)).
Proof. rewrite toR_total. unfold nabs. rewrite lsum_map. apply lsum_nonneg. intros. rewrite toR_abs. apply Rabs_pos. Qed.
Lemma size_bound a : Rabs (toR a) <= toR (up (abs a)).
Proof. rewrite <- toR_abs. apply up_spec. Qed.
Lemma sizes_nonneg h : 0 <= lsum toR (sizes h).
Proof.
  unfold sizes. rewrite lsum_map. apply lsum_nonneg. intros a _. pose proof (size_bound a). pose proof (Rabs_pos (toR a)). lra.
Qed.

Section Bounds.
Variable linear : bool.
Variable r : R.
Variable rhat : T.
Hypothesis r_pos : 0 <= r.
Hypothesis r_hat : r <= toR rhat.

(* The sources: what every layer adds to the linear part; each entry is at most r N_m. *)
Definition bounded (e : list R) (n : T) := 0 <= toR n /\ Forall (fun x => Rabs x <= r * toR n) e.

Lemma ndot_up v eta Ns : Forall2 bounded eta Ns -> ndot v Ns <= ndot (map up v) Ns.
Proof.
  intros H; revert v; induction H as [|e n eta Ns [Hn _] _ IH]; intros [|c v]; try (unfold ndot, tdot; simpl; lra).
  simpl map. rewrite !ndot_cons. apply Rplus_le_compat; [apply Rmult_le_compat_r; auto using up_spec|apply IH].
Qed.
Lemma tdot_bound b e n : bounded e n -> Rabs (tdot b e) <= r * (toR (up (total (nabs b))) * toR n).
Proof.
  intros [Hn He]. eapply Rle_trans with (r * (lsum toR (nabs b) * toR n)).
  2:{ apply Rmult_le_compat_l; auto. apply Rmult_le_compat_r; auto. rewrite <- toR_total. apply up_spec. }
  unfold tdot. revert b; induction He as [|x e Hx _ IH]; intros [|c b]; simpl.
  - rewrite Rabs_R0. lra.
  - rewrite Rabs_R0. pose proof (nabs_total_nonneg (c :: b)) as P. rewrite toR_total in P. simpl in P.
    apply Rmult_le_pos; auto. apply Rmult_le_pos; auto.
  - rewrite Rabs_R0. lra.
  - eapply Rle_trans; [apply Rabs_triang|]. rewrite toR_abs, Rabs_mult.
    pose proof (Rmult_le_compat_l _ _ _ (Rabs_pos (toR c)) Hx). specialize (IH b). lra.
Qed.
Lemma bdot_bound J eta Ns : Forall2 bounded eta Ns ->
  Rabs (bdot J eta) <= r * ndot (map (fun b => up (total (nabs b))) J) Ns.
Proof.
  intros H; revert J; induction H as [|e n eta Ns Hb _ IH]; intros [|b J]; simpl bdot; simpl map;
    try (rewrite Rabs_R0; unfold ndot, tdot; simpl; lra).
  rewrite ndot_cons. eapply Rle_trans; [apply Rabs_triang|]. pose proof (tdot_bound b e n Hb). specialize (IH J). lra.
Qed.
Lemma size_nonneg J eta Ns : Forall2 bounded eta Ns -> 0 <= ndot (map (fun b => up (total (nabs b))) J) Ns.
Proof.
  intros H; revert J; induction H as [|e n eta Ns [Hn _] _ IH]; intros [|b J]; simpl map; try (unfold ndot, tdot; simpl; lra).
  rewrite ndot_cons. specialize (IH J). pose proof (nabs_total_nonneg b) as T0. pose proof (up_spec (total (nabs b))) as U.
  assert (0 <= toR (up (total (nabs b))) * toR n) by (apply Rmult_le_pos; lra). lra.
Qed.

Section Layer.
Variable eta : list (list R).
Variable Ns : list T.

(* x' differs from x as the move says. *)
Definition moves (x' : R) (x : T) (m : move) : Prop :=
  Rabs (x' - toR x - bdot (jac m) eta) <= ndot (rest m) Ns /\ Rabs (x' - toR x) <= ndot (whole m) Ns /\
  (linear = false -> jac m = []).
Inductive moved : list R -> list T -> list move -> Prop :=
| moved_nil : moved [] [] []
| moved_cons x' x m h' h ms : moves x' x m -> moved h' h ms -> moved (x' :: h') (x :: h) (m :: ms).

Lemma whole_nonneg h' h ms : moved h' h ms -> 0 <= ndot (vtotal (map whole ms)) Ns.
Proof.
  induction 1 as [|x' x m h' h ms (_ & M & _) _ IH]; simpl; [rewrite ndot_nil; lra|]. rewrite ndot_vadd.
  pose proof (Rabs_pos (x' - toR x)). lra.
Qed.
Lemma no_jacobian h' h ms w : moved h' h ms -> linear = false -> bcomb w (map jac ms) = [].
Proof.
  intros H E. revert w; induction H as [|x' x m h' h ms (_ & _ & M) _ IH]; intros [|a w]; simpl; auto.
  rewrite IH, (M E). unfold bscale. simpl. now destruct (is_zero a).
Qed.

(* The part of a row's move that is linear in the change of its own weights. *)
Fixpoint own (w' : list R) (w h : list T) : R :=
  match w', w, h with a' :: w1', a :: w1, x :: h1 => (a' - toR a) * toR x + own w1' w1 h1 | _, _, _ => 0 end.
Lemma own_bound w' w h : Forall2 (fun u v => Rabs (u - v) <= r) w' (map toR w) -> Rabs (own w' w h) <= r * lsum toR (sizes h).
Proof.
  revert w' w; induction h as [|x h IH]; intros w' w H.
  - assert (own w' w [] = 0) as -> by (destruct w', w; reflexivity). rewrite Rabs_R0. apply Rmult_le_pos; auto. apply sizes_nonneg.
  - destruct w as [|a w]; inversion H as [|a' ? v' ? Ha Hv]; subst; simpl own.
    + rewrite Rabs_R0. apply Rmult_le_pos; auto. apply (sizes_nonneg (x :: h)).
    + eapply Rle_trans; [apply Rabs_triang|]. simpl. rewrite Rabs_mult. specialize (IH _ _ Hv).
      pose proof (Rmult_le_compat_r _ _ _ (Rabs_pos (toR x)) Ha).
      pose proof (Rmult_le_compat_l _ _ _ r_pos (size_bound x)). lra.
Qed.

Lemma row_move w' w h' h ms : moved h' h ms -> Forall2 (fun u v => Rabs (u - v) <= r) w' (map toR w) ->
  Rabs (Semantics.dot w' h' - ndot w h - own w' w h - bdot (bcomb w (map jac ms)) eta) <=
    ndot (comb (sizes w) (map rest ms)) Ns + r * ndot (vtotal (map whole ms)) Ns.
Proof.
  intros Hm; revert w' w; induction Hm as [|x' x m h' h ms (M1 & M2 & M3) Hm IH]; intros w' w Hw.
  - assert (ndot w [] = 0) as -> by (now destruct w). assert (Semantics.dot w' [] = 0) as -> by (now destruct w').
    assert (own w' w [] = 0) as -> by (destruct w', w; reflexivity).
    simpl. assert (bcomb w [] = []) as -> by (now destruct w). assert (comb (sizes w) [] = []) as -> by (now destruct w).
    simpl. rewrite ndot_nil. replace (0 - 0 - 0 - 0) with 0 by ring. rewrite Rabs_R0. lra.
  - pose proof (whole_nonneg _ _ _ Hm) as P. pose proof (Rabs_pos (x' - toR x)) as P'.
    destruct w as [|a w]; inversion Hw as [|a' ? v' ? Ha Hv]; subst; simpl.
    + rewrite ndot_vadd, !ndot_nil.
      replace (0 - 0 - 0 - 0) with 0 by ring. rewrite Rabs_R0, Rplus_0_l.
      apply Rmult_le_pos; auto. lra.
    + specialize (IH _ _ Hv). rewrite bdot_badd, bdot_scale, !ndot_vadd, ndot_scale, ndot_cons.
      replace (a' * x' + Semantics.dot v' h' - (toR a * toR x + ndot w h) - ((a' - toR a) * toR x + own v' w h) -
        (toR a * bdot (jac m) eta + bdot (bcomb w (map jac ms)) eta))
        with (toR a * (x' - toR x - bdot (jac m) eta) + (a' - toR a) * (x' - toR x) +
          (Semantics.dot v' h' - ndot w h - own v' w h - bdot (bcomb w (map jac ms)) eta)) by ring.
      eapply Rle_trans; [apply Rabs_triang|]. eapply Rle_trans; [apply Rplus_le_compat_r, Rabs_triang|]. rewrite !Rabs_mult.
      assert (Rabs (toR a) * Rabs (x' - toR x - bdot (jac m) eta) <= toR (up (abs a)) * ndot (rest m) Ns).
      { apply Rmult_le_compat; auto using Rabs_pos, size_bound. }
      assert (Rabs (a' - toR a) * Rabs (x' - toR x) <= r * ndot (whole m) Ns) by (apply Rmult_le_compat; auto using Rabs_pos).
      unfold sizes in *. lra.
Qed.
End Layer.

Definition indicator j a n := map toR (map (fun i => if (i =? j)%nat then one else zero) (seq a n)).
Lemma indicator_above j n : forall a e, (j < a)%nat -> Semantics.dot (indicator j a n) e = 0.
Proof.
  induction n as [|n IH]; intros a [|x e] H; auto. unfold indicator in *. simpl. rewrite IH by lia.
  assert ((a =? j)%nat = false) as -> by (apply Nat.eqb_neq; lia). rewrite toR_zero. ring.
Qed.
Lemma indicator_in j n : forall a e, (a <= j < a + n)%nat -> Semantics.dot (indicator j a n) e = nth (j - a) e 0.
Proof.
  induction n as [|n IH]; intros a e H; [lia|]. destruct e as [|x e]; [simpl; now destruct (j - a)%nat|].
  unfold indicator in *. simpl. destruct (Nat.eq_dec a j) as [->|Ne].
  - rewrite Nat.eqb_refl, Nat.sub_diag, toR_one. pose proof (indicator_above j n (S j) e) as Z. unfold indicator in Z. rewrite Z by lia. ring.
  - rewrite IH by lia. assert ((a =? j)%nat = false) as -> by (now apply Nat.eqb_neq). rewrite toR_zero.
    replace (j - a)%nat with (S (j - S a)) by lia. ring.
Qed.
Lemma unit_dot n j e : (j < n)%nat -> tdot (unit_vector n j) e = nth j e 0.
Proof. intros H. unfold tdot, unit_vector. pose proof (indicator_in j n O e) as G. unfold indicator in G. rewrite G by lia. now rewrite Nat.sub_0_r. Qed.

Fixpoint sources (rs' : list (list R * R)) (rs : list (list T * T)) (h : list T) : list R :=
  match rs', rs with
  | (w', b') :: rs1', (w, b) :: rs1 => (own w' w h + (b' - toR b)) :: sources rs1' rs1 h
  | _, _ => []
  end.
Definition bias_radius (l : layer T) : R := if biased l then r else 0.

Lemma norm_bound l h : (if biased l then 1 else 0) + lsum toR (sizes h) <= toR (norm l h).
Proof.
  unfold norm. eapply Rle_trans; [|apply up_spec]. rewrite toR_add, toR_total. destruct (biased l); rewrite ?toR_one, ?toR_zero; lra.
Qed.
Lemma norm_nonneg l h : 0 <= toR (norm l h).
Proof. pose proof (norm_bound l h). pose proof (sizes_nonneg h). destruct (biased l); lra. Qed.
Lemma source_bound l w' w b' b h : Forall2 (fun u v => Rabs (u - v) <= r) w' (map toR w) -> Rabs (b' - toR b) <= bias_radius l ->
  Rabs (own w' w h + (b' - toR b)) <= r * toR (norm l h).
Proof.
  intros Hw Hb. pose proof (own_bound w' w h Hw). pose proof (Rmult_le_compat_l _ _ _ r_pos (norm_bound l h)).
  eapply Rle_trans; [apply Rabs_triang|]. unfold bias_radius in Hb. destruct (biased l); lra.
Qed.
Lemma sources_bounded l rs' h : Forall2 (close_row r (bias_radius l)) rs' (map row_R (rows l)) -> bounded (sources rs' (rows l) h) (norm l h).
Proof.
  intros H. split; [apply norm_nonneg|].
  revert rs' H; induction (rows l) as [|[w b] rs IH]; intros rs' H; inversion H as [|[w' b'] ? ? ? [Hw Hb] Hr]; subst; simpl; constructor.
  - now apply source_bound.
  - now apply IH.
Qed.

Lemma zmove_moves l eta Ns h' h ms new n j w' b' w b :
  Forall2 bounded eta Ns -> moved eta Ns h' h ms -> close_row r (bias_radius l) (w', b') (row_R (w, b)) ->
  tdot (unit_vector n j) new = own w' w h + (b' - toR b) ->
  moves (new :: eta) (norm l h :: Ns) (Semantics.dot w' h' + b') (dot (b :: w) (one :: h)) (zmove linear rhat n ms (vtotal (map whole ms)) (w, b) j).
Proof.
  intros Hs Hm [Hw Hb] Hu; simpl in Hw, Hb. unfold moves, zmove. cbn [fst snd].
  set (J := bcomb w (map jac ms)). set (A := map (fun b => up (total (nabs b))) J).
  set (R0 := vadd (comb (sizes w) (map rest ms)) (vscale rhat (vtotal (map whole ms)))).
  pose proof (row_move eta Ns w' w h' h ms Hm Hw) as M. fold J in M.
  pose proof (whole_nonneg _ _ _ _ _ Hm) as P. pose proof (Rmult_le_compat_r _ _ _ P r_hat) as Pr.
  assert (B : Rabs (Semantics.dot w' h' - ndot w h - own w' w h - bdot J eta) <= ndot (map up R0) Ns).
  { eapply Rle_trans; [|apply (ndot_up _ eta); auto]. unfold R0. rewrite ndot_vadd, ndot_scale. lra. }
  pose proof (source_bound l w' w b' b h Hw Hb) as Sb.
  assert (Sr : r * toR (norm l h) <= toR rhat * toR (norm l h)) by (apply Rmult_le_compat_r; auto using norm_nonneg).
  assert (V : toR (dot (b :: w) (one :: h)) = ndot w h + toR b) by (unfold ndot, tdot; rewrite toR_dot; simpl; rewrite toR_one; ring).
  rewrite V. destruct linear eqn:El; cbn [jac whole rest bdot].
  - rewrite ndot_vadd, ndot_map_mul, !ndot_cons, toR_zero, toR_one, Hu.
    assert (E : Semantics.dot w' h' + b' - (ndot w h + toR b) - (own w' w h + (b' - toR b) + bdot J eta) =
      Semantics.dot w' h' - ndot w h - own w' w h - bdot J eta) by ring.
    split; [|split; [|discriminate]].
    + rewrite E. lra.
    + replace (Semantics.dot w' h' + b' - (ndot w h + toR b)) with
        ((own w' w h + (b' - toR b)) + bdot J eta + (Semantics.dot w' h' - ndot w h - own w' w h - bdot J eta)) by ring.
      eapply Rle_trans; [apply Rabs_triang|]. eapply Rle_trans; [apply Rplus_le_compat_r, Rabs_triang|].
      pose proof (bdot_bound J eta Ns Hs) as BJ. fold A in BJ.
      assert (r * ndot A Ns <= toR rhat * ndot A Ns).
      { apply Rmult_le_compat_r; auto. now apply (size_nonneg J eta). }
      lra.
  - assert (J0 : J = []) by (apply (no_jacobian eta Ns h' h); auto). rewrite J0 in B. simpl in B.
    assert (D : Rabs (Semantics.dot w' h' + b' - (ndot w h + toR b)) <= ndot (rhat :: map up R0) (norm l h :: Ns)).
    { rewrite ndot_cons.
      replace (Semantics.dot w' h' + b' - (ndot w h + toR b)) with
        ((own w' w h + (b' - toR b)) + (Semantics.dot w' h' - ndot w h - own w' w h - 0)) by ring.
      eapply Rle_trans; [apply Rabs_triang|]. lra. }
    split; [|split; auto]. now rewrite Rminus_0_r.
Qed.

Lemma zmoves_moved eta Ns h' h ms l' l :
  Forall2 bounded eta Ns -> moved eta Ns h' h ms -> close_layer r l' (layer_R l) ->
  moved (sources (rows l') (rows l) h :: eta) (norm l h :: Ns) (pre l' h') (npre l h) (zmoves linear rhat l ms).
Proof.
  intros Hs Hm [Hrows _]. unfold pre, npre, zmoves. simpl in Hrows. fold (bias_radius l) in Hrows.
  set (new := sources (rows l') (rows l) h). set (n := length (rows l)).
  assert (G : forall rs1' rs1 a, Forall2 (close_row r (bias_radius l)) rs1' (map row_R rs1) -> (a + length rs1 <= n)%nat ->
    (forall i, nth (a + i) new 0 = nth i (sources rs1' rs1 h) 0) ->
    moved (new :: eta) (norm l h :: Ns) (map (fun r => Semantics.dot (fst r) h' + snd r) rs1') (map (fun r => dot (snd r :: fst r) (one :: h)) rs1)
      (map2 (zmove linear rhat n ms (vtotal (map whole ms))) rs1 (seq a (length rs1)))).
  { intros rs1' rs1; revert rs1'; induction rs1 as [|[w b] rs1 IH]; intros rs1' a H L HS; inversion H as [|[w' b'] ? ? ? Hr Hrest]; subst; simpl; constructor.
    - apply zmove_moves with (h' := h'); auto. rewrite unit_dot by (simpl in L; lia).
      specialize (HS O). rewrite Nat.add_0_r in HS. rewrite HS. reflexivity.
    - apply IH; auto; [simpl in L; lia|]. intros i. specialize (HS (S i)). rewrite Nat.add_succ_r in HS. simpl. rewrite HS. reflexivity. }
  apply G; auto.
Qed.

Lemma inside_stable t e z z' : Rabs (z' - toR z) <= toR e -> clear t e z = true -> inside (table_R t) (npiece t z) z'.
Proof.
  intros Hz; induction t as [s k|s k b t IH]; simpl; auto.
  intros H; apply andb_prop in H as [G H']. specialize (IH H').
  apply lt_spec in G. rewrite toR_abs, toR_sub in G.
  destruct (leb z b) eqn:L; simpl.
  - apply leb_spec in L. unfold Rabs in *. destruct (Rcase_abs (toR z - toR b)); destruct (Rcase_abs (z' - toR z)); lra.
  - assert (toR b < toR z). { apply Rnot_le_lt. intro Q. apply leb_spec in Q. congruence. }
    split; auto. unfold Rabs in *. destruct (Rcase_abs (toR z - toR b)); destruct (Rcase_abs (z' - toR z)); lra.
Qed.
Lemma moved_inside eta Ns z' z ms t : Forall2 bounded eta Ns -> moved eta Ns z' z ms ->
  all2 (fun c z => clear t (dot c Ns) z) (map (fun m => map up (whole m)) ms) z = true ->
  Forall2 (inside (table_R t)) (map (npiece t) z) z'.
Proof.
  intros Hs. induction 1 as [|x' x m h' h ms (_ & M & _) _ IH]; simpl; [constructor|]. intros H. apply andb_prop in H as [H1 H2].
  constructor; auto. eapply inside_stable; [|exact H1]. rewrite ndot_R. eapply Rle_trans; [exact M|]. apply (ndot_up _ eta); auto.
Qed.
Lemma moved_act eta Ns z' z ms t q : moved eta Ns z' z ms -> map (piece (table_R t)) z' = q ->
  moved eta Ns (map (act (table_R t)) z') (map2 (napply t) q z) (map2 (hmove t) q ms).
Proof.
  intros Hm; revert q; induction Hm as [|x' x m h' h ms (M1 & M2 & M3) _ IH]; intros q <-; simpl; constructor; auto.
  rewrite act_segment, segment_R. simpl. set (k := piece (table_R t) x'). unfold moves, hmove, napply. cbn [jac whole rest].
  rewrite toR_add, toR_mul, bdot_scale, !ndot_scale. set (s := fst (segment t k)). set (i := snd (segment t k)).
  pose proof (size_bound s) as U.
  pose proof (Rabs_pos (x' - toR x - bdot (jac m) eta)) as P1. pose proof (Rabs_pos (x' - toR x)) as P2.
  replace (toR s * x' + toR i - (toR s * toR x + toR i) - toR s * bdot (jac m) eta) with (toR s * (x' - toR x - bdot (jac m) eta)) by ring.
  replace (toR s * x' + toR i - (toR s * toR x + toR i)) with (toR s * (x' - toR x)) by ring.
  rewrite !Rabs_mult. split; [|split]; try (apply Rmult_le_compat; auto using Rabs_pos).
  intros E. rewrite (M3 E). unfold bscale. now destruct (is_zero s).
Qed.
Lemma all2_eqb p q : all2 Nat.eqb p q = true -> p = q.
Proof.
  revert q; induction p as [|a p IH]; intros [|b q]; simpl; try discriminate; auto.
  intros H. apply andb_prop in H as [H1 H2]. apply Nat.eqb_eq in H1. f_equal; auto.
Qed.

(* Theorem A. *)
Theorem steady_sound W : forall W' p h' h ms eta Ns o, close r W' (net_R W) -> Forall2 bounded eta Ns -> moved eta Ns h' h ms ->
  steady W p (coefficients linear rhat W p ms) h Ns = Some o -> has_pattern W' h' p /\ o = nfwd W h.
Proof.
  induction W as [|l W IH]; intros W' p h' h ms eta Ns o Hc Hs Hm Hw; inversion Hc as [|l' ? W1 ? Hl Hrest]; subst; simpl in *.
  - destruct p; [|discriminate]. now inversion Hw.
  - destruct p as [|q p]; [discriminate|]. destruct (_ && _) eqn:Hb in Hw; [|discriminate].
    apply andb_prop in Hb as [Hq Hclear]. apply all2_eqb in Hq.
    pose proof (zmoves_moved _ _ _ _ _ _ _ Hs Hm Hl) as Z.
    assert (Hs' : Forall2 bounded (sources (rows l') (rows l) h :: eta) (norm l h :: Ns)).
    { constructor; auto. apply sources_bounded. destruct Hl as [Hl _]. exact Hl. }
    assert (T' : tab l' = table_R (tab l)) by apply Hl.
    pose proof (moved_inside _ _ _ _ _ _ Hs' Z Hclear) as In. unfold npieces in Hq. rewrite Hq in In.
    pose proof (inside_all_pieces _ _ _ In) as Pc.
    pose proof (moved_act _ _ _ _ _ _ q Z Pc) as Hm'.
    rewrite T'. destruct (IH _ _ _ _ _ _ _ _ Hrest Hs' Hm' Hw) as [I1 I2]. split; [now split|].
    rewrite I2. unfold npieces. now rewrite Hq.
Qed.
End Bounds.
End Invariance.
