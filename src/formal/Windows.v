(* SPDX-License-Identifier: GPL-3.0-or-later

   Windows of convolutions and poolings (SPECIFICATION.md, sections 7.2 and 7.3): which inputs a unit takes.  A shape is the number
   of channels and the sizes of the axes; arrays stand row by row.  Read by people and extracted. *)
Require Import List Bool PeanoNat.
Import ListNotations.

(* For each axis the size of the kernel, stride, padding, dilation. *)
Record window := Window { kernel : list nat; stride : list nat; padding : list nat; dilation : list nat }.
Definition volume (sizes : list nat) : nat := fold_right Nat.mul 1 sizes.
(* All tuples of indices, the last one fastest. *)
Fixpoint places (sizes : list nat) : list (list nat) :=
  match sizes with [] => [[]] | n :: sizes' => flat_map (fun i => map (cons i) (places sizes')) (seq 0 n) end.
(* An axis: the size of the source, of the kernel, stride, padding, dilation. *)
Definition axes (shape : list nat) (w : window) := combine (tl shape) (combine (kernel w) (combine (stride w) (combine (padding w) (dilation w)))).
Definition out_sizes (shape : list nat) (w : window) : list nat :=
  map (fun a => match a with (size, (k, (s, (p, d)))) => (size + 2 * p - d * (k - 1) - 1) / s + 1 end) (axes shape w).
(* The entry of a channel that a position and an offset meet, None for padding. *)
Fixpoint met (axes : list (nat * (nat * (nat * (nat * nat))))) (position offset : list nat) : option nat :=
  match axes, position, offset with
  | (size, (k, (s, (p, d)))) :: axes', i :: position', j :: offset' =>
    let place := i * s + j * d in
    if (p <=? place) && (place - p <? size) then option_map (Nat.add ((place - p) * volume (map fst axes'))) (met axes' position' offset') else None
  | _, _, _ => Some 0
  end.
(* In each of these channels the entries that a position meets, offset by offset; padding is the input [outside]. *)
Definition window_inputs (shape : list nat) (outside : nat) (w : window) (channels : list nat) (position : list nat) : list nat :=
  flat_map (fun c => map (fun offset => match met (axes shape w) position offset with Some k => c * volume (tl shape) + k | None => outside end)
    (places (kernel w))) channels.
