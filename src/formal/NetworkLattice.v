(* SPDX-License-Identifier: GPL-3.0-or-later

   The claim network_computes_lattice, by the lemmas of `NetworkForms.v`. *)
Require Import Reals List Lra Lia Bool PeanoNat.
Require Import Thalweg.Numbers Thalweg.Semantics Thalweg.Geometry Thalweg.Statement Thalweg.Passes Thalweg.Values
  Thalweg.Halfspaces Thalweg.Forms Thalweg.Expressions Thalweg.ShapeCheck Thalweg.Farkas Thalweg.Partitions Thalweg.BestFits Thalweg.Lattices
  Thalweg.NetworkForms.
Import ListNotations.
Open Scope R_scope.

Lemma max_min a b : Rmax 0 (a - b) = a - Rmin a b.
Proof. destruct (Rle_dec a b); [rewrite Rmax_left, Rmin_left by lra|rewrite Rmax_right, Rmin_right by lra]; lra. Qed.
Lemma max_max a b : Rmax 0 (b - a) = Rmax a b - a.
Proof. destruct (Rle_dec a b); [rewrite !Rmax_right by lra|rewrite !Rmax_left by lra]; lra. Qed.

Module NetworkLattice (N : NUM).
Module Export Nf := NetworkForms N.
Import N.

Lemma all2_nth {A B} (f : A -> B -> bool) l m i b : all2 f l m = true -> nth_error m i = Some b -> exists a, nth_error l i = Some a /\ f a b = true.
Proof.
  revert m i; induction l as [|a l IH]; intros [|b' m] [|i] H E; simpl in *; try discriminate; apply andb_prop in H as [H1 H2].
  - injection E as ->. eauto.
  - eauto.
Qed.
Section Lattice.
Variable g : shapes T.
Variable w : lattice_witness.
Variable x : list R.
Notation d := (dimension g).
Notation ws := (of_outputs w).
Notation low := (map (fun w => lowers (functions_lower w) (nodes w)) ws).
Hypothesis checked : all2 (fun w f => check_nodes g w (functions f) (rows_of f)) ws (outputs_of g) = true.
Hypothesis x_length : length x = d.
Hypothesis x_in : on_all (domain g) x.

Definition vals (o : nat) : list R :=
  match nth_error (outputs_of g) o, nth_error ws o with
  | Some f, Some w => node_values (map row_R (functions f)) x (nodes w)
  | _, _ => []
  end.
Definition env (s : nat) : R :=
  if (s <? d)%nat then at_ x s else if (s =? d)%nat then 1
  else let k := (s - S d)%nat in let m := length (outputs_of g) in nth (k / m)%nat (vals (k mod m)%nat) 0.
Lemma env_input k : (k < d)%nat -> env k = at_ x k.
Proof. clear checked x_length x_in. intros H. unfold env. now destruct (Nat.ltb_spec k d); [|lia]. Qed.
Lemma env_one : env d = 1.
Proof. clear checked x_length x_in. unfold env. destruct (Nat.ltb_spec d d); [lia|]. now rewrite Nat.eqb_refl. Qed.
Lemma env_node o v : (o < length (outputs_of g))%nat -> env (node_symbol d (length (outputs_of g)) o v) = nth v (vals o) 0.
Proof.
  clear checked x_length x_in. intros H. unfold env, node_symbol. set (m := length (outputs_of g)) in *. destruct (Nat.ltb_spec (S d + (o + v * m)) d); [lia|].
  destruct (Nat.eqb_spec (S d + (o + v * m)) d); [lia|]. replace (S d + (o + v * m) - S d)%nat with (o + v * m)%nat by lia. cbv zeta.
  rewrite Nat.mod_add, Nat.div_add by lia. now rewrite Nat.mod_small, Nat.div_small, Nat.add_0_l by auto.
Qed.
(* What is known of the nodes of output o. *)
Lemma output_facts o f : nth_error (outputs_of g) o = Some f -> exists wo fams,
  nth_error ws o = Some wo /\ is_family (nodes wo) (rows_of f) = true /\ families [] (nodes wo) = Some fams /\ length fams = length (nodes wo) /\
  vals o = node_values (map row_R (functions f)) x (nodes wo) /\
  (forall v, (v < length (nodes wo))%nat -> proper (nth v fams []) /\ nth v (vals o) 0 = form (map row_R (functions f)) (nth v fams []) x) /\
  (forall v n, nth_error (nodes wo) v = Some n -> nth v (vals o) 0 = node_value (map row_R (functions f)) x (vals o) n) /\
  (forall v b, nth v (nth o low []) None = Some b -> toR b <= nth v (vals o) 0).
Proof.
  intros Ef. destruct (all2_nth _ _ _ _ _ checked Ef) as [wo [Ew H]]. unfold check_nodes in H. apply andb_prop in H as [HF HB].
  destruct (families [] (nodes wo)) as [fams|] eqn:E; [|unfold is_family in HF; rewrite E in HF; discriminate].
  pose proof (nodes_inv (map row_R (functions f)) x (functions_lower wo) (nodes wo) (bounds_R _ _ _ x HB x_in) fams E) as I.
  cbn zeta in I. destruct I as [L [HV [HE HL]]]. exists wo, fams.
  assert (Q : vals o = node_values (map row_R (functions f)) x (nodes wo)) by (unfold vals; now rewrite Ef, Ew). rewrite Q.
  split; auto. split; auto. split; auto. split; auto. split; auto. split; auto. split; [intros v n Hn; now apply HE|].
  intros v b. rewrite (nth_error_nth low o [] (map_nth_error (fun w => lowers (functions_lower w) (nodes w)) o ws Ew)). apply HL.
Qed.
Lemma node_at_value o v n e : node_at d g ws o v = Some (n, e) ->
  eval env e = nth v (vals o) 0 /\ exists f wo, nth_error (outputs_of g) o = Some f /\ nth_error ws o = Some wo /\ nth_error (nodes wo) v = Some n.
Proof.
  unfold node_at. intros H. destruct (nth_error (outputs_of g) o) as [f|] eqn:Ef; [|discriminate]. destruct (nth_error ws o) as [wo|] eqn:Ew; [|discriminate].
  destruct (nth_error (nodes wo) v) as [n'|] eqn:En; [|discriminate]. injection H as -> <-. split; [|exists f, wo; auto].
  destruct (output_facts o f Ef) as [wo' [fams [Ew' [_ [_ [_ [_ [_ [HE _]]]]]]]]]. rewrite Ew in Ew'. injection Ew' as <-. specialize (HE v n En).
  assert (Lo : (o < length (outputs_of g))%nat) by (apply nth_error_Some; congruence).
  destruct n as [j|u u'|u u']; simpl; try (rewrite eval_symbol; now apply env_node).
  rewrite (eval_row d env env_one _ x x_length env_input). rewrite HE. simpl. now rewrite nth_R.
Qed.
Lemma labelled_sound t l e e' : labelled_output d g ws low t l e = Some e' -> eval env e' = act (table_R t) (eval env e).
Proof.
  unfold labelled_output. destruct (is_relu t) eqn:Et; [|discriminate]. rewrite (is_relu_R _ _ Et). destruct l as [o v shift|o v].
  - destruct (node_at d g ws o v) as [[n nv]|] eqn:En; [|discriminate]. destruct (nth v (nth o low []) None) as [b|] eqn:Eb; [|discriminate].
    destruct (leb zero (add b shift)) eqn:Hb; [|discriminate]. cbv zeta. destruct (same_expression e _) eqn:Es; [|discriminate]. intros H. injection H as <-.
    apply (same_eval env) in Es. rewrite Es. apply leb_spec in Hb. rewrite toR_zero, toR_add in Hb.
    destruct (node_at_value _ _ _ _ En) as [Vn [f [wo [Ef [_ _]]]]]. destruct (output_facts o f Ef) as [wo' [fams [_ [_ [_ [_ [_ [_ [_ HL]]]]]]]]].
    pose proof (HL v b Eb). rewrite eval_plus, (eval_constant d env env_one), Vn. symmetry. apply Rmax_right. lra.
  - destruct (node_at d g ws o v) as [[[j|u u'|u u'] nv]|] eqn:En; try discriminate;
      destruct (node_at d g ws o u) as [[nu eu]|] eqn:Eu; try discriminate; destruct (node_at d g ws o u') as [[nw ew]|] eqn:Ew; try discriminate;
      destruct (same_expression e _) eqn:Es; try discriminate; intros H; injection H as <-; apply (same_eval env) in Es; rewrite Es;
      destruct (node_at_value _ _ _ _ En) as [Vn [f [wo [Ef [Ewo Enn]]]]]; destruct (node_at_value _ _ _ _ Eu) as [Vu _];
        destruct (node_at_value _ _ _ _ Ew) as [Vw _];
      destruct (output_facts o f Ef) as [wo' [fams [Ew' [_ [_ [_ [_ [_ [HE _]]]]]]]]]; rewrite Ewo in Ew'; injection Ew' as <-; specialize (HE v _ Enn);
      rewrite !eval_minus, Vn, Vu, Vw, HE; simpl.
    + symmetry. apply max_min.
    + symmetry. apply max_max.
Qed.
(* O50: the root is the last node. *)
Lemma root_value o f e : nth_error (outputs_of g) o = Some f ->
  match node_at d g ws o (length (nodes (nth o ws (Output_nodes [] []))) - 1) with Some (_, root) => same_expression e root | None => false end = true ->
  eval env e = form (functions (cpwl_map toR f)) (rows_of f) x.
Proof.
  intros Ef. destruct (output_facts o f Ef) as [wo [fams [Ew [HF [EF [L [_ [HV _]]]]]]]]. rewrite (nth_error_nth _ _ (Output_nodes [] []) Ew).
  destruct (node_at d g ws o (length (nodes wo) - 1)) as [[n root]|] eqn:En; [|discriminate]. intros H. apply (same_eval env) in H. rewrite H.
  destruct (node_at_value _ _ _ _ En) as [-> _]. assert (Hn : (length (nodes wo) <> 0)%nat).
  { unfold is_family in HF. rewrite EF in HF. destruct (nodes wo); [discriminate|simpl; lia]. }
  destruct (HV (length (nodes wo) - 1)%nat) as [Hp ->]; [lia|].
  assert (Q : nth (length (nodes wo) - 1) fams [] = last fams []).
  { rewrite <- L. clear. induction fams as [|a [|b fams] IH]; auto. change (last (a :: b :: fams) []) with (last (b :: fams) []). rewrite <- IH. simpl.
    now rewrite Nat.sub_0_r. }
  rewrite Q in *. now apply (is_family_form _ _ (nodes wo)).
Qed.
End Lattice.

Lemma all2_outputs {A B} (f : nat -> expression -> bool) (e : expression -> A) (h : B -> A) (l : list B) : forall es k,
  (forall i b x, nth_error l i = Some b -> f (k + i)%nat x = true -> e x = h b) -> all2 f (seq k (length l)) es = true -> map e es = map h l.
Proof.
  induction l as [|b l IH]; intros [|x es] k Hf H; simpl in *; try discriminate; auto. apply andb_prop in H as [H1 H2]. f_equal.
  - apply (Hf O b x); auto. now rewrite Nat.add_0_r.
  - apply (IH es (S k)); auto. intros i b' x' Ei Hx. apply (Hf (S i) b' x'); auto. now replace (k + S i)%nat with (S k + i)%nat by lia.
Qed.
Theorem network_lattice_sound W w g : check_network_lattice W w g = true -> computes_forms (net_R W) (shapes_map toR g).
Proof.
  unfold check_network_lattice. cbv zeta. intros H x Hx. apply andb_prop in H as [HC H]. apply is_in_R in Hx as [Hd Hx].
  destruct (walk _ _ _ _ _) as [es|] eqn:E; [|discriminate].
  pose proof (walk_sound (dimension g) (env g w x) (env_one g w x) _ (labelled_sound g w x HC Hd Hx) _ _ _ _ E) as F.
  rewrite (eval_inputs (dimension g) (env g w x) x Hd (env_input g w x)) in F. rewrite F. simpl. rewrite map_map.
  apply (all2_outputs _ _ _ _ _ O (fun i f e Ef => root_value g w x HC Hd Hx i f e Ef) H).
Qed.
End NetworkLattice.
