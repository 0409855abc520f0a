(* SPDX-License-Identifier: GPL-3.0-or-later

   The checker of max-min forms on cells: the obligations O38 to O44.  Extracted. *)
Require Import List Bool PeanoNat.
Require Import Thalweg.Operations Thalweg.Networks Thalweg.Passes Thalweg.Shapes Thalweg.Halfspaces Thalweg.Fits.
Import ListNotations.

Module Forms (N : OPERATIONS).
Module Export Fi := Fits N.
Export Fi.H Fi.H.P.
Import N.

(* The form on one cell; the inner nodes of the cover name functions, its leaves rows. *)
Record form_bound := Form_bound { weights_of_bound : multipliers; bound_proof : multipliers }.
Record cell_form := Cell_form { form_cover : option (tree nat (nat * list multipliers)); bounds : list form_bound; bound_of_row : list nat }.
Record failure_witness := Failure_witness { above_piece : list (list multipliers); below_piece : list (list (list T)) }.

Definition function_of (fs : list (row T)) (j : nat) : row T := nth j fs ([], zero).
Definition is_in_row (js : list nat) (j : nat) : bool := existsb (Nat.eqb j) js.
(* O38 *)
Definition row_is_above (fs : list (row T)) (rows : list (list nat)) (p : row T) (hs : list (row T)) (leaf : nat * list multipliers) : bool :=
  match nth_error rows (fst leaf) with
  | Some js => negb (length js =? 0) && all2 (fun ms j => proves hs ms (at_most p (function_of fs j))) (snd leaf) js
  | None => false
  end.
(* O39, O40 *)
Definition bound_holds (fs : list (row T)) (p : row T) (c : cell T) (b : form_bound) : bool :=
  eqb (total (map snd (weights_of_bound b))) one &&
  match combination fs (weights_of_bound b) with Some k => proves c (bound_proof b) (at_most k p) | None => false end.
Definition bounds_row (bs : list form_bound) (k : nat) (js : list nat) : bool :=
  match nth_error bs k with Some b => forallb (fun e => is_in_row js (fst e)) (weights_of_bound b) | None => false end.
Definition check_cell_form (f : cpwl T) (w : cell_form) (e : nat * cell T) : bool :=
  let fs := functions f in let p := piece_on zero f (fst e) in
  match form_cover w with Some t => all_leaves (fun j => at_most (function_of fs j) p) (row_is_above fs (rows_of f) p) (snd e) t | None => false end &&
  forallb (bound_holds fs p (snd e)) (bounds w) && all2 (bounds_row (bounds w)) (bound_of_row w) (rows_of f).
Definition check_form (g : shapes T) (ws : list cell_form) (f : cpwl T) : bool :=
  (on_partition f <? length (partitions g)) && negb (length (rows_of f) =? 0) && forallb (fun js => negb (length js =? 0)) (rows_of f) &&
  all2 (check_cell_form f) ws (numbered (cells_of g (on_partition f))).
Definition check_forms (g : shapes T) (ws : list (list cell_form)) : bool := all2 (check_form g) ws (outputs_of g).

(* --- lattice_failure ------------------------------------------------------------------------------------------------- *)
Definition value_number (f : row T) (x : list T) : T := add (dot (fst f) x) (snd f).
Definition lesser (a b : T) : T := if leb a b then a else b.
Definition greater (a b : T) : T := if leb a b then b else a.
Fixpoint extreme_number (op : T -> T -> T) (vs : list T) : T := match vs with [] => zero | [v] => v | v :: vs' => op v (extreme_number op vs') end.
Definition form_number (fs : list (row T)) (rows : list (list nat)) (x : list T) : T :=
  extreme_number greater (map (fun js => extreme_number lesser (map (fun j => value_number (function_of fs j) x) js)) rows).
(* O41, O42 *)
Definition is_row_above (fs : list (row T)) (c : cell T) (p : row T) (js : list nat) (mss : list multipliers) : bool :=
  all2 (fun ms j => (j <? length fs) && proves c ms (at_most p (function_of fs j))) mss js.
Definition others_below (d : nat) (fs : list (row T)) (c : cell T) (p : row T) (js : list nat) (xs : list (list T)) : bool :=
  all2 (fun x j => (length x =? d) && inside_all c x && lt (value_number (function_of fs j) x) (value_number p x))
    xs (filter (fun j => negb (is_in_row js j)) (seq 0 (length fs))).
Definition check_failure (w : failure_witness) (g : shapes T) : bool :=
  match failure g with
  | None => false
  | Some e =>
    match nth_error (outputs_of g) (failing_output e) with
    | None => false
    | Some f =>
      let fs := functions f in let cells := cells_of g (on_partition f) in let rows := failing_rows e in let x := failing_point e in
      (length rows =? length cells) &&
      forallb (fun k => match nth_error cells k with
        | Some c => let js := nth k rows [] in let p := piece_on zero f k in
            is_row_above fs c p js (nth k (above_piece w) []) && others_below (dimension g) fs c p js (nth k (below_piece w) [])
        | None => false end) (seq 0 (length cells)) &&
      match nth_error cells (failing_cell e) with
      | Some c => let a := form_number fs rows x in let b := value_number (piece_on zero f (failing_cell e)) x in
          (length x =? dimension g) && inside_all c x && (lt a b || lt b a)
      | None => false
      end
    end
  end.
End Forms.
