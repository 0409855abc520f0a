(* SPDX-License-Identifier: GPL-3.0-or-later

   Halfspaces, partitions and claims about them as data, over any numbers (SPECIFICATION.md, sections 14.1 to 14.3).
   Like `Networks.v` this is read by people and extracted; `Geometry.v` says what it means. *)
Require Import List.
Import ListNotations.
Set Implicit Arguments. Set Maximal Implicit Insertion.

(* (a, b): the halfspace of all x with a·x <= b, or the affine function x |-> a·x + b. *)
Definition row (A : Type) := (list A * A)%type.
Definition cell (A : Type) := list (row A).

(* The sections of a statement and its claims; the numbers of cells are those that `convex_partition` states. *)
Record shapes (A : Type) := Shapes {
  dimension : nat;
  domain : cell A;
  partitions : list (list (cell A));
  cell_counts : option (list nat) }.

Definition row_map {A B} (f : A -> B) (h : row A) : row B := (map f (fst h), f (snd h)).
Definition shapes_map {A B} (f : A -> B) (g : shapes A) : shapes B :=
  Shapes (dimension g) (map (row_map f) (domain g)) (map (map (map (row_map f))) (partitions g)) (cell_counts g).

(* The claims that are covered, and which of them are made. *)
Inductive shape_claim : Set := Convex_partition.
Definition shape_claims := [Convex_partition].
Definition is_some {A} (a : option A) : bool := match a with Some _ => true | None => false end.
Definition claims_shape {A} (g : shapes A) (k : shape_claim) : bool :=
  match k with
  | Convex_partition => is_some (cell_counts g)
  end.
