(* SPDX-License-Identifier: GPL-3.0-or-later

   The theorem for the claims about shapes: if [check_shapes] accepts, they hold over R. *)
Require Import Reals List Bool.
Require Import Thalweg.Numbers Thalweg.Semantics Thalweg.Geometry Thalweg.ShapeCheck Thalweg.Partitions Thalweg.BestFits Thalweg.Lattices Thalweg.NetworkForms
  Thalweg.RegionWalk Thalweg.LinearRegions Thalweg.PositiveParts.
Import ListNotations.

Module ShapeSoundness (N : NUM).
Module Export Pp := PositiveParts N.
Import N.

Theorem check_shape_sound w c g k : check_shape w c g (check_partitions w g) k = true -> shape_established (outputs c) (data_R c) (W_R c) (shapes_map toR g) k.
Proof.
  assert (P : check_partitions w g = true -> shape_established (outputs c) (data_R c) (W_R c) (shapes_map toR g) Convex_partition) by (intros;
    now apply (partitions_sound w)).
  destruct k; simpl; intros H; try (apply andb_prop in H as [HP H]; apply P in HP).
  - now apply P.
  - exact (groups_sound _ _ _ g (proj2 HP) H).
  - exact (forms_sound g _ (proj2 HP) H).
  - exact (failure_sound _ g H).
  - exact (finer_sound _ _ _ g H).
  - exact (regions_sound _ _ g H).
  - exact (function_sound _ _ g (proj2 HP) H).
  - exact (network_forms_sound _ _ g H).
Qed.
Theorem shape_verdicts_sound w c g k : In (k, true) (shape_verdicts w c g) -> shape_holds (outputs c) (data_R c) (W_R c) (shapes_map toR g) k.
Proof. unfold shape_verdicts. rewrite in_map_iff. intros [k' [E _]]. injection E as -> E. apply shape_established_holds. exact (check_shape_sound _ _ _ _ E). Qed.
Lemma claims_mapped g k : claims_shape (shapes_map toR g) k = claims_shape g k.
Proof. destruct k; simpl; auto; [destruct (groups_of g)|destruct (failure g)|destruct (finer g)|destruct (network_forms g)]; reflexivity. Qed.
Theorem check_shapes_sound w c g : check_shapes w c g = true -> shapes_hold (outputs c) (data_R c) (W_R c) (shapes_map toR g).
Proof.
  unfold check_shapes, shape_verdicts. cbn zeta. rewrite forallb_forall. intros H k. destruct (claims_shape (shapes_map toR g) k) eqn:E; [|now apply not_claimed_holds].
  rewrite claims_mapped in E. apply shape_established_holds, (check_shape_sound w). apply (H (k, check_shape w c g (check_partitions w g) k)).
  apply (in_map (fun k => (k, check_shape w c g (check_partitions w g) k))). apply filter_In. split; [destruct k; simpl; tauto|exact E].
Qed.
End ShapeSoundness.
