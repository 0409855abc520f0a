// SPDX-License-Identifier: GPL-3.0-or-later
//
// The extreme rays of a pointed polyhedral cone { v ∈ Q^n : r_i·v ≥ 0 } by the double description
// method of Motzkin: rows enter one by one, and every pair of adjacent rays on different sides of
// the new row meets in a new ray. Over the integers; degenerate cones need no special case, since
// adjacency is decided combinatorially (no third ray is tight wherever both are).
// Quadratic in the number of intermediate rays: meant for n ≤ 6 and up to some hundred rows.

#pragma once

#include "geometry/integer_system.hpp"

namespace thalweg {

/// An extreme ray (coprime integers) and the rows that it is tight in.
struct ExtremeRay {
  std::vector<Integer> direction;
  std::vector<std::size_t> tight; ///< increasing indices of all rows with r_i·v = 0
};

/// The extreme rays, sorted by direction. The rows have `dimension` entries and rank `dimension`
/// (that is, the cone is pointed; else InternalError); the cone may be {0} or of lower dimension.
std::vector<ExtremeRay> extreme_rays(const IntegerRows& rows, std::size_t dimension);

} // namespace thalweg
