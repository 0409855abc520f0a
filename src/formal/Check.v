(* SPDX-License-Identifier: GPL-3.0-or-later

   The checker: the obligations of sections 27 to 30, 32 and 33, claim by claim.  Together with what it is built on this is
   the code that is extracted; that a certificate is well-formed (sections 2 to 12) is for the reader to see. *)
Require Import List Bool PeanoNat.
Require Import Thalweg.Operations Thalweg.Networks Thalweg.Passes Thalweg.Radius Thalweg.Spans Thalweg.Rays.
Import ListNotations.

Module Check (N : OPERATIONS).
Module Import Y := Rays N.
Import N S Q P.

Definition no_class (c : option nat) : bool := match c with None => true | Some _ => false end.
(* O3: classes are numbered by first appearance; their number. *)
Fixpoint class_count (next : nat) (cs : list (option nat)) : option nat :=
  match cs with
  | [] => Some next
  | None :: cs' => class_count next cs'
  | Some c :: cs' => if (c <? next)%nat then class_count next cs' else if (c =? next)%nat then class_count (S next) cs' else None
  end.
Definition in_class (c : nat) (e : option nat) : bool := match e with Some a => (a =? c)%nat | None => false end.
Definition members {B} (cs : list (option nat)) (l : list B) (c : nat) : list B := map snd (filter (fun e => in_class c (fst e)) (combine cs l)).
Definition groups {B} (cs : list (option nat)) (l : list B) (k : nat) : list (list B) := map (members cs l) (seq 0 k).
Definition unclassed {B} (cs : list (option nat)) (l : list B) : list B := map snd (filter (fun e => no_class (fst e)) (combine cs l)).
Fixpoint distinct (ps : list pattern) : bool :=
  match ps with [] => true | p :: ps' => forallb (fun q => negb (pattern_eqb p q)) ps' && distinct ps' end.

Definition data c := samples_of zero one c.
Definition goal (c : certificate T) : objective T := objective_of one c.
Definition W_of c := network zero one share c.
Definition W2_of c := better_network zero one share c.
Definition output_number (c : certificate T) := length (targets c).

(* The range of the parameter of a loss, 6.1. *)
Definition valid_loss (L : loss T) : bool :=
  match L with
  | Huber a => lt zero a
  | Epsilon_insensitive a => leb zero a
  | Quantile a => lt zero a && lt a one
  | _ => true
  end.
Definition is_squared (L : loss T) : bool := match L with Squared => true | _ => false end.
Definition has_kinks (L : loss T) : bool :=
  match L with Absolute | Epsilon_insensitive _ | Quantile _ | Hinge => true | _ => false end.
Definition positive (ws : list T) : bool := forallb (lt zero) ws.
Definition no_decay (L : objective T) : bool := match decay L with [] => true | _ => false end.
(* Nothing is negative, and there is no decay. *)
Definition valid_goal (c : certificate T) : bool :=
  valid_loss (loss_of c) && positive (output_weights (goal c)) && positive (map weight (data c)) && no_decay (goal c).
(* O7, for the outputs of a sample *)
Definition settled_at (L : objective T) d (out : list T) (s : sample T) : bool :=
  forallb (fun o => is_zero (loss_number (formula L) (nth_number out o) (nth_number (target s) o))) (seq 0 d).
Definition settled (L : objective T) d (W : net T) (s : sample T) : bool := settled_at L d (nfwd W (input s)) s.
Definition same_length {A B} (a : list A) (b : list B) : bool := (length a =? length b)%nat.

(* --- subgradients (6.5) -------------------------------------------------------------------------------------------- *)
Definition neg a := sub zero a.
(* The derivative of a loss without kinks; half of it for the squared loss. *)
Definition derivative (L : loss T) (o y : T) : T :=
  match L with
  | Huber a => let e := sub o y in if leb a e then a else if leb e (neg a) then neg a else e
  | Squared_hinge => let m := positive_part (sub one (mul y o)) in neg (mul (add y y) m)
  | _ => sub o y
  end.
(* O77: g is in the subdifferential at o; the loss there plus its conjugate at g is g o. *)
Definition is_subgradient (L : loss T) (o y g : T) : bool :=
  match L with
  | Squared => eqb g (sub o y)
  | Absolute => leb (abs g) one && eqb (mul g (sub o y)) (abs (sub o y))
  | Huber a => leb (abs g) a && eqb (mul g (sub o y)) (add (loss_number L o y) (mul half (square g)))
  | Epsilon_insensitive a => leb (abs g) one && eqb (mul g (sub o y)) (add (loss_number L o y) (mul a (abs g)))
  | Quantile a => leb (neg a) g && leb g (sub one a) && eqb (mul g (sub o y)) (loss_number L o y)
  | Hinge =>
    let s := neg (mul y g) in
    eqb (mul y y) one && leb zero s && leb s one && eqb (mul s (sub one (mul y o))) (loss_number L o y)
  | Squared_hinge => eqb g (derivative L o y)
  end.
(* The same for a loss that counts k > 0. *)
Definition is_weighted_subgradient (k : T) (L : loss T) (o y g : T) : bool :=
  let i := inverse k in lt zero k && eqb (mul k i) one && is_subgradient L o y (mul i g).
(* The sample with such targets that its residuals at W are its subgradients; for the squared loss without weights itself. *)
Definition surrogate_at (L : objective T) (d : nat) (out : list T) (s : sample T) (gs : list T) : sample T :=
  if is_squared (formula L) && forallb (eqb one) (weight s :: output_weights L) then s else
  let g o := if has_kinks (formula L) then nth_number gs o
    else mul (importance L s o) (derivative (formula L) (nth_number out o) (nth_number (target s) o)) in
  Sample (input s) (map (fun o => sub (nth_number out o) (g o)) (seq 0 d)) one.
Definition surrogate L d (W : net T) (s : sample T) gs : sample T := surrogate_at L d (nfwd W (input s)) s gs.
Definition surrogates_at (W : net T) (gs : list (list T)) (c : certificate T) : list (sample T) :=
  map2 (surrogate (goal c) (output_number c) W) (data c) (if has_kinks (loss_of c) then gs else map (fun _ => []) (data c)).
Definition surrogates (c : certificate T) : list (sample T) := surrogates_at (W_of c) (subgradients c) c.
Definition has_subgradients_at (L : objective T) (d : nat) (out : list T) (s r : sample T) : bool :=
  forallb (fun o => is_weighted_subgradient (importance L s o) (formula L) (nth_number out o) (nth_number (target s) o)
    (sub (nth_number out o) (nth_number (target r) o))) (seq 0 d).
Definition has_subgradients L d (W : net T) (e : sample T * sample T) : bool := has_subgradients_at L d (nfwd W (input (fst e))) (fst e) (snd e).

(* O3 to O11, O77 *)
Definition check_minimum (advice : hints) (c : certificate T) : bool :=
  match minimum c, class_count O (classes c) with
  | Some m, Some k =>
    let sur := surrogates c in let gs := groups (classes c) sur k in
    lt zero (radius m) && valid_goal c && same_length (data c) sur && same_length (classes c) (data c) && negb (same_length (data c) (@nil T)) &&
    forallb (has_subgradients (goal c) (output_number c) (W_of c)) (classed (classes c) (combine (data c) sur)) &&
    forallb (settled (goal c) (output_number c) (W_of c)) (unclassed (classes c) (data c)) &&
    is_risk (goal c) (output_number c) (W_of c) (data c) (risk m) &&
    match class_results (first_order c) (radius m) (W_of c) (input_count c) gs with
    | None => false
    | Some rs => distinct (map fst rs) && stationary advice (input_count c) (output_number c) (W_of c) gs rs
    end
  | _, _ => false
  end.

(* --- pattern_flip -------------------------------------------------------------------------------------------------- *)
(* t times the sign of a *)
Definition signed (t a : T) : T := if lt zero a then t else if lt a zero then neg t else zero.
(* The breakpoint nearest to z, the lower one if two are equally near. *)
Fixpoint nearest (t : table T) (z : T) (best : option T) : option T :=
  match t with
  | Last _ _ => best
  | Cut _ _ b t' =>
    nearest t' z (match best with Some a => if lt (abs (sub b z)) (abs (sub a z)) then Some b else best | None => Some b end)
  end.
(* Σ of the products of the units of row q with what entry k of the row meets; with no inputs the bias. *)
Definition row_sum (us : list (nat * T * list T)) (q : nat) (entry : list T -> T) : T :=
  total (map (fun u => mul (snd (fst u)) (entry (snd u))) (filter (fun u => Nat.eqb (fst (fst u)) q) us)).
Definition moved_layer (step : T) (l : layer T) (g h : list T) : layer T :=
  let moved_rows :=
    match wiring l with
    | None => map2 (fun row d =>
        (map2 (fun w x => add w (signed (signed step d) x)) (fst row) h,
         if biased l then add (snd row) (signed step d) else snd row)) (rows l) g
    | Some us => let used := map2 (fun u d => (fst (fst u), d, snd (snd u))) (combine us (units l zero h)) g in
      map (fun e => let row := snd e in
        (map (fun w => add (snd w) (signed step (row_sum used (fst e) (fun xs => nth_number xs (fst w))))) (numbered (fst row)),
         if biased l then add (snd row) (signed step (row_sum used (fst e) (fun _ => one))) else snd row)) (numbered (rows l))
    end in
  Layer (if trained l then moved_rows else rows l) (tab l) (biased l) (trained l) (wiring l) (keeps l).
(* From derivatives by the pre-activations those by the n inputs. *)
Definition pulled_back (l : layer T) (q : list nat) (g : list T) (n : nat) : list T :=
  if is_pooling l then
    let takers := match wiring l with None => [] | Some us => map2 (fun u k => nth k (snd u) n) us q end in
    map (fun k => total (map2 (fun i d => if Nat.eqb i k then d else zero) takers g)) (seq 0 n)
  else match wiring l with
  | None => vadd (comb g (map fst (rows l))) (map (fun _ => zero) (seq 0 n))
  | Some us => map (fun k => total (map2 (fun u d =>
      mul d (total (map2 (fun i w => if Nat.eqb i k then w else zero) (snd u) (fst (nth (fst u) (rows l) ([], zero)))))) us g)) (seq 0 n)
  end.
(* W' of O16 with step t ε; with it the derivatives of the pre-activation by the inputs h.  [p] is the pattern. *)
Fixpoint moved_layers (step : T) (W : net T) (p : pattern) (h : list T) (depth unit : nat) : net T * list T :=
  match W, p with
  | l :: W', q :: p' =>
    let z := npre l h in
    let '(moved, g, behind) :=
      match depth with
      | O => (W', unit_vector (length z) unit, [])
      | S depth' =>
        let '(moved, g) := moved_layers step W' p' (nout l h z) depth' unit in
        (moved, map2 (fun k d => mul (fst (segment (tab l) k)) d) q g, kept l (skipn (length z) g))
      end in
    (moved_layer step l g h :: moved, vadd (pulled_back l q g (length h)) behind)
  | _, _ => (W, [])
  end.
Definition preactivation (W : net T) (h : list T) (depth unit : nat) : option (table T * T) :=
  (fix down (W : net T) (h : list T) (depth : nat) :=
    match W with
    | [] => None
    | l :: W' =>
      let z := npre l h in
      match depth with
      | O => Some (tab l, nth_number z unit)
      | S depth' => down W' (nout l h z) depth'
      end
    end) W h depth.
Definition flipped_network (W : net T) (x : list T) (f : flip_claim T) : option (net T) :=
  match preactivation W x (flip_layer f) (flip_unit f) with
  | None => None
  | Some (t, z) =>
    match nearest t z None with
    | None => None (* O15 *)
    | Some b => Some (fst (moved_layers (signed (flip_distance f) (sub b z)) W (npattern W x) x (flip_layer f) (flip_unit f)))
    end
  end.
Fixpoint table_eqb (a b : table T) : bool :=
  match a, b with
  | Last s k, Last s' k' => eqb s s' && eqb k k'
  | Cut s k b t, Cut s' k' b' t' => eqb s s' && eqb k k' && eqb b b' && table_eqb t t'
  | _, _ => false
  end.
Definition within (r a b : T) : bool := leb (abs (sub a b)) r.
Definition wiring_eqb (a b : option (list (nat * list nat))) : bool :=
  match a, b with
  | None, None => true
  | Some us, Some vs => all2 (fun u v => Nat.eqb (fst u) (fst v) && all2 Nat.eqb (snd u) (snd v)) us vs
  | _, _ => false
  end.
Definition nsame_kind (a b : layer T) : bool :=
  table_eqb (tab a) (tab b) && Bool.eqb (biased a) (biased b) && Bool.eqb (trained a) (trained b) && wiring_eqb (wiring a) (wiring b) && Bool.eqb (keeps a) (keeps b).
Definition nclose (r : T) (W' W : net T) : bool :=
  all2 (fun a b =>
    all2 (fun u v => all2 (within (if trained b then r else zero)) (fst u) (fst v) && within (if biased b then r else zero) (snd u) (snd v)) (rows a) (rows b) &&
    nsame_kind a b) W' W.
(* O12 to O16.  That W' is near is computed again, so nothing need be proven of how it was found. *)
Definition check_flip (c : certificate T) : bool :=
  match flip c with
  | None => false
  | Some f =>
    match nth_error (data c) (flip_sample f) with
    | None => false
    | Some s =>
      let p := npattern (W_of c) (input s) in
      lt zero (flip_distance f) &&
      match minimum c with Some _ => negb (no_class (nth (flip_sample f) (classes c) None)) | None => true end &&
      nhas_pattern (W_of c) (input s) p &&
      match flipped_network (W_of c) (input s) f with
      | None => false
      | Some W' => nclose (flip_distance f) W' (W_of c) && negb (nhas_pattern W' (input s) p)
      end
    end
  end.

(* --- lower_risk --------------------------------------------------------------------------------------------------- *)
(* O90 *)
Definition nsame_architecture (W2 W : net T) : bool :=
  all2 (fun a b =>
    all2 (fun u v => same_length (fst u) (fst v) && (trained b || all2 eqb (fst u) (fst v)) && (biased b || eqb (snd u) (snd v))) (rows a) (rows b) &&
    nsame_kind a b) W2 W.
(* The same shapes, kernels and so on; part of no theorem, as different ones may be the same network. *)
Definition window_eqb (a b : window) : bool :=
  all2 (all2 Nat.eqb) [kernel a; stride a; padding a; dilation a] [kernel b; stride b; padding b; dilation b].
Definition kind_eqb (a b : layer_kind) : bool :=
  match a, b with
  | Dense, Dense => true
  | Convolution w g, Convolution w' g' => window_eqb w w' && Nat.eqb g g'
  | Average_pooling w, Average_pooling w' | Max_pooling w, Max_pooling w' => window_eqb w w'
  | Addition m, Addition m' => Nat.eqb m m'
  | _, _ => false
  end.
Definition same_form (a b : file_net T) : bool := all2 Nat.eqb (fst a) (fst b) && all2 (fun l m => kind_eqb (kind l) (kind m)) (snd a) (snd b).
(* O90, O141 to O143 *)
Definition check_lower_risk (c : certificate T) : bool :=
  match lower_risk c with
  | None => false
  | Some (value, limit, is_here) =>
    same_form (better c) (layers c) && nsame_architecture (W2_of c) (W_of c) && negb (same_length (data c) (@nil T)) &&
    is_risk (goal c) (output_number c) (W2_of c) (data c) value &&
    (negb is_here || is_risk (goal c) (output_number c) (W_of c) (data c) limit) && lt value limit
  end.
(* --- refinement ------------------------------------------------------------------------------------------------------ *)
Definition class_pattern (W : net T) (ms : list (sample T)) : pattern := match ms with [] => [] | s :: _ => npattern W (input s) end.
(* The samples of each group have one pattern; O5, and for the groups of W2 and the patterns of W O25. *)
Definition one_pattern_each (W : net T) (gs : list (list (sample T))) : bool :=
  forallb (fun ms => forallb (fun s => nhas_pattern W (input s) (class_pattern W ms)) ms) gs.
(* O26 *)
Definition optimal_each (dx d : nat) (W : net T) (gs : list (list (sample T))) : bool :=
  forallb (fun ms => forallb (fun o => class_stationary dx o (map (fun s => nfwd W (input s)) ms) ms) (seq 0 d)) gs.
(* O3 to O6 (O18), O22, O23, O26 for one of the networks *)
Definition check_groups (dx d : nat) (W : net T) (cs : list (option nat)) (l : list (sample T)) (k : nat) : bool :=
  let gs := groups cs l k in
  same_length cs l && forallb (fun c => negb (no_class c)) cs && match class_count O cs with Some k' => (k' =? k)%nat | None => false end &&
  forallb (fun ms => negb (same_length ms (@nil T))) gs &&
  one_pattern_each W gs && distinct (map (class_pattern W) gs) && optimal_each dx d W gs.
(* With O77 or O78, on samples with subgradients for residuals. *)
Definition check_fits (W : net T) (cs : list (option nat)) (gs : list (list T)) (c : certificate T) (k : nat) : bool :=
  let sur := surrogates_at W gs c in
  same_length (data c) sur && forallb (has_subgradients (goal c) (output_number c) W) (combine (data c) sur) &&
  check_groups (input_count c) (output_number c) W cs sur k.
Definition check_refinement (c : certificate T) : bool :=
  match refinement c, class_count O (classes c) with
  | Some k2, Some k => valid_goal c &&
    check_fits (W_of c) (classes c) (subgradients c) c k &&
    check_fits (W2_of c) (better_classes c) (better_subgradients c) c k2 &&
    (k <? k2)%nat && one_pattern_each (W_of c) (groups (better_classes c) (surrogates_at (W2_of c) (better_subgradients c) c) k2)
  | _, _ => false
  end.
(* O70 *)
Definition check_global (c : certificate T) : bool :=
  valid_goal c && forallb (settled (goal c) (output_number c) (W_of c)) (data c).

(* O71 to O75.  That D has the architecture of W is computed again. *)
Definition check_ray (c : certificate T) : bool :=
  match ray c with
  | None => false
  | Some r =>
    let D := direction zero (ray_changes r) (W_of c) in
    lt zero (ray_length r) && negb (same_length (data c) (@nil T)) && nsame_architecture D (W_of c) &&
    is_risk (goal c) (output_number c) (W_of c) (data c) (ray_risk r) &&
    descends (ray_length r) (ray_risk r) (goal c) (output_number c) (W_of c) D (data c)
  end.

(* O270, O271 and O273 for one direction, given that [check_minimum] holds. *)
Definition check_segment (is_minimum : bool) (c : certificate T) : bool :=
  match segment_changes c with
  | None => false
  | Some r =>
    let D := direction zero r (W_of c) in
    is_minimum && forallb is_dense (W_of c) && moves_something D && nsame_architecture D (W_of c) && forallb (stays (W_of c) D) (data c)
  end.

(* O138, O140, for minima that are checked by themselves. *)
Definition is_below (e c : certificate T) : bool :=
  same_form (layers e) (layers c) && nsame_architecture (W_of e) (W_of c) &&
  match minimum c, minimum e with Some m, Some n => lt (risk n) (risk m) | _, _ => false end.
Fixpoint check_distinct (cs : list (certificate T)) : bool :=
  match cs with c :: (e :: _) as cs' => is_below e c && check_distinct cs' | _ => true end.

(* O238 to O243.  What is [biased] is trained in every layer of a file. *)
Definition check_piece (c : certificate T) (A B : net T) : bool :=
  nsame_architecture B A && forallb (fun l => trained l || negb (biased l)) A && is_straight A B (map (@input T) (data c)) &&
  leb (errors (goal c) (output_number c) (beyond A B) (data c)) (errors (goal c) (output_number c) B (data c)).
Fixpoint check_pieces (c : certificate T) (A : net T) (ways : list (net T)) : bool :=
  match ways with [] => true | B :: ways' => check_piece c A B && check_pieces c B ways' end.
Definition check_escape (c : certificate T) : bool :=
  match escape c with
  | None => false
  | Some (value, better) =>
    let ways := waypoint_networks zero one share c in
    valid_goal c && negb (same_length (data c) (@nil T)) && forallb (fun n => same_form n (layers c)) (waypoints c) &&
    is_risk (goal c) (output_number c) (W_of c) (data c) value && is_risk (goal c) (output_number c) (last ways (W_of c)) (data c) better &&
    lt better value && check_pieces c (W_of c) ways
  end.

(* The claims of the certificate, in the order of the file, and whether each holds. *)
Definition verdicts (advice : hints) (c : certificate T) : list (claim * bool) :=
  let is_minimum := check_minimum advice c in
  (match minimum c with Some _ => [(Local_minimum, is_minimum)] | None => [] end) ++
  (match flip c with Some _ => [(Pattern_flip, check_flip c)] | None => [] end) ++
  (match lower_risk c with Some _ => [(Lower_risk, check_lower_risk c)] | None => [] end) ++
  (match refinement c with Some _ => [(Refinement, check_refinement c)] | None => [] end) ++
  (if global c then [(Global_minimum, check_global c)] else []) ++
  (match ray c with Some _ => [(Not_local_minimum, check_ray c)] | None => [] end) ++
  (match segment_changes c with Some _ => [(Segment_of_minima, check_segment is_minimum c)] | None => [] end) ++
  (match escape c with Some _ => [(Escape, check_escape c)] | None => [] end).
End Check.
