(* SPDX-License-Identifier: GPL-3.0-or-later

   SHA-256 (FIPS 180-4), for the digests of section 64.  Nothing of a verdict depends on it. *)
let mask = 0xFFFFFFFF

(* The first 32 bits of the fractional parts of the square or cube roots of the first primes. *)
let primes count =
  let rec go found k =
    if List.length found = count then List.rev found
    else go (if List.exists (fun p -> k mod p = 0) found then found else k :: found) (k + 1)
  in
  go [] 2

let fraction_of_root degree p =
  Z.to_int (Z.logand (Z.root (Z.shift_left (Z.of_int p) (32 * degree)) degree) (Z.of_int mask))

let initial = Array.of_list (List.map (fraction_of_root 2) (primes 8))
let constants = Array.of_list (List.map (fraction_of_root 3) (primes 64))
let rotate x k = ((x lsr k) lor (x lsl (32 - k))) land mask

let padded text =
  let n = String.length text in
  let zeros = (119 - (n mod 64)) mod 64 in
  let length = Bytes.create 8 in
  Bytes.set_int64_be length 0 (Int64.of_int (8 * n));
  String.concat "" [ text; "\x80"; String.make zeros '\000'; Bytes.to_string length ]

let block state text offset =
  let w = Array.make 64 0 in
  for t = 0 to 15 do
    w.(t) <- Int32.to_int (String.get_int32_be text (offset + (4 * t))) land mask
  done;
  for t = 16 to 63 do
    let a = w.(t - 15) and b = w.(t - 2) in
    let small0 = rotate a 7 lxor rotate a 18 lxor (a lsr 3) and small1 = rotate b 17 lxor rotate b 19 lxor (b lsr 10) in
    w.(t) <- (w.(t - 16) + small0 + w.(t - 7) + small1) land mask
  done;
  let v = Array.copy state in
  for t = 0 to 63 do
    let a = v.(0) and e = v.(4) in
    let big1 = rotate e 6 lxor rotate e 11 lxor rotate e 25 and big0 = rotate a 2 lxor rotate a 13 lxor rotate a 22 in
    let choice = (e land v.(5)) lxor (lnot e land mask land v.(6)) in
    let majority = (a land v.(1)) lxor (a land v.(2)) lxor (v.(1) land v.(2)) in
    let first = v.(7) + big1 + choice + constants.(t) + w.(t) in
    Array.blit v 0 v 1 7;
    v.(4) <- (v.(4) + first) land mask;
    v.(0) <- (first + big0 + majority) land mask
  done;
  Array.map2 (fun x y -> (x + y) land mask) state v

let hex text =
  let text = padded text in
  let rec go state offset =
    if offset = String.length text then state else go (block state text offset) (offset + 64)
  in
  String.concat "" (Array.to_list (Array.map (Printf.sprintf "%08x") (go initial 0)))
