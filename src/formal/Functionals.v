(* SPDX-License-Identifier: GPL-3.0-or-later

   Theorem B for layers with wiring (section 15.2): a functional vanishes at the outputs of a layer, whatever its
   parameters are, if those that it is pulled back to vanish at the inputs. *)
Require Import Reals List Lra Lia Bool PeanoNat.
Require Import Thalweg.Numbers Thalweg.Semantics Thalweg.Passes Thalweg.Values Thalweg.Stationarity Thalweg.Classes.
Import ListNotations.
Open Scope R_scope.

Lemma lsum_swap {A B} (f : A -> B -> R) l m : lsum (fun a => lsum (f a) m) l = lsum (fun b => lsum (fun a => f a b) l) m.
Proof. induction l as [|a l IH]; simpl; [symmetry; now apply lsum_zero|]. rewrite IH, <- lsum_add. reflexivity. Qed.
Lemma dot_entries w x : dot w x = lsum (fun j => at_ w j * at_ x j) (seq 0 (length w)).
Proof.
  revert x; induction w as [|a w IH]; intros x; [reflexivity|]. cbn [length seq lsum]. rewrite <- seq_shift, lsum_map.
  destruct x as [|b x].
  - simpl. symmetry. rewrite lsum_zero; [unfold at_; simpl; ring|]. intros j _. unfold at_. simpl. ring.
  - simpl. rewrite IH. reflexivity.
Qed.
Lemma act_entry (l : layer R) z q k : map (piece (tab l)) z = q -> (k < length z)%nat ->
  at_ (map (act (tab l)) z) k = fst (segment (tab l) (nth k q O)) * at_ z k + snd (segment (tab l) (nth k q O)).
Proof.
  intros <- H. unfold at_. rewrite nth_indep with (d' := act (tab l) 0) by (now rewrite map_length). rewrite map_nth, act_segment.
  rewrite nth_indep with (d := O) (d' := piece (tab l) 0) by (now rewrite map_length). now rewrite map_nth.
Qed.
(* A sum by parts that are told by a number. *)
Lemma lsum_parts {A} (f : A -> R) (key : A -> nat) qs l : NoDup qs -> (forall a, In a l -> In (key a) qs) ->
  lsum f l = lsum (fun q => lsum f (filter (fun a => (key a =? q)%nat) l)) qs.
Proof.
  intros Hn H. induction l as [|a l IH]; simpl; [now rewrite lsum_zero|].
  rewrite (lsum_ext _ (fun q => (if (key a =? q)%nat then f a else 0) + lsum f (filter (fun a => (key a =? q)%nat) l))).
  - rewrite lsum_add, <- IH by (intros; apply H; now right). f_equal. specialize (H a (or_introl eq_refl)). clear IH.
    induction Hn as [|q qs Hq _ IHq]; simpl; [contradiction|]. destruct H as [->|H].
    + rewrite Nat.eqb_refl, lsum_zero; [ring|]. intros q' Hq'. destruct (Nat.eqb_spec (key a) q'); [subst; contradiction|reflexivity].
    + destruct (Nat.eqb_spec (key a) q); [subst; contradiction|]. rewrite <- IHq by auto. ring.
  - intros q _. destruct (key a =? q)%nat; simpl; ring.
Qed.

Module Functionals (N : NUM).
Module Export Cl := Classes N.
Import N.

Section Samples.
Variable gs : list (list (sample T)).
Variable g : sample T -> R.
Variable M : list T.
Hypothesis HM : map toR M = map (lsum g) gs.
Notation J := (tagged gs).

(* Σ_i b_i g_i u_i *)
Definition paired (b : list T) (u : nat * sample T -> R) : R := lsum (fun i => vf b i * (g (snd i) * u i)) J.
Definition value_of (f : functional) (h : nat * sample T -> list R) : R := lsum (fun e => paired (snd e) (fun i => at_ (h i) (fst e))) f.

Lemma paired_ext b u v : (forall i, In i J -> u i = v i) -> paired b u = paired b v.
Proof. intros H. apply lsum_ext. intros i Hi. now rewrite H. Qed.
Lemma paired_add b u v : paired b (fun i => u i + v i) = paired b u + paired b v.
Proof. unfold paired. rewrite <- lsum_add. apply lsum_ext. intros; ring. Qed.
Lemma paired_scale b c u : paired b (fun i => c * u i) = c * paired b u.
Proof. unfold paired. rewrite <- lsum_scale. apply lsum_ext. intros; ring. Qed.
Lemma paired_sum {A} b (u : A -> nat * sample T -> R) l : paired b (fun i => lsum (fun a => u a i) l) = lsum (fun a => paired b (u a)) l.
Proof.
  induction l as [|a l IH]; simpl; [|now rewrite paired_add, IH]. unfold paired. apply lsum_zero. intros; ring.
Qed.
Lemma paired_one b : paired b (fun _ => 1) = toR (dot b M).
Proof. rewrite <- (vf_sum b gs g M HM). apply lsum_ext. intros; ring. Qed.
Lemma sum_of_R f : toR (sum_of M f) = lsum (fun e => paired (snd e) (fun _ => 1)) f.
Proof. unfold sum_of. rewrite toR_total, lsum_map. apply lsum_ext. intros e _. now rewrite paired_one. Qed.
Lemma vf_along (of_piece : T * T -> T) l qs k b i : length b = length qs ->
  vf (along_pieces of_piece l qs (k, b)) i = toR (of_piece (segment (tab l) (nth k (nth (fst i) qs []) O))) * vf b i.
Proof.
  unfold along_pieces, vf, nth_number. simpl. intros H. revert b H. generalize (fst i). induction qs as [|q qs IH]; intros n [|x b] H; try discriminate.
  - destruct n; simpl; rewrite toR_zero; ring.
  - destruct n; simpl; [apply toR_mul|]. apply IH. now injection H.
Qed.
Lemma paired_along (of_piece : T * T -> T) l qs k b u : length b = length qs ->
  paired (along_pieces of_piece l qs (k, b)) u = paired b (fun i => toR (of_piece (segment (tab l) (nth k (nth (fst i) qs []) O))) * u i).
Proof. intros H. apply lsum_ext. intros i _. rewrite vf_along by auto. ring. Qed.
Lemma paired_mul b c u : paired (map (mul c) b) u = toR c * paired b u.
Proof.
  unfold paired. rewrite <- lsum_scale. apply lsum_ext. intros i _. unfold vf, nth_number.
  assert (E : toR (nth (fst i) (map (mul c) b) zero) = toR c * toR (nth (fst i) b zero)); [|rewrite E; ring].
  generalize (fst i). induction b as [|x b IH]; intros [|n]; simpl; rewrite ?toR_zero, ?toR_mul, ?IH; ring.
Qed.

(* --- one layer ------------------------------------------------------------------------------------------------------ *)
Section Layer.
Variable l : layer T.
Variable l' : layer R.
Variable qs : list (list nat).
Variable h : nat * sample T -> list R.
Hypothesis kind' : same_kind l' (layer_R l).
Hypothesis rows' : Forall2 (fun u v => length (fst u) = length (fst v) /\ (trained l = false -> fst u = fst v) /\ (biased l = false -> snd u = snd v))
  (rows l') (map row_R (rows l)).
Hypothesis unbiased' : no_hidden_bias l'.
Hypothesis pieces' : forall i, In i J -> layer_pieces l' (h i) = nth (fst i) qs [].
Lemma pooling' : is_pooling l' = is_pooling l.
Proof.
  destruct kind' as (Et & _ & _ & Ew & _). rewrite <- is_pooling_R. unfold is_pooling. rewrite Et, Ew. clear - rows'. simpl. destruct rows'; reflexivity.
Qed.
(* Of unit k the slope and the intercept in use. *)
Lemma act_unit i k : In i J -> (k < length (pre l' (h i)))%nat ->
  at_ (map (act (tab l')) (pre l' (h i))) k = toR (fst (segment (tab l) (nth k (nth (fst i) qs []) O))) * at_ (pre l' (h i)) k + toR (snd (segment (tab l) (nth k (nth (fst i) qs []) O))).
Proof.
  intros Hi L. assert (Et : tab l' = table_R (tab l)) by apply kind'. pose proof (pieces' i Hi) as P. unfold layer_pieces in P. rewrite pooling' in P.
  destruct (is_pooling l) eqn:E.
  - destruct (pooling_wired l E) as (s & c & us & _ & E2 & _). rewrite Et, E2. unfold at_. rewrite nth_indep with (d' := act (table_R (Last s c)) 0) by (now rewrite map_length).
    rewrite map_nth. simpl. now destruct (nth k (nth (fst i) qs []) O).
  - rewrite (act_entry l' _ _ k P L), Et, segment_R. reflexivity.
Qed.

Definition row' q := nth q (rows l') ([], 0).
Lemma row_length q : length (fst (row' q)) = length (fst (row_of l q)).
Proof.
  unfold row', row_of. revert q. clear pieces' unbiased' kind'. revert rows'. generalize (rows l). induction (rows l') as [|a rs IH]; intros [|b rs2] H q; inversion H as [|? ? ? ? H1 H2]; subst.
  - destruct q; reflexivity.
  - destruct q as [|q]; simpl; [|now apply IH]. destruct H1 as [E _]. simpl in E. now rewrite map_length in E.
Qed.
Lemma row_fixed q : trained l = false -> fst (row' q) = map toR (fst (row_of l q)).
Proof.
  intros Ht. unfold row', row_of. revert q. clear pieces' unbiased' kind'. revert rows'. generalize (rows l). induction (rows l') as [|a rs IH]; intros [|b rs2] H q; inversion H as [|? ? ? ? H1 H2]; subst.
  - destruct q; reflexivity.
  - destruct q as [|q]; simpl; [|now apply IH]. destruct H1 as (_ & E & _). exact (E Ht).
Qed.
Lemma row_bias q : biased l = false -> snd (row' q) = 0.
Proof.
  intros Hb. destruct kind' as (_ & Eb & _). simpl in Eb. rewrite Hb in Eb. unfold row'. destruct (nth_in_or_default q (rows l') ([], 0)) as [H|H].
  - exact (unbiased' Eb _ H).
  - now rewrite H.
Qed.
Lemma pre_entry k x : is_pooling l = false -> is_unit l k = true -> (k < length (pre l' x))%nat /\
  at_ (pre l' x) k = lsum (fun j => at_ (fst (row' (row_number l k))) j * at_ x (taken l k j)) (seq 0 (length (fst (row_of l (row_number l k))))) + snd (row' (row_number l k)).
Proof.
  intros Pl H. assert (Ew : wiring l' = wiring l) by apply kind'. pose proof (row_length (row_number l k)) as RL. unfold is_unit, row_number, taken, row' in *. rewrite Pl in H.
  unfold pre, fed. rewrite pooling', Pl, Ew.
  assert (Lr : length (rows l') = length (rows l)) by (apply Forall2_same_length in rows'; now rewrite map_length in rows').
  destruct (wiring l) as [us|].
  - apply andb_prop in H as [H H3]. apply andb_prop in H as [H1 H2]. apply Nat.ltb_lt in H1. apply Nat.eqb_eq in H3. rewrite !map_length. split; auto.
    unfold at_ at 1. rewrite map_map. cbn [fst snd].
    rewrite nth_indep with (d' := (fun u : nat * list nat => Semantics.dot (fst (nth (fst u) (rows l') ([], 0))) (map (fun k => nth k x 0) (snd u)) + snd (nth (fst u) (rows l') ([], 0))) (O, []))
      by (now rewrite map_length).
    rewrite (map_nth (fun u : nat * list nat => Semantics.dot (fst (nth (fst u) (rows l') ([], 0))) (map (fun k => nth k x 0) (snd u)) + snd (nth (fst u) (rows l') ([], 0)))).
    f_equal. rewrite dot_entries, RL, <- H3. apply lsum_ext. intros j Hj. apply in_seq in Hj. f_equal. unfold at_.
    rewrite nth_indep with (d' := (fun k => nth k x 0) O) by (rewrite map_length; lia). apply (map_nth (fun k => nth k x 0)).
  - apply Nat.ltb_lt in H. rewrite !map_length, Lr. split; auto. unfold at_ at 1. rewrite map_map. cbn [fst snd].
    rewrite nth_indep with (d' := (fun row : list R * R => Semantics.dot (fst row) x + snd row) ([], 0)) by (rewrite map_length; lia).
    rewrite (map_nth (fun row : list R * R => Semantics.dot (fst row) x + snd row)). f_equal. now rewrite dot_entries, RL.
Qed.

Lemma pre_length x : length (pre l' x) = unit_count l.
Proof.
  assert (Ew : wiring l' = wiring l) by apply kind'. unfold pre, fed, unit_count. rewrite Ew, map_length. destruct (wiring l); rewrite map_length; auto.
  apply Forall2_same_length in rows'. now rewrite map_length in rows'.
Qed.
(* At the outputs: at the units, and at the inputs that are kept. *)
Lemma out_value f : value_of f (fun i => out l' (h i)) =
  value_of (existing l f) (fun i => map (act (tab l')) (pre l' (h i))) + value_of (if keeps l then at_kept l f else []) h.
Proof.
  assert (Ke : keeps l' = keeps l) by apply kind'. unfold existing, at_kept, value_of. induction f as [|e f IH]; [destruct (keeps l); simpl; ring|]. cbn [lsum filter]. rewrite IH. clear IH.
  destruct (Nat.ltb_spec (fst e) (unit_count l)) as [L|G]; cbn [negb].
  - cbn [lsum]. rewrite (paired_ext _ (fun i => at_ (out l' (h i)) (fst e)) (fun i => at_ (map (act (tab l')) (pre l' (h i))) (fst e))); [ring|].
    intros i _. unfold at_, out. now rewrite app_nth1 by (now rewrite map_length, pre_length).
  - assert (E : forall i, at_ (out l' (h i)) (fst e) = at_ (kept l' (h i)) (fst e - unit_count l)).
    { intros i. unfold at_, out. rewrite app_nth2; rewrite map_length, pre_length; auto. }
    rewrite (paired_ext _ (fun i => at_ (out l' (h i)) (fst e)) (fun i => at_ (kept l' (h i)) (fst e - unit_count l))) by (intros; apply E).
    unfold kept. rewrite Ke. destruct (keeps l); cbn [map lsum fst snd]; [ring|].
    assert (Z : paired (snd e) (fun i => at_ [] (fst e - unit_count l)) = 0) by (apply lsum_zero; intros i _; unfold at_; destruct (fst e - unit_count l)%nat; simpl; ring).
    rewrite Z. ring.
Qed.
Lemma unit_there k x : is_unit l k = true -> (k < length (pre l' x))%nat.
Proof.
  rewrite pre_length. unfold is_unit, unit_count. destruct (wiring l); [|apply Nat.ltb_lt]. destruct (is_pooling l); [apply Nat.ltb_lt|].
  intros H. apply andb_prop in H as [H _]. apply andb_prop in H as [H _]. now apply Nat.ltb_lt.
Qed.
(* A unit of a max pooling is its selected input. *)
Lemma selecting_value k b : is_pooling l = true -> is_unit l k = true -> length b = length qs ->
  lsum (fun j => paired (selecting l qs k j b) (fun i => at_ (h i) (taken l k j))) (seq 0 (window_size l k)) = paired b (fun i => at_ (pre l' (h i)) k).
Proof.
  intros Pl U Lb. unfold paired.
  assert (V : forall j i, vf (selecting l qs k j b) i = if (nth k (nth (fst i) qs []) O =? j)%nat then vf b i else 0).
  { intros j i. clear pieces'. unfold selecting, vf, nth_number. generalize (fst i). revert b Lb. induction qs as [|q qs' IH]; intros [|x b] Lb n; try discriminate.
    - simpl. destruct n; rewrite toR_zero; now destruct (_ =? _)%nat.
    - destruct n as [|n]; simpl; [destruct (_ =? _)%nat; auto; apply toR_zero|]. apply IH. now injection Lb. }
  rewrite (lsum_swap (fun j i => vf (selecting l qs k j b) i * (g (snd i) * at_ (h i) (taken l k j)))). apply lsum_ext. intros i Hi.
  rewrite (lsum_ext _ (fun j => (vf b i * g (snd i)) * (if (nth k (nth (fst i) qs []) O =? j)%nat then at_ (h i) (taken l k j) else 0))).
  2:{ intros j _. rewrite V. destruct (_ =? j)%nat; ring. }
  rewrite lsum_scale. rewrite Rmult_assoc. f_equal. f_equal.
  pose proof (pieces' i Hi) as P. unfold layer_pieces in P. assert (Pl' := pooling'). rewrite Pl in Pl'. rewrite Pl' in P. rewrite <- P. clear P.
  assert (Ew : wiring l' = wiring l) by apply kind'. unfold is_unit in U. rewrite Pl in U. unfold pre, fed, window_size, taken. rewrite Pl', Ew. destruct (pooling_wired l Pl) as (? & ? & us & _ & _ & Ewl). rewrite Ewl in *.
  apply Nat.ltb_lt in U. rewrite !map_map. cbn [snd]. set (ks := snd (nth k us (O, []))).
  assert (N : nth k (map (fun x => first_max (map (fun k => nth k (h i) 0) (snd x))) us) O = first_max (map (fun k => nth k (h i) 0) ks)).
  { rewrite nth_indep with (d' := (fun x : nat * list nat => first_max (map (fun k => nth k (h i) 0) (snd x))) (O, [])) by (now rewrite map_length).
    now rewrite (map_nth (fun x : nat * list nat => first_max (map (fun k => nth k (h i) 0) (snd x)))). }
  assert (Z : at_ (map (fun x : nat * list nat => largest (map (fun k => nth k (h i) 0) (snd x))) us) k = largest (map (fun k => nth k (h i) 0) ks)).
  { unfold at_. rewrite nth_indep with (d' := (fun x : nat * list nat => largest (map (fun k => nth k (h i) 0) (snd x))) (O, [])) by (now rewrite map_length).
    now rewrite (map_nth (fun x : nat * list nat => largest (map (fun k => nth k (h i) 0) (snd x)))). }
  rewrite N, Z, largest_first. clear N Z. clearbody ks. destruct (list_eq_dec Nat.eq_dec ks []) as [->|Ne]; [reflexivity|].
  set (a := first_max _).
  assert (La : (a < length ks)%nat) by (unfold a; rewrite <- (map_length (fun k => nth k (h i) 0) ks); apply first_max_lt; intros Q; apply Ne; now destruct ks).
  rewrite (lsum_ext _ (fun j => if (a =? j)%nat then at_ (h i) (nth a ks O) else 0)) by (intros j _; destruct (Nat.eqb_spec a j); [now subst j|reflexivity]).
  assert (E : nth a (map (fun k => nth k (h i) 0) ks) 0 = nth (nth a ks O) (h i) 0).
  { rewrite nth_indep with (d' := (fun k => nth k (h i) 0) O) by (now rewrite map_length). apply (map_nth (fun k => nth k (h i) 0)). }
  rewrite lsum_indicator by auto. unfold at_. now rewrite E.
Qed.
Theorem pulled_back f : is_local M l qs f = true -> (forall p, In p (pulled l qs f) -> value_of p h = 0) ->
  value_of f (fun i => map (act (tab l')) (pre l' (h i))) = 0.
Proof.
  intros HL HP. pose proof row_fixed as RF. pose proof row_bias as RB. unfold is_local in HL. apply andb_prop in HL as [HL Hbias]. apply andb_prop in HL as [Hunits Hk]. rewrite forallb_forall in Hunits.
  assert (U : forall e, In e f -> is_unit l (fst e) = true /\ length (snd e) = length qs).
  { intros e He. specialize (Hunits e He). apply andb_prop in Hunits as [A B]. apply Nat.eqb_eq in B. auto. }
  assert (Et : tab l' = table_R (tab l)) by apply kind'.
  (* slopes and intercepts *)
  assert (E1 : value_of f (fun i => map (act (tab l')) (pre l' (h i))) =
    lsum (fun e => paired (along_pieces fst l qs e) (fun i => at_ (pre l' (h i)) (fst e))) f + lsum (fun e => paired (along_pieces snd l qs e) (fun _ => 1)) f).
  { rewrite <- lsum_add. apply lsum_ext. intros [k b] He. destruct (U _ He) as [A B]. simpl in A, B. cbn [fst snd].
    rewrite !paired_along by auto. rewrite <- paired_add. apply paired_ext. intros i Hi. rewrite (act_unit i k Hi); [ring|]. now apply unit_there. }
  rewrite E1. clear E1. apply is_zero_R in Hk. rewrite sum_of_R, lsum_map in Hk. cbn [snd] in Hk. rewrite Hk, Rplus_0_r. clear Hk.
  destruct (is_pooling l) eqn:Pl.
  { unfold pulled in HP. rewrite Pl in HP. rewrite <- (HP _ (or_introl eq_refl)). clear HP Hbias Hunits. unfold value_of, sloped. induction f as [|e f IH]; simpl; auto.
    rewrite lsum_app, <- IH; [|intros e' He; apply U; now right]. f_equal. rewrite lsum_map. cbn [fst snd]. destruct (U e (or_introl eq_refl)) as [A B].
    symmetry. apply selecting_value; auto. unfold along_pieces. clear - B. revert B. generalize (snd e). induction qs as [|q qs' IHq]; intros [|x b] B; try discriminate; auto.
    simpl. f_equal. apply IHq. now injection B. }
  (* weights and biases *)
  set (term := fun (e : nat * list T) => let q := row_number l (fst e) in
    lsum (fun j => at_ (fst (row' q)) j * paired (snd e) (fun i => at_ (h i) (taken l (fst e) j))) (seq 0 (length (fst (row_of l q)))) +
    snd (row' q) * paired (snd e) (fun _ => 1)).
  assert (E2 : lsum (fun e => paired (along_pieces fst l qs e) (fun i => at_ (pre l' (h i)) (fst e))) f = lsum term (sloped l qs f)).
  { unfold sloped. rewrite lsum_map. apply lsum_ext. intros e He. destruct (U _ He) as [A _]. unfold term. cbn [fst snd].
    rewrite (paired_ext _ _ _ (fun i _ => proj2 (pre_entry (fst e) (h i) Pl A))). rewrite paired_add, paired_sum. f_equal.
    - apply lsum_ext. intros j _. apply paired_scale.
    - rewrite <- paired_scale. apply paired_ext. intros; ring. }
  rewrite E2. clear E2. unfold pulled in HP. rewrite Pl in HP. destruct (trained l) eqn:Ht.
  - rewrite (lsum_parts term (fun e => row_number l (fst e)) (used_rows l f)).
    + apply lsum_zero. intros q Hq. fold (of_row l q (sloped l qs f)).
      rewrite (lsum_ext _ (fun e => lsum (fun j => at_ (fst (row' q)) j * paired (snd e) (fun i => at_ (h i) (taken l (fst e) j))) (seq 0 (length (fst (row_of l q)))) +
        snd (row' q) * paired (snd e) (fun _ => 1))).
      2:{ intros e He. unfold of_row in He. apply filter_In in He as [_ He]. apply Nat.eqb_eq in He. unfold term. now rewrite He. }
      rewrite lsum_add, lsum_scale.
      assert (B0 : snd (row' q) * lsum (fun e => paired (snd e) (fun _ => 1)) (of_row l q (sloped l qs f)) = 0).
      { destruct (biased l) eqn:Eb; [|rewrite RB by auto; ring]. simpl in Hbias. rewrite forallb_forall in Hbias. specialize (Hbias q Hq).
        apply is_zero_R in Hbias. rewrite sum_of_R in Hbias. rewrite Hbias. ring. }
      rewrite B0, Rplus_0_r.
      assert (Swap : forall n (a : nat -> R) (p : nat -> nat * list T -> R) L, lsum (fun e => lsum (fun j => a j * p j e) (seq 0 n)) L = lsum (fun j => a j * lsum (p j) L) (seq 0 n)).
      { intros n a p L. induction L as [|e L IH]; simpl; [symmetry; apply lsum_zero; intros; ring|]. rewrite IH, <- lsum_add. apply lsum_ext. intros; ring. }
      rewrite (Swap _ (fun j => at_ (fst (row' q)) j) (fun j e => paired (snd e) (fun i => at_ (h i) (taken l (fst e) j)))).
      apply lsum_zero. intros j Hj. assert (Z : lsum (fun e => paired (snd e) (fun i => at_ (h i) (taken l (fst e) j))) (of_row l q (sloped l qs f)) = 0); [|rewrite Z; ring].
      rewrite <- (HP (map (fun e => (taken l (fst e) j, snd e)) (of_row l q (sloped l qs f)))).
      * unfold value_of. rewrite lsum_map. reflexivity.
      * apply in_flat_map. exists q. split; auto. now apply (in_map (fun j => map (fun e => (taken l (fst e) j, snd e)) (of_row l q (sloped l qs f)))).
    + apply NoDup_nodup.
    + intros e He. apply nodup_In. unfold sloped in He. apply in_map_iff in He as (x & <- & Hx). apply in_map_iff. exists x. auto.
  - specialize (HP _ (or_introl eq_refl)). rewrite <- HP. unfold value_of. clear HP.
    assert (Hb : biased l = false) by (destruct (biased l); [discriminate|reflexivity]).
    induction (sloped l qs f) as [|e F IH]; simpl; auto. rewrite lsum_app, IH, lsum_map. f_equal. unfold term. rewrite RB by auto. cbn [fst snd].
    rewrite Rmult_0_l, Rplus_0_r. apply lsum_ext. intros j _. rewrite paired_mul, RF by auto. now rewrite nth_number_R.
Qed.
End Layer.

(* --- networks ------------------------------------------------------------------------------------------------------- *)
Lemma thin_sound D h : (forall f, In f (thin D) -> value_of f h = 0) -> forall f, In f D -> value_of f h = 0.
Proof.
  induction D as [|d D IH]; simpl; [contradiction|]. intros H. destruct (forallb _ d || _) eqn:E.
  - intros f [<-|Hf]; [|now apply IH]. apply orb_prop in E as [E|E].
    + unfold value_of. apply lsum_zero. intros e He. rewrite forallb_forall in E. specialize (E e He). rewrite forallb_forall in E.
      unfold paired. apply lsum_zero. intros i _. assert (vf (snd e) i = 0) as ->; [|ring]. unfold vf, nth_number.
      destruct (nth_in_or_default (fst i) (snd e) zero) as [Q|Q]; [now apply is_zero_R, E|rewrite Q; apply toR_zero].
    + apply existsb_exists in E as (d' & Hd & E). rewrite <- (H d' Hd). clear - E. unfold functional_eqb in E. revert d' E.
      induction d as [|e d IH]; intros [|e' d'] E; simpl in E; try discriminate; auto. apply andb_prop in E as [E E2]. apply andb_prop in E as [E0 E1].
      apply Nat.eqb_eq in E0. unfold value_of in *. simpl. rewrite (IH _ E2), E0. f_equal. unfold paired. apply lsum_ext. intros i _. f_equal.
      unfold vf, nth_number. clear - E1. revert E1. generalize (snd e) (snd e') (fst i). intros a. induction a as [|x a IH]; intros [|y b] [|n] E; simpl in *; try discriminate; auto;
        apply andb_prop in E as [E1 E2]; [now apply eqb_spec|now apply IH].
  - intros f [<-|Hf]; [apply H; now left|]. apply IH; auto. intros x Hx. apply H. now right.
Qed.
Theorem required_sound W : forall W' ps h D D0, same_architecture W' (net_R W) -> Forall no_hidden_bias W' ->
  (forall i, In i J -> pieces W' (h i) = nth (fst i) ps []) -> required M W ps D = Some D0 ->
  (forall f, In f D0 -> value_of f h = 0) -> forall f, In f D -> value_of f (fun i => fwd W' (h i)) = 0.
Proof.
  induction W as [|l W IH]; intros W' ps h D D0 A U Hp H HD; inversion A as [|l' ? W1 ? [Hr Hk] Hrest]; subst; simpl in H.
  - injection H as <-. exact HD.
  - destruct (required M W _ D) as [D'|] eqn:E; [|discriminate]. cbv zeta in H. destruct (forallb _ (map _ D')) eqn:Hloc; [|discriminate]. injection H as <-.
    inversion U as [|? ? U1 U2]; subst. rewrite forallb_forall in Hloc. simpl.
    apply (IH W1 (map (@tl _) ps) (fun i => out l' (h i)) D D'); auto.
    + intros i Hi. specialize (Hp i Hi). simpl in Hp. change (@nil (list nat)) with (@tl (list nat) []). rewrite map_nth, <- Hp. reflexivity.
    + intros f Hf. pose proof (thin_sound _ _ HD) as HT. rewrite (out_value l l' h Hk Hr).
      assert (E1 : value_of (existing l f) (fun i => map (act (tab l')) (pre l' (h i))) = 0).
      { apply (in_map (existing l)) in Hf. apply (pulled_back l l' (map (hd []) ps)); auto.
        - intros i Hi. specialize (Hp i Hi). simpl in Hp. change (@nil nat) with (hd (@nil nat) []). rewrite map_nth, <- Hp. reflexivity.
        - intros p Q. apply HT. apply in_or_app. left. apply in_flat_map. eauto. }
      rewrite E1, Rplus_0_l. destruct (keeps l) eqn:Ek; [|reflexivity]. apply HT. apply in_or_app. right. unfold kept. rewrite Ek. now apply in_map.
Qed.
End Samples.
End Functionals.
