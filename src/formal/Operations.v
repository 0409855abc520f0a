(* SPDX-License-Identifier: GPL-3.0-or-later

   The numbers a checker computes with.  `Numbers.v` says what they mean in R; the checker is a functor over them. *)
Module Type OPERATIONS.
  Parameter T : Type.
  Parameters zero one half : T.
  Parameters add sub mul : T -> T -> T.
  Parameter abs : T -> T.
  Parameters leb eqb : T -> T -> bool.
  Parameter packed : Type.                 (* a list made ready to be multiplied often *)
  Parameter pack : list T -> packed.
  Parameter packed_dot : packed -> list T -> T.
  Definition dot (w h : list T) : T := packed_dot (pack w) h.   (* sum of the products; the longer list is cut *)
  Parameter total : list T -> T.
  Parameter share : nat -> T.              (* 1/n *)
  Parameter upper : T -> T.                (* rounding up; nothing is believed: each use is compared *)
  Parameter inverse : T -> T.              (* the same *)
End OPERATIONS.
