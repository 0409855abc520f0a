(* SPDX-License-Identifier: GPL-3.0-or-later

   Minima near trained networks (section 42) without ties: squared loss, dense layers with biases, and either nothing is fixed, or
   units are rescaled, or the minimum is one of the slice only.  Outputs in the box are expanded around W to second order, with bounds for the rest;
   the second order is shown to be positive by elimination.  Computes; speaks of no real number. *)
Require Import List Bool PeanoNat.
Require Import Thalweg.Operations Thalweg.Networks Thalweg.Passes Thalweg.Radius Thalweg.Spans Thalweg.Rays Thalweg.Check Thalweg.Sharing.
Import ListNotations.

Module Trained (N : OPERATIONS).
Module Export Sh := Sharing N.
Import Sh.K Sh.K.Y Sh.K.Y.S Sh.K.Y.S.Q Sh.K.Y.S.Q.P.
Import N.

(* Anchors: layer and unit of a field that scales, and the number of the fixed parameter that it moves; no later one moves it. *)
Record trained_witness := Trained_witness {
  near : T; box : T; strict_box : T; portion : T; curvature : T; steps : list T; anchors : list (nat * nat * nat) }.

(* --- parameters with numbers ----------------------------------------------------------------------------------------- *)
Record parameter := Numbered { number : nat; start : T; step : T }.
(* Rows, the table, and whether there are biases; if not, they have a number that no parameter has, and are 0. *)
Definition trainable := (list (list parameter * parameter) * (table T * bool))%type.
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

(* --- expansions ------------------------------------------------------------------------------------------------------ *)
(* A number in the box, where parameter j is start + step x_j with all |x_j| <= t: its value at W, what is linear and what is quadratic in x;
   the sum of its coefficients of order 1; of order 2; Σ c_k Δ^(k-2) for those of order k > 2.  And for the strict box Δ' (25.1): Σ c_k Δ'^k over
   k > 0, Σ k c_k Δ'^(k-1) over k > 1, Σ (k(k-1)/2) c_k Δ'^(k-2) over k > 2. *)
Record expansion := Expansion {
  value : T; linear : list T; quadratic : list (list T); linear_size : T; quadratic_size : T; higher_sizes : T;
  whole_move : T; turn : T; bend : T }.
Definition constant (c : T) : expansion := Expansion c [] [] zero zero zero zero zero zero.
Definition plus (a b : expansion) : expansion :=
  Expansion (add (value a) (value b)) (vadd (linear a) (linear b)) (badd (quadratic a) (quadratic b)) (add (linear_size a) (linear_size b))
    (add (quadratic_size a) (quadratic_size b)) (add (higher_sizes a) (higher_sizes b))
    (add (whole_move a) (whole_move b)) (add (turn a) (turn b)) (add (bend a) (bend b)).
Definition own (j : nat) (a : T) : list T := if is_zero a then [] else repeat zero j ++ [a].
Definition own_row (j : nat) (v : list T) : list (list T) := match v with [] => [] | _ => repeat [] j ++ [v] end.
Section Boxes.
Variables box strict : T.
(* A parameter times a number. *)
Definition term (p : parameter) (h : expansion) : expansion :=
  let w := start p in let s := step p in let a := abs w in
  Expansion (mul w (value h)) (vadd (vscale w (linear h)) (own (number p) (mul s (value h))))
    (badd (bscale w (quadratic h)) (own_row (number p) (vscale s (linear h))))
    (add (mul a (linear_size h)) (mul s (abs (value h)))) (add (mul a (quadratic_size h)) (mul s (linear_size h)))
    (add (mul a (higher_sizes h)) (mul (mul s box) (add (quadratic_size h) (higher_sizes h))))
    (add (mul a (whole_move h)) (mul (mul s strict) (add (abs (value h)) (whole_move h))))
    (add (mul a (turn h)) (mul s (add (whole_move h) (mul strict (add (linear_size h) (turn h))))))
    (add (mul a (bend h)) (mul s (add (turn h) (mul strict (add (quadratic_size h) (bend h)))))).
Fixpoint row_sum (row : list parameter) (hs : list expansion) : expansion :=
  match row, hs with p :: row', h :: hs' => plus (term p h) (row_sum row' hs') | _, _ => constant zero end.
Definition unit_of (hs : list expansion) (row : list parameter * parameter) : expansion := plus (row_sum (fst row) hs) (term (snd row) (constant one)).
(* A bound of how far it moves in the box; what a piece makes of it. *)
Definition reach_in_box (e : expansion) : T := mul box (add (linear_size e) (mul box (add (quadratic_size e) (higher_sizes e)))).
Definition through (t : table T) (e : expansion) : expansion :=
  let q := npiece t (value e) in let s := fst (segment t q) in let a := abs s in
  Expansion (napply t q (value e)) (vscale s (linear e)) (bscale s (quadratic e)) (mul a (linear_size e)) (mul a (quadratic_size e))
    (mul a (higher_sizes e)) (mul a (whole_move e)) (mul a (turn e)) (mul a (bend e)).
(* O183 *)
Fixpoint expansions (Ls : list trainable) (hs : list expansion) : option (list expansion) :=
  match Ls with
  | [] => Some hs
  | (rs, (t, _)) :: Ls' =>
    let zs := map (unit_of hs) rs in
    if forallb (fun z => clear t (reach_in_box z) (value z)) zs then expansions Ls' (map (through t) zs) else None
  end.

(* --- growth of R ------------------------------------------------------------------------------------------------------ *)
(* R(x) - R(0) is at least gradient·x + Σ x_j hessian_j·x - lost t^2. *)
Record growth := Growth { gradient : list T; hessian : list (list T); lost : T; strictly_lost : T }.
Definition no_growth : growth := Growth [] [] zero zero.
Definition both (a b : growth) : growth :=
  Growth (vadd (gradient a) (gradient b)) (badd (hessian a) (hessian b)) (add (lost a) (lost b)) (add (strictly_lost a) (strictly_lost b)).
Variables shared weight_of_squares : T. (* ε and 1/ε - 1 *)
(* Of A f^2 + 2 B f, f what is added to an output. *)
Definition output_growth (a b : T) (f : expansion) : growth :=
  let b2 := add b b in let v := linear f in
  let l := mul box (add (quadratic_size f) (higher_sizes f)) in
  Growth (vscale b2 v) (badd (bscale b2 (quadratic f)) (map (fun x => vscale (mul (mul a (sub one shared)) x) v) v))
    (add (mul (abs b2) (higher_sizes f)) (mul (mul weight_of_squares a) (square l)))
    (add (add (mul (abs b2) (bend f)) (mul (mul (add a a) (whole_move f)) (add (quadratic_size f) (bend f)))) (mul (mul weight_of_squares a) (square (turn f)))).
(* Samples with equal inputs are one point (22). *)
Fixpoint with_sample (s : sample T) (points : list (list (sample T))) : list (list (sample T)) :=
  match points with
  | [] => [[s]]
  | p :: points' => if forallb (fun s' => all2 eqb (input s') (input s)) p then (s :: p) :: points' else p :: with_sample s points'
  end.
Definition points_of (data : list (sample T)) : list (list (sample T)) := fold_right with_sample [] data.
Definition point_growth (n : T) (L : objective T) (d : nat) (fs : list expansion) (p : list (sample T)) : growth :=
  fold_right both no_growth (map (fun o => let f := nth o fs (constant zero) in
    let weight_at s := mul n (importance L s o) in
    output_growth (total (map weight_at p)) (total (map (fun s => mul (weight_at s) (sub (value f) (nth_number (target s) o))) p)) f) (seq 0 d)).
Fixpoint growth_of (n : T) (L : objective T) (d : nat) (Ls : list trainable) (points : list (list (sample T))) : option growth :=
  match points with
  | [] => Some no_growth
  | p :: points' =>
    match expansions Ls (map constant (match p with [] => [] | s :: _ => input s end)), growth_of n L d Ls points' with
    | Some fs, Some g => Some (both (point_growth n L d fs p) g)
    | _, _ => None
    end
  end.
End Boxes.

(* --- positive definite ------------------------------------------------------------------------------------------------- *)
(* Σ x_j rows_j·x > 0 for all x but 0, by completing squares. *)
Fixpoint definite (n : nat) (rows : list (list T)) : bool :=
  match n, rows with
  | O, [] => true
  | S n', r :: rows' =>
    let a := hd zero r in let u := vadd (tl r) (map (hd zero) rows') in let i := inverse (add (add a a) (add a a)) in
    lt zero a && eqb (mul (add (add a a) (add a a)) i) one &&
    definite n' (map2 (fun row x => vadd (tl row) (map (mul (sub zero (mul i x))) u)) rows' u)
  | _, _ => false
  end.
(* O187: of the free parameters m/2 is taken off; x_j is 0 for the others. *)
Definition diagonal (ss : list T) (m : T) : list (list T) :=
  map (fun e => repeat zero (fst e) ++ [if is_zero (snd e) then one else sub zero (mul half m)]) (combine (seq 0 (length ss)) ss).

(* --- fields that scale (O199) --------------------------------------------------------------------------------------- *)
(* Breakpoints and intercepts are 0: σ(c z) = c σ(z) for c > 0. *)
Definition is_homogeneous (t : table T) : bool :=
  match t with Last _ k => is_zero k | Cut _ k b (Last _ k') => is_zero k && is_zero b && is_zero k' | _ => false end.
Definition among (ps : list parameter) (j : nat) : bool := existsb (fun p => number p =? j) ps.
Definition row_numbers (row : list parameter * parameter) : list parameter := snd row :: fst row.
Definition no_row : list parameter * parameter := ([], Numbered 0 zero zero).
(* What is multiplied, the row of a unit, and what is divided, its column in the next layer. *)
Definition scaled_up (Ls : list trainable) (l u : nat) : list parameter := row_numbers (nth u (fst (nth l Ls ([], (Last zero zero, true)))) no_row).
Definition scaled_down (Ls : list trainable) (l u : nat) : list parameter :=
  flat_map (fun row => match nth_error (fst row) u with Some p => [p] | None => [] end) (fst (nth (S l) Ls ([], (Last zero zero, true)))).
Definition is_moved (Ls : list trainable) (l u j : nat) : bool := among (scaled_up Ls l u) j || among (scaled_down Ls l u) j.
Inductive scaling := Stays | Up | Down.
Definition scaling_at (ups downs : list parameter) (j : nat) : scaling := if among ups j then Up else if among downs j then Down else Stays.
Definition scaling_eqb (a b : scaling) : bool := match a, b with Stays, Stays | Up, Up | Down, Down => true | _, _ => false end.
(* Every parameter is scaled as its place says: [here] in the row of unit u, [before] if the layer before is the one with unit u. *)
Definition row_is_scaled (mark : nat -> scaling) (here before : bool) (u : nat) (e : nat * (list parameter * parameter)) : bool :=
  let of_row := if here && (fst e =? u) then Up else Stays in
  scaling_eqb (mark (number (snd (snd e)))) of_row &&
  forallb (fun w => scaling_eqb (mark (number (snd w))) (if before && (fst w =? u) then Down else of_row)) (numbered (fst (snd e))).
Fixpoint layers_are_scaled (mark : nat -> scaling) (before : bool) (l : option nat) (u : nat) (Ls : list trainable) : bool :=
  match Ls with
  | [] => negb before && match l with Some _ => false | None => true end
  | (rs, (t, _)) :: Ls' =>
    let here := match l with Some O => true | _ => false end in
    forallb (row_is_scaled mark here before u) (numbered rs) && (negb here || is_homogeneous t) &&
    layers_are_scaled mark here (match l with Some (S l') => Some l' | _ => None end) u Ls'
  end.
Fixpoint anchored (Ls : list trainable) (Ws : list T) (es : list (nat * nat * nat)) : bool :=
  match es with
  | [] => true
  | (l, u, j) :: es' =>
    layers_are_scaled (scaling_at (scaled_up Ls l u) (scaled_down Ls l u)) false (Some l) u Ls &&
    is_moved Ls l u j && (lt zero (nth_number Ws j) || lt (nth_number Ws j) zero) && (j <? length Ws) &&
    forallb (fun e => let '(l', u', _) := e in negb (is_moved Ls l' u' j)) es' && anchored Ls Ws es'
  end.

(* --- the claim ---------------------------------------------------------------------------------------------------------- *)
Definition is_fixed (c : trained_claim T) (j : nat) : bool := existsb (Nat.eqb j) (fixed_parameters c).
(* O191, O197 *)
Definition is_radius (r size : T) (ss : list T) : bool := lt zero r && forallb (fun s => is_zero s || leb r (mul size s)) ss.
(* O181 *)
Definition valid_numbers (w : trained_witness) : bool :=
  lt zero (near w) && lt (near w) (box w) && lt (near w) (strict_box w) && leb (strict_box w) (box w) &&
  lt zero (portion w) && lt (portion w) one && lt zero (curvature w) && eqb (mul (portion w) (inverse (portion w))) one.
Definition valid_steps (w : trained_witness) (c : trained_claim T) (Ws : list T) : bool :=
  same_length (steps w) Ws && existsb (lt zero) (steps w) &&
  forallb (fun e => if is_fixed c (fst e) then is_zero (snd e) else lt zero (snd e)) (numbered (steps w)).
Definition is_full (l : layer T) : bool := is_dense l && (biased l || forallb (fun row => is_zero (snd row)) (rows l)).
(* γ_0 and μ (25.1); O188 to O190, O196; O192, O193, e the risk times n. *)
Definition slope_of (g : growth) : T := total (map abs (gradient g)).
Definition excess_of (w : trained_witness) (g : growth) : T := sub (mul half (curvature w)) (lost g).
Definition is_near (w : trained_witness) (t : trained_claim T) (g : growth) : bool :=
  lt (slope_of g) (mul (excess_of w g) (near w)) &&
  match strict_radius t with Some _ => lt (strictly_lost g) (mul half (curvature w)) | None => true end &&
  (forallb (fun s => leb (mul (near w) s) (distance t)) (steps w) || (is_zero (distance t) && match strict_radius t with Some _ => true | None => false end && forallb is_zero (gradient g))).
Definition in_risks (w : trained_witness) (t : trained_claim T) (g : growth) (n e : T) : bool :=
  let four := add (add one one) (add one one) in
  leb (mul (square (slope_of g)) n) (mul (mul four (excess_of w g)) (sub e (mul (least_risk t) n))) && leb e (mul (most_risk t) n).
(* O181 to O203 without ties. *)
Definition check_trained (w : trained_witness) (c : certificate T) (t : trained_claim T) : bool :=
  let W := W_of c in let Ws := parameters W in let Ls := trainables (steps w) (length Ws) 0 W in let ms := data c in
  valid_goal c && is_squared (loss_of c) && negb (same_length ms (@nil T)) && forallb is_full W && forallb (@biased T) W &&
  valid_numbers w && valid_steps w t Ws &&
  match growth_of (box w) (strict_box w) (portion w) (sub (inverse (portion w)) one) (share (length ms)) (goal c) (output_number c) Ls (points_of ms) with
  | None => false
  | Some g =>
    definite (length (steps w)) (badd (diagonal (steps w) (curvature w)) (hessian g)) && is_near w t g &&
    in_risks w t g (count ms) (errors (goal c) (output_number c) W ms)
  end && is_radius (free_radius t) (sub (box w) (near w)) (steps w) &&
  match strict_radius t with Some r => is_radius r (sub (strict_box w) (near w)) (steps w) | None => true end &&
  (negb (among_all t) || (anchored Ls Ws (anchors w) && forallb (fun e => is_fixed t (snd e)) (anchors w) && forallb (fun j => existsb (fun e => snd e =? j) (anchors w)) (fixed_parameters t) &&
    (length (anchors w) =? length (fixed_parameters t)))).
End Trained.
