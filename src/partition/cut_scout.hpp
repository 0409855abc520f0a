// SPDX-License-Identifier: GPL-3.0-or-later
//
// Good hyperplanes to cut one group in two, guessed in floating point, and the exact cut made from
// a guess. The scout may be wrong about drops and even about the order of close projections; the
// exact cut is always a hyperplane that no point of the group lies on, with points on both sides.

#pragma once

#include "partition/guessed_directions.hpp"
#include "partition/partition.hpp"

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
std::vector<ScoutedCut> scouted_cuts(const DistinctPoints& points, const PointSet& group,
                                     std::size_t minimum);

/// The same division of the group by a direction turned so that the gap is as wide as possible.
ScoutedCut widened_cut(const DistinctPoints& points, const PointSet& group, const ScoutedCut& cut);

/// A hyperplane and the points of the group on its two sides, both non-empty.
struct ExactCut {
  Hyperplane hyperplane;
  PointSet negative;
  PointSet positive;
};

/// The cut across `normal` whose lower side has `rank` points, or the possible cut with the nearest
/// rank; nothing if all projections agree. The offset is a short number in the middle third of the
/// gap.
std::optional<ExactCut> exact_cut(const Dataset& data, const DistinctPoints& points,
                                  const PointSet& group, const Vector& normal, std::size_t rank);

} // namespace thalweg
