(* SPDX-License-Identifier: GPL-3.0-or-later

   Units that are rescaled (section 26.1, the field `scale`): the row of a unit times c > 0, its column divided by c, change no output.
   So near W every network has the outputs of one that has the fixed parameters of W, and is near W too. *)
Require Import Reals List Lra Lia Bool PeanoNat.
Require Import Thalweg.Numbers Thalweg.Semantics Thalweg.Passes Thalweg.Values Thalweg.Descent Thalweg.Soundness Thalweg.Expansions Thalweg.NumberedNetworks Thalweg.Growth Thalweg.SliceMinimum.
Import ListNotations.
Open Scope R_scope.

(* The factor that makes z equal to a, which is near. *)
Lemma factor_near a z r : a <> 0 -> Rabs (z - a) <= r -> r <= Rabs a / 2 ->
  0 < a / z /\ a / z * z = a /\ Rabs (a / z - 1) <= 2 * r / Rabs a /\ Rabs (z / a - 1) <= 2 * r / Rabs a.
Proof.
  intros Ha Hz Hr. pose proof (Rabs_pos_lt a Ha) as Pa. pose proof (Rabs_pos (z - a)) as Pz.
  assert (Zn : z <> 0) by (intros ->; rewrite Rminus_0_l, Rabs_Ropp in Hz; lra).
  assert (Az : Rabs a / 2 <= Rabs z) by (pose proof (Rabs_triang_inv a (a - z)) as Q; replace (a - (a - z)) with z in Q by ring; rewrite (Rabs_minus_sym a z) in Q; lra).
  split; [|split; [field; auto|split]].
  - apply Rmult_lt_reg_r with (z ^ 2); [replace (z ^ 2) with (Rsqr z) by (unfold Rsqr; ring); now apply Rsqr_pos_lt|]. rewrite Rmult_0_l. replace (a / z * z ^ 2) with (a * z) by (field; auto).
    destruct (Rcase_abs a) as [La|La].
    + rewrite (Rabs_left a) in * by auto. unfold Rabs in Hz. destruct (Rcase_abs (z - a)); assert (z < 0) by lra; replace (a * z) with (- a * - z) by ring; apply Rmult_lt_0_compat; lra.
    + rewrite (Rabs_right a) in * by auto. unfold Rabs in Hz. destruct (Rcase_abs (z - a)); apply Rmult_lt_0_compat; lra.
  - replace (a / z - 1) with (- (z - a) / z) by (field; auto). unfold Rdiv at 1. rewrite Rabs_mult, Rabs_Ropp, Rabs_inv.
    apply (Rmult_le_reg_r (Rabs z)); [lra|]. rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra. apply Rle_trans with (2 * r / Rabs a * (Rabs a / 2)); [eapply Rle_trans; [exact Hz|right; field; lra]|].
    pose proof (Rle_trans _ _ _ Pz Hz). apply Rmult_le_compat_l; auto. unfold Rdiv. apply Rmult_le_pos; [lra|]. left. now apply Rinv_0_lt_compat.
  - replace (z / a - 1) with ((z - a) / a) by (field; auto). unfold Rdiv at 1. rewrite Rabs_mult, Rabs_inv.
    apply (Rmult_le_reg_r (Rabs a)); [lra|]. rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra. replace (2 * r / Rabs a * Rabs a) with (2 * r) by (field; lra). lra.
Qed.

Module Rescaling (N : NUM).
Module Export Sl := SliceMinimum N.
Import N Sg.Tr.Pc Sg.Tr.

Lemma homogeneous_act t f z : is_homogeneous t = true -> 0 < f -> act (table_R t) (f * z) = f * act (table_R t) z.
Proof.
  intros H Hf. destruct t as [s k|s k b [s' k'|]]; simpl in H; try discriminate.
  - simpl. rewrite (is_zero_R _ H). ring.
  - apply andb_prop in H as [H H3]. apply andb_prop in H as [H1 H2]. simpl. rewrite (is_zero_R _ H1), (is_zero_R _ H2), (is_zero_R _ H3).
    destruct (Rle_dec (f * z) 0) as [A|A], (Rle_dec z 0) as [B|B]; try ring.
    + exfalso. apply Rnot_le_lt in B. pose proof (Rmult_lt_0_compat _ _ Hf B). lra.
    + exfalso. apply A. replace 0 with (f * 0) by ring. apply Rmult_le_compat_l; lra.
Qed.

Section OneUnit.
Variables (mark : nat -> scaling) (u : nat) (f : R) (y : nat -> R).
Hypothesis f_pos : 0 < f.
Definition scaled (j : nat) : R := match mark j with Stays => y j | Up => f * y j | Down => / f * y j end.
Fixpoint scale_entry (k : nat) (h : list R) : list R := match h with [] => [] | a :: h' => (if (k =? u)%nat then f * a else a) :: scale_entry (S k) h' end.
Lemma scaling_eqb_eq a b : scaling_eqb a b = true -> a = b.
Proof. destruct a, b; simpl; auto; discriminate. Qed.
Lemma column_scaled ws : forall k h, forallb (fun w => scaling_eqb (mark (number (snd w))) (if (fst w =? u)%nat then Down else Stays)) (combine (seq k (length ws)) ws) = true ->
  Semantics.dot (map (fun a => scaled (number a)) ws) (scale_entry k h) = Semantics.dot (map (fun a => y (number a)) ws) h.
Proof.
  induction ws as [|a ws IH]; intros k [|b h] H; simpl; auto. simpl in H. apply andb_prop in H as [H1 H2]. apply scaling_eqb_eq in H1. rewrite IH by auto.
  unfold scaled. rewrite H1. destruct (k =? u)%nat; [field; lra|ring].
Qed.
Lemma row_scaled m ws : forall k h, forallb (fun w => scaling_eqb (mark (number (snd w))) m) (combine (seq k (length ws)) ws) = true ->
  Semantics.dot (map (fun a => scaled (number a)) ws) h = match m with Stays => 1 | Up => f | Down => / f end * Semantics.dot (map (fun a => y (number a)) ws) h.
Proof.
  induction ws as [|a ws IH]; intros k [|b h] H; simpl; try ring. simpl in H. apply andb_prop in H as [H1 H2]. apply scaling_eqb_eq in H1. rewrite (IH (S k)) by auto.
  unfold scaled. rewrite H1. destruct m; ring.
Qed.
Lemma rows_here rs h : forall k, forallb (row_is_scaled mark true false u) (combine (seq k (length rs)) rs) = true -> map (z_of scaled h) rs = scale_entry k (map (z_of y h) rs).
Proof.
  induction rs as [|row rs IH]; intros k H; simpl; auto. simpl in H. apply andb_prop in H as [H1 H2]. rewrite <- IH by auto. f_equal. unfold row_is_scaled in H1. cbn [fst snd andb] in H1.
  apply andb_prop in H1 as [Hb Hw]. apply scaling_eqb_eq in Hb. unfold numbered in Hw. unfold z_of. rewrite (row_scaled _ _ _ _ Hw). unfold scaled. rewrite Hb. destruct (k =? u)%nat; ring.
Qed.
Lemma rows_elsewhere (before : bool) rs h : forall k, forallb (row_is_scaled mark false before u) (combine (seq k (length rs)) rs) = true ->
  map (z_of scaled (if before then scale_entry 0 h else h)) rs = map (z_of y h) rs.
Proof.
  induction rs as [|row rs IH]; intros k H; simpl; auto. simpl in H. apply andb_prop in H as [H1 H2]. rewrite (IH (S k)) by auto. f_equal. unfold row_is_scaled in H1. cbn [fst snd andb] in H1.
  apply andb_prop in H1 as [Hb Hw]. apply scaling_eqb_eq in Hb. unfold numbered in Hw. unfold z_of at 1. assert (E : scaled (number (snd row)) = y (number (snd row))) by (unfold scaled; now rewrite Hb).
  rewrite E. unfold z_of. f_equal. destruct before; [now apply column_scaled|]. rewrite (row_scaled Stays (fst row) 0 h) by exact Hw. ring.
Qed.
Lemma map_act_scaled t zs : is_homogeneous t = true -> forall k, map (act (table_R t)) (scale_entry k zs) = scale_entry k (map (act (table_R t)) zs).
Proof. intros H. induction zs as [|z zs IH]; intros k; simpl; auto. rewrite IH. f_equal. destruct (k =? u)%nat; auto. now apply homogeneous_act. Qed.
Theorem scaled_outputs Ls : forall before l h, (before = true -> l = None) -> layers_are_scaled mark before l u Ls = true ->
  fwd (net_at scaled Ls) (if before then scale_entry 0 h else h) = fwd (net_at y Ls) h.
Proof.
  induction Ls as [|[rs [t bi]] Ls IH]; intros before l h Hl H; simpl in H.
  - apply andb_prop in H as [H _]. destruct before; [discriminate|reflexivity].
  - apply andb_prop in H as [H H3]. apply andb_prop in H as [H1 H2].
    change (fwd (net_at scaled Ls) (out (layer_at scaled (rs, (t, bi))) (if before then scale_entry 0 h else h)) = fwd (net_at y Ls) (out (layer_at y (rs, (t, bi))) h)).
    assert (E : forall v g, out (layer_at v (rs, (t, bi))) g = map (act (table_R t)) (map (z_of v g) rs)) by (intros v g; exact (out_at v (rs, (t, bi)) g)).
    rewrite !E. unfold numbered in H1. destruct l as [[|l]|].
    + destruct before; [now specialize (Hl eq_refl)|]. cbn [negb orb] in H2. rewrite (rows_here rs h 0 H1), map_act_scaled by auto.
      exact (IH true None (map (act (table_R t)) (map (z_of y h) rs)) (fun _ => eq_refl) H3).
    + destruct before; [now specialize (Hl eq_refl)|]. rewrite (rows_elsewhere false rs h 0 H1). now apply (IH false (Some l)).
    + rewrite (rows_elsewhere before rs h 0 H1). now apply (IH false None).
Qed.
End OneUnit.

(* --- one unit after the other ----------------------------------------------------------------------------------------- *)
Section Anchors.
Variables (Ls : list trainable) (Ws : list T).
Variable start_of : nat -> R.
Definition unmoved (e : nat * nat * nat) (j : nat) : Prop := is_moved Ls (fst (fst e)) (snd (fst e)) j = false.
Theorem anchors_reached es : anchored Ls Ws es = true -> (forall e, In e es -> start_of (snd e) = toR (nth_number Ws (snd e))) -> forall eta, 0 < eta -> exists r, 0 < r /\ forall y, (forall j, (j < length Ws)%nat -> Rabs (y j - start_of j) <= r) ->
  exists v, (forall h, fwd (net_at v Ls) h = fwd (net_at y Ls) h) /\ (forall j, (j < length Ws)%nat -> Rabs (v j - start_of j) <= eta) /\
    (forall e, In e es -> v (snd e) = start_of (snd e)) /\ (forall j, (forall e, In e es -> unmoved e j) -> v j = y j) /\ (forall j, y j = 0 -> v j = 0).
Proof.
  induction es as [|[[l u] a] es IH]; intros H Starts eta He.
  { exists eta. split; auto. intros y Hy. exists y. repeat split; auto. contradiction. }
  cbn [anchored] in H. apply andb_prop in H as [H Han]. apply andb_prop in H as [H Hlater]. apply andb_prop in H as [H Hlt]. apply andb_prop in H as [H Hne]. apply andb_prop in H as [Hsc Hmv].
  rewrite forallb_forall in Hlater. apply Nat.ltb_lt in Hlt. destruct (IH Han (fun e He => Starts e (or_intror He)) eta He) as (r1 & P1 & R1). clear IH.
  set (mark := scaling_at (scaled_up Ls l u) (scaled_down Ls l u)) in *. set (w := start_of a).
  assert (Wn : w <> 0). { unfold w. pose proof (Starts _ (or_introl eq_refl)) as Sa. cbn [snd] in Sa. rewrite Sa. apply orb_prop in Hne as [Q|Q]; apply lt_spec in Q; rewrite toR_zero in Q; lra. }
  set (M := lsum (fun j => Rabs (start_of j)) (seq 0 (length Ws))). pose proof (Rabs_pos_lt w Wn) as Pw.
  assert (PM : forall j, (j < length Ws)%nat -> Rabs (start_of j) <= M).
  { intros j Hj. apply (lsum_member (fun j => Rabs (start_of j))); [intros; apply Rabs_pos|]. apply in_seq. lia. }
  assert (PM0 : 0 <= M) by (apply lsum_nonneg; intros; apply Rabs_pos). set (K := 2 * (M + 1) / Rabs w + 1).
  assert (PK : 0 < K). { unfold K, Rdiv. assert (0 <= 2 * (M + 1) * / Rabs w) by (apply Rmult_le_pos; [lra|left; now apply Rinv_0_lt_compat]). lra. }
  set (r := Rmin 1 (Rmin (Rabs w / 2) (r1 / K))). assert (Pr : 0 < r) by (unfold r; repeat apply Rmin_glb_lt; try lra; now apply Rdiv_lt_0_compat).
  assert (r_1 : r <= 1) by apply Rmin_l. assert (r_w : r <= Rabs w / 2) by (eapply Rle_trans; [apply Rmin_r|apply Rmin_l]).
  assert (r_K : r * K <= r1). { apply Rle_trans with (r1 / K * K); [|right; field; lra]. apply Rmult_le_compat_r; [lra|]. eapply Rle_trans; [apply Rmin_r|apply Rmin_r]. }
  exists r. split; auto. intros y Hy. destruct (factor_near w (y a) r Wn (Hy a Hlt) r_w) as (F0 & F1 & F2 & F3).
  assert (Ya : y a <> 0) by (intros Z; rewrite Z in F1; lra). assert (Inv : / (w / y a) = y a / w) by (field; auto).
  set (f := match mark a with Down => y a / w | _ => w / y a end).
  assert (Pf : 0 < f) by (unfold f; destruct (mark a); auto; rewrite <- Inv; now apply Rinv_0_lt_compat).
  assert (Ff : Rabs (f - 1) <= 2 * r / Rabs w /\ Rabs (/ f - 1) <= 2 * r / Rabs w).
  { unfold f. destruct (mark a); rewrite ?Inv; split; auto. replace (/ (y a / w)) with (w / y a) by (field; auto). exact F2. }
  set (y1 := scaled mark f y). assert (Ea : y1 a = w).
  { assert (Em : mark a = Up \/ mark a = Down).
    { unfold mark, scaling_at. unfold is_moved in Hmv. destruct (among (scaled_up Ls l u) a); [now left|]. simpl in Hmv. rewrite Hmv. now right. }
    unfold y1, scaled, f. destruct Em as [-> | ->]; [exact F1|]. field. auto. }
  assert (Near : forall j, (j < length Ws)%nat -> Rabs (y1 j - start_of j) <= r1).
  { intros j Hj. assert (Sc : forall c, Rabs (c - 1) <= 2 * r / Rabs w -> Rabs (c * y j - start_of j) <= r1).
    { intros c Hc. replace (c * y j - start_of j) with ((c - 1) * y j + (y j - start_of j)) by ring. eapply Rle_trans; [apply Rabs_triang|]. rewrite Rabs_mult.
      assert (Rabs (y j) <= M + 1). { pose proof (PM j Hj). pose proof (Hy j Hj). replace (y j) with (start_of j + (y j - start_of j)) by ring. eapply Rle_trans; [apply Rabs_triang|]. lra. }
      pose proof (Hy j Hj). assert (Rabs (c - 1) * Rabs (y j) <= 2 * r / Rabs w * (M + 1)) by (apply Rmult_le_compat; auto using Rabs_pos).
      replace (2 * r / Rabs w * (M + 1)) with (r * (2 * (M + 1) / Rabs w)) in H0 by (field; lra). unfold K in r_K. lra. }
    unfold y1, scaled. destruct (mark j); [|now apply Sc|now apply Sc]. eapply Rle_trans; [now apply Hy|]. apply Rle_trans with (r * K); auto.
    rewrite <- (Rmult_1_r r) at 1. apply Rmult_le_compat_l; [lra|]. unfold K, Rdiv. assert (0 <= 2 * (M + 1) * / Rabs w) by (apply Rmult_le_pos; [lra|left; now apply Rinv_0_lt_compat]). lra. }
  destruct (R1 y1 Near) as (v & V1 & V2 & V3 & V4 & V5). exists v. split; [|split; [exact V2|split; [|split]]].
  - intros h. rewrite V1. exact (scaled_outputs mark u f y Pf Ls false (Some l) h ltac:(discriminate) Hsc).
  - intros e [<-|Hin]; [|now apply V3]. cbn [snd]. rewrite V4; [exact Ea|]. intros e Hin. specialize (Hlater e Hin). unfold unmoved. destruct e as [[l' u'] j']. cbn [fst snd]. now apply negb_true_iff in Hlater.
  - intros j Hj. rewrite V4 by (intros e Hin; apply Hj; now right). specialize (Hj _ (or_introl eq_refl)). unfold unmoved, is_moved in Hj. cbn [fst snd] in Hj. apply orb_false_elim in Hj as [Q1 Q2].
    unfold y1, scaled, mark, scaling_at. now rewrite Q1, Q2.
  - intros j Hj. apply V5. unfold y1, scaled. rewrite Hj. destruct (mark j); ring.
Qed.
End Anchors.
End Rescaling.
