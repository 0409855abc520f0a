(* SPDX-License-Identifier: GPL-3.0-or-later

   The claim network_computes_form: positive parts of expressions are symbols that have their values. *)
Require Import Reals List Lra Lia Bool PeanoNat.
Require Import Thalweg.Numbers Thalweg.Semantics Thalweg.Geometry Thalweg.Statement Thalweg.Passes Thalweg.Values
  Thalweg.Halfspaces Thalweg.Forms Thalweg.Expressions Thalweg.StatedForms Thalweg.ShapeCheck Thalweg.Farkas Thalweg.Partitions Thalweg.BestFits
    Thalweg.Lattices
  Thalweg.NetworkForms Thalweg.RegionWalk Thalweg.LinearRegions.
Import ListNotations.
Open Scope R_scope.

Lemma max_min a b : Rmax 0 (a - b) = a - Rmin a b.
Proof. destruct (Rle_dec a b); [rewrite Rmax_left, Rmin_left by lra|rewrite Rmax_right, Rmin_right by lra]; lra. Qed.
Lemma max_max a b : Rmax 0 (b - a) = Rmax a b - a.
Proof. destruct (Rle_dec a b); [rewrite !Rmax_right by lra|rewrite !Rmax_left by lra]; lra. Qed.

Module PositiveParts (N : NUM).
Module Export Lr := LinearRegions N.
Import N.

Section Symbols.
Variable h : part_hints.
Variable d : nat.
Variable x : list R.
(* Values of symbols, given those of the first positive parts; of these parts; and of all. *)
Definition given (vs : list R) (s : nat) : R := if (s <? d)%nat then at_ x s else if (s =? d)%nat then 1 else nth (s - S d) vs 0.
Fixpoint part_values (k : nat) : list R :=
  match k with O => [] | S k' => let vs := part_values k' in vs ++ [Rmax 0 (eval (given vs) (entry h k'))] end.
Definition V (s : nat) : R := given (part_values (S (s - S d))) s.
Lemma part_values_length k : length (part_values k) = k.
Proof. induction k; simpl; auto. rewrite app_length, IHk. simpl. lia. Qed.
Lemma part_values_nth i k : (i < k)%nat -> nth i (part_values k) 0 = Rmax 0 (eval (given (part_values i)) (entry h i)).
Proof.
  intros H. induction k as [|k IH]; [lia|]. simpl. destruct (Nat.eq_dec i k) as [->|Ne].
  - rewrite app_nth2; rewrite part_values_length; [|lia]. now rewrite Nat.sub_diag.
  - rewrite app_nth1 by (rewrite part_values_length; lia). apply IH. lia.
Qed.
Lemma V_input k : (k < d)%nat -> V k = at_ x k.
Proof. intros H. unfold V, given. now destruct (Nat.ltb_spec k d); [|lia]. Qed.
Lemma V_one : V d = 1.
Proof. unfold V, given. destruct (Nat.ltb_spec d d); [lia|]. now rewrite Nat.eqb_refl. Qed.
Lemma V_given s k : (s < S d + k)%nat -> V s = given (part_values k) s.
Proof.
  intros H. unfold V, given. destruct (Nat.ltb_spec s d); auto. destruct (Nat.eqb_spec s d); auto. rewrite !part_values_nth by lia. reflexivity.
Qed.
Lemma V_part k : forallb (fun t => (fst t <? S d + k)%nat) (entry h k) = true -> V (S d + k) = Rmax 0 (eval V (entry h k)).
Proof.
  intros H. rewrite forallb_forall in H. rewrite (V_given (S d + k) (S k)) by lia. unfold given at 1. destruct (Nat.ltb_spec (S d + k) d); [lia|].
  destruct (Nat.eqb_spec (S d + k) d); [lia|]. replace (S d + k - S d)%nat with k by lia. rewrite part_values_nth by lia. f_equal. unfold eval. apply lsum_ext.
  intros t Ht. specialize (H t Ht). apply Nat.ltb_lt in H. now rewrite (V_given (fst t) k).
Qed.
Lemma constant_value e c : constant_of d e = Some c -> eval V e = toR c.
Proof.
  destruct e as [|[s a] [|]]; simpl; try discriminate.
  - intros E. injection E as <-. unfold eval. simpl. now rewrite toR_zero.
  - destruct (Nat.eqb_spec s d) as [->|]; [|discriminate]. intros E. injection E as <-. unfold eval. simpl. rewrite V_one. ring.
Qed.
Lemma positive_value e e' : positive h d e = Some e' -> eval V e' = Rmax 0 (eval V e).
Proof.
  unfold positive. destruct (constant_of d e) as [c|] eqn:Ec.
  - intros E. injection E as <-. rewrite (constant_value e c Ec). destruct (leb zero c) eqn:L.
    + rewrite (constant_value e c Ec). apply leb_spec in L. rewrite toR_zero in L. now rewrite Rmax_right.
    + unfold eval. simpl. rewrite Rmax_left; auto. apply Rnot_lt_le. intros Q. assert (leb zero c = true) by (apply leb_spec; rewrite toR_zero; lra).
      congruence.
  - destruct (part h e) as [[[is_negative k] m]|]; [|discriminate]. destruct (_ && _ && _) eqn:B; [|discriminate]. intros E. injection E as <-.
    apply andb_prop in B as [B Bs]. apply andb_prop in B as [Bm Bk]. apply leb_spec in Bm. rewrite toR_zero in Bm. apply (same_eval V) in Bs.
    rewrite eval_times in Bs.
    assert (P : V (S (d + k)) = Rmax 0 (eval V (entry h k))) by exact (V_part k Bk). set (C := eval V (entry h k)) in *. destruct is_negative.
    + rewrite eval_plus, eval_times, eval_symbol, P, Bs. rewrite negative_R. destruct (Rle_dec 0 C) as [Q|Q].
      * rewrite (Rmax_right 0 C) by lra. rewrite Rmax_left; [ring|]. pose proof (Rmult_le_pos _ _ Bm Q). lra.
      * rewrite (Rmax_left 0 C) by lra. rewrite Rmax_right; [ring|]. assert (0 <= toR m * - C) by (apply Rmult_le_pos; lra). lra.
    + rewrite eval_times, eval_symbol, P, Bs. destruct (Rle_dec 0 C) as [Q|Q].
      * rewrite (Rmax_right 0 C) by lra. rewrite Rmax_right; [ring|]. now apply Rmult_le_pos.
      * rewrite (Rmax_left 0 C) by lra. rewrite Rmax_left; [ring|]. assert (0 <= toR m * - C) by (apply Rmult_le_pos; lra). lra.
Qed.

(* Nodes. *)
Hypothesis x_length : length x = d.
Lemma expressions_app fs n ns : forall es, expressions h d fs es (ns ++ [n]) =
  match expressions h d fs es ns with Some es' => option_map (fun e => es' ++ [e]) (expression_of h d fs es' n) | None => None end.
Proof. induction ns as [|m ns IH]; intros es; simpl; [destruct (expression_of h d fs es n); reflexivity|]. destruct (expression_of h d fs es m); auto. Qed.
Lemma expressions_value fs ns : forall es, expressions h d fs [] ns = Some es -> length es = length ns /\
  map (eval V) es = node_values (map row_R fs) x ns.
Proof.
  induction ns as [|n ns IH] using rev_ind; intros es H; [injection H as <-; auto|]. rewrite expressions_app in H.
  destruct (expressions h d fs [] ns) as [es0|]; [|discriminate]. destruct (expression_of h d fs es0 n) as [e|] eqn:E; [|discriminate]. injection H as <-.
  destruct (IH es0 eq_refl) as [L M]. split; [rewrite !app_length; simpl; congruence|]. unfold node_values in *. rewrite scan_app, map_app, M. f_equal. simpl.
  f_equal.
  rewrite <- M. assert (G : forall u e, nth_error es0 u = Some e -> nth u (map (eval V) es0) 0 = eval V e).
  { intros u a Ea. apply nth_error_nth. now apply map_nth_error. }
  destruct n as [j|u w|u w]; simpl in E |- *.
  - injection E as <-. rewrite (eval_row d V V_one _ x x_length V_input). now rewrite nth_R.
  - destruct (nth_error es0 u) as [a|] eqn:Ea; [|discriminate]. destruct (nth_error es0 w) as [b|] eqn:Eb; [|discriminate].
    destruct (positive h d _) as [p|] eqn:Ep; [|discriminate]. injection E as <-. apply positive_value in Ep. rewrite eval_minus in *.
    rewrite Ep, (G u a Ea), (G w b Eb), max_min. ring.
  - destruct (nth_error es0 u) as [a|] eqn:Ea; [|discriminate]. destruct (nth_error es0 w) as [b|] eqn:Eb; [|discriminate].
    destruct (positive h d _) as [p|] eqn:Ep; [|discriminate]. injection E as <-. apply positive_value in Ep. rewrite eval_minus in Ep.
    rewrite eval_plus, Ep, (G u a Ea), (G w b Eb), max_max. ring.
Qed.
End Symbols.

Lemma all_some_nth {A} (l : list (option A)) l' i a : all_some l = Some l' -> nth_error l' i = Some a -> nth_error l i = Some (Some a).
Proof.
  revert l' i; induction l as [|[b|] l IH]; intros l' i H E; simpl in H; try discriminate; [injection H as <-; destruct i; discriminate|].
  destruct (all_some l) as [m|]; [|discriminate]. injection H as <-. destruct i; simpl in *; [congruence|eauto].
Qed.
Lemma map2_nth {A B D} (f : A -> B -> D) l m i c : nth_error (map2 f l m) i = Some c -> exists a b,
  nth_error l i = Some a /\ nth_error m i = Some b /\ c = f a b.
Proof.
  revert m i; induction l as [|a l IH]; intros [|b m] [|i] H; simpl in *; try discriminate; [injection H as <-; eauto|eauto].
Qed.
Lemma all_some_length {A} (l : list (option A)) l' : all_some l = Some l' -> length l' = length l.
Proof.
  revert l'; induction l as [|[a|] l IH]; intros l' H; simpl in *; try discriminate; [now injection H as <-|]. destruct (all_some l); [|discriminate].
  injection H as <-. simpl. now rewrite IH.
Qed.
Lemma all2_length {A B} (f : A -> B -> bool) l m : all2 f l m = true -> length l = length m.
Proof. revert m; induction l as [|a l IH]; intros [|b m] H; simpl in *; try discriminate; auto. apply andb_prop in H as [_ H]. now rewrite (IH m H). Qed.
Lemma map2_length {A B D} (f : A -> B -> D) l m : length l = length m -> length (map2 f l m) = length m.
Proof. revert m; induction l as [|a l IH]; intros [|b m] H; simpl in *; try discriminate; auto. Qed.
Lemma last_map (f : expression -> R) es : last (map f es) 0 = match es with [] => 0 | _ => f (last es []) end.
Proof. induction es as [|a [|b es] IH]; auto. Qed.
Lemma last_nth {A} (l : list A) dflt : last l dflt = nth (length l - 1) l dflt.
Proof. induction l as [|a [|b l] IH]; auto. change (last (a :: b :: l) dflt) with (last (b :: l) dflt). rewrite IH. simpl. now rewrite Nat.sub_0_r. Qed.

Lemma all2_nth {A B} (f : A -> B -> bool) l m i b : all2 f l m = true -> nth_error m i = Some b -> exists a, nth_error l i = Some a /\ f a b = true.
Proof.
  revert m i; induction l as [|a l IH]; intros [|b' m] [|i] H E; simpl in *; try discriminate; apply andb_prop in H as [H1 H2].
  - injection E as ->. eauto.
  - eauto.
Qed.
Lemma computed_forms_R g stated : computed_forms (shapes_map toR g) (option_map (map (fun e => (map row_R (fst e), snd e))) stated) =
  map (fun e => (map row_R (fst e), snd e)) (computed_forms g stated).
Proof. destruct stated; [reflexivity|]. simpl. now rewrite !map_map. Qed.
Theorem network_forms_sound W w g : check_network_forms W w g = true ->
  exists stated, network_forms (shapes_map toR g) = Some stated /\ computes_forms (net_R W) (shapes_map toR g) stated.
Proof.
  unfold check_network_forms. cbv zeta. simpl. destruct (network_forms g) as [stated|]; [|discriminate]. set (fs := computed_forms g stated). intros H. apply andb_prop in H as [HC H].
  destruct (all_some _) as [ess|] eqn:Es; [|discriminate]. destruct (walk _ _ _ _ _) as [es|] eqn:Ew; [|discriminate]. simpl. eexists. split; [reflexivity|].
  intros x Hx. rewrite computed_forms_R. fold fs. clearbody fs. apply is_in_R in Hx as [Hd Hx]. simpl in Hd. set (d := dimension g) in *. set (v := V (parts w) d x) in *. simpl.
  (* The nodes of output o. *)
  assert (F : forall o own, nth_error ess o = Some own -> exists f, nth_error fs o = Some f /\
    eval v (last own []) = form (map row_R (fst f)) (snd f) x /\
    forall i n b, nth_error own i = Some n -> nth i (nth o (map (fun w => lowers (functions_lower w) (nodes w)) (form_nodes w)) []) None = Some b ->
      toR b <= eval v n).
  { intros o own Eo. apply (all_some_nth _ _ _ _ Es) in Eo. apply map2_nth in Eo as [wo [f [Ewo [Ef Eo]]]]. symmetry in Eo. exists f. split; auto.
    destruct (all2_nth _ _ _ _ _ HC Ef) as [wo' [Ewo' Ho]]. rewrite Ewo in Ewo'. injection Ewo' as <-. apply andb_prop in Ho as [HF HB].
    destruct (families [] (nodes wo)) as [fams|] eqn:E; [|unfold is_family in HF; rewrite E in HF; discriminate].
    pose proof (nodes_inv (map row_R (fst f)) x (functions_lower wo) (nodes wo) (bounds_R _ _ _ x HB Hx) fams E) as I. cbn zeta in I.
    destruct I as [L [HV [_ HL]]].
    destruct (expressions_value (parts w) d x Hd (fst f) (nodes wo) own Eo) as [Lo M]. fold v in M. split.
    - assert (Hn : (length (nodes wo) <> 0)%nat).
      { unfold is_family in HF. rewrite E in HF. destruct (nodes wo); [discriminate|simpl; lia]. }
      destruct (HV (length (nodes wo) - 1)%nat) as [Hp HF']; [lia|]. rewrite <- M in HF'. rewrite <- L in Hp, HF'. rewrite <- last_nth in Hp, HF'.
      assert (Q : nth (length fams - 1) (map (eval v) own) 0 = eval v (last own [])).
      { rewrite L, <- Lo. rewrite <- (map_length (eval v) own), <- last_nth, last_map. destruct own; [simpl in Lo; lia|reflexivity]. }
      rewrite Q in HF'. rewrite HF'. now apply (is_family_form _ _ (nodes wo)).
    - intros i n b En Hb. rewrite (nth_error_nth _ o [] (map_nth_error (fun w => lowers (functions_lower w) (nodes w)) o (form_nodes w) Ewo)) in Hb.
      apply HL in Hb. rewrite <- M in Hb. now rewrite (nth_error_nth _ _ 0 (map_nth_error (eval v) _ _ En)) in Hb. }
  assert (O : forall t l e e',
    form_output (parts w) d ess (map (fun w => lowers (functions_lower w) (nodes w)) (form_nodes w)) t l e = Some e' -> eval v e' = act (table_R t) (eval v e)).
  { intros t l e e'. unfold form_output. destruct (is_relu t || is_identity t) eqn:Et; [|discriminate]. destruct l as [[o i]|].
    - destruct (nth_error (nth o ess []) i) as [nv|] eqn:En; [|discriminate]. destruct (nth i _ None) as [b|] eqn:Eb; [|discriminate].
      destruct (constant_of d (minus_expression e nv)) as [c|] eqn:Ec; [|discriminate]. destruct (leb zero (add b c)) eqn:Lb; [|discriminate]. intros Q.
      injection Q as <-.
      apply leb_spec in Lb. rewrite toR_zero, toR_add in Lb. apply (constant_value (parts w) d x) in Ec. fold v in Ec. rewrite eval_minus in Ec.
      destruct (nth_error ess o) as [own|] eqn:Eo.
      2:{ apply nth_error_None in Eo. rewrite nth_overflow in En by exact Eo. destruct i; discriminate. }
      rewrite (nth_error_nth _ _ [] Eo) in En. destruct (F o own Eo) as [f [_ [_ FL]]]. specialize (FL i nv b En Eb). apply orb_prop in Et as [Et|Et].
      + rewrite (is_relu_R _ _ Et). symmetry. apply Rmax_right. lra.
      + now rewrite (is_identity_R _ _ Et).
    - destruct (is_identity t) eqn:Ei; [intros Q; injection Q as <-; now rewrite (is_identity_R _ _ Ei)|]. rewrite orb_false_r in Et. intros Q.
      rewrite (is_relu_R _ _ Et). exact (positive_value (parts w) d x e e' Q). }
  pose proof (walk_sound d v (V_one (parts w) d x) _ O _ _ _ _ Ew) as P. rewrite (eval_inputs d v x Hd (V_input (parts w) d x)) in P. rewrite P, map_map.
  assert (Lf : length ess = length fs).
  { rewrite (all_some_length _ _ Es). apply map2_length. exact (all2_length _ _ _ HC). }
  assert (F' : forall o own, nth_error ess o = Some own -> exists f, nth_error fs o = Some f /\ eval v (last own []) = form (map row_R (fst f)) (snd f) x).
  { intros o own Eo. destruct (F o own Eo) as [f [Ef [Ev _]]]. eauto. }
  clear - F' H Lf. revert es fs F' H Lf. induction ess as [|own ess IH]; intros [|e es] [|f fs] F H Lf; simpl in *; try discriminate; auto.
  apply andb_prop in H as [H1 H2]. f_equal.
  - destruct (F O own eq_refl) as [f' [Ef Ev]]. injection Ef as <-. apply (same_eval v) in H1. now rewrite H1.
  - apply IH; auto. intros o own' Eo. exact (F (S o) own' Eo).
Qed.
End PositiveParts.
