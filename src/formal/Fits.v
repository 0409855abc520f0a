(* SPDX-License-Identifier: GPL-3.0-or-later

   The checker of samples in cells and of their best affine fits: the obligations O32 to O37 and O51 to O56.  Extracted. *)
Require Import List Bool PeanoNat.
Require Import Thalweg.Operations Thalweg.Networks Thalweg.Passes Thalweg.Shapes Thalweg.Halfspaces.
Import ListNotations.

Definition is_some {A} (a : option A) : bool := match a with Some _ => true | None => false end.

Module Fits (N : OPERATIONS).
Module Export H := Halfspaces N.
Import N.

Record groups_witness := Groups_witness { cell_of_sample : list nat; function_cells : list (list nat) }.
Record fits_witness := Fits_witness { fit_cells : list nat; fits : list (option (list (row T))) }.
Record finer_witness := Finer_witness {
  cell_of_cell : list nat; inside_cells : list (list multipliers); coarse_fits : fits_witness; fine_fits : fits_witness }.

Definition members_of {B} (ms : list nat) (m : nat) (l : list B) : list B := map snd (filter (fun e => fst e =? m) (combine ms l)).
(* O32, O33, O52 *)
Definition lies_in (d : nat) (cells : list (cell T)) (m : nat) (s : sample T) : bool :=
  match nth_error cells m with Some c => (length (input s) =? d) && strictly_inside c (input s) | None => false end.
Definition all_lie_in d cells (ms : list nat) (data : list (sample T)) : bool := all2 (lies_in d cells) ms data.
(* O36, O54 *)
Definition residual_number (o : nat) (p : row T) (s : sample T) : T := sub (add (dot (fst p) (input s)) (snd p)) (nth_number (target s) o).
Definition is_orthogonal (d o : nat) (p : row T) (group : list (sample T)) : bool :=
  let rs := map (residual_number o p) group in
  is_zero (total rs) && forallb (fun k => is_zero (dot rs (map (fun s => nth_number (input s) k) group))) (seq 0 d).
(* With O37 and O55: the functions of cell m are ps[m]. *)
Definition fit_of (ps : list (list (row T))) (m o : nat) : row T := nth o (nth m ps []) ([], zero).
Definition check_fits (d dy : nat) (cells : list (cell T)) (data : list (sample T)) (ms : list nat) (ps : list (list (row T))) (risk : T) : bool :=
  all_lie_in d cells ms data &&
  forallb (fun m => let group := members_of ms m data in forallb (fun o => is_orthogonal d o (fit_of ps m o) group) (seq 0 dy)) (seq 0 (length cells)) &&
  negb (length data =? 0) &&
  eqb (total (map2 (fun m s => total (map (fun o => square (residual_number o (fit_of ps m o) s)) (seq 0 dy))) ms data)) (mul risk (count data)).

(* O32 to O37.  The pieces at the first samples of the groups, and those at all others compared with them (O35). *)
Definition first_piece (f : cpwl T) (ms fcs : list nat) (m : nat) : nat := match members_of ms m fcs with c :: _ => nth c (pieces_of f) O | [] => O end.
Definition group_fits (g : shapes T) (ms : list nat) (fcss : list (list nat)) (cells : list (cell T)) : list (list (row T)) :=
  map (fun m => map2 (fun f fcs => nth (first_piece f ms fcs m) (functions f) ([], zero)) (outputs_of g) fcss) (seq 0 (length cells)).
Definition is_common_piece (g : shapes T) (cells : list (cell T)) (data : list (sample T)) (ms : list nat) (f : cpwl T) (fcs : list nat) : bool :=
  let firsts := map (first_piece f ms fcs) (seq 0 (length cells)) in
  all_lie_in (dimension g) (cells_of g (on_partition f)) fcs data &&
  all2 (fun m c => nth c (pieces_of f) O =? nth m firsts O) ms fcs.
Definition check_groups (dy : nat) (data : list (sample T)) (w : groups_witness) (g : shapes T) : bool :=
  match groups_of g with
  | Some e => let cells := cells_of g (group_partition e) in let ms := cell_of_sample w in
    (length (outputs_of g) =? dy) &&
    check_fits (dimension g) dy cells data ms (group_fits g ms (function_cells w) cells) (group_risk e) &&
    (length (nodup Nat.eq_dec ms) =? group_count e) && all2 (is_common_piece g cells data ms) (outputs_of g) (function_cells w)
  | None => false
  end.

(* O52 to O55.  That there are functions exactly for cells with samples (O53) enters no theorem. *)
Definition check_fits_of (d dy : nat) (cells : list (cell T)) (data : list (sample T)) (w : fits_witness) (risk : T) : bool :=
  all2 (fun m ps => Bool.eqb (is_some ps) (negb (length (members_of (fit_cells w) m data) =? 0))) (seq 0 (length cells)) (fits w) &&
  check_fits d dy cells data (fit_cells w) (map (fun ps => match ps with Some p => p | None => [] end) (fits w)) risk.
(* O51 *)
Definition lies_in_cell (cells : list (cell T)) (c : cell T) (e : nat * list multipliers) : bool :=
  match nth_error cells (fst e) with Some c' => proves_all c (snd e) c' | None => false end.
Definition check_finer (dy : nat) (data : list (sample T)) (w : finer_witness) (g : shapes T) : bool :=
  match finer g with
  | Some e =>
    all2 (lies_in_cell (cells_of g (coarse e))) (cells_of g (fine e)) (combine (cell_of_cell w) (inside_cells w)) &&
    check_fits_of (dimension g) dy (cells_of g (coarse e)) data (coarse_fits w) (coarse_risk e) &&
    check_fits_of (dimension g) dy (cells_of g (fine e)) data (fine_fits w) (fine_risk e) && lt (fine_risk e) (coarse_risk e)
  | None => false
  end.
End Fits.
