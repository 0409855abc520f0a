(* SPDX-License-Identifier: GPL-3.0-or-later

   Expansions around W of outputs in the pieces at W (sections 25.1 and 25.2, Lemmas 5 and 6): in the box every number is its value, what is
   linear, what is quadratic and a rest that is bounded; and forms that are positive by completing squares. *)
Require Import Reals List Lra Lia Bool PeanoNat.
Require Import Thalweg.Numbers Thalweg.Semantics Thalweg.Passes Thalweg.Values Thalweg.Soundness.
Import ListNotations.
Open Scope R_scope.

Module Expansions (N : NUM).
Module Export So := Soundness N.
Import N Sg.Tr.Pc Sg.Tr.

(* --- vectors --------------------------------------------------------------------------------------------------------- *)
Lemma tdot_own j a x : tdot (own j a) x = toR a * at_ x j.
Proof.
  unfold own, tdot, at_. destruct (is_zero a) eqn:Z; [rewrite (is_zero_R _ Z); simpl; ring|]. revert x; induction j as [|j IH]; intros [|b x]; simpl; try ring.
  rewrite IH, toR_zero. ring.
Qed.
(* Σ x_j rows_j·x *)
Definition form (rows : list (list T)) (x : list R) : R := bdot rows (map (fun a => map (Rmult a) x) x).
Lemma tdot_times v a x : tdot v (map (Rmult a) x) = a * tdot v x.
Proof. unfold tdot. revert x; induction v as [|b v IH]; intros [|c x]; simpl; try ring. rewrite IH. ring. Qed.
Lemma form_badd a b x : form (badd a b) x = form a x + form b x.
Proof. apply bdot_badd. Qed.
Lemma form_bscale c a x : form (bscale c a) x = toR c * form a x.
Proof. apply bdot_scale. Qed.
Lemma bdot_own j v x y : bdot (repeat [] j ++ [v]) (map (fun a => map (Rmult a) x) y) = at_ y j * tdot v x.
Proof.
  unfold at_. revert y; induction j as [|j IH]; intros [|a y]; cbn [repeat app map bdot nth]; try ring; [rewrite tdot_times; ring|]. rewrite IH. unfold tdot at 1. simpl. ring.
Qed.
Lemma form_own j v x : form (own_row j v) x = at_ x j * tdot v x.
Proof. unfold own_row. destruct v; [unfold form, tdot; simpl; ring|apply bdot_own]. Qed.
Lemma bdot_rows rows x y : bdot rows (map (fun a => map (Rmult a) y) x) = lsum (fun e => snd e * tdot (fst e) y) (combine rows x).
Proof. revert x; induction rows as [|r rows IH]; intros [|a x]; cbn [bdot map combine lsum fst snd]; auto. now rewrite IH, tdot_times. Qed.
Lemma tdot_tail r a x : tdot r (a :: x) = toR (hd zero r) * a + tdot (tl r) x.
Proof. destruct r; unfold tdot; simpl; rewrite ?toR_zero; ring. Qed.

Lemma tdot_cons c v a x : tdot (c :: v) (a :: x) = toR c * a + tdot v x. Proof. reflexivity. Qed.
Lemma tdot_nil v : tdot v [] = 0. Proof. unfold tdot. now destruct (map toR v). Qed.
(* Σ x_j (row_j without its head)·y and the heads, and what is taken off. *)
Lemma rows_tail a y rows : forall x, lsum (fun e => snd e * tdot (fst e) (a :: y)) (combine rows x) =
  a * tdot (map (hd zero) rows) x + lsum (fun e => snd e * tdot (tl (fst e)) y) (combine rows x).
Proof.
  induction rows as [|r rows IH]; intros [|b x]; cbn [combine lsum map fst snd]; try (unfold tdot; simpl; ring). rewrite IH, tdot_tail.
  rewrite tdot_cons. ring.
Qed.
Lemma rows_less i u y : forall rows us x, (length x <= length rows)%nat -> (length rows <= length us)%nat ->
  lsum (fun e => snd e * tdot (fst e) y) (combine (map2 (fun row c => vadd (tl row) (map (mul (sub zero (mul i c))) u)) rows us) x) =
  lsum (fun e => snd e * tdot (tl (fst e)) y) (combine rows x) - toR i * (tdot u y * tdot us x).
Proof.
  induction rows as [|r rows IH]; intros [|c us] [|b x] Hx Hu; simpl in Hx, Hu; try lia; cbn [map2 combine lsum fst snd]; try (unfold tdot; simpl; ring).
  rewrite IH by lia. rewrite tdot_vadd, tdot_map_mul, toR_sub, toR_mul, toR_zero. rewrite tdot_cons. ring.
Qed.
Lemma vadd_longer v w : (length w <= length (vadd v w))%nat.
Proof. revert w; induction v as [|a v IH]; intros [|b w]; simpl; try lia. specialize (IH w). lia. Qed.
Lemma map2_long {A B C} (f : A -> B -> C) a b : (length a <= length b)%nat -> length (map2 f a b) = length a.
Proof. revert b; induction a as [|x a IH]; intros [|y b] H; simpl in *; try lia. rewrite IH; lia. Qed.
Lemma definite_form n : forall rows x, definite n rows = true -> length x = n -> length rows = n /\ 0 <= form rows x.
Proof.
  induction n as [|n IH]; intros [|r rows] x H Hx; simpl in H; try discriminate; destruct x as [|a x]; simpl in Hx; try discriminate; [unfold form; simpl; split; auto; lra|].
  cbv zeta in H. set (u := vadd (tl r) (map (hd zero) rows)) in *. set (p := hd zero r) in *. set (i := inverse _) in *.
  apply andb_prop in H as [H Hn]. apply andb_prop in H as [Hp Hi]. apply lt_spec in Hp. rewrite toR_zero in Hp. apply eqb_spec in Hi.
  rewrite toR_mul, !toR_add, toR_one in Hi. injection Hx as Hx. destruct (IH _ x Hn Hx) as [L F].
  assert (Lu : (length rows <= length u)%nat) by (subst u; rewrite <- (map_length (hd zero) rows); apply vadd_longer).
  rewrite map2_long in L by auto. split; [simpl; lia|]. unfold form in *. rewrite bdot_rows in *. rewrite rows_less in F by lia.
  cbn [combine lsum fst snd]. rewrite rows_tail, tdot_tail. fold p.
  assert (U : tdot u x = tdot (tl r) x + tdot (map (hd zero) rows) x) by apply tdot_vadd.
  set (U0 := tdot u x) in *. set (c := lsum _ _) in *.
  assert (E : a * (toR p * a + tdot (tl r) x) + (a * tdot (map (hd zero) rows) x + c) = toR p * (a + 2 * toR i * U0) ^ 2 + (c - toR i * (U0 * U0))).
  { replace (a * (toR p * a + tdot (tl r) x) + (a * tdot (map (hd zero) rows) x + c)) with (toR p * a ^ 2 + a * U0 + c) by (rewrite U; ring).
    assert (I : toR p * toR i * 4 = 1) by lra. replace (a * U0) with (a * U0 * (toR p * toR i * 4)) by (rewrite I; ring).
    replace (toR i * (U0 * U0)) with (toR i * (U0 * U0) * (toR p * toR i * 4)) by (rewrite I; ring). ring. }
  rewrite E. apply Rplus_le_le_0_compat; auto. apply Rmult_le_pos; [lra|apply pow2_ge_0].
Qed.

(* --- networks with numbered parameters --------------------------------------------------------------------------------- *)
Definition row_at (y : nat -> R) (row : list parameter * parameter) : list R * R := (map (fun a => y (number a)) (fst row), y (number (snd row))).
Definition layer_at (y : nat -> R) (e : trainable) : layer R := Layer (map (row_at y) (fst e)) (table_R (fst (snd e))) (snd (snd e)) true None false.
Definition net_at (y : nat -> R) (Ls : list trainable) : net R := map (layer_at y) Ls.
Definition all_parameters (P : parameter -> Prop) (Ls : list trainable) : Prop :=
  Forall (fun e : trainable => Forall (fun row => P (snd row) /\ Forall P (fst row)) (fst e)) Ls.
Lemma out_at y e h : out (layer_at y e) h = map (act (table_R (fst (snd e)))) (map (fun row => Semantics.dot (map (fun a => y (number a)) (fst row)) h + y (number (snd row))) (fst e)).
Proof.
  unfold out, pre, kept. rewrite unwired_pooling by reflexivity. cbn [layer_at tab rows wiring keeps fed]. rewrite app_nil_r, !map_map. reflexivity.
Qed.

Definition z_of (y : nat -> R) (h : list R) (row : parameter_row) : R := Semantics.dot (map (fun a => y (number a)) (fst row)) h + y (number (snd row)).

(* --- in the pieces at W --------------------------------------------------------------------------------------------------- *)
Definition piece_value (t : table T) (q : nat) (z : R) : R := fst (segment (table_R t) q) * z + snd (segment (table_R t) q).
Fixpoint base (y : nat -> R) (Ms : pieced) (h : list R) : list R :=
  match Ms with [] => h | (us, t) :: Ms' => base y Ms' (map (fun u => piece_value t (used u) (z_of y h (row_of u))) us) end.
Definition held_values (us : list placed_unit) (zs : list R) : list (tie * R) :=
  flat_map (fun e => match held (fst e) with Some t => [(t, snd e)] | None => [] end) (combine us zs).
Fixpoint base_ties (y : nat -> R) (Ms : pieced) (h : list R) : list (tie * R) :=
  match Ms with
  | [] => []
  | (us, t) :: Ms' => let zs := map (fun u => z_of y h (row_of u)) us in held_values us zs ++ base_ties y Ms' (map2 (fun u z => piece_value t (used u) z) us zs)
  end.
Definition all_placed (P : parameter -> Prop) (Ms : pieced) : Prop :=
  Forall (fun e : list placed_unit * table T => Forall (fun u => P (snd (row_of u)) /\ Forall P (fst (row_of u))) (fst e)) Ms.
Definition rows_of (Ms : pieced) (Ls : list trainable) : Prop := Forall2 (fun e l => map row_of (fst e) = fst l /\ snd e = fst (snd l)) Ms Ls.
Lemma map2_map {A B C} (f : A -> B -> C) (g : A -> B) l : map2 f l (map g l) = map (fun a => f a (g a)) l.
Proof. induction l; simpl; congruence. Qed.
Lemma placed_row t m row z : row_of (placed_at t m row z) = row.
Proof. unfold placed_at. destruct m as [[q [[l a] p]]|]; reflexivity. Qed.
Lemma numbered_snd {A} (l : list A) : map snd (numbered l) = l.
Proof. unfold numbered. generalize O. induction l as [|a l IH]; intros k; simpl; auto. now rewrite IH. Qed.
Lemma pieces_rows Ls : forall marks hs, rows_of (pieces_at marks Ls hs) Ls.
Proof.
  induction Ls as [|[rs [t b]] Ls IH]; intros marks hs; simpl; constructor; [|apply IH]. cbn [fst snd]. split; auto. rewrite map_map.
  rewrite <- (numbered_snd rs) at 2. apply map_ext. intros e. apply placed_row.
Qed.
Lemma all_placed_rows P Ms Ls : rows_of Ms Ls -> all_parameters P Ls -> all_placed P Ms.
Proof.
  intros R. induction R as [|e l Ms Ls [E _] _ IH]; intros H; constructor; inversion H as [|? ? Hl H']; subst; [|now apply IH].
  rewrite <- E in Hl. clear - Hl. induction (fst e) as [|u us IH]; constructor; inversion Hl; subst; auto.
Qed.

(* --- expansions ------------------------------------------------------------------------------------------------------ *)
Section Box.
Variables (bx sb : T) (x : list R) (t : R) (y : nat -> R).
Hypothesis t_box : 0 <= t <= toR bx.
Hypothesis x_small : forall j, Rabs (at_ x j) <= t.
Definition set_by (a : parameter) : Prop := y (number a) = toR (start a) + toR (step a) * at_ x (number a) /\ 0 <= toR (step a).
Definition rest_of (e : expansion) (r : R) : R := r - toR (value e) - tdot (linear e) x - form (quadratic e) x.
Definition expands (e : expansion) (r : R) : Prop :=
  0 <= toR (linear_size e) /\ 0 <= toR (quadratic_size e) /\ 0 <= toR (higher_sizes e) /\ Rabs (tdot (linear e) x) <= toR (linear_size e) * t /\
  Rabs (form (quadratic e) x) <= toR (quadratic_size e) * t ^ 2 /\ Rabs (rest_of e r) <= toR (higher_sizes e) * t ^ 2.

Lemma expands_constant c : expands (constant c) (toR c).
Proof.
  unfold expands, rest_of, constant. cbn [value linear quadratic linear_size quadratic_size higher_sizes]. rewrite toR_zero. unfold tdot, form. simpl.
  replace (toR c - toR c - 0 - 0) with 0 by ring. rewrite Rabs_R0. lra.
Qed.
Lemma expands_plus a b r s : expands a r -> expands b s -> expands (plus a b) (r + s).
Proof.
  intros (A1 & A2 & A3 & A4 & A5 & A6) (B1 & B2 & B3 & B4 & B5 & B6). unfold expands, rest_of, plus in *.
  cbn [value linear quadratic linear_size quadratic_size higher_sizes]. rewrite !toR_add, tdot_vadd, form_badd.
  repeat split; try lra.
  - eapply Rle_trans; [apply Rabs_triang|]. lra.
  - eapply Rle_trans; [apply Rabs_triang|]. lra.
  - replace (r + s - (toR (value a) + toR (value b)) - (tdot (linear a) x + tdot (linear b) x) - (form (quadratic a) x + form (quadratic b) x))
      with ((r - toR (value a) - tdot (linear a) x - form (quadratic a) x) + (s - toR (value b) - tdot (linear b) x - form (quadratic b) x)) by ring.
    eapply Rle_trans; [apply Rabs_triang|]. lra.
Qed.
Lemma product_small a b c d : Rabs a <= c -> Rabs b <= d -> Rabs (a * b) <= c * d.
Proof. intros. rewrite Rabs_mult. apply Rmult_le_compat; auto using Rabs_pos. Qed.
Lemma expands_term p h r : set_by p -> expands h r -> expands (term bx sb p h) (y (number p) * r).
Proof.
  intros [Y S] (A1 & A2 & A3 & A4 & A5 & A6). unfold expands, rest_of, term in *. cbn [value linear quadratic linear_size quadratic_size higher_sizes].
  rewrite !toR_add, !toR_mul, !toR_add, !toR_abs, tdot_vadd, tdot_scale, tdot_own, form_badd, form_bscale, form_own, tdot_scale, toR_mul, Y.
  pose proof (x_small (number p)) as X. set (z := at_ x (number p)) in *. set (w := toR (start p)) in *. set (s := toR (step p)) in *. set (c := toR (value h)) in *.
  set (l := tdot (linear h) x) in *. set (q := form (quadratic h) x) in *. set (b1 := toR (linear_size h)) in *. set (b2 := toR (quadratic_size h)) in *. set (b3 := toR (higher_sizes h)) in *.
  pose proof (Rabs_pos w) as Pw. pose proof (Rabs_pos c) as Pc. assert (T2 : 0 <= t ^ 2) by apply pow2_ge_0.
  assert (Sz : Rabs (s * z) <= s * t) by (rewrite Rabs_mult, (Rabs_right s) by lra; apply Rmult_le_compat_l; lra).
  assert (P1 : 0 <= s * b1) by (apply Rmult_le_pos; lra). assert (P2 : 0 <= Rabs w * b1) by (apply Rmult_le_pos; lra). assert (P3 : 0 <= Rabs w * b2) by (apply Rmult_le_pos; lra).
  assert (P4 : 0 <= Rabs w * b3) by (apply Rmult_le_pos; lra). assert (P5 : 0 <= s * toR bx * (b2 + b3)) by (apply Rmult_le_pos; [apply Rmult_le_pos; lra|lra]).
  assert (P6 : 0 <= s * Rabs c) by (apply Rmult_le_pos; lra).
  repeat split; try lra.
  - eapply Rle_trans; [apply Rabs_triang|]. pose proof (product_small w l _ _ (Rle_refl _) A4). pose proof (product_small (s * z) c _ _ Sz (Rle_refl _)) as Q.
    replace (s * z * c) with (s * c * z) in Q by ring. lra.
  - eapply Rle_trans; [apply Rabs_triang|]. pose proof (product_small w q _ _ (Rle_refl _) A5). pose proof (product_small (s * z) l _ _ Sz A4) as Q.
    replace (s * z * l) with (z * (s * l)) in Q by ring. lra.
  - replace ((w + s * z) * r - w * c - (w * l + s * c * z) - (w * q + z * (s * l))) with (w * (r - c - l - q) + s * z * (q + (r - c - l - q))) by ring.
    eapply Rle_trans; [apply Rabs_triang|]. pose proof (product_small w (r - c - l - q) _ _ (Rle_refl _) A6).
    assert (B : Rabs (q + (r - c - l - q)) <= (b2 + b3) * t ^ 2) by (eapply Rle_trans; [apply Rabs_triang|]; lra).
    pose proof (product_small (s * z) _ _ _ Sz B) as Q. assert (s * t * ((b2 + b3) * t ^ 2) <= s * toR bx * ((b2 + b3) * t ^ 2)); [|lra].
    apply Rmult_le_compat_r; [apply Rmult_le_pos; lra|]. apply Rmult_le_compat_l; lra.
Qed.
Lemma expands_row row hs rs : Forall set_by row -> Forall2 expands hs rs -> expands (row_sum bx sb row hs) (Semantics.dot (map (fun a => y (number a)) row) rs).
Proof.
  assert (Z : expands (constant zero) 0) by (rewrite <- toR_zero; apply expands_constant).
  intros H. revert hs rs. induction H as [|p row Hp _ IH]; intros hs rs F; [exact Z|]. destruct F as [|h r hs rs Hh F]; [exact Z|]. simpl. apply expands_plus; [now apply expands_term|now apply IH].
Qed.
Lemma expands_unit row hs rs : set_by (snd row) -> Forall set_by (fst row) -> Forall2 expands hs rs ->
  expands (unit_of bx sb hs row) (Semantics.dot (map (fun a => y (number a)) (fst row)) rs + y (number (snd row))).
Proof.
  intros H1 H2 F. unfold unit_of. apply expands_plus; [now apply expands_row|]. rewrite <- (Rmult_1_r (y _)), <- toR_one. apply expands_term; auto. apply expands_constant.
Qed.
Lemma expands_near e r : expands e r -> Rabs (r - toR (value e)) <= toR (reach_in_box bx e).
Proof.
  intros (A1 & A2 & A3 & A4 & A5 & A6). unfold reach_in_box. rewrite !toR_mul, !toR_add, !toR_mul, !toR_add. unfold rest_of in A6.
  set (l := tdot (linear e) x) in *. set (q := form (quadratic e) x) in *.
  replace (r - toR (value e)) with (l + q + (r - toR (value e) - l - q)) by ring. eapply Rle_trans; [apply Rabs_triang|]. eapply Rle_trans; [apply Rplus_le_compat_r, Rabs_triang|].
  set (b1 := toR (linear_size e)) in *. set (b2 := toR (quadratic_size e)) in *. set (b3 := toR (higher_sizes e)) in *. set (D := toR bx) in *.
  assert (b1 * t <= D * b1) by (rewrite (Rmult_comm D); apply Rmult_le_compat_l; lra).
  assert ((b2 + b3) * t ^ 2 <= D * (D * (b2 + b3))); [|lra]. replace (D * (D * (b2 + b3))) with ((b2 + b3) * D ^ 2) by ring. apply Rmult_le_compat_l; [lra|]. now apply pow_incr.
Qed.
Lemma expands_through tb q e r : expands e r -> expands (through tb q e) (piece_value tb q r).
Proof.
  intros (A1 & A2 & A3 & A4 & A5 & A6). unfold piece_value. rewrite segment_R. cbn [fst snd].
  unfold expands, rest_of, through, napply in *. cbn [value linear quadratic linear_size quadratic_size higher_sizes].
  rewrite !toR_add, !toR_mul, !toR_abs, tdot_scale, form_bscale. set (s := toR (fst (segment tb q))). set (k := toR (snd (segment tb q))).
  pose proof (Rabs_pos s) as Ps. repeat split; try (apply Rmult_le_pos; assumption).
  - rewrite Rabs_mult, Rmult_assoc. now apply Rmult_le_compat_l.
  - rewrite Rabs_mult, Rmult_assoc. now apply Rmult_le_compat_l.
  - replace (s * r + k - (s * toR (value e) + k) - s * tdot (linear e) x - s * form (quadratic e) x) with (s * (r - toR (value e) - tdot (linear e) x - form (quadratic e) x)) by ring.
    rewrite Rabs_mult, Rmult_assoc. now apply Rmult_le_compat_l.
Qed.
Definition tie_expands (a : tie * expansion) (b : tie * R) : Prop := fst a = fst b /\ expands (snd a) (snd b).
Lemma held_expand us es zs : Forall2 expands es zs -> Forall2 tie_expands (ties_in us es) (held_values us zs).
Proof.
  intros F. unfold ties_in, held_values. revert us. induction F as [|e z es zs E _ IH]; intros [|u us]; simpl; try constructor. apply Forall2_app; [|apply IH].
  destruct (held u); constructor; auto. now split.
Qed.
Theorem expansions_sound Ms : all_placed set_by Ms -> forall hs rs, Forall2 expands hs rs ->
  Forall2 expands (fst (expansions bx sb Ms hs)) (base y Ms rs) /\ Forall2 tie_expands (snd (expansions bx sb Ms hs)) (base_ties y Ms rs).
Proof.
  intros H. induction H as [|[us tb] Ms Hl _ IH]; intros hs rs F; [split; [exact F|constructor]|]. cbn [expansions base base_ties fst snd] in *.
  assert (Z : Forall2 expands (map (fun u => unit_of bx sb hs (row_of u)) us) (map (fun u => z_of y rs (row_of u)) us)).
  { clear IH. induction Hl as [|u us [H1 H2] _ IHl]; simpl; constructor; auto. now apply expands_unit. }
  assert (O : Forall2 expands (map2 (fun u z => through tb (used u) z) us (map (fun u => unit_of bx sb hs (row_of u)) us)) (map (fun u => piece_value tb (used u) (z_of y rs (row_of u))) us)).
  { clear IH Hl. rewrite map2_map. induction us as [|u us IHl]; simpl in *; constructor; inversion Z; subst; auto. now apply expands_through. }
  rewrite !map2_map. rewrite map2_map in O. destruct (IH _ _ O) as [I1 I2]. split; [exact I1|]. apply Forall2_app; [now apply held_expand|exact I2].
Qed.
End Box.
End Expansions.
