// SPDX-License-Identifier: GPL-3.0-or-later
//
// Cuts of groups that seem to lower the risk most.

#pragma once

#include "partition/guess/scaled_points.hpp"
#include "partition/misfit.hpp"
#include "partition/partition.hpp"

namespace thalweg {

/// A cut of one group across a normal.
struct ProposedCut {
  std::size_t group;
  Vector normal;
  std::size_t rank; ///< points below
};

/// Cuts of all improvable groups with at least `minimum` points on both sides, the most promising
/// first, only as many as are to be evaluated exactly: along the direction of slabs, any for trees.
std::vector<ProposedCut> proposed_cuts(const Dataset& data, const Partition& partition,
                                       const ScaledPoints& points, const Misfit& misfit,
                                       std::size_t minimum);

} // namespace thalweg
