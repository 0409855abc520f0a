(* SPDX-License-Identifier: GPL-3.0-or-later

   The claim refinement: on a pattern class a network is an affine map; it is an optimal fit if its residuals are
   orthogonal to (x, 1); and classes that are checked one by one are the groups of the samples by their pattern. *)
Require Import Reals List Lra Lia Bool PeanoNat.
Require Import Thalweg.Numbers Thalweg.Semantics Thalweg.Passes Thalweg.Values Thalweg.Stationarity Thalweg.Classes Thalweg.Minimum.
Import ListNotations.
Open Scope R_scope.

(* --- affine maps --------------------------------------------------------------------------------------------------- *)
Fixpoint plus (a b : list R) : list R := match a, b with x :: a', y :: b' => (x + y) :: plus a' b' | [], _ => b | _, [] => a end.
Lemma dot_plus a b x : dot (plus a b) x = dot a x + dot b x.
Proof. revert b x; induction a as [|u a IH]; intros [|v b] [|w x]; simpl; try ring. rewrite IH. ring. Qed.
Lemma dot_scaled c a x : dot (map (Rmult c) a) x = c * dot a x.
Proof. revert x; induction a as [|u a IH]; intros [|w x]; simpl; try ring. rewrite IH. ring. Qed.

(* A row after an affine map is affine; so are a layer with given pieces, and a network with a given pattern. *)
Lemma row_affine w A : exists a, forall x, dot w (affine A x) = dot (fst a) x + snd a.
Proof.
  revert A; induction w as [|u w IH]; intros A; [exists ([], 0); intros; simpl; ring|]. destruct A as [|[v b] A]; [exists ([], 0); intros; simpl; ring|].
  destruct (IH A) as [[a c] Ha]. exists (plus (map (Rmult u) v) a, u * b + c). intros x. simpl in *. rewrite Ha, dot_plus, dot_scaled. ring.
Qed.
Lemma layer_affine (rs : list (list R * R)) t q A : exists B, forall x,
  Forall2 (inside t) q (map (fun row => dot (fst row) (affine A x) + snd row) rs) ->
  map (act t) (map (fun row => dot (fst row) (affine A x) + snd row) rs) = affine B x.
Proof.
  revert q; induction rs as [|[w b] rs IH]; intros q; [exists []; reflexivity|].
  destruct q as [|k q]; [exists []; intros x H; inversion H|]. destruct (IH q) as [B HB]. destruct (row_affine w A) as [[a c] Ha].
  exists ((map (Rmult (fst (segment t k))) a, fst (segment t k) * (c + b) + snd (segment t k)) :: B).
  intros x H. inversion H as [|? ? ? ? H1 H2]; subst. simpl. rewrite (HB x H2). f_equal.
  rewrite act_segment, (inside_piece _ _ _ H1). simpl. rewrite Ha, dot_scaled. simpl. ring.
Qed.
Lemma network_affine W : forall p A, exists B, forall x, has_pattern W (affine A x) p -> fwd W (affine A x) = affine B x.
Proof.
  induction W as [|l W IH]; intros [|q p] A; try (exists []; intros; simpl in *; contradiction); [exists A; reflexivity|].
  destruct (layer_affine (rows l) (tab l) q A) as [B HB]. destruct (IH p B) as [C HC]. exists C. intros x [H1 H2].
  simpl. pose proof (HB x H1) as E. fold (pre l (affine A x)) in E. rewrite E in *. auto.
Qed.
Lemma identity_affine n : exists A, forall x, length x = n -> affine A x = x.
Proof.
  exists (map (fun j => (map (fun i => if (i =? j)%nat then 1 else 0) (seq 0 n), 0)) (seq 0 n)). intros x <-. unfold affine. rewrite map_map. simpl.
  assert (G : forall y k, map (fun j => dot (map (fun i => if (i =? j)%nat then 1 else 0) (seq k (length y))) y + 0) (seq k (length y)) = y).
  2:{ apply G. }
  assert (Z : forall y k j, (j < k)%nat -> dot (map (fun i => if (i =? j)%nat then 1 else 0) (seq k (length y))) y = 0).
  { induction y as [|a y IH]; intros k j H; simpl; auto. assert ((k =? j)%nat = false) as -> by (apply Nat.eqb_neq; lia).
    rewrite IH by lia. ring. }
  induction y as [|a y IH]; intros k; simpl; auto. rewrite Nat.eqb_refl, Z by lia. f_equal; [ring|].
  etransitivity; [|apply (IH (S k))]. apply map_ext_in. intros j Hj. apply in_seq in Hj.
  assert ((k =? j)%nat = false) as -> by (apply Nat.eqb_neq; lia). ring.
Qed.
Lemma pattern_affine W p n : exists A, forall x, length x = n -> has_pattern W x p -> fwd W x = affine A x.
Proof.
  destruct (identity_affine n) as [I HI]. destruct (network_affine W p I) as [A HA]. exists A. intros x Hn H.
  specialize (HA x). rewrite (HI x Hn) in HA. auto.
Qed.
Lemma affine_entry A x o : exists w b, at_ (affine A x) o = dot w x + b /\ (w, b) = nth o A ([], 0).
Proof.
  destruct (nth o A ([], 0)) as [w b] eqn:E. exists w, b. split; auto. unfold at_, affine.
  pose proof (map_nth (fun row : list R * R => dot (fst row) x + snd row) A ([], 0) o) as Q. rewrite E in Q. simpl in Q.
  rewrite Rplus_0_r in Q. exact Q.
Qed.

(* --- least squares ------------------------------------------------------------------------------------------------- *)
Definition error_at (A : list (list R * R)) o (s : sample R) : R := at_ (affine A (input s)) o - at_ (target s) o.
Lemma orthogonal_is_optimal d A (l : list (sample R)) :
  (forall o, (o < d)%nat -> orth l (error_at A o) input /\ lsum (error_at A o) l = 0) -> forall B,
  lsum (fun s => square_error d (affine A (input s)) s) l <= lsum (fun s => square_error d (affine B (input s)) s) l.
Proof.
  intros H B. unfold square_error. rewrite !nsum_lsum. apply nsum_le. intros o Ho. destruct (H o Ho) as [H1 H2].
  assert (K : forall C, lsum (fun s => error_at A o s * at_ (affine C (input s)) o) l = 0).
  { intros C. destruct (nth o C ([], 0)) as [w b] eqn:E.
    rewrite (lsum_ext _ (fun s => error_at A o s * dot w (input s) + b * error_at A o s)).
    - rewrite lsum_add, lsum_scale, H2, orth_dot by auto. ring.
    - intros s _. destruct (affine_entry C (input s) o) as (w' & b' & -> & E'). rewrite E in E'. injection E' as -> ->. ring. }
  apply Rle_trans with (lsum (fun s => error_at A o s ^ 2 + (-2 * (error_at A o s * at_ (affine A (input s)) o) +
    2 * (error_at A o s * at_ (affine B (input s)) o))) l).
  - rewrite !lsum_add, !lsum_scale, !K. unfold error_at. right. ring.
  - apply lsum_le. intros s _. unfold error_at. set (a := at_ (affine A (input s)) o). set (b := at_ (affine B (input s)) o).
    set (y := at_ (target s) o). pose proof (pow2_ge_0 (b - a)). lra.
Qed.

(* --- groups -------------------------------------------------------------------------------------------------------- *)
Definition has_pieces W (p : pattern) (s : sample R) : bool :=
  if list_eq_dec (list_eq_dec Nat.eq_dec) (pieces W (input s)) p then true else false.
Lemma group_sum (f : sample R -> R) W p data group : (forall s, In s data -> exists q, has_pattern W (input s) q) ->
  is_group W p data group -> lsum f group = lsum (fun s => if has_pieces W p s then f s else 0) data.
Proof.
  intros H; induction 1 as [|s data group Hs _ IH|s data group Hs _ IH]; simpl; auto; unfold has_pieces in *;
    rewrite IH by (intros; apply H; now right); destruct (list_eq_dec _ _ _) as [E|N]; try lra.
  - now apply has_pattern_pieces in Hs.
  - destruct (H s (or_introl eq_refl)) as [q Hq]. pose proof (has_pattern_pieces _ _ _ Hq). exfalso. apply Hs. now replace p with q by congruence.
Qed.
Lemma group_member W p data group s : is_group W p data group -> In s group -> In s data /\ has_pattern W (input s) p.
Proof.
  induction 1 as [|s' data group Hs _ IH|s' data group Hs _ IH]; simpl; [tauto| |tauto]. intros [->|Q]; [tauto|]. tauto.
Qed.

Module Refinement (N : NUM).
Module Export M := Minimum N.
Import N.

Lemma distinct_NoDup ps : distinct ps = true -> NoDup ps.
Proof.
  induction ps as [|p ps IH]; simpl; intros H; constructor; apply andb_prop in H as [H1 H2]; auto.
  intros Q. rewrite forallb_forall in H1. specialize (H1 p Q). unfold pattern_eqb in H1. destruct (list_eq_dec _ _ _); [discriminate|congruence].
Qed.
Lemma same_image {A B} (f : A -> B) l a b : NoDup (map f l) -> In a l -> In b l -> f a = f b -> a = b.
Proof.
  induction l as [|c l IH]; simpl; [contradiction|]. intros H Ha Hb E. inversion H as [|? ? H1 H2]; subst.
  destruct Ha as [->|Ha], Hb as [->|Hb]; auto; exfalso; apply H1; [rewrite E|rewrite <- E]; now apply in_map.
Qed.
Lemma all_classed {A} cs (l : list A) : forallb (fun c => negb (no_class c)) cs = true -> length cs = length l -> classed cs l = l.
Proof.
  unfold classed. revert l; induction cs as [|[c|] cs IH]; intros [|x l]; simpl; try discriminate; auto. intros H E. f_equal. auto.
Qed.
Lemma one_pattern_R W gs ms s : one_pattern_each W gs = true -> In ms gs -> In s ms ->
  has_pattern (net_R W) (map toR (input s)) (class_pattern W ms).
Proof.
  unfold one_pattern_each. rewrite forallb_forall. intros H Hm Hs. specialize (H ms Hm). rewrite forallb_forall in H.
  apply nhas_pattern_R. auto.
Qed.

Section Groups.
Variables dx d : nat.
Variable W : net T.
Variable cs : list (option nat).
Variable l : list (sample T).
Variable k : nat.
Hypothesis inputs : forall s, In s l -> length (input s) = dx.
Hypothesis checked : check_groups dx d W cs l k = true.
Notation gs := (groups cs l k).

Lemma parts : length cs = length l /\ classed cs l = l /\ (forall c, In (Some c) cs -> (c < k)%nat) /\
  (forall ms, In ms gs -> ms <> []) /\ one_pattern_each W gs = true /\ NoDup (map (class_pattern W) gs) /\ optimal_each dx d W gs = true.
Proof.
  pose proof checked as H. unfold check_groups in H.
  apply andb_prop in H as [H H7]. apply andb_prop in H as [H H6]. apply andb_prop in H as [H H5].
  apply andb_prop in H as [H H4]. apply andb_prop in H as [H H3]. apply andb_prop in H as [H1 H2].
  apply Nat.eqb_eq in H1. destruct (class_count 0 cs) as [k'|] eqn:E; [|discriminate]. apply Nat.eqb_eq in H3. subst k'.
  apply class_count_bound in E as [_ E]. repeat split; auto using all_classed, distinct_NoDup.
  intros ms Hm Q. rewrite forallb_forall in H4. specialize (H4 ms Hm). subst ms. discriminate.
Qed.
Lemma in_a_group s : In s l -> exists ms, In ms gs /\ In s ms.
Proof.
  destruct parts as (_ & Hc & Hk & _). intros H. rewrite <- Hc in H. apply (groups_member _ _ _ _ Hk) in H.
  apply in_concat in H as (ms & Hm & Hs). eauto.
Qed.
Lemma group_in ms s : In ms gs -> In s ms -> In s l.
Proof.
  intros Hm Hs. destruct parts as (_ & Hc & _). rewrite <- Hc. eapply groups_data. apply in_concat. eauto.
Qed.
Lemma sample_pattern s : In s l -> exists p, has_pattern (net_R W) (map toR (input s)) p.
Proof. intros H. destruct (in_a_group s H) as (ms & Hm & Hs). exists (class_pattern W ms). apply (one_pattern_R W gs); auto. apply parts. Qed.

Lemma groups_sound : has_groups (net_R W) (map sample_R l) k.
Proof.
  exists (map (class_pattern W) gs). destruct parts as (_ & _ & _ & Hne & Ho & Hd & _).
  split; auto. split; [unfold groups; now rewrite !map_length, seq_length|]. split.
  - intros s Hs. apply in_map_iff in Hs as (x & <- & Hx). destruct (in_a_group x Hx) as (ms & Hm & Hs).
    exists (class_pattern W ms). split; [now apply in_map|]. now apply (one_pattern_R W gs).
  - intros p Hp. apply in_map_iff in Hp as (ms & <- & Hm). destruct ms as [|s ms']; [now destruct (Hne [])|].
    exists (sample_R s). split; [apply in_map; apply (group_in (s :: ms')); simpl; auto|]. apply (one_pattern_R W gs); simpl; auto.
Qed.
Lemma one_group s s' ms ms' p : In ms gs -> In ms' gs -> In s ms -> In s' ms' ->
  has_pattern (net_R W) (map toR (input s)) p -> has_pattern (net_R W) (map toR (input s')) p -> ms = ms'.
Proof.
  intros Hm Hm' Hs Hs' Hp Hp'. destruct parts as (_ & _ & _ & _ & Ho & Hd & _).
  apply (same_image (class_pattern W) gs); auto.
  apply has_pattern_pieces in Hp, Hp'.
  rewrite <- (has_pattern_pieces _ _ _ (one_pattern_R W gs ms s Ho Hm Hs)), <- (has_pattern_pieces _ _ _ (one_pattern_R W gs ms' s' Ho Hm' Hs')). congruence.
Qed.

(* Over the samples with one pattern the residuals are orthogonal to (x, 1). *)
Lemma class_sums ms o : In ms gs -> (o < d)%nat ->
  lsum (g_R W o) ms = 0 /\ forall j, lsum (fun s => g_R W o s * at_ (map toR (input s)) j) ms = 0.
Proof.
  intros Hm Ho. destruct parts as (_ & _ & _ & _ & _ & _ & H). unfold optimal_each in H. rewrite forallb_forall in H. specialize (H ms Hm).
  rewrite forallb_forall in H. specialize (H o). rewrite in_seq in H. specialize (H ltac:(lia)). unfold class_stationary in H.
  apply andb_prop in H as [H0 Hx]. apply is_zero_R in H0. rewrite residuals_sum in H0. split; auto. intros j.
  destruct (Nat.lt_ge_cases j dx) as [L|G].
  - rewrite forallb_forall in Hx. specialize (Hx j). rewrite in_seq in Hx. specialize (Hx ltac:(lia)). apply is_zero_R in Hx.
    now rewrite residuals_dot in Hx.
  - apply lsum_zero. intros s Hs. unfold at_. rewrite nth_overflow; [ring|]. rewrite map_length, inputs; auto. now apply (group_in ms).
Qed.
Lemma group_zero p (f : sample T -> R) : (forall ms, In ms gs -> lsum f ms = 0) ->
  lsum (fun s => if has_pieces (net_R W) p (sample_R s) then f s else 0) l = 0.
Proof.
  intros H. destruct parts as (_ & Hc & Hk & _ & Hp & _). rewrite <- Hc at 1. rewrite <- (groups_sum _ _ _ k Hk), lsum_concat.
  apply lsum_zero. intros ms Hm.
  destruct (list_eq_dec (list_eq_dec Nat.eq_dec) (class_pattern W ms) p) as [E|Ne].
  - rewrite <- (H ms Hm). apply lsum_ext. intros s Hs. unfold has_pieces. destruct (list_eq_dec _ _ _) as [|N]; auto. exfalso. apply N.
    rewrite <- E. apply has_pattern_pieces, (one_pattern_R W gs); auto.
  - apply lsum_zero. intros s Hs. unfold has_pieces. destruct (list_eq_dec _ _ _) as [Q|]; auto. exfalso. apply Ne.
    rewrite <- Q. symmetry. apply has_pattern_pieces, (one_pattern_R W gs); auto.
Qed.
Lemma fit_sound p group : is_group (net_R W) p (map sample_R l) group -> is_optimal_fit d (net_R W) group.
Proof.
  intros G. destruct (pattern_affine (net_R W) p dx) as [A HA]. exists A.
  assert (F : forall s, In s group -> fwd (net_R W) (input s) = affine A (input s)).
  { intros s Hs. apply (group_member _ _ _ _ _ G) in Hs as [Hs Hp]. apply HA; auto. apply in_map_iff in Hs as (x & <- & Hx).
    simpl. rewrite map_length. auto. }
  split; auto. apply orthogonal_is_optimal. intros o Ho.
  assert (E : forall s, In s group -> error_at A o s = residual (net_R W) o s) by (intros s Hs; unfold error_at, residual; now rewrite F).
  assert (P : forall s, In s (map sample_R l) -> exists q, has_pattern (net_R W) (input s) q).
  { intros s Hs. apply in_map_iff in Hs as (x & <- & Hx). now apply sample_pattern. }
  split.
  - intros j. rewrite (lsum_ext _ (fun s => residual (net_R W) o s * at_ (input s) j)) by (intros; now rewrite E).
    rewrite (group_sum _ _ _ _ _ P G), lsum_map. apply (group_zero p (fun s => g_R W o s * at_ (map toR (input s)) j)).
    intros ms Hm. now apply class_sums.
  - rewrite (lsum_ext _ (residual (net_R W) o)) by auto. rewrite (group_sum _ _ _ _ _ P G), lsum_map.
    apply (group_zero p (g_R W o)). intros ms Hm. now apply class_sums.
Qed.
End Groups.

Theorem refinement_sound c : check_refinement c = true -> holds Refinement c.
Proof.
  unfold check_refinement. destruct (refinement c) as [[k k2]|] eqn:Er; [|discriminate]. intros H.
  apply andb_prop in H as [H Hn]. apply andb_prop in H as [H Hk]. apply andb_prop in H as [H H2]. apply andb_prop in H as [_ H1]. apply Nat.ltb_lt in Hk.
  assert (Len : forall s, In s (data c) -> length (input s) = input_count c).
  { intros s Hs. apply in_map_iff in Hs as (x & <- & _). simpl. apply map_length. }
  exists k, k2. split; auto. repeat split; try exact Hk.
  - exact (groups_sound _ _ _ _ _ _ H1).
  - exact (groups_sound _ _ _ _ _ _ H2).
  - intros s s' p2 p Hs Hs' P2 P2' P. apply in_map_iff in Hs as (x & <- & Hx). apply in_map_iff in Hs' as (x' & <- & Hx').
    destruct (in_a_group _ _ _ _ _ _ H2 x Hx) as (ms & Hm & Hms). destruct (in_a_group _ _ _ _ _ _ H2 x' Hx') as (ms' & Hm' & Hms').
    pose proof (one_group _ _ _ _ _ _ H2 x x' ms ms' p2 Hm Hm' Hms Hms' P2 P2'). subst ms'.
    pose proof (one_pattern_R _ _ _ _ Hn Hm Hms) as Q. pose proof (one_pattern_R _ _ _ _ Hn Hm Hms') as Q'.
    apply has_pattern_pieces in P. apply has_pattern_pieces in Q. simpl in P. unfold W_R in *. unfold W_of in *. simpl. congruence.
  - exact (fit_sound _ _ _ _ _ _ Len H1 p group).
  - exact (fit_sound _ _ _ _ _ _ Len H2 p group).
Qed.
End Refinement.
