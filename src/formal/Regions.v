(* SPDX-License-Identifier: GPL-3.0-or-later

   The checker of linear regions and of networks that compute CPWL functions: the obligations O57 to O64.  Extracted. *)
Require Import List Bool PeanoNat.
Require Import Thalweg.Operations Thalweg.Networks Thalweg.Passes Thalweg.Shapes Thalweg.Halfspaces Thalweg.Expressions.
Import ListNotations.

(* A breakpoint of a unit: layer, unit, breakpoint. *)
Record place := Place { at_layer : nat; at_unit : nat; at_breakpoint : nat }.

Module Regions (N : OPERATIONS).
Module Export Ex := Expressions N.
Export Ex.Fo Ex.Fo.Fi Ex.Fo.Fi.H Ex.Fo.Fi.H.P.
Import N.

Record side := Side { side_at : place; is_above : bool; side_proof : multipliers }.
(* [in_cells]: for each output the cell with the leaf, if network_computes_function is claimed. *)
Record region_leaf := Region_leaf { leaf_point : list T; in_cells : list (nat * list multipliers) }.
Definition region_tree := tree (list side * place) (list side * region_leaf).

(* Breakpoints increase, and neighbouring pieces agree there. *)
Fixpoint is_continuous (t : table T) : bool :=
  match t with
  | Last _ _ => true
  | Cut s k b t' =>
    match t' with
    | Last s' k' => eqb (add (mul s b) k) (add (mul s' b) k')
    | Cut s' k' b' _ => lt b b' && eqb (add (mul s b) k) (add (mul s' b) k')
    end && is_continuous t'
  end.

(* The current layer is the first of [rest]; its pre-activations as affine functions of x; the pieces left to its units. *)
Record state := State { depth : nat; rest : net T; zs : list (row T); left : list (nat * nat) }.
Definition all_left (l : layer T) : list (nat * nat) := map (fun _ => (O, length (breakpoints (tab l)))) (rows l).
Definition start (W : net T) : state := match W with [] => State O [] [] [] | l :: _ => State O W (rows l) (all_left l) end.
Definition activated (t : table T) (z : row T) (q : nat * nat) : row T :=
  let s := segment t (fst q) in sum_of (scaled (fst s) z) (constant (snd s)).
Fixpoint weighted_rows (w : list T) (hs : list (row T)) : row T :=
  match w, hs with
  | a :: w', h :: hs' => if is_zero a then weighted_rows w' hs' else sum_of (scaled a h) (weighted_rows w' hs')
  | _, _ => constant zero
  end.
Definition composed_row (hs : list (row T)) (r : list T * T) : row T := sum_of (weighted_rows (fst r) hs) (constant (snd r)).
Definition is_single (q : nat * nat) : bool := fst q =? snd q.
Fixpoint advance (depth : nat) (W : net T) (zs : list (row T)) (left : list (nat * nat)) : state :=
  match W with
  | l :: ((l' :: _) as W') =>
    if forallb is_single left
    then advance (S depth) W' (map (composed_row (map2 (activated (tab l)) zs left)) (rows l')) (all_left l')
    else State depth W zs left
  | _ => State depth W zs left
  end.
Definition advanced (s : state) : state := advance (depth s) (rest s) (zs s) (left s).

Definition current_table (s : state) : table T := match rest s with l :: _ => tab l | [] => Last zero zero end.
(* O57 *)
Definition is_undecided (s : state) (p : place) : bool :=
  (at_layer p =? depth s) && (at_breakpoint p <? length (breakpoints (current_table s))) && (2 <=? length (rest s)) && (at_unit p <? length (zs s)) &&
  match nth_error (left s) (at_unit p) with
  | Some (first, last) => (first <=? at_breakpoint p) && (at_breakpoint p <? last)
  | None => false
  end.
Definition below_row (s : state) (p : place) : row T :=
  at_most (nth (at_unit p) (zs s) ([], zero)) (constant (nth (at_breakpoint p) (breakpoints (current_table s)) zero)).
Fixpoint replaced {A} (l : list A) (k : nat) (f : A -> A) : list A :=
  match l, k with [], _ => [] | a :: l', O => f a :: l' | a :: l', S k' => a :: replaced l' k' f end.
Definition taken (s : state) (p : place) (above : bool) : state :=
  let k := at_breakpoint p in
  advanced (State (depth s) (rest s) (zs s) (replaced (left s) (at_unit p) (fun q => if above then (S k, snd q) else (fst q, k)))).
(* O57, O58 *)
Fixpoint take_sides (hs : list (row T)) (s : state) (sides : list side) : option state :=
  match sides with
  | [] => Some s
  | e :: sides' =>
    let h := below_row s (side_at e) in
    if is_undecided s (side_at e) && proves hs (side_proof e) (if is_above e then opposite h else h)
    then take_sides hs (taken s (side_at e) (is_above e)) sides' else None
  end.
(* [test] at every leaf, with the halfspaces of its region and the affine maps of the outputs; O59 *)
Fixpoint all_regions (test : list (row T) -> list (row T) -> region_leaf -> bool) (hs : list (row T)) (s : state) (t : region_tree) : bool :=
  match t with
  | Leaf (sides, leaf) =>
    match take_sides hs s sides with
    | Some s' => match rest s' with [_] => test hs (zs s') leaf | _ => false end
    | None => false
    end
  | Split (sides, p) first second =>
    match take_sides hs s sides with
    | Some s' => let h := below_row s' p in is_undecided s' p &&
        all_regions test (hs ++ [h]) (taken s' p false) first && all_regions test (hs ++ [opposite h]) (taken s' p true) second
    | None => false
    end
  end.
Fixpoint leaf_count {I L} (t : tree I L) : nat := match t with Leaf _ => 1 | Split _ a b => leaf_count a + leaf_count b end.
(* Dense layers with continuous activations, the last of them the identity. *)
Definition is_usable (l : layer T) : bool := is_continuous (tab l) && has_no_wiring l.
Definition is_regular (W : net T) : bool :=
  forallb is_usable W && match rev W with l :: _ => is_identity (tab l) | [] => false end.
(* O60 *)
Definition has_point (d : nat) (hs zs : list (row T)) (leaf : region_leaf) : bool := (length (leaf_point leaf) =? d) && strictly_inside hs (leaf_point leaf).
(* O57 to O62 *)
Definition check_regions (W : net T) (w : option region_tree) (g : shapes T) : bool :=
  match w, region_count g with
  | Some t, Some k => is_regular W && all_regions (has_point (dimension g)) (domain g) (advanced (start W)) t && (leaf_count t =? k)
  | _, _ => false
  end.
(* O63, O64 *)
Definition is_output (g : shapes T) (hs : list (row T)) (f : cpwl T) (e : row T * (nat * list multipliers)) : bool :=
  let (z, w) := e in
  match nth_error (cells_of g (on_partition f)) (fst w) with
  | Some c => let p := piece_on zero f (fst w) in proves_all hs (snd w) c && same (fst z) (fst p) && eqb (snd z) (snd p)
  | None => false
  end.
Definition are_outputs (g : shapes T) (hs zs : list (row T)) (leaf : region_leaf) : bool :=
  all2 (is_output g hs) (outputs_of g) (combine zs (in_cells leaf)).
Definition check_function (W : net T) (w : option region_tree) (g : shapes T) : bool :=
  match w with
  | Some t => is_regular W && all_regions (are_outputs g) (domain g) (advanced (start W)) t
  | None => false
  end.
End Regions.
