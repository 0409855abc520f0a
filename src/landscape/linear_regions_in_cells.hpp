// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which cell of a given partition holds each linear region of a network, with proof. If the cells
// have disjoint interiors and the affine map of every region is the one of its cell, then the
// network is the CPWL function of the cells: each cell is the union of its regions.

#pragma once

#include "landscape/linear_regions.hpp"

namespace thalweg {

/// The region lies in `cell`: one list of multipliers per halfspace of the cell, over the
/// halfspaces of Ω and of the region's path, numbered as in ProvenSide.
struct RegionInCell {
  std::size_t cell;
  std::vector<Multipliers> multipliers;
  bool operator==(const RegionInCell&) const = default;
};

/// One entry per region, in order: the first cell that contains it. InputError if a region lies in
/// no cell.
std::vector<RegionInCell> regions_in_cells(const LinearRegions& regions,
                                           const std::vector<Polytope>& cells);

} // namespace thalweg
