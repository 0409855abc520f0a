(* SPDX-License-Identifier: GPL-3.0-or-later

   The strict JSON of section 2, and the canonical text of section 64.  Knows nothing of certificates. *)
type t = Null | Bool of bool | Count of int | Text of string | Array of t list | Object of (string * t) list

(* A rule is broken: its code, and where in the text. *)
exception Broken of string * int

let largest = (1 lsl 53) - 1
let deepest = 16

(* Checks that the text is UTF-8 without byte order mark, overlong forms, surrogates or anything above U+10FFFF. *)
let check_utf8 text =
  let n = String.length text in
  let fail i = raise (Broken ("json.encoding", i)) in
  let follows i = if i < n && Char.code text.[i] land 0xC0 = 0x80 then Char.code text.[i] land 0x3F else fail i in
  if n >= 3 && String.sub text 0 3 = "\xEF\xBB\xBF" then fail 0;
  let rec go i =
    if i < n then
      let c = Char.code text.[i] in
      if c < 0x80 then go (i + 1)
      else if c < 0xC2 then fail i
      else if c < 0xE0 then (ignore (follows (i + 1)); go (i + 2))
      else if c < 0xF0 then (
        let code = ((c land 0x0F) lsl 12) lor (follows (i + 1) lsl 6) lor follows (i + 2) in
        if code < 0x800 || (code >= 0xD800 && code <= 0xDFFF) then fail i;
        go (i + 3))
      else if c < 0xF5 then (
        let code =
          ((c land 0x07) lsl 18) lor (follows (i + 1) lsl 12) lor (follows (i + 2) lsl 6) lor follows (i + 3)
        in
        if code < 0x10000 || code > 0x10FFFF then fail i;
        go (i + 4))
      else fail i
  in
  go 0

let parse text =
  check_utf8 text;
  let n = String.length text and p = ref 0 in
  let fail code = raise (Broken (code, !p)) in
  let peek () = if !p < n then text.[!p] else fail "json.end" in
  let rec blanks () =
    if !p < n then match text.[!p] with ' ' | '\t' | '\n' | '\r' -> incr p; blanks () | _ -> ()
  in
  let expect c = if peek () = c then incr p else fail "json.syntax" in
  let word w value =
    String.iter expect w;
    value
  in
  let four () =
    let value = ref 0 in
    for _ = 1 to 4 do
      let digit =
        match peek () with
        | '0' .. '9' as c -> Char.code c - 48
        | 'a' .. 'f' as c -> Char.code c - 87
        | 'A' .. 'F' as c -> Char.code c - 55
        | _ -> fail "json.escape"
      in
      value := (!value lsl 4) lor digit;
      incr p
    done;
    !value
  in
  let escape b =
    match peek () with
    | ('"' | '\\' | '/') as c -> incr p; Buffer.add_char b c
    | 'b' -> incr p; Buffer.add_char b '\b'
    | 'f' -> incr p; Buffer.add_char b '\012'
    | 'n' -> incr p; Buffer.add_char b '\n'
    | 'r' -> incr p; Buffer.add_char b '\r'
    | 't' -> incr p; Buffer.add_char b '\t'
    | 'u' ->
        incr p;
        let high = four () in
        let code =
          if high >= 0xD800 && high <= 0xDBFF then (
            if not (!p + 1 < n && text.[!p] = '\\' && text.[!p + 1] = 'u') then fail "json.escape";
            p := !p + 2;
            let low = four () in
            if low < 0xDC00 || low > 0xDFFF then fail "json.escape";
            0x10000 + ((high land 0x3FF) lsl 10) + (low land 0x3FF))
          else if high >= 0xDC00 && high <= 0xDFFF then fail "json.escape"
          else high
        in
        Buffer.add_utf_8_uchar b (Uchar.of_int code)
    | _ -> fail "json.escape"
  in
  let string () =
    expect '"';
    let b = Buffer.create 16 in
    let rec go () =
      match peek () with
      | '"' -> incr p
      | '\\' -> incr p; escape b; go ()
      | c when Char.code c < 0x20 -> fail "json.control_character"
      | c -> incr p; Buffer.add_char b c; go ()
    in
    go ();
    Buffer.contents b
  in
  let count () =
    let start = !p in
    while !p < n && text.[!p] >= '0' && text.[!p] <= '9' do incr p done;
    let digits = String.sub text start (!p - start) in
    if String.length digits > 1 && digits.[0] = '0' then fail "json.leading_zero";
    (if !p < n then match text.[!p] with '.' -> fail "json.fraction" | 'e' | 'E' -> fail "json.exponent" | _ -> ());
    if String.length digits > 16 then fail "json.integer_too_large";
    let value = int_of_string digits in
    if value > largest then fail "json.integer_too_large";
    Count value
  in
  let rec value depth =
    blanks ();
    let result =
      match peek () with
      | '"' -> Text (string ())
      | '[' -> incr p; if depth = deepest then fail "json.depth"; Array (entries (depth + 1))
      | '{' -> incr p; if depth = deepest then fail "json.depth"; Object (members (depth + 1))
      | 'n' -> word "null" Null
      | 't' -> word "true" (Bool true)
      | 'f' -> word "false" (Bool false)
      | '0' .. '9' -> count ()
      | '-' -> fail "json.sign"
      | _ -> fail "json.syntax"
    in
    blanks ();
    result
  and entries depth =
    blanks ();
    if peek () = ']' then (incr p; [])
    else
      let rec go list =
        let list = value depth :: list in
        match peek () with
        | ',' -> incr p; go list
        | ']' -> incr p; List.rev list
        | _ -> fail "json.syntax"
      in
      go []
  and members depth =
    blanks ();
    if peek () = '}' then (incr p; [])
    else
      let seen = Hashtbl.create 8 in
      let rec go list =
        blanks ();
        let key = string () in
        if Hashtbl.mem seen key then fail "json.duplicate_key";
        Hashtbl.add seen key ();
        blanks ();
        expect ':';
        let list = (key, value depth) :: list in
        match peek () with
        | ',' -> incr p; go list
        | '}' -> incr p; List.rev list
        | _ -> fail "json.syntax"
      in
      go []
  in
  let result = value 0 in
  if !p < n then fail "json.trailing";
  result

(* RFC 8785 sorts keys by UTF-16 code units; the keys of a certificate are ASCII, where that is the order of bytes. *)
let canonical value =
  let b = Buffer.create 65536 in
  let string s =
    Buffer.add_char b '"';
    String.iter
      (function
        | '"' -> Buffer.add_string b "\\\""
        | '\\' -> Buffer.add_string b "\\\\"
        | '\b' -> Buffer.add_string b "\\b"
        | '\t' -> Buffer.add_string b "\\t"
        | '\n' -> Buffer.add_string b "\\n"
        | '\012' -> Buffer.add_string b "\\f"
        | '\r' -> Buffer.add_string b "\\r"
        | c when Char.code c < 0x20 -> Buffer.add_string b (Printf.sprintf "\\u%04x" (Char.code c))
        | c -> Buffer.add_char b c)
      s;
    Buffer.add_char b '"'
  in
  let separated print list =
    List.iteri (fun i x -> if i > 0 then Buffer.add_char b ','; print x) list
  in
  let rec print = function
    | Null -> Buffer.add_string b "null"
    | Bool x -> Buffer.add_string b (string_of_bool x)
    | Count k -> Buffer.add_string b (string_of_int k)
    | Text s -> string s
    | Array list -> Buffer.add_char b '['; separated print list; Buffer.add_char b ']'
    | Object members ->
        let sorted = List.sort (fun (k, _) (l, _) -> compare k l) members in
        Buffer.add_char b '{';
        separated (fun (key, v) -> string key; Buffer.add_char b ':'; print v) sorted;
        Buffer.add_char b '}'
  in
  print value;
  Buffer.contents b
