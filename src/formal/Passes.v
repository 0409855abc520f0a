(* SPDX-License-Identifier: GPL-3.0-or-later

   Forward passes: pre-activations, pieces in use, patterns, values, errors.  Computes; speaks of no real number. *)
Require Import List Bool PeanoNat.
Require Import Thalweg.Operations.
Require Export Thalweg.Witnesses.
Import ListNotations.

Fixpoint map2 {A B C} (f : A -> B -> C) (a : list A) (b : list B) : list C :=
  match a, b with x :: a', y :: b' => f x y :: map2 f a' b' | _, _ => [] end.
(* f holds for all pairs, and the lists are equally long. *)
Fixpoint all2 {A B} (f : A -> B -> bool) (a : list A) (b : list B) : bool :=
  match a, b with [], [] => true | x :: a', y :: b' => f x y && all2 f a' b' | _, _ => false end.

Module Passes (N : OPERATIONS).
Import N.

Definition lt a b := negb (leb b a).
Definition is_zero a := eqb a zero.
(* The rounding of section 13, if [upper] is that. *)
Definition up a := let u := upper a in if leb a u then u else a.
Definition nabs (h : list T) := map abs h.
Definition nth_number (h : list T) k := nth k h zero.

Fixpoint npiece (t : table T) (z : T) : nat :=
  match t with Last _ _ => O | Cut _ _ b t' => if leb z b then O else S (npiece t' z) end.
Definition napply (t : table T) (q : nat) (z : T) : T := let s := segment t q in add (mul (fst s) z) (snd s).
Definition units {A} (l : layer T) (zero : A) (h : list A) : list ((list T * T) * list A) := fed (wiring l) ([], N.zero) zero (rows l) h.
(* The first of the largest entries. *)
Definition exceeded (a : T) (h : list T) : bool := existsb (lt a) h.
Fixpoint first_largest (h : list T) : nat := match h with [] => O | a :: h' => if exceeded a h' then S (first_largest h') else O end.
Definition nlargest (h : list T) : T := nth_number h (first_largest h).
Definition npre (l : layer T) (h : list T) : list T :=
  map (fun u => if is_pooling l then nlargest (snd u) else dot (snd (fst u) :: fst (fst u)) (one :: snd u)) (units l zero h).
(* A layer of dense rows, which keeps no inputs. *)
Definition is_dense (l : layer T) : bool := match wiring l with None => trained l && negb (keeps l) | Some _ => false end.
Definition npieces (l : layer T) (z : list T) : list nat := map (npiece (tab l)) z.

(* The outputs of a layer with the inputs h and the pre-activations z. *)
Definition nout (l : layer T) (h z : list T) : list T := map2 (napply (tab l)) (npieces l z) z ++ kept l h.
Fixpoint nfwd (W : net T) (h : list T) : list T :=
  match W with
  | [] => h
  | l :: W' => let z := npre l h in nfwd W' (nout l h z)
  end.
(* The pieces in use, walls or not; of a layer with the inputs h and the pre-activations z, and of a network. *)
Definition pieces_in_use (l : layer T) (h z : list T) : list nat := if is_pooling l then map (fun u => first_largest (snd u)) (units l zero h) else npieces l z.
Fixpoint npattern (W : net T) (h : list T) : pattern :=
  match W with
  | [] => []
  | l :: W' => let z := npre l h in pieces_in_use l h z :: npattern W' (nout l h z)
  end.
(* p is the pattern, and there is no wall. *)
Fixpoint ninside (t : table T) (q : nat) (z : T) : bool :=
  match t, q with
  | Last _ _, O => true
  | Last _ _, S _ => false
  | Cut _ _ b _, O => lt z b
  | Cut _ _ b t', S q' => lt b z && ninside t' q' z
  end.
(* Entry q of a window is selected; the windows, entries with slopes. *)
Definition same_value (a b : T) : bool := leb a b && leb b a.
Definition nselected (es : list (T * T)) (q : nat) : bool :=
  let entry j := fst (nth j es (zero, zero)) in let slope j := snd (nth j es (zero, zero)) in
  (q <? length es) && forallb (fun j => (j =? q) || lt (entry j) (entry q) ||
    ((q <? j) && same_value (entry j) (entry q) && same_value (slope j) zero && same_value (slope q) zero)) (seq 0 (length es)).
Definition nwindows (l : layer T) (h ss : list T) : list (list (T * T)) :=
  match wiring l with None => [] | Some us => map (fun u => map (fun k => (nth_number h k, nth_number ss k)) (snd u)) us end.
Definition in_use (l : layer T) (ss h z : list T) (q : list nat) : bool :=
  if is_pooling l then all2 nselected (nwindows l h ss) q else all2 (ninside (tab l)) q z.
Definition slopes (l : layer T) (ss : list T) (q : list nat) : list T := map (fun k => fst (segment (tab l) k)) q ++ kept l ss.
Fixpoint nhas_pattern_from (ss : list T) (W : net T) (h : list T) (p : pattern) : bool :=
  match W, p with
  | [], [] => true
  | l :: W', q :: p' =>
    let z := npre l h in
    in_use l ss h z q && nhas_pattern_from (slopes l ss q) W' (nout l h z) p'
  | _, _ => false
  end.
Definition ones (h : list T) : list T := map (fun _ => one) h.
Definition nhas_pattern (W : net T) (h : list T) (p : pattern) : bool := nhas_pattern_from (ones h) W h p.
Definition pattern_eqb (p q : pattern) : bool := if list_eq_dec (list_eq_dec Nat.eq_dec) p q then true else false.

(* The loss of an output; of a sample; the risk times the number of samples. *)
Definition positive_part (a : T) : T := if leb a zero then zero else a.
Definition square a := mul a a.
Definition loss_number (L : loss T) (o y : T) : T :=
  match L with
  | Squared => square (sub o y)
  | Absolute => abs (sub o y)
  | Huber a => let e := abs (sub o y) in if leb e a then mul half (square e) else sub (mul a e) (mul half (square a))
  | Epsilon_insensitive a => positive_part (sub (abs (sub o y)) a)
  | Quantile a => add (mul a (positive_part (sub y o))) (mul (sub one a) (positive_part (sub o y)))
  | Hinge => positive_part (sub one (mul y o))
  | Squared_hinge => square (positive_part (sub one (mul y o)))
  end.
(* What the loss of output o counts in that of a sample. *)
Definition importance (L : objective T) (s : sample T) (o : nat) : T := mul (weight s) (nth_number (output_weights L) o).
Definition sample_error (L : objective T) (d : nat) (out : list T) (s : sample T) : T :=
  total (map (fun o => mul (importance L s o) (loss_number (formula L) (nth_number out o) (nth_number (target s) o))) (seq 0 d)).
Definition errors L d (W : net T) (ms : list (sample T)) : T := total (map (fun s => sample_error L d (nfwd W (input s)) s) ms).
Definition layer_decay_number (e : (T * T) * layer T) : T :=
  add (mul (fst (fst e)) (total (map (fun row => total (map square (fst row))) (rows (snd e)))))
    (mul (snd (fst e)) (total (map (fun row => square (snd row)) (rows (snd e))))).
Definition decay_number (L : objective T) (W : net T) : T := total (map layer_decay_number (combine (decay L) W)).
Definition count {A} (l : list A) : T := total (map (fun _ => one) l).
(* Without the decay the losses of the samples ms have this sum. *)
Definition has_risk {A} (sum : T) L W (ms : list A) (value : T) : bool := eqb (add sum (mul (count ms) (decay_number L W))) (mul value (count ms)).
Definition is_risk L d W (ms : list (sample T)) (value : T) : bool := has_risk (errors L d W ms) L W ms value.
End Passes.
