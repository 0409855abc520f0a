(* SPDX-License-Identifier: GPL-3.0-or-later

   The claim convex_partition. *)
Require Import Reals List Lra Lia Bool PeanoNat.
Require Import Thalweg.Numbers Thalweg.Semantics Thalweg.Geometry Thalweg.Passes Thalweg.Values Thalweg.Halfspaces Thalweg.ShapeCheck Thalweg.Farkas.
Import ListNotations.
Open Scope R_scope.

(* A claim that is made and true. *)
Definition shape_established (dy : nat) (data : list (sample R)) (W : net R) (g : shapes R) (k : shape_claim) : Prop :=
  match k with
  | Convex_partition => cell_counts g = Some (map (@length _) (partitions g)) /\ Forall (is_partition (dimension g) (domain g)) (partitions g)
  | Groups_of_samples => exists e, groups_of g = Some e /\ are_groups dy data g e
  | Lattice_identity => Forall (is_form g) (outputs_of g)
  | Lattice_failure => exists e, failure g = Some e /\ is_failure g e
  | Refinement_of_partitions => exists e, finer g = Some e /\ is_finer_partition dy data g e
  | Linear_regions => exists k, region_count g = Some k /\ has_regions (dimension g) (domain g) W k
  | Network_computes_function => computes_functions W g
  | Network_computes_form => exists stated, network_forms g = Some stated /\ computes_forms W g stated
  end.
Lemma shape_established_holds dy data W g k : shape_established dy data W g k -> shape_holds dy data W g k.
Proof.
  destruct k; simpl; auto; try (intros (e & E & H) e' E'; rewrite E in E'; now injection E' as <-).
  intros [E H] ks E'. rewrite E in E'. injection E' as <-. now split.
Qed.
Lemma not_claimed_holds dy data W g k : claims_shape g k = false -> shape_holds dy data W g k.
Proof. destruct k; simpl; intros H; try congruence; intros e E; rewrite E in H; discriminate. Qed.

Module Partitions (N : NUM).
Module Export F := Farkas N.
Import N.
Notation cell_R := (map row_R).
Notation cells_R := (map (map row_R)).

Lemma nonzero_entry a : forall d, existsb (fun u => lt zero u || lt u zero) (firstn d a) = true ->
  exists k, (k < d)%nat /\ nth k (map toR a) 0 <> 0.
Proof.
  induction a as [|u a IH]; intros [|d] H; simpl in H; try discriminate. apply orb_prop in H as [H|H].
  - exists O. split; [lia|]. simpl. rewrite <- toR_zero. intros E. apply orb_prop in H as [H|H]; apply lt_R in H; lra.
  - destruct (IH d H) as [k [Hk Ha]]. exists (S k). split; [lia|exact Ha].
Qed.
(* O29: no point of a cell is strictly beyond the hyperplane, and an interior point is not on it. *)
Lemma separates_apart d s c c' : separates d s c c' = true -> apart d (cell_R c) (cell_R c') /\ apart d (cell_R c') (cell_R c).
Proof.
  unfold separates. intros H. apply andb_prop in H as [H Ha]. apply andb_prop in H as [Hn Hb]. destruct (nonzero_entry _ _ Hn) as [k [Hk Hne]].
  assert (B : forall x, is_in d (cell_R c) x -> on (row_R (between s)) x).
  { intros x Hx. apply is_in_R in Hx as [_ Hx]. exact (proves_on _ _ _ _ Hb Hx). }
  assert (A : forall x, is_in d (cell_R c') x -> on (row_R (opposite (between s))) x).
  { intros x Hx. apply is_in_R in Hx as [_ Hx]. exact (proves_on _ _ _ _ Ha Hx). }
  assert (Hne' : nth k (fst (row_R (opposite (between s)))) 0 <> 0).
  { simpl. intros E. apply Hne. rewrite <- (Ropp_involutive (nth k _ 0)). revert E. clear.
    set (a := fst (between s)). clearbody a. revert k. induction a as [|u a IH]; intros [|k]; simpl; intros; try lra; auto.
    rewrite negative_R in E. lra. }
  split; intros x Hi Hx.
  - assert (S : strict (row_R (between s)) x).
    { apply (interior_strict (is_in d (cell_R c)) _ x k); auto. apply interior_in in Hi. destruct Hi as [-> _]; auto. }
    apply A, opposite_on in Hx. unfold strict in S. simpl in S. lra.
  - assert (S : strict (row_R (opposite (between s))) x).
    { apply (interior_strict (is_in d (cell_R c')) _ x k); auto. apply interior_in in Hi. destruct Hi as [-> _]; auto. }
    apply B in Hx. unfold strict, on in *. simpl in *. rewrite negative_dot, negative_R in S. lra.
Qed.
Lemma separated_from_apart d c cs : forall ss left, separated_from d ss c cs = (true, left) ->
  Forall (fun c' => apart d (cell_R c) c' /\ apart d c' (cell_R c)) (cells_R cs).
Proof.
  induction cs as [|c' cs IH]; intros ss left H; simpl in *; [constructor|]. destruct ss as [|s ss]; [discriminate|]. simpl in H.
  destruct (separated_from d ss c cs) as [rest l] eqn:E. injection H as H <-. apply andb_prop in H as [H ->].
  constructor; [now apply (separates_apart d s)|now apply (IH ss l)].
Qed.
Lemma all_separated_apart d cs : forall ss, all_separated d ss cs = true ->
  ForallOrdPairs (fun c c' => apart d c c' /\ apart d c' c) (cells_R cs).
Proof.
  induction cs as [|c cs IH]; intros ss H; simpl in *; [constructor|]. destruct (separated_from d ss c cs) as [b left] eqn:E.
  apply andb_prop in H as [-> H]. constructor; [now apply (separated_from_apart d c cs ss left)|now apply (IH left)].
Qed.

Lemma all2_fst {A B} (f : A -> B -> bool) l m a : all2 f l m = true -> In a l -> exists b, In b m /\ f a b = true.
Proof.
  revert m; induction l as [|a' l IH]; intros [|b m] H; simpl in *; try contradiction; try discriminate.
  apply andb_prop in H as [H1 H2]. intros [->|Hb]; [eauto|]. destruct (IH m H2 Hb) as [b' [Ha Hf]]. eauto.
Qed.
Theorem partition_sound d domain w cells : check_partition d domain w cells = true -> is_partition d (cell_R domain) (cells_R cells).
Proof.
  unfold check_partition. intros H. apply andb_prop in H as [H Hc]. apply andb_prop in H as [H Hi]. apply andb_prop in H as [Hp Hs].
  split; [|split].
  - intros x. rewrite is_in_R. split.
    + intros [Hd Hx]. destruct (cover w) as [t|]; [|discriminate]. destruct (all_leaves_on _ _ _ _ _ Hc Hx) as [hs [[m mss] [Hl Hhs]]].
      unfold covered_by in Hl. simpl in Hl. destruct (nth_error cells m) as [c|] eqn:Em; [|discriminate]. exists (cell_R c).
      split; [apply in_map, (nth_error_In _ _ Em)|]. apply is_in_R. split; auto. now apply (proves_all_on hs mss).
    + intros [c [Hin Hx]]. apply in_map_iff in Hin as [c0 [<- Hin]]. apply is_in_R in Hx as [Hd Hx]. split; auto.
      destruct (all2_In _ _ _ _ Hi Hin) as [mss [_ Hm]]. now apply (proves_all_on c0 mss).
  - intros c Hin. apply in_map_iff in Hin as [c0 [<- Hin]]. destruct (all2_In _ _ _ _ Hp Hin) as [x [_ Hx]].
    unfold has_interior_point in Hx. apply andb_prop in Hx as [Hd Hx]. apply Nat.eqb_eq in Hd. exists (map toR x). now apply strictly_inside_interior.
  - now apply (all_separated_apart d cells (separations w)).
Qed.
Theorem partitions_sound w g : check_partitions w g = true -> forall dy data W, shape_established dy data W (shapes_map toR g) Convex_partition.
Proof.
  unfold check_partitions. intros H0 dy data W. revert H0. simpl. destruct (cell_counts g) as [ks|]; [|discriminate]. intros H.
  apply andb_prop in H as [Hk Hp]. split.
  - f_equal. revert Hk. generalize (partitions g). induction ks as [|k ks IH]; intros [|p ps]; simpl; try discriminate; auto.
    intros H. apply andb_prop in H as [H1 H2]. apply Nat.eqb_eq in H1. rewrite (IH ps H2), map_length, H1. reflexivity.
  - rewrite Forall_map. apply Forall_forall. intros cells Hc. destruct (all2_In _ _ _ _ Hp Hc) as [u [_ Hu]]. exact (partition_sound _ _ _ _ Hu).
Qed.
End Partitions.
