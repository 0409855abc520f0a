// SPDX-License-Identifier: GPL-3.0-or-later
//
// The room of CGAL: its regular triangulation in any dimension with exact predicates, on checked
// input only. Everybody else calls geometry/regular_subdivision.hpp, which does the checking.
//
// CGAL speaks of weights w and lifts p to |p|² − w; here a point carries its height h itself, so
// w = |p|² − h. Both have the same lower hull.

#pragma once

#include "exact/rational.hpp"

namespace thalweg {

/// The simplices of a triangulation of conv(points) under the lower hull of (point, height):
/// indices of d + 1 points each, in no particular order. Assumes (else undefined): d ≥ 1, all
/// points have d coordinates, are pairwise different and do not lie in one hyperplane.
std::vector<std::vector<std::size_t>>
full_dimensional_regular_triangulation(const std::vector<Vector>& points,
                                       const std::vector<Rational>& heights);

} // namespace thalweg
