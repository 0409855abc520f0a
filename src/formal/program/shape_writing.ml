(* SPDX-License-Identifier: GPL-3.0-or-later

   Sections and claims about shapes written again from the value that the checker gets (see writing.ml). *)
open Checker

let rational q = Json.Text (Q.to_string q)
let index k = Json.Count k
let array f list = Json.Array (List.map f list)
let row (a, b) = array rational (a @ [ b ])
let cell hs = array row hs

let output f =
  let rows = if f.rows_of = [] then [] else [ ("rows", array (array index) f.rows_of) ] in
  Json.Object
    ([ ("partition", index f.on_partition); ("functions", array row f.functions); ("pieces", array index f.pieces_of) ] @ rows)

let stated_form (functions, rows) =
  Json.Object [ ("functions", array row functions); ("rows", array (array index) rows) ]

(* The dimension is no part of a statement: the value must have that of its first halfspace. *)
let domain g =
  let dimension = match g.domain with [] -> 0 | (normal, _) :: _ -> List.length normal in
  if g.dimension = dimension then cell g.domain else Json.Null

let sections g =
  let section is_there key part = if is_there then [ (key, part) ] else [] in
  section (g.cell_counts <> None || g.region_count <> None || g.network_forms <> None) "domain" (domain g)
  @ section (g.partitions <> []) "partitions" (array (array cell) g.partitions)
  @ section (g.outputs_of <> []) "cpwl" (array output g.outputs_of)

(* The kind of a claim and its own keys; it is made. *)
let claim g = function
  | Convex_partition -> ("convex_partition", [ ("cells", array index (Option.get g.cell_counts)) ])
  | Groups_of_samples ->
      let e = Option.get g.groups_of in
      ("groups", [ ("partition", index e.group_partition); ("count", index e.group_count); ("risk", rational e.group_risk) ])
  | Lattice_identity when g.is_lattice -> ("lattice_identity", [])
  | Lattice_failure ->
      let e = Option.get g.failure in
      ( "lattice_failure",
        [ ("output", index e.failing_output); ("rows", array (array index) e.failing_rows); ("cell", index e.failing_cell);
          ("point", array rational e.failing_point) ] )
  | Refinement_of_partitions ->
      let e = Option.get g.finer in
      ( "refinement_of_partitions",
        [ ("coarse", index e.coarse); ("fine", index e.fine); ("risk", rational e.coarse_risk); ("fine_risk", rational e.fine_risk) ] )
  | Linear_regions -> ("linear_regions", [ ("count", index (Option.get g.region_count)) ])
  | Network_computes_function when g.is_network_function -> ("network_computes_function", [])
  | Network_computes_form ->
      let stated = Option.get g.network_forms in
      ("network_computes_form", match stated with Some forms -> [ ("outputs", array stated_form forms) ] | None -> [])
  | Lattice_identity | Network_computes_function -> invalid_arg "not claimed"
