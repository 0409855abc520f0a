// SPDX-License-Identifier: GPL-3.0-or-later
//
// Turning a direction so that the gaps between groups widen while the groups stay as they are. For
// consecutive groups S_1, S_2, … along a direction the widest is, in the Euclidean norm of the
// scaled columns, the point of least norm in the convex hull of all differences x' − x,
// x ∈ S_k, x' ∈ S_{k+1} (for two groups: the maximal margin hyperplane). It is found by Wolfe's
// algorithm (Math. Programming 11, 1976) in floating point, rounded to small integers and kept only
// if its narrowest gap, relative to the spread of all projections, is wider than before.

#pragma once

#include "partition/guess/line.hpp"

namespace thalweg {

/// The narrowest gap between consecutive groups along a direction, divided by the spread of the
/// projections of all points; negative if two consecutive groups overlap. At least two groups.
double relative_gap(const ScaledPoints& points, const std::vector<PointSet>& groups,
                    const InputDirection& direction);

/// A direction with integer coefficients below 2^15 whose relative gap is at least that of
/// `start`; `start` itself if turning gains less than a tenth.
InputDirection widest_direction(const ScaledPoints& points, const std::vector<PointSet>& groups,
                                const InputDirection& start);

/// The groups between the cuts of a line.
std::vector<PointSet> groups_between(const LocalPoints& local, const Line& line,
                                     const std::vector<std::size_t>& cuts);

} // namespace thalweg
