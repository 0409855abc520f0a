(* SPDX-License-Identifier: GPL-3.0-or-later

   The claims that a file makes (11.1, 10.2, sections 49 to 56): their kinds, their names, the networks that they are about, and what each stands on.
   Kinds that are not in the table are not covered: nothing is asked of them but a name. *)
open Checker
open Node

type covered = Of_network of claim | Of_shapes of shape_claim | Of_trained | Of_saddle | Of_minima

(* The sections of the statement that a kind needs beside those of the claims that it needs; one with "networks" is about a network. *)
type kind = { is : covered; needs : string list; sections : string list; has_better : bool; has_witness : bool }

let kinds =
  let kind ?(needs = []) ?(has_better = false) ?(has_witness = true) sections is = { is; needs; sections; has_better; has_witness } in
  let of_risk = [ "data"; "networks" ] and partition = "convex_partition" in
  [ ("local_minimum", kind of_risk (Of_network Local_minimum));
    ("pattern_flip", kind of_risk (Of_network Pattern_flip) ~has_witness:false);
    ("lower_risk", kind of_risk (Of_network Lower_risk) ~has_better:true ~has_witness:false);
    ("refinement", kind of_risk (Of_network Refinement) ~needs:[ "local_minimum"; "lower_risk" ]);
    ("convex_partition", kind [ "domain"; "partitions" ] (Of_shapes Convex_partition));
    ("groups", kind [ "data"; "cpwl" ] (Of_shapes Groups_of_samples) ~needs:[ partition ]);
    ("lattice_identity", kind [ "cpwl" ] (Of_shapes Lattice_identity) ~needs:[ partition ]);
    ("lattice_failure", kind [ "cpwl" ] (Of_shapes Lattice_failure) ~needs:[ partition ]);
    ("refinement_of_partitions", kind [ "data" ] (Of_shapes Refinement_of_partitions) ~needs:[ partition ]);
    ("linear_regions", kind [ "domain"; "networks" ] (Of_shapes Linear_regions));
    ("network_computes_function", kind [ "networks"; "cpwl" ] (Of_shapes Network_computes_function) ~needs:[ partition; "linear_regions" ]);
    ("network_computes_form", kind [ "domain"; "networks" ] (Of_shapes Network_computes_form));
    ("global_minimum", kind of_risk (Of_network Global_minimum) ~has_witness:false);
    ("not_local_minimum", kind of_risk (Of_network Not_local_minimum));
    ("saddle", kind of_risk Of_saddle ~needs:[ "not_local_minimum" ]);
    ("family_of_minima", kind of_risk (Of_network Segment_of_minima) ~needs:[ "local_minimum" ]);
    ("distinct_risks", kind [ "data" ] Of_minima ~needs:[ "local_minimum" ] ~has_witness:false);
    ("trained_minimum", kind of_risk Of_trained);
    ("escape", kind of_risk (Of_network Escape)) ]

(* A claim before its numbers are read; [about] is the name of its W, [better] that of its W2, [minimum] the last claim before it that W, or
   a network near it, is a local minimum. *)
type made = { node : Node.t; kind : string; name : string; about : string option; better : string option; minimum : made option }

(* Those that are covered. *)
let minima = [ "local_minimum"; "trained_minimum" ]

(* Families of several dimensions (section 44) are not covered. *)
let is_covered claim kind = kind <> "family_of_minima" || (has claim "dimension" && (get claim "dimension").value = Json.Count 1)
let known made = if is_covered made.node made.kind then List.assoc_opt made.kind kinds else None
let asks what made = match known made with Some kind -> what kind | None -> false
let has_witness = asks (fun kind -> kind.has_witness)

(* A form that is not stated is that of the functions. *)
let needs made =
  if made.kind = "network_computes_form" && not (has made.node "outputs") then [ "lattice_identity" ]
  else match known made with Some kind -> kind.needs | None -> []

(* The sections of a claim, with the loss of the data. *)
let sections made =
  let of_kind = match known made with Some kind -> kind.sections | None -> [] in
  if List.mem "data" of_kind then "loss" :: of_kind else of_kind

let name_of claim kind before =
  let is_named = has claim "name" in
  let name = if is_named then text (get claim "name") else kind in
  require claim ((not is_named) || (String.starts_with ~prefix:(kind ^ " ") name && String.length name > String.length kind + 1)) "document.claim_name";
  require claim (List.for_all (fun made -> made.name <> name) before) "document.claim_name";
  name

(* What it stands on is before it, and about the same network if both are about one. *)
let check_needs made before =
  let is_about_the_same other = other.about = None || made.about = None || other.about = made.about in
  let is_there need = List.exists (fun other -> other.kind = need && is_about_the_same other) before in
  require made.node (List.for_all is_there (needs made)) "document.claim_needs"

(* In their order. *)
let read node =
  let next before claim =
    let kind = text (get claim "claim") in
    let made = { node = claim; kind; name = name_of claim kind before; about = None; better = None; minimum = None } in
    let named key is_asked = if is_asked then Some (text (get claim key)) else None in
    let about = named "network" (List.mem "networks" (sections made)) and better = named "better" (asks (fun kind -> kind.has_better) made) in
    let minimum = List.find_opt (fun other -> List.mem other.kind minima && other.about = about) before in
    let made = { made with about; better; minimum } in
    check_needs made before;
    made :: before
  in
  List.rev (List.fold_left next [] (entries_not_none node))

(* The claim has these keys, and those of every claim of its kind. *)
let require_own_keys made keys =
  let optional key is_there = if is_there then [ key ] else [] in
  require_keys made.node
    (("claim" :: optional "name" (has made.node "name")) @ optional "network" (made.about <> None) @ optional "better" (made.better <> None) @ keys)

(* --- which claims are given to the checker together ------------------------------------------------------------------- *)
(* About one network, of each kind at most one; each stands on the others of these. *)
type group = { network : string; members : made list }

let has_kind kind group = List.exists (fun made -> made.kind = kind) group.members

(* Claims that stand on no other, if there is no room, begin another group. *)
let begins_group = [ "local_minimum"; "global_minimum"; "not_local_minimum"; "lower_risk"; "trained_minimum"; "escape" ]

(* The groups, in the order of their first claims, and of each claim about a network the number of its group. One that would have to stand on
   a claim of another group, or on one of a kind that is not covered, has none: it is not covered. A flip is compared with the minimum before it
   (O13), not with a later one. *)
let grouped claims =
  let groups = ref [||] and latest = Hashtbl.create 16 in
  let is_in group minimum = List.memq minimum group.members in
  let place made network =
    let stands_on_minimum = made.kind = "pattern_flip" && List.exists (fun k -> has_kind "local_minimum" !groups.(k)) (Hashtbl.find_all latest network) in
    let needs = if stands_on_minimum then [ "local_minimum" ] else needs made in
    let compared_with = if made.kind = "lower_risk" then made.minimum else None in
    let has_room group = not (has_kind made.kind group || (made.kind = "local_minimum" && has_kind "pattern_flip" group)) in
    match Hashtbl.find_opt latest network with
    | Some k when has_room !groups.(k) && List.for_all (fun need -> has_kind need !groups.(k)) needs && Option.fold ~none:true ~some:(is_in !groups.(k)) compared_with ->
        !groups.(k) <- { network; members = made :: !groups.(k).members };
        Some k
    | found when needs = [] && compared_with = None && (found = None || List.mem made.kind begins_group) ->
        groups := Array.append !groups [| { network; members = [ made ] } |];
        Hashtbl.add latest network (Array.length !groups - 1);
        Some (Array.length !groups - 1)
    | _ -> None
  in
  (* Perhaps the risk of W is that of a minimum of a kind that is not covered. *)
  let may_be_compared made = made.kind <> "lower_risk" || made.minimum <> None || has made.node "risk" || List.for_all (fun other -> known other <> None) claims in
  let number made =
    match (made.about, known made) with
    | Some network, Some { is = Of_network _ | Of_trained | Of_saddle; _ } when may_be_compared made -> place made network
    | _ -> None
  in
  let numbers = List.map number claims in
  (!groups, numbers)
