// SPDX-License-Identifier: GPL-3.0-or-later
//
// Where the optimal fits of the groups leave something to gain. For a distinct input x let
// g(x) = Σ over the samples at x of (p(x) − y), p the fit of its group. A subset S of a group can
// be fitted strictly better than by p iff Σ_{x∈S} g(x)·(x, 1) ≠ 0 (liu2021 eq. 11: otherwise p is
// optimal on S and on the rest). In particular an input with g(x) ≠ 0 gains when it stands alone,
// and if all g vanish no refinement whatsoever has a strict drop. Everything is exact.

#pragma once

#include "partition/distinct_points.hpp"
#include "partition/partition.hpp"

#include <optional>

namespace thalweg {

struct Misfit {
  std::vector<PointSet> groups;      ///< distinct inputs of every cell, empty cells included
  std::vector<Vector> residual_sums; ///< g(x), one coordinate per target, for every point
  bool fits_exactly = false;         ///< every single residual is 0

  /// Has the group an input with g ≠ 0?
  bool is_improvable(std::size_t group) const;
};

Misfit misfit(const Dataset& data, const DistinctPoints& points, const Grouping& groups);

/// Improvable inputs by decreasing ‖g‖², ties by number.
PointSet worst_points(const Misfit& misfit);

/// Squared error of the own fit of a group minus that of the fits of the parts. Exact, ≥ 0.
Rational exact_drop(const Dataset& data, const DistinctPoints& points, const PointSet& group,
                    const std::vector<PointSet>& parts);

/// The lowest rank at which cutting the group across `normal` has a strict drop, if any.
std::optional<std::size_t> strict_cut(const Dataset& data, const DistinctPoints& points,
                                      const Misfit& misfit, const PointSet& group,
                                      const Vector& normal);

} // namespace thalweg
