(* SPDX-License-Identifier: GPL-3.0-or-later

   Cells that cover a domain, with a strict point each, on whose interiors the signs are constant and different, are the
   closures of its regions: over R, for any function in the place of the signs. *)
Require Import Reals List Lra Lia.
Require Import Thalweg.Semantics Thalweg.Geometry Thalweg.Values Thalweg.Affine Thalweg.Farkas Thalweg.BestFits.
Import ListNotations.
Open Scope R_scope.

(* --- from a point of a cell towards a strict one ------------------------------------------------------------------------ *)
Fixpoint mix (t : R) (x p : list R) : list R := match x, p with a :: x', b :: p' => a + t * (b - a) :: mix t x' p' | _, _ => [] end.
Fixpoint distance (x p : list R) : R := match x, p with a :: x', b :: p' => Rabs (b - a) + distance x' p' | _, _ => 0 end.
Lemma distance_nonneg x p : 0 <= distance x p.
Proof. revert p; induction x as [|a x IH]; intros [|b p]; simpl; try lra. pose proof (Rabs_pos (b - a)). specialize (IH p). lra. Qed.
Lemma mix_near t x p e : 0 <= t -> length x = length p -> t * distance x p <= e -> near e x (mix t x p).
Proof.
  intros Ht. revert p; induction x as [|a x IH]; intros [|b p] L H; simpl in *; try discriminate; [constructor|].
  pose proof (distance_nonneg x p). pose proof (Rabs_pos (b - a)). constructor.
  - replace (a - (a + t * (b - a))) with (- (t * (b - a))) by ring. rewrite Rabs_Ropp, Rabs_mult, (Rabs_pos_eq t) by lra.
    assert (0 <= t * distance x p) by (apply Rmult_le_pos; auto). lra.
  - apply IH; [lia|]. assert (0 <= t * Rabs (b - a)) by (apply Rmult_le_pos; auto). lra.
Qed.
Lemma dot_mix a t x p : length x = length p -> dot a (mix t x p) = dot a x + t * (dot a p - dot a x).
Proof. revert x p; induction a as [|u a IH]; intros [|v x] [|w p] L; simpl in *; try discriminate; try ring. rewrite IH by lia. ring. Qed.
Lemma strict_nearby d c x p e : 0 < e -> is_in d c x -> length p = d -> Forall (fun h => strict h p) c ->
  exists y, near e x y /\ length y = d /\ Forall (fun h => strict h y) c.
Proof.
  intros He [Lx Hx] Lp Hp. set (D := distance x p). pose proof (distance_nonneg x p) as HD. fold D in HD.
  set (t := Rmin 1 (e / (D + 1))). assert (Q : 0 < e / (D + 1)) by (apply Rdiv_lt_0_compat; lra).
  assert (Ht : 0 < t) by (unfold t; apply Rmin_glb_lt; lra). assert (Ht1 : t <= 1) by apply Rmin_l.
  assert (HtD : t * D <= e).
  { apply Rle_trans with (e / (D + 1) * D); [apply Rmult_le_compat_r; [auto|apply Rmin_r]|].
    apply Rle_trans with (e / (D + 1) * (D + 1)); [apply Rmult_le_compat_l; lra|]. right. field. lra. }
  pose proof (mix_near t x p e) as M. assert (N : near e x (mix t x p)) by (apply M; [lra|congruence|exact HtD]).
  exists (mix t x p). split; auto. split; [rewrite <- Lx; symmetry; eapply near_length; eauto|].
  rewrite Forall_forall in *. intros h Hh. unfold strict. rewrite dot_mix by congruence. specialize (Hx h Hh). specialize (Hp h Hh). unfold strict in Hp.
  simpl in Hx. nra.
Qed.
Lemma closed_in d c x : closure (is_in d c) x -> is_in d c x.
Proof.
  intros H. split.
  - destruct (H 1) as [y [N [L _]]]; [lra|]. rewrite <- L. eapply near_length; eauto.
  - apply Forall_forall. intros h Hh. apply Rnot_lt_le. intros Hlt. set (k := (map (Rmult (-1)) (fst h), - snd h) : row R).
    destruct (strict_near k x) as [e [He E]]; [unfold strict, k; simpl; rewrite dot_scaled; lra|].
    destruct (H e He) as [y [N [_ Hy]]]. apply E in N. unfold strict, k in N. simpl in N. rewrite dot_scaled in N. rewrite Forall_forall in Hy.
    specialize (Hy h Hh). lra.
Qed.
Lemma closure_mono (S S' : list R -> Prop) x : (forall y, S y -> S' y) -> closure S x -> closure S' x.
Proof. intros H C e He. destruct (C e He) as [y [N Y]]. eauto. Qed.
Lemma interior_mono (S S' : list R -> Prop) x : (forall y, S y -> S' y) -> interior S x -> interior S' x.
Proof. intros H [e [He C]]. exists e. split; auto. Qed.

Section Regions.
Variable d : nat.
Variable domain : cell R.
Variable W : net R.
Variable es : list (cell R * list R).
Hypothesis points : forall e, In e es -> length (snd e) = d /\ Forall (fun h => strict h (snd e)) (fst e).
Hypothesis constant_signs : forall e x, In e es -> interior (is_in d (fst e)) x -> signs W x = signs W (snd e).
Hypothesis different : ForallOrdPairs (fun e e' => signs W (snd e) <> signs W (snd e')) es.
Hypothesis cover : forall x, is_in d domain x <-> exists e, In e es /\ is_in d (fst e) x.
Hypothesis contained : forall e x, In e es -> is_in d domain x -> signs W x = signs W (snd e) -> is_in d (fst e) x.
Hypothesis affine_on : forall e, In e es -> exists A, forall x, is_in d (fst e) x -> fwd W x = affine A x.
Notation region s := (fun x => is_in d domain x /\ signs W x = s).

Lemma region_near x e : 0 < e -> is_in d domain x -> exists y k, In k es /\ near e x y /\ interior (is_in d (fst k)) y.
Proof.
  intros He Hx. apply cover in Hx as [k [Hk Hx]]. destruct (points k Hk) as [L P].
  destruct (strict_nearby d (fst k) x (snd k) e He Hx L P) as [y [N [Ly Sy]]]. exists y, k. split; auto. split; auto. now apply strictly_interior.
Qed.
Lemma ball_signs y k : In k es -> interior (is_in d (fst k)) y -> exists e, 0 < e /\ forall z, near e y z -> region (signs W (snd k)) z.
Proof.
  intros Hk Hy. destruct (interior_ball _ _ Hy) as [e [He B]]. exists e. split; auto. intros z Hz. specialize (B z Hz). split.
  - apply cover. exists k. split; auto. now apply interior_in.
  - now apply constant_signs.
Qed.
Theorem regions_of_cells : has_regions d domain W (length es).
Proof.
  exists (map (fun e => signs W (snd e)) es). split; [|split; [|split; [|split; [|split]]]].
  - clear - different. induction different as [|e es He H IH]; simpl; constructor; auto. intros Hin. apply in_map_iff in Hin as [e' [E Hin]].
    rewrite Forall_forall in He. now apply (He e' Hin).
  - apply map_length.
  - intros s. rewrite in_map_iff. split.
    + intros [k [<- Hk]]. destruct (points k Hk) as [L P]. exists (snd k). destruct (ball_signs (snd k) k Hk) as [e [He B]]; [now apply strictly_interior|].
      exists e. split; auto.
    + intros [x [e [He B]]]. pose proof (B x) as Bx. destruct Bx as [Hx _]; [apply near_refl; lra|].
      destruct (region_near x e He Hx) as [y [k [Hk [N Hy]]]]. exists k. split; auto. destruct (B y N) as [_ <-]. symmetry. now apply constant_signs.
  - intros x Hx. pose proof Hx as Hx'. apply cover in Hx' as [k [Hk Hk']]. exists (signs W (snd k)). split; [now apply (in_map (fun e => signs W (snd e)))|].
    intros e He. destruct (points k Hk) as [L P]. destruct (strict_nearby d (fst k) x (snd k) e He Hk' L P) as [y [N [Ly Sy]]]. exists y. split; auto.
    assert (I : interior (is_in d (fst k)) y) by now apply strictly_interior.
    split; [apply cover; exists k; split; auto; now apply interior_in|now apply constant_signs].
  - intros s s' x Ne [e [He B]] [e' [He' B']]. set (r := Rmin e e'). assert (Hr : 0 < r) by now apply Rmin_glb_lt.
    destruct (B x (near_refl e x ltac:(lra)) (r / 4)) as [u [Nu [Hu _]]]; [lra|].
    destruct (region_near u (r / 4) ltac:(lra) Hu) as [y [k [Hk [Ny Hy]]]]. destruct (ball_signs y k Hk Hy) as [q [Hq S]].
    assert (Nxy : near (r / 2) x y) by (replace (r / 2) with (r / 4 + r / 4) by field; now apply (near_add _ _ x u y)).
    assert (Cy : closure (region s) y) by (apply B; apply (near_weaken (r / 2)); auto; pose proof (Rmin_l e e'); fold r in H; lra).
    assert (Cy' : closure (region s') y) by (apply B'; apply (near_weaken (r / 2)); auto; pose proof (Rmin_r e e'); fold r in H; lra).
    destruct (Cy q Hq) as [z [Nz [_ Ez]]]. destruct (Cy' q Hq) as [z' [Nz' [_ Ez']]]. destruct (S z Nz) as [_ F]. destruct (S z' Nz') as [_ F']. congruence.
  - intros s Hs. apply in_map_iff in Hs as [k [<- Hk]]. destruct (affine_on k Hk) as [A HA]. exists A. intros x Hx. apply HA. apply closed_in.
    apply (closure_mono _ _ _ (fun y Hy => contained k y Hk (proj1 Hy) (proj2 Hy)) Hx).
Qed.
End Regions.

(* A function that is one affine function near every interior point of a cell is that on the cell: the case of finitely many
   closed cells that cover it. *)
Lemma in_or_apart d c x : length x = d -> is_in d c x \/ exists e, 0 < e /\ forall y, near e x y -> ~ is_in d c y.
Proof.
  intros L. induction c as [|h c IH]; [left; split; auto|]. destruct IH as [[_ H]|[e [He H]]].
  - destruct (Rle_dec (dot (fst h) x) (snd h)) as [Q|Q]; [left; split; auto|]. right. set (k := (map (Rmult (-1)) (fst h), - snd h) : row R).
    destruct (strict_near k x) as [e [He E]]; [unfold strict, k; simpl; rewrite dot_scaled; lra|]. exists e. split; auto. intros y Hy [_ Y].
    apply E in Hy. inversion Y as [|? ? Y1 Y2]; subst. unfold strict, k in Hy. simpl in Hy. rewrite dot_scaled in Hy. simpl in Y1. lra.
  - right. exists e. split; auto. intros y Hy [Ly Y]. inversion Y; subst. apply (H y Hy). split; auto.
Qed.
Lemma dense_cells d (c : cell R) p (cs : list (cell R)) x : length p = d -> Forall (fun h => strict h p) c -> is_in d c x ->
  (forall y, interior (is_in d c) y -> exists c', In c' cs /\ is_in d c' y) -> exists c', In c' cs /\ is_in d c' x.
Proof.
  intros Lp Hp Hx H. assert (D : (exists c', In c' cs /\ is_in d c' x) \/ exists e, 0 < e /\ forall y, near e x y -> forall c', In c' cs -> ~ is_in d c' y).
  { clear H. induction cs as [|c' cs IH]; [right; exists 1; split; [lra|intros ? ? ? []]|]. destruct IH as [[k [Hk Hk']]|[e [He IH]]].
    - left. exists k. split; auto. now right.
    - destruct (in_or_apart d c' x (proj1 Hx)) as [I|[e' [He' I]]]; [left; exists c'; split; auto; now left|]. right. exists (Rmin e e').
      split; [now apply Rmin_glb_lt|]. intros y Hy k [<-|Hk].
      + apply I. eapply near_weaken; [apply Rmin_r|exact Hy].
      + apply IH; auto. eapply near_weaken; [apply Rmin_l|exact Hy]. }
  destruct D as [D|[e [He D]]]; auto. exfalso. destruct (strict_nearby d c x p e He Hx Lp Hp) as [y [N [Ly Sy]]].
  destruct (H y) as [c' [Hc' Hy]]; [now apply strictly_interior|]. exact (D y N c' Hc' Hy).
Qed.
