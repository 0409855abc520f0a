(* SPDX-License-Identifier: GPL-3.0-or-later

   Nodes have the values and lower bounds of forms, expressions those of units. *)
Require Import Reals List Lra Lia Bool PeanoNat.
Require Import Thalweg.Numbers Thalweg.Semantics Thalweg.Geometry Thalweg.Statement Thalweg.Passes Thalweg.Values
  Thalweg.Halfspaces Thalweg.Forms Thalweg.Expressions Thalweg.ShapeCheck Thalweg.Farkas Thalweg.Partitions Thalweg.BestFits Thalweg.Lattices.
Import ListNotations.
Open Scope R_scope.

(* --- values of nodes --------------------------------------------------------------------------------------------------- *)
Section Nodes.
Variable fs : list (row R).
Variable x : list R.
Definition node_value (vs : list R) (n : node) : R :=
  match n with
  | Function_node j => value (nth j fs ([], 0)) x
  | Min_node u w => Rmin (nth u vs 0) (nth w vs 0)
  | Max_node u w => Rmax (nth u vs 0) (nth w vs 0)
  end.
Definition earlier (v : nat) (n : node) : Prop := match n with Function_node _ => True | Min_node u w | Max_node u w => (u < v)%nat /\ (w < v)%nat end.
Lemma node_value_app vs vs' n v : earlier v n -> (v <= length vs)%nat -> node_value (vs ++ vs') n = node_value vs n.
Proof. destruct n; simpl; auto; intros [H1 H2] L; rewrite !app_nth1 by lia; reflexivity. Qed.

(* Families of sets with values: no set is empty, and there is one. *)
Definition proper (f : list (list nat)) : Prop := f <> [] /\ forall a, In a f -> a <> [].
Lemma form_single j : form fs [[j]] x = value (nth j fs ([], 0)) x.
Proof. reflexivity. Qed.
Lemma form_same f h : proper f -> proper h -> (forall a, In a f <-> In a h) -> form fs f x = form fs h x.
Proof.
  intros [Hf _] [Hh _] H. apply Rle_antisym; apply form_below; auto; intros a Ha; apply (form_above _ _ _ a); try apply Rle_refl; now apply H.
Qed.
Lemma form_max f h k : proper f -> proper h -> (forall a, In a k <-> In a f \/ In a h) -> proper k /\ form fs k x = Rmax (form fs f x) (form fs h x).
Proof.
  intros [Hf Hf'] [Hh Hh'] H. assert (K : k <> []).
  { destruct f as [|a f]; [congruence|]. intros ->. apply (proj2 (H a)). left. now left. }
  split; [split; auto; intros a Ha; apply H in Ha as [Ha|Ha]; auto|]. apply Rle_antisym.
  - apply form_below; auto. intros a Ha. apply H in Ha as [Ha|Ha].
    + eapply Rle_trans; [apply (form_above fs f x a); [auto|apply Rle_refl]|apply Rmax_l].
    + eapply Rle_trans; [apply (form_above fs h x a); [auto|apply Rle_refl]|apply Rmax_r].
  - apply Rmax_lub; apply form_below; auto; intros a Ha; apply (form_above _ _ _ a); try apply Rle_refl; apply H; auto.
Qed.
Lemma least_union a b c : a <> [] -> b <> [] -> (forall j, In j c <-> In j a \/ In j b) -> c <> [] /\ least fs x c = Rmin (least fs x a) (least fs x b).
Proof.
  intros Ha Hb H. assert (K : c <> []). { destruct a as [|j a]; [congruence|]. intros ->. apply (proj2 (H j)). left. now left. }
  split; auto. apply Rle_antisym.
  - apply Rmin_glb; apply least_above; auto; intros j Hj; apply least_at; apply H; auto.
  - apply least_above; auto. intros j Hj. apply H in Hj as [Hj|Hj].
    + eapply Rle_trans; [apply Rmin_l|now apply least_at].
    + eapply Rle_trans; [apply Rmin_r|now apply least_at].
Qed.
End Nodes.

Module NetworkForms (N : NUM).
Module Export La := Lattices N.
Import N.

Lemma insert_In k j l : In k (insert j l) <-> k = j \/ In k l.
Proof.
  induction l as [|a l IH]; simpl; [intuition|]. destruct (Nat.ltb_spec j a); [simpl; intuition|].
  destruct (Nat.ltb_spec a j); simpl; [rewrite IH; intuition|]. assert (j = a) by lia. subst. intuition.
Qed.
Lemma union_In k a b : In k (fold_right insert b a) <-> In k a \/ In k b.
Proof. induction a as [|j a IH]; simpl; [intuition|]. rewrite insert_In, IH. intuition. Qed.
Lemma has_set_In f a : has_set f a = true <-> In a f.
Proof.
  unfold has_set. rewrite existsb_exists. split.
  - intros [b [Hb E]]. unfold equal_sets in E. destruct (list_eq_dec Nat.eq_dec a b); [now subst|discriminate].
  - intros H. exists a. split; auto. unfold equal_sets. destruct (list_eq_dec Nat.eq_dec a a); congruence.
Qed.
Lemma family_value fs x fams vals n f : length vals = length fams -> (forall v,
  (v < length fams)%nat -> proper (nth v fams []) /\ nth v vals 0 = form fs (nth v fams []) x) ->
  family_of fams n = Some f -> earlier (length fams) n /\ proper f /\ node_value fs x vals n = form fs f x.
Proof.
  intros L H E. destruct n as [j|u w|u w]; simpl in E.
  - injection E as <-. split; [exact I|]. split; [split; [congruence|intros a [<-|[]]; congruence]|reflexivity].
  - destruct (nth_error fams u) as [[|a [|]]|] eqn:Eu; try discriminate. destruct (nth_error fams w) as [[|b [|]]|] eqn:Ew; try discriminate. injection E as <-.
    assert (Lu : (u < length fams)%nat) by (apply nth_error_Some; congruence). assert (Lw : (w < length fams)%nat) by (apply nth_error_Some; congruence).
    destruct (H u Lu) as [[_ Pu] Vu]. destruct (H w Lw) as [[_ Pw] Vw].
    rewrite (nth_error_nth _ _ _ Eu) in *. rewrite (nth_error_nth _ _ _ Ew) in *.
    destruct (least_union fs x a b (fold_right insert b a)) as [K E]; [apply Pu; now left|apply Pw; now left|intros; apply union_In|].
    split; [split; auto|]. split; [split; [congruence|intros c [<-|[]]; auto]|]. simpl. rewrite Vu, Vw. symmetry. exact E.
  - destruct (nth_error fams u) as [a|] eqn:Eu; [|discriminate]. destruct (nth_error fams w) as [b|] eqn:Ew; [|discriminate]. injection E as <-.
    assert (Lu : (u < length fams)%nat) by (apply nth_error_Some; congruence). assert (Lw : (w < length fams)%nat) by (apply nth_error_Some; congruence).
    destruct (H u Lu) as [Pu Vu]. destruct (H w Lw) as [Pw Vw]. rewrite (nth_error_nth _ _ _ Eu) in *. rewrite (nth_error_nth _ _ _ Ew) in *.
    destruct (form_max fs x a b (a ++ filter (fun s => negb (has_set a s)) b) Pu Pw) as [K E].
    { intros s. rewrite in_app_iff, filter_In, negb_true_iff. split; [intuition|]. intros [Hs|Hs]; auto. destruct (has_set a s) eqn:Es; auto. left.
      now apply has_set_In. }
    split; [split; auto|]. split; auto. simpl. rewrite Vu, Vw. symmetry. exact E.
Qed.
Lemma families_app n ns : forall fams,
  families fams (ns ++ [n]) = match families fams ns with Some fs => option_map (fun f => fs ++ [f]) (family_of fs n) | None => None end.
Proof.
  induction ns as [|m ns IH]; intros fams; simpl; [destruct (family_of fams n); reflexivity|]. destruct (family_of fams m); auto.
Qed.
Lemma scan_app {A B} (step : list B -> A -> B) l a : scan step (l ++ [a]) = scan step l ++ [step (scan step l) a].
Proof. unfold scan. now rewrite fold_left_app. Qed.
Lemma scan_length {A B} (step : list B -> A -> B) l : length (scan step l) = length l.
Proof. induction l as [|a l IH] using rev_ind; auto. rewrite scan_app, !app_length, IH. reflexivity. Qed.

(* What is known of the nodes of one output at x. *)
Definition node_values fs x ns := scan (node_value fs x) ns.
Lemma nodes_inv fs x lower ns : (forall j b ms, nth j lower None = Some (b, ms) -> toR b <= value (nth j fs ([], 0)) x) -> forall fams,
  families [] ns = Some fams ->
  let vals := node_values fs x ns in let low := lowers lower ns in
  length fams = length ns /\
  (forall v, (v < length ns)%nat -> proper (nth v fams []) /\ nth v vals 0 = form fs (nth v fams []) x) /\
  (forall v n, nth_error ns v = Some n -> earlier v n /\ nth v vals 0 = node_value fs x vals n) /\
  (forall v b, nth v low None = Some b -> toR b <= nth v vals 0).
Proof.
  intros HL. induction ns as [|n ns IH] using rev_ind; intros fams H; cbn zeta.
  - injection H as <-. split; auto. split; [simpl; intros; lia|]. split; intros [|v]; discriminate.
  - rewrite families_app in H. destruct (families [] ns) as [fams0|]; [|discriminate]. destruct (family_of fams0 n) as [f|] eqn:Ef; [|discriminate].
    injection H as <-. destruct (IH fams0 eq_refl) as [L [HV [HE HB]]]. clear IH. unfold node_values, lowers in *. rewrite !scan_app.
    set (vals := scan (node_value fs x) ns) in *. set (low := scan (lower_of lower) ns) in *.
    assert (Lv : length vals = length ns) by apply scan_length. assert (Ll : length low = length ns) by apply scan_length.
    destruct (family_value fs x fams0 vals n f) as [Hn [Pf Vf]]; [congruence|intros; apply HV; congruence|exact Ef|].
    split; [rewrite !app_length; simpl; congruence|]. split; [|split].
    + intros v Hv. rewrite app_length in Hv. simpl in Hv. destruct (Nat.ltb_spec v (length ns)) as [Lt|Lt].
      * rewrite !app_nth1 by congruence. now apply HV.
      * assert (v = length ns) by lia. subst v. rewrite !app_nth2 by lia. rewrite L, Lv, Nat.sub_diag. auto.
    + intros v m Em. destruct (Nat.ltb_spec v (length ns)) as [Lt|Lt].
      * rewrite nth_error_app1 in Em by lia. destruct (HE v m Em) as [He Hv]. split; auto. rewrite app_nth1, Hv by lia. symmetry.
        apply (node_value_app fs x _ _ _ v); auto. lia.
      * rewrite nth_error_app2 in Em by lia.
        assert (v = length ns) by (assert (Q : (v - length ns < 1)%nat) by (apply (nth_error_Some [n]); congruence); lia). subst v.
        rewrite Nat.sub_diag in Em. injection Em as <-. rewrite L in Hn. split; auto. rewrite app_nth2 by lia. rewrite Lv, Nat.sub_diag. simpl. symmetry.
        apply (node_value_app fs x _ _ _ (length ns)); auto. lia.
    + intros v b. destruct (Nat.ltb_spec v (length ns)) as [Lt|Lt]; [rewrite !app_nth1 by lia; apply HB|].
      destruct (Nat.eq_dec v (length ns)) as [->|Ne]; [|rewrite app_nth2 by lia; destruct (v - length low)%nat as [|[|k]] eqn:E; [lia|simpl;
        discriminate|simpl; discriminate]].
      rewrite !app_nth2 by lia. rewrite Lv, Ll, Nat.sub_diag. simpl. intros Eb. destruct n as [j|u w|u w]; simpl in Eb |- *.
      * destruct (nth j lower None) as [[b' ms]|] eqn:Ej; [|discriminate]. injection Eb as <-. exact (HL j b' ms Ej).
      * destruct (nth u low None) as [p|] eqn:Eu; [|discriminate]. destruct (nth w low None) as [q|] eqn:Ew; [|discriminate]. injection Eb as <-.
        pose proof (HB _ _ Eu). pose proof (HB _ _ Ew). fold (lesser p q). rewrite lesser_R.
        apply Rmin_glb; [eapply Rle_trans; [apply Rmin_l|]|eapply Rle_trans; [apply Rmin_r|]]; auto.
      * destruct (nth u low None) as [p|] eqn:Eu, (nth w low None) as [q|] eqn:Ew; try discriminate; injection Eb as <-.
        -- pose proof (HB _ _ Eu). pose proof (HB _ _ Ew). fold (greater p q). rewrite greater_R.
           apply Rmax_lub; [eapply Rle_trans; [|apply Rmax_l]|eapply Rle_trans; [|apply Rmax_r]]; auto.
        -- eapply Rle_trans; [exact (HB _ _ Eu)|apply Rmax_l].
        -- eapply Rle_trans; [exact (HB _ _ Ew)|apply Rmax_r].
Qed.
(* O233, O234 *)
Lemma is_family_form fs x ns rows fams : families [] ns = Some fams -> is_family ns rows = true -> proper (last fams []) ->
  form fs (last fams []) x = form fs rows x.
Proof.
  unfold is_family. intros -> H [Hn Hp]. apply andb_prop in H as [H H2]. apply andb_prop in H as [_ H1]. rewrite forallb_forall in H1, H2.
  assert (S : forall a, In a (last fams []) <-> In a rows) by (intros a; split; intros Ha; apply has_set_In; auto).
  apply form_same; auto; [split; auto|]. split; [|intros a Ha; apply Hp; now apply S]. intros E. destruct (last fams []) as [|a l]; [congruence|].
  rewrite E in S. apply (S a). now left.
Qed.
Lemma bounds_R domain fs lower x : all2 (bound_is_proven domain) fs lower = true -> on_all domain x ->
  forall j b ms, nth j lower None = Some (b, ms) -> toR b <= value (nth j (map row_R fs) ([], 0)) x.
Proof.
  intros H Hx. revert lower H. induction fs as [|f fs IH]; intros [|l lower] H; simpl in H; try discriminate; [intros [|j]; discriminate|].
  apply andb_prop in H as [H1 H2]. intros [|j] b ms E; simpl in *; [|now apply (IH lower H2 j b ms)]. subst l. simpl in H1.
  apply (proves_on _ _ _ x) in H1; auto. apply at_most_value in H1. unfold value in H1 at 1. simpl in H1. lra.
Qed.

(* --- expressions --------------------------------------------------------------------------------------------------------- *)
Section Values.
Variable d : nat.
Variable V : nat -> R.
Hypothesis V_one : V d = 1.
Definition eval (e : expression) : R := lsum (fun t => toR (snd t) * V (fst t)) e.
Lemma eval_plus a b : eval (plus_expression a b) = eval a + eval b.
Proof.
  revert b; induction a as [|[s u] a IH]; intros b; [simpl; unfold eval at 2; simpl; lra|].
  induction b as [|[t v] b IHb]; [simpl; unfold eval; simpl; lra|].
  change (plus_expression ((s, u) :: a) ((t, v) :: b)) with
    (if (s <? t)%nat then (s, u) :: plus_expression a ((t, v) :: b)
     else if (t <? s)%nat then (t, v) :: plus_expression ((s, u) :: a) b
     else let w := add u v in if is_zero w then plus_expression a b else (s, w) :: plus_expression a b).
  destruct (s <? t)%nat eqn:E1; [|destruct (t <? s)%nat eqn:E2].
  - change (toR u * V s + eval (plus_expression a ((t, v) :: b)) = (toR u * V s + eval a) + eval ((t, v) :: b)). rewrite IH. lra.
  - change (toR v * V t + eval (plus_expression ((s, u) :: a) b) = eval ((s, u) :: a) + (toR v * V t + eval b)). rewrite IHb. lra.
  - apply Nat.ltb_ge in E1, E2. assert (s = t) by lia. subst t. cbv zeta.
    assert (Q : toR (add u v) * V s + (eval a + eval b) = eval ((s, u) :: a) + eval ((s, v) :: b)).
    { rewrite toR_add. unfold eval. simpl. lra. }
    destruct (is_zero (add u v)) eqn:Z.
    + rewrite IH, <- Q, (zero_R _ Z). lra.
    + change (toR (add u v) * V s + eval (plus_expression a b) = eval ((s, u) :: a) + eval ((s, v) :: b)). now rewrite IH.
Qed.
Lemma eval_times c e : eval (times c e) = toR c * eval e.
Proof.
  unfold times. destruct (is_zero c) eqn:Z; [rewrite (zero_R _ Z); unfold eval; simpl; lra|]. unfold eval. rewrite lsum_map, <- lsum_scale.
  apply lsum_ext. intros t _. simpl. rewrite toR_mul. ring.
Qed.
Lemma eval_minus a b : eval (minus_expression a b) = eval a - eval b.
Proof. unfold minus_expression. rewrite eval_plus, eval_times, negative_R, toR_one. lra. Qed.
Lemma same_eval a b : same_expression a b = true -> eval a = eval b.
Proof.
  revert b; induction a as [|[s u] a IH]; intros [|[t v] b] H; simpl in H; try discriminate; auto. apply andb_prop in H as [H H2].
  apply andb_prop in H as [H0 H1].
  apply Nat.eqb_eq in H0. apply eqb_spec in H1. simpl in *. subst t. unfold eval. simpl. fold (eval a). fold (eval b). rewrite (IH b H2), H1. reflexivity.
Qed.
Lemma eval_symbol s : eval (symbol s) = V s.
Proof. unfold eval, symbol. simpl. rewrite toR_one. lra. Qed.
Lemma eval_constant c : eval (constant_expression d c) = toR c.
Proof. unfold constant_expression. rewrite eval_times, eval_symbol, V_one. lra. Qed.
Lemma eval_app a b : eval (a ++ b) = eval a + eval b.
Proof. unfold eval. apply lsum_app. Qed.
Lemma eval_filter e : eval (filter (fun t => negb (is_zero (snd t))) e) = eval e.
Proof.
  induction e as [|[s u] e IH]; auto. simpl. destruct (is_zero u) eqn:Z; simpl.
  - rewrite IH. unfold eval. simpl. rewrite (zero_R _ Z). lra.
  - unfold eval in *. simpl. now rewrite IH.
Qed.
Lemma eval_row f x : length x = d -> (forall k, (k < d)%nat -> V k = at_ x k) -> eval (row_expression d f) = value (row_R f) x.
Proof.
  intros Hd HV. unfold row_expression, value. rewrite eval_app, eval_filter, eval_constant. f_equal. simpl.
  assert (G : forall k y, (forall i,
    (i < length y)%nat -> V (k + i)%nat = at_ y i) -> eval (combine (seq k (length y)) (fst f)) = Semantics.dot (map toR (fst f)) y).
  { generalize (fst f). intros l. induction l as [|a l IH]; intros k [|b y] HK; simpl; auto. unfold eval. simpl. fold (eval (combine (seq (S k) (length y)) l)).
    rewrite IH.
    - specialize (HK O). rewrite Nat.add_0_r in HK. rewrite HK by (simpl; lia). reflexivity.
    - intros i Hi. replace (S k + i)%nat with (k + S i)%nat by lia. rewrite HK by (simpl; lia). reflexivity. }
  rewrite <- Hd. apply (G O). intros i Hi. apply HV. lia.
Qed.
Lemma eval_weighted w below : eval (weighted w below) = Semantics.dot (map toR w) (map eval below).
Proof. revert below; induction w as [|a w IH]; intros [|e below]; simpl; auto. rewrite eval_plus, eval_times, IH. reflexivity. Qed.
Lemma eval_composed below r : eval (composed d below r) = Semantics.dot (map toR (fst r)) (map eval below) + toR (snd r).
Proof. unfold composed. now rewrite eval_plus, eval_weighted, eval_constant. Qed.
Lemma plain_out l x : has_no_wiring l = true -> out (layer_R l) x = map (act (table_R (tab l))) (pre (layer_R l) x).
Proof.
  unfold has_no_wiring, out, kept. simpl. destruct (wiring l); [discriminate|]. intros H. apply negb_true_iff in H. rewrite H. apply app_nil_r.
Qed.
Lemma pre_composed l below : has_no_wiring l = true -> pre (layer_R l) (map eval below) = map eval (map (composed d below) (rows l)).
Proof.
  unfold has_no_wiring. intros H. destruct (wiring l) eqn:Ew; [discriminate|]. clear H. unfold pre, fed. rewrite (unwired_pooling (layer_R l) Ew). simpl. rewrite Ew. rewrite !map_map. apply map_ext. intros r. now rewrite eval_composed.
Qed.

Lemma is_relu_R t z : is_relu t = true -> act (table_R t) z = Rmax 0 z.
Proof.
  destruct t as [|s k b [s' k'|]]; simpl; try discriminate. intros H. repeat (apply andb_prop in H as [H ?]). apply zero_R in H. 
  repeat match goal with Q : is_zero _ = true |- _ => apply zero_R in Q | Q : eqb _ _ = true |- _ => apply eqb_spec in Q end.
  rewrite toR_one in *. destruct (Rle_dec z (toR b)).
  - rewrite Rmax_left by lra. rewrite H. lra.
  - rewrite Rmax_right by lra. match goal with Q : toR s' = 1 |- _ => rewrite Q end. lra.
Qed.
Lemma is_identity_R t z : is_identity t = true -> act (table_R t) z = z.
Proof.
  destruct t as [s k|]; simpl; try discriminate. intros H. apply andb_prop in H as [H1 H2]. apply zero_R in H2. apply eqb_spec in H1. rewrite toR_one in H1.
  rewrite H1, H2. lra.
Qed.
Lemma all_some_map2 {L} (output : L -> expression -> option expression) (a : R -> R) ls : forall es es', length ls = length es ->
  (forall l e e', output l e = Some e' -> eval e' = a (eval e)) -> all_some (map2 output ls es) = Some es' -> map a (map eval es) = map eval es'.
Proof.
  induction ls as [|l ls IH]; intros [|e es] es' Hl Ho H; simpl in *; try discriminate; [now injection H as <-|].
  destruct (output l e) as [e'|] eqn:E; [|discriminate]. destruct (all_some (map2 output ls es)) as [rest|] eqn:Er; [|discriminate]. injection H as <-.
  simpl. rewrite (IH es rest) by (auto; lia). now rewrite (Ho l e e' E).
Qed.
Lemma walk_sound {L} (output : table T -> L -> expression -> option expression) :
  (forall t l e e', output t l e = Some e' -> eval e' = act (table_R t) (eval e)) ->
  forall W labels below es, walk d output W labels below = Some es -> fwd (net_R W) (map eval below) = map eval es.
Proof.
  intros Ho. induction W as [|l W IH]; intros labels below es H; [discriminate|].
  assert (Plain : has_no_wiring l = true).
  { destruct labels as [|ls labels]; simpl in H; [destruct W; [|discriminate]|destruct W]; (destruct (_ && has_no_wiring l) eqn:Q; [|discriminate]); now apply andb_prop in Q. }
  assert (C : (labels = [] /\ W = [] /\ is_identity (tab l) = true /\ es = map (composed d below) (rows l)) \/
    (exists ls labels' es', labels = ls :: labels' /\ length ls = length (rows l) /\
       all_some (map2 (output (tab l)) ls (map (composed d below) (rows l))) = Some es' /\ walk d output W labels' es' = Some es)).
  { destruct labels as [|ls labels]; simpl in H.
    - destruct W; [|discriminate]. left. rewrite Plain, andb_true_r in H. destruct (is_identity (tab l)); [|discriminate]. injection H as <-. auto.
    - right. rewrite Plain, andb_true_r in H. destruct W as [|l' W]; (destruct (length ls =? length (rows l))%nat eqn:El; [|discriminate]; apply Nat.eqb_eq in El;
        destruct (all_some _) as [es'|] eqn:Es; [|discriminate]; exists ls, labels, es'; auto). }
  destruct C as [[-> [-> [Hi ->]]]|[ls [labels' [es' [-> [Hl [Ha Hw]]]]]]].
  - simpl. rewrite plain_out, pre_composed by auto. rewrite !map_map. apply map_ext. intros r. now apply is_identity_R.
  - simpl. rewrite plain_out, pre_composed by auto. rewrite (all_some_map2 (output (tab l)) (act (table_R (tab l))) ls _ es'); auto.
    + now apply (IH labels').
    + now rewrite map_length.
    + intros; now apply (Ho _ l0).
Qed.
Lemma eval_inputs x : length x = d -> (forall k, (k < d)%nat -> V k = at_ x k) -> map eval (inputs_of d) = x.
Proof.
  intros Hd HV. unfold inputs_of. rewrite map_map. rewrite (map_ext_in _ (at_ x)).
  - rewrite <- Hd. clear. induction x as [|a x IH]; auto. simpl. f_equal. rewrite <- seq_shift, map_map. exact IH.
  - intros k Hk. apply in_seq in Hk. rewrite eval_symbol. apply HV. lia.
Qed.
End Values.
End NetworkForms.
