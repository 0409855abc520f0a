(* SPDX-License-Identifier: GPL-3.0-or-later

   What is known at a node of the tree of linear regions: values and signs of the network in terms of the affine functions of the
   current layer, and the pieces left.  Kept by every side and split. *)
Require Import Reals List Lra Lia Bool PeanoNat.
Require Import Thalweg.Numbers Thalweg.Semantics Thalweg.Geometry Thalweg.Statement Thalweg.Passes Thalweg.Values
  Thalweg.Halfspaces Thalweg.Forms Thalweg.Expressions Thalweg.Regions Thalweg.ShapeCheck Thalweg.Farkas Thalweg.Partitions Thalweg.BestFits Thalweg.Lattices
  Thalweg.NetworkForms Thalweg.RegionSets.
Import ListNotations.
Open Scope R_scope.

(* --- tables ------------------------------------------------------------------------------------------------------------ *)
Fixpoint cont (t : table R) : Prop :=
  match t with
  | Last _ _ => True
  | Cut s k b t' => match t' with Last s' k' => s * b + k = s' * b + k' | Cut s' k' b' _ => b < b' /\ s * b + k = s' * b + k' end /\ cont t'
  end.
(* z is in one of the pieces first … last, or between them. *)
Definition in_range (t : table R) (first last : nat) (z : R) : Prop :=
  (forall k, (k < first)%nat -> (k < length (breakpoints t))%nat -> nth k (breakpoints t) 0 <= z) /\
  (forall k, (last <= k)%nat -> (k < length (breakpoints t))%nat -> z <= nth k (breakpoints t) 0).
Lemma act_range t : forall q z, cont t -> in_range t q q z -> act t z = fst (segment t q) * z + snd (segment t q).
Proof.
  induction t as [s k|s k b t IH]; intros q z Hc [Hl Hr]; [reflexivity|]. destruct Hc as [Hb Hc]. destruct q as [|q].
  - simpl. specialize (Hr O). simpl in Hr. destruct (Rle_dec z b); auto. exfalso. apply n. apply Hr; lia.
  - assert (B : b <= z) by (apply (Hl O); simpl; lia). assert (I : act t z = fst (segment t q) * z + snd (segment t q)).
    { apply IH; auto. split; intros i Hi Hi'; [apply (Hl (S i))|apply (Hr (S i))]; simpl; lia. }
    simpl. destruct (Rle_dec z b) as [L|L]; auto. assert (z = b) by lra. subst z. rewrite <- I. clear I.
    destruct t as [s' k'|s' k' b' t']; simpl; [lra|]. destruct Hb as [H1 H2]. destruct (Rle_dec b b'); lra.
Qed.
Lemma breakpoints_increase t : cont t -> forall i j, (i <= j)%nat -> (j < length (breakpoints t))%nat -> nth i (breakpoints t) 0 <= nth j (breakpoints t) 0.
Proof.
  induction t as [s k|s k b t IH]; intros Hc i j Hij Hj; simpl in *; [lia|]. destruct Hc as [Hb Hc]. destruct i as [|i], j as [|j]; try lia; try lra.
  - destruct t as [s' k'|s' k' b' t']; simpl in *; [lia|]. destruct Hb as [Hb _]. specialize (IH Hc O j). simpl in IH.
    assert (b' <= nth j (b' :: breakpoints t') 0) by (apply IH; lia).
    simpl in H. lra.
  - apply IH; auto; lia.
Qed.
Lemma layer_signs_ext t zx zy : Forall2 (fun a b => Forall (fun c => sign (a - c) = sign (b - c)) (breakpoints t)) zx zy -> layer_signs t zx = layer_signs t zy.
Proof. unfold layer_signs. induction 1 as [|a b zx zy H _ IH]; simpl; [reflexivity|]. f_equal; auto. apply map_ext_Forall. exact H. Qed.
Lemma layer_signs_nth t zx zy u a b c : layer_signs t zx = layer_signs t zy -> nth_error zx u = Some a -> nth_error zy u = Some b -> In c (breakpoints t) ->
  sign (a - c) = sign (b - c).
Proof.
  unfold layer_signs. revert zy u. induction zx as [|a' zx IH]; intros [|b' zy] [|u] E Ea Eb Hc; simpl in *; try discriminate; injection E as E1 E2.
  - injection Ea as ->. injection Eb as ->. clear - E1 Hc. induction (breakpoints t) as [|k l IH]; simpl in *; [contradiction|]. injection E1 as E E1.
    destruct Hc as [->|Hc]; auto.
  - exact (IH zy u E2 Ea Eb Hc).
Qed.

(* --- signs of affine functions on one side ------------------------------------------------------------------------------- *)
Lemma constant_or_not (a : list R) d : (exists k, (k < d)%nat /\ nth k a 0 <> 0) \/ forall x, length x = d -> dot a x = 0.
Proof.
  revert d; induction a as [|u a IH]; intros [|d]; try (right; intros [|? ?] L; simpl in *; (reflexivity || discriminate)).
  destruct (Req_dec u 0) as [->|H]; [|left; exists O; split; [lia|exact H]]. destruct (IH d) as [[k [Hk H]]|H].
  - left. exists (S k). split; [lia|exact H].
  - right. intros [|v x] L; simpl in *; [reflexivity|]. rewrite H by lia. ring.
Qed.
Lemma one_sided (S : list R -> Prop) d f b x : (forall y, S y -> length y = d) -> interior S x -> (exists k, (k < d)%nat /\ nth k (fst f) 0 <> 0) ->
  ((forall y, S y -> value f y <= b) -> value f x < b) /\ ((forall y, S y -> b <= value f y) -> b < value f x).
Proof.
  intros HL Hx [k [Hk Hn]]. pose proof (HL x (interior_in _ _ Hx)) as Lx. split; intros H.
  - assert (S1 : strict (fst f, b - snd f) x).
    { apply (interior_strict S _ x k); simpl; [congruence|exact Hn| |exact Hx]. intros y Hy. specialize (H y Hy). unfold on, value in *. simpl. lra. }
    unfold strict, value in *. simpl in S1. lra.
  - assert (E : forall y, dot (map (Rmult (-1)) (fst f)) y = - dot (fst f) y) by (intros; rewrite Affine.dot_scaled; ring).
    assert (S1 : strict (map (Rmult (-1)) (fst f), snd f - b) x).
    { apply (interior_strict S _ x k); simpl; [congruence| |intros y Hy; specialize (H y Hy); unfold on, value in *; simpl; rewrite E; lra|exact Hx].
      replace 0 with (-1 * 0) by ring. rewrite (map_nth (Rmult (-1)) (fst f) 0 k). intros Z. apply Hn. lra. }
    unfold strict, value in *. simpl in S1. rewrite E in S1. lra.
Qed.
Lemma sign_neg r : r < 0 -> sign r = Lt.
Proof. intros H. unfold sign. destruct (Rlt_dec r 0); [reflexivity|lra]. Qed.
Lemma sign_pos r : 0 < r -> sign r = Gt.
Proof. intros H. unfold sign. destruct (Rlt_dec r 0); [lra|]. destruct (Rlt_dec 0 r); [reflexivity|lra]. Qed.
Lemma one_sided_sign (S : list R -> Prop) d f b x y : (forall y, S y -> length y = d) -> interior S x -> interior S y ->
  (forall y, S y -> value f y <= b) \/ (forall y, S y -> b <= value f y) -> sign (value f x - b) = sign (value f y - b).
Proof.
  intros HL Hx Hy H. destruct (constant_or_not (fst f) d) as [N|Z].
  - destruct (one_sided S d f b x HL Hx N) as [X1 X2]. destruct (one_sided S d f b y HL Hy N) as [Y1 Y2]. destruct H as [H|H].
    + rewrite !sign_neg; auto; [specialize (Y1 H)|specialize (X1 H)]; lra.
    + rewrite !sign_pos; auto; [specialize (Y2 H)|specialize (X2 H)]; lra.
  - unfold value. rewrite !Z; auto; apply HL; now apply interior_in.
Qed.

Module RegionWalk (N : NUM).
Module Export Nf := NetworkForms N.
Import N.

Lemma is_continuous_R t : is_continuous t = true -> cont (table_R t).
Proof.
  induction t as [s k|s k b t IH]; simpl; auto. intros H. apply andb_prop in H as [H1 H2]. split; auto. destruct t as [s' k'|s' k' b' t']; simpl.
  - apply eqb_spec in H1. rewrite !toR_add, !toR_mul in H1. exact H1.
  - apply andb_prop in H1 as [H0 H1]. apply lt_R in H0. apply eqb_spec in H1. rewrite !toR_add, !toR_mul in H1. auto.
Qed.
Lemma breakpoints_R t : breakpoints (table_R t) = map toR (breakpoints t).
Proof. induction t; simpl; congruence. Qed.
Lemma segment_R t q : segment (table_R t) q = (toR (fst (segment t q)), toR (snd (segment t q))).
Proof. revert q; induction t; intros [|q]; simpl; auto. Qed.
Lemma value_sum h k x : value (row_R (sum_of h k)) x = value (row_R h) x + value (row_R k) x.
Proof. unfold value. simpl. rewrite plus_R, toR_add. lra. Qed.
Lemma value_scaled c h x : value (row_R (scaled c h)) x = toR c * value (row_R h) x.
Proof. unfold value. simpl. rewrite (map_scaled_R (toR c)) by (intros; apply toR_mul). rewrite toR_mul. lra. Qed.
Lemma value_constant c x : value (row_R (constant c)) x = toR c.
Proof. unfold value. simpl. lra. Qed.
Notation at_x zs x := (map (fun z => value (row_R z) x) zs).
Lemma value_weighted w hs x : value (row_R (weighted_rows w hs)) x = Semantics.dot (map toR w) (at_x hs x).
Proof.
  revert hs; induction w as [|a w IH]; intros [|h hs]; simpl; try (rewrite value_constant, toR_zero; reflexivity). destruct (is_zero a) eqn:Z.
  - rewrite IH, (zero_R _ Z). lra.
  - now rewrite value_sum, value_scaled, IH.
Qed.
Lemma at_composed l hs x : has_no_wiring l = true -> at_x (map (composed_row hs) (rows l)) x = pre (layer_R l) (at_x hs x).
Proof.
  unfold has_no_wiring. intros H. destruct (wiring l) eqn:Ew; [discriminate|]. unfold pre, fed. rewrite (unwired_pooling (layer_R l) Ew). simpl. rewrite Ew.
  rewrite !map_map. apply map_ext. intros r. unfold composed_row. now rewrite value_sum, value_weighted, value_constant. Qed.

Section Walk.
Variable d : nat.
Variable W : net T.
Notation C hs := (is_in d (cell_R hs)).

Definition forward (s : state) (z : list R) : list R := match rest s with l :: W' => fwd (net_R W') (map (act (table_R (tab l))) z) | [] => [] end.
Definition signs_from (s : state) (z : list R) := match rest s with l :: W' => layer_signs (table_R (tab l)) z :: signs (net_R W') (map (act (table_R (tab
  l))) z) | [] => [] end.
Definition ranges (s : state) (hs : list (row T)) : Prop :=
  length (left s) = length (zs s) /\ forall u z q x, nth_error (zs s) u = Some z -> nth_error (left s) u = Some q -> C hs x ->
    in_range (table_R (current_table s)) (fst q) (snd q) (value (row_R z) x).
Record inv (s : state) (hs : list (row T)) : Prop := {
  inv_suffix : exists before, W = before ++ rest s;
  inv_cont : Forall (fun l => is_usable l = true) (rest s);
  inv_ranges : ranges s hs;
  inv_forward : forall x, C hs x -> fwd (net_R W) x = forward s (at_x (zs s) x);
  inv_signs : forall x y, C hs x -> C hs y -> signs (net_R W) x = signs (net_R W) y -> signs_from s (at_x (zs s) x) = signs_from s (at_x (zs s) y);
  inv_same : forall x y, interior (C hs) x -> interior (C hs) y -> signs_from s (at_x (zs s) x) = signs_from s (at_x (zs s) y) ->
    signs (net_R W) x = signs (net_R W) y }.

Lemma C_mono hs hs' x : incl hs hs' -> C hs' x -> C hs x.
Proof. intros H Hx. apply is_in_R in Hx as [L Hx]. apply is_in_R. split; auto. rewrite Forall_forall in *. auto. Qed.
Lemma inv_mono s hs hs' : incl hs hs' -> inv s hs -> inv s hs'.
Proof.
  intros H [I1 I2 [I3 I3'] I4 I5 I6]. assert (M : forall x, C hs' x -> C hs x) by (intros x; now apply C_mono). split; auto.
  - split; auto. intros u z q x E1 E2 Hx. now apply (I3' u z q x E1 E2), M.
  - intros x y Hx Hy. apply I6; eapply interior_mono; eauto.
Qed.
Lemma current_cont s hs l W' : inv s hs -> rest s = l :: W' -> cont (table_R (tab l)).
Proof. intros I E. pose proof (inv_cont _ _ I) as F. rewrite E in F. inversion F as [|? ? U ?]; subst. apply andb_prop in U as [U _]. now apply is_continuous_R. Qed.

(* The outputs of a layer whose units have one piece left. *)
Lemma single_outputs t zs left hs x : cont (table_R t) -> length left = length zs -> forallb is_single left = true -> C hs x ->
  (forall u z q, nth_error zs u = Some z -> nth_error left u = Some q -> in_range (table_R t) (fst q) (snd q) (value (row_R z) x)) ->
  at_x (map2 (activated t) zs left) x = map (act (table_R t)) (at_x zs x).
Proof.
  intros Hc. revert left. induction zs as [|z zs IH]; intros [|q left] L Hs Hx H; simpl in *; try discriminate; auto. apply andb_prop in Hs as [Hq Hs].
  f_equal; [|apply IH; auto; intros u; apply (H (S u))]. specialize (H O z q eq_refl eq_refl). unfold is_single in Hq. apply Nat.eqb_eq in Hq.
  rewrite <- Hq in H.
  rewrite (act_range _ (fst q) _ Hc H), segment_R. simpl. unfold activated. now rewrite value_sum, value_scaled, value_constant.
Qed.
Lemma single_signs t zs left hs x y : length left = length zs -> forallb is_single left = true -> interior (C hs) x -> interior (C hs) y ->
  (forall u z q x, nth_error zs u = Some z -> nth_error left u = Some q -> C hs x -> in_range (table_R t) (fst q) (snd q) (value (row_R z) x)) ->
  layer_signs (table_R t) (at_x zs x) = layer_signs (table_R t) (at_x zs y).
Proof.
  intros L Hs Hx Hy H. apply layer_signs_ext. revert left L Hs H.
  induction zs as [|z zs IH]; intros [|q left] L Hs H; simpl in *; try discriminate; constructor.
  - apply andb_prop in Hs as [Hq _]. unfold is_single in Hq. apply Nat.eqb_eq in Hq. apply Forall_forall. intros b Hb.
    apply (In_nth _ _ 0) in Hb as [k [Hk <-]].
    apply (one_sided_sign (C hs) d (row_R z)); auto; [intros w [Lw _]; exact Lw|]. specialize (H O z q). destruct (Nat.ltb_spec k (fst q)) as [Lt|Lt].
    + right. intros w Hw. destruct (H w eq_refl eq_refl Hw) as [H1 _]. now apply H1.
    + left. intros w Hw. destruct (H w eq_refl eq_refl Hw) as [_ H2]. apply H2; auto. congruence.
  - apply andb_prop in Hs as [_ Hs]. apply (IH left); auto. intros u. apply (H (S u)).
Qed.
Lemma whole_range l (zs : list (row T)) u q : nth_error (all_left l) u = Some q -> forall z, in_range (table_R (tab l)) (fst q) (snd q) z.
Proof.
  unfold all_left. rewrite nth_error_map. destruct (nth_error (rows l) u); simpl; [|discriminate]. intros E. injection E as <-. intros z.
  split; simpl; intros k H1 H2; [lia|].
  rewrite breakpoints_R, map_length in H2. lia.
Qed.
Lemma advance_inv rest0 : forall k zs0 left0 hs, inv (State k rest0 zs0 left0) hs -> inv (advance k rest0 zs0 left0) hs.
Proof.
  induction rest0 as [|l W0 IH]; intros k zs0 left0 hs I; [exact I|]. simpl. destruct W0 as [|l' W1]; [exact I|].
  destruct (forallb is_single left0) eqn:Hs; [|exact I].
  apply IH. pose proof (current_cont _ _ l (l' :: W1) I eq_refl) as Hc. destruct I as [I1 I2 [I3 I3'] I4 I5 I6]. simpl in I3, I3'.
  assert (Hw : has_no_wiring l' = true) by (inversion I2 as [|? ? ? I2']; inversion I2' as [|? ? U ?]; subst; now apply andb_prop in U).
  assert (O : forall x, C hs x -> at_x (map2 (activated (tab l)) zs0 left0) x = map (act (table_R (tab l))) (at_x zs0 x)).
  { intros x Hx. apply (single_outputs (tab l) zs0 left0 hs x); auto. intros u z q E1 E2. exact (I3' u z q x E1 E2 Hx). }
  split; simpl.
  - destruct I1 as [b ->]. exists (b ++ [l]). now rewrite <- app_assoc.
  - now inversion I2.
  - split; [simpl; unfold all_left; now rewrite !map_length|]. intros u z q x E1 E2 Hx. exact (whole_range l' zs0 u q E2 _).
  - intros x Hx. rewrite I4 by auto. unfold forward. simpl. rewrite (plain_out l'), (at_composed l') by exact Hw. now rewrite O.
  - intros x y Hx Hy E. specialize (I5 x y Hx Hy E). unfold signs_from in *. simpl in *. rewrite !(plain_out l') in I5 by exact Hw. injection I5 as _ A B. rewrite !(at_composed l') by exact Hw. rewrite !O by auto. f_equal; [exact A|exact B].
  - intros x y Hx Hy E. apply I6; auto. unfold signs_from in *. simpl in *. rewrite !(plain_out l') by exact Hw. rewrite !(at_composed l') in E by exact Hw. rewrite !O in E by now apply interior_in. f_equal; [|exact E].
    now apply (single_signs (tab l) zs0 left0 hs).
Qed.
Lemma advanced_inv s hs : inv s hs -> inv (advanced s) hs.
Proof. destruct s. apply advance_inv. Qed.
Lemma replaced_nth {A} (l : list A) k f u q : nth_error (replaced l k f) u = Some q -> exists q',
  nth_error l u = Some q' /\ q = if (u =? k)%nat then f q' else q'.
Proof.
  revert k u; induction l as [|a l IH]; intros [|k] [|u] H; simpl in *; try discriminate; try (injection H as <-); eauto.
Qed.
Lemma replaced_length {A} (l : list A) k f : length (replaced l k f) = length l.
Proof. revert k; induction l; intros [|k]; simpl; auto. Qed.
(* The breakpoint of a unit. *)
Definition threshold (s : state) (p : place) : R := nth (at_breakpoint p) (breakpoints (table_R (current_table s))) 0.
Definition unit_value (s : state) (p : place) (x : list R) : R := value (row_R (nth (at_unit p) (zs s) ([], zero))) x.
Lemma below_row_on s p x : (at_breakpoint p < length (breakpoints (current_table s)))%nat -> on (row_R (below_row s p)) x <-> unit_value s p x <= threshold s p.
Proof.
  intros H. unfold below_row, unit_value, threshold. rewrite at_most_on. rewrite breakpoints_R, <- toR_zero, map_nth. unfold value. simpl. lra.
Qed.
Lemma above_row_on s p x : (at_breakpoint p < length (breakpoints (current_table s)))%nat ->
  on (row_R (opposite (below_row s p))) x <-> threshold s p <= unit_value s p x.
Proof.
  intros H. rewrite opposite_on. unfold below_row, unit_value, threshold, at_most. simpl. rewrite plus_R, toR_sub. rewrite breakpoints_R, <- toR_zero, map_nth.
  unfold value. simpl. lra.
Qed.
Lemma undecided_facts s p : is_undecided s p = true -> exists l l' W' z q, rest s = l :: l' :: W' /\ nth_error (zs s) (at_unit p) = Some z /\
  nth_error (left s) (at_unit p) = Some q /\ (fst q <= at_breakpoint p < snd q)%nat.
Proof.
  unfold is_undecided. intros H. apply andb_prop in H as [H Hq]. apply andb_prop in H as [H Hu]. apply andb_prop in H as [_ Hl].
  apply Nat.leb_le in Hl. apply Nat.ltb_lt in Hu. destruct (rest s) as [|l [|l' W']]; simpl in Hl; try lia.
  destruct (nth_error (zs s) (at_unit p)) as [z|] eqn:Ez.
  2:{ apply nth_error_None in Ez. lia. }
  destruct (nth_error (left s) (at_unit p)) as [q|]; [|discriminate]. destruct q as [a b]. apply andb_prop in Hq as [H1 H2]. apply Nat.leb_le in H1.
  apply Nat.ltb_lt in H2.
  exists l, l', W', z, (a, b). auto.
Qed.
Lemma taken_inv s hs p (above : bool) : inv s hs -> is_undecided s p = true -> (at_breakpoint p < length (breakpoints (current_table s)))%nat ->
  (forall x, C hs x -> if above then threshold s p <= unit_value s p x else unit_value s p x <= threshold s p) -> inv (taken s p above) hs.
Proof.
  intros I Hu Hk H. unfold taken. apply advanced_inv. destruct (undecided_facts s p Hu) as [l [l' [W' [z [q [Er [Ez [Eq Hq]]]]]]]].
  pose proof (current_cont _ _ _ _ I Er) as Hc. assert (Et : current_table s = tab l) by (unfold current_table; now rewrite Er).
  destruct I as [I1 I2 [I3 I3'] I4 I5 I6]. split; simpl; auto. split; [simpl; now rewrite replaced_length|]. simpl.
  intros u z' q' x E1 E2 Hx. apply replaced_nth in E2 as [q0 [E2 ->]].
  assert (Et' : forall lf, current_table (State (depth s) (rest s) (zs s) lf) = current_table s) by reflexivity. rewrite Et'. clear Et'.
  pose proof (I3' u z' q0 x E1 E2 Hx) as R. destruct (Nat.eqb_spec u (at_unit p)) as [->|Ne]; [|exact R].
  specialize (H x Hx). assert (V : unit_value s p x = value (row_R z') x) by (unfold unit_value; now rewrite (nth_error_nth _ _ _ E1)). rewrite V in H.
  unfold threshold in H. rewrite Et in *.
  destruct R as [R1 R2]. destruct above; simpl; split; auto.
  - intros k Hk1 Hk2. eapply Rle_trans; [|exact H]. apply breakpoints_increase; auto; [lia|]. rewrite breakpoints_R, map_length. exact Hk.
  - intros k Hk1 Hk2. eapply Rle_trans; [exact H|]. now apply breakpoints_increase.
Qed.
End Walk.
Lemma start_inv d W hs : W <> [] -> forallb is_usable W = true -> inv d W (advanced (start W)) hs.
Proof.
  intros Hn Hc. apply advanced_inv. unfold start. destruct W as [|l W']; [congruence|].
  assert (Pl : has_no_wiring l = true) by (simpl in Hc; apply andb_prop in Hc as [U _]; now apply andb_prop in U).
  assert (Z : forall x, at_x (rows l) x = pre (layer_R l) x).
  { pose proof Hc as U. simpl in U. apply andb_prop in U as [U _]. apply andb_prop in U as [_ U]. unfold has_no_wiring in U. intros x.
    destruct (wiring l) eqn:Ew; [discriminate|]. unfold pre, fed. rewrite (unwired_pooling (layer_R l) Ew). simpl. now rewrite Ew, !map_map. }
  split; simpl; auto.
  - exists []. reflexivity.
  - apply Forall_forall. now apply forallb_forall.
  - split; [unfold all_left; simpl; now rewrite map_length|]. intros u z q x E1 E2 Hx. exact (whole_range l [] u q E2 _).
  - intros x _. unfold forward. simpl. rewrite (plain_out l) by exact Pl. now rewrite Z.
  - intros x y _ _ E. unfold signs_from. simpl in *. rewrite !(plain_out l) in E by exact Pl. rewrite !Z. exact E.
  - intros x y _ _ E. unfold signs_from in E. simpl in *. rewrite !(plain_out l) by exact Pl. rewrite !Z in E. exact E.
Qed.

End RegionWalk.
