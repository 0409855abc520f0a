(* SPDX-License-Identifier: GPL-3.0-or-later

   How expansions bend (section 25.2, Lemma 5): at a point of the strict box, one ahead of it and one as far behind, what is linear and
   what is quadratic in the way between them, and how far the higher orders may be off. *)
Require Import Reals List Lra Lia Bool PeanoNat.
Require Import Thalweg.Numbers Thalweg.Semantics Thalweg.Passes Thalweg.Values Thalweg.Soundness Thalweg.Expansions Thalweg.NumberedNetworks.
Import ListNotations.
Open Scope R_scope.

Lemma three_terms a b c A B C : Rabs a <= A -> Rabs b <= B -> Rabs c <= C -> Rabs (a + b + c) <= A + B + C.
Proof. intros. eapply Rle_trans; [apply Rabs_triang|]. pose proof (Rabs_triang a b). lra. Qed.
Lemma two_terms a b A B : Rabs a <= A -> Rabs b <= B -> Rabs (a + b) <= A + B.
Proof. intros. eapply Rle_trans; [apply Rabs_triang|]. lra. Qed.

Module Bends (N : NUM).
Module Export Nn := NumberedNetworks N.
Import N Sg.Tr.Pc Sg.Tr.

Definition triple := (R * R * R)%type.
Definition mid (z : triple) : R := fst (fst z).
Definition ahead (z : triple) : R := snd (fst z).
Definition behind (z : triple) : R := snd z.

Section Three.
Variables (bx sb : T) (x0 x1 x2 d : list R) (t : R) (y0 y1 y2 : nat -> R).
Hypothesis strict_box_inside : toR sb <= toR bx.
Hypothesis d_small : forall j, Rabs (at_ d j) <= t.
Hypothesis x_in : forall j, Rabs (at_ x0 j) <= toR sb /\ Rabs (at_ x1 j) <= toR sb /\ Rabs (at_ x2 j) <= toR sb.
Hypothesis x_line : forall j, at_ x1 j = at_ x0 j + at_ d j /\ at_ x2 j = at_ x0 j - at_ d j.
Definition set_three (a : parameter) : Prop := set_by x0 y0 a /\ set_by x1 y1 a /\ set_by x2 y2 a.

Definition bends (e : expansion) (m f g : R) : Prop :=
  (0 <= toR (linear_size e) /\ 0 <= toR (quadratic_size e) /\ 0 <= toR (whole_move e) /\ 0 <= toR (turn e) /\ 0 <= toR (bend e)) /\
  Rabs (tdot (linear e) d) <= toR (linear_size e) * t /\ Rabs (form (quadratic e) d) <= toR (quadratic_size e) * t ^ 2 /\
  (Rabs (m - toR (value e)) <= toR (whole_move e) /\ Rabs (f - toR (value e)) <= toR (whole_move e) /\ Rabs (g - toR (value e)) <= toR (whole_move e)) /\
  Rabs ((f - g) / 2 - tdot (linear e) d) <= toR (turn e) * t /\
  Rabs ((f + g) / 2 - m - form (quadratic e) d) <= toR (bend e) * t ^ 2.

Lemma sb_pos : 0 <= toR sb.
Proof. destruct (x_in O) as [H _]. pose proof (Rabs_pos (at_ x0 0)). lra. Qed.
Lemma bends_constant c : bends (constant c) (toR c) (toR c) (toR c).
Proof.
  unfold bends, constant. cbn [value linear quadratic linear_size quadratic_size whole_move turn bend]. rewrite toR_zero. unfold tdot, form. simpl.
  replace ((toR c - toR c) / 2 - 0) with 0 by field. replace ((toR c + toR c) / 2 - toR c - 0) with 0 by field. rewrite Rminus_eq_0, Rabs_R0. lra.
Qed.
Lemma bends_plus a b m f g m' f' g' : bends a m f g -> bends b m' f' g' -> bends (plus a b) (m + m') (f + f') (g + g').
Proof.
  intros ((A1 & A2 & A3 & A4 & A5) & A6 & A7 & (A8 & A9 & A10) & A11 & A12) ((B1 & B2 & B3 & B4 & B5) & B6 & B7 & (B8 & B9 & B10) & B11 & B12). unfold bends, plus.
  cbn [value linear quadratic linear_size quadratic_size whole_move turn bend]. rewrite !toR_add, tdot_vadd, form_badd, !Rmult_plus_distr_r.
  split; [repeat split; lra|]. split; [now apply two_terms|]. split; [now apply two_terms|].
  split; [repeat split; match goal with |- Rabs (?p + ?q - (?r + ?s)) <= _ => replace (p + q - (r + s)) with ((p - r) + (q - s)) by ring end; now apply two_terms|]. split.
  - match goal with |- Rabs ?e <= _ => replace e with (((f - g) / 2 - tdot (linear a) d) + ((f' - g') / 2 - tdot (linear b) d)) by field end. now apply two_terms.
  - match goal with |- Rabs ?e <= _ => replace e with (((f + g) / 2 - m - form (quadratic a) d) + ((f' + g') / 2 - m' - form (quadratic b) d)) by field end. now apply two_terms.
Qed.
Lemma bends_term p h m f g : set_three p -> bends h m f g -> bends (term bx sb p h) (y0 (number p) * m) (y1 (number p) * f) (y2 (number p) * g).
Proof.
  intros ([Y0 S] & [Y1 _] & [Y2 _]) ((A1 & A2 & A3 & A4 & A5) & A6 & A7 & (A8 & A9 & A10) & A11 & A12). unfold bends, term.
  cbn [value linear quadratic linear_size quadratic_size whole_move turn bend].
  rewrite !toR_add, !toR_mul, !toR_add, !toR_mul, !toR_add, !toR_abs, tdot_vadd, tdot_scale, tdot_own, form_badd, form_bscale, form_own, tdot_scale, toR_mul, Y0, Y1, Y2.
  destruct (x_in (number p)) as (X0 & X1 & X2). destruct (x_line (number p)) as [L1 L2]. pose proof (d_small (number p)) as Du. rewrite L1 in *. rewrite L2 in *.
  pose proof sb_pos as Ps. set (c := at_ x0 (number p)) in *. set (u := at_ d (number p)) in *. set (w := toR (start p)) in *. set (s := toR (step p)) in *. set (v := toR (value h)) in *.
  set (l := tdot (linear h) d) in *. set (q := form (quadratic h) d) in *. set (b1 := toR (linear_size h)) in *. set (b2 := toR (quadratic_size h)) in *.
  set (b3 := toR (whole_move h)) in *. set (b4 := toR (turn h)) in *. set (b5 := toR (bend h)) in *. set (D := toR sb) in *.
  pose proof (Rabs_pos w) as Pw. pose proof (Rabs_pos v) as Pv. assert (T2 : 0 <= t ^ 2) by apply pow2_ge_0.
  assert (Sx : forall a e, Rabs a <= e -> Rabs (s * a) <= s * e) by (intros a e H; rewrite Rabs_mult, (Rabs_right s) by lra; apply Rmult_le_compat_l; lra).
  assert (Val : forall r, Rabs (r - v) <= b3 -> Rabs r <= Rabs v + b3) by (intros r H; replace r with (v + (r - v)) by ring; apply two_terms; [lra|exact H]).
  assert (Whole : forall a r, Rabs a <= D -> Rabs (r - v) <= b3 -> Rabs ((w + s * a) * r - w * v) <= Rabs w * b3 + s * D * (Rabs v + b3)).
  { intros a r Ha Hr. replace ((w + s * a) * r - w * v) with (w * (r - v) + s * a * r) by ring. apply two_terms; apply product_small; auto. lra. }
  assert (Tu : Rabs ((f - g) / 2) <= (b1 + b4) * t) by (replace ((f - g) / 2) with (l + ((f - g) / 2 - l)) by ring; rewrite Rmult_plus_distr_r; now apply two_terms).
  assert (Be : Rabs ((f + g) / 2 - m) <= (b2 + b5) * t ^ 2) by (replace ((f + g) / 2 - m) with (q + ((f + g) / 2 - m - q)) by ring; rewrite Rmult_plus_distr_r; now apply two_terms).
  assert (Mean : Rabs ((f + g) / 2 - v) <= b3).
  { replace ((f + g) / 2 - v) with (/ 2 * (f - v) + / 2 * (g - v)) by field. eapply Rle_trans; [apply Rabs_triang|]. rewrite !Rabs_mult, (Rabs_right (/ 2)) by lra. lra. }
  assert (Q1 : 0 <= s * b1) by (apply Rmult_le_pos; lra). assert (Q2 : 0 <= Rabs w * b1) by (apply Rmult_le_pos; lra). assert (Q3 : 0 <= Rabs w * b2) by (apply Rmult_le_pos; lra).
  assert (Q4 : 0 <= Rabs w * b3) by (apply Rmult_le_pos; lra). assert (Q5 : 0 <= Rabs w * b4) by (apply Rmult_le_pos; lra). assert (Q6 : 0 <= Rabs w * b5) by (apply Rmult_le_pos; lra).
  assert (Q7 : 0 <= s * Rabs v) by (apply Rmult_le_pos; lra). assert (Q8 : 0 <= s * D * (Rabs v + b3)) by (repeat apply Rmult_le_pos; lra).
  assert (Q9 : 0 <= s * (b3 + D * (b1 + b4))) by (apply Rmult_le_pos; [lra|]; apply Rplus_le_le_0_compat; [lra|apply Rmult_le_pos; lra]).
  assert (Q10 : 0 <= s * (b4 + D * (b2 + b5))) by (apply Rmult_le_pos; [lra|]; apply Rplus_le_le_0_compat; [lra|apply Rmult_le_pos; lra]).
  split; [repeat split; lra|]. split; [|split; [|split; [|split]]].
  - replace ((Rabs w * b1 + s * Rabs v) * t) with (Rabs w * (b1 * t) + s * (t * Rabs v)) by ring. apply two_terms; [apply product_small; auto; lra|].
    replace (s * v * u) with (s * (u * v)) by ring. apply Sx, product_small; auto. lra.
  - replace ((Rabs w * b2 + s * b1) * t ^ 2) with (Rabs w * (b2 * t ^ 2) + s * (t * (b1 * t))) by ring. apply two_terms; [apply product_small; auto; lra|].
    replace (u * (s * l)) with (s * (u * l)) by ring. apply Sx, product_small; auto.
  - repeat split; now apply Whole.
  - match goal with |- Rabs ?e <= _ => replace e with (w * ((f - g) / 2 - l) + s * (c * ((f - g) / 2)) + s * (u * ((f + g) / 2 - v))) by field end.
    replace ((Rabs w * b4 + s * (b3 + D * (b1 + b4))) * t) with (Rabs w * (b4 * t) + s * (D * ((b1 + b4) * t)) + s * (t * b3)) by ring.
    apply three_terms; [apply product_small; auto; lra|apply Sx, product_small; auto|apply Sx, product_small; auto].
  - match goal with |- Rabs ?e <= _ => replace e with (w * ((f + g) / 2 - m - q) + s * (c * ((f + g) / 2 - m)) + s * (u * ((f - g) / 2 - l))) by field end.
    replace ((Rabs w * b5 + s * (b4 + D * (b2 + b5))) * t ^ 2) with (Rabs w * (b5 * t ^ 2) + s * (D * ((b2 + b5) * t ^ 2)) + s * (t * (b4 * t))) by ring.
    apply three_terms; [apply product_small; auto; lra|apply Sx, product_small; auto|apply Sx, product_small; auto].
Qed.

(* Expanded at all three, and bent. *)
Definition three (e : expansion) (z : triple) : Prop :=
  expands x0 (toR bx) e (mid z) /\ expands x1 (toR bx) e (ahead z) /\ expands x2 (toR bx) e (behind z) /\ bends e (mid z) (ahead z) (behind z).
Lemma box_range : 0 <= toR bx <= toR bx.
Proof. pose proof sb_pos. lra. Qed.
Lemma x_small : (forall j, Rabs (at_ x0 j) <= toR bx) /\ (forall j, Rabs (at_ x1 j) <= toR bx) /\ (forall j, Rabs (at_ x2 j) <= toR bx).
Proof. repeat split; intros j; destruct (x_in j) as (H0 & H1 & H2); lra. Qed.
Lemma three_constant c : three (constant c) (toR c, toR c, toR c).
Proof. split; [|split; [|split]]; [apply expands_constant..|apply bends_constant]. Qed.
Lemma three_plus a b u v : three a u -> three b v -> three (plus a b) (mid u + mid v, ahead u + ahead v, behind u + behind v).
Proof. intros (A0 & A1 & A2 & A3) (B0 & B1 & B2 & B3). split; [|split; [|split]]; [now apply expands_plus| | |now apply bends_plus]; now apply expands_plus. Qed.
Lemma three_term p h z : set_three p -> three h z -> three (term bx sb p h) (y0 (number p) * mid z, y1 (number p) * ahead z, y2 (number p) * behind z).
Proof.
  intros Hp (A0 & A1 & A2 & A3). pose proof Hp as (P0 & P1 & P2). destruct x_small as (X0 & X1 & X2). pose proof box_range as B.
  split; [|split; [|split]]; [| | |now apply bends_term]; now apply (expands_term bx sb _ (toR bx)).
Qed.
Definition row_three (row : list parameter) (zs : list triple) : triple :=
  (Semantics.dot (map (fun a => y0 (number a)) row) (map mid zs), Semantics.dot (map (fun a => y1 (number a)) row) (map ahead zs), Semantics.dot (map (fun a => y2 (number a)) row) (map behind zs)).
Lemma three_row row hs zs : Forall set_three row -> Forall2 three hs zs -> three (row_sum bx sb row hs) (row_three row zs).
Proof.
  assert (Z : three (constant zero) (0, 0, 0)) by (rewrite <- toR_zero; apply three_constant).
  intros H. revert hs zs. induction H as [|p row Hp _ IH]; intros hs zs F; [exact Z|]. destruct F as [|h z hs zs Hh F]; [exact Z|].
  exact (three_plus _ _ _ _ (three_term p h z Hp Hh) (IH hs zs F)).
Qed.
Definition unit_three (zs : list triple) (row : list parameter * parameter) : triple :=
  let s := row_three (fst row) zs in (mid s + y0 (number (snd row)), ahead s + y1 (number (snd row)), behind s + y2 (number (snd row))).
Lemma three_unit row hs zs : set_three (snd row) -> Forall set_three (fst row) -> Forall2 three hs zs -> three (unit_of bx sb hs row) (unit_three zs row).
Proof.
  intros H1 H2 F. pose proof (three_plus _ _ _ _ (three_row _ _ _ H2 F) (three_term _ _ _ H1 (three_constant one))) as Q.
  unfold unit_three. cbv zeta. unfold unit_of. rewrite toR_one in Q. rewrite <- (Rmult_1_r (y0 _)), <- (Rmult_1_r (y1 _)), <- (Rmult_1_r (y2 _)). exact Q.
Qed.
Definition piece_three (tb : table T) (q : nat) (z : triple) : triple := (piece_value tb q (mid z), piece_value tb q (ahead z), piece_value tb q (behind z)).
Lemma three_through tb q e z : three e z -> three (through tb q e) (piece_three tb q z).
Proof.
  intros (A0 & A1 & A2 & A3). split; [|split; [|split]]; [now apply expands_through..|].
  unfold bends. change (mid (piece_three tb q z)) with (piece_value tb q (mid z)). change (ahead (piece_three tb q z)) with (piece_value tb q (ahead z)).
  change (behind (piece_three tb q z)) with (piece_value tb q (behind z)). unfold piece_value. rewrite segment_R. cbn [fst snd].
  destruct A3 as ((B1 & B2 & B3 & B4 & B5) & B6 & B7 & (B8 & B9 & B10) & B11 & B12). unfold through, napply. cbn [value linear quadratic linear_size quadratic_size whole_move turn bend].
  rewrite !toR_add, !toR_mul, !toR_abs, tdot_scale, form_bscale. set (s := toR (fst (segment tb q))). set (k := toR (snd (segment tb q))).
  pose proof (Rabs_pos s) as Ps. split; [repeat split; now apply Rmult_le_pos|].
  assert (G : forall a b, Rabs a <= b -> Rabs (s * a) <= Rabs s * b) by (intros; rewrite Rabs_mult; now apply Rmult_le_compat_l).
  split; [rewrite Rmult_assoc; now apply G|]. split; [rewrite Rmult_assoc; now apply G|]. split; [|split].
  - repeat split; match goal with |- Rabs ?g <= _ => match g with s * ?r + k - (s * ?v + k) => replace g with (s * (r - v)) by ring end end; now apply G.
  - match goal with |- Rabs ?r <= _ => replace r with (s * ((ahead z - behind z) / 2 - tdot (linear e) d)) by field end. rewrite Rmult_assoc. now apply G.
  - match goal with |- Rabs ?r <= _ => replace r with (s * ((ahead z + behind z) / 2 - mid z - form (quadratic e) d)) by field end. rewrite Rmult_assoc. now apply G.
Qed.
Definition tie_three (a : tie * expansion) (b : tie * triple) : Prop := fst a = fst b /\ three (snd a) (snd b).
Definition to_tie (f : triple -> R) (e : tie * triple) : tie * R := (fst e, f (snd e)).
Definition held_triples (us : list placed_unit) (zs : list triple) : list (tie * triple) :=
  flat_map (fun e => match held (fst e) with Some t => [(t, snd e)] | None => [] end) (combine us zs).
Lemma held_three us es zs : Forall2 three es zs -> Forall2 tie_three (ties_in us es) (held_triples us zs).
Proof.
  intros F. unfold ties_in, held_triples. revert us. induction F as [|e z es zs E _ IH]; intros [|u us]; simpl; try constructor. apply Forall2_app; [|apply IH].
  destruct (held u); constructor; auto. now split.
Qed.
Lemma held_values_of f us zs : map (to_tie f) (held_triples us zs) = held_values us (map f zs).
Proof.
  unfold held_triples, held_values. revert us. induction zs as [|z zs IH]; intros [|u us]; simpl; auto. rewrite map_app, IH. f_equal. now destruct (held u).
Qed.
Theorem bends_sound Ms : all_placed set_three Ms -> forall hs zs, Forall2 three hs zs ->
  exists rs ts, Forall2 three (fst (expansions bx sb Ms hs)) rs /\ Forall2 tie_three (snd (expansions bx sb Ms hs)) ts /\
    (base y0 Ms (map mid zs) = map mid rs /\ base y1 Ms (map ahead zs) = map ahead rs /\ base y2 Ms (map behind zs) = map behind rs) /\
    base_ties y0 Ms (map mid zs) = map (to_tie mid) ts /\ base_ties y1 Ms (map ahead zs) = map (to_tie ahead) ts /\ base_ties y2 Ms (map behind zs) = map (to_tie behind) ts.
Proof.
  intros H. induction H as [|[us tb] Ms Hl _ IH]; intros hs zs F; [exists zs, []; repeat split; auto; constructor|]. cbn [expansions base base_ties fst snd] in *.
  assert (Z : Forall2 three (map (fun u => unit_of bx sb hs (row_of u)) us) (map (fun u => unit_three zs (row_of u)) us)).
  { clear IH. induction Hl as [|u us [H1 H2] _ IHl]; simpl; constructor; auto. now apply three_unit. }
  assert (O : Forall2 three (map2 (fun u z => through tb (used u) z) us (map (fun u => unit_of bx sb hs (row_of u)) us)) (map (fun u => piece_three tb (used u) (unit_three zs (row_of u))) us)).
  { clear IH Hl. rewrite map2_map. induction us as [|u us IHl]; simpl in *; constructor; inversion Z; subst; auto. now apply three_through. }
  rewrite map2_map in O. destruct (IH _ _ O) as (rs & ts & R1 & R2 & (R3 & R4 & R5) & R6 & R7 & R8). exists rs, (held_triples us (map (fun u => unit_three zs (row_of u)) us) ++ ts). rewrite !map2_map.
  split; [exact R1|]. split; [apply Forall2_app; [now apply held_three|exact R2]|]. rewrite !map_app, !held_values_of, <- R3, <- R4, <- R5, <- R6, <- R7, <- R8, !map_map.
  repeat split; reflexivity.
Qed.
End Three.
End Bends.
