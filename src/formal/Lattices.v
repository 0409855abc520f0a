(* SPDX-License-Identifier: GPL-3.0-or-later

   The claims lattice_identity and lattice_failure: on a cell the form is at least the piece by a tree of its cover, and at most
   the piece by a convex combination of functions of every row. *)
Require Import Reals List Lra Lia Bool PeanoNat.
Require Import Thalweg.Numbers Thalweg.Semantics Thalweg.Geometry Thalweg.Statement Thalweg.Passes Thalweg.Values
  Thalweg.Halfspaces Thalweg.Forms Thalweg.ShapeCheck Thalweg.Farkas Thalweg.Partitions Thalweg.BestFits.
Import ListNotations.
Open Scope R_scope.

(* --- largest and least values ------------------------------------------------------------------------------------------ *)
Lemma largest_ge vs v : In v vs -> v <= extreme Rmax vs.
Proof.
  induction vs as [|a [|b vs] IH]; [contradiction| |]; intros H.
  - destruct H as [->|[]]. apply Rle_refl.
  - change (extreme Rmax (a :: b :: vs)) with (Rmax a (extreme Rmax (b :: vs))).
    destruct H as [->|H]; [apply Rmax_l|eapply Rle_trans; [now apply IH|apply Rmax_r]].
Qed.
Lemma largest_le vs m : vs <> [] -> (forall v, In v vs -> v <= m) -> extreme Rmax vs <= m.
Proof.
  induction vs as [|a [|b vs] IH]; [congruence| |]; intros _ H.
  - apply H. now left.
  - change (extreme Rmax (a :: b :: vs)) with (Rmax a (extreme Rmax (b :: vs))). apply Rmax_lub; [apply H; now left|].
    apply IH; [congruence|]. intros v Hv. apply H. now right.
Qed.
Lemma least_le vs v : In v vs -> extreme Rmin vs <= v.
Proof.
  induction vs as [|a [|b vs] IH]; [contradiction| |]; intros H.
  - destruct H as [->|[]]. apply Rle_refl.
  - change (extreme Rmin (a :: b :: vs)) with (Rmin a (extreme Rmin (b :: vs))).
    destruct H as [->|H]; [apply Rmin_l|eapply Rle_trans; [apply Rmin_r|now apply IH]].
Qed.
Lemma least_ge vs m : vs <> [] -> (forall v, In v vs -> m <= v) -> m <= extreme Rmin vs.
Proof.
  induction vs as [|a [|b vs] IH]; [congruence| |]; intros _ H.
  - apply H. now left.
  - change (extreme Rmin (a :: b :: vs)) with (Rmin a (extreme Rmin (b :: vs))). apply Rmin_glb; [apply H; now left|].
    apply IH; [congruence|]. intros v Hv. apply H. now right.
Qed.
Lemma map_not_empty {A B} (f : A -> B) l : l <> [] -> map f l <> [].
Proof. destruct l; simpl; congruence. Qed.
(* The least value of the functions js. *)
Definition least (fs : list (row R)) (x : list R) (js : list nat) : R := extreme Rmin (map (fun j => value (nth j fs ([], 0)) x) js).
Lemma least_at fs x js j : In j js -> least fs x js <= value (nth j fs ([], 0)) x.
Proof. intros H. apply least_le. now apply (in_map (fun j => value (nth j fs ([], 0)) x)). Qed.
Lemma least_above fs x js m : js <> [] -> (forall j, In j js -> m <= value (nth j fs ([], 0)) x) -> m <= least fs x js.
Proof. intros Hn H. apply least_ge; [now apply map_not_empty|]. intros v Hv. apply in_map_iff in Hv as [j [<- Hj]]. auto. Qed.
Lemma form_above fs rows x js m : In js rows -> m <= least fs x js -> m <= form fs rows x.
Proof. intros H Hm. eapply Rle_trans; [exact Hm|]. apply largest_ge. now apply (in_map (least fs x)). Qed.
Lemma form_below fs rows x m : rows <> [] -> (forall js, In js rows -> least fs x js <= m) -> form fs rows x <= m.
Proof. intros Hn H. apply largest_le; [now apply map_not_empty|]. intros v Hv. apply in_map_iff in Hv as [js [<- Hj]]. now apply H. Qed.

(* A form is continuous. *)
Lemma close_extremes (op : R -> R -> R) e vs ws : (forall a b c d, Rabs (a - b) <= e -> Rabs (c - d) <= e -> Rabs (op a c - op b d) <= e) ->
  0 <= e -> Forall2 (fun a b => Rabs (a - b) <= e) vs ws -> Rabs (extreme op vs - extreme op ws) <= e.
Proof.
  intros H He F. induction F as [|a b vs ws Hab F IH]; [simpl; rewrite Rminus_diag_eq, Rabs_R0; auto|].
  inversion F as [|c d vs' ws' Hcd F']; subst; [exact Hab|].
  change (Rabs (op a (extreme op (c :: vs')) - op b (extreme op (d :: ws'))) <= e). now apply H.
Qed.
Lemma close_max e a b c d : Rabs (a - b) <= e -> Rabs (c - d) <= e -> Rabs (Rmax a c - Rmax b d) <= e.
Proof.
  intros H1 H2. pose proof (Rle_abs (a - b)). pose proof (Rle_abs (c - d)). pose proof (Rle_abs (b - a)). pose proof (Rle_abs (d - c)).
  rewrite (Rabs_minus_sym b a) in *. rewrite (Rabs_minus_sym d c) in *.
  apply Rabs_le. unfold Rmax. destruct (Rle_dec a c), (Rle_dec b d); lra.
Qed.
Lemma close_min e a b c d : Rabs (a - b) <= e -> Rabs (c - d) <= e -> Rabs (Rmin a c - Rmin b d) <= e.
Proof.
  intros H1 H2. pose proof (Rle_abs (a - b)). pose proof (Rle_abs (c - d)). pose proof (Rle_abs (b - a)). pose proof (Rle_abs (d - c)).
  rewrite (Rabs_minus_sym b a) in *. rewrite (Rabs_minus_sym d c) in *.
  apply Rabs_le. unfold Rmin. destruct (Rle_dec a c), (Rle_dec b d); lra.
Qed.
Lemma value_continuous f x e : 0 < e -> exists r, 0 < r /\ forall y, near r x y -> Rabs (value f y - value f x) <= e.
Proof.
  intros He. pose proof (norm_nonneg (fst f)) as Hn. assert (Q : 0 < e / (norm (fst f) + 1)) by (apply Rdiv_lt_0_compat; lra).
  exists (e / (norm (fst f) + 1)). split; auto. intros y Hy. apply (dot_near (fst f)) in Hy; [|lra]. unfold value.
  replace (dot (fst f) y + snd f - (dot (fst f) x + snd f)) with (dot (fst f) y - dot (fst f) x) by ring. eapply Rle_trans; [exact Hy|].
  apply Rle_trans with (e / (norm (fst f) + 1) * (norm (fst f) + 1)); [apply Rmult_le_compat_l; lra|]. right. field. lra.
Qed.
Lemma form_continuous fs rows x e : 0 < e -> exists r, 0 < r /\ forall y, near r x y -> Rabs (form fs rows y - form fs rows x) <= e.
Proof.
  intros He. destruct (all_near (fun f y => Rabs (value f y - value f x) <= e) (([], 0) :: fs) x) as [r [Hr H]]; [intros; now apply value_continuous|].
  exists r. split; auto. intros y Hy. specialize (H y Hy). unfold form. apply close_extremes; [intros; now apply close_max|lra|].
  induction rows as [|js rows IH]; simpl; constructor; auto. apply close_extremes; [intros; now apply close_min|lra|].
  induction js as [|j js IHj]; simpl; constructor; auto. apply H. destruct (nth_in_or_default j fs ([], 0)) as [I|E]; [now right|left; now rewrite E].
Qed.

Module Lattices (N : NUM).
Module Export Bf := BestFits N.
Import N.

Lemma not_empty {A} (l : list A) : negb (length l =? 0)%nat = true -> l <> [].
Proof. destruct l; simpl; congruence. Qed.
Lemma nth_R fs j : nth j (map row_R fs) ([], 0) = row_R (function_of fs j).
Proof. unfold function_of. rewrite <- (map_nth row_R). unfold row_map. simpl. now rewrite toR_zero. Qed.
Lemma at_most_value f h x : on (row_R (at_most f h)) x -> value (row_R f) x <= value (row_R h) x.
Proof. intros H. apply at_most_on in H. exact H. Qed.
Lemma combination_value fs ws x m : forall k, combination fs ws = Some k ->
  (forall j c, In (j, c) ws -> m <= value (row_R (function_of fs j)) x) -> m * lsum toR (map snd ws) <= value (row_R k) x.
Proof.
  induction ws as [|[j c] ws IH]; intros k H Hm; simpl in H.
  - injection H as <-. unfold value. simpl. rewrite toR_zero. lra.
  - destruct (nth_error fs j) as [f|] eqn:Ej; [|discriminate]. destruct (combination fs ws) as [k'|]; [|discriminate].
    destruct (leb zero c) eqn:Ec; [|discriminate]. injection H as <-. apply leb_spec in Ec. rewrite toR_zero in Ec.
    assert (I : m * lsum toR (map snd ws) <= value (row_R k') x) by (apply IH; auto; intros; apply (Hm j0 c0); now right).
    assert (J : m <= value (row_R f) x).
    { specialize (Hm j c (or_introl eq_refl)). unfold function_of in Hm. now rewrite (nth_error_nth _ _ _ Ej) in Hm. }
    unfold value in *. simpl in *. rewrite plus_R, toR_add, (map_scaled_R (toR c)) by (intros; apply toR_mul). rewrite toR_mul.
    pose proof (Rmult_le_compat_l _ _ _ Ec J). lra.
Qed.

(* O38 to O40 on one cell *)
Lemma cell_form_sound f w m c x : negb (length (rows_of f) =? 0)%nat = true -> forallb (fun js => negb (length js =? 0)%nat) (rows_of f) = true ->
  check_cell_form f w (m, c) = true -> on_all c x -> form (map row_R (functions f)) (rows_of f) x = value (row_R (piece_on zero f m)) x.
Proof.
  unfold check_cell_form. intros Hr Hj H Hx. apply andb_prop in H as [H H2]. apply andb_prop in H as [H H1]. simpl in *. apply Rle_antisym.
  - apply form_below; [now apply not_empty|]. intros js Hjs. rewrite forallb_forall in Hj, H1.
    destruct (all2_In _ _ _ _ H2 Hjs) as [k [_ Hk]]. unfold bounds_row in Hk. destruct (nth_error (bounds w) k) as [b|] eqn:Eb; [|discriminate].
    apply nth_error_In in Eb. specialize (H1 b Eb). unfold bound_holds in H1. apply andb_prop in H1 as [H0 H1].
    destruct (combination (functions f) (weights_of_bound b)) as [q|] eqn:Eq; [|discriminate]. apply eqb_spec in H0. rewrite toR_total, toR_one in H0.
    apply (proves_on _ _ _ x) in H1; auto. apply at_most_value in H1. rewrite forallb_forall in Hk.
    assert (Q : least (map row_R (functions f)) x js * lsum toR (map snd (weights_of_bound b)) <= value (row_R q) x).
    { apply (combination_value _ _ _ _ _ Eq). intros j l Hin. rewrite <- nth_R. apply least_at. specialize (Hk _ Hin). unfold is_in_row in Hk.
      apply existsb_exists in Hk as [j' [Hj' E]]. apply Nat.eqb_eq in E. simpl in E. now subst. }
    rewrite H0 in Q. lra.
  - destruct (form_cover w) as [t|]; [|discriminate]. destruct (all_leaves_on _ _ _ _ _ H Hx) as [hs [[r mss] [Hl Hhs]]].
    unfold row_is_above in Hl. simpl in Hl. destruct (nth_error (rows_of f) r) as [js|] eqn:Er; [|discriminate]. apply andb_prop in Hl as [Hn Hl].
    apply (form_above _ _ _ js); [now apply (nth_error_In _ r)|]. apply least_above; [now apply not_empty|]. intros j Hin.
    destruct (all2_In _ _ _ _ Hl Hin) as [ms [_ Hms]]. apply (proves_on _ _ _ x) in Hms; auto. apply at_most_value in Hms. now rewrite nth_R.
Qed.
Lemma numbered_nth {A} (l : list A) m a : nth_error l m = Some a -> In (m, a) (numbered l).
Proof.
  unfold numbered. intros H. assert (G : forall k, nth_error l m = Some a -> In (k + m, a)%nat (combine (seq k (length l)) l)).
  { clear H. revert m. induction l as [|b l IH]; intros [|m] k H; simpl in *; try discriminate.
    - injection H as ->. left. f_equal. lia.
    - right. replace (k + S m)%nat with (S k + m)%nat by lia. now apply IH. }
  exact (G O H).
Qed.
Lemma nth_error_unmap {A B} (f : A -> B) l m b : nth_error (map f l) m = Some b -> exists a, nth_error l m = Some a /\ b = f a.
Proof. rewrite nth_error_map. destruct (nth_error l m); simpl; [|discriminate]. intros E. injection E as <-. eauto. Qed.
Lemma cells_in_partitions {A} (g : shapes A) p m c : nth_error (cells_of g p) m = Some c -> In (cells_of g p) (partitions g).
Proof.
  unfold cells_of. intros H. destruct (Nat.ltb_spec p (length (partitions g))) as [L|L]; [now apply nth_In|].
  rewrite nth_overflow in H by exact L. destruct m; discriminate.
Qed.
Lemma check_form_sound g ws f : Forall (is_partition (dimension g) (domain (shapes_map toR g))) (partitions (shapes_map toR g)) ->
  check_form g ws f = true -> is_form (shapes_map toR g) (cpwl_map toR f).
Proof.
  intros HP. unfold check_form. intros H. apply andb_prop in H as [H H2]. apply andb_prop in H as [Hr Hj]. apply andb_prop in Hr as [Hon Hr].
  apply Nat.ltb_lt in Hon. split; [|intros; now apply form_continuous]. intros x v Hx.
  assert (V : forall m c, nth_error (cells_of g (on_partition f)) m = Some c -> is_in (dimension g) (cell_R c) x ->
    value (piece_on 0 (cpwl_map toR f) m) x = form (functions (cpwl_map toR f)) (rows_of f) x).
  { intros m c Em Hc. apply numbered_nth in Em. destruct (all2_In _ _ _ _ H2 Em) as [w [_ Hw]]. apply is_in_R in Hc as [_ Hc].
    rewrite piece_on_R. symmetry. now apply (cell_form_sound f w m c). }
  split.
  - intros [m [c [Em [Hc ->]]]]. simpl in Em, Hc. rewrite cells_of_R in Em. apply nth_error_unmap in Em as [c0 [Em ->]]. now apply (V m c0).
  - intros ->. assert (P : In (cells_of (shapes_map toR g) (on_partition f)) (partitions (shapes_map toR g))).
    { unfold cells_of. apply nth_In. simpl. now rewrite map_length. }
    rewrite Forall_forall in HP. destruct (HP _ P) as [C _]. apply C in Hx as [c [Hin Hc]]. apply In_nth_error in Hin as [m Em].
    exists m, c. split; [exact Em|]. split; [exact Hc|]. rewrite cells_of_R in Em. apply nth_error_unmap in Em as [c0 [Em ->]]. symmetry. now apply (V m c0).
Qed.
Theorem forms_sound g ws : Forall (is_partition (dimension g) (domain (shapes_map toR g))) (partitions (shapes_map toR g)) ->
  check_forms g ws = true -> Forall (is_form (shapes_map toR g)) (outputs_of (shapes_map toR g)).
Proof.
  intros HP H. simpl. rewrite Forall_map. apply Forall_forall. intros f Hf. destruct (all2_In _ _ _ _ H Hf) as [w [_ Hw]].
  now apply (check_form_sound g w).
Qed.

(* --- lattice_failure ------------------------------------------------------------------------------------------------- *)
Lemma value_number_R f x : toR (value_number f x) = value (row_R f) (map toR x).
Proof. unfold value_number, value. now rewrite toR_add, toR_dot. Qed.
Lemma lesser_R a b : toR (lesser a b) = Rmin (toR a) (toR b).
Proof.
  unfold lesser. destruct (leb a b) eqn:E; symmetry.
  - apply Rmin_left. now apply leb_spec.
  - apply Rmin_right. destruct (Rle_dec (toR a) (toR b)) as [L|L]; [apply leb_spec in L; congruence|lra].
Qed.
Lemma greater_R a b : toR (greater a b) = Rmax (toR a) (toR b).
Proof.
  unfold greater. destruct (leb a b) eqn:E; symmetry.
  - apply Rmax_right. now apply leb_spec.
  - apply Rmax_left. destruct (Rle_dec (toR a) (toR b)) as [L|L]; [apply leb_spec in L; congruence|lra].
Qed.
Lemma extreme_R op op' vs : (forall a b, toR (op a b) = op' (toR a) (toR b)) -> toR (extreme_number op vs) = extreme op' (map toR vs).
Proof.
  intros H. induction vs as [|a [|b vs] IH]; [apply toR_zero|reflexivity|].
  change (toR (op a (extreme_number op (b :: vs))) = op' (toR a) (extreme op' (map toR (b :: vs)))). now rewrite H, IH.
Qed.
Lemma form_number_R fs rows x : toR (form_number fs rows x) = form (map row_R fs) rows (map toR x).
Proof.
  unfold form_number, form. rewrite (extreme_R _ Rmax) by apply greater_R. f_equal. rewrite map_map. apply map_ext. intros js.
  rewrite (extreme_R _ Rmin) by apply lesser_R. f_equal. rewrite map_map. apply map_ext. intros j. now rewrite value_number_R, nth_R.
Qed.
Theorem failure_sound w g : check_failure w g = true -> exists e, failure (shapes_map toR g) = Some e /\ is_failure (shapes_map toR g) e.
Proof.
  unfold check_failure. simpl. destruct (failure g) as [e|]; [|discriminate].
  destruct (nth_error (outputs_of g) (failing_output e)) as [f|] eqn:Ef; [|discriminate].
  cbn zeta. intros H. apply andb_prop in H as [H Hp]. apply andb_prop in H as [Hl Hr]. apply Nat.eqb_eq in Hl.
  destruct (nth_error (cells_of g (on_partition f)) (failing_cell e)) as [c|] eqn:Ec; [|discriminate]. apply andb_prop in Hp as [Hp Hne].
  apply andb_prop in Hp as [Hd Hp].
  apply Nat.eqb_eq in Hd. simpl. eexists. split; [reflexivity|]. exists (cpwl_map toR f), (cell_R c). simpl. rewrite !cells_of_R.
  split; [exact (map_nth_error (cpwl_map toR) _ _ Ef)|]. split; [exact (map_nth_error (map row_R) _ _ Ec)|]. split; [rewrite map_length; exact Hl|].
  split; [|split].
  - intros k ck j Ek. apply nth_error_unmap in Ek as [c0 [Ek0 ->]]. rewrite forallb_forall in Hr.
    assert (Ek : @nth_error (cell T) (cells_of g (on_partition f)) k = Some c0) by exact Ek0. clear Ek0.
    assert (I : In k (seq 0 (length (cells_of g (on_partition f))))) by (apply in_seq; split; [lia|]; apply nth_error_Some; congruence).
    specialize (Hr k I). rewrite Ek in Hr. cbn zeta in Hr. apply andb_prop in Hr as [Ha Hb]. rewrite map_length. split.
    + intros Hj. destruct (all2_In _ _ _ _ Ha Hj) as [ms [_ Hms]]. apply andb_prop in Hms as [Hn Hms]. apply Nat.ltb_lt in Hn. split; auto.
      intros x Hx. apply is_in_R in Hx as [_ Hx]. apply (proves_on _ _ _ x) in Hms; auto. apply at_most_value in Hms. now rewrite nth_R, piece_on_R.
    + intros [Hj Hx]. destruct (in_dec Nat.eq_dec j (nth k (failing_rows e) [])) as [Hin|Hin]; auto. exfalso.
      assert (J : In j (filter (fun j => negb (is_in_row (nth k (failing_rows e) []) j)) (seq 0 (length (functions f))))).
      { apply filter_In. split; [apply in_seq; lia|]. apply negb_true_iff. unfold is_in_row. apply not_true_iff_false. intros E.
        apply existsb_exists in E as [j' [Hj' E]]. apply Nat.eqb_eq in E. now subst. }
      destruct (all2_In _ _ _ _ Hb J) as [x [_ Hxx]]. apply andb_prop in Hxx as [Hxx Hlt]. apply andb_prop in Hxx as [Hdx Hin']. apply Nat.eqb_eq in Hdx.
      apply lt_R in Hlt. rewrite !value_number_R in Hlt. assert (In0 : is_in (dimension g) (cell_R c0) (map toR x)).
      { apply is_in_R. rewrite map_length. split; auto. now apply inside_all_R. }
      specialize (Hx _ In0). rewrite nth_R, piece_on_R in Hx. lra.
  - apply is_in_R. rewrite map_length. split; auto. now apply inside_all_R.
  - rewrite piece_on_R, <- form_number_R, <- value_number_R. apply orb_prop in Hne as [Hne|Hne]; apply lt_R in Hne; lra.
Qed.
End Lattices.
