// SPDX-License-Identifier: GPL-3.0-or-later
//
// The claims `segment_of_minima`, `separate_minima`, `parameter_cells`, `distinct_risks`,
// `wall_kinks` and `cells_of_box` as texts (specification, sections 45, 47, 49, 50 and 51).

#pragma once

#include "certificate/document.hpp"
#include "geometry/wall_tree.hpp"
#include "landscape/box_cells.hpp"
#include "search/sign_proofs.hpp"

namespace thalweg {

/// Stands after `local_minimum`: every W + tD with 0 ≤ t ≤ 1 is a local minimum of the same risk.
FurtherClaim segment_of_minima_claim(const Direction& direction);

/// Stands after `local_minimum`: no path of minima inside the cell joins W with `other`, as the
/// output weight of `unit` is 0 at none of them.
FurtherClaim separate_minima_claim(std::size_t unit, const Network& other,
                                   const std::vector<SignProof>& proofs);

/// The walls { w·x_i + b = β } of the samples and, for each, the breakpoints, as { ≤ β } in the
/// space of (w, b).
std::vector<Halfspace> parameter_walls(const Dataset& data, const Activation& activation);

/// `tree` is the wall tree of these walls.
FurtherClaim parameter_cells_claim(const std::vector<WallNode>& tree, std::size_t unit_count);

/// Stands after `parameter_cells`: R has a kink on every wall, at these networks (by sample, then
/// by breakpoint).
FurtherClaim wall_kinks_claim(const std::vector<Network>& networks);

/// In a box around the network of the document (specification, section 51).
FurtherClaim cells_of_box_claim(const CellsOfBox& cells);

/// One of the minima of a census.
struct CensusMinimum {
  Network network;
  LocalMinimumClaim claim;
};

/// That each is a local minimum, and that their risks differ. By falling risk, at least one; the
/// first network is that of the document.
std::vector<FurtherClaim> census_claims(const std::vector<CensusMinimum>& minima);

} // namespace thalweg
