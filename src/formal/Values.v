(* SPDX-License-Identifier: GPL-3.0-or-later

   The forward passes of the checker compute the values, patterns and risks of the network over R. *)
Require Import Reals List Lra Lia Bool PeanoNat.
Require Import Thalweg.Numbers Thalweg.Semantics Thalweg.Statement Thalweg.Passes Thalweg.Radius Thalweg.Spans Thalweg.Rays Thalweg.Check
  Thalweg.Sharing Thalweg.Sharings.
Require Export Thalweg.Patterns.
Import ListNotations.
Open Scope R_scope.

(* --- lists ---------------------------------------------------------------------------------------------------------- *)
Lemma map2_length {A B C} (f : A -> B -> C) l m : length l = length m -> length (map2 f l m) = length l.
Proof. revert m; induction l as [|a l IH]; intros [|b m] H; simpl in *; try discriminate; auto. Qed.
Lemma map2_map {A B C} (f : B -> A -> C) (g : A -> B) l : map2 f (map g l) l = map (fun a => f (g a) a) l.
Proof. induction l; simpl; congruence. Qed.
Lemma all2_Forall2 {A B} (f : A -> B -> bool) (P : A -> B -> Prop) l m :
  (forall a b, f a b = true -> P a b) -> all2 f l m = true -> Forall2 P l m.
Proof.
  intros H; revert m; induction l as [|a l IH]; intros [|b m]; simpl; try discriminate; [constructor|].
  intros E. apply andb_prop in E as [E1 E2]. constructor; auto.
Qed.

Lemma all2_map_Forall2 {A B A' B'} (f : A -> B -> bool) (P : A' -> B' -> Prop) (g : A -> A') (h : B -> B') l m :
  (forall a b, f a b = true -> P (g a) (h b)) -> all2 f l m = true -> Forall2 P (map g l) (map h m).
Proof.
  intros H; revert m; induction l as [|a l IH]; intros [|b m]; simpl; try discriminate; [constructor|].
  intros E. apply andb_prop in E as [E1 E2]. constructor; auto.
Qed.

(* --- units of layers ------------------------------------------------------------------------------------------------ *)
Lemma fed_map {X Y X' Y'} (f : X -> X') (g : Y -> Y') w x0 y0 xs ys :
  fed w (f x0) (g y0) (map f xs) (map g ys) = map (fun e => (f (fst e), map g (snd e))) (fed w x0 y0 xs ys).
Proof.
  unfold fed. destruct w as [us|]; rewrite !map_map; [|reflexivity]. apply map_ext. intros u. simpl.
  rewrite map_nth, map_map. f_equal. apply map_ext. intros k. apply map_nth.
Qed.
Lemma fed_Forall2 {X Y X' Y'} (P : X -> X' -> Prop) (Q : Y -> Y' -> Prop) w x0 y0 xs ys x0' y0' xs' ys' :
  P x0 x0' -> Q y0 y0' -> Forall2 P xs xs' -> Forall2 Q ys ys' ->
  Forall2 (fun e e' => P (fst e) (fst e') /\ Forall2 Q (snd e) (snd e')) (fed w x0 y0 xs ys) (fed w x0' y0' xs' ys').
Proof.
  intros H0 G0 H G. assert (N : forall {A B} (S : A -> B -> Prop) a b l m, S a b -> Forall2 S l m -> forall k, S (nth k l a) (nth k m b)).
  { intros A B S a b l m S0 F. induction F; intros [|k]; simpl; auto. }
  unfold fed. destruct w as [us|].
  - induction us as [|u us IH]; simpl; constructor; auto. simpl. split; [now apply N|]. induction (snd u); simpl; constructor; auto; now apply N.
  - induction H; simpl; constructor; auto.
Qed.

Section Sums.
Context {A : Type}.
Implicit Types (f g : A -> R) (l : list A).
Lemma lsum_ext f g l : (forall a, In a l -> f a = g a) -> lsum f l = lsum g l.
Proof. induction l; simpl; intros H; auto. rewrite H, IHl; auto. Qed.
Lemma lsum_add f g l : lsum (fun a => f a + g a) l = lsum f l + lsum g l.
Proof. induction l; simpl; [lra|rewrite IHl; lra]. Qed.
Lemma lsum_scale c f l : lsum (fun a => c * f a) l = c * lsum f l.
Proof. induction l; simpl; [lra|rewrite IHl; lra]. Qed.
Lemma lsum_zero f l : (forall a, In a l -> f a = 0) -> lsum f l = 0.
Proof. induction l; simpl; intros H; auto. rewrite H, IHl; auto; lra. Qed.
Lemma lsum_le f g l : (forall a, In a l -> f a <= g a) -> lsum f l <= lsum g l.
Proof. induction l; simpl; intros H; [lra|]. apply Rplus_le_compat; auto. Qed.
Lemma lsum_nonneg f l : (forall a, In a l -> 0 <= f a) -> 0 <= lsum f l.
Proof. induction l; simpl; intros H; [lra|]. apply Rplus_le_le_0_compat; auto. Qed.
Lemma lsum_app f l l' : lsum f (l ++ l') = lsum f l + lsum f l'.
Proof. induction l; simpl; [lra|rewrite IHl; lra]. Qed.
Lemma nsum_lsum d (f : A -> nat -> R) l : lsum (fun a => nsum d (f a)) l = nsum d (fun o => lsum (fun a => f a o) l).
Proof. induction d; simpl; [apply lsum_zero; auto|]. now rewrite lsum_add, IHd. Qed.
End Sums.
Lemma nsum_ext d f g : (forall o, (o < d)%nat -> f o = g o) -> nsum d f = nsum d g.
Proof. induction d; simpl; intros H; auto. rewrite IHd, H; auto. Qed.
Lemma nsum_le d f g : (forall o, (o < d)%nat -> f o <= g o) -> nsum d f <= nsum d g.
Proof. induction d; simpl; intros H; [lra|]. apply Rplus_le_compat; auto. Qed.
Lemma nsum_zero d f : (forall o, (o < d)%nat -> f o = 0) -> nsum d f = 0.
Proof. induction d; simpl; intros H; auto. rewrite IHd, H; auto; lra. Qed.
Lemma nsum_nonneg d f : (forall o, (o < d)%nat -> 0 <= f o) -> 0 <= nsum d f.
Proof. induction d; simpl; intros H; [lra|]. apply Rplus_le_le_0_compat; auto. Qed.
Lemma nsum_seq d f : nsum d f = lsum f (seq 0 d).
Proof. induction d; [reflexivity|]. rewrite seq_S, lsum_app, <- IHd. simpl. lra. Qed.
Lemma lsum_map {A B} (h : A -> B) f l : lsum f (map h l) = lsum (fun a => f (h a)) l.
Proof. induction l; simpl; congruence. Qed.

Definition valid (L : loss R) : Prop :=
  match L with Huber a => 0 < a | Epsilon_insensitive a => 0 <= a | Quantile a => 0 < a < 1 | _ => True end.
Lemma loss_nonneg L o y : valid L -> 0 <= loss_value L o y.
Proof.
  destruct L as [| |a|a|a| |]; simpl; intros H; try apply Rmax_l; try (rewrite Rmult_1_r; apply Rle_0_sqr); try apply Rabs_pos.
  - destruct (Rle_dec (Rabs (o - y)) a) as [|n]; [pose proof (Rle_0_sqr (o - y)) as P; unfold Rsqr in P; lra|].
    apply Rnot_le_lt in n. pose proof (Rmult_lt_compat_l _ _ _ H n). pose proof (Rmult_lt_0_compat _ _ H H). lra.
  - pose proof (Rmax_l 0 (y - o)). pose proof (Rmax_l 0 (o - y)). assert (0 <= a * Rmax 0 (y - o)) by (apply Rmult_le_pos; lra).
    assert (0 <= (1 - a) * Rmax 0 (o - y)) by (apply Rmult_le_pos; lra). lra.
Qed.
(* Nothing counts negatively, and there is no decay. *)
Definition proper (L : objective R) : Prop := valid (formula L) /\ (forall k, 0 <= at_ (output_weights L) k) /\ decay L = [].
Definition counted (data : list (sample R)) : Prop := forall s, In s data -> 0 <= weight s.
Lemma sample_loss_nonneg L d o s : proper L -> 0 <= weight s -> 0 <= sample_loss L d o s.
Proof. intros (H & Hv & _) Hs. apply Rmult_le_pos; auto. apply nsum_nonneg. intros. apply Rmult_le_pos; auto. now apply loss_nonneg. Qed.
Lemma total_loss_nonneg L d W data : proper L -> counted data -> 0 <= total_loss L d W data.
Proof. intros H Hd. apply lsum_nonneg. intros. apply sample_loss_nonneg; auto. Qed.
Lemma risk_no_decay L d W data : decay L = [] -> empirical_risk L d W data = total_loss L d W data / INR (length data).
Proof. intros H. unfold empirical_risk. rewrite H. simpl. lra. Qed.
Lemma risk_le L d W W' data : proper L -> total_loss L d W data <= total_loss L d W' data -> empirical_risk L d W data <= empirical_risk L d W' data.
Proof.
  intros (_ & _ & D) H. rewrite !risk_no_decay by auto. unfold Rdiv. destruct data as [|s data]; [unfold total_loss in *; simpl in *; lra|].
  apply Rmult_le_compat_r; auto. left. apply Rinv_0_lt_compat, lt_0_INR. simpl. lia.
Qed.
Lemma INR_length {A} (l : list A) : lsum (fun _ => 1) l = INR (length l).
Proof. induction l as [|a l IH]; [reflexivity|]. cbn [lsum length]. rewrite S_INR, IH. lra. Qed.

(* --- of the checker ------------------------------------------------------------------------------------------------ *)
Module Values (N : NUM).
Module Sg := Sharings N.
Module Export C := Sg.Sh.K.
Module Export St := Statement N.
Export C.Y C.Y.S C.Y.S.Q C.Y.S.Q.P.
Import N.

(* The samples of U. *)
Definition members_R (c : certificate T) : list (sample R) := classed (classes c) (data_R c).
(* A claim that is made and true, with what the witness stands for. *)
Definition established (k : claim) (c : certificate T) : Prop :=
  match k with
  | Local_minimum => exists m, minimum c = Some m /\ minimum_holds c m
  | Pattern_flip => exists f s, flip c = Some f /\ nth_error (data_R c) (flip_sample f) = Some s /\
      (minimum c <> None -> nth (flip_sample f) (classes c) None <> None) /\ is_flipped (W_R c) s (toR (flip_distance f))
  | Lower_risk => exists value limit is_here, lower_risk c = Some (value, limit, is_here) /\
      is_improved (L_R c) (outputs c) (W_R c) (W2_R c) (data_R c) (toR value) (toR limit) /\
      (is_here = true -> empirical_risk (L_R c) (outputs c) (W_R c) (data_R c) = toR limit)
  | Refinement => exists k k2, refinement c = Some k2 /\ is_refinement (L_R c) (outputs c) (W2_R c) (W_R c) (data_R c) k k2
  | Not_local_minimum => exists r, ray c = Some r /\
      is_descent (L_R c) (outputs c) (W_R c) (net_R (direction zero (ray_changes r) (network zero one share c))) (data_R c) (toR (ray_length r)) (toR (ray_risk r))
  | Segment_of_minima => exists D, is_segment (L_R c) (outputs c) (W_R c) D (data_R c) (members_R c)
  | Global_minimum => is_global_minimum (L_R c) (outputs c) (W_R c) (data_R c)
  | Escape => exists value better, escape c = Some (value, better) /\
      is_escape (L_R c) (outputs c) (W_R c) (map net_R (waypoint_networks zero one share c)) (data_R c) (toR value) (toR better)
  end.
Lemma established_holds k c : established k c -> holds k c.
Proof.
  destruct k; simpl; auto.
  - intros (m & E & H) m' E'. rewrite E in E'. now injection E' as <-.
  - intros (f & s & E & H) f' E'. rewrite E in E'. injection E' as <-. now exists s.
  - intros (v & l & h & E & H) v' l' h' E'. rewrite E in E'. now injection E' as <- <- <-.
  - intros (k & k2 & E & H) k2' E'. rewrite E in E'. injection E' as <-. now exists k.
  - intros (r & E & H) r' E'. rewrite E in E'. injection E' as <-. eauto.
  - intros (v & b & E & H) v' b' E'. rewrite E in E'. injection E' as <- <-. eauto.
Qed.

Lemma up_spec a : toR a <= toR (up a).
Proof. unfold up. destruct (leb a (upper a)) eqn:E; [now apply leb_spec|lra]. Qed.
Lemma lt_spec a b : lt a b = true <-> toR a < toR b.
Proof.
  unfold lt. rewrite negb_true_iff. split; intros H.
  - apply Rnot_le_lt. intro L. apply leb_spec in L. congruence.
  - destruct (leb b a) eqn:E; auto. apply leb_spec in E. lra.
Qed.
Lemma is_zero_R a : is_zero a = true -> toR a = 0.
Proof. intros H. rewrite (eqb_spec _ _ H). apply toR_zero. Qed.
Lemma nth_number_R h k : at_ (map toR h) k = toR (nth_number h k).
Proof. unfold at_, nth_number. rewrite <- toR_zero. apply map_nth. Qed.
Lemma segment_R t q : segment (table_R t) q = (toR (fst (segment t q)), toR (snd (segment t q))).
Proof. revert q; induction t; intros [|q]; simpl; auto. Qed.

Lemma no_row_R : row_R ([], zero) = ([], 0).
Proof. unfold row_R. simpl. now rewrite toR_zero. Qed.
Lemma fed_R w rs h : fed w ([], 0) 0 (map row_R rs) (map toR h) = map (fun e => (row_R (fst e), map toR (snd e))) (fed w ([], zero) zero rs h).
Proof. rewrite <- no_row_R, <- toR_zero. apply fed_map. Qed.
Lemma is_pooling_R l : is_pooling (layer_R l) = is_pooling l.
Proof. destruct l as [[|row rs] [s k|s k b t] u tr [us|] ke]; reflexivity. Qed.
Lemma exceeded_map a h : existsb (fun b => if Rlt_dec (toR a) b then true else false) (map toR h) = exceeded a h.
Proof.
  unfold exceeded. induction h as [|b h IH]; simpl; auto. rewrite IH. f_equal.
  destruct (Rlt_dec (toR a) (toR b)) as [L|L]; destruct (lt a b) eqn:E; auto; [apply lt_spec in L; congruence|apply lt_spec in E; contradiction].
Qed.
Lemma first_largest_R h : first_max (map toR h) = first_largest h.
Proof. induction h as [|a h IH]; simpl; auto. now rewrite IH, exceeded_map. Qed.
Lemma nlargest_R h : largest (map toR h) = toR (nlargest h).
Proof. rewrite largest_first, first_largest_R. apply nth_number_R. Qed.
Lemma pre_R l h : pre (layer_R l) (map toR h) = map toR (npre l h).
Proof.
  unfold pre, npre, units. rewrite is_pooling_R. destruct l as [rs t u tr w ke]; simpl. rewrite fed_R, !map_map. apply map_ext. intros [[ws b] xs]; simpl.
  destruct (is_pooling _); [apply nlargest_R|]. rewrite toR_dot. simpl. rewrite toR_one. ring.
Qed.
Lemma act_R t z : act (table_R t) (toR z) = toR (napply t (npiece t z) z).
Proof.
  induction t as [s k|s k b t IH]; simpl; [unfold napply; simpl; now rewrite toR_add, toR_mul|].
  destruct (Rle_dec (toR z) (toR b)) as [l|n]; destruct (leb z b) eqn:L.
  - unfold napply; simpl; now rewrite toR_add, toR_mul.
  - apply leb_spec in l. congruence.
  - apply leb_spec in L. contradiction.
  - exact IH.
Qed.
Lemma act_pre_R l h : map (act (table_R (tab l))) (map toR (npre l h)) = map toR (map2 (napply (tab l)) (npieces l (npre l h)) (npre l h)).
Proof. unfold npieces. rewrite map2_map, !map_map. apply map_ext. intros z. apply act_R. Qed.
Lemma kept_map {A B C} (l : layer C) (f : A -> B) h : kept l (map f h) = map f (kept l h).
Proof. unfold kept. now destruct (keeps l). Qed.
Lemma out_R l h : out (layer_R l) (map toR h) = map toR (nout l h (npre l h)).
Proof. unfold out, nout. rewrite map_app, <- act_pre_R, pre_R, <- kept_map. reflexivity. Qed.
Lemma nfwd_R W h : fwd (net_R W) (map toR h) = map toR (nfwd W h).
Proof.
  revert h; induction W as [|l W IH]; intros h; simpl; auto.
  rewrite out_R. apply IH.
Qed.

Lemma ninside_R t q z : ninside t q z = true <-> inside (table_R t) q (toR z).
Proof.
  revert q; induction t as [s k|s k b t IH]; intros [|q]; simpl; try tauto; try (split; [discriminate|tauto]).
  - apply lt_spec.
  - rewrite andb_true_iff, lt_spec, IH. tauto.
Qed.
Lemma ninside_all_R t q z : all2 (ninside t) q z = true <-> Forall2 (inside (table_R t)) q (map toR z).
Proof.
  revert z; induction q as [|a q IH]; intros [|b z]; simpl; split; intros H; try constructor; try discriminate; try (now inversion H); auto.
  - apply andb_prop in H as [H _]. now apply ninside_R.
  - apply andb_prop in H as [_ H]. now apply IH.
  - inversion H; subst. apply andb_true_iff. split; [now apply ninside_R|now apply IH].
Qed.
Lemma same_value_R a b : same_value a b = true <-> toR a = toR b.
Proof. unfold same_value. rewrite andb_true_iff, !leb_spec. split; [intros; lra|intros ->; lra]. Qed.
Definition entry_R (e : T * T) : R * R := (toR (fst e), toR (snd e)).
Lemma nselected_R es q : nselected es q = true <-> selected (map entry_R es) q.
Proof.
  unfold nselected, selected. cbv zeta. rewrite andb_true_iff, Nat.ltb_lt, forallb_forall, map_length.
  assert (E : forall j, nth j (map entry_R es) (0, 0) = entry_R (nth j es (zero, zero))).
  { intros j. rewrite <- (map_nth entry_R). unfold entry_R at 3. simpl. now rewrite toR_zero. }
  split; intros [H1 H2]; split; auto.
  - intros j Hj Hn. specialize (H2 j). rewrite in_seq in H2. specialize (H2 ltac:(lia)). rewrite !E. unfold entry_R. simpl.
    apply orb_prop in H2 as [H2|H2]; [apply orb_prop in H2 as [H2|H2]|]; [apply Nat.eqb_eq in H2; contradiction|left; now apply lt_spec|right].
    rewrite !andb_true_iff, !same_value_R, Nat.ltb_lt, toR_zero in H2. tauto.
  - intros j Hj. apply in_seq in Hj. destruct (Nat.eqb_spec j q) as [|Hn]; auto. specialize (H2 j ltac:(lia) Hn). rewrite !E in H2. unfold entry_R in H2. simpl in *.
    rewrite orb_true_iff, !andb_true_iff, !same_value_R, Nat.ltb_lt, toR_zero, lt_spec. tauto.
Qed.
Lemma windows_R l h ss : windows (layer_R l) (map toR h) (map toR ss) = map (map entry_R) (nwindows l h ss).
Proof.
  unfold windows, nwindows. destruct l as [rs t u tr [us|] ke]; simpl; auto. rewrite map_map. apply map_ext. intros e. rewrite map_map. apply map_ext. intros k.
  unfold entry_R. simpl. now rewrite !nth_number_R.
Qed.
Lemma nselected_all_R ws q : all2 nselected ws q = true <-> Forall2 selected (map (map entry_R) ws) q.
Proof.
  revert q; induction ws as [|w ws IH]; intros [|k q]; simpl; split; intros H; try constructor; try discriminate; try (now inversion H); auto.
  - apply andb_prop in H as [H _]. now apply nselected_R.
  - apply andb_prop in H as [_ H]. now apply IH.
  - inversion H; subst. apply andb_true_iff. split; [now apply nselected_R|now apply IH].
Qed.
Lemma in_use_R l ss h q : in_use l ss h (npre l h) q = true <->
  if is_pooling (layer_R l) then Forall2 selected (windows (layer_R l) (map toR h) (map toR ss)) q else Forall2 (inside (table_R (tab l))) q (pre (layer_R l) (map toR h)).
Proof. unfold in_use. rewrite is_pooling_R, windows_R, pre_R. destruct (is_pooling l); [apply nselected_all_R|apply ninside_all_R]. Qed.
Lemma slopes_R l ss q : map (fun k => fst (segment (table_R (tab l)) k)) q ++ kept (layer_R l) (map toR ss) = map toR (slopes l ss q).
Proof. unfold slopes. rewrite map_app, map_map, <- kept_map. f_equal. apply map_ext. intros k. now rewrite segment_R. Qed.
Lemma nhas_pattern_from_R W : forall ss h p, nhas_pattern_from ss W h p = true <-> has_pattern_from (map toR ss) (net_R W) (map toR h) p.
Proof.
  induction W as [|l W IH]; intros ss h [|q p]; simpl nhas_pattern_from; simpl has_pattern_from; try tauto; try (split; [discriminate|tauto]).
  cbv zeta. rewrite andb_true_iff, in_use_R, IH, <- out_R, <- slopes_R. tauto.
Qed.
Lemma ones_R h : map toR (ones h) = map (fun _ => 1) (map toR h).
Proof. unfold ones. rewrite !map_map. apply map_ext. intros. apply toR_one. Qed.
Lemma nhas_pattern_R W h p : nhas_pattern W h p = true <-> has_pattern (net_R W) (map toR h) p.
Proof. unfold nhas_pattern, has_pattern. now rewrite nhas_pattern_from_R, ones_R. Qed.

Lemma positive_part_R a : toR (positive_part a) = Rmax 0 (toR a).
Proof.
  unfold positive_part. destruct (leb a zero) eqn:E.
  - apply leb_spec in E. rewrite toR_zero in *. now rewrite Rmax_left.
  - rewrite Rmax_right; auto. apply Rnot_lt_le. intros H. assert (F : leb a zero = true) by (apply leb_spec; rewrite toR_zero; lra). congruence.
Qed.
Lemma loss_number_R L o y : toR (loss_number L o y) = loss_value (loss_R L) (toR o) (toR y).
Proof.
  destruct L as [| |a|a|a| |]; cbn [loss_number loss_value loss_R]; unfold square; rewrite ?toR_mul, ?positive_part_R.
  - rewrite toR_sub. ring.
  - now rewrite toR_abs, toR_sub.
  - cbn zeta. rewrite <- toR_sub, <- toR_abs. destruct (leb (abs (sub o y)) a) eqn:E; destruct (Rle_dec (toR (abs (sub o y))) (toR a)) as [l|n].
    + rewrite !toR_mul, toR_half, toR_abs. pose proof (Rsqr_abs (toR (sub o y))) as Q. unfold Rsqr in Q. simpl. lra.
    + apply leb_spec in E. contradiction.
    + apply leb_spec in l. congruence.
    + rewrite toR_sub, !toR_mul, toR_half. simpl. lra.
  - now rewrite toR_sub, toR_abs, toR_sub.
  - now rewrite toR_add, !toR_mul, !positive_part_R, !toR_sub, toR_one.
  - now rewrite toR_sub, toR_one, toR_mul.
  - rewrite toR_sub, toR_one, toR_mul. ring.
Qed.
Lemma objective_R_nth L k : at_ (output_weights (objective_R L)) k = toR (nth_number (output_weights L) k).
Proof. apply nth_number_R. Qed.
Lemma sample_error_R L d out s : toR (sample_error L d out s) = sample_loss (objective_R L) d (map toR out) (sample_R s).
Proof.
  unfold sample_error, sample_loss. rewrite toR_total, lsum_map, nsum_seq, <- lsum_scale. apply lsum_ext. intros o _. unfold importance.
  rewrite objective_R_nth, !toR_mul. cbn [sample_R target weight objective_R formula]. rewrite loss_number_R, !nth_number_R. ring.
Qed.
Lemma errors_R L d W ms : toR (errors L d W ms) = total_loss (objective_R L) d (net_R W) (map sample_R ms).
Proof.
  unfold errors, total_loss. rewrite toR_total, !lsum_map. apply lsum_ext. intros s _. rewrite sample_error_R. simpl. now rewrite nfwd_R.
Qed.
Lemma square_sum_R (l : list T) : toR (total (map square l)) = lsum (fun w => w ^ 2) (map toR l).
Proof. rewrite toR_total, !lsum_map. apply lsum_ext. intros w _. unfold square. rewrite toR_mul. ring. Qed.
Lemma decay_number_R L W : toR (decay_number L W) = lsum layer_decay (combine (decay (objective_R L)) (net_R W)).
Proof.
  unfold decay_number. rewrite toR_total, lsum_map. cbn [objective_R decay]. revert W; induction (decay L) as [|k ks IH]; intros [|l W]; simpl; auto.
  rewrite IH. f_equal. unfold layer_decay_number, layer_decay. simpl. rewrite toR_add, !toR_mul, !toR_total, !lsum_map. f_equal; f_equal; apply lsum_ext.
  - intros row _. apply square_sum_R.
  - intros row _. simpl. unfold square. rewrite toR_mul. ring.
Qed.
Lemma valid_loss_R L : valid_loss L = true -> valid (loss_R L).
Proof.
  destruct L as [| |a|a|a| |]; simpl; auto.
  - rewrite lt_spec, toR_zero. auto.
  - rewrite leb_spec, toR_zero. auto.
  - intros H. apply andb_prop in H as [H1 H2]. apply lt_spec in H1, H2. rewrite toR_zero in H1. rewrite toR_one in H2. auto.
Qed.
Lemma positive_R ws a : positive ws = true -> In a ws -> 0 < toR a.
Proof. unfold positive. rewrite forallb_forall. intros H Ha. specialize (H a Ha). apply lt_spec in H. now rewrite toR_zero in H. Qed.
Lemma valid_goal_R c : valid_goal c = true -> valid_loss (loss_of c) = true /\ proper (L_R c) /\ counted (data_R c).
Proof.
  unfold valid_goal. intros H. apply andb_prop in H as [H H4]. apply andb_prop in H as [H H3]. apply andb_prop in H as [H1 H2].
  split; auto. split; [split; [now apply valid_loss_R|split]|].
  - intros k. unfold L_R. rewrite objective_R_nth. unfold nth_number. destruct (nth_in_or_default k (output_weights (objective_of one c)) zero) as [Q|Q].
    + left. now apply (positive_R (output_weights (goal c))).
    + rewrite Q, toR_zero. lra.
  - unfold no_decay, goal in H4. unfold L_R. cbn [objective_R decay]. destruct (decay (objective_of one c)); [reflexivity|discriminate].
  - intros s Hs. unfold data_R in Hs. apply in_map_iff in Hs as (x & <- & Hx). simpl. left. apply (positive_R (map weight (data c))); auto. now apply in_map.
Qed.
Lemma count_R {A} (l : list A) : toR (count l) = INR (length l).
Proof. unfold count. rewrite toR_total, lsum_map, <- INR_length. apply lsum_ext. intros. apply toR_one. Qed.
Lemma is_risk_R L d W ms value : ms <> [] -> is_risk L d W ms value = true -> empirical_risk (objective_R L) d (net_R W) (map sample_R ms) = toR value.
Proof.
  intros Hn H. apply eqb_spec in H. rewrite toR_add, errors_R, !toR_mul, count_R, decay_number_R in H. unfold empirical_risk. rewrite map_length.
  assert (P : INR (length ms) <> 0) by (apply not_0_INR; destruct ms; simpl; [congruence|lia]).
  apply (Rmult_eq_reg_r (INR (length ms))); auto. rewrite <- H. field. exact P.
Qed.
Lemma settled_R L d W s : settled L d W s = true -> sample_loss (objective_R L) d (fwd (net_R W) (map toR (input s))) (sample_R s) = 0.
Proof.
  unfold settled, settled_at. rewrite forallb_forall. intros H. unfold sample_loss. rewrite nsum_zero; [ring|]. intros o Ho. specialize (H o). rewrite in_seq in H.
  specialize (H ltac:(lia)). apply is_zero_R in H. cbn [sample_R target objective_R formula]. rewrite nfwd_R, !nth_number_R, <- loss_number_R, H. ring.
Qed.
Lemma table_eqb_R a b : table_eqb a b = true -> table_R a = table_R b.
Proof.
  revert b; induction a as [s k|s k x t IH]; intros [s' k'|s' k' x' t']; simpl; try discriminate; intros H.
  - apply andb_prop in H as [H1 H2]. now rewrite (eqb_spec _ _ H1), (eqb_spec _ _ H2).
  - apply andb_prop in H as [H H4]. apply andb_prop in H as [H H3]. apply andb_prop in H as [H1 H2].
    now rewrite (eqb_spec _ _ H1), (eqb_spec _ _ H2), (eqb_spec _ _ H3), (IH _ H4).
Qed.
Lemma wiring_eqb_eq a b : wiring_eqb a b = true -> a = b.
Proof.
  assert (E : forall l m, all2 Nat.eqb l m = true -> l = m).
  { induction l as [|x l IH]; intros [|y m]; simpl; try discriminate; auto. intros H. apply andb_prop in H as [H1 H2]. apply Nat.eqb_eq in H1. f_equal; auto. }
  destruct a as [us|], b as [vs|]; simpl; try discriminate; auto. intros H. f_equal. revert vs H.
  induction us as [|[q k] us IH]; intros [|[q' k'] vs]; simpl; try discriminate; auto. intros H. apply andb_prop in H as [H H2].
  apply andb_prop in H as [H0 H1]. apply Nat.eqb_eq in H0. apply E in H1. subst. f_equal. auto.
Qed.
Lemma nsame_kind_R a b : nsame_kind a b = true -> same_kind (layer_R a) (layer_R b).
Proof.
  unfold nsame_kind, same_kind. intros H. apply andb_prop in H as [H H5]. apply andb_prop in H as [H H4]. apply andb_prop in H as [H H3]. apply andb_prop in H as [H1 H2].
  split; [now apply table_eqb_R|]. split; [now apply Bool.eqb_prop|]. split; [now apply Bool.eqb_prop|]. split; [now apply wiring_eqb_eq|now apply Bool.eqb_prop].
Qed.
Lemma nsame_architecture_R W' W : nsame_architecture W' W = true -> same_architecture (net_R W') (net_R W).
Proof.
  unfold nsame_architecture, same_architecture, net_R. apply all2_map_Forall2. intros a b H. apply andb_prop in H as [H Hk].
  split; [|now apply nsame_kind_R]. simpl. revert H. apply all2_map_Forall2. intros u v H. apply andb_prop in H as [H Hb]. apply andb_prop in H as [Hw Hf].
  split; simpl; [|split].
  - rewrite !map_length. now apply Nat.eqb_eq.
  - intros E. rewrite E in Hf. simpl in Hf. revert Hf. clear. generalize (fst v). induction (fst u) as [|x l IH]; intros [|y m]; simpl; try discriminate; auto.
    intros H. apply andb_prop in H as [H1 H2]. apply eqb_spec in H1. rewrite H1, (IH m H2). reflexivity.
  - intros E. rewrite E in Hb. now apply eqb_spec.
Qed.
Lemma data_not_empty c : negb (same_length (data c) (@nil T)) = true -> data c <> [].
Proof. intros H E. rewrite E in H. discriminate. Qed.
End Values.
