(* SPDX-License-Identifier: GPL-3.0-or-later

   The checker of networks that compute max-min forms: O232 to O237, with positive parts of expressions as symbols.  Extracted. *)
Require Import List Bool PeanoNat.
Require Import Thalweg.Operations Thalweg.Networks Thalweg.Passes Thalweg.Shapes Thalweg.Halfspaces Thalweg.Expressions Thalweg.Regions.
Import ListNotations.

Module StatedForms (N : OPERATIONS).
Module Export Rg := Regions N.
Export Rg.Ex Rg.Ex.Fo Rg.Ex.Fo.Fi Rg.Ex.Fo.Fi.H Rg.Ex.Fo.Fi.H.P.
Import N.

(* Advice: symbol d + 1 + k is the positive part of [entry k]; [part e] says of which entry e is a multiple, by what, and whether
   by the negative of it.  Each use is multiplied out. *)
Record part_hints := Part_hints { entry : nat -> expression; part : expression -> option (bool * nat * T) }.
(* For each unit of each hidden layer the output and node that it carries, if it is carried. *)
Record form_witness := Form_witness { form_nodes : list output_nodes; carried : list (list (option (nat * nat))); parts : part_hints }.

(* The coefficient of an expression that is constant. *)
Definition constant_of (d : nat) (e : expression) : option T :=
  match e with [] => Some zero | [(s, c)] => if s =? d then Some c else None | _ => None end.
(* [e]_+ *)
Definition positive (h : part_hints) (d : nat) (e : expression) : option expression :=
  match constant_of d e with
  | Some c => Some (if leb zero c then e else [])
  | None =>
    match part h e with
    | Some (is_negative, k, m) =>
      let p := times m (symbol (S d + k)) in
      if leb zero m && forallb (fun t => fst t <? S d + k) (entry h k) && same_expression e (times (if is_negative then negative m else m) (entry h k))
      then Some (if is_negative then plus_expression p e else p) else None
    | None => None
    end
  end.
(* Every node as an expression. *)
Definition expression_of (h : part_hints) (d : nat) (fs : list (row T)) (es : list expression) (n : node) : option expression :=
  match n with
  | Function_node j => Some (row_expression d (function_of fs j))
  | Min_node u w => match nth_error es u, nth_error es w with
      | Some a, Some b => option_map (minus_expression a) (positive h d (minus_expression a b)) | _, _ => None end
  | Max_node u w => match nth_error es u, nth_error es w with
      | Some a, Some b => option_map (plus_expression a) (positive h d (minus_expression b a)) | _, _ => None end
  end.
Fixpoint expressions (h : part_hints) (d : nat) (fs : list (row T)) (es : list expression) (ns : list node) : option (list expression) :=
  match ns with
  | [] => Some es
  | n :: ns' => match expression_of h d fs es n with Some e => expressions h d fs (es ++ [e]) ns' | None => None end
  end.
(* O235, O236 *)
Definition form_output (h : part_hints) (d : nat) (ess : list (list expression)) (low : list (list (option T))) (t : table T) (l : option (nat * nat)) (e :
  expression)
    : option expression :=
  if is_relu t || is_identity t then
    match l with
    | Some (o, v) =>
      match nth_error (nth o ess []) v, nth v (nth o low []) None with
      | Some nv, Some b => match constant_of d (minus_expression e nv) with
          | Some c => if leb zero (add b c) then Some e else None | None => None end
      | _, _ => None
      end
    | None => if is_identity t then Some e else positive h d e
    end
  else None.
(* O232 to O237 *)
Definition check_network_forms (W : net T) (w : form_witness) (g : shapes T) : bool :=
  let d := dimension g in let ws := form_nodes w in
  let low := map (fun w => lowers (functions_lower w) (nodes w)) ws in
  match network_forms g with
  | None => false
  | Some stated =>
    let fs := computed_forms g stated in
    all2 (fun w f => is_family (nodes w) (snd f) && all2 (bound_is_proven (domain g)) (fst f) (functions_lower w)) ws fs &&
    match all_some (map2 (fun e f => expressions (parts w) d (fst f) [] (nodes e)) ws fs) with
    | Some ess => match walk d (form_output (parts w) d ess low) W (carried w) (inputs_of d) with
        | Some es => all2 (fun own e => same_expression e (last own [])) ess es
        | None => false
        end
    | None => false
    end
  end.
End StatedForms.
