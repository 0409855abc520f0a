(* SPDX-License-Identifier: GPL-3.0-or-later

   The claim saddle (section 34), where it is covered: dense layers, squared or Huber loss. A box around W in which no sample meets a wall is
   looked for here and believed for nothing. *)
open Checker
module Saddle = Advice.Saddle

type t = { epsilon : Q.t; ascent : Q.t changes; box : Q.t }

let halvings = 200

(* The first of 1, 1/2, 1/4, … in which the outputs of all samples can be expanded. *)
let box_of c network =
  let parameters = parameters network in
  let count = List.length parameters in
  let trainables = Advice.Trained.Pc.trainables (List.map (fun _ -> Q.one) parameters) count 0 network in
  let holds_in box = Saddle.slopes_of box (Advice.Checks.goal c) (List.length c.targets) trainables (Advice.Checks.data c) <> None in
  let rec look left box = if holds_in box then Some box else if left = 0 then None else look (left - 1) (Q.div_2exp box 1) in
  look halvings Q.one

(* A sample on a wall is refused by the checker, in any box. *)
let read c epsilon ascent =
  let network = Advice.Checks.coq_W_of c in
  if not (Saddle.is_smooth c.loss_of && c.decay_of = [] && List.for_all Advice.Trained.is_full network) then None
  else
    match box_of c network with
    | Some box -> Some { epsilon; ascent; box }
    | None -> if Trained_reading.is_on_wall network (Advice.Checks.data c) then Some { epsilon; ascent; box = Q.one } else None

let written t = ("saddle", [ ("epsilon", Shape_writing.rational t.epsilon) ])
