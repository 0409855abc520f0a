(* SPDX-License-Identifier: GPL-3.0-or-later

   thalweg-verify-formal: reads certificates, runs the extracted checker, prints what is proven.  VERIFIED is said only
   if the checker accepts and the statement, written again from the value it accepted, is that of the file. *)
open Checker
module Checks = Advice.Checks
module Shapes = Shape_reading.Shapes

type verdict = Verified | Rejected | Malformed | Unsupported | Limit | Usage

let code = function Verified -> 0 | Rejected -> 1 | Malformed -> 2 | Unsupported -> 3 | Limit -> 4 | Usage -> 5

let usage =
  "usage: thalweg-verify-formal CERT.json… [--quiet]\n\
   Checks certificates of Thalweg with a checker that is proven in Coq: local minima of dense networks with losses\n\
   made of quadratic pieces (src/formal/README.md). Prints the claims that hold, with --quiet only one line per file.\n\
   Exit code, the worst of all files: 0 verified, 1 rejected, 2 malformed, 3 unsupported, 4 a limit was reached, 5 usage."

let contents path =
  let channel = open_in_bin path in
  Fun.protect
    ~finally:(fun () -> close_in channel)
    (fun () -> really_input_string channel (in_channel_length channel))

let digest value = Sha256.hex (Json.canonical value)

(* The statement of the file with tables for names, and the one of the value. *)
let says_the_same (file : Reading.file) =
  String.equal
    (Json.canonical (Writing.with_tables file.statement))
    (Json.canonical (Writing.statement file.columns file.certificate file.shapes))

let verdicts (file : Reading.file) =
  let of_network (claim, holds) = (Reading.Of_network claim, holds) and of_shapes (claim, holds) = (Reading.Of_shapes claim, holds) in
  List.map of_network (Checks.verdicts (Advice.hints file.certificate) file.certificate)
  @ List.map of_shapes (Shapes.shape_verdicts file.shape_witness file.shapes)

let print_verdicts (file : Reading.file) verdicts =
  List.iter
    (fun (name, claim) ->
      Printf.printf "%s: %s\n" name
        (match claim with
        | None -> "not covered"
        | Some claim -> if List.assoc claim verdicts then "holds" else "does not hold"))
    file.claims

let checked quiet text =
  let file = Reading.certificate (Json.parse text) in
  let verdicts = verdicts file in
  if not quiet then print_verdicts file verdicts;
  if not file.covers_everything then (Unsupported, "not all claims are covered")
  else if not (List.for_all snd verdicts) then (Rejected, "a claim does not hold")
  else if not (says_the_same file) then (Limit, "limit.internal: the statement was not read as it is written")
  else (
    if not quiet then Printf.printf "Statement digest %s.\n" (digest file.statement);
    (Verified, ""))

let verdict quiet path =
  match contents path with
  | exception Sys_error message -> (Usage, message)
  | text -> (
      try checked quiet text with
      | Json.Broken (code, position) -> (Malformed, Printf.sprintf "%s at byte %d" code position)
      | Node.Malformed (code, place) -> (Malformed, Printf.sprintf "%s at %s" code place)
      | Node.Unsupported (code, place) -> (Unsupported, Printf.sprintf "%s at %s" code place)
      | Stack_overflow | Out_of_memory -> (Limit, "limit.memory"))

let word = function
  | Verified -> "VERIFIED"
  | Rejected -> "REJECTED"
  | Malformed -> "MALFORMED"
  | Unsupported -> "UNSUPPORTED"
  | Limit -> "LIMIT"
  | Usage -> "USAGE"

let () =
  let arguments = List.tl (Array.to_list Sys.argv) in
  let options, files = List.partition (fun word -> String.length word > 0 && word.[0] = '-') arguments in
  if options = [ "--help" ] then print_endline usage
  else if files = [] || List.exists (( <> ) "--quiet") options then (
    prerr_endline usage;
    exit (code Usage))
  else
    let quiet = options <> [] in
    let worst =
      List.fold_left
        (fun worst path ->
          let result, message = verdict quiet path in
          let line = String.trim (word result ^ " " ^ message) in
          if quiet then Printf.printf "%s: %s\n%!" (Json.canonical (Json.Text path)) line else Printf.printf "%s\n%!" line;
          max worst (code result))
        0 files
    in
    exit worst
