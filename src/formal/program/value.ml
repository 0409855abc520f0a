(* SPDX-License-Identifier: GPL-3.0-or-later

   What the checkers get of a file: its claims about each network, with data and loss, and what it says of shapes. *)
open Checker

(* About one network; no other claims than these are given to the checker together. *)
type part = {
  network : string;
  better_name : string; (* the W2 of lower_risk *)
  certificate : Q.t certificate;
  trained : Trained_reading.t option;
  saddle : Saddle_reading.t option;
}

(* Where a claim is: in one of the parts, among those about shapes, or it compares the minima of parts. *)
type place = In_part of int * Claim_list.covered | In_shapes of shape_claim | Between of int list

type t = {
  columns : string list;
  parts : part array;
  shapes : Q.t shapes;
  shape_network : string option;
  shape_certificate : Q.t certificate; (* samples, and the network that the claims about shapes are about *)
  claims : (string * place option) list; (* their names, in the order of the file; None: not covered *)
}
