(* SPDX-License-Identifier: GPL-3.0-or-later

   The numbers of `Numbers.v` by the standard library's rationals: the interface can be fulfilled, and `check` with them
   is a checker whose soundness rests on nothing else.  (Far slower than Zarith's, which the program uses.)  The axioms
   that the theorem rests on are printed when this file is compiled; tests/formal compares them. *)
Require Import Reals QArith Qreals Qreduction Qabs List Lra Lia.
Require Import Thalweg.Numbers Thalweg.Semantics Thalweg.Soundness Thalweg.ShapeSoundness Thalweg.TrainedSoundness Thalweg.SaddleSoundness.
Import ListNotations.
Open Scope R_scope.

Module Rationals <: NUM.
  Definition T := Q.
  Definition toR := Q2R.
  Definition zero := 0%Q.
  Definition one := 1%Q.
  Definition half := (1 # 2)%Q.
  Definition add a b := Qred (Qplus a b).
  Definition sub a b := Qred (Qminus a b).
  Definition mul a b := Qred (Qmult a b).
  Definition abs := Qabs.
  Definition leb := Qle_bool.
  Definition eqb := Qeq_bool.
  Definition packed := list T.
  Definition pack (w : list T) : packed := w.
  Fixpoint packed_dot (w : packed) (h : list T) : T := match w, h with a :: w', b :: h' => add (mul a b) (packed_dot w' h') | _, _ => zero end.
  Definition dot w h := packed_dot (pack w) h.
  Fixpoint total (h : list T) : T := match h with [] => zero | a :: h' => add a (total h') end.
  Definition share n := Qinv (inject_Z (Z.of_nat n)).
  Definition upper (a : T) := a.
  Definition inverse := Qinv.
  Lemma red a : Q2R (Qred a) = Q2R a. Proof. apply Qeq_eqR, Qred_correct. Qed.
  Lemma toR_zero : toR zero = 0. Proof. unfold toR, zero, Q2R; simpl; lra. Qed.
  Lemma toR_one : toR one = 1. Proof. unfold toR, one, Q2R; simpl; lra. Qed.
  Lemma toR_half : toR half = / 2. Proof. unfold toR, half, Q2R; simpl; lra. Qed.
  Lemma toR_add a b : toR (add a b) = toR a + toR b. Proof. unfold toR, add. rewrite red. apply Q2R_plus. Qed.
  Lemma toR_sub a b : toR (sub a b) = toR a - toR b. Proof. unfold toR, sub. rewrite red. apply Q2R_minus. Qed.
  Lemma toR_mul a b : toR (mul a b) = toR a * toR b. Proof. unfold toR, mul. rewrite red. apply Q2R_mult. Qed.
  Lemma toR_abs a : toR (abs a) = Rabs (toR a).
  Proof.
    unfold toR, abs. apply Qabs_case; intros H; apply Qle_Rle in H.
    - symmetry. apply Rabs_right. replace 0 with (Q2R 0) by (unfold Q2R; simpl; lra). apply Rle_ge. apply H.
    - rewrite Q2R_opp. symmetry. apply Rabs_left1. replace 0 with (Q2R 0) by (unfold Q2R; simpl; lra). apply H.
  Qed.
  Lemma toR_dot w h : toR (dot w h) = Semantics.dot (map toR w) (map toR h).
  Proof.
    unfold dot, pack. revert h; induction w as [|a w IH]; intros [|b h]; simpl; try apply toR_zero. now rewrite toR_add, toR_mul, IH.
  Qed.
  Lemma toR_total h : toR (total h) = lsum toR h.
  Proof. induction h as [|a h IH]; simpl; [apply toR_zero|]. now rewrite toR_add, IH. Qed.
  Lemma toR_share n : toR (share n) = / INR n.
  Proof.
    unfold toR, share. rewrite INR_IZR_INZ. destruct n as [|n]; [unfold Q2R, Qinv; simpl; rewrite Rinv_0; lra|].
    rewrite Q2R_inv; [unfold Q2R; simpl; f_equal; field|]. unfold Qeq. simpl. lia.
  Qed.
  Lemma leb_spec a b : leb a b = true <-> toR a <= toR b.
  Proof. unfold leb. rewrite Qle_bool_iff. split; [apply Qle_Rle|apply Rle_Qle]. Qed.
  Lemma eqb_spec a b : eqb a b = true -> toR a = toR b.
  Proof. intros H. apply Qeq_eqR, Qeq_bool_eq, H. Qed.
End Rationals.
Module RationalChecker := Soundness Rationals.
Module RationalShapes := ShapeSoundness Rationals.
Module RationalTrained := TrainedSoundness Rationals.
Module RationalSaddle := SaddleSoundness Rationals.
Check RationalChecker.check_sound.
Check RationalShapes.check_shapes_sound.
Check RationalTrained.check_trained_sound.
Check RationalSaddle.check_saddle_sound.
Check RationalChecker.check_distinct_sound.
Print Assumptions RationalChecker.check_sound.
Print Assumptions RationalChecker.verdicts_sound.
Print Assumptions RationalShapes.check_shapes_sound.
Print Assumptions RationalTrained.check_trained_sound.
Print Assumptions RationalSaddle.check_saddle_sound.
Print Assumptions RationalChecker.check_distinct_sound.
