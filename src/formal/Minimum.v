(* SPDX-License-Identifier: GPL-3.0-or-later

   The claim local_minimum: what [check_minimum] accepts is a local minimum over R (Theorems A and B together). *)
Require Import Reals List Lra Lia Bool PeanoNat.
Require Import Thalweg.Numbers Thalweg.Semantics Thalweg.Passes Thalweg.Values Thalweg.Losses Thalweg.Stationarity Thalweg.Affine Thalweg.Invariance Thalweg.Classes Thalweg.Functionals.
Import ListNotations.
Open Scope R_scope.

Lemma within_zero (u v : list R) : Forall2 (fun a b => Rabs (a - b) <= 0) u v -> u = v.
Proof.
  induction 1 as [|a b A B H _ IH]; auto. f_equal; auto. pose proof (Rabs_pos (a - b)). unfold Rabs in *. destruct (Rcase_abs (a - b)); lra.
Qed.
Lemma close_same_architecture r W' W : close r W' W -> same_architecture W' W.
Proof.
  unfold close, same_architecture. induction 1 as [|a b A B (H & Hk) _ IH]; constructor; auto. split; auto.
  clear Hk. induction H as [|u v U V [Hw Hv] _ IH']; constructor; auto. split; [eapply Forall2_same_length; eauto|]. split.
  - intros E. rewrite E in Hw. now apply within_zero.
  - intros E. rewrite E in Hv. pose proof (Rabs_pos (snd u - snd v)). unfold Rabs in *. destruct (Rcase_abs (snd u - snd v)); lra.
Qed.
Lemma close_self r W : 0 <= r -> close r W W.
Proof.
  intros Hr. unfold close. induction W as [|l L IH]; constructor; auto. split; [|repeat split].
  assert (Hb : forall x : bool, 0 <= (if x then r else 0)) by (intros []; lra).
  induction (rows l) as [|[w b] rs IH']; constructor; auto. split; simpl.
  - induction w; constructor; auto. rewrite Rminus_eq_0, Rabs_R0. auto.
  - rewrite Rminus_eq_0, Rabs_R0. auto.
Qed.

Module Minimum (N : NUM).
Module Export Fu := Functionals N.
Import N.

Lemma same_architecture_arch W' W : same_architecture W' (net_R W) ->
  arch_of W' = map (fun a => (table_R (fst (fst a)), snd (fst a), snd a)) (architecture_of W).
Proof.
  unfold same_architecture, net_R, arch_of, architecture_of. revert W'; induction W as [|l L IH]; intros W' H;
    inversion H as [|a ? A ? (H1 & H2 & H3 & _) Hr]; subst; simpl; auto.
  f_equal; auto. rewrite H2, H3. simpl. do 2 f_equal. apply Forall2_same_length in H1. simpl in H1. now rewrite map_length in H1.
Qed.

(* A layer without biases has the biases 0, in W by what it stands for, elsewhere by the architecture. *)
Lemma network_unbiased n ls : Forall no_hidden_bias (net_R (network_of zero one share n ls)).
Proof.
  unfold network_of. cbv zeta. generalize (match fst ls with [] => [n] | shape => shape end). intros shape. generalize (existsb is_addition (snd ls)) [volume shape]. intros keep sizes.
  revert sizes shape. induction (snd ls) as [|l L IH]; intros sizes shape; [constructor|].
  assert (G : forall keep, no_hidden_bias (layer_R (layer_of zero one share keep sizes shape l))).
  2:{ simpl. destruct L as [|l2 L]; constructor; auto. }
  intros keep'.
  assert (Z : biases l = None -> forall k row, In row (map row_R (file_rows zero k l)) -> snd row = 0).
  { intros E k row H. unfold file_rows in H. rewrite E in H. apply in_map_iff in H as ([w b] & <- & H). apply in_combine_r in H.
    apply in_map_iff in H as (x & <- & _). apply toR_zero. }
  unfold no_hidden_bias, layer_of. destruct (kind l); simpl.
  - destruct (biases l) eqn:E; [discriminate|]. intros _. now apply Z.
  - destruct (biases l) eqn:E; [discriminate|]. intros _. now apply Z.
  - intros _ row [<-|[]]. apply toR_zero.
  - intros _ row [].
  - intros _ row [<-|[]]. apply toR_zero.
Qed.
Lemma same_architecture_unbiased W' W : same_architecture W' W -> Forall no_hidden_bias W -> Forall no_hidden_bias W'.
Proof.
  unfold same_architecture. induction 1 as [|a b A B (H1 & _ & H3 & _) _ IH]; intros F; inversion F as [|? ? F1 F2]; subst; constructor; auto.
  intros E row Hrow. rewrite H3 in E. specialize (F1 E). clear - H1 E F1 Hrow. induction H1 as [|u v U V (_ & _ & H) _ IH]; [contradiction|].
  destruct Hrow as [<-|Hrow]; [rewrite (H E); apply F1; now left|]. apply IH; auto. intros r Hr. apply F1. now right.
Qed.
Lemma same_architecture_dense W' W : same_architecture W' (net_R W) -> forallb is_dense W = true -> Forall no_hidden_bias W' -> Forall dense_layer W'.
Proof.
  unfold same_architecture, net_R. revert W'. induction W as [|l W IH]; intros W' H D F; inversion H as [|l' ? A ? (_ & _ & _ & _ & Hw & Hke) Hr]; subst; constructor;
    simpl in D; apply andb_prop in D as [D1 D2]; inversion F; subst; auto.
  split; auto. rewrite Hw, Hke. simpl. unfold is_dense in D1. destruct (wiring l); [discriminate|]. apply andb_prop in D1 as [_ D1]. apply negb_true_iff in D1. auto.
Qed.

Section Network.
Variable W : net T.
Hypothesis W_unbiased : Forall no_hidden_bias (net_R W).

(* --- Theorem A, for classes ---------------------------------------------------------------------------------------- *)
Section Radius.
Variable r : T.
Hypothesis r_pos : 0 < toR r.
Definition holds_on (p : pattern) (s : sample T) := forall W', close (toR r) W' (net_R W) -> has_pattern W' (map toR (input s)) p.
Definition stays_in (ro : pattern * list (list T)) ms := Forall (holds_on (fst ro)) ms /\ snd ro = map (fun s => nfwd W (input s)) ms.

Lemma still_moved linear x n : length x = n -> moved linear [] [] (map toR x) x (map (fun _ => still) (seq 0 n)).
Proof.
  intros <-. generalize O. induction x as [|a x IH]; intros k; simpl; constructor; auto.
  unfold moves; simpl. rewrite ndot_nil. replace (toR a - toR a) with 0 by ring. rewrite Rminus_0_r, Rabs_R0. repeat split; lra.
Qed.
Lemma steady_all_sound linear dx p ms os : (forall s, In s ms -> length (input s) = dx) ->
  steady_all W p (coefficients linear (up r) W p (map (fun _ => still) (seq 0 dx)) []) ms = Some os ->
  Forall (holds_on p) ms /\ os = map (fun s => nfwd W (input s)) ms.
Proof.
  revert os; induction ms as [|s ms IH]; simpl; intros os Hlen H; [inversion H; auto|].
  destruct (steady _ _ _ _ _ _) as [o|] eqn:E; [|discriminate]. destruct (steady_all _ _ _ _) as [os'|]; [|discriminate]. inversion H; subst.
  destruct (IH _ (fun s' Hs => Hlen s' (or_intror Hs)) eq_refl) as [F ->].
  assert (K : forall W', close (toR r) W' (net_R W) -> has_pattern W' (map toR (input s)) p /\ o = nfwd W (input s)).
  { intros W' Hc. unfold has_pattern. rewrite <- ones_R.
    refine (steady_sound linear (toR r) (up r) _ (up_spec r) W W' p _ [] _ _ _ [] [] o Hc (Forall2_nil _) _ _ E); [lra|apply still_moved; auto|].
    intros k. rewrite nth_number_R. split; auto. rewrite Rminus_eq_0, Rabs_R0. destruct k; simpl; rewrite ndot_nil; lra. }
  split; [constructor; auto; intros W' Hc; now apply K|]. f_equal. apply (K (net_R W)). apply close_self. lra.
Qed.
Lemma class_results_sound linear dx gs rs : (forall s, In s (concat gs) -> length (input s) = dx) ->
  class_results linear r W dx gs = Some rs -> Forall2 stays_in rs gs.
Proof.
  revert rs; induction gs as [|ms gs IH]; simpl; intros rs Hlen H; [inversion H; constructor|].
  destruct (class_result linear r W dx ms) as [[p os]|] eqn:E; [|discriminate].
  destruct (class_results linear r W dx gs) as [rs'|]; [|discriminate]. inversion H; subst. constructor.
  - unfold class_result in E. destruct ms as [|s ms]; [discriminate|].
    destruct (steady_all _ _ _ _) eqn:E2; [|discriminate]. inversion E; subst. eapply steady_all_sound; [|exact E2].
    intros s' Hs. apply Hlen, in_or_app. auto.
  - apply IH; auto. intros s Hs. apply Hlen, in_or_app. auto.
Qed.
Lemma kept_members rs gs s : Forall2 stays_in rs gs -> In s (concat gs) -> exists p, holds_on p s.
Proof.
  induction 1 as [|[p os] ms rs' gs' [H _] _ IH]; simpl; [contradiction|]. intros Hs. apply in_app_or in Hs as [Hs|Hs]; auto.
  exists p. rewrite Forall_forall in H. auto.
Qed.
End Radius.

(* --- Theorem B, for classes ---------------------------------------------------------------------------------------- *)
Definition g_R o (s : sample T) : R := residual (net_R W) o (sample_R s).
Lemma residuals_R o ms : map toR (residuals o (map (fun s => nfwd W (input s)) ms) ms) = map (g_R o) ms.
Proof.
  unfold residuals. rewrite map2_map, map_map. apply map_ext. intros s. unfold g_R, residual, residual_of. simpl.
  now rewrite nfwd_R, !nth_number_R, toR_sub.
Qed.
Lemma residuals_sum o ms : toR (total (residuals o (map (fun s => nfwd W (input s)) ms) ms)) = lsum (g_R o) ms.
Proof. rewrite toR_total, <- (lsum_map toR (fun x => x)), residuals_R, lsum_map. reflexivity. Qed.
Lemma residuals_dot o k ms :
  toR (dot (residuals o (map (fun s => nfwd W (input s)) ms) ms) (column k ms)) = lsum (fun s => g_R o s * at_ (map toR (input s)) k) ms.
Proof.
  rewrite toR_dot, residuals_R. unfold column. rewrite map_map.
  induction ms as [|s ms IH]; simpl; auto. rewrite IH. f_equal. f_equal. now rewrite nth_number_R.
Qed.

Section Patterns.
Variables dx o : nat.
Variable W' : net R.
Hypothesis HW' : same_architecture W' (net_R W).
Lemma W'_unbiased : Forall no_hidden_bias W'.
Proof. exact (same_architecture_unbiased _ _ HW' W_unbiased). Qed.
Definition fixed (ro : pattern * list (list T)) ms :=
  (forall s, In s ms -> has_pattern W' (map toR (input s)) (fst ro)) /\ snd ro = map (fun s => nfwd W (input s)) ms.
Definition value (s : sample T) := fwd W' (map toR (input s)).

(* A class whose residuals are orthogonal to (x, 1): there W' is an affine map. *)
Lemma class_orth p ms os : (forall s, In s ms -> length (input s) = dx) -> fixed (p, os) ms ->
  class_stationary dx o os ms = true -> orth ms (g_R o) value.
Proof.
  intros Hlen [P Ho] H. simpl in P, Ho. subst os. unfold class_stationary in H. apply andb_prop in H as [H0 Hx].
  apply is_zero_R in H0. rewrite residuals_sum in H0. change (packed_dot (pack ?g)) with (dot g) in Hx.
  assert (O : orth ms (g_R o) (fun s => map toR (input s))).
  { intros k. destruct (Nat.lt_ge_cases k dx) as [L|G].
    - rewrite forallb_forall in Hx. specialize (Hx k). rewrite in_seq in Hx. specialize (Hx ltac:(lia)).
      apply is_zero_R in Hx. now rewrite residuals_dot in Hx.
    - apply lsum_zero. intros s Hs. unfold at_. rewrite nth_overflow; [ring|]. rewrite map_length, Hlen; auto. }
  destruct (pattern_affine W' p dx) as [A HA]. intros k. rewrite <- (affine_orth ms (g_R o) (fun s => map toR (input s)) A k O H0).
  apply lsum_ext. intros s Hs. unfold value. rewrite HA; auto. rewrite map_length. auto.
Qed.
Lemma classes_orth rs gs : (forall s, In s (concat gs) -> length (input s) = dx) -> Forall2 fixed rs gs ->
  all2 (fun ro ms => class_stationary dx o (snd ro) ms) rs gs = true -> orth (concat gs) (g_R o) value.
Proof.
  intros Hlen HR. induction HR as [|[p os] ms rs' gs' H _ IH]; simpl; intros Ha k; auto.
  apply andb_prop in Ha as [H1 H2]. rewrite lsum_app.
  rewrite (class_orth p ms os) by (auto; intros; apply Hlen; simpl; apply in_or_app; auto).
  rewrite IH; auto; [lra|]. intros. apply Hlen. simpl. apply in_or_app; auto.
Qed.

(* The general condition. *)
Lemma fixed_residuals rs gs : Forall2 fixed rs gs ->
  map2 (fun ro ms => residuals o (snd ro) ms) rs gs = map (fun ms => residuals o (map (fun s => nfwd W (input s)) ms) ms) gs.
Proof. induction 1 as [|x y rs' gs' [_ H] _ IH]; simpl; [auto|]. now rewrite IH, H. Qed.
Lemma fixed_tagged rs gs : Forall2 fixed rs gs -> forall i, In i (tagged gs) -> has_pattern W' (map toR (input (snd i))) (nth (fst i) (map fst rs) []).
Proof.
  induction 1 as [|x y rs' gs' [H _] _ IH]; simpl; intros i Hi; [contradiction|].
  apply in_app_or in Hi as [Hi|Hi]; apply in_map_iff in Hi as (a & <- & Ha); simpl; [auto|now apply IH].
Qed.
Lemma span_orth advice rs gs : forallb is_dense W = true -> (forall s, In s (concat gs) -> length (input s) = dx) -> Forall2 fixed rs gs ->
  span_stationary advice dx o W gs rs = true -> orth (concat gs) (g_R o) value.
Proof.
  intros Hd Hlen HR H. unfold span_stationary in H. pose proof (same_architecture_dense _ _ HW' Hd W'_unbiased) as Dense. destruct (bases advice (map fst rs)) as [|B bs]; [discriminate|].
  rewrite (fixed_residuals rs gs HR) in H. apply andb_prop in H as [H0 HC].
  assert (L : length rs = length gs) by (eapply Forall2_same_length; eauto).
  apply layers_stationary_sound with (gs := gs) (g := g_R o) in HC; [| |now rewrite map_length].
  2:{ rewrite !map_map. apply map_ext. intros ms. apply residuals_sum. }
  rewrite <- (same_architecture_arch W' W HW') in HC.
  assert (E : orth (tagged gs) (fun i => g_R o (snd i)) (fun i => fwd W' (map toR (input (snd i))))).
  2:{ intros k. rewrite <- tagged_concat, lsum_map. exact (E k). }
  eapply condition_orth; [exact Dense| | |exact HC].
  { intros i Hi. apply has_pattern_pieces. exact (fixed_tagged rs gs HR i Hi). }
  intros bf Hb k'. apply in_map_iff in Hb as (b & <- & Hb).
  destruct (Nat.lt_ge_cases k' dx) as [Lk|G].
  - rewrite forallb_forall in H0. specialize (H0 b Hb). rewrite forallb_forall in H0. specialize (H0 k'). rewrite in_seq in H0.
    specialize (H0 ltac:(lia)). apply is_zero_R in H0. rewrite <- H0. clear H0.
    rewrite <- (vf_sum b gs (fun s => g_R o s * at_ (map toR (input s)) k')).
    + apply lsum_ext. intros i _. ring.
    + clear HC Hlen HR L. induction gs as [|ms gs' IH]; simpl; auto. rewrite IH, residuals_dot. reflexivity.
  - apply lsum_zero. intros i Hi. unfold at_. rewrite nth_overflow; [ring|]. rewrite map_length, Hlen; auto.
    rewrite <- tagged_concat. now apply in_map.
Qed.
Lemma functional_orth rs gs : (forall s, In s (concat gs) -> length (input s) = dx) -> Forall2 fixed rs gs ->
  functional_stationary dx o W gs rs = true -> lsum (fun s => g_R o s * at_ (value s) o) (concat gs) = 0.
Proof.
  intros Hlen HR H. unfold functional_stationary in H. rewrite (fixed_residuals rs gs HR) in H.
  set (res := map (fun ms => residuals o (map (fun s => nfwd W (input s)) ms) ms) gs) in *. set (M := map total res) in *.
  assert (HM : map toR M = map (lsum (g_R o)) gs) by (unfold M, res; rewrite !map_map; apply map_ext; intros ms; apply residuals_sum).
  destruct (required M W (map fst rs) _) as [D|] eqn:E; [|discriminate]. rewrite forallb_forall in H.
  assert (LM : length M = length gs) by (unfold M, res; now rewrite !map_length).
  assert (Z : value_of gs (g_R o) [(o, map (fun _ => one) M)] (fun i => fwd W' (map toR (input (snd i)))) = 0).
  { apply (required_sound gs (g_R o) M HM W W' (map fst rs) (fun i => map toR (input (snd i))) [[(o, map (fun _ => one) M)]] D); auto using W'_unbiased; [|intros f Hf|now left].
    - intros i Hi. apply has_pattern_pieces. exact (fixed_tagged rs gs HR i Hi).
    - specialize (H f Hf). apply is_zero_R in H. rewrite <- H, toR_total, lsum_map. unfold value_of. apply lsum_ext. intros [k b] _. cbn [fst snd].
      destruct (Nat.lt_ge_cases k dx) as [Lk|G].
      + rewrite nth_indep with (d' := (fun k => map2 (fun g ms => dot g (column k ms)) res gs) O) by (now rewrite map_length, seq_length).
        rewrite (map_nth (fun k => map2 (fun g ms => dot g (column k ms)) res gs)), seq_nth by auto. simpl.
        rewrite <- (vf_sum b gs (fun s => g_R o s * at_ (map toR (input s)) k)); [reflexivity|].
        unfold res. clear. induction gs as [|ms gs' IH]; simpl; auto. rewrite IH, residuals_dot. reflexivity.
      + rewrite (nth_overflow (map _ _)) by (now rewrite map_length, seq_length). rewrite toR_dot. replace (Semantics.dot (map toR b) (map toR [])) with 0 by (now destruct b).
        apply lsum_zero. intros i Hi. unfold at_. rewrite nth_overflow; [ring|]. rewrite map_length, Hlen; auto. rewrite <- tagged_concat. now apply in_map. }
  unfold value_of in Z. simpl in Z. rewrite Rplus_0_r in Z. rewrite <- Z, <- tagged_concat, lsum_map. unfold paired, value. apply lsum_ext. intros i Hi.
  apply tagged_fst in Hi. rewrite <- LM in Hi. unfold vf, nth_number. rewrite nth_const by auto. rewrite toR_one. ring.
Qed.
End Patterns.

(* The residuals of the surrogates [gs] are orthogonal to the outputs of every network with the patterns. *)
Lemma stationary_sound advice dx d gs rs W' : (forall s, In s (concat gs) -> length (input s) = dx) ->
  Forall2 (fixed W') rs gs -> same_architecture W' (net_R W) -> stationary advice dx d W gs rs = true ->
  forall o, (o < d)%nat -> lsum (fun s => g_R o s * at_ (fwd W' (map toR (input s))) o) (concat gs) = 0.
Proof.
  intros Hlen F A H o Ho. unfold stationary in H. rewrite forallb_forall in H. specialize (H o). rewrite in_seq in H.
  specialize (H ltac:(lia)). apply orb_prop in H as [H|H]; [exact (classes_orth dx o W' rs gs Hlen F H o)|destruct (forallb is_dense W) eqn:D; [exact (span_orth dx o W' A advice rs gs D Hlen F H o)|exact (functional_orth dx o W' A rs gs Hlen F H)]].
Qed.
End Network.

(* --- the claim ----------------------------------------------------------------------------------------------------- *)
Lemma surrogate_input L d W s gs : input (surrogate L d W s gs) = input s.
Proof. unfold surrogate, surrogate_at. now destruct (_ && _). Qed.
Lemma surrogates_inputs W gl c e : In e (combine (data c) (surrogates_at W gl c)) -> input (snd e) = input (fst e).
Proof.
  unfold surrogates_at. generalize (if has_kinks (loss_of c) then gl else map (fun _ => []) (data c)). clear gl.
  induction (data c) as [|s l IH]; intros [|gs gl]; simpl; try contradiction. intros [<-|H]; [apply surrogate_input|]. eapply IH, H.
Qed.
Lemma combine_snd {A B} (a : list A) (b : list B) : length a = length b -> map snd (combine a b) = b.
Proof. revert b; induction a as [|x a IH]; intros [|y b] H; simpl in *; try discriminate; auto. f_equal. auto. Qed.
Lemma combine_fst {A B} (a : list A) (b : list B) : length a = length b -> map fst (combine a b) = a.
Proof. revert b; induction a as [|x a IH]; intros [|y b] H; simpl in *; try discriminate; auto. f_equal. auto. Qed.
Lemma has_subgradients_R L d W e o u : valid_loss (formula L) = true -> has_subgradients L d W e = true -> (o < d)%nat -> input (snd e) = input (fst e) ->
  let k := weight (sample_R (fst e)) * at_ (output_weights (objective_R L)) o in let y := at_ (target (sample_R (fst e))) o in
  let v := at_ (fwd (net_R W) (input (sample_R (fst e)))) o in
  k * loss_value (formula (objective_R L)) v y + slope_factor (formula (objective_R L)) * (g_R W o (snd e) * (u - v)) <=
  k * loss_value (formula (objective_R L)) u y.
Proof.
  intros HV H Ho E. destruct e as [s r]. unfold has_subgradients, has_subgradients_at in H. simpl fst in H. simpl snd in H. rewrite forallb_forall in H. specialize (H o). rewrite in_seq in H.
  specialize (H ltac:(lia)). apply (fun H => is_weighted_subgradient_sound _ _ _ _ _ HV H u) in H. cbn zeta. rewrite objective_R_nth.
  unfold g_R, residual, residual_of. simpl in *. unfold importance in H. rewrite toR_mul, toR_sub in H. rewrite E, nfwd_R, !nth_number_R. exact H.
Qed.

Theorem minimum_sound advice c : check_minimum advice c = true -> established Local_minimum c.
Proof.
  unfold check_minimum. destruct (minimum c) as [m|] eqn:Em; [|discriminate].
  destruct (class_count 0 (classes c)) as [k|] eqn:Ek; [|discriminate]. cbn zeta. intros H.
  apply andb_prop in H as [H Hrs]. apply andb_prop in H as [H Hrisk]. apply andb_prop in H as [H Hset]. apply andb_prop in H as [H Hsub].
  apply andb_prop in H as [H Hne]. apply andb_prop in H as [H Hlen]. apply andb_prop in H as [H Hsur]. apply andb_prop in H as [Hr HV].
  apply valid_goal_R in HV as (HV & HL & HD).
  apply class_count_bound in Ek as [_ Hk]. apply lt_spec in Hr. rewrite toR_zero in Hr. apply Nat.eqb_eq in Hlen, Hsur.
  apply data_not_empty in Hne. destruct (class_results _ _ _ _ _) as [rs|] eqn:Er; [|discriminate]. apply andb_prop in Hrs as [_ Hst].
  set (sur := surrogates c) in *. set (ps := combine (data c) sur) in *. set (gs := groups (classes c) sur k) in *.
  set (d := output_number c) in *.
  assert (Snd : classed (classes c) sur = map snd (classed (classes c) ps)) by (rewrite <- classed_map; unfold ps; now rewrite combine_snd).
  assert (Fst : classed (classes c) (data c) = map fst (classed (classes c) ps)) by (rewrite <- classed_map; unfold ps; now rewrite combine_fst).
  assert (In_ps : forall e, In e (classed (classes c) ps) -> input (snd e) = input (fst e)) by (intros e He; apply (surrogates_inputs (W_of c) (subgradients c) c); eapply classed_data, He).
  assert (LenG : forall s, In s (concat gs) -> length (input s) = input_count c).
  { intros s Hs. apply groups_data in Hs. rewrite Snd in Hs. apply in_map_iff in Hs as (e & <- & He). rewrite (In_ps e He).
    apply classed_data in He. destruct e as [x y]. apply in_combine_l in He. apply in_map_iff in He as (cells & <- & _). simpl. apply map_length. }
  pose proof (class_results_sound (W_of c) (radius m) Hr _ _ _ _ LenG Er) as Kept.
  assert (Keep : forall e, In e (classed (classes c) ps) -> exists p, holds_on (W_of c) (radius m) p (snd e)).
  { intros e He. eapply kept_members; [exact Kept|]. apply groups_member; auto. rewrite Snd. now apply in_map. }
  assert (Self : close (toR (radius m)) (net_R (W_of c)) (net_R (W_of c))) by (apply close_self; lra).
  assert (Bound : forall W', same_architecture W' (W_R c) ->
     (forall s p, In s (members_R c) -> has_pattern (W_R c) (input s) p -> has_pattern W' (input s) p) ->
     empirical_risk (L_R c) (outputs c) (W_R c) (data_R c) <= empirical_risk (L_R c) (outputs c) W' (data_R c)).
  { intros W' A HP. apply risk_le; auto. unfold total_loss, data_R. fold (data c). rewrite !lsum_map, !(exempt_sum _ (classes c) (data c) Hlen).
    apply Rplus_le_compat.
    - rewrite (lsum_zero (fun a => sample_loss (L_R c) (outputs c) (fwd (W_R c) (input (sample_R a))) (sample_R a))).
      + apply lsum_nonneg. intros a Ha. apply sample_loss_nonneg; auto. apply HD. unfold data_R. apply in_map. eapply unclassed_data, Ha.
      + intros s Hs. rewrite forallb_forall in Hset. simpl. apply settled_R. now apply Hset.
    - rewrite Fst, !lsum_map.
      pose proof (convex_minimum (L_R c) d (fwd (W_R c)) (fwd W') (map (fun e => (sample_R (fst e), sample_R (snd e))) (classed (classes c) ps))) as B.
      rewrite !lsum_map in B. apply B; clear B.
      + intros p Hp. apply in_map_iff in Hp as (e & <- & He). simpl. now rewrite (In_ps e He).
      + intros p o u Hp Ho. apply in_map_iff in Hp as (e & <- & He). rewrite forallb_forall in Hsub.
        apply (has_subgradients_R (goal c) d (W_of c) e o u HV); auto.
      + intros o Ho. rewrite !lsum_map. cbn [snd].
        assert (Z : forall V, same_architecture V (W_R c) -> Forall2 (fixed (W_of c) V) rs gs ->
          lsum (fun e => residual (W_R c) o (sample_R (snd e)) * at_ (fwd V (input (sample_R (snd e)))) o) (classed (classes c) ps) = 0).
        { intros V AV FV. rewrite <- (stationary_sound (W_of c) (network_unbiased _ _) advice (input_count c) d gs rs V LenG FV AV Hst o Ho).
          unfold gs. rewrite (groups_sum _ _ _ k Hk), Snd, lsum_map. reflexivity. }
        split; apply Z; auto; [now apply close_same_architecture in Self| |].
        * eapply Forall2_weaken; [|exact Kept]. intros [p os] ms [K O]. split; auto. intros s Hs. simpl.
          rewrite Forall_forall in K. apply K; auto.
        * assert (Sub : forall s, In s (concat gs) -> forall p, has_pattern (W_R c) (map toR (input s)) p -> has_pattern W' (map toR (input s)) p).
          { intros s Hs p Hp. apply groups_data in Hs. rewrite Snd in Hs. apply in_map_iff in Hs as (e & <- & He). rewrite (In_ps e He) in *.
            apply (HP (sample_R (fst e)) p); auto. unfold members_R, data_R. fold (data c). rewrite classed_map, Fst. now apply in_map, in_map. }
          clear - Kept Sub Self. fold gs. induction Kept as [|[p os] ms rs' gs' [K O] _ IH]; constructor.
          -- split; auto. intros s Hs. simpl. rewrite Forall_forall in K.
             apply Sub; [simpl; apply in_or_app; auto|]. apply K; auto.
          -- apply IH. intros s Hs. apply Sub. simpl. apply in_or_app. auto. }
  assert (Inv : forall s, In s (members_R c) -> exists p, has_pattern (W_R c) (input s) p /\
     forall W', close (toR (radius m)) W' (W_R c) -> has_pattern W' (input s) p).
  { intros s Hs. unfold members_R, data_R in Hs. fold (data c) in Hs. rewrite classed_map, Fst in Hs.
    apply in_map_iff in Hs as (x & <- & Hx). apply in_map_iff in Hx as (e & <- & He).
    destruct (Keep e He) as [p Hp]. unfold holds_on in Hp. rewrite (In_ps e He) in Hp. exists p. split; [apply Hp, Self|exact Hp]. }
  exists m. split; auto. split; [exact Hr|]. split; [|split; [|split; [exact Inv|exact Bound]]].
  - exact (is_risk_R _ _ _ _ _ Hne Hrisk).
  - intros W' HW'. apply Bound; [eapply close_same_architecture; eauto|].
    intros s p Hs Hp. destruct (Inv s Hs) as (q & Hq & Hall). apply has_pattern_pieces in Hp.
    rewrite (has_pattern_pieces _ _ _ Hq) in Hp. subst q. auto.
Qed.
End Minimum.
