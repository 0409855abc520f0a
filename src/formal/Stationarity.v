(* SPDX-License-Identifier: GPL-3.0-or-later

   Theorem B of the specification (section 15.2) over R: with the pieces fixed, residuals that are orthogonal to the span of
   all paths make W a minimum.  The spans are walked from the inputs to the outputs, as sets of multipliers. *)
Require Import Reals List Lra Lia Bool.
Require Import Thalweg.Semantics Thalweg.Values Thalweg.Losses.
Import ListNotations.
Open Scope R_scope.

(* u is orthogonal to every entry of h. *)
Section Samples.
Context {I : Type}.
Variable is : list I.
Definition orth (u : I -> R) (h : I -> list R) : Prop := forall k, lsum (fun i => u i * at_ (h i) k) is = 0.

Lemma orth_dot u h w : orth u h -> lsum (fun i => u i * dot w (h i)) is = 0.
Proof.
  revert h; induction w as [|a w IH]; intros h H; [apply lsum_zero; intros; simpl; lra|].
  rewrite (lsum_ext _ (fun i => a * (u i * at_ (h i) 0) + u i * dot w (tl (h i)))).
  - rewrite lsum_add, lsum_scale, H, IH; [lra|]. intros k. rewrite <- (H (S k)). apply lsum_ext. intros i _. destruct (h i); simpl; auto. unfold at_. destruct k; auto.
  - intros i _. unfold at_. destruct (h i); simpl; [destruct w|]; simpl; lra.
Qed.

(* One layer: what has to be 0 below for u to be orthogonal to every unit. *)
Definition slope_at (t : table R) (q : list nat) j := fst (segment t (nth j q O)).
Definition icpt_at (t : table R) (q : list nat) j := snd (segment t (nth j q O)).
(* A layer without biases has the biases 0. *)
Definition no_hidden_bias (l : layer R) : Prop := biased l = false -> forall row, In row (rows l) -> snd row = 0.
Lemma orth_layer u (l : layer R) h q : no_hidden_bias l -> wiring l = None ->
  (forall i, In i is -> map (piece (tab l)) (pre l (h i)) = q i) ->
  (forall j, (j < length (rows l))%nat ->
     orth (fun i => u i * slope_at (tab l) (q i) j) h /\
     (biased l = true -> lsum (fun i => u i * slope_at (tab l) (q i) j) is = 0) /\
     lsum (fun i => u i * icpt_at (tab l) (q i) j) is = 0) ->
  orth u (fun i => map (act (tab l)) (pre l (h i))).
Proof.
  intros Hb Hw Hq H j.
  assert (Ep : forall x, pre l x = map (fun row => dot (fst row) x + snd row) (rows l)).
  { intros x. unfold pre, fed. now rewrite (unwired_pooling l Hw), Hw, map_map. }
  destruct (Nat.lt_ge_cases j (length (rows l))) as [L|G].
  - destruct (H j L) as (H1 & H2 & H3).
    set (row := nth j (rows l) ([], 0)).
    rewrite (lsum_ext _ (fun i => (u i * slope_at (tab l) (q i) j) * dot (fst row) (h i) +
       (snd row * (u i * slope_at (tab l) (q i) j) + u i * icpt_at (tab l) (q i) j))).
    + rewrite !lsum_add, lsum_scale, H3, orth_dot by auto. destruct (biased l) eqn:E; [rewrite H2 by auto; lra|].
      rewrite (Hb E row) by (now apply nth_In). lra.
    + intros i Hi. specialize (Hq i Hi). rewrite Ep in *. assert (Z : nth j (map (fun row => dot (fst row) (h i) + snd row) (rows l)) 0 = dot (fst row) (h i) + snd row).
      { unfold row. rewrite nth_indep with (d' := (fun r => dot (fst r) (h i) + snd r) ([], 0)) by (now rewrite map_length).
        exact (map_nth (fun r => dot (fst r) (h i) + snd r) _ _ _). }
      unfold at_. rewrite nth_indep with (d' := act (tab l) 0) by (now rewrite !map_length).
      rewrite map_nth, Z, act_segment. unfold slope_at, icpt_at. rewrite <- Hq.
      rewrite nth_indep with (d' := piece (tab l) 0) by (now rewrite !map_length).
      rewrite map_nth, Z. ring.
  - apply lsum_zero. intros i _. unfold at_. rewrite nth_overflow; [lra|]. rewrite Ep. now rewrite !map_length.
Qed.

(* The span condition, layer by layer from the inputs to the outputs. [B] spans the multipliers b with
   sum_i b_i g_i h_i = 0; [bs] are the spans after the further layers, [q] the pieces in use. *)
Definition in_span (B : list (I -> R)) (v : I -> R) : Prop :=
  exists c : list R, forall i, In i is -> v i = dot c (map (fun b => b i) B).
Definition all_orth (g : I -> R) (B : list (I -> R)) h := forall b, In b B -> orth (fun i => b i * g i) h.

Lemma orth_span g B h v : all_orth g B h -> in_span B v -> orth (fun i => v i * g i) h.
Proof.
  intros HB (c & Hc) k. rewrite (lsum_ext _ (fun i => dot c (map (fun b => b i) B) * (g i * at_ (h i) k))) by (intros i Hi; rewrite Hc by auto; ring).
  clear Hc. revert B HB; induction c as [|a c IH]; intros [|b B] HB; try (apply lsum_zero; intros; simpl; lra).
  rewrite (lsum_ext _ (fun i => a * (b i * g i * at_ (h i) k) + dot c (map (fun b => b i) B) * (g i * at_ (h i) k))) by (intros; simpl; ring).
  rewrite lsum_add, lsum_scale, (HB b (or_introl eq_refl) k), IH; [lra|]. intros b' Hb'. apply HB. now right.
Qed.

Definition layer_condition (g : I -> R) (t : table R) (units : nat) (has_biases : bool) (q : I -> list nat) (B B' : list (I -> R)) : Prop :=
  forall b, In b B' -> forall j, (j < units)%nat ->
    in_span B (fun i => slope_at t (q i) j * b i) /\
    (has_biases = true -> lsum (fun i => slope_at t (q i) j * b i * g i) is = 0) /\
    lsum (fun i => icpt_at t (q i) j * b i * g i) is = 0.
(* Of an architecture: tables, units, whether there are biases. *)
Definition arch_of (W : net R) := map (fun l => (tab l, length (rows l), biased l)) W.
Fixpoint condition (g : I -> R) (arch : list (table R * nat * bool)) (q : I -> list (list nat)) (B : list (I -> R)) (bs : list (list (I -> R))) : Prop :=
  match arch, bs with
  | [], [] => in_span B (fun _ => 1)
  | (t, units, has_biases) :: arch', B' :: bs' =>
    layer_condition g t units has_biases (fun i => hd [] (q i)) B B' /\ condition g arch' (fun i => tl (q i)) B' bs'
  | _, _ => False
  end.

Definition dense_layer (l : layer R) : Prop := no_hidden_bias l /\ wiring l = None /\ keeps l = false.
Theorem condition_orth g W : Forall dense_layer W -> forall h q B bs,
  (forall i, In i is -> pieces W (h i) = q i) -> all_orth g B h -> condition g (arch_of W) q B bs ->
  orth g (fun i => fwd W (h i)).
Proof.
  induction W as [|l W IH]; intros HW h q B [|B' bs] Hq HB HC; simpl in HC; try contradiction.
  - intros k. simpl. pose proof (orth_span g B h _ HB HC k) as E. simpl in E. rewrite <- E. apply lsum_ext. intros; lra.
  - inversion HW as [|? ? HW1 HW2]; subst. destruct HC as [HL HC]. simpl.
    assert (O : forall x, out l x = map (act (tab l)) (pre l x)) by (intros x; unfold out, kept; destruct HW1 as (_ & _ & ->); apply app_nil_r).
    enough (G : orth g (fun i => fwd W (map (act (tab l)) (pre l (h i))))) by (intros k; rewrite <- (G k); apply lsum_ext; intros i _; now rewrite O).
    eapply (IH HW2 (fun i => map (act (tab l)) (pre l (h i)))); [| |exact HC].
    + intros i Hi. cbn beta. rewrite <- (Hq i Hi). simpl. now rewrite O.
    + destruct HW1 as (? & ? & _). intros b Hb. apply orth_layer with (q := fun i => hd [] (q i)); auto.
      * intros i Hi. cbn beta. rewrite <- (Hq i Hi). simpl. unfold layer_pieces. now rewrite unwired_pooling.
      * intros j Hj. destruct (HL b Hb j Hj) as (S1 & S2 & S3). split; [|split].
        -- pose proof (orth_span g B h _ HB S1) as E. intros k. rewrite <- (E k). apply lsum_ext. intros; ring.
        -- intros E. rewrite <- (S2 E). apply lsum_ext. intros; ring.
        -- rewrite <- S3. apply lsum_ext. intros; ring.
Qed.
End Samples.

(* Theorem B.  [ps] are samples with their surrogates, whose residuals with the outputs F are subgradients. *)
Definition residual_of (F : list R -> list R) (o : nat) (s : sample R) : R := at_ (F (input s)) o - at_ (target s) o.
Theorem convex_minimum L d (F F' : list R -> list R) (ps : list (sample R * sample R)) :
  (forall p, In p ps -> input (fst p) = input (snd p)) ->
  (forall p o u, In p ps -> (o < d)%nat -> let k := weight (fst p) * at_ (output_weights L) o in let y := at_ (target (fst p)) o in
     k * loss_value (formula L) (at_ (F (input (fst p))) o) y + slope_factor (formula L) * (residual_of F o (snd p) * (u - at_ (F (input (fst p))) o)) <=
     k * loss_value (formula L) u y) ->
  (forall o, (o < d)%nat ->
     lsum (fun p => residual_of F o (snd p) * at_ (F (input (snd p))) o) ps = 0 /\
     lsum (fun p => residual_of F o (snd p) * at_ (F' (input (snd p))) o) ps = 0) ->
  lsum (fun p => sample_loss L d (F (input (fst p))) (fst p)) ps <= lsum (fun p => sample_loss L d (F' (input (fst p))) (fst p)) ps.
Proof.
  intros Hi Hg H. set (c := slope_factor (formula L)).
  set (term := fun (G : list R -> list R) (p : sample R * sample R) o =>
    weight (fst p) * at_ (output_weights L) o * loss_value (formula L) (at_ (G (input (fst p))) o) (at_ (target (fst p)) o)).
  assert (E : forall G, lsum (fun p => sample_loss L d (G (input (fst p))) (fst p)) ps = nsum d (fun o => lsum (fun p => term G p o) ps)).
  { intros G. rewrite <- nsum_lsum. apply lsum_ext. intros p _. unfold sample_loss. rewrite !nsum_seq, <- lsum_scale. apply lsum_ext.
    intros o _. unfold term. ring. }
  rewrite !E. apply nsum_le. intros o Ho. destruct (H o Ho) as [H1 H2]. clear H E. set (g := fun p : sample R * sample R => residual_of F o (snd p)).
  apply Rle_trans with (lsum (fun p => term F p o +
    (- c * (g p * at_ (F (input (snd p))) o) + c * (g p * at_ (F' (input (snd p))) o))) ps).
  - rewrite !lsum_add, !lsum_scale. unfold g. rewrite H1, H2. right. ring.
  - apply lsum_le. intros p Hp. specialize (Hg p o (at_ (F' (input (fst p))) o) Hp Ho). cbn zeta in Hg. fold c in Hg. fold (g p) in Hg.
    unfold term. rewrite <- (Hi p Hp). lra.
Qed.
Definition residual (W : net R) : nat -> sample R -> R := residual_of (fwd W).
