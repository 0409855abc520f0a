// SPDX-License-Identifier: GPL-3.0-or-later
//
// Good hyperplanes to cut one group in two. The scout may be wrong about drops and even about the
// order of close projections; partition/exact_cut.hpp makes the cut.

#pragma once

#include "partition/guess/directions.hpp"

namespace thalweg {

/// A guessed cut of a group: `rank` points lie on the lower side of the direction.
struct ScoutedCut {
  InputDirection direction;
  std::size_t rank = 0;
  double drop = 0;         ///< of the squared error (in scaled units, comparable across groups)
  double relative_gap = 0; ///< width of the gap / spread of the projections of all points
};

/// The cuts of a group with at least `minimum` points on both sides and at least 80 % of the
/// largest drop found, in the order of trial (axes first). Empty if no direction tried can cut the
/// group.
std::vector<ScoutedCut> scouted_cuts(const ScaledPoints& points, const PointSet& group,
                                     std::size_t minimum);

/// The same division of the group by a direction turned so that the gap is as wide as possible.
ScoutedCut widened_cut(const ScaledPoints& points, const PointSet& group, const ScoutedCut& cut);

} // namespace thalweg
