(* SPDX-License-Identifier: GPL-3.0-or-later

   Patterns are open: where a sample has a pattern, it keeps it under all small changes of the parameters.  (Of networks without max pooling and additions;
   segments are not claimed of others.) *)
Require Import Reals List Lra Lia Bool PeanoNat.
Require Import Thalweg.Semantics Thalweg.Values Thalweg.Descent.
Import ListNotations.
Open Scope R_scope.

Definition near (e : R) (u v : list R) : Prop := Forall2 (fun a b => Rabs (a - b) <= e) u v.
Lemma near_mono e e' u v : e <= e' -> near e u v -> near e' u v.
Proof. intros H. unfold near. induction 1; constructor; auto. lra. Qed.
Lemma near_self e u : 0 <= e -> near e u u.
Proof. intros H. unfold near. induction u; constructor; auto. rewrite Rminus_eq_0, Rabs_R0. lra. Qed.
Lemma close_layer_mono r r' a b : r <= r' -> close_layer r a b -> close_layer r' a b.
Proof.
  intros H [Hr Hb]. split; auto. clear Hb. induction Hr as [|u v us vs [Hw Hs] _ IH]; constructor; auto. split.
  - eapply near_mono; [|exact Hw]. destruct (trained b); lra.
  - destruct (biased b); lra.
Qed.
Lemma close_mono r r' W' W : r <= r' -> close r W' W -> close r' W' W.
Proof. intros H. unfold close. induction 1; constructor; auto. eapply close_layer_mono; eauto. Qed.

Lemma inside_open t q z : inside t q z -> exists e, 0 < e /\ forall z', Rabs (z' - z) <= e -> inside t q z'.
Proof.
  revert q; induction t as [s k|s k b t IH]; intros [|q] H; simpl in H; try contradiction.
  - exists 1. split; [lra|]. simpl. auto.
  - exists ((b - z) / 2). split; [lra|]. intros z' Hz. simpl. unfold Rabs in Hz. destruct (Rcase_abs (z' - z)); lra.
  - destruct H as [H1 H2]. destruct (IH q H2) as (e & He & Hin). exists (Rmin e ((z - b) / 2)). split; [apply Rmin_glb_lt; lra|].
    intros z' Hz. pose proof (Rmin_l e ((z - b) / 2)). pose proof (Rmin_r e ((z - b) / 2)). simpl. split; [|apply Hin; lra].
    unfold Rabs in Hz. destruct (Rcase_abs (z' - z)); lra.
Qed.
Lemma activations_open t q zs d : 0 < d -> Forall2 (inside t) q zs ->
  exists e, 0 < e /\ forall zs', near e zs' zs -> Forall2 (inside t) q zs' /\ near d (map (act t) zs') (map (act t) zs).
Proof.
  intros Hd. induction 1 as [|k z q zs Hz _ (e & He & IH)].
  - exists 1. split; [lra|]. intros zs' H. inversion H; subst. split; constructor.
  - destruct (inside_open t k z Hz) as (e0 & He0 & Hin). set (s := fst (segment t k)). pose proof (Rabs_pos s) as Ps.
    assert (Hq : 0 < d / (1 + Rabs s)) by (apply Rdiv_lt_0_compat; lra).
    exists (Rmin e (Rmin e0 (d / (1 + Rabs s)))). split; [repeat apply Rmin_glb_lt; lra|]. intros zs' H.
    inversion H as [|z' ? zt ? H1 H2]; subst. pose proof (Rmin_l e (Rmin e0 (d / (1 + Rabs s)))). pose proof (Rmin_r e (Rmin e0 (d / (1 + Rabs s)))).
    pose proof (Rmin_l e0 (d / (1 + Rabs s))). pose proof (Rmin_r e0 (d / (1 + Rabs s))).
    destruct (IH zt) as [I1 I2]; [eapply near_mono; [|exact H2]; lra|]. assert (Hz' : inside t k z') by (apply Hin; lra).
    split; constructor; auto. rewrite !act_segment, (inside_piece _ _ _ Hz'), (inside_piece _ _ _ Hz). fold s.
    replace (s * z' + snd (segment t k) - (s * z + snd (segment t k))) with (s * (z' - z)) by ring. rewrite Rabs_mult.
    assert (B : Rabs s * Rabs (z' - z) <= (1 + Rabs s) * (d / (1 + Rabs s))) by (apply Rmult_le_compat; auto using Rabs_pos; lra).
    replace ((1 + Rabs s) * (d / (1 + Rabs s))) with d in B by (field; lra). exact B.
Qed.

Definition row_weight (h w : list R) : R := lsum (fun p => Rabs (fst p) + Rabs (snd p) + 1) (combine w h).
Lemma row_weight_nonneg h w : 0 <= row_weight h w.
Proof. apply lsum_nonneg. intros p _. pose proof (Rabs_pos (fst p)). pose proof (Rabs_pos (snd p)). lra. Qed.
Lemma dot_near r w' w h' h : 0 <= r <= 1 -> near r w' w -> near r h' h -> Rabs (dot w' h' - dot w h) <= r * row_weight h w.
Proof.
  intros Hr Hw. revert h' h. induction Hw as [|a b w' w Hab _ IH]; intros h' h Hh; [simpl; rewrite Rminus_eq_0, Rabs_R0; unfold row_weight; simpl; lra|].
  destruct Hh as [|x y h' h Hxy Hh]; [simpl; rewrite Rminus_eq_0, Rabs_R0; unfold row_weight; simpl; lra|].
  specialize (IH h' h Hh). unfold row_weight in *. simpl.
  replace (a * x + dot w' h' - (b * y + dot w h)) with ((a - b) * (x - y) + (a - b) * y + b * (x - y) + (dot w' h' - dot w h)) by ring.
  eapply Rle_trans; [apply Rabs_triang|]. eapply Rle_trans; [apply Rplus_le_compat_r, Rabs_triang|].
  eapply Rle_trans; [apply Rplus_le_compat_r, Rplus_le_compat_r, Rabs_triang|]. rewrite !Rabs_mult.
  pose proof (Rabs_pos (a - b)). pose proof (Rabs_pos (x - y)). pose proof (Rabs_pos y). pose proof (Rabs_pos b).
  assert (Rabs (a - b) * Rabs (x - y) <= r * 1) by (apply Rmult_le_compat; lra).
  assert (Rabs (a - b) * Rabs y <= r * Rabs y) by (apply Rmult_le_compat_r; lra).
  assert (Rabs b * Rabs (x - y) <= Rabs b * r) by (apply Rmult_le_compat_l; lra). lra.
Qed.
Lemma close_rows_mono r (t b : bool) us vs : 0 <= r ->
  Forall2 (close_row (if t then r else 0) (if b then r else 0)) us vs -> Forall2 (close_row r r) us vs.
Proof.
  intros Hr. induction 1 as [|u v us vs [Hw Hb] _ IH]; constructor; auto. split.
  - eapply near_mono; [|exact Hw]. destruct t; lra.
  - destruct b; lra.
Qed.
Lemma preactivations_open (l : layer R) h e : is_pooling l = false -> 0 < e ->
  exists r, 0 < r /\ forall l' h', close_layer r l' l -> near r h' h -> near e (pre l' h') (pre l h).
Proof.
  intros Pl He. set (us := fed (wiring l) ([], 0) 0 (rows l) h). set (K := fun u : (list R * R) * list R => row_weight (snd u) (fst (fst u)) + 1).
  set (M := lsum K us).
  assert (PK : forall u, 0 <= K u) by (intros u; unfold K; pose proof (row_weight_nonneg (snd u) (fst (fst u))); lra).
  assert (PM : 0 <= M) by (apply lsum_nonneg; auto). assert (Hq : 0 < e / (1 + M)) by (apply Rdiv_lt_0_compat; lra).
  exists (Rmin 1 (e / (1 + M))). split; [apply Rmin_glb_lt; lra|]. set (r := Rmin 1 (e / (1 + M))).
  assert (R1 : r <= 1) by apply Rmin_l. assert (R2 : r <= e / (1 + M)) by apply Rmin_r. assert (R0 : 0 < r) by (apply Rmin_glb_lt; lra).
  intros l' h' Hl Hh. assert (Pl' := close_pooling _ _ _ Hl). rewrite Pl in Pl'. destruct Hl as [Hrows (_ & _ & _ & Hwire & _)].
  unfold pre. rewrite Pl, Pl', Hwire. fold us.
  assert (Member : forall u, In u us -> r * K u <= e).
  { intros u Hu. pose proof (lsum_member K us u PK Hu) as L. fold M in L.
    apply Rle_trans with (e / (1 + M) * (1 + M)); [|right; field; lra]. apply Rmult_le_compat; auto; lra. }
  assert (Rows : Forall2 (close_row r r) (rows l') (rows l)).
  { apply (close_rows_mono r (trained l) (biased l)); auto. lra. }
  assert (Z : close_row r r ([], 0) ([], 0)) by (split; [constructor|simpl; rewrite Rminus_eq_0, Rabs_R0; lra]).
  assert (Z0 : Rabs (0 - 0) <= r) by (rewrite Rminus_eq_0, Rabs_R0; lra).
  pose proof (fed_Forall2 (close_row r r) (fun a b => Rabs (a - b) <= r) (wiring l) _ _ _ _ _ _ _ _ Z Z0 Rows Hh) as F. fold us in F.
  clearbody M r us. revert Member. unfold near. clear - F R0 R1. induction F as [|u v us' vs' [[Hw Hs] Hx] _ IH]; intros Member; simpl; constructor.
  - pose proof (dot_near r _ _ (snd u) (snd v) ltac:(lra) Hw Hx) as D. specialize (Member v (or_introl eq_refl)). unfold K in Member.
    replace (dot (fst (fst u)) (snd u) + snd (fst u) - (dot (fst (fst v)) (snd v) + snd (fst v))) with
      ((dot (fst (fst u)) (snd u) - dot (fst (fst v)) (snd v)) + (snd (fst u) - snd (fst v))) by ring.
    eapply Rle_trans; [apply Rabs_triang|]. lra.
  - apply IH. intros w Hw'. apply Member. now right.
Qed.

Definition is_plain (W : net R) : Prop := Forall (fun l => is_pooling l = false /\ keeps l = false) W.
Lemma pattern_from_open W : is_plain W -> forall ss h p, has_pattern_from ss W h p ->
  exists r, 0 < r /\ forall W' h', close r W' W -> near r h' h -> has_pattern_from ss W' h' p.
Proof.
  intros NP. induction NP as [|l W [Pl Kl] NP IH]; intros ss h [|q p] H; simpl in H; try contradiction.
  - exists 1. split; [lra|]. intros W' h' Hc _. inversion Hc; subst. exact I.
  - unfold out, kept in H. rewrite Pl, Kl, !app_nil_r in H. destruct H as [H1 H2]. destruct (IH _ _ _ H2) as (r1 & P1 & O1). destruct (activations_open _ _ _ r1 P1 H1) as (e & Pe & Oe).
    destruct (preactivations_open l h e Pl Pe) as (r2 & P2 & O2). exists (Rmin r1 r2). split; [now apply Rmin_glb_lt|].
    intros W' h' Hc Hh. inversion Hc as [|l' ? Wr ? Hl Hr]; subst. pose proof (Rmin_l r1 r2). pose proof (Rmin_r r1 r2).
    assert (Z : near e (pre l' h') (pre l h)).
    { apply O2; [eapply close_layer_mono; [|exact Hl]; lra|eapply near_mono; [|exact Hh]; lra]. }
    destruct (Oe _ Z) as [I1 I2]. assert (Et : tab l' = tab l) by apply Hl. assert (Kl' : keeps l' = keeps l) by apply Hl.
    simpl. unfold out, kept. rewrite (close_pooling _ _ _ Hl), Pl, Et, Kl', Kl, !app_nil_r. split; auto.
    apply O1; auto. eapply close_mono; [|exact Hr]. lra.
Qed.
Theorem pattern_open W h p : is_plain W -> has_pattern W h p -> exists r, 0 < r /\ forall W' h', close r W' W -> near r h' h -> has_pattern W' h' p.
Proof.
  intros NP H. destruct (pattern_from_open W NP _ _ _ H) as (r & P & O). exists r. split; auto. intros W' h' Hc Hh. unfold has_pattern.
  replace (map (fun _ => 1) h') with (map (fun _ : R => 1) h) by (clear - Hh; induction Hh; simpl; congruence). now apply O.
Qed.
(* One radius for finitely many samples. *)
Corollary patterns_open W (members : list (sample R)) : is_plain W -> (forall s, In s members -> exists p, has_pattern W (input s) p) ->
  exists r, 0 < r /\ forall W' s p, close r W' W -> In s members -> has_pattern W (input s) p -> has_pattern W' (input s) p.
Proof.
  intros NP. induction members as [|s l IH]; intros H; [exists 1; split; [lra|contradiction]|].
  destruct (H s (or_introl eq_refl)) as [q Hq]. destruct (pattern_open W _ _ NP Hq) as (r1 & P1 & O1).
  destruct IH as (r2 & P2 & O2); [intros x Hx; apply H; now right|]. exists (Rmin r1 r2). split; [now apply Rmin_glb_lt|].
  intros W' x p Hc [<-|Hx] Hp.
  - assert (p = q) as -> by (apply has_pattern_pieces in Hp, Hq; congruence). apply O1; [eapply close_mono; [apply Rmin_l|exact Hc]|].
    apply near_self. lra.
  - eapply O2; eauto. eapply close_mono; [apply Rmin_r|exact Hc].
Qed.
