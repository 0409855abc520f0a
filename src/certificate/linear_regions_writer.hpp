// SPDX-License-Identifier: GPL-3.0-or-later
//
// The text of domains and of the witness of `linear_regions`: the tree of splits as a flat list in
// preorder (a JSON tree would be nested as deep as a path is long), one node per line.

#pragma once

#include "certificate/document.hpp"
#include "certificate/json_text.hpp"

namespace thalweg {

/// One array ["a1",…,"ad","b"] per halfspace a·x ≤ b, one per line.
void put_polytope(JsonText& text, const Polytope& polytope);

/// {"nodes":[…]}: inner nodes {"sides":[…],"split":[layer,unit,breakpoint]}, leaves
/// {"sides":[…],"point":[…]}, sides [layer,unit,breakpoint,"below" or "above",multipliers].
/// InternalError if leaves and interior points do not match.
void put_linear_regions_witness(JsonText& text, const LinearRegionsClaim& claim);

} // namespace thalweg
