(* SPDX-License-Identifier: GPL-3.0-or-later

   Networks of one architecture are lists of numbers: the parameters, in their order (section 40.1). *)
Require Import Reals List Lra Lia Bool PeanoNat.
Require Import Thalweg.Numbers Thalweg.Semantics Thalweg.Passes Thalweg.Values Thalweg.Classes Thalweg.Soundness Thalweg.Expansions.
Import ListNotations.
Open Scope R_scope.

Lemma at_app_left (u v : list R) i : (i < length u)%nat -> at_ (u ++ v) i = at_ u i.
Proof. intros H. unfold at_. now rewrite app_nth1. Qed.
Lemma at_app_right (u v : list R) i : at_ (u ++ v) (length u + i) = at_ v i.
Proof. unfold at_. rewrite app_nth2 by lia. f_equal. lia. Qed.
Lemma seq_values (y : nat -> R) first vs : (forall i, (i < length vs)%nat -> y (first + i)%nat = at_ vs i) -> map y (seq first (length vs)) = vs.
Proof.
  revert first. induction vs as [|v vs IH]; intros first H; simpl; auto. f_equal; [now rewrite <- (Nat.add_0_r first), (H O) by (simpl; lia)|].
  apply IH. intros i Hi. specialize (H (S i)). rewrite Nat.add_succ_r in H. apply H. simpl. lia.
Qed.
Lemma combine_rows {A B} (l : list (A * B)) : combine (map fst l) (map snd l) = l.
Proof. induction l as [|[a b] l IH]; simpl; congruence. Qed.
Lemma length_concat {A B} (us : list (list A)) (vs : list (list B)) : Forall2 (fun u v => length u = length v) us vs -> length (concat us) = length (concat vs).
Proof. induction 1; simpl; auto. rewrite !app_length. lia. Qed.
Lemma close_lists r us vs : Forall2 (Forall2 (fun a b => Rabs (a - b) <= r)) us vs -> Forall2 (fun a b => Rabs (a - b) <= r) (concat us) (concat vs).
Proof. induction 1; simpl; [constructor|]. now apply Forall2_app. Qed.

Module NumberedNetworks (N : NUM).
Module Export Ex := Expansions N.
Import N Sg.Tr.Pc Sg.Tr.

Lemma full_layer l : is_full l = true -> wiring l = None /\ trained l = true /\ keeps l = false /\ (biased l = false -> forall row, In row (rows l) -> toR (snd row) = 0).
Proof.
  unfold is_full, is_dense. destruct (wiring l), (trained l), (keeps l); simpl; try discriminate. intros H. repeat split; auto. intros B row Hr. rewrite B in H. simpl in H.
  rewrite forallb_forall in H. now apply is_zero_R, H.
Qed.
Lemma row_values ss y ws : forall first vs, length vs = length ws -> (forall i, (i < length vs)%nat -> y (first + i)%nat = at_ vs i) ->
  map (fun a => y (number a)) (numbered_parameters ss first ws) = vs.
Proof.
  intros first vs L H. unfold numbered_parameters. rewrite map_map. cbn [number]. rewrite <- (map_map fst y), <- L.
  replace (map fst (combine (seq first (length vs)) ws)) with (seq first (length vs)); [now apply seq_values|].
  rewrite L. clear. revert first. induction ws as [|w ws IH]; intros first; simpl; auto. now rewrite <- IH.
Qed.
Lemma rows_values ss y rs : forall first vs, Forall2 (fun u v => length u = length v) vs rs -> (forall i, (i < length (concat vs))%nat -> y (first + i)%nat = at_ (concat vs) i) ->
  map (map (fun a => y (number a))) (numbered_rows ss first rs) = vs.
Proof.
  induction rs as [|ws rs IH]; intros first vs F H; inversion F as [|v ? vs' ? L F']; subst; simpl; auto. simpl in H. f_equal.
  - apply row_values; auto. intros i Hi. rewrite H by (rewrite app_length; lia). now apply at_app_left.
  - apply IH; auto. intros i Hi. rewrite <- L, <- Nat.add_assoc, H by (rewrite app_length; lia). apply at_app_right.
Qed.
Lemma row_at_combine y ps bs : map (row_at y) (combine ps bs) = combine (map (map (fun a => y (number a))) ps) (map (fun a => y (number a)) bs).
Proof. revert bs; induction ps as [|p ps IH]; intros [|b bs]; simpl; auto. now rewrite IH. Qed.

Lemma rows_alike (rs : list (list R * R)) (rl : list (list T * T)) (P : list R * R -> list R * R -> Prop) :
  Forall2 (fun u v => length (fst u) = length (fst v) /\ P u v) rs (map row_R rl) -> Forall2 (fun u v => length u = length v) (map fst rs) (map fst rl) /\ length rs = length rl.
Proof.
  intros H. split; [|apply Forall2_same_length in H; now rewrite map_length in H]. remember (map row_R rl) as rs2 eqn:E. revert rl E.
  induction H as [|u v us vs [Hl _] _ IH]; intros [|x rl] E; try discriminate; simpl; constructor; injection E as E1 E2; subst.
  - rewrite Hl. apply map_length.
  - now apply IH.
Qed.
(* A network of the architecture of W has the parameters that it has. *)
Theorem net_at_parameters ss none W : forallb is_full W = true -> forall first W' y, same_architecture W' (net_R W) -> y none = 0 ->
  (forall i, (i < length (parameters W'))%nat -> y (first + i)%nat = at_ (parameters W') i) -> net_at y (trainables ss none first W) = W'.
Proof.
  induction W as [|l W IH]; intros F first W' y A Y0 H; simpl in F; inversion A as [|l' ? W1 ? (Hr & Ht & Hb & Htr & Hw & Hk) A']; subst; [reflexivity|].
  apply andb_prop in F as [Fl F]. apply full_layer in Fl as (F1 & F2 & F3 & F4). destruct l' as [rs t b tr w k]. cbn [layer_R tab biased trained wiring keeps rows] in *.
  rewrite F2 in Htr. rewrite F1 in Hw. rewrite F3 in Hk. subst t b tr w k.
  unfold parameters in H. cbn [flat_map] in H. fold (parameters W1) in H. unfold layer_parameters in H. cbn [trained biased rows] in H. cbn [trainables net_at map]. unfold layer_at at 1. cbn [fst snd].
  destruct (rows_alike _ _ _ Hr) as [Lc Ln]. rewrite <- (length_concat _ _ Lc). rewrite row_at_combine.
  rewrite (rows_values ss y (map fst (rows l)) first (map fst rs) Lc).
  2:{ intros i Hi. rewrite H by (rewrite !app_length; lia). rewrite <- app_assoc. now apply at_app_left. }
  assert (Bs : map (fun a => y (number a)) (if biased l then numbered_parameters ss (first + length (concat (map fst rs))) (map snd (rows l)) else map (fun _ => Numbered none zero zero) (rows l)) = map snd rs).
  { destruct (biased l).
    - apply row_values; [now rewrite !map_length|]. intros i Hi. rewrite <- Nat.add_assoc, H by (rewrite !app_length; lia). rewrite <- app_assoc, at_app_right. now apply at_app_left.
    - specialize (F4 eq_refl). rewrite map_map. cbn [number]. rewrite Y0. clear - Hr F4. remember (map row_R (rows l)) as rs2 eqn:E. revert F4 E. generalize (rows l) as rl.
      induction Hr as [|u v us vs (_ & _ & Hs) _ IHr]; intros [|x rl] F4 E; try discriminate; simpl; auto. injection E as -> E. f_equal; [|apply IHr; auto; intros row Hrow; apply F4; now right].
      rewrite (Hs eq_refl). symmetry. apply (F4 x). now left. }
  rewrite Bs, combine_rows. f_equal. apply IH; auto. intros i Hi. destruct (biased l).
  - rewrite <- Ln. rewrite <- !Nat.add_assoc. rewrite H by (rewrite !app_length, map_length; lia).
    rewrite <- app_assoc, at_app_right. replace (length rs) with (length (map snd rs)) by apply map_length. apply at_app_right.
  - rewrite Nat.add_0_r, <- Nat.add_assoc. rewrite app_nil_r in H. rewrite H by (rewrite !app_length; lia). apply at_app_right.
Qed.
(* Numbers, values and steps. *)
Definition placed (ss Ws : list T) (first : nat) (a : parameter) : Prop :=
  exists i, (i < length Ws)%nat /\ number a = (first + i)%nat /\ start a = nth_number Ws i /\ step a = nth_number ss (number a).
Definition placed_or (none : nat) (ss Ws : list T) (first : nat) (a : parameter) : Prop := a = Numbered none zero zero \/ placed ss Ws first a.
Lemma placed_left ss u v first a : placed ss u first a -> placed ss (u ++ v) first a.
Proof. intros (i & H1 & H2 & H3 & H4). exists i. rewrite app_length. split; [lia|]. split; auto. split; auto. rewrite H3. unfold nth_number. now rewrite app_nth1. Qed.
Lemma placed_right ss u v first a : placed ss v (first + length u) a -> placed ss (u ++ v) first a.
Proof.
  intros (i & H1 & H2 & H3 & H4). exists (length u + i)%nat. rewrite app_length. split; [lia|]. split; [lia|]. split; auto. rewrite H3. unfold nth_number. rewrite app_nth2 by lia. f_equal. lia.
Qed.
Lemma placed_row ss ws first : Forall (placed ss ws first) (numbered_parameters ss first ws).
Proof.
  apply Forall_forall. intros a Ha. unfold numbered_parameters in Ha. apply in_map_iff in Ha as ((j, w) & <- & Hj). apply (In_nth _ _ (O, zero)) in Hj as (i & Hi & E).
  rewrite combine_length, seq_length, Nat.min_id in Hi. rewrite combine_nth in E by apply seq_length. injection E as E1 E2. rewrite seq_nth in E1 by auto.
  exists i. cbn [number start step fst snd]. repeat split; auto.
Qed.
Lemma placed_rows ss rs : forall first, Forall (Forall (placed ss (concat rs) first)) (numbered_rows ss first rs).
Proof.
  induction rs as [|ws rs IH]; intros first; simpl; constructor.
  - eapply Forall_impl; [|apply placed_row]. intros a. apply placed_left.
  - eapply Forall_impl; [|apply IH]. intros row. apply Forall_impl. intros a. apply placed_right.
Qed.
Theorem trainables_placed ss none W : forallb is_full W = true -> forall first, all_parameters (placed_or none ss (parameters W) first) (trainables ss none first W).
Proof.
  induction W as [|l W IH]; intros F first; simpl in F; [constructor|]. apply andb_prop in F as [Fl F]. apply full_layer in Fl as (_ & F2 & _ & _).
  unfold parameters. cbn [trainables flat_map]. fold (parameters W). unfold layer_parameters. rewrite F2.
  set (bs := if biased l then map snd (rows l) else []). assert (Lb : length bs = if biased l then length (rows l) else O) by (unfold bs; destruct (biased l); [apply map_length|reflexivity]).
  constructor.
  - cbn [fst]. apply Forall_forall. intros [ps b] H. cbn [fst snd]. pose proof (in_combine_l _ _ _ _ H) as Hl. pose proof (in_combine_r _ _ _ _ H) as Hr. split.
    + unfold bs. destruct (biased l).
      * right. apply placed_left, placed_right. pose proof (placed_row ss (map snd (rows l)) (first + length (concat (map fst (rows l))))) as Q. rewrite Forall_forall in Q. now apply Q.
      * left. apply in_map_iff in Hr as (x & <- & _). reflexivity.
    + pose proof (placed_rows ss (map fst (rows l)) first) as Q. rewrite Forall_forall in Q. eapply Forall_impl; [|apply Q; exact Hl]. intros a Ha. right. apply placed_left, placed_left, Ha.
  - eapply Forall_impl; [|apply IH; exact F]. intros e. apply Forall_impl. intros row [H1 H2].
    assert (G : forall a, placed_or none ss (parameters W) (first + length (concat (map fst (rows l))) + if biased l then length (rows l) else 0) a ->
      placed_or none ss ((concat (map fst (rows l)) ++ bs) ++ parameters W) first a).
    { intros a [Ha|Ha]; [now left|right]. apply placed_right. rewrite app_length, Lb, Nat.add_assoc. exact Ha. }
    split; [auto|]. eapply Forall_impl; [|exact H2]. exact G.
Qed.
Lemma parameters_R W : parameters (net_R W) = map toR (parameters W).
Proof.
  induction W as [|l W IH]; [reflexivity|]. unfold parameters in *. cbn [net_R map flat_map]. fold (net_R W). rewrite IH, map_app. f_equal.
  unfold layer_parameters. cbn [layer_R trained biased rows]. rewrite map_app. f_equal.
  - destruct (trained l); auto. rewrite concat_map, !map_map. reflexivity.
  - destruct (biased l); auto. rewrite !map_map. reflexivity.
Qed.
Lemma same_parameters_length W : forallb is_full W = true -> forall W', same_architecture W' (net_R W) -> length (parameters W') = length (parameters W).
Proof.
  induction W as [|l W IH]; intros F W' A; simpl in F; inversion A as [|l' ? W1 ? (Hr & _ & Hb & Htr & _) A']; subst; auto.
  apply andb_prop in F as [Fl F]. apply full_layer in Fl as (_ & F2 & _ & _). unfold parameters. cbn [flat_map]. fold (parameters W1) (parameters W).
  rewrite !app_length, (IH F W1 A'). f_equal. cbn [layer_R biased trained rows] in *. destruct (rows_alike _ _ _ Hr) as [Lc Ln]. unfold layer_parameters. rewrite Hb, Htr, F2, !app_length.
  rewrite (length_concat _ _ Lc). destruct (biased l); [rewrite !map_length; now rewrite Ln|reflexivity].
Qed.
(* Parameters of close networks are close, if all layers have some. *)
Theorem close_parameters V : Forall (fun l => trained l = true) V -> forall r W', close r W' V -> Forall2 (fun a b => Rabs (a - b) <= r) (parameters W') (parameters V).
Proof.
  induction 1 as [|l V F2 _ IH]; intros r W' H; inversion H as [|l' ? W1 ? [Hr (_ & Hb & Htr & _)] H']; subst; [constructor|].
  unfold parameters. cbn [flat_map]. fold (parameters W1) (parameters V). apply Forall2_app; [|now apply IH]. unfold layer_parameters. rewrite Hb, Htr, F2 in *.
  apply Forall2_app; [apply close_lists; clear - Hr; induction Hr as [|u v us vs [Hw Hs] _ IHr]; simpl; constructor; auto|].
  destruct (biased l); [|constructor]. clear - Hr; induction Hr as [|u v us vs [Hw Hs] _ IHr]; simpl; constructor; auto.
Qed.
Lemma rows_numbers ss (y : nat -> R) (rs : list (list T)) : forall first, concat (map (map (fun a => y (number a))) (numbered_rows ss first rs)) = map y (seq first (length (concat rs))).
Proof.
  induction rs as [|ws rs IH]; intros first; simpl; auto. rewrite IH, app_length, seq_app, map_app. f_equal. rewrite (row_values ss y ws first (map y (seq first (length ws)))); auto.
  - now rewrite map_length, seq_length.
  - intros i Hi. rewrite map_length, seq_length in Hi. unfold at_. rewrite nth_indep with (d' := y O) by (now rewrite map_length, seq_length). now rewrite map_nth, seq_nth.
Qed.
Lemma numbered_rows_length ss (rs : list (list T)) : forall first, length (numbered_rows ss first rs) = length rs.
Proof. induction rs; intros; simpl; auto. Qed.
Theorem parameters_at ss none W y : forallb is_full W = true -> forall first, parameters (net_at y (trainables ss none first W)) = map y (seq first (length (parameters W))).
Proof.
  induction W as [|l W IH]; intros F first; simpl in F; [reflexivity|]. apply andb_prop in F as [Fl F]. apply full_layer in Fl as (_ & F2 & _ & _).
  assert (El : layer_parameters l = concat (map fst (rows l)) ++ if biased l then map snd (rows l) else []) by (unfold layer_parameters; now rewrite F2).
  assert (Ey : forall rs t (bi : bool), layer_parameters (layer_at y (rs, (t, bi))) = concat (map fst (map (row_at y) rs)) ++ if bi then map snd (map (row_at y) rs) else []) by reflexivity.
  change (parameters (l :: W)) with (layer_parameters l ++ parameters W). cbn [trainables].
  match goal with |- parameters (net_at y (?e :: ?Ls)) = _ => change (parameters (net_at y (e :: Ls))) with (layer_parameters (layer_at y e) ++ parameters (net_at y Ls)) end.
  rewrite Ey, El, (IH F).
  set (bs := if biased l then numbered_parameters ss (first + length (concat (map fst (rows l)))) (map snd (rows l)) else map (fun _ => Numbered none zero zero) (rows l)).
  assert (Lb : length (map (fun a => y (number a)) bs) = length (map (map (fun a => y (number a))) (numbered_rows ss first (map fst (rows l))))).
  { rewrite !map_length, numbered_rows_length, map_length. unfold bs. destruct (biased l); [|apply map_length]. unfold numbered_parameters. rewrite map_length, combine_length, seq_length, Nat.min_id. apply map_length. }
  rewrite row_at_combine. assert (Fs : forall (A B : Type) (u : list A) (v : list B), length v = length u -> map fst (combine u v) = u /\ map snd (combine u v) = v).
  { clear. induction u as [|a u IH]; intros [|b v] H; simpl in *; try discriminate; auto. injection H as H. destruct (IH v H) as [-> ->]. auto. }
  destruct (Fs _ _ _ _ Lb) as [-> ->]. rewrite rows_numbers.
  rewrite !app_length, !seq_app, !map_app. f_equal; [f_equal|].
  - unfold bs. destruct (biased l); [|reflexivity]. rewrite map_length. rewrite (row_values ss y (map snd (rows l)) _ (map y (seq (first + length (concat (map fst (rows l)))) (length (rows l))))); auto.
    + now rewrite !map_length, seq_length.
    + intros i Hi. rewrite map_length, seq_length in Hi. unfold at_. rewrite nth_indep with (d' := y O) by (now rewrite map_length, seq_length). now rewrite map_nth, seq_nth.
  - destruct (biased l); simpl; [now rewrite map_length, <- Nat.add_assoc|now rewrite !Nat.add_0_r].
Qed.
(* Networks of near numbers are close, if all layers have biases. *)
Theorem close_at_numbers r y z Ls : Forall (fun e : trainable => snd (snd e) = true) Ls -> all_parameters (fun a => Rabs (y (number a) - z (number a)) <= r) Ls -> close r (net_at y Ls) (net_at z Ls).
Proof.
  intros B. induction 1 as [|e Ls He _ IH]; inversion B as [|? ? Be B']; subst; simpl; constructor; [|now apply IH]. split; [|repeat split]. cbn [layer_at rows biased trained]. rewrite Be.
  induction He as [|row rws [H1 H2] _ IHr]; simpl; constructor; auto. split; [|exact H1]. simpl. induction H2; simpl; constructor; auto.
Qed.
End NumberedNetworks.
