(* SPDX-License-Identifier: GPL-3.0-or-later

   The theorem for the claims about shapes: if [check_shapes] accepts, they hold over R. *)
Require Import Reals List Bool.
Require Import Thalweg.Numbers Thalweg.Semantics Thalweg.Geometry Thalweg.Partitions.
Import ListNotations.

Module ShapeSoundness (N : NUM).
Module Export Pa := Partitions N.
Import N.

Theorem check_shape_sound w g k : check_shape w g k = true -> shape_holds k (shapes_map toR g).
Proof.
  destruct k; intros H.
  - now apply partitions_sound in H.
Qed.
Theorem shape_verdicts_sound w g k : In (k, true) (shape_verdicts w g) -> shape_holds k (shapes_map toR g).
Proof. unfold shape_verdicts. rewrite in_map_iff. intros [k' [E _]]. injection E as -> E. exact (check_shape_sound _ _ _ E). Qed.
Theorem check_shapes_sound w g : check_shapes w g = true -> shapes_hold (shapes_map toR g).
Proof.
  unfold check_shapes, shape_verdicts. rewrite forallb_forall. intros H k Hk. apply (check_shape_sound w).
  apply (H (k, check_shape w g k)). apply (in_map (fun k => (k, check_shape w g k))). apply filter_In.
  split; [destruct k; simpl; tauto|]. destruct k; exact Hk.
Qed.
End ShapeSoundness.
