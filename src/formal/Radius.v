(* SPDX-License-Identifier: GPL-3.0-or-later

   Pattern invariance within a radius: the numbers of section 14.1 and the condition O9, class by class; with it O4 and
   O5, as a margin that is larger than a bound is not 0.  The numbers of a class serve all its samples.

   A value is followed by how it [move]s when every parameter moves by at most r: its derivatives by the pre-activations
   of every earlier layer (newest layer first; exact), and coefficients of N_m that bound the whole move, and what of the
   move is not linear.  With the method `interval` all of a move counts as not linear. *)
Require Import List Bool PeanoNat.
Require Import Thalweg.Operations Thalweg.Networks Thalweg.Passes.
Import ListNotations.

(* What is compared with the moves of a layer: for each unit its distance from breakpoints, or for each window the lead of its selected entry. *)
Inductive margin (V : Type) := Clearances (cs : list V) | Leads (cs : list (list V)).
Arguments Clearances {V}. Arguments Leads {V}.
Definition as_many {A B} (a : list A) (b : list B) : bool := (length a =? length b)%nat.

Module Radius (N : OPERATIONS).
Module Import P := Passes N.
Import N.

(* Every breakpoint is further from z than e: z plus anything up to e stays inside its piece. *)
Fixpoint clear (t : table T) (e z : T) : bool :=
  match t with Last _ _ => true | Cut _ _ b t' => lt e (abs (sub z b)) && clear t' e z end.

(* Vectors are padded with 0: the shorter one ends in zeros, and 0 times a vector is empty. *)
Fixpoint vadd (a b : list T) : list T :=
  match a, b with x :: a', y :: b' => add x y :: vadd a' b' | [], _ => b | _, [] => a end.
Definition vscale (c : T) (v : list T) : list T := if is_zero c then [] else map (mul c) v.
Fixpoint badd (a b : list (list T)) : list (list T) :=
  match a, b with x :: a', y :: b' => vadd x y :: badd a' b' | [], _ => b | _, [] => a end.
Definition bscale (c : T) (v : list (list T)) : list (list T) := if is_zero c then [] else map (map (mul c)) v.
Fixpoint comb (w : list T) (vs : list (list T)) : list T :=
  match w, vs with a :: w', v :: vs' => vadd (vscale a v) (comb w' vs') | _, _ => [] end.
Fixpoint bcomb (w : list T) (vs : list (list (list T))) : list (list T) :=
  match w, vs with a :: w', v :: vs' => badd (bscale a v) (bcomb w' vs') | _, _ => [] end.
Fixpoint vtotal (vs : list (list T)) : list T := match vs with [] => [] | v :: vs' => vadd v (vtotal vs') end.

Record move := Move { jac : list (list T); whole : list T; rest : list T }.
Definition still := Move [] [] [].
Definition unit_vector (n j : nat) : list T := map (fun i => if (i =? j)%nat then one else zero) (seq 0 n).
Definition sizes (w : list T) : list T := map (fun a => up (abs a)) w.

Section Class.
Variable linear : bool.   (* the method is `first_order` *)
Variable r : T.           (* the radius, rounded up *)

(* Unit j of n units with this row; [common] is the sum of the whole moves of its inputs. *)
Definition zmove (n : nat) (ms : list move) (common : list T) (row : list T * T) (j : nat) : move :=
  let rounded := map up (vadd (comb (sizes (fst row)) (map rest ms)) (vscale r common)) in
  if linear then
    let J := bcomb (fst row) (map jac ms) in
    let A := map (fun b => up (total (nabs b))) J in
    Move (unit_vector n j :: J) (vadd (map (mul r) (one :: A)) (zero :: rounded)) (zero :: rounded)
  else Move [] (r :: rounded) (r :: rounded).
(* A unit without parameters. *)
Definition fixed_move (ms : list move) (row : list T * T) : move :=
  let rounded := map up (comb (sizes (fst row)) (map rest ms)) in
  if linear then
    let J := bcomb (fst row) (map jac ms) in
    Move J (vadd (map (mul r) (map (fun b => up (total (nabs b))) J)) rounded) rounded
  else Move [] rounded rounded.
Definition has_parameters (l : layer T) : bool := trained l || biased l.
Definition zmoves (l : layer T) (ms : list move) : list move :=
  let us := units l still ms in
  if has_parameters l then
    let all := vtotal (map whole ms) in
    map2 (fun u j => zmove (length us) (snd u) (match wiring l with None => all | Some _ => vtotal (map whole (snd u)) end) (fst u) j)
      us (seq 0 (length us))
  else map (fun u => fixed_move (snd u) (fst u)) us.
Definition hmove (t : table T) (q : nat) (m : move) : move :=
  let s := fst (segment t q) in let a := up (abs s) in Move (bscale s (jac m)) (vscale a (whole m)) (vscale a (rest m)).
(* A window moves as its selected entry does. *)
Definition window_moves (l : layer T) (q : list nat) (ms : list move) : list move :=
  map2 (fun u k => fixed_move [nth k (snd u) still] ([one], zero)) (units l still ms) q.
(* How far the outputs go: the bounds of O76. *)
Definition reach (t : table T) (q : nat) (m : move) : list T := vscale (up (abs (fst (segment t q)))) (map up (whole m)).
(* What is kept does not depend on the parameters of the layer. *)
Definition later_bound (l : layer T) (c : list T) : list T := if has_parameters l then zero :: c else c.
Definition later (l : layer T) (m : move) : move :=
  Move (if has_parameters l then match jac m with [] => [] | J => [] :: J end else jac m) (later_bound l (whole m)) (later_bound l (rest m)).
(* C of section 14.1: for every layer and unit, or for every entry of its windows, the coefficients of N_m, newest first. *)
Fixpoint coefficients (W : net T) (p : pattern) (ms : list move) (es : list (list T)) : list (margin (list T)) :=
  match W, p with
  | l :: W', q :: p' =>
    let zs := if is_pooling l then window_moves l q ms else zmoves l ms in
    (if is_pooling l then Leads (map snd (units l [] es)) else Clearances (map (fun m => map up (whole m)) zs)) ::
    coefficients W' p' (map2 (hmove (tab l)) q zs ++ kept l (map (later l) ms)) (map2 (reach (tab l)) q zs ++ kept l (map (later_bound l) es))
  | _, _ => []
  end.
End Class.

(* O76 for a window with such bounds; with it that entry q is selected. *)
Definition leads (es : list (T * T)) (bounds : list T) (q : nat) : bool :=
  let entry j := fst (nth j es (zero, zero)) in let slope j := snd (nth j es (zero, zero)) in
  nselected es q && forallb (fun j => (j =? q) || (same_value (slope j) zero && same_value (slope q) zero) ||
    lt (add (nth_number bounds q) (nth_number bounds j)) (sub (entry q) (entry j))) (seq 0 (length es)).
(* O9 and O76 of a layer with the pieces q; [size] is the product with the N_m. *)
Definition keeps_pieces {V} (size : V -> T) (l : layer T) (ss h z : list T) (q : list nat) (m : margin V) : bool :=
  match m with
  | Leads cs => is_pooling l && negb (has_parameters l) && all2 (fun w k => leads (fst w) (map size (snd w)) k) (combine (nwindows l h ss) cs) q && as_many q z
  | Clearances cs => negb (is_pooling l) && all2 Nat.eqb (npieces l z) q && all2 (fun c z => clear (tab l) (size c) z) cs z
  end.

(* N_m(i) of a layer with the inputs h, and those of all layers with it. *)
Definition larger (a b : T) : T := if leb a b then b else a.
Definition norm (l : layer T) (h : list T) : T :=
  up (add (if biased l then one else zero)
    (match wiring l with None => total (sizes h) | Some _ => fold_right larger zero (map (fun u => total (sizes (snd u))) (units l zero h)) end)).
Definition norms (l : layer T) (h Ns : list T) : list T := if has_parameters l then norm l h :: Ns else Ns.
(* The outputs of a sample that has the pattern p with the margins of O9. *)
Fixpoint steady (W : net T) (p : pattern) (Cs : list (margin (list T))) (ss h Ns : list T) : option (list T) :=
  match W, p, Cs with
  | [], [], _ => Some h
  | l :: W', q :: p', C :: Cs' =>
    let Ns' := norms l h Ns in
    let z := npre l h in
    if keeps_pieces (fun c => dot c Ns') l ss h z q C
    then steady W' p' Cs' (slopes l ss q) (map2 (napply (tab l)) q z ++ kept l h) Ns' else None
  | _, _, _ => None
  end.
Fixpoint steady_all (W : net T) (p : pattern) Cs (ms : list (sample T)) : option (list (list T)) :=
  match ms with
  | [] => Some []
  | s :: ms' => match steady W p Cs (ones (input s)) (input s) [], steady_all W p Cs ms' with Some o, Some os => Some (o :: os) | _, _ => None end
  end.
(* The pattern of a class and the outputs of its samples; [dx] is the length of every input. *)
Definition class_result (linear : bool) (r : T) (W : net T) (dx : nat) (ms : list (sample T)) : option (pattern * list (list T)) :=
  match ms with
  | [] => None
  | s :: _ =>
    let p := npattern W (input s) in
    match steady_all W p (coefficients linear (up r) W p (map (fun _ => still) (seq 0 dx)) []) ms with
    | Some os => Some (p, os)
    | None => None
    end
  end.
Fixpoint class_results linear r W dx (gs : list (list (sample T))) : option (list (pattern * list (list T))) :=
  match gs with
  | [] => Some []
  | ms :: gs' =>
    match class_result linear r W dx ms with
    | Some a => match class_results linear r W dx gs' with Some b => Some (a :: b) | None => None end
    | None => None
    end
  end.
End Radius.
