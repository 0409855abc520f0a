(* SPDX-License-Identifier: GPL-3.0-or-later

   What the witness of a certificate stands for: networks, and directions with a change for every parameter.  Nobody has to believe
   this: theorems say that there are such networks and directions. *)
Require Import List Bool PeanoNat.
Require Export Thalweg.Networks.
Import ListNotations.
Set Implicit Arguments. Set Maximal Implicit Insertion.

Section Witnesses.
Context {A : Type} (zero one : A) (share : nat -> A).
Definition waypoint_networks (c : certificate A) : list (net A) := map (network_of zero one share (input_count c)) (waypoints c).
(* A direction, D: a change of every parameter of W, 0 unless it is listed as [layer, unit, input, change] or
   [layer, unit, change]. *)
Definition numbered {B} (l : list B) : list (nat * B) := combine (seq 0 (length l)) l.
Definition weight_change (r : changes A) (l u k : nat) : A :=
  number_at zero (fun key => match key with (l', u', k') => Nat.eqb l' l && Nat.eqb u' u && Nat.eqb k' k end) (weight_changes r).
Definition bias_change (r : changes A) (l u : nat) : A := number_at zero (fun key => Nat.eqb (fst key) l && Nat.eqb (snd key) u) (bias_changes r).
Definition direction_layer (r : changes A) (e : nat * layer A) : layer A :=
  let l := fst e in let L := snd e in
  let row_of (e : nat * (list A * A)) :=
    (map (fun k => weight_change r l (fst e) (fst k)) (numbered (fst (snd e))), if biased L then bias_change r l (fst e) else zero) in
  Layer (if trained L then map row_of (numbered (rows L)) else rows L) (tab L) (biased L) (trained L) (wiring L) (keeps L).
Definition direction (r : changes A) (W : net A) : net A := map (direction_layer r) (numbered W).
End Witnesses.
