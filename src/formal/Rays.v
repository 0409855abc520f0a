(* SPDX-License-Identifier: GPL-3.0-or-later

   Descent rays (section 33): forward passes along W + εD with polynomials in ε, the lowest coefficient first.  Computes;
   speaks of no real number. *)
Require Import List Bool PeanoNat.
Require Import Thalweg.Operations Thalweg.Networks Thalweg.Passes Thalweg.Radius Thalweg.Spans.
Import ListNotations.

Module Rays (N : OPERATIONS).
Module Import S := Spans N.
Import N Q P.

Definition polynomial := list T.
Definition times_polynomial (a b : polynomial) : polynomial :=
  fold_right (fun c product => vadd (vscale c b) (zero :: product)) [] a.
Definition minus (p : polynomial) (c : T) : polynomial := match p with [] => [sub zero c] | a :: p' => sub a c :: p' end.

Definition negative (p : polynomial) : polynomial := map (sub zero) p.
Definition difference (p q : polynomial) : polynomial := vadd p (negative q).
(* The lowest coefficient that is not 0, and what follows it. *)
Fixpoint lowest (p : polynomial) : option (T * polynomial) :=
  match p with [] => None | c :: p' => if is_zero c then lowest p' else Some (c, p') end.
(* Horner: Σ |c_j| ε^j *)
Definition size_at (eps : T) (p : polynomial) : T := fold_right (fun c sum => add (abs c) (mul eps sum)) zero p.
(* section 19: the polynomial keeps its sign up to ε_0, which is that of its lowest coefficient. *)
Definition keeps_sign (eps : T) (p : polynomial) : bool :=
  match lowest p with None => true | Some (c, rest) => lt (mul eps (size_at eps rest)) (abs c) end.
Definition is_positive (p : polynomial) : bool := match lowest p with Some (c, _) => lt zero c | None => false end.
Definition is_negative (p : polynomial) : bool := match lowest p with Some (c, _) => lt c zero | None => false end.

(* Breakpoints increase, from [below] on. *)
Fixpoint increasing (t : table T) (below : option T) : bool :=
  match t with
  | Last _ _ => true
  | Cut _ _ b t' => match below with Some a => lt a b | None => true end && increasing t' (Some b)
  end.
(* When a polynomial is sure to stay positive, or not to become so: on a ray or on a segment. *)
Record sides := Sides { keeps_side : polynomial -> bool; is_above : polynomial -> bool }.
Definition on_ray (eps : T) : sides := Sides (keeps_sign eps) is_positive.
(* O72 for one pre-activation z: the piece in use along the ray, if z keeps its sides of the breakpoints beside it. *)
Section Line.
Variable line : sides.
Fixpoint line_piece (t : table T) (z : polynomial) (below : option T) : option nat :=
  let above_below := match below with Some a => keeps_side line (minus z a) | None => true end in
  match t with
  | Last _ _ => if above_below then Some O else None
  | Cut _ _ b t' =>
    if is_above line (minus z b) then match line_piece t' z (Some b) with Some q => Some (S q) | None => None end
    else if above_below && keeps_side line (minus z b) then Some O else None
  end.
Definition ray_apply (t : table T) (q : nat) (z : polynomial) : polynomial :=
  vadd (vscale (fst (segment t q)) z) [snd (segment t q)].

(* The parameters w + εd of a row; of d that is 0 nothing is kept. *)
Definition parameter (w d : T) : polynomial := if is_zero d then if is_zero w then [] else [w] else [w; d].
Fixpoint row_along (w d : list T) (h : list polynomial) : polynomial :=
  match w, d, h with a :: w', c :: d', x :: h' => vadd (times_polynomial (parameter a c) x) (row_along w' d' h') | _, _, _ => [] end.
Fixpoint pieces_along (t : table T) (zs : list polynomial) : option (list polynomial) :=
  match zs with
  | [] => Some []
  | z :: zs' =>
    match line_piece t z None with
    | None => None
    | Some q => match pieces_along t zs' with Some hs => Some (ray_apply t q z :: hs) | None => None end
    end
  end.
(* The outputs along W + εD. *)
Definition row_pair := ((list T * T) * (list T * T))%type.
Definition pairs_along (l m : layer T) : list row_pair :=
  if trained l then combine (rows l) (rows m) else map (fun row => (row, (map (fun _ => zero) (fst row), zero))) (rows l).
Definition rows_along (l m : layer T) (h : list polynomial) : list polynomial :=
  map (fun u => vadd (row_along (fst (fst (fst u))) (fst (snd (fst u))) (snd u)) (parameter (snd (fst (fst u))) (snd (snd (fst u)))))
    (fed (wiring l) (([], zero), ([], zero)) [] (pairs_along l m) h).
(* O72 of windows: a polynomial that stays the largest. *)
Definition largest_along (ps : list polynomial) : option polynomial :=
  match find (fun p => forallb (fun b => negb (is_above line (difference b p))) ps) ps with
  | Some p => if forallb (fun b => keeps_side line (difference b p)) ps then Some p else None
  | None => None
  end.
Fixpoint maxima_along (windows : list (list polynomial)) : option (list polynomial) :=
  match windows with
  | [] => Some []
  | ps :: windows' => match largest_along ps, maxima_along windows' with Some p, Some rest => Some (p :: rest) | _, _ => None end
  end.
Definition pre_along (l m : layer T) (h : list polynomial) : option (list polynomial) :=
  if is_pooling l then maxima_along (map snd (units l [] h))
  else if (length (pairs_along l m) =? length (rows l))%nat then Some (rows_along l m h) else None.
Fixpoint along (W D : net T) (h : list polynomial) : option (list polynomial) :=
  match W, D with
  | [], [] => Some h
  | l :: W', m :: D' =>
    match (if increasing (tab l) None then pre_along l m h else None) with
    | Some zs => match pieces_along (tab l) zs with Some h' => along W' D' (h' ++ kept l h) | None => None end
    | None => None
    end
  | _, _ => None
  end.
End Line.
(* The loss of one output along the ray (O79): every polynomial p - c, c a breakpoint, keeps its sign; so the piece in use stays. *)
Definition breakpoints (L : loss T) (y : T) : list T :=
  match L with
  | Squared => []
  | Huber a | Epsilon_insensitive a => [sub y a; add y a]
  | _ => [y]
  end.
Definition square_along (p : polynomial) : polynomial := times_polynomial p p.
Definition loss_piece (L : loss T) (y : T) (p : polynomial) : polynomial :=
  let above c := is_positive (minus p c) in
  let e := minus p y in
  match L with
  | Squared => square_along e
  | Absolute => if above y then e else negative e
  | Huber a => let flat q := minus (vscale a q) (mul half (square a)) in
    if above (add y a) then flat e else if above (sub y a) then vscale half (square_along e) else flat (negative e)
  | Epsilon_insensitive a => if above (add y a) then minus e a else if above (sub y a) then [] else minus (negative e) a
  | Quantile a => if above y then vscale (sub one a) e else vscale a (negative e)
  | Hinge | Squared_hinge =>
    let m := negative (minus (vscale y p) one) in
    let part := if Bool.eqb (above y) (lt zero y) then [] else m in
    match L with Hinge => part | _ => square_along part end
  end.
Definition loss_along (eps : T) (L : loss T) (y : T) (p : polynomial) : option polynomial :=
  if (match L with Hinge | Squared_hinge => eqb (square y) one | Huber a | Epsilon_insensitive a => leb zero a | _ => true end) &&
    forallb (fun c => keeps_sign eps (minus p c)) (breakpoints L y)
  then Some (loss_piece L y p) else None.
(* The loss of a sample; that of all samples without the decay; the decay. *)
Definition sum_along (a b : option polynomial) : option polynomial := match a, b with Some p, Some q => Some (vadd p q) | _, _ => None end.
Definition error_along (eps : T) (L : objective T) (d : nat) (out : list polynomial) (s : sample T) : option polynomial :=
  fold_right (fun o sum => sum_along (option_map (vscale (importance L s o)) (loss_along eps (formula L) (nth_number (target s) o) (nth o out []))) sum)
    (Some []) (seq 0 d).
Fixpoint errors_along (eps : T) (L : objective T) (d : nat) (W D : net T) (ms : list (sample T)) : option polynomial :=
  match ms with
  | [] => Some []
  | s :: ms' =>
    match along (on_ray eps) W D (map (fun x => [x]) (input s)) with
    | Some out => sum_along (error_along eps L d out s) (errors_along eps L d W D ms')
    | None => None
    end
  end.
Fixpoint squares_along (w d : list T) : polynomial :=
  match w, d with a :: w', c :: d' => vadd (square_along (parameter a c)) (squares_along w' d') | _, _ => [] end.
Fixpoint pairs_squares_along (ps : list row_pair) : polynomial * polynomial :=
  match ps with
  | (u, v) :: ps' => let (p, q) := pairs_squares_along ps' in
    (vadd (squares_along (fst u) (fst v)) p, vadd (square_along (parameter (snd u) (snd v))) q)
  | [] => ([], [])
  end.
Fixpoint decay_along (ks : list (T * T)) (W D : net T) : polynomial :=
  match ks, W, D with
  | k :: ks', l :: W', m :: D' => let (p, q) := pairs_squares_along (pairs_along l m) in
    vadd (vadd (vscale (fst k) p) (vscale (snd k) q)) (decay_along ks' W' D')
  | _, _, _ => []
  end.
(* O72, O74, O75, O79, and S(0) = [value] times the number of samples: the part of S - S(0) is negative up to eps. *)
Definition descends (eps value : T) (L : objective T) (d : nat) (W D : net T) (ms : list (sample T)) : bool :=
  match errors_along eps L d W D ms with
  | Some sum =>
    match vadd sum (vscale (count ms) (decay_along (decay L) W D)) with
    | c :: rest => eqb c (mul value (count ms)) && is_negative rest && keeps_sign eps rest
    | [] => false
    end
  | _ => false
  end.

(* --- families of one direction (section 44) ------------------------------------------------------------------------- *)
(* Σ min(c_j, 0) *)
Definition negative_sum (p : polynomial) : T := fold_right (fun c sum => if leb c zero then add c sum else sum) zero p.
(* p > 0 on [0, 1], by its coefficients. *)
Definition positive_on_unit (p : polynomial) : bool := match p with [] => false | c :: p' => lt zero (add c (negative_sum p')) end.
(* O271: it is 0 or keeps the side of 0 that it has at 0. *)
Definition no_root (p : polynomial) : bool := forallb is_zero p || positive_on_unit p || positive_on_unit (map (sub zero) p).
Definition on_segment : sides := Sides no_root (fun p => match p with [] => false | c :: _ => lt zero c end).
(* O270: the outputs of a sample along W + tD are what they are at W. *)
Definition is_constant (p : polynomial) (c : T) : bool := forallb is_zero (minus p c).
Definition stays (W D : net T) (s : sample T) : bool :=
  match along on_segment W D (map (fun x => [x]) (input s)) with
  | Some out => all2 is_constant out (nfwd W (input s))
  | None => false
  end.
(* O273, for one direction *)
Definition moves_something (D : net T) : bool :=
  existsb (fun l => trained l && existsb (fun row => existsb (fun x => lt zero (abs x)) (snd row :: fst row)) (rows l)) D.
(* --- straight pieces (section 35) ----------------------------------------------------------------------------------- *)
Definition row_eqb (u v : list T * T) : bool := all2 eqb (fst u) (fst v) && eqb (snd u) (snd v).
Definition rows_eqb (a b : layer T) : bool := all2 row_eqb (rows a) (rows b).
(* 2B - A *)
Definition beyond_row (u v : list T * T) : list T * T := (map2 (fun x y => sub (add y y) x) (fst u) (fst v), sub (add (snd v) (snd v)) (snd u)).
Definition beyond (A B : net T) : net T :=
  map2 (fun a b => Layer (if trained a then map2 beyond_row (rows a) (rows b) else rows a) (tab a) (biased a) (trained a) (wiring a) (keeps a)) A B.
(* An input is 0 at every sample; a unit is not read by the next layer. *)
Definition is_silent (hs : list (list T)) (k : nat) : bool := forallb (fun h => is_zero (nth_number h k)) hs.
Definition is_unread (next : layer T) (q : nat) : bool := is_dense next && forallb (fun row => is_zero (nth_number (fst row) q)) (rows next).
Definition quiet_row (hs : list (list T)) (u v : list T * T) : bool :=
  eqb (snd u) (snd v) && forallb (fun k => eqb (nth_number (fst u) k) (nth_number (fst v) k) || is_silent hs k) (seq 0 (length (fst u))).
Definition is_line (t : table T) : bool := match t with Last _ _ => true | Cut _ _ _ _ => false end.
(* O240 for the layer that changes, before the layers [above]. *)
Definition quiet_layer (hs : list (list T)) (a b : layer T) (above : net T) : bool :=
  is_dense a &&
  match above with
  | [] => is_line (tab a)
  | next :: _ => is_dense next && forallb (fun e => let '(q, (u, v)) := e in row_eqb u v || is_unread next q || quiet_row hs u v) (numbered (combine (rows a) (rows b)))
  end.
(* O239, O240 from A to B; [hs] are the inputs at all samples. *)
Fixpoint is_straight (A B : net T) (hs : list (list T)) : bool :=
  match A, B with
  | a :: A', b :: B' =>
    if rows_eqb a b then is_straight A' B' (map (fun h => nout a h (npre a h)) hs)
    else all2 rows_eqb A' B' && quiet_layer hs a b A'
  | _, _ => true
  end.
End Rays.
