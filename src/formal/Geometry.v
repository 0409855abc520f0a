(* SPDX-License-Identifier: GPL-3.0-or-later

   What the claims about partitions state, over the real numbers (SPECIFICATION.md, sections 10.2 and 49 to 56). *)
Require Import Reals List.
Require Import Thalweg.Semantics.
Require Export Thalweg.Shapes.
Import ListNotations.
Open Scope R_scope.

(* Points of the space of dimension d are lists of length d.  A cell is the intersection of its halfspaces, so it is convex. *)
Definition is_in (d : nat) (c : cell R) (x : list R) : Prop := length x = d /\ Forall (fun h => dot (fst h) x <= snd h) c.
Definition near (e : R) (x y : list R) : Prop := Forall2 (fun a b => Rabs (a - b) <= e) x y.
Definition interior (S : list R -> Prop) (x : list R) : Prop := exists e, 0 < e /\ forall y, near e x y -> S y.

(* Claim convex_partition: the cells lie in the domain and cover it, have interior points, and an interior point of one
   is in no other. *)
Definition apart (d : nat) (c c' : cell R) : Prop := forall x, interior (is_in d c) x -> ~ is_in d c' x.
Definition is_partition (d : nat) (domain : cell R) (cells : list (cell R)) : Prop :=
  (forall x, is_in d domain x <-> exists c, In c cells /\ is_in d c x) /\
  (forall c, In c cells -> exists x, interior (is_in d c) x) /\
  ForallOrdPairs (fun c c' => apart d c c' /\ apart d c' c) cells.

(* Values at x of the pieces of the cells with x: f is well defined at x, with the value v there, if this holds of v only. *)
Definition value (f : row R) (x : list R) : R := dot (fst f) x + snd f.
Definition graph (g : shapes R) (f : cpwl R) (x : list R) (v : R) : Prop :=
  exists m c, nth_error (cells_of g (on_partition f)) m = Some c /\ is_in (dimension g) c x /\ v = value (piece_on 0 f m) x.
(* In a neighbourhood of x, f is the affine function p. *)
Definition is_near (g : shapes R) (f : cpwl R) (p : row R) (x : list R) : Prop :=
  exists e, 0 < e /\ forall y v, near e x y -> (graph g f y v <-> v = value p y).

(* Sample i is an interior point of cell number ms[i]; the group of a cell has the samples of which this is the cell. *)
Definition lie_in (d : nat) (cells : list (cell R)) (ms : list nat) (data : list (sample R)) : Prop :=
  Forall2 (fun m s => exists c, nth_error cells m = Some c /\ interior (is_in d c) (input s)) ms data.
Definition group {B} (ms : list nat) (m : nat) (data : list B) : list B := map snd (filter (fun e => Nat.eqb (fst e) m) (combine ms data)).
(* The residual of p for output o. *)
Definition gap (o : nat) (p : row R) (s : sample R) : R := value p (input s) - at_ (target s) o.
Definition square_errors (o : nat) (p : row R) (data : list (sample R)) : R := lsum (fun s => gap o p s ^ 2) data.
(* On the group of every cell m and for every output o < dy no affine function has a smaller sum of squared residuals than
   p m o; the mean of the squared residuals of these functions, summed over outputs, is [risk]. *)
Definition has_fits (d dy : nat) (cells : list (cell R)) (data : list (sample R)) (ms : list nat) (p : nat -> nat -> row R) (risk : R) : Prop :=
  lie_in d cells ms data /\
  (forall m o q, (o < dy)%nat -> square_errors o (p m o) (group ms m data) <= square_errors o q (group ms m data)) /\
  lsum (fun e => nsum dy (fun o => gap o (p (fst e) o) (snd e) ^ 2)) (combine ms data) / INR (length data) = risk.
(* Claim groups: near the samples of a group every output is one affine function, their best fit. *)
Definition are_groups (dy : nat) (data : list (sample R)) (g : shapes R) (e : groups_claim R) : Prop :=
  length (outputs_of g) = dy /\ exists ms p, has_fits (dimension g) dy (cells_of g (group_partition e)) data ms p (group_risk e) /\
    length (nodup Nat.eq_dec ms) = group_count e /\
    forall m o f s, nth_error (outputs_of g) o = Some f -> In s (group ms m data) -> is_near g f (p m o) (input s).
(* The max-min form: the largest of the least values of the rows. *)
Fixpoint extreme (op : R -> R -> R) (vs : list R) : R := match vs with [] => 0 | [v] => v | v :: vs' => op v (extreme op vs') end.
Definition form (fs : list (row R)) (rows : list (list nat)) (x : list R) : R :=
  extreme Rmax (map (fun js => extreme Rmin (map (fun j => value (nth j fs ([], 0)) x) js)) rows).
(* Claim lattice_identity: f is well defined on the domain, and there it is the form, which is continuous. *)
Definition is_form (g : shapes R) (f : cpwl R) : Prop :=
  (forall x v, is_in (dimension g) (domain g) x -> (graph g f x v <-> v = form (functions f) (rows_of f) x)) /\
  forall x e, 0 < e -> exists r, 0 < r /\ forall y, near r x y -> Rabs (form (functions f) (rows_of f) y - form (functions f) (rows_of f) x) <= e.
(* Claim lattice_failure: row k has the functions that are nowhere on cell k below its piece; their form differs at the point. *)
Definition is_failure (g : shapes R) (e : failure_claim R) : Prop :=
  exists f c, nth_error (outputs_of g) (failing_output e) = Some f /\ nth_error (cells_of g (on_partition f)) (failing_cell e) = Some c /\
    length (failing_rows e) = length (cells_of g (on_partition f)) /\
    (forall k ck j, nth_error (cells_of g (on_partition f)) k = Some ck ->
       (In j (nth k (failing_rows e) []) <-> (j < length (functions f))%nat /\
          forall x, is_in (dimension g) ck x -> value (piece_on 0 f k) x <= value (nth j (functions f) ([], 0)) x)) /\
    is_in (dimension g) c (failing_point e) /\
    form (functions f) (failing_rows e) (failing_point e) <> value (piece_on 0 f (failing_cell e)) (failing_point e).
(* Claim refinement_of_partitions. *)
Definition is_finer_partition (dy : nat) (data : list (sample R)) (g : shapes R) (e : finer_claim R) : Prop :=
  (forall c, In c (cells_of g (fine e)) -> exists c', In c' (cells_of g (coarse e)) /\ forall x, is_in (dimension g) c x -> is_in (dimension g) c' x) /\
  (exists ms p, has_fits (dimension g) dy (cells_of g (coarse e)) data ms p (coarse_risk e)) /\
  (exists ms p, has_fits (dimension g) dy (cells_of g (fine e)) data ms p (fine_risk e)) /\
  fine_risk e < coarse_risk e.

(* Claim linear_regions.  The signs of x: of z - b, for every unit and breakpoint b; a last layer has none.  As many of them as
   are claimed occur on a set with interior points; the closures of these sets cover the domain, have no common interior point, and
   on each of them the network is an affine map. *)
Definition sign (r : R) : comparison := if Rlt_dec r 0 then Lt else if Rlt_dec 0 r then Gt else Eq.
Definition layer_signs (t : table R) (z : list R) := map (fun a => map (fun b => sign (a - b)) (breakpoints t)) z.
Fixpoint signs (W : net R) (h : list R) : list (list (list comparison)) :=
  match W with [] => [] | l :: W' => layer_signs (tab l) (pre l h) :: signs W' (out l h) end.
Definition closure (S : list R -> Prop) (x : list R) : Prop := forall e, 0 < e -> exists y, near e x y /\ S y.
Definition has_regions (d : nat) (domain : cell R) (W : net R) (k : nat) : Prop :=
  let region s x := is_in d domain x /\ signs W x = s in
  exists rs, NoDup rs /\ length rs = k /\
    (forall s, In s rs <-> exists x, interior (region s) x) /\
    (forall x, is_in d domain x -> exists s, In s rs /\ closure (region s) x) /\
    (forall s s' x, s <> s' -> interior (closure (region s)) x -> ~ interior (closure (region s')) x) /\
    (forall s, In s rs -> exists A, forall x, closure (region s) x -> fwd W x = affine A x).
(* Claim network_computes_function: f is well defined on the domain, and output o of the network. *)
Definition computes_functions (W : net R) (g : shapes R) : Prop :=
  forall x o f v, is_in (dimension g) (domain g) x -> nth_error (outputs_of g) o = Some f -> (graph g f x v <-> v = at_ (fwd W x) o).
(* Claim network_computes_form. *)
Definition computes_forms (W : net R) (g : shapes R) (stated : option (list (list (row R) * list (list nat)))) : Prop :=
  forall x, is_in (dimension g) (domain g) x -> fwd W x = map (fun e => form (fst e) (snd e) x) (computed_forms g stated).

(* If this claim is made, it is true; dy is the number of targets. *)
Definition shape_holds (dy : nat) (data : list (sample R)) (W : net R) (g : shapes R) (k : shape_claim) : Prop :=
  match k with
  | Convex_partition => forall ks, cell_counts g = Some ks -> ks = map (@length _) (partitions g) /\ Forall (is_partition (dimension g) (domain g)) (partitions g)
  | Groups_of_samples => forall e, groups_of g = Some e -> are_groups dy data g e
  | Lattice_identity => is_lattice g = true -> Forall (is_form g) (outputs_of g)
  | Lattice_failure => forall e, failure g = Some e -> is_failure g e
  | Refinement_of_partitions => forall e, finer g = Some e -> is_finer_partition dy data g e
  | Linear_regions => forall k, region_count g = Some k -> has_regions (dimension g) (domain g) W k
  | Network_computes_function => is_network_function g = true -> computes_functions W g
  | Network_computes_form => forall stated, network_forms g = Some stated -> computes_forms W g stated
  end.
Definition shapes_hold (dy : nat) (data : list (sample R)) (W : net R) (g : shapes R) : Prop := forall k, shape_holds dy data W g k.
