(* SPDX-License-Identifier: GPL-3.0-or-later

   The numbers of the checker by Zarith.  That these operations are those of the rational numbers is trusted (the axioms
   of Numbers.v); the checker compares what [upper] and [inverse] give, so of them nothing is. *)
type coq_T = Q.t

let zero = Q.zero
let one = Q.one
let half = Q.of_ints 1 2
let add a b = if Q.sign a = 0 then b else if Q.sign b = 0 then a else Q.add a b
let sub a b = if Q.sign b = 0 then a else Q.sub a b
let mul a b = if Q.equal a Q.one then b else if Q.equal b Q.one then a else Q.mul a b
let abs = Q.abs
let leb = Q.leq
let eqb (a : Q.t) (b : Q.t) = if Z.equal a.den b.den then Z.equal a.num b.num else Z.equal (Z.mul a.num b.den) (Z.mul b.num a.den)

let share n = if n = 0 then Q.zero else Q.of_ints 1 n
let inverse a = if Q.sign a = 0 then a else Q.inv a

(* n/d + m/e, not reduced. Often one denominator divides the other, which is sooner seen than a common divisor. *)
let plus (n, d) m e =
  if Z.equal d e then (Z.add n m, d)
  else if Z.equal d Z.one then (Z.add (Z.mul n e) m, e)
  else if Z.divisible d e then (Z.add n (Z.mul m (Z.divexact d e)), d)
  else if Z.divisible e d then (Z.add (Z.mul n (Z.divexact e d)) m, e)
  else
    let g = Z.gcd d e in
    let e' = Z.divexact e g in
    (Z.add (Z.mul n e') (Z.mul m (Z.divexact d g)), Z.mul d e')

let reduced (n, d) = Q.make n d

let total h = reduced (List.fold_left (fun sum a -> plus sum (Q.num a) (Q.den a)) (Z.zero, Z.one) h)

let dot w h =
  let rec go sum w h =
    match (w, h) with
    | a :: w', b :: h' ->
        if Q.sign a = 0 || Q.sign b = 0 then go sum w' h'
        else go (plus sum (Z.mul (Q.num a) (Q.num b)) (Z.mul (Q.den a) (Q.den b))) w' h'
    | _ -> { Q.num = fst sum; den = snd sum }
  in
  go (Z.zero, Z.one) w h

(* Numerators over one denominator. *)
type packed = { numerators : Z.t list; denominator : Z.t }

let pack w =
  let common d a = if Z.divisible d (Q.den a) then d else Z.lcm d (Q.den a) in
  let d = List.fold_left common Z.one w in
  { numerators = List.map (fun a -> if Z.equal (Q.den a) d then Q.num a else Z.mul (Q.num a) (Z.divexact d (Q.den a))) w; denominator = d }

let packed_dot p h =
  let rec go sum ns h =
    match (ns, h) with
    | n :: ns', b :: h' -> go (if Z.sign n = 0 || Q.sign b = 0 then sum else plus sum (Z.mul n (Q.num b)) (Q.den b)) ns' h'
    | _ -> { Q.num = fst sum; den = Z.mul (snd sum) p.denominator }
  in
  go (Z.zero, Z.one) p.numerators h

(* The rounding of section 13: the least m 2^e >= q with 2^63 <= m < 2^64. *)
let upper q =
  let n = Q.num q and d = Q.den q in
  if Z.sign n <= 0 then q
  else
    let scaled e = if e >= 0 then (n, Z.shift_left d e) else (Z.shift_left n (-e), d) in
    let e = Z.numbits n - Z.numbits d - 64 in
    (* 2^63 < q / 2^e < 2^65 *)
    let e = if Z.numbits (let a, b = scaled e in Z.fdiv a b) > 64 then e + 1 else e in
    let m = let a, b = scaled e in Z.cdiv a b in
    if e >= 0 then Q.of_bigint (Z.shift_left m e) else Q.make m (Z.shift_left Z.one (-e))
