(* SPDX-License-Identifier: GPL-3.0-or-later

   What the claims about partitions state, over the real numbers (SPECIFICATION.md, sections 14.2 to 14.5). *)
Require Import Reals List.
Require Import Thalweg.Semantics.
Require Export Thalweg.Shapes.
Import ListNotations.
Open Scope R_scope.

(* Points of the space of dimension d are lists of length d.  A cell is the intersection of its halfspaces, so it is convex. *)
Definition is_in (d : nat) (c : cell R) (x : list R) : Prop := length x = d /\ Forall (fun h => dot (fst h) x <= snd h) c.
Definition near (e : R) (x y : list R) : Prop := Forall2 (fun a b => Rabs (a - b) <= e) x y.
Definition interior (S : list R -> Prop) (x : list R) : Prop := exists e, 0 < e /\ forall y, near e x y -> S y.

(* Claim convex_partition: the cells lie in the domain and cover it, have interior points, and an interior point of one
   is in no other. *)
Definition apart (d : nat) (c c' : cell R) : Prop := forall x, interior (is_in d c) x -> ~ is_in d c' x.
Definition is_partition (d : nat) (domain : cell R) (cells : list (cell R)) : Prop :=
  (forall x, is_in d domain x <-> exists c, In c cells /\ is_in d c x) /\
  (forall c, In c cells -> exists x, interior (is_in d c) x) /\
  ForallOrdPairs (fun c c' => apart d c c' /\ apart d c' c) cells.

Definition shape_holds (k : shape_claim) (g : shapes R) : Prop :=
  match k with
  | Convex_partition => cell_counts g = Some (map (@length _) (partitions g)) /\
      Forall (is_partition (dimension g) (domain g)) (partitions g)
  end.
(* All of these claims that are made hold. *)
Definition shapes_hold (g : shapes R) : Prop := forall k, claims_shape g k = true -> shape_holds k g.
