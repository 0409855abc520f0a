// SPDX-License-Identifier: GPL-3.0-or-later
//
// The text of partitions and of the witnesses of `convex_partition`, `groups` and
// `refinement_of_partitions`: one cell, pair or node per line. Trees are flat lists in preorder.

#pragma once

#include "certificate/json_text.hpp"
#include "certificate/partition_claims.hpp"

namespace thalweg {

/// ["a1",…,"ad","b"]
void put_halfspace(JsonText& text, const Halfspace& halfspace);

/// ["a1",…,"ad","c"]
void put_affine_function(JsonText& text, const AffineFunction& f);

/// [[cell,…],…], cell = [halfspace,…]
void put_partitions(JsonText& text, const std::vector<Cells>& partitions);

/// The values of the witness keys of the same names. InternalError if a covering is no tree.
void put_convex_partition_witness(JsonText& text, const ConvexPartitionClaim& claim);
void put_groups_witness(JsonText& text, const GroupsClaim& claim);
void put_partition_refinement_witness(JsonText& text, const PartitionRefinementClaim& claim);

} // namespace thalweg
