(* SPDX-License-Identifier: GPL-3.0-or-later

   The checker of the claims about shapes: the obligations of sections 49 to 56.  Extracted; speaks of no real number. *)
Require Import List Bool PeanoNat.
Require Import Thalweg.Operations Thalweg.Networks Thalweg.Passes Thalweg.Shapes Thalweg.Halfspaces Thalweg.Fits Thalweg.Forms Thalweg.Expressions
  Thalweg.Regions Thalweg.StatedForms.
Import ListNotations.

(* The claims, and which of them are made. *)
Definition shape_claims :=
  [Convex_partition; Groups_of_samples; Lattice_identity; Lattice_failure; Refinement_of_partitions;
   Linear_regions; Network_computes_function; Network_computes_form].
Definition claims_shape {A} (g : shapes A) (k : shape_claim) : bool :=
  match k with
  | Convex_partition => is_some (cell_counts g)
  | Groups_of_samples => is_some (groups_of g)
  | Lattice_identity => is_lattice g
  | Lattice_failure => is_some (failure g)
  | Refinement_of_partitions => is_some (finer g)
  | Linear_regions => is_some (region_count g)
  | Network_computes_function => is_network_function g
  | Network_computes_form => is_some (network_forms g)
  end.

Module ShapeCheck (N : OPERATIONS).
Module Export Sf := StatedForms N.
Export Sf.Rg Sf.Rg.Ex Sf.Rg.Ex.Fo Sf.Rg.Ex.Fo.Fi Sf.Rg.Ex.Fo.Fi.H Sf.Rg.Ex.Fo.Fi.H.P.
Import N.

(* --- witnesses (sections 49 to 56); a cover is missing if its list is not one tree ------------------------------------------------- *)
Record separation := Separation { between : row T; below : multipliers; above : multipliers }.
Record partition_witness := Partition_witness {
  interior_points : list (list T);
  separations : list separation;
  cells_inside : list (list multipliers);
  cover : option (tree (row T) (nat * list multipliers)) }.
Record witness := Witness { of_partitions : list partition_witness; of_groups : groups_witness; of_forms : list (list cell_form);
  of_failure : failure_witness; of_finer : finer_witness; of_regions : option region_tree; of_form : form_witness }.

(* --- convex_partition -------------------------------------------------------------------------------------------------- *)
(* O29 *)
Definition separates (d : nat) (s : separation) (c c' : cell T) : bool :=
  existsb (fun a => lt zero a || lt a zero) (firstn d (fst (between s))) &&
  proves c (below s) (between s) && proves c' (above s) (opposite (between s)).
Fixpoint separated_from (d : nat) (ss : list separation) (c : cell T) (cs : list (cell T)) : bool * list separation :=
  match cs, ss with
  | [], _ => (true, ss)
  | c' :: cs', s :: ss' => let (rest, left) := separated_from d ss' c cs' in (separates d s c c' && rest, left)
  | _, [] => (false, [])
  end.
Fixpoint all_separated (d : nat) (ss : list separation) (cs : list (cell T)) : bool :=
  match cs with
  | [] => true
  | c :: cs' => let (first, left) := separated_from d ss c cs' in first && all_separated d left cs'
  end.
(* O28, O30, O31 *)
Definition has_interior_point (d : nat) (x : list T) (c : cell T) : bool := (length x =? d) && strictly_inside c x.
Definition covered_by (cells : list (cell T)) (hs : list (row T)) (leaf : nat * list multipliers) : bool :=
  match nth_error cells (fst leaf) with Some c => proves_all hs (snd leaf) c | None => false end.
Definition check_partition (d : nat) (domain : cell T) (w : partition_witness) (cells : list (cell T)) : bool :=
  all2 (has_interior_point d) (interior_points w) cells && all_separated d (separations w) cells &&
  all2 (fun mss c => proves_all c mss domain) (cells_inside w) cells &&
  match cover w with Some t => all_leaves (fun h => h) (covered_by cells) domain t | None => false end.
(* O27 to O31 *)
Definition check_partitions (w : witness) (g : shapes T) : bool :=
  match cell_counts g with
  | Some ks => all2 (fun k cells => k =? length cells) ks (partitions g) &&
      all2 (check_partition (dimension g) (domain g)) (of_partitions w) (partitions g)
  | None => false
  end.

(* The claims that are made, in the order of a file, and whether each holds. *)
Definition check_shape (w : witness) (c : certificate T) (g : shapes T) (are_partitions : bool) (k : shape_claim) : bool :=
  let dy := length (targets c) in let data := samples_of zero one c in let W := network zero one share c in
  match k with
  | Convex_partition => are_partitions
  | Groups_of_samples => are_partitions && check_groups dy data (of_groups w) g
  | Lattice_identity => are_partitions && check_forms g (of_forms w)
  | Lattice_failure => check_failure (of_failure w) g
  | Refinement_of_partitions => check_finer dy data (of_finer w) g
  | Linear_regions => check_regions W (of_regions w) g
  | Network_computes_function => are_partitions && check_function W (of_regions w) g
  | Network_computes_form => check_network_forms W (of_form w) g
  end.
Definition shape_verdicts (w : witness) (c : certificate T) (g : shapes T) : list (shape_claim * bool) :=
  let are_partitions := check_partitions w g in
  map (fun k => (k, check_shape w c g are_partitions k)) (filter (claims_shape g) shape_claims).
Definition check_shapes (w : witness) (c : certificate T) (g : shapes T) : bool := forallb snd (shape_verdicts w c g).
End ShapeCheck.
