(* SPDX-License-Identifier: GPL-3.0-or-later

   In a box the units keep their pieces, and those that ties hold meet no breakpoint but theirs (O183): then a network is what its units make in
   their pieces, and what the ties add where they are above their walls (section 25.2, Lemma 1). *)
Require Import Reals List Lra Lia Bool PeanoNat.
Require Import Thalweg.Numbers Thalweg.Semantics Thalweg.Passes Thalweg.Values Thalweg.Soundness Thalweg.Expansions Thalweg.NumberedNetworks Thalweg.Bends.
Import ListNotations.
Open Scope R_scope.

Module Walls (N : NUM).
Module Export Be := Bends N.
Import N Sg.Tr.Pc Sg.Tr.

(* --- bounds ------------------------------------------------------------------------------------------------------------ *)
Definition in_ball (a : ball) (r : R) : Prop := Rabs (r - toR (fst a)) <= toR (snd a).
Lemma in_origin : in_ball origin 0.
Proof. unfold in_ball, origin. cbn [fst snd]. rewrite toR_zero, Rminus_0_r, Rabs_R0. lra. Qed.
Lemma in_point a : in_ball (a, zero) (toR a).
Proof. unfold in_ball. cbn [fst snd]. rewrite toR_zero, Rminus_eq_0, Rabs_R0. lra. Qed.
Lemma radius_nonneg a r : in_ball a r -> 0 <= toR (snd a).
Proof. unfold in_ball. intros H. pose proof (Rabs_pos (r - toR (fst a))). lra. Qed.
Lemma in_plus a b r s : in_ball a r -> in_ball b s -> in_ball (ball_plus a b) (r + s).
Proof.
  unfold in_ball, ball_plus. cbn [fst snd]. rewrite !toR_add. intros. replace (r + s - (toR (fst a) + toR (fst b))) with ((r - toR (fst a)) + (s - toR (fst b))) by ring.
  now apply two_terms.
Qed.
Lemma in_scale c a r : in_ball a r -> in_ball (ball_scale c a) (toR c * r).
Proof.
  unfold in_ball, ball_scale. cbn [fst snd]. rewrite !toR_mul, toR_abs. intros. rewrite <- Rmult_minus_distr_l, Rabs_mult. apply Rmult_le_compat_l; [apply Rabs_pos|assumption].
Qed.
Lemma in_size a r : in_ball a r -> Rabs r <= toR (size_of a).
Proof. unfold in_ball, size_of. rewrite toR_add, toR_abs. intros. replace r with (toR (fst a) + (r - toR (fst a))) by ring. apply two_terms; lra. Qed.
Lemma in_times a b r s : in_ball a r -> in_ball b s -> in_ball (ball_times a b) (r * s).
Proof.
  intros A B. pose proof (in_size _ _ B) as S. unfold in_ball, ball_times, size_of in *. cbn [fst snd]. rewrite !toR_add, !toR_mul, !toR_add, !toR_abs in *.
  replace (r * s - toR (fst a) * toR (fst b)) with (toR (fst a) * (s - toR (fst b)) + (r - toR (fst a)) * s) by ring. apply two_terms; apply product_small; auto. lra.
Qed.
Lemma in_lower a r : in_ball a r -> toR (fst a) - toR (snd a) <= r <= toR (fst a) + toR (snd a).
Proof. unfold in_ball, Rabs. destruct (Rcase_abs _); lra. Qed.

(* --- one unit ------------------------------------------------------------------------------------------------------------ *)
(* What a tie adds. *)
Definition above (u : placed_unit) (z : R) : R := match held u with Some e => toR (jump e) * Rmax 0 (z - toR (wall e)) | None => 0 end.
Definition unit_value (t : table T) (u : placed_unit) (z : R) : R := piece_value t (used u) z + above u z.
(* As [placed_at] makes it. *)
Definition well_placed (t : table T) (u : placed_unit) : Prop := forall e, held u = Some e -> wall e = fst (kink t (used u)) /\ jump e = snd (kink t (used u)).
Lemma placed_well t m row z : well_placed t (placed_at t m row z).
Proof. unfold placed_at, well_placed. destruct m as [[q [[l a] p]]|]; cbn [held used]; intros e H; [injection H as <-; now split|discriminate]. Qed.
Lemma fits_inside t : forall q lo hi z, fits t q false lo hi = true -> toR lo <= z <= toR hi -> inside (table_R t) q z.
Proof.
  induction t as [s k|s k b t IH]; intros [|q] lo hi z H Hz; simpl in *; auto; try discriminate.
  - apply lt_spec in H. lra.
  - apply andb_prop in H as [H1 H2]. apply lt_spec in H1. split; [lra|]. now apply (IH q lo hi).
Qed.
Lemma fits_held t : forall q lo hi z, fits t q true lo hi = true -> toR lo <= z <= toR hi ->
  act (table_R t) z = piece_value t q z + toR (snd (kink t q)) * Rmax 0 (z - toR (fst (kink t q))).
Proof.
  induction t as [s k|s k b t IH]; intros [|q] lo hi z H Hz; simpl in H; try discriminate.
  - apply andb_prop in H as [E H]. apply eqb_spec in E. unfold napply in E. rewrite !toR_add, !toR_mul in E.
    unfold piece_value. simpl. rewrite toR_sub. destruct (Rle_dec z (toR b)) as [L|L]; [rewrite Rmax_left by lra; ring|]. rewrite Rmax_right by lra.
    assert (A : act (table_R t) z = toR (fst (segment t 0)) * z + toR (snd (segment t 0))).
    { destruct t as [s' k'|s' k' b' t']; simpl in *; auto. apply lt_spec in H. destruct (Rle_dec z (toR b')); [reflexivity|lra]. }
    rewrite A. replace (toR (snd (segment t 0))) with (toR s * toR b + toR k - toR (fst (segment t 0)) * toR b) by lra. ring.
  - apply andb_prop in H as [H1 H2]. apply lt_spec in H1. specialize (IH q lo hi z H2 Hz). unfold piece_value in *. simpl. destruct (Rle_dec z (toR b)); [lra|]. exact IH.
Qed.
Lemma fits_breakpoint t : forall q lo hi, fits t q true lo hi = true -> is_breakpoint (table_R t) q (toR (fst (kink t q))).
Proof. induction t as [s k|s k b t IH]; intros [|q] lo hi H; simpl in H; try discriminate; [reflexivity|]. apply andb_prop in H as [_ H]. exact (IH q lo hi H). Qed.
(* In its piece, or near the breakpoint that holds it. *)
Definition in_place (t : table R) (t' : table T) (u : placed_unit) (z : R) : Prop :=
  act t z = unit_value t' u z /\ match held u with Some e => is_breakpoint t (used u) (toR (wall e)) | None => inside t (used u) z end.
Lemma unit_act t u a z : well_placed t u -> unit_fits t u a = true -> in_ball a z -> in_place (table_R t) t u z.
Proof.
  intros P F B. apply in_lower in B. unfold unit_fits, is_held in F. unfold in_place, unit_value, above. assert (Z : toR (sub (fst a) (snd a)) <= z <= toR (add (fst a) (snd a))) by (rewrite toR_sub, toR_add; lra).
  destruct (held u) as [e|] eqn:E.
  - destruct (P e E) as [-> ->]. split; [eapply fits_held; eauto|eapply fits_breakpoint; eauto].
  - pose proof (fits_inside t _ _ _ z F Z) as I. split; auto. unfold piece_value. now rewrite act_segment, (inside_piece _ _ _ I), Rplus_0_r.
Qed.
Lemma in_piece t u a z v : in_ball a z -> 0 <= v <= Rmax 0 (toR (add (fst a) (snd a)) - match held u with Some e => toR (wall e) | None => 0 end) ->
  in_ball (through_piece t u a) (piece_value t (used u) z + match held u with Some e => toR (jump e) * v | None => 0 end).
Proof.
  intros B V. unfold through_piece. set (s := segment t (used u)).
  assert (H : in_ball (add (mul (fst s) (fst a)) (snd s), mul (abs (fst s)) (snd a)) (piece_value t (used u) z)).
  { unfold in_ball, piece_value in *. cbn [fst snd]. rewrite segment_R. cbn [fst snd]. fold s. rewrite toR_add, !toR_mul, toR_abs.
    replace (toR (fst s) * z + toR (snd s) - (toR (fst s) * toR (fst a) + toR (snd s))) with (toR (fst s) * (z - toR (fst a))) by ring. rewrite Rabs_mult. apply Rmult_le_compat_l; [apply Rabs_pos|exact B]. }
  destruct (held u) as [e|]; [|now rewrite Rplus_0_r]. apply in_plus; auto. apply in_scale. unfold in_ball. cbn [fst snd]. rewrite toR_mul, toR_half, positive_part_R, toR_sub, toR_add.
  rewrite toR_add in V. apply Rabs_le. lra.
Qed.

(* --- networks ------------------------------------------------------------------------------------------------------------ *)
Fixpoint values (y : nat -> R) (Ms : pieced) (h : list R) : list R :=
  match Ms with [] => h | (us, t) :: Ms' => values y Ms' (map (fun u => unit_value t u (z_of y h (row_of u))) us) end.
Definition all_well (Ms : pieced) : Prop := Forall (fun e : list placed_unit * table T => Forall (well_placed (snd e)) (fst e)) Ms.
Lemma pieces_well Ls : forall marks hs, all_well (pieces_at marks Ls hs).
Proof.
  induction Ls as [|[rs [t b]] Ls IH]; intros marks hs; simpl; constructor; [|apply IH]. apply Forall_forall. intros u Hu. cbn [fst snd] in *. apply in_map_iff in Hu as (e & <- & _). apply placed_well.
Qed.
Section InBox.
Variables (bx : T) (y : nat -> R).
Definition in_parameter (p : parameter) : Prop := in_ball (parameter_ball bx p) (y (number p)).
Lemma in_row ps hs rs : Forall in_parameter ps -> Forall2 in_ball hs rs -> in_ball (row_ball bx ps hs) (Semantics.dot (map (fun a => y (number a)) ps) rs).
Proof.
  intros H. revert hs rs. induction H as [|p ps Hp _ IH]; intros hs rs F; [exact in_origin|]. destruct F as [|h r hs rs Hh F]; [exact in_origin|]. simpl. apply in_plus; [now apply in_times|now apply IH].
Qed.
Lemma in_unit row hs rs : in_parameter (snd row) -> Forall in_parameter (fst row) -> Forall2 in_ball hs rs -> in_ball (unit_ball bx hs row) (z_of y rs row).
Proof. intros H1 H2 F. apply in_plus; auto. now apply in_row. Qed.
(* All units in place. *)
Fixpoint keeps_to (Ms : pieced) (W : net R) (h : list R) : Prop :=
  match Ms, W with
  | [], [] => True
  | (us, t) :: Ms', l :: W' =>
    tab l = table_R t /\ Forall2 (in_place (tab l) t) us (pre l h) /\ keeps_to Ms' W' (out l h)
  | _, _ => False
  end.
Lemma layer_bounds t us : Forall (fun u => in_parameter (snd (row_of u)) /\ Forall in_parameter (fst (row_of u))) us -> Forall (well_placed t) us -> forall hs rs bs,
  Forall2 in_ball hs rs -> Forall2 in_ball hs bs -> all2 (unit_fits t) us (map (fun u => unit_ball bx hs (row_of u)) us) = true ->
  Forall2 in_ball (map2 (through_piece t) us (map (fun u => unit_ball bx hs (row_of u)) us)) (map (fun u => unit_value t u (z_of y rs (row_of u))) us) /\
  Forall2 in_ball (map2 (through_piece t) us (map (fun u => unit_ball bx hs (row_of u)) us)) (map (fun u => piece_value t (used u) (z_of y bs (row_of u))) us) /\
  Forall (fun u => in_place (table_R t) t u (z_of y rs (row_of u))) us.
Proof.
  intros P W hs rs bs Fr Fb. induction P as [|u us [P1 P2] _ IH]; intros A; simpl in *; [repeat split; constructor|]. apply andb_prop in A as [A1 A2]. inversion W as [|? ? Wu W']; subst.
  destruct (IH W' A2) as (I1 & I2 & I3). pose proof (in_unit _ _ _ P1 P2 Fr) as Zr. pose proof (in_unit _ _ _ P1 P2 Fb) as Zb. split; [|split]; constructor; auto.
  - unfold unit_value, above. pose proof (in_piece t u _ _ (match held u with Some e => Rmax 0 (z_of y rs (row_of u) - toR (wall e)) | None => 0 end) Zr) as Q.
    destruct (held u); apply Q; [|split; [lra|apply Rmax_l]]. split; [apply Rmax_l|]. apply Rle_max_compat_l. apply in_lower in Zr. rewrite toR_add. lra.
  - pose proof (in_piece t u _ _ 0 Zb ltac:(split; [lra|apply Rmax_l])) as Q. destruct (held u); [now rewrite Rmult_0_r, Rplus_0_r in Q|now rewrite Rplus_0_r in Q].
  - now apply (unit_act t u _ _ Wu A1).
Qed.
(* O183 *)
Theorem boxed_sound Ms Ls : rows_of Ms Ls -> all_placed in_parameter Ms -> all_well Ms -> forall hs rs bs os, Forall2 in_ball hs rs -> Forall2 in_ball hs bs -> boxed bx Ms hs = Some os ->
  fwd (net_at y Ls) rs = values y Ms rs /\ Forall2 in_ball os (values y Ms rs) /\ Forall2 in_ball os (base y Ms bs) /\ keeps_to Ms (net_at y Ls) rs.
Proof.
  intros R. induction R as [|[us t] [rw [tb bi]] Ms Ls [E1 E2] _ IH]; intros P W hs rs bs os Fr Fb E; [injection E as <-; repeat split; auto|].
  cbn [fst snd] in E1, E2. subst rw tb. inversion P as [|? ? P1 P']; inversion W as [|? ? W1 W']; subst. cbn [fst snd] in P1, W1. cbn [boxed] in E. destruct (all2 _ _ _) eqn:A; [|discriminate].
  destruct (layer_bounds t us P1 W1 _ _ _ Fr Fb A) as (B1 & B2 & B3). destruct (IH P' W' _ _ _ _ B1 B2 E) as (I1 & I2 & I3 & I4).
  pose proof (out_at y (map row_of us, (t, bi)) rs) as O. cbn [fst snd] in O. rewrite !map_map in O.
  assert (O' : out (layer_at y (map row_of us, (t, bi))) rs = map (fun u => unit_value t u (z_of y rs (row_of u))) us).
  { rewrite O. apply map_ext_in. intros u Hu. rewrite Forall_forall in B3. exact (proj1 (B3 u Hu)). }
  change (fwd (net_at y ((map row_of us, (t, bi)) :: Ls)) rs) with (fwd (net_at y Ls) (out (layer_at y (map row_of us, (t, bi))) rs)). rewrite O'. split; [exact I1|]. split; [exact I2|]. split; [exact I3|].
  cbn [keeps_to net_at map]. fold (net_at y Ls). rewrite O'. split; [reflexivity|]. split; [|exact I4].
  unfold pre. rewrite unwired_pooling by reflexivity. cbn [layer_at rows wiring fed fst tab snd]. rewrite !map_map. cbn [row_at fst snd]. clear - B3. induction B3 as [|u us H _ IHb]; simpl; constructor; auto.
Qed.
(* Where all ties are on their walls. *)
Lemma values_on_walls Ms : forall h, (forall e z, In (e, z) (base_ties y Ms h) -> z = toR (wall e)) -> values y Ms h = base y Ms h.
Proof.
  induction Ms as [|[us t] Ms IH]; intros h H; auto. cbn [values base base_ties] in *. rewrite map2_map in H.
  assert (E : map (fun u => unit_value t u (z_of y h (row_of u))) us = map (fun u => piece_value t (used u) (z_of y h (row_of u))) us).
  { apply map_ext_in. intros u Hu. unfold unit_value, above. destruct (held u) as [e|] eqn:Eu; [|ring]. rewrite (H e (z_of y h (row_of u))); [rewrite Rminus_eq_0, Rmax_left by lra; ring|].
    apply in_or_app. left. unfold held_values. apply in_flat_map. exists (u, z_of y h (row_of u)). split; [|cbn [fst snd]; rewrite Eu; now left].
    clear - Hu. induction us as [|v us IHu]; [contradiction|]. destruct Hu as [->|Hu]; [now left|right; auto]. }
  rewrite E. apply IH. intros e z Hz. apply H, in_or_app. now right.
Qed.
(* Without marks there are no ties. *)
Lemma no_marks Ls : forall marks hs h, (forall l u, marks l u = None) -> base_ties y (pieces_at marks Ls hs) h = [].
Proof.
  induction Ls as [|[rs [t b]] Ls IH]; intros marks hs h H; simpl; auto. rewrite IH by auto. rewrite app_nil_r. unfold held_values. rewrite map_map.
  induction (numbered rs) as [|e l IHl]; simpl; auto. rewrite IHl, H. reflexivity.
Qed.
End InBox.
End Walls.
