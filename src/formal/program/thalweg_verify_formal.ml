(* SPDX-License-Identifier: GPL-3.0-or-later

   thalweg-verify-formal: reads certificates, runs the extracted checker, prints what is proven.  VERIFIED is said only
   if the checker accepts and the statement, written again from the value it accepted, is that of the file. *)
open Checker
module Shapes = Shape_reading.Shapes

type verdict = Verified | Rejected | Malformed | Unsupported | Limit | Usage

let code = function Verified -> 0 | Rejected -> 1 | Malformed -> 2 | Unsupported -> 3 | Limit -> 4 | Usage -> 5

let usage =
  "usage: thalweg-verify-formal CERT.json… [--data FILE.csv] [--statement FILE] [--quiet]\n\
   Checks certificates of Thalweg with a checker that is proven in Coq: local minima of networks with losses made of\n\
   quadratic pieces, partitions, CPWL functions, networks that compute them (src/formal/README.md). Prints the claims that\n\
   hold, with --quiet only one line per file.\n\
  \  --data FILE.csv   the certified samples must be exactly those of this table\n\
  \  --statement FILE  the statement must be equal to the JSON object in FILE\n\
   Exit code, the worst of all files: 0 verified, 1 rejected, 2 malformed, 3 unsupported, 4 a limit was reached, 5 usage."

let contents path =
  let channel = open_in_bin path in
  Fun.protect
    ~finally:(fun () -> close_in channel)
    (fun () -> really_input_string channel (in_channel_length channel))

let digest value = Sha256.hex (Json.canonical value)

(* The statement of the file with tables for names, and the one of the value. *)
let says_the_same (file : Reading.file) =
  match Writing.statement file.value with
  | written -> String.equal (Json.canonical (Writing.with_tables file.statement)) (Json.canonical written)
  | exception Invalid_argument _ | exception Not_found -> false

(* Of the claims about one network. *)
let verdicts_of_part (p : Value.part) =
  List.map (fun (claim, holds) -> (Claim_list.Of_network claim, holds)) (Advice.Shared.shared_verdicts (Advice.hints p.certificate) p.certificate)
  @ Option.fold ~none:[] ~some:(fun (t : Trained_reading.t) -> [ (Claim_list.Of_trained, Advice.Trained.check_trained t.witness p.certificate t.claim) ]) p.trained
  @ Option.fold ~none:[] ~some:(fun (s : Saddle_reading.t) -> [ (Claim_list.Of_saddle, Advice.Saddle.check_saddle s.box s.ascent p.certificate s.epsilon) ]) p.saddle

(* Names of claims, and whether they hold; None: not covered. *)
let verdicts (file : Reading.file) =
  let v = file.value in
  let parts = Array.map verdicts_of_part v.parts in
  let shapes = Shapes.shape_verdicts (Parts.with_parts v.shape_certificate v.shapes file.shape_witness) v.shape_certificate v.shapes in
  let holds = function
    | Value.In_part (k, claim) -> List.assoc claim parts.(k)
    | In_shapes claim -> List.assoc claim shapes
    | Between minima ->
        List.for_all (fun k -> List.assoc (Claim_list.Of_network Local_minimum) parts.(k)) minima
        && Advice.Checks.check_distinct (List.map (fun k -> v.parts.(k).certificate) minima)
  in
  List.map (fun (name, place) -> (name, Option.map holds place)) v.claims

(* Text of a file without control characters: it cannot look like lines of this program. *)
let on_one_line text =
  let escaped c = if c < ' ' || c = '\x7F' then Printf.sprintf "\\u%04x" (Char.code c) else String.make 1 c in
  String.concat "" (List.map escaped (List.of_seq (String.to_seq text)))

let print_verdicts verdicts =
  let word = function None -> "not covered" | Some true -> "holds" | Some false -> "does not hold" in
  List.iter (fun (name, holds) -> Printf.printf "%s: %s\n" (on_one_line name) (word holds)) verdicts

(* What is asked beside the claims: the texts of the files of --data and --statement. *)
type request = { quiet : bool; data : string option; statement : string option }

let has_data = function Json.Object members -> List.mem_assoc "data" members | _ -> false

(* O2, O1; the columns of the table that are not used. *)
let check_request request (file : Reading.file) =
  Option.iter (fun text -> Request.check_equal "/statement" (Json.parse text) file.statement) request.statement;
  match request.data with
  | None -> []
  | Some text ->
      if not (has_data file.statement) then raise (Request.Differs ("data.absent", "/statement"));
      Request.check_data file (Table.read text)

let quoted names = String.concat ", " (List.map (fun name -> Json.canonical (Json.Text name)) names)

let checked request text =
  let file = Reading.certificate (Json.parse text) in
  let unused = if file.covers_everything then check_request request file else [] in
  let verdicts = verdicts file in
  if not request.quiet then print_verdicts verdicts;
  if not file.covers_everything then (Unsupported, "not all claims are covered")
  else if List.exists (fun (_, holds) -> holds <> Some true) verdicts then (Rejected, "a claim does not hold")
  else if not (says_the_same file) then (Limit, "limit.internal: the statement was not read as it is written")
  else (
    if not request.quiet then (
      if unused <> [] then Printf.printf "Data file. Its columns %s are not used.\n" (quoted unused);
      Printf.printf "Statement digest %s.\n" (digest file.statement));
    (Verified, if request.quiet && unused <> [] then Printf.sprintf "(the columns %s of the data file are not used)" (quoted unused) else ""))

let verdict request path =
  match contents path with
  | exception Sys_error message -> (Usage, message)
  | text -> (
      try checked request text with
      | Json.Broken (code, position) -> (Malformed, Printf.sprintf "%s at byte %d" code position)
      | Node.Malformed (code, place) -> (Malformed, Printf.sprintf "%s at %s" code place)
      | Node.Unsupported (code, place) -> (Unsupported, Printf.sprintf "%s at %s" code place)
      | Table.Broken (code, line, cell) -> (Malformed, Printf.sprintf "%s at line %d, column %d of the data file" code line cell)
      | Request.Differs (code, place) -> (Rejected, Printf.sprintf "%s at %s" code place)
      | Stack_overflow | Out_of_memory -> (Limit, "limit.memory"))

let word = function
  | Verified -> "VERIFIED"
  | Rejected -> "REJECTED"
  | Malformed -> "MALFORMED"
  | Unsupported -> "UNSUPPORTED"
  | Limit -> "LIMIT"
  | Usage -> "USAGE"

(* The command line: what is asked, and the files. *)
exception Bad_usage of string

let rec request_of arguments (request, files) =
  let file_of option before path =
    if before <> None then raise (Bad_usage (option ^ ": expected one file, found two"));
    try Some (contents path) with Sys_error message -> raise (Bad_usage message)
  in
  match arguments with
  | [] -> (request, List.rev files)
  | "--quiet" :: rest -> request_of rest ({ request with quiet = true }, files)
  | "--data" :: path :: rest -> request_of rest ({ request with data = file_of "--data" request.data path }, files)
  | "--statement" :: path :: rest -> request_of rest ({ request with statement = file_of "--statement" request.statement path }, files)
  | word :: _ when String.length word > 1 && word.[0] = '-' -> raise (Bad_usage usage)
  | path :: rest -> request_of rest (request, path :: files)

let run request files =
  List.fold_left
    (fun worst path ->
      let result, message = verdict request path in
      let line = String.trim (word result ^ " " ^ on_one_line message) in
      if request.quiet then Printf.printf "%s: %s\n%!" (Json.canonical (Json.Text path)) line else Printf.printf "%s\n%!" line;
      max worst (code result))
    0 files

let () =
  let arguments = List.tl (Array.to_list Sys.argv) in
  if arguments = [ "--help" ] then print_endline usage
  else
    match request_of arguments ({ quiet = false; data = None; statement = None }, []) with
    | _, [] -> prerr_endline usage; exit (code Usage)
    | request, files -> exit (run request files)
    | exception Bad_usage message -> prerr_endline message; exit (code Usage)
