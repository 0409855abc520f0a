(* SPDX-License-Identifier: GPL-3.0-or-later

   Lifted stationarity (section 15.1): the sums of O11 over pattern classes.  Bases and coefficients are proposed by
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
  let p := pack g in is_zero (total g) && forallb (fun k => is_zero (packed_dot p (column k ms))) (seq 0 dx).

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
End Span.

(* --- layers with wiring (section 15.1) ------------------------------------------------------------------------------ *)
(* A functional on the outputs of a layer: units with vectors over the classes. *)
Definition functional := list (nat * list T).
Definition row_number (l : layer T) (k : nat) : nat := match wiring l with None => k | Some us => fst (nth k us (O, [])) end.
Definition row_of (l : layer T) (q : nat) : list T * T := nth q (rows l) ([], zero).
(* The input that entry j of the row of unit k takes. *)
Definition taken (l : layer T) (k j : nat) : nat := match wiring l with None => j | Some us => nth j (snd (nth k us (O, []))) O end.
Definition along_pieces (of_piece : T * T -> T) (l : layer T) (qs : list (list nat)) (e : nat * list T) : list T :=
  map2 (fun q x => mul (of_piece (segment (tab l) (nth (fst e) q O))) x) qs (snd e).
Definition sloped (l : layer T) (qs : list (list nat)) (f : functional) : functional := map (fun e => (fst e, along_pieces fst l qs e)) f.
Definition of_row (l : layer T) (q : nat) (f : functional) : functional := filter (fun e => (row_number l (fst e) =? q)%nat) f.
Definition used_rows (l : layer T) (f : functional) : list nat := nodup Nat.eq_dec (map (fun e => row_number l (fst e)) f).
Definition sum_of (M : list T) (f : functional) : T := total (map (fun e => dot (snd e) M) f).
Definition is_unit (l : layer T) (k : nat) : bool :=
  match wiring l with
  | None => (k <? length (rows l))%nat
  | Some us => if is_pooling l then (k <? length us)%nat else (k <? length us)%nat && (row_number l k <? length (rows l))%nat && (length (snd (nth k us (O, []))) =? length (fst (row_of l (row_number l k))))%nat
  end.
(* Without entries of units that are not there: they meet padding, which is 0. *)
Definition unit_count (l : layer T) : nat := match wiring l with None => length (rows l) | Some us => length us end.
Definition existing (l : layer T) (f : functional) : functional := filter (fun e => (fst e <? unit_count l)%nat) f.
(* The entries of what is kept. *)
Definition at_kept (l : layer T) (f : functional) : functional :=
  map (fun e => ((fst e - unit_count l)%nat, snd e)) (filter (fun e => negb (fst e <? unit_count l)%nat) f).
(* What is asked at the layer itself, of intercepts and biases. *)
Definition is_local (M : list T) (l : layer T) (qs : list (list nat)) (f : functional) : bool :=
  forallb (fun e => is_unit l (fst e) && (length (snd e) =? length qs)%nat) f &&
  is_zero (sum_of M (map (fun e => (fst e, along_pieces snd l qs e)) f)) &&
  if is_pooling l then true else if trained l then negb (biased l) || forallb (fun q => is_zero (sum_of M (of_row l q (sloped l qs f)))) (used_rows l f) else negb (biased l).
(* Of a max pooling: the number of inputs of unit k; of a vector over the classes the entries of those that select input j of unit k. *)
Definition window_size (l : layer T) (k : nat) : nat := match wiring l with None => O | Some us => length (snd (nth k us (O, []))) end.
Definition selecting (l : layer T) (qs : list (list nat)) (k j : nat) (b : list T) : list T := map2 (fun q x => if (nth k q O =? j)%nat then x else zero) qs b.
(* The functionals on the inputs that have to vanish, one for each weight. *)
Definition pulled (l : layer T) (qs : list (list nat)) (f : functional) : list functional :=
  let sf := sloped l qs f in
  if is_pooling l then [flat_map (fun e => map (fun j => (taken l (fst e) j, selecting l qs (fst e) j (snd e))) (seq 0 (window_size l (fst e)))) sf]
  else if trained l then
    flat_map (fun q => map (fun j => map (fun e => (taken l (fst e) j, snd e)) (of_row l q sf)) (seq 0 (length (fst (row_of l q))))) (used_rows l f)
  else [flat_map (fun e => map (fun j => (taken l (fst e) j, map (mul (nth_number (fst (row_of l (row_number l (fst e)))) j)) (snd e)))
    (seq 0 (length (fst (row_of l (row_number l (fst e))))))) sf].
(* Without those that are 0 or repeated. *)
Definition functional_eqb (f g : functional) : bool := all2 (fun e e' => (fst e =? fst e')%nat && all2 eqb (snd e) (snd e')) f g.
Fixpoint thin (D : list functional) : list functional :=
  match D with
  | [] => []
  | f :: D' => let kept := thin D' in if forallb (fun e => forallb is_zero (snd e)) f || existsb (functional_eqb f) kept then kept else f :: kept
  end.
(* What has to vanish at the inputs of W so that D vanishes at its outputs. *)
Fixpoint required (M : list T) (W : net T) (ps : list pattern) (D : list functional) : option (list functional) :=
  match W with
  | [] => Some D
  | l :: W' =>
    match required M W' (map (@tl _) ps) D with
    | None => None
    | Some D' => let E := map (existing l) D' in
      if forallb (is_local M l (map (hd []) ps)) E then Some (thin (flat_map (pulled l (map (hd []) ps)) E ++ kept l (map (at_kept l) D'))) else None
    end
  end.
Definition functional_stationary (dx o : nat) (W : net T) (gs : list (list (sample T))) (rs : list (pattern * list (list T))) : bool :=
  let res := map2 (fun r ms => residuals o (snd r) ms) rs gs in
  let M := map total res in
  let Mx := map (fun k => map2 (fun g ms => dot g (column k ms)) res gs) (seq 0 dx) in
  match required M W (map fst rs) [[(o, map (fun _ => one) M)]] with
  | None => false
  | Some D => forallb (fun f => is_zero (total (map (fun e => dot (snd e) (nth (fst e) Mx [])) f))) D
  end.

Section Stationary.
Variable advice : hints.
(* O11 for all d outputs. *)
Definition stationary (dx d : nat) (W : net T) (gs : list (list (sample T))) (rs : list (pattern * list (list T))) : bool :=
  forallb (fun o =>
    all2 (fun r ms => class_stationary dx o (snd r) ms) rs gs ||
    if forallb is_dense W then span_stationary advice dx o W gs rs else functional_stationary dx o W gs rs) (seq 0 d).
End Stationary.
End Spans.
