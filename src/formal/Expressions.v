(* SPDX-License-Identifier: GPL-3.0-or-later

   Max-min forms and networks as expressions over symbols: nodes and their lower bounds, values of units.  Symbols are 0 … d-1 for the inputs, d for 1, then others.  Extracted. *)
Require Import List Bool PeanoNat.
Require Import Thalweg.Operations Thalweg.Networks Thalweg.Passes Thalweg.Shapes Thalweg.Halfspaces Thalweg.Forms.
Import ListNotations.

(* Expressions of a form by binary minima and maxima of earlier nodes; the last node is the root. *)
Inductive node := Function_node (j : nat) | Min_node (u w : nat) | Max_node (u w : nat).

Module Expressions (N : OPERATIONS).
Module Export Fo := Forms N.
Export Fo.Fi Fo.Fi.H Fo.Fi.H.P.
Import N.

(* --- expressions: symbols, increasing, with coefficients that are not 0 ----------------------------------------------- *)
Definition expression := list (nat * T).
Fixpoint plus_expression (a : expression) : expression -> expression :=
  match a with
  | [] => fun b => b
  | (s, u) :: a' =>
    fix inner (b : expression) : expression :=
      match b with
      | [] => a
      | (t, v) :: b' =>
        if (s <? t)%nat then (s, u) :: plus_expression a' b
        else if (t <? s)%nat then (t, v) :: inner b'
        else let w := add u v in if is_zero w then plus_expression a' b' else (s, w) :: plus_expression a' b'
      end
  end.
Definition times (c : T) (e : expression) : expression := if is_zero c then [] else map (fun t => (fst t, mul c (snd t))) e.
Definition minus_expression (a b : expression) : expression := plus_expression a (times (negative one) b).
Definition same_expression (a b : expression) : bool := all2 (fun s t => (fst s =? fst t) && eqb (snd s) (snd t)) a b.
Definition symbol (s : nat) : expression := [(s, one)].
Definition constant_expression (d : nat) (c : T) : expression := times c (symbol d).
Definition row_expression (d : nat) (f : row T) : expression :=
  filter (fun t => negb (is_zero (snd t))) (combine (seq 0 d) (fst f)) ++ constant_expression d (snd f).
(* A pre-activation from the outputs below. *)
Fixpoint weighted (w : list T) (below : list expression) : expression :=
  match w, below with a :: w', e :: below' => plus_expression (times a e) (weighted w' below') | _, _ => [] end.
Definition composed (d : nat) (below : list expression) (row : list T * T) : expression :=
  plus_expression (weighted (fst row) below) (constant_expression d (snd row)).

(* --- nodes ---------------------------------------------------------------------------------------------------------- *)
(* The set of sets that a node stands for, each sorted (O233). *)
Fixpoint insert (j : nat) (l : list nat) : list nat :=
  match l with [] => [j] | k :: l' => if (j <? k)%nat then j :: l else if (k <? j)%nat then k :: insert j l' else l end.
Definition equal_sets (a b : list nat) : bool := if list_eq_dec Nat.eq_dec a b then true else false.
Definition has_set (f : list (list nat)) (a : list nat) : bool := existsb (equal_sets a) f.
Definition family_of (fams : list (list (list nat))) (n : node) : option (list (list nat)) :=
  match n with
  | Function_node j => Some [[j]]
  | Min_node u w => match nth_error fams u, nth_error fams w with Some [a], Some [b] => Some [fold_right insert b a] | _, _ => None end
  | Max_node u w => match nth_error fams u, nth_error fams w with
      | Some f, Some h => Some (f ++ filter (fun a => negb (has_set f a)) h) | _, _ => None end
  end.
Fixpoint families (fams : list (list (list nat))) (ns : list node) : option (list (list (list nat))) :=
  match ns with [] => Some fams | n :: ns' => match family_of fams n with Some f => families (fams ++ [f]) ns' | None => None end end.
Definition no_max_below (ns : list node) (n : node) : bool :=
  let is_max u := match nth_error ns u with Some (Max_node _ _) => true | _ => false end in
  match n with Min_node u w => negb (is_max u) && negb (is_max w) | _ => true end.
Definition is_family (ns : list node) (rows : list (list nat)) : bool :=
  match families [] ns with
  | Some fams => let root := last fams [] in
      negb (length ns =? 0) && forallb (no_max_below ns) ns && forallb (has_set rows) root && forallb (has_set root) rows
  | None => false
  end.
(* O234: bounds of functions on the domain, then of nodes. *)
Definition bound_is_proven (domain : cell T) (f : row T) (b : option (T * multipliers)) : bool :=
  match b with Some (b', ms) => proves domain ms (at_most (constant b') f) | None => true end.
Definition lower_of (functions_lower : list (option (T * multipliers))) (ls : list (option T)) (n : node) : option T :=
  match n with
  | Function_node j => option_map fst (nth j functions_lower None)
  | Min_node u w => match nth u ls None, nth w ls None with Some a, Some b => Some (if leb a b then a else b) | _, _ => None end
  | Max_node u w => match nth u ls None, nth w ls None with
      | Some a, Some b => Some (if leb a b then b else a) | Some a, None => Some a | None, l => l end
  end.
Definition scan {A B} (step : list B -> A -> B) (l : list A) : list B := fold_left (fun done a => done ++ [step done a]) l [].
Definition lowers functions_lower (ns : list node) : list (option T) := scan (lower_of functions_lower) ns.

(* --- networks: what the output of a hidden unit is, from its pre-activation and what a witness says of the unit ------ *)
Definition is_relu (t : table T) : bool :=
  match t with Cut s k b (Last s' k') => is_zero s && is_zero k && is_zero b && eqb s' one && is_zero k' | _ => false end.
Definition is_identity (t : table T) : bool := match t with Last s k => eqb s one && is_zero k | _ => false end.
Fixpoint all_some {A} (l : list (option A)) : option (list A) :=
  match l with [] => Some [] | Some a :: l' => option_map (cons a) (all_some l') | None :: _ => None end.
(* The outputs of the last layer, of dense ones. *)
Definition has_no_wiring (l : layer T) : bool := match wiring l with None => negb (keeps l) | Some _ => false end.
Fixpoint walk {L} (d : nat) (output : table T -> L -> expression -> option expression) (W : net T) (labels : list (list L))
    (below : list expression) : option (list expression) :=
  match W, labels with
  | [l], [] => if is_identity (tab l) && has_no_wiring l then Some (map (composed d below) (rows l)) else None
  | l :: W', ls :: labels' =>
    if (length ls =? length (rows l)) && has_no_wiring l then
      match all_some (map2 (output (tab l)) ls (map (composed d below) (rows l))) with Some es => walk d output W' labels' es | None => None end
    else None
  | _, _ => None
  end.
Definition inputs_of (d : nat) : list expression := map symbol (seq 0 d).

Record output_nodes := Output_nodes { nodes : list node; functions_lower : list (option (T * multipliers)) }.
End Expressions.
