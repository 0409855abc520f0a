// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which direction isolates an input of a group best.

#pragma once

#include "partition/guess/scaled_points.hpp"
#include "partition/isolation.hpp"

namespace thalweg {

/// Along the best of several directions: one hyperplane if some direction tried allows it, and then
/// with the widest gap relative to the spread of all projections. Always succeeds: some generic
/// direction tells all inputs apart.
Isolation best_isolation(const Dataset& data, const ScaledPoints& points, const PointSet& group,
                         std::size_t point);

} // namespace thalweg
