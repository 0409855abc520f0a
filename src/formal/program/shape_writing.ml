(* SPDX-License-Identifier: GPL-3.0-or-later

   Sections and claims about shapes written again from the value that the checker gets (see writing.ml). *)
open Checker

let rational q = Json.Text (Q.to_string q)
let index k = Json.Count k
let array f list = Json.Array (List.map f list)
let claim name keys = Json.Object (("claim", Json.Text name) :: keys)
let row (a, b) = array rational (a @ [ b ])
let cell hs = array row hs

let sections g =
  (if g.cell_counts <> None then [ ("domain", cell g.domain) ] else [])
  @ if g.partitions <> [] then [ ("partitions", array (array cell) g.partitions) ] else []

let claims g =
  let optional value write = match value with Some v -> [ write v ] | None -> [] in
  optional g.cell_counts (fun counts -> claim "convex_partition" [ ("cells", array index counts) ])
