(* SPDX-License-Identifier: GPL-3.0-or-later

   The claims linear_regions and network_computes_function: the leaves of the tree cover the domain, and their signs differ. *)
Require Import Reals List Lra Lia Bool PeanoNat.
Require Import Thalweg.Numbers Thalweg.Semantics Thalweg.Geometry Thalweg.Statement Thalweg.Passes Thalweg.Values
  Thalweg.Halfspaces Thalweg.Forms Thalweg.Expressions Thalweg.Regions Thalweg.ShapeCheck Thalweg.Farkas Thalweg.Partitions Thalweg.BestFits Thalweg.Lattices
  Thalweg.NetworkForms Thalweg.RegionSets Thalweg.RegionWalk.
Import ListNotations.
Open Scope R_scope.

Lemma pairs_app {A} (P : A -> A -> Prop) l m : ForallOrdPairs P l -> ForallOrdPairs P m -> (forall a b, In a l -> In b m -> P a b) -> ForallOrdPairs P (l ++ m).
Proof.
  induction 1 as [|a l Ha H IH]; intros Hm HC; simpl; auto. constructor.
  - apply Forall_app. split; auto. apply Forall_forall. intros b Hb. apply HC; auto. now left.
  - apply IH; auto. intros b c Hb Hc. apply HC; auto. now right.
Qed.
Lemma pairs_map {A B} (f : A -> B) (P : A -> A -> Prop) (Q : B -> B -> Prop) l : (forall a b,
  In a l -> In b l -> P a b -> Q (f a) (f b)) -> ForallOrdPairs P l -> ForallOrdPairs Q (map f l).
Proof.
  intros HP H. induction H as [|a l Ha H IH]; simpl; constructor.
  - apply Forall_map, Forall_forall. intros b Hb. rewrite Forall_forall in Ha. apply HP; [now left|now right|auto].
  - apply IH. intros b c Hb Hc. apply HP; now right.
Qed.
(* An interior point is strictly inside a list of halfspaces with the same points. *)
Lemma interior_strict_cell d c p : interior (is_in d c) p -> exists c', (forall x, is_in d c x <-> is_in d c' x) /\ Forall (fun h => strict h p) c'.
Proof.
  intros Hp. assert (Lp : length p = d) by apply (interior_in _ _ Hp).
  assert (G : forall l, incl l c -> exists c', (forall x, is_in d l x <-> is_in d c' x) /\ Forall (fun h => strict h p) c').
  { induction l as [|h l IH]; intros Hl; [exists []; split; [tauto|constructor]|]. destruct IH as [c' [E S]]; [intros k Hk; apply Hl; now right|].
    assert (Hh : forall y, is_in d c y -> on h y) by (intros y [_ Hy]; rewrite Forall_forall in Hy; apply Hy, Hl; now left).
    destruct (constant_or_not (fst h) d) as [[k [Hk Hn]]|Z].
    - exists (h :: c'). split.
      + intros x. unfold is_in in *. specialize (E x). rewrite !Forall_cons_iff. tauto.
      + constructor; auto. apply (interior_strict (is_in d c) h p k); auto. congruence.
    - exists c'. split; auto. intros x. unfold is_in in *. specialize (E x). rewrite Forall_cons_iff. split; [tauto|]. intros [Lx Hx]. split; [exact Lx|].
      split; [|apply E; auto]. specialize (Hh p (interior_in _ _ Hp)). unfold on in Hh. rewrite Z in * by auto. exact Hh. }
  apply G, incl_refl.
Qed.

Module LinearRegions (N : NUM).
Module Export Rw := RegionWalk N.
Import N.
Notation at_x zs x := (map (fun z => value (row_R z) x) zs).

Lemma all2_nth_fst {A B} (f : A -> B -> bool) l m i a : all2 f l m = true -> nth_error l i = Some a -> exists b, nth_error m i = Some b /\ f a b = true.
Proof.
  revert m i; induction l as [|a' l IH]; intros [|b m] [|i] H E; simpl in *; try discriminate; apply andb_prop in H as [H1 H2].
  - injection E as ->. eauto.
  - eauto.
Qed.
Lemma combine_nth_error {A B} (l : list A) (m : list B) i a b : nth_error (combine l m) i = Some (a, b) -> nth_error l i = Some a.
Proof. revert m i; induction l as [|a' l IH]; intros [|b' m] [|i] H; simpl in *; try discriminate; [now injection H as -> _|eauto]. Qed.

Lemma leaf_count_positive {I L} (t : tree I L) : (1 <= leaf_count t)%nat.
Proof. induction t; simpl; lia. Qed.

Section Tree.
Variable d : nat.
Variable W : net T.
Hypothesis regular : is_regular W = true.
Variable test : list (row T) -> list (row T) -> region_leaf -> bool.
Notation C hs := (is_in d (cell_R hs)).
Notation leaf := (list (row T) * list (row T) * region_leaf)%type.
Definition premises (e : leaf) := fst (fst e).
Definition maps (e : leaf) := snd (fst e).

Lemma undecided_breakpoint s p : is_undecided s p = true -> (at_breakpoint p < length (breakpoints (current_table s)))%nat.
Proof. clear. unfold is_undecided. intros H. repeat (apply andb_prop in H as [H ?]). now apply Nat.ltb_lt. Qed.
Lemma side_on hs s p above : inv d W s hs -> is_undecided s p = true ->
  (forall x, C hs x -> on (row_R (if above : bool then opposite (below_row s p) else below_row s p)) x) -> inv d W (taken s p above) hs.
Proof.
  clear. intros I Hu H. pose proof (undecided_breakpoint s p Hu) as Hk. apply taken_inv; auto. intros x Hx. specialize (H x Hx).
  destruct above; [now apply above_row_on|now apply below_row_on].
Qed.
Lemma take_sides_inv hs sides : forall s s', inv d W s hs -> take_sides hs s sides = Some s' -> inv d W s' hs.
Proof.
  clear. induction sides as [|e sides IH]; intros s s' I H; simpl in H; [now injection H as <-|].
  destruct (is_undecided s (side_at e)) eqn:Hu; [|discriminate]. simpl in H.
  destruct (proves _ _ _) eqn:Hp; [|discriminate].
  apply (IH _ _ (side_on hs s (side_at e) (is_above e) I Hu ltac:(intros x Hx; apply is_in_R in Hx as [_ Hx]; apply (proves_on _ _ _ x Hp Hx))) H).
Qed.
Definition leaf_ok (hs : list (row T)) (e : leaf) : Prop :=
  incl hs (premises e) /\ test (premises e) (maps e) (snd e) = true /\ (forall x, C (premises e) x -> fwd (net_R W) x = at_x (maps e) x) /\
  (forall x y, interior (C (premises e)) x -> interior (C (premises e)) y -> signs (net_R W) x = signs (net_R W) y).
Definition pointed (e : leaf) : Prop := exists p, length p = d /\ Forall (fun h => strict h p) (cell_R (premises e)).
Definition differ (e e' : leaf) : Prop := forall x y, interior (C (premises e)) x -> interior (C (premises e')) y -> signs (net_R W) x <> signs (net_R W) y.
Definition leaves_ok (hs : list (row T)) (k : nat) (es : list leaf) : Prop :=
  length es = k /\ (forall e, In e es -> leaf_ok hs e) /\ (forall x, C hs x -> exists e, In e es /\ C (premises e) x) /\
  ((forall e, In e es -> pointed e) -> ForallOrdPairs differ es /\
     forall e x y, In e es -> C hs x -> interior (C (premises e)) y -> signs (net_R W) x = signs (net_R W) y -> C (premises e) x).
(* The unit of a split has different signs inside the two parts. *)
Lemma split_signs s hs p e1 e2 : inv d W s hs -> is_undecided s p = true -> incl (hs ++ [below_row s p]) (premises e1) ->
  incl (hs ++ [opposite (below_row s p)]) (premises e2) ->
  pointed e1 -> pointed e2 ->
  (forall x, interior (C (premises e1)) x -> unit_value s p x < threshold s p) /\ (forall x, interior (C (premises e2)) x -> threshold s p < unit_value s p x).
Proof.
  clear. intros I Hu I1 I2 [p1 [L1 S1]] [p2 [L2 S2]]. pose proof (undecided_breakpoint s p Hu) as Hk.
  assert (M1 : In (below_row s p) (premises e1)) by (apply I1, in_or_app; right; now left).
  assert (M2 : In (opposite (below_row s p)) (premises e2)) by (apply I2, in_or_app; right; now left).
  assert (B1 : forall x, C (premises e1) x -> unit_value s p x <= threshold s p).
  { intros x Hx. apply (below_row_on s p x Hk). apply is_in_R in Hx as [_ Hx]. rewrite Forall_forall in Hx. now apply Hx. }
  assert (B2 : forall x, C (premises e2) x -> threshold s p <= unit_value s p x).
  { intros x Hx. apply (above_row_on s p x Hk). apply is_in_R in Hx as [_ Hx]. rewrite Forall_forall in Hx. now apply Hx. }
  assert (J1 : interior (C (premises e1)) p1) by now apply strictly_interior. assert (J2 : interior (C (premises e2)) p2) by now apply strictly_interior.
  destruct (constant_or_not (fst (row_R (nth (at_unit p) (zs s) ([], zero)))) d) as [Nz|Z].
  - split; intros x Hx; [apply (one_sided (C (premises e1)) d _ (threshold s p) x)|apply (one_sided (C (premises e2)) d _ (threshold s p) x)]; auto;
      intros y [Ly _]; exact Ly.
  - exfalso. rewrite Forall_map in S1, S2. rewrite Forall_forall in S1, S2. specialize (S1 _ M1). specialize (S2 _ M2).
    unfold strict, below_row, at_most, opposite in S1, S2. simpl in S1, S2, Z. rewrite negative_R in S2. rewrite negative_dot in S2. rewrite plus_R in S1, S2.
    simpl in S1, S2.
    rewrite !Z in * by auto. lra.
Qed.
Lemma split_sign_eq s hs p x y : inv d W s hs -> is_undecided s p = true -> C hs x -> C hs y -> signs (net_R W) x = signs (net_R W) y ->
  sign (unit_value s p x - threshold s p) = sign (unit_value s p y - threshold s p).
Proof.
  clear. intros I Hu Hx Hy E. pose proof (undecided_breakpoint s p Hu) as Hk. apply (inv_signs _ _ _ _ I x y Hx Hy) in E.
  destruct (undecided_facts s p Hu) as [l [l' [W' [z [q [Er [Ez [Eq Hq]]]]]]]]. unfold signs_from in E. rewrite Er in E. injection E as E _.
  assert (Et : current_table s = tab l) by (unfold current_table; now rewrite Er). unfold unit_value. rewrite (nth_error_nth _ _ _ Ez).
  apply (layer_signs_nth (table_R (tab l)) (at_x (zs s) x) (at_x (zs s) y) (at_unit p)); auto.
  - exact (map_nth_error (fun z => value (row_R z) x) _ _ Ez).
  - exact (map_nth_error (fun z => value (row_R z) y) _ _ Ez).
  - unfold threshold. rewrite Et in *. apply nth_In. rewrite breakpoints_R, map_length. exact Hk.
Qed.
Lemma last_identity s hs l : inv d W s hs -> rest s = [l] -> is_identity (tab l) = true.
Proof.
  intros I E. destruct (inv_suffix _ _ _ _ I) as [b Eb]. rewrite E in Eb. unfold is_regular in regular. apply andb_prop in regular as [_ R].
  rewrite Eb, rev_app_distr in R. exact R.
Qed.
Lemma tree_sound t : forall s hs, inv d W s hs -> all_regions test hs s t = true -> exists es, leaves_ok hs (leaf_count t) es.
Proof.
  induction t as [[sides lf]|[sides p] t1 IH1 t2 IH2]; intros s hs I H; simpl in H.
  - destruct (take_sides hs s sides) as [s'|] eqn:Es; [|discriminate]. pose proof (take_sides_inv hs sides s s' I Es) as I'.
    destruct (rest s') as [|l [|]] eqn:Er; try discriminate. pose proof (last_identity s' hs l I' Er) as Hid. exists [(hs, zs s', lf)]. split; [reflexivity|].
    split; [|split].
    + intros e [<-|[]]. unfold leaf_ok, premises, maps. simpl. split; [apply incl_refl|]. split; [exact H|]. split.
      * intros x Hx. rewrite (inv_forward _ _ _ _ I' x Hx). unfold forward. rewrite Er. simpl. rewrite map_map. apply map_ext. intros z.
        now apply is_identity_R.
      * intros x y Hx Hy. apply (inv_same _ _ _ _ I' x y Hx Hy). unfold signs_from. rewrite Er. f_equal. unfold layer_signs. rewrite !map_map. apply map_ext.
        intros z.
        destruct (tab l); [reflexivity|discriminate].
    + intros x Hx. exists (hs, zs s', lf). split; [now left|exact Hx].
    + intros _. split; [constructor; constructor|]. intros e x y [<-|[]] Hx _ _. exact Hx.
  - destruct (take_sides hs s sides) as [s'|] eqn:Es; [|discriminate]. pose proof (take_sides_inv hs sides s s' I Es) as I'. clear s I Es.
    apply andb_prop in H as [H H2]. apply andb_prop in H as [Hu H1]. pose proof (undecided_breakpoint s' p Hu) as Hk.
    set (h := below_row s' p) in *. assert (U1 : incl hs (hs ++ [h])) by (apply incl_appl, incl_refl).
    assert (U2 : incl hs (hs ++ [opposite h])) by (apply incl_appl, incl_refl).
    assert (O1 : forall x, C (hs ++ [h]) x <-> C hs x /\ on (row_R h) x).
    { intros x. rewrite !is_in_R, Forall_app. split; [intros [L [A B]]; inversion B; subst; auto|intros [[L A] B]; auto]. }
    assert (O2 : forall x, C (hs ++ [opposite h]) x <-> C hs x /\ on (row_R (opposite h)) x).
    { intros x. rewrite !is_in_R, Forall_app. split; [intros [L [A B]]; inversion B; subst; auto|intros [[L A] B]; auto]. }
    assert (J1 : inv d W (taken s' p false) (hs ++ [h])) by (apply side_on; [now apply (inv_mono d W s' hs)|exact Hu|intros x Hx; now apply O1]).
    assert (J2 : inv d W (taken s' p true) (hs ++ [opposite h])) by (apply side_on; [now apply (inv_mono d W s' hs)|exact Hu|intros x Hx; now apply O2]).
    destruct (IH1 _ _ J1 H1) as [es1 [L1 [K1 [C1 D1]]]]. destruct (IH2 _ _ J2 H2) as [es2 [L2 [K2 [C2 D2]]]]. exists (es1 ++ es2).
    split; [simpl; rewrite app_length; congruence|]. split; [|split].
    + intros e He. apply in_app_or in He as [He|He].
      * destruct (K1 e He) as [A B]. exact (conj (incl_tran U1 A) B).
      * destruct (K2 e He) as [A B]. exact (conj (incl_tran U2 A) B).
    + intros x Hx. destruct (Rle_dec (unit_value s' p x) (threshold s' p)) as [Q|Q].
      * destruct (C1 x) as [e [He Hc]]; [apply O1; split; auto; now apply (below_row_on s' p x Hk)|]. exists e. split; auto. apply in_or_app. now left.
      * destruct (C2 x) as [e [He Hc]]; [apply O2; split; auto; apply (above_row_on s' p x Hk); lra|]. exists e. split; auto. apply in_or_app. now right.
    + intros P. destruct D1 as [D1 E1]; [intros e He; apply P, in_or_app; now left|]. destruct D2 as [D2 E2]; [intros e He; apply P, in_or_app; now right|].
      assert (Sp : forall e1 e2, In e1 es1 -> In e2 es2 -> (forall x, interior (C (premises e1)) x -> unit_value s' p x < threshold s' p) /\
        (forall x, interior (C (premises e2)) x -> threshold s' p < unit_value s' p x)).
      { intros e1 e2 He1 He2.
        apply (split_signs s' hs p e1 e2 I' Hu); [apply (K1 e1 He1)|apply (K2 e2 He2)|apply P, in_or_app; now left|apply P, in_or_app; now right]. }
      assert (N1 : exists e1, In e1 es1) by (destruct es1; [pose proof (leaf_count_positive t1); simpl in L1; lia|eexists; now left]).
      assert (N2 : exists e2, In e2 es2) by (destruct es2; [pose proof (leaf_count_positive t2); simpl in L2; lia|eexists; now left]).
      assert (S1 : forall e x, In e es1 -> interior (C (premises e)) x -> C hs x) by (intros e x He Hx; apply interior_in in Hx; apply O1;
        apply (C_mono d _ _ x (proj1 (K1 e He)) Hx)).
      assert (S2 : forall e x, In e es2 -> interior (C (premises e)) x -> C hs x) by (intros e x He Hx; apply interior_in in Hx; apply O2;
        apply (C_mono d _ _ x (proj1 (K2 e He)) Hx)).
      split.
      * apply pairs_app; auto. intros e1 e2 He1 He2 x y Hx Hy E. destruct (Sp e1 e2 He1 He2) as [Q1 Q2]. specialize (Q1 x Hx). specialize (Q2 y Hy).
        pose proof (split_sign_eq s' hs p x y I' Hu (S1 e1 x He1 Hx) (S2 e2 y He2 Hy) E) as Z. rewrite sign_neg, sign_pos in Z by lra. discriminate.
      * intros e x y He Hx Hy E. apply in_app_or in He as [He|He].
        -- destruct N2 as [e2 He2]. destruct (Sp e e2 He He2) as [Q1 _]. specialize (Q1 y Hy).
           pose proof (split_sign_eq s' hs p x y I' Hu Hx (S1 e y He Hy) E) as Z.
           rewrite (sign_neg (unit_value s' p y - _)) in Z by lra. apply (E1 e x y); auto. apply O1. split; auto. apply (below_row_on s' p x Hk).
           destruct (Rlt_dec (unit_value s' p x) (threshold s' p)) as [V|V]; [lra|]. unfold sign in Z. destruct (Rlt_dec _ 0); [lra|].
           destruct (Rlt_dec 0 _); discriminate.
        -- destruct N1 as [e1 He1]. destruct (Sp e1 e He1 He) as [_ Q2]. specialize (Q2 y Hy).
           pose proof (split_sign_eq s' hs p x y I' Hu Hx (S2 e y He Hy) E) as Z.
           rewrite (sign_pos (unit_value s' p y - _)) in Z by lra. apply (E2 e x y); auto. apply O2. split; auto. apply (above_row_on s' p x Hk).
           destruct (Rlt_dec (threshold s' p) (unit_value s' p x)) as [V|V]; [lra|]. unfold sign in Z. destruct (Rlt_dec _ 0); [discriminate|].
           destruct (Rlt_dec 0 _); [lra|discriminate].
Qed.
End Tree.

Lemma regular_start d W hs : is_regular W = true -> inv d W (advanced (start W)) hs.
Proof.
  unfold is_regular. intros H. apply andb_prop in H as [H1 H2]. apply start_inv; auto. intros ->. discriminate.
Qed.
Theorem regions_sound W w g : check_regions W w g = true -> exists k, region_count (shapes_map toR g) = Some k /\
  has_regions (dimension (shapes_map toR g)) (domain (shapes_map toR g)) (net_R W) k.
Proof.
  unfold check_regions. destruct w as [t|]; [|discriminate]. simpl. destruct (region_count g) as [k|]; [|discriminate]. intros H.
  apply andb_prop in H as [H Hk].
  apply andb_prop in H as [Hr H]. apply Nat.eqb_eq in Hk. exists k. split; [reflexivity|]. set (d := dimension g) in *.
  destruct (tree_sound d W Hr (has_point d) t _ _ (regular_start d W (domain g) Hr) H) as [es [L [K [HC D]]]].
  set (f := fun e : list (row T) * list (row T) * region_leaf => (cell_R (premises e), map toR (leaf_point (snd e)))).
  assert (P : forall e, In e es -> length (snd (f e)) = d /\ Forall (fun h => strict h (snd (f e))) (fst (f e))).
  { intros e He. destruct (K e He) as [_ [Ht _]]. unfold has_point in Ht. apply andb_prop in Ht as [Hl Hs]. apply Nat.eqb_eq in Hl. unfold f. simpl.
    rewrite map_length. split; auto.
    now apply strictly_inside_R. }
  assert (I : forall e, In e es -> interior (is_in d (cell_R (premises e))) (snd (f e))) by (intros e He; destruct (P e He); now apply strictly_interior).
  destruct D as [D1 D2]; [intros e He; exists (snd (f e)); exact (P e He)|]. rewrite <- Hk, <- L, <- (map_length f). apply regions_of_cells.
  - intros e He. apply in_map_iff in He as [e0 [<- He]]. now apply P.
  - intros e x He Hx. apply in_map_iff in He as [e0 [<- He]]. apply (K e0 He); [exact Hx|now apply I].
  - apply (pairs_map f (differ d W) (fun e e' => signs (net_R W) (snd e) <> signs (net_R W) (snd e')) es); [|exact D1].
    intros a b Ha Hb Hab. apply Hab; now apply I.
  - intros x. split.
    + intros Hx. destruct (HC x Hx) as [e [He Hc]]. exists (f e). split; [now apply in_map|exact Hc].
    + intros [e [He Hx]]. apply in_map_iff in He as [e0 [<- He]]. apply (C_mono d _ _ x (proj1 (K e0 He)) Hx).
  - intros e x He Hx E. apply in_map_iff in He as [e0 [<- He]]. apply (D2 e0 x (snd (f e0)) He Hx (I e0 He) E).
  - intros e He. apply in_map_iff in He as [e0 [<- He]]. exists (map row_R (maps e0)). intros x Hx. destruct (K e0 He) as [_ [_ [F _]]]. rewrite (F x Hx).
    unfold affine. now rewrite map_map.
Qed.

Theorem function_sound W w g : Forall (is_partition (dimension g) (domain (shapes_map toR g))) (partitions (shapes_map toR g)) ->
  check_function W w g = true -> computes_functions (net_R W) (shapes_map toR g).
Proof.
  intros HP. unfold check_function. destruct w as [t|]; [|discriminate]. intros H. apply andb_prop in H as [Hr H]. set (d := dimension g) in *.
  destruct (tree_sound d W Hr (are_outputs g) t _ _ (regular_start d W (domain g) Hr) H) as [es [_ [K [HC _]]]]. intros x o f v Hx Ef. simpl in Ef.
  apply nth_error_unmap in Ef as [f0 [Ef ->]]. set (cells := cells_of g (on_partition f0)).
  (* The cell of a leaf. *)
  assert (A : forall e, In e es -> exists m c, nth_error (cells_R cells) m = Some c /\ forall y, is_in d (cell_R (premises e)) y ->
    is_in d c y /\ at_ (fwd (net_R W) y) o = value (piece_on 0 (cpwl_map toR f0) m) y).
  { intros e He. destruct (K e He) as [_ [Ht [F _]]]. unfold are_outputs in Ht. destruct (all2_nth_fst _ _ _ _ _ Ht Ef) as [[z [m mss]] [Ez Hz]].
    unfold is_output in Hz. simpl in Hz. fold cells in Hz.
    destruct (nth_error cells m) as [c|] eqn:Em; [|discriminate]. apply andb_prop in Hz as [Hz H3]. apply andb_prop in Hz as [H1 H2]. exists m, (cell_R c).
    split; [exact (map_nth_error (map row_R) _ _ Em)|]. intros y Hy. rewrite (F y Hy). apply combine_nth_error in Ez. split.
    - apply is_in_R in Hy as [Ly Hy]. apply is_in_R. split; auto. now apply (proves_all_on (premises e) mss).
    - unfold at_. rewrite (nth_error_nth _ _ 0 (map_nth_error (fun z => value (row_R z) y) _ _ Ez)). rewrite piece_on_R. unfold value. simpl.
      rewrite (same_R _ _ y H2). now rewrite (eqb_spec _ _ H3). }
  assert (Part : forall m c, nth_error (cells_R cells) m = Some c -> is_partition d (cell_R (domain g)) (cells_R cells)).
  { intros m c Em. rewrite Forall_forall in HP. apply HP. unfold cells in Em. rewrite <- cells_of_R in Em. apply cells_in_partitions in Em.
    now rewrite cells_of_R in Em. }
  simpl in Hx. fold d in Hx. split.
  - intros [m [c [Em [Hc ->]]]]. simpl in Em, Hc. rewrite cells_of_R in Em. fold cells in Em. fold d in Hc. destruct (Part m c Em) as [P1 [P2 P3]].
    destruct (P2 c (nth_error_In _ _ Em)) as [p Hp]. destruct (interior_strict_cell d c p Hp) as [c' [Ec Sp]].
    assert (Lp : length p = d) by apply (interior_in _ _ Hp).
    (* The leaves on which the network has the values of the piece. *)
    assert (Q : exists cs : list (cell R), (forall c0, In c0 cs -> forall y,
      is_in d c0 y -> at_ (fwd (net_R W) y) o = value (piece_on 0 (cpwl_map toR f0) m) y) /\
      forall e, In e es ->
        In (cell_R (premises e)) cs \/ (exists m' c2, m' <> m /\ nth_error (cells_R cells) m' = Some c2 /\ forall y,
          is_in d (cell_R (premises e)) y -> is_in d c2 y)).
    { clear - A. induction es as [|e es IH]; [exists []; split; [intros ? []|intros ? []]|]. destruct IH as [cs [Q1 Q2]]; [intros; apply A; now right|].
      destruct (A e (or_introl eq_refl)) as [m' [c2 [Em' Hm']]]. destruct (Nat.eq_dec m' m) as [->|Ne].
      - exists (cell_R (premises e) :: cs). split.
        + intros c0 [<-|Hc0]; [intros y Hy; now apply Hm'|now apply Q1].
        + intros e' [<-|He']; [left; now left|]. destruct (Q2 e' He'); [left; now right|now right].
      - exists cs. split; auto. intros e' [<-|He']; [right; exists m', c2; split; auto; split; auto; intros y Hy; now apply Hm'|now apply Q2]. }
    destruct Q as [cs [Q1 Q2]]. destruct (dense_cells d c' p cs x Lp Sp (proj1 (Ec x) Hc)) as [c0 [Hc0 Hx0]]; [|symmetry; now apply (Q1 c0)].
    intros y Hy. assert (Hyc : interior (is_in d c) y) by (apply (interior_mono (is_in d c')); [intros; now apply Ec|exact Hy]).
    destruct (HC y) as [e [He Hye]]; [apply P1; exists c; split; [apply (nth_error_In _ _ Em)|now apply interior_in]|].
    destruct (Q2 e He) as [R|[m' [c2 [Ne [Em' R]]]]].
    + exists (cell_R (premises e)). auto.
    + exfalso. apply (pairs_nth _ _ P3 m m' c c2 (not_eq_sym Ne) Em Em' y Hyc). now apply R.
  - intros ->. destruct (HC x Hx) as [e [He Hc]]. destruct (A e He) as [m [c [Em Hm]]]. exists m, c. simpl. rewrite cells_of_R. fold cells. fold d. split; auto.
Qed.
End LinearRegions.
