// SPDX-License-Identifier: GPL-3.0-or-later
//
// The text of domains and of the witnesses of `linear_regions` and `network_computes_function`: the
// tree of splits as a flat list in preorder (a JSON tree would be nested as deep as a path is
// long), one node per line.

#pragma once

#include "certificate/document.hpp"
#include "certificate/json_text.hpp"
#include "landscape/linear_regions_in_cells.hpp"

namespace thalweg {

/// One array ["a1",…,"ad","b"] per halfspace a·x ≤ b, one per line.
void put_polytope(JsonText& text, const Polytope& polytope);

/// {"nodes":[…]}: inner nodes {"sides":[…],"split":[layer,unit,breakpoint]}, leaves
/// {"sides":[…],"point":[…]}, sides [layer,unit,breakpoint,"below" or "above",multipliers].
/// InternalError if leaves and interior points do not match.
void put_linear_regions_witness(JsonText& text, const LinearRegionsClaim& claim);

/// {"leaves":[[cell,[multipliers,…]],…]}: the witness of `network_computes_function`, one entry per
/// leaf of the tree, one list of multipliers per halfspace of its cell.
void put_network_function_witness(JsonText& text, const std::vector<RegionInCell>& regions);

} // namespace thalweg
