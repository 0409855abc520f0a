(* SPDX-License-Identifier: GPL-3.0-or-later

   Sections and claims about shapes written again from the value that the checker gets (see writing.ml). *)
open Checker

let rational q = Json.Text (Q.to_string q)
let index k = Json.Count k
let array f list = Json.Array (List.map f list)
let claim name keys = Json.Object (("claim", Json.Text name) :: keys)
let row (a, b) = array rational (a @ [ b ])
let cell hs = array row hs

let output f =
  let rows = if f.rows_of = [] then [] else [ ("rows", array (array index) f.rows_of) ] in
  Json.Object
    ([ ("partition", index f.on_partition); ("functions", array row f.functions); ("pieces", array index f.pieces_of) ] @ rows)

let stated_form (functions, rows) =
  Json.Object [ ("functions", array row functions); ("rows", array (array index) rows) ]

(* Of section 24: it stands at the end. *)
let last_claims g =
  match g.stated_forms with None -> [] | Some forms -> [ claim "network_computes_form" [ ("outputs", array stated_form forms) ] ]

(* The dimension is no part of a statement: the value must have that of its first halfspace. *)
let domain g =
  let dimension = match g.domain with [] -> 0 | (normal, _) :: _ -> List.length normal in
  if g.dimension = dimension then cell g.domain else Json.Null

let sections g =
  let section is_there key part = if is_there then [ (key, part) ] else [] in
  section (g.cell_counts <> None || g.region_count <> None || g.stated_forms <> None) "domain" (domain g)
  @ section (g.partitions <> []) "partitions" (array (array cell) g.partitions)
  @ section (g.outputs_of <> []) "cpwl" (array output g.outputs_of)

let claims g =
  let optional value write = match value with Some v -> [ write v ] | None -> [] in
  optional g.cell_counts (fun counts -> claim "convex_partition" [ ("cells", array index counts) ])
  @ optional g.groups_of (fun e ->
        claim "groups" [ ("partition", index e.group_partition); ("count", index e.group_count); ("risk", rational e.group_risk) ])
  @ (if g.is_lattice then [ claim "lattice_identity" [] ] else [])
  @ optional g.failure (fun e ->
        claim "lattice_failure"
          [ ("output", index e.failing_output); ("rows", array (array index) e.failing_rows); ("cell", index e.failing_cell);
            ("point", array rational e.failing_point) ])
  @ (if g.is_network_lattice then [ claim "network_computes_lattice" [] ] else [])
  @ optional g.finer (fun e ->
        claim "refinement_of_partitions"
          [ ("coarse", index e.coarse); ("fine", index e.fine); ("risk", rational e.coarse_risk); ("fine_risk", rational e.fine_risk) ])
  @ optional g.region_count (fun k -> claim "linear_regions" [ ("count", index k) ])
  @ if g.is_network_function then [ claim "network_computes_function" [] ] else []
