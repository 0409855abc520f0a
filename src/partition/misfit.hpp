// SPDX-License-Identifier: GPL-3.0-or-later
//
// Where the optimal fits of the groups leave something to gain. For a distinct input x let
// g(x) = Σ over the samples at x of (p(x) − y), p the fit of its group. A subset S of a group can
// be fitted strictly better than by p iff Σ_{x∈S} g(x)·(x, 1) ≠ 0 (liu2021 eq. 11: otherwise p is
// optimal on S and on the rest). In particular an input with g(x) ≠ 0 gains when it stands alone,
// and if all g vanish no refinement whatsoever has a strict drop.
//
// Other losses than the plain squared one: an input gains, standing alone, at least what the loss
// of its samples falls when p(x) is replaced by the best value at x. If no input gains, p is
// optimal at each, hence on every subset. g(x) sums subgradients; it only guides. Everything is
// exact.

#pragma once

#include "partition/distinct_points.hpp"
#include "partition/partition.hpp"
#include "risk/remembered_fits.hpp"

#include <optional>

namespace thalweg {

struct Misfit {
  std::vector<PointSet> groups;      ///< distinct inputs of every cell, empty cells included
  std::vector<Vector> residual_sums; ///< g(x), one coordinate per target, for every point
  Vector gains;              ///< ≥ 0 for every point, > 0 if it gains when it stands alone:
                             ///< ‖g‖² for the plain squared loss, otherwise as above
  bool fits_exactly = false; ///< every single loss is 0

  /// Has the group an input that gains?
  bool is_improvable(std::size_t group) const;
};

Misfit misfit(RememberedFits& fits, const DistinctPoints& points, const Grouping& groups);

/// The dataset whose targets are minus the subgradients of the optimal fits of the groups. They are
/// orthogonal to (x, 1) on each group, so a squared error on it falls, to first order, where the
/// loss falls: what the floating scouts look at when the loss is not the plain squared one.
Dataset surrogate(RememberedFits& fits, const Grouping& groups);

/// Inputs that gain by decreasing gain, ties by number.
PointSet worst_points(const Misfit& misfit);

/// The sum of losses of the own fit of a group minus that of the fits of the parts. Exact, ≥ 0.
Rational exact_drop(RememberedFits& fits, const DistinctPoints& points, const PointSet& group,
                    const std::vector<PointSet>& parts);

/// The lowest rank at which cutting the group across `normal` has a strict drop, if any.
std::optional<std::size_t> strict_cut(RememberedFits& fits, const DistinctPoints& points,
                                      const Misfit& misfit, const PointSet& group,
                                      const Vector& normal);

} // namespace thalweg
