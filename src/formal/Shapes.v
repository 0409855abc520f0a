(* SPDX-License-Identifier: GPL-3.0-or-later

   Halfspaces, partitions and claims about them as data, over any numbers (SPECIFICATION.md, sections 10 and 49 to 56).
   Like `Networks.v` this is read by people and extracted; `Geometry.v` says what it means. *)
Require Import List.
Require Import Thalweg.Networks.
Import ListNotations.
Set Implicit Arguments. Set Maximal Implicit Insertion.

(* (a, b): the halfspace of all x with a·x <= b, or the affine function x |-> a·x + b. *)
Definition row (A : Type) := (list A * A)%type.
Definition cell (A : Type) := list (row A).

(* One output: on cell m of its partition the function that [pieces_of] names for m.  With `lattice_identity` it has rows of
   functions, its max-min form. *)
Record cpwl (A : Type) := Cpwl { on_partition : nat; functions : list (row A); pieces_of : list nat; rows_of : list (list nat) }.
Record groups_claim (A : Type) := Groups { group_partition : nat; group_count : nat; group_risk : A }.
Record failure_claim (A : Type) := Failure { failing_output : nat; failing_rows : list (list nat); failing_cell : nat; failing_point : list A }.
Record finer_claim (A : Type) := Finer { coarse : nat; fine : nat; coarse_risk : A; fine_risk : A }.

(* The sections of a statement and its claims; the numbers of cells are those that `convex_partition` states. *)
Record shapes (A : Type) := Shapes {
  dimension : nat;
  domain : cell A;
  partitions : list (list (cell A));
  outputs_of : list (cpwl A);
  cell_counts : option (list nat);
  groups_of : option (groups_claim A);
  is_lattice : bool;                 (* lattice_identity *)
  failure : option (failure_claim A);
  finer : option (finer_claim A);
  region_count : option nat;         (* linear_regions *)
  is_network_function : bool;        (* network_computes_function *)
  network_forms : option (option (list (list (row A) * list (list nat)))) }.   (* network_computes_form, perhaps with functions and rows of each output *)

Fixpoint breakpoints {A} (t : table A) : list A := match t with Last _ _ => [] | Cut _ _ b t' => b :: breakpoints t' end.
Definition row_map {A B} (f : A -> B) (h : row A) : row B := (map f (fst h), f (snd h)).
Definition cpwl_map {A B} (f : A -> B) (o : cpwl A) : cpwl B := Cpwl (on_partition o) (map (row_map f) (functions o)) (pieces_of o) (rows_of o).
Definition shapes_map {A B} (f : A -> B) (g : shapes A) : shapes B :=
  Shapes (dimension g) (map (row_map f) (domain g)) (map (map (map (row_map f))) (partitions g)) (map (cpwl_map f) (outputs_of g)) (cell_counts g)
    (option_map (fun e => Groups (group_partition e) (group_count e) (f (group_risk e))) (groups_of g))
    (is_lattice g) (option_map (fun e => Failure (failing_output e) (failing_rows e) (failing_cell e) (map f (failing_point e))) (failure g))
    (option_map (fun e => Finer (coarse e) (fine e) (f (coarse_risk e)) (f (fine_risk e))) (finer g))
    (region_count g) (is_network_function g)
    (option_map (option_map (map (fun e => (map (row_map f) (fst e), snd e)))) (network_forms g)).
Definition cells_of {A} (g : shapes A) (p : nat) : list (cell A) := nth p (partitions g) [].
(* The forms that `network_computes_form` states, or else those of the outputs. *)
Definition computed_forms {A} (g : shapes A) (stated : option (list (list (row A) * list (list nat)))) : list (list (row A) * list (list nat)) :=
  match stated with Some fs => fs | None => map (fun f => (functions f, rows_of f)) (outputs_of g) end.
Definition piece_on {A} (zero : A) (o : cpwl A) (m : nat) : row A := nth (nth m (pieces_of o) O) (functions o) ([], zero).

(* The claims that are covered. *)
Inductive shape_claim : Set :=
  Convex_partition | Groups_of_samples | Lattice_identity | Lattice_failure | Refinement_of_partitions |
  Linear_regions | Network_computes_function | Network_computes_form.
