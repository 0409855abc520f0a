(* SPDX-License-Identifier: GPL-3.0-or-later

   Halfspaces that are proven from others by multipliers, and trees of halfspaces (10.1).  Computes; speaks of no real number. *)
Require Import List Bool PeanoNat.
Require Import Thalweg.Operations Thalweg.Passes Thalweg.Shapes.
Import ListNotations.

(* The leaves L and what the inner nodes I have to say; the list of a file, in preorder, is read as a tree. *)
Inductive tree (I L : Type) := Leaf (l : L) | Split (i : I) (first second : tree I L).
Arguments Leaf {I L}. Arguments Split {I L}.

Module Halfspaces (N : OPERATIONS).
Module Export P := Passes N.
Import N.

(* --- rows; where one is longer the other has zeros ------------------------------------------------------------------ *)
Fixpoint plus (a b : list T) : list T :=
  match a, b with [], l | l, [] => l | x :: a', y :: b' => add x y :: plus a' b' end.
Fixpoint same (a b : list T) : bool :=
  match a, b with [], l | l, [] => forallb is_zero l | x :: a', y :: b' => eqb x y && same a' b' end.
Definition negative (a : T) : T := sub zero a.
Definition scaled (m : T) (h : row T) : row T := row_map (mul m) h.
Definition sum_of (h k : row T) : row T := (plus (fst h) (fst k), add (snd h) (snd k)).
(* The set where a·x >= b; where f <= g, for affine functions; the constant function. *)
Definition opposite (h : row T) : row T := row_map negative h.
Definition at_most (f g : row T) : row T := (plus (fst f) (map negative (fst g)), sub (snd g) (snd f)).
Definition constant (b : T) : row T := ([], b).

(* --- multipliers ---------------------------------------------------------------------------------------------------- *)
Definition multipliers := list (nat * T).
Fixpoint combination (hs : list (row T)) (ms : multipliers) : option (row T) :=
  match ms with
  | [] => Some ([], zero)
  | (i, m) :: ms' =>
    match nth_error hs i, combination hs ms' with
    | Some h, Some k => if leb zero m then Some (sum_of (scaled m h) k) else None
    | _, _ => None
    end
  end.
Definition proves (hs : list (row T)) (ms : multipliers) (h : row T) : bool :=
  match combination hs ms with Some (a, b) => same a (fst h) && leb b (snd h) | None => false end.
(* Each of the halfspaces by multipliers of its own. *)
Definition proves_all (hs : list (row T)) (mss : list multipliers) (targets : list (row T)) : bool := all2 (proves hs) mss targets.

(* --- points --------------------------------------------------------------------------------------------------------- *)
Definition inside_all (hs : list (row T)) (x : list T) : bool := forallb (fun h => leb (dot (fst h) x) (snd h)) hs.
Definition strictly_inside (hs : list (row T)) (x : list T) : bool := forallb (fun h => lt (dot (fst h) x) (snd h)) hs.

(* --- trees: [test] holds at every leaf, with the halfspaces [hs] and the sides from the root ------------------------- *)
Fixpoint all_leaves {I L} (side : I -> row T) (test : list (row T) -> L -> bool) (hs : list (row T)) (t : tree I L) : bool :=
  match t with
  | Leaf l => test hs l
  | Split i first second =>
    let h := side i in all_leaves side test (hs ++ [h]) first && all_leaves side test (hs ++ [opposite h]) second
  end.
End Halfspaces.
