// SPDX-License-Identifier: GPL-3.0-or-later
//
// The claims `parameter_cells` and `distinct_risks` as texts (specification, sections 46 and 31).

#pragma once

#include "certificate/document.hpp"
#include "geometry/wall_tree.hpp"
#include "landscape/box_cells.hpp"

namespace thalweg {

/// The walls { w·x + b = β } of the inputs, each once, and for each the breakpoints, as { ≤ β } in
/// the space of (w, b).
std::vector<Halfspace> parameter_walls(const Dataset& data, const Activation& activation);

/// `tree` is the wall tree of these walls; a kink for each of them.
FurtherClaim parameter_cells_claim(const std::vector<WallNode>& tree, std::size_t unit_count,
                                   const std::vector<WallKink>& kinks);

/// The same in a box around the network of the document.
FurtherClaim parameter_cells_claim(const CellsOfBox& cells);

/// One of the minima of a census.
struct CensusMinimum {
  Network network;
  LocalMinimumClaim claim;
};

/// That each is a local minimum, and that their risks differ. By falling risk, at least one; the
/// first network is that of the document.
std::vector<FurtherClaim> census_claims(const std::vector<CensusMinimum>& minima);

} // namespace thalweg
