(* SPDX-License-Identifier: GPL-3.0-or-later

   What a certificate states: its numbers as real numbers, and one proposition of `Semantics.v` for each of its claims. *)
Require Import Reals List Sorted.
Require Import Thalweg.Numbers Thalweg.Semantics.
Import ListNotations.
Open Scope R_scope.

Module Statement (N : NUM).
Import N.

Fixpoint table_R (t : table T) : table R :=
  match t with Last s k => Last (toR s) (toR k) | Cut s k b t' => Cut (toR s) (toR k) (toR b) (table_R t') end.
Definition row_R (row : list T * T) := (map toR (fst row), toR (snd row)).
Definition layer_R (l : layer T) : layer R := Layer (map row_R (rows l)) (table_R (tab l)) (biased l) (trained l) (wiring l) (keeps l).
Definition net_R (W : net T) : net R := map layer_R W.
Definition sample_R (s : sample T) : sample R := Sample (map toR (input s)) (map toR (target s)) (toR (weight s)).

Definition loss_R (L : loss T) : loss R :=
  match L with
  | Squared => Squared | Absolute => Absolute | Huber a => Huber (toR a) | Epsilon_insensitive a => Epsilon_insensitive (toR a)
  | Quantile a => Quantile (toR a) | Hinge => Hinge | Squared_hinge => Squared_hinge
  end.

Definition objective_R (L : objective T) : objective R :=
  Objective (loss_R (formula L)) (map toR (output_weights L)) (map (fun e => (toR (fst e), toR (snd e))) (decay L)).
Definition L_R (c : certificate T) : objective R := objective_R (objective_of one c).
Definition data_R (c : certificate T) : list (sample R) := map sample_R (samples_of zero one c).
Definition W_R (c : certificate T) : net R := net_R (network zero one share c).
Definition W2_R (c : certificate T) : net R := net_R (better_network zero one share c).
Definition outputs (c : certificate T) : nat := length (targets c).

Definition trained_R (t : trained_claim T) : trained_claim R :=
  Trained_claim (toR (distance t)) (toR (free_radius t)) (option_map toR (strict_radius t)) (toR (least_risk t)) (toR (most_risk t)) (among_all t) (ties t) (fixed_parameters t).

Definition minimum_holds (c : certificate T) (m : minimum_claim T) : Prop :=
  is_local_minimum (L_R c) (outputs c) (W_R c) (data_R c) (classed (classes c) (data_R c)) (toR (radius m)) (toR (risk m)).
(* If the certificate makes this claim, it is true. *)
Definition holds (k : claim) (c : certificate T) : Prop :=
  match k with
  | Local_minimum => forall m, minimum c = Some m -> minimum_holds c m
  | Pattern_flip => forall f, flip c = Some f -> exists s, nth_error (data_R c) (flip_sample f) = Some s /\
      (minimum c <> None -> nth (flip_sample f) (classes c) None <> None) /\ is_flipped (W_R c) s (toR (flip_distance f))
  | Lower_risk => forall value limit is_here, lower_risk c = Some (value, limit, is_here) ->
      is_improved (L_R c) (outputs c) (W_R c) (W2_R c) (data_R c) (toR value) (toR limit) /\
      (is_here = true -> empirical_risk (L_R c) (outputs c) (W_R c) (data_R c) = toR limit)
  | Refinement => forall k2, refinement c = Some k2 -> exists k, is_refinement (L_R c) (outputs c) (W2_R c) (W_R c) (data_R c) k k2
  | Global_minimum => global c = true -> is_global_minimum (L_R c) (outputs c) (W_R c) (data_R c)
  | Not_local_minimum => forall r, ray c = Some r -> exists D, is_descent (L_R c) (outputs c) (W_R c) D (data_R c) (toR (ray_length r)) (toR (ray_risk r))
  | Segment_of_minima => segment_changes c <> None -> exists D, is_segment (L_R c) (outputs c) (W_R c) D (data_R c) (classed (classes c) (data_R c))
  | Escape => forall value better, escape c = Some (value, better) ->
      exists ways, is_escape (L_R c) (outputs c) (W_R c) ways (data_R c) (toR value) (toR better)
  end.
Definition statement (c : certificate T) : Prop := forall k, holds k c.
(* Claim distinct_risks, about local minima: they have one architecture, and each has a lower risk than all before it. *)
Definition risk_R (c : certificate T) : R := empirical_risk (L_R c) (outputs c) (W_R c) (data_R c).
Definition distinct_risks (cs : list (certificate T)) : Prop :=
  StronglySorted (fun c e => same_architecture (W_R e) (W_R c) /\ risk_R e < risk_R c) cs.
End Statement.
