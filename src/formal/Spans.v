(* SPDX-License-Identifier: GPL-3.0-or-later

   Lifted stationarity (section 8.4): the sums of O11 over pattern classes.  Bases and coefficients are proposed by
   [solve] and [bases], which are believed for nothing: a combination is multiplied out and compared. *)
Require Import List Bool PeanoNat.
Require Import Thalweg.Operations Thalweg.Networks Thalweg.Passes Thalweg.Radius.
Import ListNotations.

Module Spans (N : OPERATIONS).
Module Import Q := Radius N.
Import N P.

(* [os] are the outputs of the samples [ms] of a class. *)
Definition residuals (o : nat) (os : list (list T)) (ms : list (sample T)) : list T :=
  map2 (fun out s => sub (nth_number out o) (nth_number (target s) o)) os ms.
Definition column (k : nat) (ms : list (sample T)) : list T := map (fun s => nth_number (input s) k) ms.

(* The residuals of a class are orthogonal to (x, 1); then all sums of O11 over it are 0. *)
Definition class_stationary (dx o : nat) (os : list (list T)) (ms : list (sample T)) : bool :=
  let g := residuals o os ms in
  is_zero (total g) && forallb (fun k => is_zero (dot g (column k ms))) (seq 0 dx).

(* What is proposed: coefficients of a vector in a basis; from the patterns of the classes bases B_0, …, B_L of vectors over the classes. *)
Record hints := Hints { solve : list (list T) -> list T -> list T; bases : list pattern -> list (list (list T)) }.

Section Span.
Variable advice : hints.
Definition nin_span (n : nat) (B : list (list T)) (v : list T) : bool :=
  let c := solve advice B v in
  forallb (fun k => eqb (nth_number v k) (dot c (map (fun b => nth_number b k) B))) (seq 0 n).
(* f of the pieces of each class, times b. *)
Definition times (f : list nat -> T) (ps : list pattern) (b : list T) : list T := map2 (fun p x => mul (f (hd [] p)) x) ps b.
Definition architecture_of (W : net T) := map (fun l => (tab l, length (rows l), biased l)) W.
(* M are the sums of residuals by class; layer by layer from below, B spans what comes before, the head of bs what comes after. *)
Fixpoint layers_stationary (M : list T) (arch : list (table T * nat * bool)) (ps : list pattern) (B : list (list T)) (bs : list (list (list T))) : bool :=
  match arch, bs with
  | [], [] => nin_span (length M) B (map (fun _ => one) M)
  | (t, units, has_biases) :: arch', B' :: bs' =>
    forallb (fun b => (length b =? length M)%nat && forallb (fun j =>
      let sb := times (fun q => fst (segment t (nth j q O))) ps b in
      let kb := times (fun q => snd (segment t (nth j q O))) ps b in
      nin_span (length M) B sb && (negb has_biases || is_zero (dot sb M)) && is_zero (dot kb M)) (seq 0 units)) B' &&
    layers_stationary M arch' (map (@tl _) ps) B' bs'
  | _, _ => false
  end.
Definition span_stationary (dx o : nat) (W : net T) (gs : list (list (sample T))) (rs : list (pattern * list (list T))) : bool :=
  let res := map2 (fun r ms => residuals o (snd r) ms) rs gs in
  let M := map total res in
  match bases advice (map fst rs) with
  | [] => false
  | B :: bs =>
    forallb (fun b => forallb (fun k => is_zero (dot b (map2 (fun g ms => dot g (column k ms)) res gs))) (seq 0 dx)) B &&
    layers_stationary M (architecture_of W) (map fst rs) B bs
  end.
(* O11 for all d outputs. *)
Definition stationary (dx d : nat) (W : net T) (gs : list (list (sample T))) (rs : list (pattern * list (list T))) : bool :=
  forallb (fun o =>
    all2 (fun r ms => class_stationary dx o (snd r) ms) rs gs || span_stationary dx o W gs rs) (seq 0 d).
End Span.
End Spans.
