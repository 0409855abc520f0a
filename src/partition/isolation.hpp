// SPDX-License-Identifier: GPL-3.0-or-later
//
// Separating one input of a group from all others by one hyperplane, where it is extreme along some
// direction, or by two parallel ones (liu2021 eq. 25–28).

#pragma once

#include "partition/distinct_points.hpp"
#include "partition/partition.hpp"

#include <optional>

namespace thalweg {

/// { x : lower < normal·x < upper } holds the one input and no other of its group; a missing bound
/// means that it is extreme. At least one bound is there.
struct Isolation {
  Vector normal;
  std::optional<Rational> lower;
  std::optional<Rational> upper;
  Rational gap; ///< the narrower of the gaps that are used

  bool is_extreme() const { return !lower || !upper; }
};

/// Along a given normal; nothing if another input of the group has the same projection.
/// `group` holds `point` and at least one other.
std::optional<Isolation> isolation_along(const Dataset& data, const DistinctPoints& points,
                                         const PointSet& group, std::size_t point,
                                         const Vector& normal);

} // namespace thalweg
