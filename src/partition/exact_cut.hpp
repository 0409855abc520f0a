// SPDX-License-Identifier: GPL-3.0-or-later
//
// Points of a group in the exact order of their projections on a normal, and the hyperplanes across
// it that no point lies on, with points on both sides.

#pragma once

#include "partition/distinct_points.hpp"
#include "partition/partition.hpp"

#include <optional>

namespace thalweg {

/// Projections of points on a normal, ordered exactly (ties by the place in `subset`).
struct ExactLine {
  std::vector<std::size_t> order; ///< indices into the subset
  std::vector<Rational> positions;

  /// A cut of rank c lies between positions[c−1] < positions[c].
  bool can_cut(std::size_t rank) const { return positions[rank - 1] < positions[rank]; }
};

ExactLine exact_line(const Dataset& data, const DistinctPoints& points, const PointSet& subset,
                     const Vector& normal);

/// The possible cut of an exact line that is nearest to `rank` (the lower one of two), if any.
std::optional<std::size_t> nearest_cut(const ExactLine& line, std::size_t rank);

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

/// A direction with non-negative integer coefficients (1, t, t², …), t the smallest for which all
/// points of `subset` have different projections.
Vector generic_normal(const Dataset& data, const DistinctPoints& points, const PointSet& subset);

} // namespace thalweg
