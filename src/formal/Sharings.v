(* SPDX-License-Identifier: GPL-3.0-or-later

   Passes that are shared change no verdict: [shared_verdicts] is [verdicts]. *)
Require Import List Bool PeanoNat.
Require Import Thalweg.Operations Thalweg.Networks Thalweg.Passes Thalweg.Radius Thalweg.Check Thalweg.Sharing Thalweg.Trained Thalweg.Saddle.
Import ListNotations.

Lemma forallb_map {A B} (p : B -> bool) (f : A -> B) l : forallb p (map f l) = forallb (fun a => p (f a)) l.
Proof. induction l; simpl; congruence. Qed.
Lemma forallb_ext {A} (p q : A -> bool) l : (forall a, p a = q a) -> forallb p l = forallb q l.
Proof. intros H. induction l; simpl; congruence. Qed.
Lemma filter_map {A B} (p : B -> bool) (f : A -> B) l : filter p (map f l) = map f (filter (fun a => p (f a)) l).
Proof. induction l as [|a l IH]; simpl; auto. destruct (p (f a)); simpl; congruence. Qed.
Lemma combine_second {A B C} (f : B -> C) (a : list A) (b : list B) : combine a (map f b) = map (fun e => (fst e, f (snd e))) (combine a b).
Proof. revert b; induction a as [|x a IH]; intros [|y b]; simpl; auto. now rewrite IH. Qed.
Lemma combine_both {A B C D} (f : A -> C) (g : B -> D) a b : combine (map f a) (map g b) = map (fun e => (f (fst e), g (snd e))) (combine a b).
Proof. revert b; induction a as [|x a IH]; intros [|y b]; simpl; auto. now rewrite IH. Qed.

Module Sharings (N : OPERATIONS).
Module Sd := Saddle N.
Module Tr := Sd.Tr.
Module Import Sh := Tr.Pc.Sh.
Import N Sh.K Sh.K.Y Sh.K.Y.S Sh.K.Y.S.Q Sh.K.Y.S.Q.P.

(* --- lists ----------------------------------------------------------------------------------------------------------- *)
Lemma classed_views {A B} (f : A -> B) cs l : classed cs (map f l) = map f (classed cs l).
Proof. unfold classed. rewrite combine_second, filter_map, !map_map. reflexivity. Qed.
Lemma unclassed_views {A B} (f : A -> B) cs l : unclassed cs (map f l) = map f (unclassed cs l).
Proof. unfold unclassed. rewrite combine_second, filter_map, !map_map. reflexivity. Qed.
Lemma groups_views {A B} (f : A -> B) cs l k : groups cs (map f l) k = map (map f) (groups cs l k).
Proof. unfold groups, members. rewrite map_map. apply map_ext. intros c. rewrite combine_second, filter_map, !map_map. reflexivity. Qed.
Lemma same_length_views {A B C} (f : A -> B) (l : list C) m : same_length l (map f m) = same_length l m.
Proof. unfold same_length. now rewrite map_length. Qed.
Lemma views_same_length {A B C} (f : A -> B) m (l : list C) : same_length (map f m) l = same_length m l.
Proof. unfold same_length. now rewrite map_length. Qed.
Lemma count_views {A B} (f : A -> B) l : count (map f l) = count l.
Proof. unfold count. now rewrite map_map. Qed.

(* --- one sample ------------------------------------------------------------------------------------------------------ *)
Lemma packed_pre_eq l h : packed_pre l (map (fun row => pack (snd row :: fst row)) (rows l)) h = npre l h.
Proof.
  unfold packed_pre. destruct (is_pooling l) eqn:E; [reflexivity|]. unfold npre. rewrite E. unfold units, fed. destruct (wiring l) as [us|]; rewrite !map_map; auto. apply map_ext. intros u. simpl.
  change (pack [zero]) with ((fun row : list T * T => pack (snd row :: fst row)) ([], zero)). now rewrite map_nth.
Qed.
Lemma walk_layer l W h : walk (packed_net (l :: W)) h =
  let z := npre l h in let (ss, o) := walk (packed_net W) (nout l h z) in ((h, z) :: ss, o).
Proof. simpl. now rewrite packed_pre_eq. Qed.
Arguments packed_net : simpl never.
Lemma walk_outputs W : forall h, snd (walk (packed_net W) h) = nfwd W h.
Proof. induction W as [|l W IH]; intros h; [reflexivity|]. rewrite walk_layer. simpl. rewrite <- IH. now destruct (walk _ _). Qed.
Lemma walk_pieces W : forall h, pieces_at W (fst (walk (packed_net W) h)) = npattern W h.
Proof. unfold pieces_at. induction W as [|l W IH]; intros h; [reflexivity|]. rewrite walk_layer. simpl. rewrite <- IH. now destruct (walk _ _). Qed.
Lemma walk_pattern W : forall ss h p, has_pieces ss W (fst (walk (packed_net W) h)) p = nhas_pattern_from ss W h p.
Proof.
  induction W as [|l W IH]; intros ss h [|q p]; try reflexivity; rewrite walk_layer; simpl; destruct (walk _ _) eqn:E; simpl; auto. now rewrite <- IH, E.
Qed.
Lemma all2_same (p q : list nat) : all2 Nat.eqb p q = true -> p = q.
Proof.
  revert q; induction p as [|a p IH]; intros [|b q]; simpl; try discriminate; auto.
  intros H. apply andb_prop in H as [H1 H2]. apply Nat.eqb_eq in H1. f_equal; auto.
Qed.
Lemma all2_map_left {A B D} (g : A -> B) (f : B -> D -> bool) C z : all2 f (map g C) z = all2 (fun c z => f (g c) z) C z.
Proof. revert z; induction C as [|c C IH]; intros [|a z]; simpl; congruence. Qed.
Lemma keeps_packed l ss h z q C Ns : keeps_pieces (fun c => packed_dot c Ns) l ss h z q (packed_margin C) = keeps_pieces (fun c => dot c Ns) l ss h z q C.
Proof.
  destruct C as [cs|cs]; simpl; [now rewrite all2_map_left|]. f_equal. f_equal. rewrite combine_second, all2_map_left.
  generalize (combine (nwindows l h ss) cs). intros L. revert q; induction L as [|e L IH]; intros [|k q]; simpl; auto. now rewrite IH, map_map.
Qed.
Lemma keeps_length {V} (size : V -> T) l ss h z q C : keeps_pieces size l ss h z q C = true -> map2 (napply (tab l)) q z = map2 (napply (tab l)) (npieces l z) z.
Proof.
  destruct C as [cs|cs]; simpl; intros H; apply andb_prop in H as [H H2].
  - apply andb_prop in H as [_ H]. apply all2_same in H. now rewrite H.
  - apply andb_prop in H as [H _]. unfold is_pooling in H. apply Nat.eqb_eq in H2. destruct (rows l); [|discriminate]. unfold npieces. destruct (tab l) as [s k|]; [|discriminate].
    clear H. revert z H2; induction q as [|a q IH]; intros [|b z] H2; try discriminate; auto. simpl. rewrite IH by (now injection H2). reflexivity.
Qed.
Lemma walk_steady W : forall p Cs ss h Ns, steady W p Cs ss h Ns =
  if steady_steps W p (map packed_margin Cs) ss (fst (walk (packed_net W) h)) Ns then Some (nfwd W h) else None.
Proof.
  induction W as [|l W IH]; intros [|q p] [|C Cs] ss h Ns; try reflexivity; rewrite ?walk_layer; simpl; destruct (walk _ _) as [st o] eqn:E; simpl; auto.
  rewrite keeps_packed. destruct (keeps_pieces _ l ss h _ q C) eqn:K; simpl; auto. apply keeps_length in K. rewrite K. fold (nout l h (npre l h)). rewrite IH, E. reflexivity.
Qed.
Lemma seen_view W s : seen (view_of (packed_net W) s) = s. Proof. unfold view_of. now destruct (walk _ _). Qed.
Lemma steps_view W s : steps_of (view_of (packed_net W) s) = fst (walk (packed_net W) (input s)). Proof. unfold view_of. now destruct (walk _ _). Qed.
Lemma outputs_view W s : results (view_of (packed_net W) s) = nfwd W (input s). Proof. rewrite <- walk_outputs. unfold view_of. now destruct (walk _ _). Qed.
Lemma seen_as_view W s s' : input s' = input s -> seen_as (view_of (packed_net W) s) s' = view_of (packed_net W) s'.
Proof. intros E. unfold seen_as, view_of. rewrite E. now destruct (walk _ _). Qed.
Ltac viewed := rewrite ?seen_view, ?steps_view, ?outputs_view.
Lemma settled_views L d W s : settled_view L d (view_of (packed_net W) s) = settled L d W s.
Proof. unfold settled_view, settled. viewed. reflexivity. Qed.
Lemma subgradients_views c W e : subgradients_hold c (view_of (packed_net W) (fst e), view_of (packed_net W) (snd e)) =
  has_subgradients (goal c) (output_number c) W e.
Proof. unfold subgradients_hold, has_subgradients. simpl. now viewed. Qed.

(* --- all samples ----------------------------------------------------------------------------------------------------- *)
Lemma risk_views L d W l value : risk_is L d W (map (view_of (packed_net W)) l) value = is_risk L d W l value.
Proof.
  unfold risk_is, is_risk, has_risk, errors. rewrite count_views, map_map.
  rewrite (map_ext _ (fun s => sample_error L d (nfwd W (input s)) s)); [reflexivity|]. intros s. now viewed.
Qed.
Lemma surrogate_input L d out s g : input (surrogate_at L d out s g) = input s.
Proof. unfold surrogate_at. now destruct (_ && _). Qed.
Lemma surrogate_view gs c W : surrogate_views gs c (map (view_of (packed_net W)) (data c)) = map (view_of (packed_net W)) (surrogates_at W gs c).
Proof.
  unfold surrogate_views, surrogates_at. rewrite map_map. generalize (if has_kinks (loss_of c) then gs else map (fun _ => []) (data c)).
  induction (data c) as [|s l IH]; intros [|g gs']; simpl; auto. rewrite IH. f_equal. viewed. unfold surrogate.
  apply seen_as_view, surrogate_input.
Qed.
Lemma class_views linear r W dx ms : class_of_views linear r W dx (map (view_of (packed_net W)) ms) = class_result linear r W dx ms.
Proof.
  destruct ms as [|s ms]; [reflexivity|]. unfold class_of_views, class_result. cbn [map]. rewrite steps_view, walk_pieces. cbv zeta.
  set (p := npattern W (input s)). set (Cs := coefficients _ _ _ _ _ _).
  change (view_of (packed_net W) s :: map (view_of (packed_net W)) ms) with (map (view_of (packed_net W)) (s :: ms)).
  change (results (view_of (packed_net W) s) :: map results (map (view_of (packed_net W)) ms)) with (map results (map (view_of (packed_net W)) (s :: ms))).
  rewrite forallb_map. generalize (s :: ms). intros l.
  assert (E : steady_all W p Cs l =
    if forallb (fun a => steady_steps W p (map packed_margin Cs) (ones (input (seen (view_of (packed_net W) a)))) (steps_of (view_of (packed_net W) a)) []) l
    then Some (map results (map (view_of (packed_net W)) l)) else None).
  2:{ rewrite E. cbv beta. destruct (forallb _ l); reflexivity. }
  induction l as [|a l IH]; simpl; auto. rewrite walk_steady, IH. viewed. destruct (steady_steps _ _ _ _ _); simpl; auto. now destruct (forallb _ l).
Qed.
Lemma classes_views linear r W dx gs : classes_of_views linear r W dx (map (map (view_of (packed_net W))) gs) = class_results linear r W dx gs.
Proof. induction gs as [|ms gs IH]; simpl; auto. now rewrite class_views, IH. Qed.
Lemma seen_views W gs : map (map seen) (map (map (view_of (packed_net W))) gs) = gs.
Proof.
  rewrite map_map. rewrite <- (map_id gs) at 2. apply map_ext. intros l. rewrite map_map. rewrite <- (map_id l) at 2. apply map_ext. apply seen_view.
Qed.
Lemma pattern_views W ms : pattern_of_views W (map (view_of (packed_net W)) ms) = class_pattern W ms.
Proof. destruct ms; simpl; auto. viewed. apply walk_pieces. Qed.
Lemma one_pattern_views W gs : one_pattern_seen W (map (map (view_of (packed_net W))) gs) = one_pattern_each W gs.
Proof.
  unfold one_pattern_seen, one_pattern_each. rewrite forallb_map. apply forallb_ext. intros ms. cbv zeta. rewrite pattern_views, forallb_map.
  apply forallb_ext. intros s. unfold view_has_pieces. viewed. apply walk_pattern.
Qed.

(* --- claims ---------------------------------------------------------------------------------------------------------- *)
Lemma minimum_shared advice c : minimum_seen advice c (views (W_of c) (data c)) = check_minimum advice c.
Proof.
  unfold minimum_seen, check_minimum, views, surrogates. destruct (minimum c) as [m|]; auto. destruct (class_count _ _) as [k|]; auto. cbv zeta.
  rewrite surrogate_view, groups_views, classes_views, seen_views, risk_views, combine_both, classed_views, unclassed_views, !forallb_map.
  rewrite !views_same_length, !same_length_views.
  rewrite (forallb_ext _ _ _ (subgradients_views c (W_of c))), (forallb_ext _ _ _ (settled_views _ _ (W_of c))). reflexivity.
Qed.
Lemma lower_shared c : lower_seen c (views (W_of c) (data c)) (views (W2_of c) (data c)) = check_lower_risk c.
Proof.
  unfold lower_seen, check_lower_risk, views. destruct (lower_risk c) as [[[value limit] is_here]|]; auto.
  now rewrite !risk_views, views_same_length.
Qed.
Lemma groups_shared dx d W cs l k : groups_seen dx d W cs (map (view_of (packed_net W)) l) k = check_groups dx d W cs l k.
Proof.
  unfold groups_seen, check_groups, optimal_each. cbv zeta. rewrite groups_views, same_length_views, one_pattern_views, map_map, !forallb_map.
  rewrite (map_ext _ _ (pattern_views W)). f_equal; [f_equal; f_equal; f_equal|]; apply forallb_ext; intros ms; [now rewrite views_same_length|].
  apply forallb_ext. intros o. rewrite !map_map. f_equal; [|rewrite <- (map_id ms) at 2]; apply map_ext; intros s; now viewed.
Qed.
Lemma fits_shared W cs gl c k : fits_seen W cs c (views W (data c)) (surrogate_views gl c (views W (data c))) k = check_fits W cs gl c k.
Proof.
  unfold fits_seen, check_fits, views. cbv zeta. rewrite surrogate_view, groups_shared, combine_both, forallb_map, views_same_length, same_length_views.
  now rewrite (forallb_ext _ _ _ (subgradients_views c W)).
Qed.
Lemma other_views gs c W W2 : map2 (fun v v2 => seen_as v (seen v2)) (views W (data c)) (surrogate_views gs c (views W2 (data c))) =
  map (view_of (packed_net W)) (surrogates_at W2 gs c).
Proof.
  unfold views. rewrite surrogate_view. unfold surrogates_at. generalize (if has_kinks (loss_of c) then gs else map (fun _ => []) (data c)).
  induction (data c) as [|s l IH]; intros [|g gs']; simpl; auto. rewrite IH. f_equal. viewed. apply seen_as_view, surrogate_input.
Qed.
Lemma refinement_shared c : refinement_seen c (views (W_of c) (data c)) (views (W2_of c) (data c)) = check_refinement c.
Proof.
  unfold refinement_seen, check_refinement. destruct (refinement c) as [k2|]; auto. destruct (class_count O (classes c)) as [k|]; auto. cbv zeta.
  rewrite !fits_shared, other_views, groups_views, one_pattern_views. now rewrite !andb_assoc.
Qed.
Lemma global_shared c : global_seen c (views (W_of c) (data c)) = check_global c.
Proof. unfold global_seen, check_global, views. now rewrite forallb_map, (forallb_ext _ _ _ (settled_views _ _ (W_of c))). Qed.
Theorem verdicts_shared advice c : shared_verdicts advice c = verdicts advice c.
Proof.
  unfold shared_verdicts, verdicts. cbv zeta. fold (views (W_of c) (data c)) (views (W2_of c) (data c)).
  now rewrite minimum_shared, lower_shared, refinement_shared, global_shared.
Qed.
End Sharings.
