(* SPDX-License-Identifier: GPL-3.0-or-later

   The numbers of a checker are real numbers, and their operations those of R.  `Rationals.v` shows that the standard
   library's rationals are such numbers; the program uses Zarith's (numbers.ml), for which this is trusted. *)
Require Import Reals List.
Require Export Thalweg.Operations.
Require Import Thalweg.Semantics.
Open Scope R_scope.

Module Type NUM.
  Include OPERATIONS.
  Parameter toR : T -> R.
  Axiom toR_zero : toR zero = 0.
  Axiom toR_one : toR one = 1.
  Axiom toR_half : toR half = / 2.
  Axiom toR_add : forall a b, toR (add a b) = toR a + toR b.
  Axiom toR_sub : forall a b, toR (sub a b) = toR a - toR b.
  Axiom toR_mul : forall a b, toR (mul a b) = toR a * toR b.
  Axiom toR_abs : forall a, toR (abs a) = Rabs (toR a).
  Axiom toR_dot : forall w h, toR (dot w h) = Semantics.dot (map toR w) (map toR h).
  Axiom toR_total : forall h, toR (total h) = lsum toR h.
  Axiom toR_share : forall n, toR (share n) = / INR n.
  Axiom leb_spec : forall a b, leb a b = true <-> toR a <= toR b.
  Axiom eqb_spec : forall a b, eqb a b = true -> toR a = toR b.
End NUM.
