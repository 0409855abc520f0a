(* SPDX-License-Identifier: GPL-3.0-or-later

   The claim saddle (section 34) for dense layers and losses with a continuous derivative: all derivatives of R at W are 0, and R rises along a
   ray.  Computes; speaks of no real number. *)
Require Import List Bool PeanoNat.
Require Import Thalweg.Operations Thalweg.Networks Thalweg.Passes Thalweg.Radius Thalweg.Spans Thalweg.Rays Thalweg.Check Thalweg.Sharing Thalweg.Trained.
Import ListNotations.

Module Saddle (N : OPERATIONS).
Module Export Tr := Trained N.
Import Tr.Pc.Sh.K Tr.Pc.Sh.K.Y Tr.Pc.Sh.K.Y.S Tr.Pc.Sh.K.Y.S.Q Tr.Pc.Sh.K.Y.S.Q.P Tr.Pc Tr.
Import N.

Definition is_smooth (L : loss T) : bool := match L with Squared | Huber _ => true | _ => false end.
Definition slope_at (L : loss T) (o y : T) : T := let g := derivative L o y in match L with Squared => add g g | _ => g end.
Definition sample_slope (L : objective T) (d : nat) (fs : list expansion) (s : sample T) : list T :=
  fold_right vadd [] (map (fun o => let f := nth o fs (constant zero) in
    vscale (mul (importance L s o) (slope_at (formula L) (value f) (nth_number (target s) o))) (linear f)) (seq 0 d)).
(* O116, O117: the derivatives of the sum of the losses by all parameters, where no sample is on a wall in the box. *)
Fixpoint slopes_of (box : T) (L : objective T) (d : nat) (Ls : list trainable) (ms : list (sample T)) : option (list T) :=
  match ms with
  | [] => Some []
  | s :: ms' =>
    let Ms := pieces_at (fun _ _ => None) Ls (input s) in
    match boxed box Ms (map (fun a => (a, zero)) (input s)), slopes_of box L d Ls ms' with
    | Some _, Some g => Some (vadd (sample_slope L d (fst (expansions box box Ms (map constant (input s)))) s) g)
    | _, _ => None
    end
  end.
(* O118, O119 *)
Definition ascends (eps : T) (L : objective T) (d : nat) (W E : net T) (ms : list (sample T)) : bool :=
  match errors_along eps L d W E ms with
  | Some (c :: rest) => eqb c (errors L d W ms) && is_positive rest && keeps_sign eps rest
  | _ => false
  end.
Definition check_saddle (box : T) (e : changes T) (c : certificate T) (eps : T) : bool :=
  let W := W_of c in let Ws := parameters W in let E := direction zero e W in
  valid_goal c && is_smooth (loss_of c) && negb (same_length (data c) (@nil T)) && forallb is_full W && lt zero box && lt zero eps && nsame_architecture E W &&
  match slopes_of box (goal c) (output_number c) (trainables (map (fun _ => one) Ws) (length Ws) 0 W) (data c) with
  | Some g => forallb is_zero g
  | None => false
  end && ascends eps (goal c) (output_number c) W E (data c).
End Saddle.
