(* SPDX-License-Identifier: GPL-3.0-or-later

   The claim escape (section 35): on a piece the outputs are affine, so the risk is convex. *)
Require Import Reals List Lra Lia Bool PeanoNat.
Require Import Thalweg.Numbers Thalweg.Semantics Thalweg.Passes Thalweg.Values Thalweg.Convexity Thalweg.Minimum Thalweg.Descent Thalweg.Segment.
Import ListNotations.
Open Scope R_scope.

Module Escapes (N : NUM).
Module Export Se := Segment N.
Import N.
Lemma all2_eqb_R l m : all2 eqb l m = true -> map toR l = map toR m.
Proof.
  revert m; induction l as [|x l IH]; intros [|y m]; simpl; try discriminate; auto. intros H. apply andb_prop in H as [H1 H2]. apply eqb_spec in H1.
  f_equal; auto.
Qed.
Lemma row_eqb_R u v : row_eqb u v = true -> row_R u = row_R v.
Proof. unfold row_eqb, row_R. intros H. apply andb_prop in H as [H1 H2]. apply eqb_spec in H2. now rewrite (all2_eqb_R _ _ H1), H2. Qed.
Lemma rows_eqb_R a b : rows_eqb a b = true -> map row_R (rows a) = map row_R (rows b).
Proof.
  unfold rows_eqb. generalize (rows b). induction (rows a) as [|u us IH]; intros [|v vs]; simpl; try discriminate; auto. intros H.
  apply andb_prop in H as [H1 H2]. f_equal; auto. now apply row_eqb_R.
Qed.

Definition step (a b : layer T) (t : R) : layer R := shifted_layer t (layer_R a) (shifted_layer (-1) (layer_R b) (layer_R a)).
Definition row_step (u v : list R * R) (t : R) : list R * R := shifted_row t u (shifted_row (-1) v u).
Lemma between_cons t a A b B : between t (net_R (a :: A)) (net_R (b :: B)) = step a b t :: between t (net_R A) (net_R B).
Proof. reflexivity. Qed.
Lemma row_step_same u t : row_step u u t = u.
Proof.
  unfold row_step, shifted_row. destruct u as [w b]. simpl. f_equal; [|ring]. induction w as [|x w IH]; simpl; auto. rewrite IH. f_equal. ring.
Qed.
Lemma step_rows a b t : trained a = true -> trained b = true -> rows (step a b t) = map (fun p => row_step (row_R (fst p)) (row_R (snd p)) t) (combine (rows a) (rows b)).
Proof.
  intros Ta Tb. unfold step. simpl. rewrite Ta, Tb. rewrite combine_map, map_map. simpl. generalize (rows b). induction (rows a) as [|u us IH]; intros [|v vs]; simpl; auto.
  f_equal. apply IH.
Qed.
Lemma step_same a b t : rows_eqb a b = true -> trained b = trained a -> step a b t = layer_R a.
Proof.
  intros H Tb. apply rows_eqb_R in H. unfold step, shifted_layer, layer_R. simpl. rewrite Tb. destruct (trained a) eqn:Ta; auto. f_equal.
  rewrite <- H. generalize (map row_R (rows a)). clear. intros l. induction l as [|u l IH]; simpl; auto. f_equal; auto. exact (row_step_same u t).
Qed.
Lemma between_same t A : forall B, same_architecture (net_R B) (net_R A) -> all2 rows_eqb A B = true -> between t (net_R A) (net_R B) = net_R A.
Proof.
  induction A as [|a A IH]; intros [|b B] H E; simpl in E; try discriminate; auto. inversion H as [|? ? ? ? [_ (_ & _ & Tr & _)] Hr]; subst.
  apply andb_prop in E as [E1 E2]. rewrite between_cons, IH, step_same; auto.
Qed.

(* --- rows along a piece --------------------------------------------------------------------------------------------- *)
Definition affine_value (f : R -> R) : Prop := exists c e, forall t, f t = c + t * e.
Lemma row_line u v x : affine_value (fun t => Semantics.dot (fst (row_step u v t)) x + snd (row_step u v t)).
Proof.
  unfold row_step. generalize (shifted_row (-1) v u). intros [d db]. destruct u as [w b]. simpl.
  assert (G : affine_value (fun t => Semantics.dot (map (fun p => fst p + t * snd p) (combine w d)) x)).
  { revert d x. induction w as [|a w IH]; intros d x; [exists 0, 0; intros; simpl; ring|]. destruct d as [|c d]; [exists 0, 0; intros; simpl; ring|].
    destruct x as [|y x]; [exists 0, 0; intros; simpl; ring|]. destruct (IH d x) as (c' & e' & H). exists (a * y + c'), (c * y + e'). intros t. simpl. rewrite H. ring. }
  destruct G as (c & e & H). exists (c + b), (e + db). intros t. rewrite H. ring.
Qed.
Lemma quiet_row_R hs u v h t : quiet_row hs u v = true -> length (fst u) = length (fst v) -> In h hs ->
  Semantics.dot (fst (row_step (row_R u) (row_R v) t)) (map toR h) + snd (row_step (row_R u) (row_R v) t) = Semantics.dot (map toR (fst u)) (map toR h) + toR (snd u).
Proof.
  unfold quiet_row, row_step. intros H L Hh. apply andb_prop in H as [Hb H]. apply eqb_spec in Hb. destruct u as [w b], v as [w' b']. simpl in *. rewrite Hb.
  f_equal; [|ring]. rewrite forallb_forall in H.
  assert (Q : forall k, (k < length w)%nat -> toR (nth_number w k) = toR (nth_number w' k) \/ toR (nth_number h k) = 0).
  { intros k Hk. specialize (H k). rewrite in_seq in H. specialize (H ltac:(lia)). apply orb_prop in H as [H|H]; [left; now apply eqb_spec|right].
    unfold is_silent in H. rewrite forallb_forall in H. now apply is_zero_R, H. }
  clear H Hh hs Hb b b'. revert w' h L Q. induction w as [|x w IH]; intros [|x' w'] h L Q; try discriminate; auto. destruct h as [|y h]; [reflexivity|].
  simpl. rewrite (IH w' h); [|now injection L|intros k Hk; apply (Q (S k)); simpl; lia]. f_equal.
  destruct (Q O ltac:(simpl; lia)) as [E|E]; unfold nth_number in E; simpl in E; rewrite E; ring.
Qed.
Lemma dot_agree w v v' : length v = length v' -> (forall k, (k < length w)%nat -> at_ w k = 0 \/ at_ v k = at_ v' k) -> Semantics.dot w v = Semantics.dot w v'.
Proof.
  revert v v'; induction w as [|a w IH]; intros [|x v] [|x' v'] L H; try discriminate; auto. simpl. rewrite (IH v v'); [|now injection L|intros k Hk; apply (H (S k)); simpl; lia].
  f_equal. destruct (H O ltac:(simpl; lia)) as [E|E]; unfold at_ in E; simpl in E; rewrite E; ring.
Qed.
Lemma dense_wiring a : is_dense a = true -> wiring a = None /\ trained a = true /\ keeps a = false.
Proof.
  unfold is_dense. destruct (wiring a); [discriminate|]. intros H. apply andb_prop in H as [H1 H2]. apply negb_true_iff in H2. auto.
Qed.
Lemma dense_out (l : layer R) x : keeps l = false -> out l x = map (act (tab l)) (pre l x).
Proof. unfold out, kept. intros ->. apply app_nil_r. Qed.
Lemma dense_pre (l : layer R) x : wiring l = None -> pre l x = map (fun row => Semantics.dot (fst row) x + snd row) (rows l).
Proof. intros H. unfold pre, fed. now rewrite (unwired_pooling l H), H, map_map. Qed.

(* The outputs along a piece. *)
Definition affine_out (out : R -> list R) : Prop := forall k, affine_value (fun t => at_ (out t) k).
Theorem straight_R A : forall B hs, same_architecture (net_R B) (net_R A) -> is_straight A B hs = true -> forall h, In h hs ->
  affine_out (fun t => fwd (between t (net_R A) (net_R B)) (map toR h)).
Proof.
  induction A as [|a A IH]; intros [|b B] hs H S h Hh; inversion H as [|? ? ? ? [Hrow (_ & _ & Tr & _)] Hr]; subst.
  { intros k. exists (at_ (map toR h) k), 0. intros t. simpl. ring. }
  simpl in S, Tr, Hrow. destruct (rows_eqb a b) eqn:E.
  - intros k. destruct (IH B _ Hr S (nout a h (npre a h)) (in_map (fun h => nout a h (npre a h)) _ _ Hh) k) as (c & e & Q).
    exists c, e. intros t. rewrite between_cons, (step_same a b t E Tr). rewrite <- Q. simpl. now rewrite out_R.
  - apply andb_prop in S as [S1 S2]. unfold quiet_layer in S2. apply andb_prop in S2 as [Da S2]. apply dense_wiring in Da as (Wa & Ta & Ka). rewrite Ta in Tr.
    assert (P : forall t, pre (step a b t) (map toR h) = map (fun p => Semantics.dot (fst (row_step (row_R (fst p)) (row_R (snd p)) t)) (map toR h) + snd (row_step (row_R (fst p)) (row_R (snd p)) t))
      (combine (rows a) (rows b))).
    { intros t. rewrite dense_pre by (simpl; exact Wa). rewrite step_rows, map_map by auto. reflexivity. }
    destruct A as [|next A].
    + (* the last layer *)
      destruct B as [|b2 B]; [|inversion Hr]. intros k. unfold is_line in S2. destruct (tab a) as [s i|] eqn:Et; [|discriminate].
      destruct (Nat.lt_ge_cases k (length (combine (rows a) (rows b)))) as [L|G].
      * set (p := nth k (combine (rows a) (rows b)) (([], zero), ([], zero))).
        destruct (row_line (row_R (fst p)) (row_R (snd p)) (map toR h)) as (c & e & Q). exists (toR s * c + toR i), (toR s * e). intros t.
        rewrite between_cons. cbn [fwd]. rewrite dense_out, P by exact Ka. assert (Et' : tab (step a b t) = Last (toR s) (toR i)) by (simpl; now rewrite Et). rewrite Et', map_map. unfold at_.
        set (f := fun p : (list T * T) * (list T * T) => act (Last (toR s) (toR i)) (Semantics.dot (fst (row_step (row_R (fst p)) (row_R (snd p)) t)) (map toR h) + snd (row_step (row_R (fst p)) (row_R (snd p)) t))).
        change (nth k (fwd (between t (net_R []) (net_R [])) (map f (combine (rows a) (rows b)))) 0 = toR s * c + toR i + t * (toR s * e)).
        simpl fwd. rewrite nth_indep with (d' := f (([], zero), ([], zero))) by (now rewrite map_length). rewrite map_nth. fold p. unfold f. cbn [act]. rewrite Q. ring.
      * exists 0, 0. intros t. rewrite between_cons. cbn [fwd]. rewrite dense_out, P by exact Ka. simpl fwd. unfold at_. rewrite nth_overflow by (now rewrite !map_length). ring.
    + (* a hidden layer: what the next layer reads does not move *)
      apply andb_prop in S2 as [Dn S2]. apply dense_wiring in Dn as (Wn & _ & Kn). rewrite forallb_forall in S2.
      assert (Const : forall t, pre (layer_R next) (map (act (table_R (tab a))) (pre (step a b t) (map toR h))) = pre (layer_R next) (map (act (table_R (tab a))) (pre (step a b 0) (map toR h)))).
      { intros t. rewrite !(dense_pre (layer_R next)) by exact Wn. apply map_ext_in. intros row Hrow2. f_equal. simpl in Hrow2. apply in_map_iff in Hrow2 as (row0 & <- & Hrow2).
        apply dot_agree; [rewrite !P, !map_length; reflexivity|]. intros q Hq. simpl in *.
        destruct (Nat.lt_ge_cases q (length (combine (rows a) (rows b)))) as [L|G].
        2:{ right. unfold at_. rewrite !nth_overflow; auto; rewrite P, !map_length; exact G. }
        set (d0 := (([], zero), ([], zero)) : (list T * T) * (list T * T)). set (p := nth q (combine (rows a) (rows b)) d0).
        assert (At : forall t', at_ (map (act (table_R (tab a))) (pre (step a b t') (map toR h))) q =
          act (table_R (tab a)) (Semantics.dot (fst (row_step (row_R (fst p)) (row_R (snd p)) t')) (map toR h) + snd (row_step (row_R (fst p)) (row_R (snd p)) t'))).
        { intros t'. rewrite P, map_map. unfold at_.
          set (f := fun p : (list T * T) * (list T * T) => act (table_R (tab a)) (Semantics.dot (fst (row_step (row_R (fst p)) (row_R (snd p)) t')) (map toR h) + snd (row_step (row_R (fst p)) (row_R (snd p)) t'))).
          change (nth q (map f (combine (rows a) (rows b))) 0 = f p).
          rewrite nth_indep with (d' := f d0) by (now rewrite map_length). apply map_nth. }
        assert (Member : In (q, p) (numbered (combine (rows a) (rows b)))).
        { unfold numbered. assert (Z : nth q (combine (seq 0 (length (combine (rows a) (rows b)))) (combine (rows a) (rows b))) (O, d0) = (q, p)).
          { rewrite combine_nth by apply seq_length. rewrite seq_nth by exact L. reflexivity. }
          rewrite <- Z. apply nth_In. rewrite combine_length, seq_length. lia. }
        specialize (S2 _ Member). destruct p as [u v] eqn:Ep. cbn [fst snd] in At. rewrite !At. apply orb_prop in S2 as [S2|S2]; [apply orb_prop in S2 as [S2|S2]|].
        - right. apply row_eqb_R in S2. now rewrite <- S2, !row_step_same.
        - left. unfold is_unread in S2. apply andb_prop in S2 as [_ S2]. rewrite forallb_forall in S2. specialize (S2 row0 Hrow2). apply is_zero_R in S2. now rewrite nth_number_R.
        - right. assert (Lw : length (fst u) = length (fst v)).
          { assert (In (u, v) (combine (rows a) (rows b))) by (rewrite <- Ep; unfold p; apply nth_In; exact L). clear - Hrow H0. revert H0. generalize dependent (rows b).
            induction (rows a) as [|x xs IH]; intros [|y ys] Hrow Hin; simpl in Hin; try contradiction. inversion Hrow as [|? ? ? ? (Lxy & _) Hrest]; subst.
            destruct Hin as [Q|Q]; [injection Q as -> ->; simpl in Lxy; rewrite !map_length in Lxy; congruence|]. now apply (IH ys). }
          now rewrite !(quiet_row_R hs u v h _ S2 Lw Hh). }
      intros k. exists (at_ (fwd (net_R (next :: A)) (map (act (table_R (tab a))) (pre (step a b 0) (map toR h)))) k), 0. intros t.
      rewrite between_cons, between_same by auto. rewrite Rmult_0_r, Rplus_0_r. f_equal.
      change (fwd (net_R (next :: A)) (out (step a b t) (map toR h)) = fwd (net_R (next :: A)) (map (act (table_R (tab a))) (pre (step a b 0) (map toR h)))).
      rewrite dense_out by exact Ka. simpl. rewrite !dense_out by exact Kn. now rewrite (Const t).
Qed.
Lemma beyond_R A : forall B, same_architecture (net_R B) (net_R A) -> net_R (beyond A B) = between 2 (net_R A) (net_R B).
Proof.
  induction A as [|a A IH]; intros [|b B] H; inversion H as [|? ? ? ? [_ (_ & _ & Tr & _)] Hr]; subst; auto.
  rewrite between_cons, <- (IH B Hr). simpl in Tr. unfold net_R at 1. simpl. f_equal. unfold layer_R, step, shifted_layer. simpl. rewrite Tr. destruct (trained a); [|reflexivity]. f_equal.
  rewrite combine_map, map_map. simpl. generalize (rows b). induction (rows a) as [|u us IHr]; intros [|v vs]; simpl; auto. f_equal; [|apply IHr].
  unfold beyond_row, row_R, shifted_row. simpl. f_equal; [|rewrite toR_sub, toR_add; ring].
  generalize (fst v). induction (fst u) as [|x w IHw]; intros [|y w']; simpl; auto. rewrite IHw, toR_sub, toR_add. f_equal. ring.
Qed.
Lemma along_convex L d (out : R -> list R) s : proper L -> 0 <= weight s -> affine_out out -> convex (fun t => sample_loss L d (out t) s).
Proof.
  intros (V & P & _) Hw H. unfold sample_loss. apply convex_scale; auto. apply convex_nsum. intros k. apply convex_scale; auto.
  destruct (H k) as (c & e & Q). pose proof (convex_affine_of _ c e (loss_convex (formula L) (at_ (target s) k) V)) as C.
  intros p q m Hm. specialize (C p q m Hm). now rewrite !Q.
Qed.
Theorem piece_falls c A B s t : valid_goal c = true -> data c <> [] -> same_architecture (net_R B) (net_R A) -> is_straight A B (map input (data c)) = true ->
  leb (errors (goal c) (output_number c) (beyond A B) (data c)) (errors (goal c) (output_number c) B (data c)) = true -> between 1 (net_R A) (net_R B) = net_R B ->
  0 <= s <= t -> t <= 1 ->
  empirical_risk (L_R c) (outputs c) (between t (net_R A) (net_R B)) (data_R c) <= empirical_risk (L_R c) (outputs c) (between s (net_R A) (net_R B)) (data_R c).
Proof.
  intros V Hne HA S Hrise One Hs Ht. apply valid_goal_R in V as (_ & HL & HD). apply risk_le; auto.
  set (f := fun t => total_loss (L_R c) (outputs c) (between t (net_R A) (net_R B)) (data_R c)). apply (convex_falls f s t); auto.
  - unfold f, total_loss. apply convex_lsum. intros x Hx. pose proof (HD x Hx) as Wx. unfold data_R in Hx. fold (data c) in Hx. apply in_map_iff in Hx as (y & <- & Hy).
    apply along_convex; auto. apply (straight_R A B (map input (data c)) HA S). now apply in_map.
  - unfold f. rewrite One, <- (beyond_R A B HA). apply leb_spec in Hrise. rewrite !errors_R in Hrise. exact Hrise.
Qed.
Lemma between_one A : forall B, forallb (fun l => trained l || negb (biased l)) A = true -> same_architecture (net_R B) (net_R A) -> between 1 (net_R A) (net_R B) = net_R B.
Proof.
  induction A as [|a A IH]; intros [|b B] F H; inversion H as [|? ? ? ? [Hrow (Et & Eb & Tr & Ew & Ek)] Hr]; subst; auto. simpl in F. apply andb_prop in F as [F1 F2].
  rewrite between_cons, (IH B F2 Hr). simpl. f_equal. unfold step, shifted_layer, layer_R. simpl in *. rewrite Tr, <- Et, <- Eb, <- Ew, <- Ek. f_equal.
  destruct (trained a) eqn:Ta; simpl in F1.
  - clear - Hrow. revert Hrow. generalize (rows b). induction (rows a) as [|u us IH]; intros [|v vs] Hrow; inversion Hrow as [|? ? ? ? (L & _) Hrest]; subst; simpl; auto.
    f_equal; [|now apply IH]. simpl in L. rewrite !map_length in L. unfold shifted_row, row_R. cbn [fst snd]. f_equal; [|ring]. clear - L. revert L. generalize (fst v).
    induction (fst u) as [|x w IHw]; intros [|y w'] L; simpl in *; try discriminate; auto. rewrite IHw by congruence. f_equal. ring.
  - apply negb_true_iff in F1. rewrite F1 in Hrow. clear - Hrow. revert Hrow. generalize (rows b).
    induction (rows a) as [|u us IH]; intros [|v vs] Hrow; inversion Hrow as [|? ? ? ? (_ & Ef & Es) Hrest]; subst; simpl; auto.
    f_equal; [|now apply IH]. symmetry. now apply injective_projections; [apply Ef|apply Es].
Qed.
Lemma check_piece_R c A B s t : valid_goal c = true -> data c <> [] -> check_piece c A B = true -> 0 <= s <= t -> t <= 1 ->
  same_architecture (net_R B) (net_R A) /\
  empirical_risk (L_R c) (outputs c) (between t (net_R A) (net_R B)) (data_R c) <= empirical_risk (L_R c) (outputs c) (between s (net_R A) (net_R B)) (data_R c).
Proof.
  intros V Hne H Hs Ht. unfold check_piece in H. apply andb_prop in H as [H H4]. apply andb_prop in H as [H H3]. apply andb_prop in H as [H1 H2].
  apply nsame_architecture_R in H1. split; auto. apply piece_falls; auto. now apply between_one.
Qed.
Theorem escape_sound c : check_escape c = true -> established Escape c.
Proof.
  unfold check_escape. destruct (escape c) as [[value better]|] eqn:Ee; [|discriminate]. cbn zeta. intros H.
  apply andb_prop in H as [H Hways]. apply andb_prop in H as [H Hlt]. apply andb_prop in H as [H Hb]. apply andb_prop in H as [H Hv].
  apply andb_prop in H as [H _]. apply andb_prop in H as [V Hne]. apply lt_spec in Hlt. apply data_not_empty in Hne.
  exists value, better. split; auto. split; [exact (is_risk_R _ _ _ _ _ Hne Hv)|]. split; [|split; auto].
  - apply (is_risk_R _ _ _ _ _ Hne) in Hb. rewrite <- Hb. unfold W_R. f_equal. generalize (waypoint_networks zero one share c). intros l.
    change (net_R (network zero one share c)) with (net_R (W_of c)). generalize (W_of c). induction l as [|B [|B' l] IH]; intros A; auto. exact (IH A).
  - clear Hb. revert Hways. change (W_R c) with (net_R (W_of c)). generalize (W_of c). induction (waypoint_networks zero one share c) as [|B l IH]; intros A H; simpl; auto.
    simpl in H. apply andb_prop in H as [H1 H2]. split; [exact (proj1 (check_piece_R c A B 0 0 V Hne H1 ltac:(lra) ltac:(lra)))|]. split; [exact (IH B H2)|].
    intros s t Hs Ht. exact (proj2 (check_piece_R c A B s t V Hne H1 Hs Ht)).
Qed.
End Escapes.
