(* SPDX-License-Identifier: GPL-3.0-or-later

   A function on a cube of R^n that changes no faster than its argument times a constant has a least value there.  Here, and nowhere
   else, least upper bounds are used (`completeness`, so also the axiom `sig_not_dec` of the standard library's reals). *)
Require Import Reals List Lra Lia.
Import ListNotations.
Open Scope R_scope.

(* On an interval: the last point to the right of which there are values as near as you like to the greatest lower bound. *)
Lemma least_on_interval (g : R -> R) K D : 0 < K -> 0 <= D -> (forall a b, Rabs (g a - g b) <= K * Rabs (a - b)) ->
  {a | - D <= a <= D /\ forall b, - D <= b <= D -> g a <= g b}.
Proof.
  intros HK HD HL. destruct (completeness (fun v => exists b, - D <= b <= D /\ v = - g b)) as (m' & Up & Low).
  { exists (- g 0 + K * D). intros v (b & Hb & ->). specialize (HL 0 b). assert (Rabs (0 - b) <= D) by (apply Rabs_le; lra).
    assert (K * Rabs (0 - b) <= K * D) by (apply Rmult_le_compat_l; lra). pose proof (Rle_abs (g 0 - g b)). lra. }
  { exists (- g 0). exists 0. split; [lra|reflexivity]. }
  set (m := - m'). assert (Above : forall b, - D <= b <= D -> m <= g b) by (intros b Hb; specialize (Up (- g b) (ex_intro _ b (conj Hb eq_refl))); unfold m; lra).
  assert (Near : forall e, 0 < e -> ~ forall b, - D <= b <= D -> m + e <= g b).
  { intros e He H. assert (m' <= m' - e); [|lra]. apply Low. intros v (b & Hb & ->). specialize (H b Hb). unfold m in H. lra. }
  destruct (completeness (fun s => - D <= s <= D /\ forall e, 0 < e -> ~ forall b, s <= b <= D -> m + e <= g b)) as (a & Ua & La).
  { exists D. intros s [Hs _]. lra. }
  { exists (- D). split; [lra|exact Near]. }
  assert (A1 : - D <= a) by (apply Ua; split; [lra|exact Near]). assert (A2 : a <= D) by (apply La; intros s [Hs _]; lra).
  exists a. split; [lra|]. intros b Hb. apply Rle_trans with m; [|now apply Above]. destruct (Rle_or_lt (g a) m) as [|Ha]; auto. exfalso.
  set (r := (g a - m) / (2 * K)). assert (Er : K * r = (g a - m) / 2) by (unfold r; field; lra). assert (Pr : 0 < r) by (unfold r; apply Rdiv_lt_0_compat; lra).
  assert (Far : forall c, Rabs (a - c) <= r -> m + (g a - m) / 2 <= g c).
  { intros c Hc. specialize (HL a c). assert (K * Rabs (a - c) <= K * r) by (apply Rmult_le_compat_l; lra). pose proof (Rle_abs (g a - g c)). lra. }
  assert (a <= a - r); [|lra]. apply La. intros s [Hs Hn]. destruct (Rle_or_lt s (a - r)) as [|Hsr]; auto. exfalso. destruct (Rle_or_lt (a + r) D) as [Hu|Hu].
  - assert (a + r <= a); [|lra]. apply Ua. split; [lra|]. intros e He H. apply (Hn (Rmin e ((g a - m) / 2))); [apply Rmin_glb_lt; lra|].
    intros c Hc. pose proof (Rmin_l e ((g a - m) / 2)). pose proof (Rmin_r e ((g a - m) / 2)). destruct (Rle_or_lt (a + r) c); [specialize (H c ltac:(lra)); lra|].
    assert (Rabs (a - c) <= r) by (apply Rabs_le; lra). specialize (Far c ltac:(assumption)). lra.
  - apply (Hn ((g a - m) / 2)); [lra|]. intros c Hc. apply Far, Rabs_le. lra.
Qed.

Definition all_within (t : R) : list R -> list R -> Prop := Forall2 (fun a b => Rabs (a - b) <= t).
Definition in_cube (D : R) (n : nat) (x : list R) : Prop := length x = n /\ Forall (fun a => Rabs a <= D) x.
Lemma all_within_self x : all_within 0 x x.
Proof. induction x; constructor; auto. rewrite Rminus_eq_0, Rabs_R0. lra. Qed.
Lemma all_within_more t t' x y : t <= t' -> all_within t x y -> all_within t' x y.
Proof. intros H. induction 1; constructor; auto. lra. Qed.
Lemma all_within_length t x y : all_within t x y -> length x = length y.
Proof. induction 1; simpl; auto. Qed.

Lemma least_on_all D K : 0 < K -> 0 <= D -> forall n (f : list R -> R), (forall t x y, length x = n -> all_within t x y -> 0 <= t -> Rabs (f x - f y) <= K * t) ->
  {x | in_cube D n x /\ forall y, in_cube D n y -> f x <= f y}.
Proof.
  intros HK HD. induction n as [|n IH]; intros f HL.
  { exists []. split; [split; auto|]. intros [|b y] [L _]; [lra|discriminate]. }
  assert (Rest : forall a, {x | in_cube D n x /\ forall y, in_cube D n y -> f (a :: x) <= f (a :: y)}).
  { intros a. apply (IH (fun x => f (a :: x))). intros t x y L W Ht. apply HL; [simpl; now rewrite L| |auto]. constructor; auto. rewrite Rminus_eq_0, Rabs_R0. exact Ht. }
  set (g := fun a => f (a :: proj1_sig (Rest a))).
  assert (One : forall a b x, length x = n -> Rabs (f (a :: x) - f (b :: x)) <= K * Rabs (a - b)).
  { intros a b x L. apply HL; [simpl; now rewrite L| |apply Rabs_pos]. constructor; [lra|]. apply (all_within_more 0); [apply Rabs_pos|apply all_within_self]. }
  assert (Gl : forall a b, g a <= g b + K * Rabs (a - b)).
  { intros a b. unfold g. destruct (Rest a) as (xa & Ca & Ma), (Rest b) as (xb & Cb & Mb). simpl. specialize (Ma xb Cb). pose proof (One a b xb (proj1 Cb)) as O. pose proof (Rle_abs (f (a :: xb) - f (b :: xb))). lra. }
  destruct (least_on_interval g K D HK HD) as (a & Ha & Ma).
  { intros a b. apply Rabs_le. pose proof (Gl a b). pose proof (Gl b a) as G2. rewrite (Rabs_minus_sym b a) in G2. lra. }
  exists (a :: proj1_sig (Rest a)). split.
  - destruct (Rest a) as (xa & [La Ca] & Mxa). simpl. split; [simpl; now rewrite La|]. constructor; auto. apply Rabs_le. lra.
  - intros [|b y] [L C]; [discriminate|]. injection L as L. inversion C as [|? ? Cb Cy]; subst. assert (Hb : - D <= b <= D) by (unfold Rabs in Cb; destruct (Rcase_abs b); lra).
    specialize (Ma b Hb). apply Rle_trans with (g b); [exact Ma|]. unfold g. destruct (Rest b) as (xb & Cxb & Mb). simpl. apply Mb. now split.
Qed.
(* Only on the cube need f be steady: what is outside is moved to its border. *)
Definition clamp (D a : R) : R := Rmax (- D) (Rmin D a).
Lemma clamp_in D a : 0 <= D -> Rabs (clamp D a) <= D.
Proof. intros H. unfold clamp, Rmax, Rmin. apply Rabs_le. destruct (Rle_dec D a), (Rle_dec _ _); lra. Qed.
Lemma clamp_same D a : Rabs a <= D -> clamp D a = a.
Proof. intros H. assert (- D <= a <= D) by (unfold Rabs in H; destruct (Rcase_abs a); lra). unfold clamp. rewrite Rmin_right by lra. apply Rmax_right. lra. Qed.
Lemma clamp_near D a b : Rabs (clamp D a - clamp D b) <= Rabs (a - b).
Proof.
  unfold clamp, Rmax, Rmin. pose proof (Rle_abs (a - b)). pose proof (Rle_abs (- (a - b))) as H2. rewrite Rabs_Ropp in H2. pose proof (Rabs_pos (a - b)).
  apply Rabs_le. destruct (Rle_dec D a), (Rle_dec D b); repeat destruct (Rle_dec _ _); lra.
Qed.
Theorem least_in_cube D K n (f : list R -> R) : 0 <= K -> 0 <= D -> (forall t x y, in_cube D n x -> in_cube D n y -> all_within t x y -> 0 <= t -> Rabs (f x - f y) <= K * t) ->
  exists x, in_cube D n x /\ forall y, in_cube D n y -> f x <= f y.
Proof.
  intros HK HD HL. assert (In : forall x, length x = n -> in_cube D n (map (clamp D) x)).
  { intros x L. split; [now rewrite map_length|]. apply Forall_forall. intros a Ha. apply in_map_iff in Ha as (b & <- & _). now apply clamp_in. }
  destruct (least_on_all D (K + 1) ltac:(lra) HD n (fun x => f (map (clamp D) x))) as (x & [L C] & M).
  { intros t x y L W Ht. eapply Rle_trans; [apply (HL t); auto; [apply In; now rewrite <- (all_within_length _ _ _ W)|]|].
    - clear L. induction W as [|a b x y H W IHW]; simpl; constructor; auto. eapply Rle_trans; [apply clamp_near|exact H].
    - apply Rmult_le_compat_r; lra. }
  assert (Same : forall y, in_cube D n y -> map (clamp D) y = y). { intros y [_ Cy]. induction Cy; simpl; auto. f_equal; auto. now apply clamp_same. }
  exists x. split; [now split|]. intros y Hy. specialize (M y Hy). cbv beta in M. rewrite !Same in M by (auto; now split). exact M.
Qed.
