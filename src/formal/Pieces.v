(* SPDX-License-Identifier: GPL-3.0-or-later

   Units in their pieces around W (sections 25.1 and 40): parameters with numbers; for an input the piece of every unit, or the breakpoint
   on which a tie holds it; bounds of values in a box (O183); and that risks rise to either side of the walls (O185).  Computes; speaks of
   no real number. *)
Require Import List Bool PeanoNat.
Require Import Thalweg.Operations Thalweg.Networks Thalweg.Passes Thalweg.Radius Thalweg.Spans Thalweg.Rays Thalweg.Check Thalweg.Sharing.
Import ListNotations.

Module Pieces (N : OPERATIONS).
Module Export Sh := Sharing N.
Import Sh.K Sh.K.Y Sh.K.Y.S Sh.K.Y.S.Q Sh.K.Y.S.Q.P.
Import N.

(* --- parameters with numbers ----------------------------------------------------------------------------------------- *)
Record parameter := Numbered { number : nat; start : T; step : T }.
(* Weights and a bias. *)
Definition parameter_row := (list parameter * parameter)%type.
(* Rows, the table, and whether there are biases; if not, they have a number that no parameter has, and are 0. *)
Definition trainable := (list parameter_row * (table T * bool))%type.
Definition numbered_parameters (ss : list T) (first : nat) (ws : list T) : list parameter :=
  map (fun e => Numbered (fst e) (snd e) (nth_number ss (fst e))) (combine (seq first (length ws)) ws).
Fixpoint numbered_rows (ss : list T) (first : nat) (rs : list (list T)) : list (list parameter) :=
  match rs with [] => [] | ws :: rs' => numbered_parameters ss first ws :: numbered_rows ss (first + length ws) rs' end.
Fixpoint trainables (ss : list T) (none first : nat) (W : net T) : list trainable :=
  match W with
  | [] => []
  | l :: W' => let behind := first + length (concat (map fst (rows l))) in
    (combine (numbered_rows ss first (map fst (rows l))) (if biased l then numbered_parameters ss behind (map snd (rows l)) else map (fun _ => Numbered none zero zero) (rows l)), (tab l, biased l)) ::
    trainables ss none (behind + if biased l then length (rows l) else 0) W'
  end.

(* --- units in their pieces --------------------------------------------------------------------------------------------- *)
(* A breakpoint, the change of the slope there, and the λ, θ and ρ of a tie. *)
Record tie := Tie { wall : T; jump : T; multiplier : T; allowance : T; penalty : T }.
(* The piece used; if the unit is held, the one below the breakpoint. *)
Record placed_unit := Placed { row_of : parameter_row; used : nat; held : option tie }.
Definition pieced := list (list placed_unit * table T).
(* The breakpoint of a tie, and λ, θ, ρ. *)
Definition mark := (nat * (T * T * T))%type.
Fixpoint kink (t : table T) (q : nat) : T * T :=
  match t, q with
  | Cut s _ b t', O => (b, sub (fst (segment t' O)) s)
  | Cut _ _ _ t', S q' => kink t' q'
  | Last _ _, _ => (zero, zero)
  end.
Definition value_of (hs : list T) (row : parameter_row) : T := add (dot (map start (fst row)) hs) (start (snd row)).
Definition placed_at (t : table T) (m : option mark) (row : parameter_row) (z : T) : placed_unit :=
  match m with
  | None => Placed row (npiece t z) None
  | Some (q, (l, a, p)) => let k := kink t q in Placed row q (Some (Tie (fst k) (snd k) l a p))
  end.
(* The pieces at W, where the outputs of ties are those of the piece below. *)
Fixpoint pieces_at (marks : nat -> nat -> option mark) (Ls : list trainable) (hs : list T) : pieced :=
  match Ls with
  | [] => []
  | (rs, (t, _)) :: Ls' =>
    let us := map (fun e => placed_at t (marks O (fst e)) (snd e) (value_of hs (snd e))) (numbered rs) in
    (us, t) :: pieces_at (fun l => marks (S l)) Ls' (map (fun u => napply t (used u) (value_of hs (row_of u))) us)
  end.

(* --- bounds of values -------------------------------------------------------------------------------------------------- *)
(* A centre and a radius. *)
Definition ball := (T * T)%type.
Definition origin : ball := (zero, zero).
Definition ball_plus (a b : ball) : ball := (add (fst a) (fst b), add (snd a) (snd b)).
Definition ball_scale (c : T) (a : ball) : ball := (mul c (fst a), mul (abs c) (snd a)).
Definition ball_times (a b : ball) : ball := (mul (fst a) (fst b), add (mul (abs (fst a)) (snd b)) (mul (snd a) (add (abs (fst b)) (snd b)))).
Definition size_of (a : ball) : T := add (abs (fst a)) (snd a).
Section Box.
Variable box : T.
Definition parameter_ball (p : parameter) : ball := (start p, mul box (step p)).
Fixpoint row_ball (ps : list parameter) (hs : list ball) : ball :=
  match ps, hs with p :: ps', h :: hs' => ball_plus (ball_times (parameter_ball p) h) (row_ball ps' hs') | _, _ => origin end.
Definition unit_ball (hs : list ball) (row : parameter_row) : ball := ball_plus (row_ball (fst row) hs) (parameter_ball (snd row)).
(* Between lo and hi a number is inside piece q, or the only breakpoint that it may meet is the next one, where the table is continuous. *)
Fixpoint fits (t : table T) (q : nat) (is_held : bool) (lo hi : T) : bool :=
  match t, q with
  | Last _ _, O => negb is_held
  | Last _ _, S _ => false
  | Cut s k b t', O =>
    if is_held then eqb (napply t' O b) (add (mul s b) k) && match t' with Last _ _ => true | Cut _ _ b' _ => lt hi b' end else lt hi b
  | Cut _ _ b t', S q' => lt b lo && fits t' q' is_held lo hi
  end.
Definition is_held (u : placed_unit) : bool := match held u with Some _ => true | None => false end.
Definition unit_fits (t : table T) (u : placed_unit) (z : ball) : bool := fits t (used u) (is_held u) (sub (fst z) (snd z)) (add (fst z) (snd z)).
Definition through_piece (t : table T) (u : placed_unit) (z : ball) : ball :=
  let s := segment t (used u) in
  let h := (add (mul (fst s) (fst z)) (snd s), mul (abs (fst s)) (snd z)) in
  match held u with
  | None => h
  | Some e => let v := mul half (positive_part (sub (add (fst z) (snd z)) (wall e))) in ball_plus h (ball_scale (jump e) (v, v))
  end.
(* O183: the outputs. *)
Fixpoint boxed (Ms : pieced) (hs : list ball) : option (list ball) :=
  match Ms with
  | [] => Some hs
  | (us, t) :: Ms' =>
    let zs := map (fun u => unit_ball hs (row_of u)) us in
    if all2 (unit_fits t) us zs then boxed Ms' (map2 (through_piece t) us zs) else None
  end.

(* --- to either side of a wall -------------------------------------------------------------------------------------------- *)
Fixpoint balls_plus (a b : list ball) : list ball :=
  match a, b with x :: a', y :: b' => ball_plus x y :: balls_plus a' b' | [], _ => b | _, [] => a end.
(* Backwards through a layer: of numbers for the outputs, those for the inputs. *)
Fixpoint columns (f : placed_unit -> ball -> ball) (us : list placed_unit) (ds : list ball) : list ball :=
  match us with
  | [] => []
  | u :: us' => balls_plus (map (fun p => ball_times (parameter_ball p) (f u (hd origin ds))) (fst (row_of u))) (columns f us' (tl ds))
  end.
Definition slope_of_unit (t : table T) (u : placed_unit) : T := fst (segment t (used u)).
Definition passed (t : table T) (u : placed_unit) (d : ball) : ball := ball_scale (slope_of_unit t u) d.
Definition pulled (t : table T) (u : placed_unit) (d : ball) : ball :=
  match held u with Some e => ball_plus (passed t u d) (sub zero (multiplier e), zero) | None => passed t u d end.
Variable pull : T. (* κ' *)
(* O185, O195: d is the derivative by the output of u, rs for later ties their θ and derivatives. *)
Definition is_steep (u : placed_unit) (d : ball) (rs : list (T * ball)) : bool :=
  match held u with
  | None => true
  | Some e =>
    let c := jump e in let g := ball_scale c d in let length_of r := size_of (ball_scale c (snd r)) in
    let needed := add (allowance e) (add (total (map (fun r => mul (fst r) (length_of r)) rs)) (mul pull (add one (fold_right larger zero (map length_of rs))))) in
    lt zero (allowance e) && leb zero (penalty e) && lt needed (sub zero (multiplier e)) && lt needed (add (multiplier e) (sub (fst g) (snd g)))
  end.
Fixpoint all_steep (us : list placed_unit) (ds : list ball) (rs : list (T * list ball)) : bool :=
  match us with
  | [] => true
  | u :: us' => is_steep u (hd origin ds) (map (fun r => (fst r, hd origin (snd r))) rs) && all_steep us' (tl ds) (map (fun r => (fst r, tl (snd r))) rs)
  end.
Definition own_rows (us : list placed_unit) : list (T * list ball) :=
  flat_map (fun u => match held u with Some e => [(allowance e, map parameter_ball (fst (row_of u)))] | None => [] end) us.
(* Derivatives by the inputs of what has the derivatives gs by the outputs, and of ties, with their θ. *)
Fixpoint backwards (Ms : pieced) (gs : list ball) : option (list ball * list (T * list ball)) :=
  match Ms with
  | [] => Some (gs, [])
  | (us, t) :: Ms' =>
    match backwards Ms' gs with
    | None => None
    | Some (ds, rs) =>
      if all_steep us ds rs then Some (columns (pulled t) us ds, own_rows us ++ map (fun r => (fst r, columns (passed t) us (snd r))) rs) else None
    end
  end.
End Box.
End Pieces.
