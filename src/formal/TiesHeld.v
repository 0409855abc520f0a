(* SPDX-License-Identifier: GPL-3.0-or-later

   What the ties hold: outside them samples have near W the pieces that they have at W (O183); and where all are on their walls, the units that a claim
   names are on the breakpoints that it names (O182). *)
Require Import Reals List Lra Lia Bool PeanoNat.
Require Import Thalweg.Numbers Thalweg.Semantics Thalweg.Passes Thalweg.Values Thalweg.Classes Thalweg.Soundness Thalweg.Expansions Thalweg.NumberedNetworks Thalweg.Bends Thalweg.Walls Thalweg.Multipliers
  Thalweg.Growth Thalweg.Curvature Thalweg.PointRisk Thalweg.WallPull Thalweg.SliceMinimum Thalweg.Rescaling.
Import ListNotations.
Open Scope R_scope.

Module TiesHeld (N : NUM).
Module Export Rs := Rescaling N.
Import N Sg.Tr.Pc Sg.Tr.

Lemma nth_numbered {A} (l : list A) k a : nth_error l k = Some a -> nth_error (numbered l) k = Some (k, a).
Proof.
  unfold numbered. intros H. assert (G : forall m, nth_error (combine (seq m (length l)) l) k = Some ((m + k)%nat, a)); [|exact (G O)].
  revert k H. induction l as [|b l IH]; intros [|k] H m; simpl in H; try discriminate; simpl; [injection H as <-; now rewrite Nat.add_0_r|]. rewrite IH by exact H. now rewrite Nat.add_succ_comm.
Qed.
Lemma Forall2_left_nth {A B} (P : A -> B -> Prop) l m : Forall2 P l m -> forall k a, nth_error l k = Some a -> exists b, nth_error m k = Some b /\ P a b.
Proof. induction 1 as [|a c l m H _ IH]; intros [|k] b E; simpl in E; try discriminate; [injection E as <-; now exists c|now apply IH]. Qed.
Lemma placed_number t marks rs hs u x : nth_error (map (fun e => placed_at t (marks O (fst e)) (snd e) (value_of hs (snd e))) (numbered rs)) u = Some x ->
  exists row, nth_error rs u = Some row /\ x = placed_at t (marks O u) row (value_of hs row).
Proof.
  intros Ex. destruct (nth_error rs u) as [row|] eqn:Er.
  - rewrite (map_nth_error _ _ _ (nth_numbered _ _ _ Er)) in Ex. injection Ex as <-. now exists row.
  - exfalso. apply nth_error_None in Er. assert (Q : length (numbered rs) = length rs) by (rewrite <- (numbered_snd rs) at 2; now rewrite map_length).
    assert (S : nth_error (map (fun e => placed_at t (marks O (fst e)) (snd e) (value_of hs (snd e))) (numbered rs)) u <> None) by congruence. apply nth_error_Some in S. rewrite map_length in S. lia.
Qed.
Definition pattern_used (Ms : pieced) : pattern := map (fun e => map used (fst e)) Ms.
Lemma keeps_has Ls : forall marks hs W h (held_at : nat -> nat -> Prop), (forall l u, marks l u <> None -> held_at l u) -> keeps_to (pieces_at marks Ls hs) W h -> Semantics.has_pieces held_at W h (pattern_used (pieces_at marks Ls hs)).
Proof.
  induction Ls as [|[rs [t b]] Ls IH]; intros marks hs W h held_at Hm K; cbn [pieces_at pattern_used map keeps_to] in *; [destruct W; auto|]. destruct W as [|l W]; [contradiction|]. destruct K as (Et & F & K).
  set (us := map (fun e => placed_at t (marks O (fst e)) (snd e) (value_of hs (snd e))) (numbered rs)) in *. cbn [fst Semantics.has_pieces].
  pose proof (Forall2_same_length _ _ _ F) as Ln. split; [now rewrite map_length|]. split; [|apply (IH (fun l => marks (S l)) _ _ _ (fun k => held_at (S k))); auto].
  intros u Hu Hn. rewrite map_length in Hu. destruct (nth_error us u) as [x|] eqn:Ex; [|apply nth_error_None in Ex; lia]. destruct (Forall2_left_nth _ _ _ F u x Ex) as (z & Ez & H).
  rewrite (nth_error_nth _ _ _ (map_nth_error used _ _ Ex)). unfold at_. rewrite (nth_error_nth _ _ _ Ez). destruct H as [_ H].
  destruct (placed_number t marks rs hs u x Ex) as (row & _ & ->). unfold placed_at in *. destruct (marks O u) as [[q [[la a] p]]|] eqn:Em; [|exact H]. exfalso. apply Hn, Hm. congruence.
Qed.
(* The pre-activation of a unit that is held, where all ties are on their walls. *)
Lemma held_on_wall y Ls : forall marks hs h l u q ns rs t b, keeps_to (pieces_at marks Ls hs) (net_at y Ls) h -> (forall a, In a (base_ties y (pieces_at marks Ls hs) h) -> distance_off a = 0) ->
  marks l u = Some (q, ns) -> nth_error Ls l = Some (rs, (t, b)) -> (u < length rs)%nat ->
  exists k, nth_error (net_at y Ls) l = Some k /\ (u < length (rows k))%nat /\ is_breakpoint (tab k) q (at_ (pre_at (net_at y Ls) l h) u).
Proof.
  induction Ls as [|[rs0 [t0 b0]] Ls IH]; intros marks hs h l u q ns rs t b K Z Hm Hl Hu; [now destruct l|]. cbn [pieces_at net_at map keeps_to base_ties] in *. fold (net_at y Ls) in *.
  set (us := map (fun e => placed_at t0 (marks O (fst e)) (snd e) (value_of hs (snd e))) (numbered rs0)) in *. destruct K as (_ & F & K).
  assert (Pre : pre (layer_at y (rs0, (t0, b0))) h = map (fun v => z_of y h (row_of v)) us).
  { unfold pre. rewrite unwired_pooling by reflexivity. cbn [layer_at rows wiring fed fst]. rewrite !map_map. unfold us. rewrite map_map. symmetry. transitivity (map (fun e => z_of y h (snd e)) (numbered rs0)); [apply map_ext; intros e; unfold placed_at; now destruct (marks O (fst e)) as [[? [[? ?] ?]]|]|]. rewrite <- (map_map snd (z_of y h)), numbered_snd. reflexivity. }
  rewrite Pre in *. rewrite map2_map in Z.
  assert (On : forall v e, In v us -> held v = Some e -> z_of y h (row_of v) = toR (wall e)).
  { intros v e Hv He. assert (D : distance_off (e, z_of y h (row_of v)) = 0).
    { apply Z, in_or_app. left. unfold held_values. apply in_flat_map. exists (v, z_of y h (row_of v)). split; [|cbn [fst snd]; rewrite He; now left]. clear - Hv. induction us as [|a l IHl]; [contradiction|]. destruct Hv as [->|Hv]; [now left|right; auto]. }
    unfold distance_off in D. cbn [fst snd] in D. unfold Rabs in D. destruct (Rcase_abs _); lra. }
  destruct l as [|l].
  - injection Hl as -> -> ->. exists (layer_at y (rs, (t, b))). split; [reflexivity|]. split; [cbn [layer_at rows fst]; now rewrite map_length|]. cbn [pre_at]. rewrite Pre.
    destruct (nth_error rs u) as [row|] eqn:Er; [|apply nth_error_None in Er; lia]. pose proof (map_nth_error (fun e => placed_at t (marks O (fst e)) (snd e) (value_of hs (snd e))) _ _ (nth_numbered _ _ _ Er)) as Ex. cbn [fst snd] in Ex. fold us in Ex.
    destruct (Forall2_left_nth _ _ _ F u _ Ex) as (z & Ez & _ & B). pose proof (nth_error_In _ _ Ex) as Hin. rewrite (map_nth_error _ _ _ Ex) in Ez. injection Ez as <-. unfold at_. rewrite (nth_error_nth _ _ 0 (map_nth_error (fun v => z_of y h (row_of v)) _ _ Ex)).
    unfold placed_at in *. rewrite Hm in *. destruct ns as [[la a] p]. cbn [held used] in B. rewrite (On _ _ Hin eq_refl). exact B.
  - cbn [nth_error pre_at] in *.
    assert (O' : out (layer_at y (rs0, (t0, b0))) h = map (fun v => piece_value t0 (used v) (z_of y h (row_of v))) us).
    { unfold out. rewrite Pre. change (kept (layer_at y (rs0, (t0, b0))) h) with (@nil R). rewrite app_nil_r, map_map. apply map_ext_in. intros v Hv. apply In_nth_error in Hv as (k & Hk). destruct (Forall2_left_nth _ _ _ F k v Hk) as (z & Ez & E & _).
      rewrite (map_nth_error _ _ _ Hk) in Ez. injection Ez as <-. rewrite E. unfold unit_value, above. destruct (held v) as [e|] eqn:He; [|ring]. rewrite (On v e (nth_error_In _ _ Hk) He), Rminus_eq_0, Rmax_left by lra. ring. }
    rewrite O' in *. apply (IH (fun l => marks (S l)) (map (fun u => napply t0 (used u) (value_of hs (row_of u))) us) _ l u q ns rs t b); auto. intros a Ha. apply Z, in_or_app. now right.
Qed.

Section Checked.
Variables (w : trained_witness) (c : certificate T) (t : trained_claim T).
Let W := W_of c.
Let Ws := parameters W.
Let Ls := trainables (steps w) (length Ws) 0 W.
Let marks := mark_of (data c) (combine (ties t) (tie_numbers w)).
Hypothesis goal_ok : valid_goal c = true.
Hypothesis squared : is_squared (loss_of c) = true.
Hypothesis not_empty : data c <> [].
Hypothesis full : forallb is_full W = true.
Hypothesis numbers_ok : valid_numbers w = true.
Hypothesis steps_ok : valid_steps w t Ws = true.
Hypothesis kept : forallb (is_kept (box w) (share (length (data c))) (goal c) (output_number c) (pull w)) (point_views w c t (strict_box w)) = true.
(* Samples of a point have its inputs. *)
Lemma point_of s : In s (data c) -> exists v, In v (point_views w c t (strict_box w)) /\ In s (samples_at v).
Proof.
  intros Hs. apply in_points in Hs. apply in_concat in Hs as (p & Hp & Hs). exists (view_of (box w) (strict_box w) Ls marks p). split; [|exact Hs]. unfold point_views. now apply in_map.
Qed.
Lemma point_inputs sb v s : In v (point_views w c t sb) -> In s (samples_at v) -> map toR (input_of (samples_at v)) = map toR (input s).
Proof.
  intros Hv Hs. apply in_map_iff in Hv as (p & <- & Hp). cbn [samples_at view_of] in *. pose proof (points_one (data c)) as O. rewrite Forall_forall in O. specialize (O p Hp).
  unfold input_of. destruct p as [|s' p]; [contradiction|]. apply O; auto. now left.
Qed.
Lemma marked_holds h l u : marks h l u <> None -> holds_at (ties t) (data_R c) (map toR h) l u.
Proof.
  unfold marks, mark_of. destruct (find _ _) as [[[[[l' u'] i] q] ns]|] eqn:E; [intros _|congruence]. apply find_some in E as [Hin E]. cbn [fst] in E. apply andb_prop in E as [E Hs]. apply andb_prop in E as [E1 E2].
  apply Nat.eqb_eq in E1, E2. subst l' u'. destruct (nth_error (data c) i) as [s|] eqn:Es; [|discriminate]. exists i, q, (sample_R s). split; [now apply in_combine_l in Hin|]. split; [now apply map_nth_error|]. now apply equal_inputs.
Qed.
Lemma W_alike : net_at (at_ (parameters (net_R W))) Ls = net_R W.
Proof. apply (net_at_alike w c full). apply (W_self c). Qed.
Theorem pieces_stay y : in_box w c t (toR (box w)) y -> forall s, In s (data_R c) -> let held_at := holds_at (ties t) (data_R c) (input s) in
  exists p, Semantics.has_pieces held_at (net_R W) (input s) p /\ Semantics.has_pieces held_at (net_at y Ls) (input s) p.
Proof.
  intros Hy s Hs. unfold data_R in Hs. apply in_map_iff in Hs as (s0 & <- & Hs). cbn [sample_R input]. destruct (point_of s0 Hs) as (v & Hv & Hin). rewrite <- (point_inputs _ v s0 Hv Hin).
  destruct (points_above w c t goal_ok squared not_empty full numbers_ok steps_ok kept y v Hy Hv) as (Ky & _).
  destruct (points_above w c t goal_ok squared not_empty full numbers_ok steps_ok kept _ v (W_in_box w c t _ (proj1 (box_nonneg w numbers_ok))) Hv) as (Kw & _).
  fold W Ws Ls in Kw, Ky. rewrite W_alike in Kw. pose proof Hv as Hv'. apply in_map_iff in Hv as (p & <- & Hp). cbn [samples_at placed_units view_of] in *.
  exists (pattern_used (pieces_at (marks (input_of p)) Ls (input_of p))). split; apply keeps_has; auto; intros l u H; now apply marked_holds.
Qed.
Hypothesis valid : forallb (valid_tie (data c) Ls marks) (ties t) = true.
Theorem walls_reached y : in_box w c t (toR (box w)) y -> ties_off w c t (strict_box w) y = 0 -> on_walls (net_at y Ls) (ties t) (data_R c).
Proof.
  intros Hy Off l u i q Hin. rewrite forallb_forall in valid. specialize (valid _ Hin). unfold valid_tie in valid. destruct (nth_error (data c) i) as [s|] eqn:Es; [|discriminate]. destruct (nth_error Ls l) as [[rs [tb b]]|] eqn:El; [|discriminate].
  apply andb_prop in valid as [V V4]. apply andb_prop in V as [V _]. apply andb_prop in V as [V _]. apply Nat.ltb_lt in V. apply existsb_exists in V4 as (p & Hp & V4). apply andb_prop in V4 as [V4 V5].
  apply existsb_exists in V4 as (s' & Hs' & E). apply equal_inputs in E. destruct (marks (input_of p) l u) as [[q' ns]|] eqn:Em; [|discriminate]. apply Nat.eqb_eq in V5. subst q'.
  set (v := view_of (box w) (strict_box w) Ls marks p). assert (Hv : In v (point_views w c t (strict_box w))) by (apply in_map; exact Hp).
  pose proof (point_inputs _ v s' Hv Hs') as Ei. rewrite E in Ei. destruct (points_above w c t goal_ok squared not_empty full numbers_ok steps_ok kept y v Hy Hv) as (Ky & _). fold W Ws Ls in Ky.
  assert (Z : forall a, In a (base_ties y (placed_units v) (map toR (input_of (samples_at v)))) -> distance_off a = 0).
  { intros a Ha. pose proof (farthest_is (all_ties (point_views w c t (strict_box w)) y) a ltac:(apply in_flat_map; eauto)) as Q. unfold ties_off in Off. rewrite Off in Q. pose proof (Rabs_pos (snd a - toR (wall (fst a)))). unfold distance_off in *. lra. }
  rewrite Ei in Z, Ky. destruct (held_on_wall y Ls _ _ _ l u q ns rs tb b Ky Z Em El V) as (k & K1 & K2 & K3). exists (sample_R s), k. split; [now apply map_nth_error|]. split; [exact K1|]. split; [exact K2|exact K3].
Qed.
End Checked.
End TiesHeld.
