(* SPDX-License-Identifier: GPL-3.0-or-later

   Minima near trained networks (section 40): squared loss, dense layers with biases, and either nothing is fixed, or units are rescaled, or the
   minimum is one of the slice only.  Outputs in the box, in the pieces at W, are expanded around W to second order, with bounds for the rest; the
   second order is shown to be positive by elimination.  Computes; speaks of no real number. *)
Require Import List Bool PeanoNat.
Require Import Thalweg.Operations Thalweg.Networks Thalweg.Passes Thalweg.Radius Thalweg.Spans Thalweg.Rays Thalweg.Check Thalweg.Sharing Thalweg.Pieces.
Import ListNotations.

Module Trained (N : OPERATIONS).
Module Export Pc := Pieces N.
Import Sh.K Sh.K.Y Sh.K.Y.S Sh.K.Y.S.Q Sh.K.Y.S.Q.P Pc.
Import N.

(* Anchors: layer and unit of a field that scales, and the number of the fixed parameter that it moves; no later one moves it. Of the ties λ, θ, ρ;
   κ'; and directions in which the walls are left one by one. *)
Record trained_witness := Trained_witness {
  near : T; box : T; strict_box : T; portion : T; curvature : T; steps : list T; anchors : list (nat * nat * nat);
  tie_numbers : list (T * T * T); pull : T; ways : list (list T) }.

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
(* A bound of how far it moves in the box. *)
Definition reach_in_box (e : expansion) : T := mul box (add (linear_size e) (mul box (add (quadratic_size e) (higher_sizes e)))).
Definition through (t : table T) (q : nat) (e : expansion) : expansion :=
  let s := fst (segment t q) in let a := abs s in
  Expansion (napply t q (value e)) (vscale s (linear e)) (bscale s (quadratic e)) (mul a (linear_size e)) (mul a (quadratic_size e))
    (mul a (higher_sizes e)) (mul a (whole_move e)) (mul a (turn e)) (mul a (bend e)).
(* Of the outputs, and of the pre-activations of ties, all in the pieces used. *)
Definition ties_in (us : list placed_unit) (zs : list expansion) : list (tie * expansion) :=
  flat_map (fun e => match held (fst e) with Some t => [(t, snd e)] | None => [] end) (combine us zs).
Fixpoint expansions (Ms : pieced) (hs : list expansion) : list expansion * list (tie * expansion) :=
  match Ms with
  | [] => (hs, [])
  | (us, t) :: Ms' =>
    let zs := map (fun u => unit_of hs (row_of u)) us in
    let behind := expansions Ms' (map2 (fun u z => through t (used u) z) us zs) in (fst behind, ties_in us zs ++ snd behind)
  end.

(* --- growth of A ------------------------------------------------------------------------------------------------------ *)
(* A(x) - A(0) is at least gradient·x + Σ x_j hessian_j·x - lost t^2; between two points of the strict box that differ by d A changes by
   gradient·d but for slack |d|. *)
Record growth := Growth { gradient : list T; hessian : list (list T); lost : T; strictly_lost : T; slack : T }.
Definition no_growth : growth := Growth [] [] zero zero zero.
Definition both (a b : growth) : growth :=
  Growth (vadd (gradient a) (gradient b)) (badd (hessian a) (hessian b)) (add (lost a) (lost b)) (add (strictly_lost a) (strictly_lost b)) (add (slack a) (slack b)).
Variables shared weight_of_squares : T. (* ε and 1/ε - 1 *)
(* Of A f^2 + 2 B f, f what is added to an output. *)
Definition output_growth (a b : T) (f : expansion) : growth :=
  let b2 := add b b in let v := linear f in
  let l := mul box (add (quadratic_size f) (higher_sizes f)) in
  Growth (vscale b2 v) (badd (bscale b2 (quadratic f)) (map (fun x => vscale (mul (mul a (sub one shared)) x) v) v))
    (add (mul (abs b2) (higher_sizes f)) (mul (mul weight_of_squares a) (square l)))
    (add (add (mul (abs b2) (bend f)) (mul (mul (add a a) (whole_move f)) (add (quadratic_size f) (bend f)))) (mul (mul weight_of_squares a) (square (turn f))))
    (add (mul (abs b2) (turn f)) (mul (mul (add a a) (whole_move f)) (add (linear_size f) (turn f)))).
(* -λ Q + ρ/2 Q^2 *)
Definition residual (e : tie * expansion) : T := sub (value (snd e)) (wall (fst e)).
Definition tie_growth (e : tie * expansion) : growth :=
  output_growth (mul half (penalty (fst e))) (mul half (sub (mul (penalty (fst e)) (residual e)) (multiplier (fst e)))) (snd e).
(* Samples with equal inputs are one point (22). *)
Definition same_inputs (a b : list T) : bool := all2 eqb a b.
Fixpoint with_sample (s : sample T) (points : list (list (sample T))) : list (list (sample T)) :=
  match points with
  | [] => [[s]]
  | p :: points' => if forallb (fun s' => same_inputs (input s') (input s)) p then (s :: p) :: points' else p :: with_sample s points'
  end.
Definition points_of (data : list (sample T)) : list (list (sample T)) := fold_right with_sample [] data.
Definition input_of (p : list (sample T)) : list T := match p with [] => [] | s :: _ => input s end.
Variables (n : T) (L : objective T) (d : nat).
Definition weight_at (p : list (sample T)) (o : nat) : T := total (map (fun s => mul n (importance L s o)) p).
(* Σ of weights times a - y. *)
Definition pull_at (p : list (sample T)) (o : nat) (a : T) : T := total (map (fun s => mul (mul n (importance L s o)) (sub a (nth_number (target s) o))) p).
Definition outputs_growth (fs : list expansion) (p : list (sample T)) : growth :=
  fold_right both no_growth (map (fun o => let f := nth o fs (constant zero) in output_growth (weight_at p o) (pull_at p o (value f)) f) (seq 0 d)).
(* A point: its samples, the pieces at W, and their expansions. *)
Record view := View { samples_at : list (sample T); placed_units : pieced; outputs_at : list expansion; ties_at : list (tie * expansion) }.
Definition view_of (Ls : list trainable) (marks : list T -> nat -> nat -> option mark) (p : list (sample T)) : view :=
  let h := input_of p in let Ms := pieces_at (marks h) Ls h in let es := expansions Ms (map constant h) in View p Ms (fst es) (snd es).
Definition point_growth (v : view) : growth := both (outputs_growth (outputs_at v) (samples_at v)) (fold_right both no_growth (map tie_growth (ties_at v))).
Definition growth_of (vs : list view) : growth := fold_right both no_growth (map point_growth vs).
(* A at W. *)
Definition base_value (vs : list view) : T :=
  total (map (fun v => add (mul n (total (map (sample_error L d (map value (outputs_at v))) (samples_at v))))
    (total (map (fun e => let q := residual e in sub (mul (mul half (penalty (fst e))) (square q)) (mul (multiplier (fst e)) q)) (ties_at v)))) vs).

(* --- walls ---------------------------------------------------------------------------------------------------------------- *)
(* Derivatives of the losses of a point by its outputs, in these balls. *)
Definition seeds (p : list (sample T)) (os : list ball) : list ball :=
  map (fun o => let f := nth o os origin in let a := pull_at p o (fst f) in let r := mul (weight_at p o) (snd f) in (add a a, add r r)) (seq 0 d).
(* O183, O185, O186, O195 *)
Definition is_kept (pull : T) (v : view) : bool :=
  match boxed box (placed_units v) (map (fun a => (a, zero)) (input_of (samples_at v))) with
  | None => false
  | Some os =>
    match ties_at v with
    | [] => true
    | es => match backwards box pull (placed_units v) (seeds (samples_at v) os) with None => false | Some _ => true end &&
      forallb (fun e => leb (mul (mul half (penalty (fst e))) (add (abs (residual e)) (reach_in_box (snd e)))) (allowance (fst e))) es
    end
  end.
Definition largest_of (l : list T) : T := fold_right larger zero l.
(* O194: κ < 1 and s < κ' (1 - κ), if the strict box is that of size δ. *)
Definition size_of_way (way : list T) : T := largest_of (map abs way).
Definition leaves_wall (ways : list (list T)) (e : nat * (tie * expansion)) : T :=
  add (total (map (fun w => abs (sub (dot (linear (snd (snd e))) (snd w)) (if fst w =? fst e then one else zero))) (numbered ways)))
    (mul (turn (snd (snd e))) (total (map size_of_way ways))).
Definition pulls_to_walls (pull : T) (ways : list (list T)) (vs : list view) : bool :=
  let es := flat_map ties_at vs in let g := growth_of vs in
  (length ways =? length es) &&
  lt (add (total (map (fun w => abs (dot (gradient g) w)) ways)) (mul (slack g) (total (map size_of_way ways))))
    (mul pull (sub one (largest_of (map (leaves_wall ways) (numbered es))))).
(* What walls may take off the curvature (O196). *)
Definition bent_walls (vs : list view) : T := largest_of (map (fun e => add (quadratic_size (snd e)) (bend (snd e))) (flat_map ties_at vs)).
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
  lt zero (portion w) && lt (portion w) one && lt zero (curvature w) && eqb (mul (portion w) (inverse (portion w))) one && leb zero (pull w).
Definition valid_steps (w : trained_witness) (c : trained_claim T) (Ws : list T) : bool :=
  same_length (steps w) Ws && existsb (lt zero) (steps w) &&
  forallb (fun e => if is_fixed c (fst e) then is_zero (snd e) else lt zero (snd e)) (numbered (steps w)).
Definition is_full (l : layer T) : bool := is_dense l && (biased l || forallb (fun row => is_zero (snd row)) (rows l)).
(* --- ties --- *)
Definition tie_place := (nat * nat * nat * nat)%type.
Definition mark_of (data : list (sample T)) (ms : list (tie_place * (T * T * T))) (h : list T) (l u : nat) : option mark :=
  match find (fun m => let '(l', u', i, _) := fst m in (l' =? l) && (u' =? u) && match nth_error data i with Some s => same_inputs (input s) h | None => false end) ms with
  | Some (_, _, _, q, ns) => Some (q, ns)
  | None => None
  end.
(* O182: places of hidden units whose slope changes; no place twice. *)
Definition valid_tie (data : list (sample T)) (Ls : list trainable) (marks : list T -> nat -> nat -> option mark) (e : tie_place) : bool :=
  let '(l, u, i, q) := e in
  match nth_error data i, nth_error Ls l with
  | Some s, Some (rs, (t, _)) =>
    (u <? length rs) && negb (is_zero (snd (kink t q))) && negb (existsb (fun s' => same_inputs (input s') (input s)) (firstn i data)) &&
    existsb (fun p => existsb (fun s' => same_inputs (input s') (input s)) p && match marks (input_of p) l u with Some (q', _) => q' =? q | None => false end) (points_of data)
  | _, _ => false
  end.
(* γ_0 and μ (25.1); O188 to O190, O196; O192, O193, r the risk of W and e what it may be above A. *)
Definition slope_of (g : growth) : T := total (map abs (gradient g)).
Definition excess_of (w : trained_witness) (g : growth) : T := sub (mul half (curvature w)) (lost g).
Definition is_near (w : trained_witness) (t : trained_claim T) (g : growth) (e : T) : bool :=
  lt (add (mul (slope_of g) (near w)) e) (mul (excess_of w g) (square (near w))) &&
  (forallb (fun s => leb (mul (near w) s) (distance t)) (steps w) ||
    (is_zero (distance t) && match strict_radius t, ties t with Some _, [] => true | _, _ => false end && forallb is_zero (gradient g))).
Definition in_risks (w : trained_witness) (t : trained_claim T) (g : growth) (r e : T) : bool :=
  let four := add (add one one) (add one one) in
  leb (square (slope_of g)) (mul (mul four (excess_of w g)) (sub (sub r e) (least_risk t))) && leb r (most_risk t).
(* O181 to O203; ties are shown to be on their walls, with a strict radius or without. *)
Definition check_trained (w : trained_witness) (c : certificate T) (t : trained_claim T) : bool :=
  let W := W_of c in let Ws := parameters W in let Ls := trainables (steps w) (length Ws) 0 W in let ms := data c in
  let n := share (length ms) in let i := sub (inverse (portion w)) one in let L := goal c in let d := output_number c in
  let marks := mark_of ms (combine (ties t) (tie_numbers w)) in
  let views b := map (view_of (box w) b Ls marks) (points_of ms) in
  let vs := views (strict_box w) in let g := growth_of (box w) (portion w) i n L d vs in
  let r := mul n (errors L d W ms) in let e := positive_part (sub r (base_value n L d vs)) in
  valid_goal c && is_squared (loss_of c) && negb (same_length ms (@nil T)) && forallb is_full W && forallb (@biased T) W &&
  valid_numbers w && valid_steps w t Ws && forallb (valid_tie ms Ls marks) (ties t) &&
  forallb (is_kept (box w) n L d (pull w)) vs &&
  definite (length (steps w)) (badd (diagonal (steps w) (curvature w)) (hessian g)) && is_near w t g e && in_risks w t g r e &&
  match ties t with
  | [] => true
  | _ => forallb (same_length (steps w)) (ways w) && pulls_to_walls (box w) (portion w) i n L d (pull w) (ways w) (views (near w))
  end &&
  is_radius (free_radius t) (sub (box w) (near w)) (steps w) &&
  match strict_radius t with
  | Some r => is_radius r (sub (strict_box w) (near w)) (steps w) && lt (add (strictly_lost g) (mul (pull w) (bent_walls vs))) (mul half (curvature w))
  | None => true
  end &&
  (negb (among_all t) || (anchored Ls Ws (anchors w) && forallb (fun e => is_fixed t (snd e)) (anchors w) && forallb (fun j => existsb (fun e => snd e =? j) (anchors w)) (fixed_parameters t) &&
    (length (anchors w) =? length (fixed_parameters t)))).
End Trained.
