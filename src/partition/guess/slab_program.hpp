// SPDX-License-Identifier: GPL-3.0-or-later
//
// The best division of ordered points into K consecutive slabs by dynamic programming:
//   best(k, b) = max over a < b of best(k−1, a) + value(a, b),
// value(a, b) = the drop of squared error when the points between cuts a and b get a fit of their
// own. Floating point: differences below 10⁻⁹ of the whole squared error count as ties, and ties go
// to the first candidate, so that symmetric data do not depend on rounding.

#pragma once

#include "partition/guess/line.hpp"

namespace thalweg {

/// Values of all slabs between candidate cuts. Borders 0..ranks.size()−1 are the lower end, the
/// candidate cuts in increasing order, and the upper end.
struct SlabValues {
  std::vector<std::size_t> ranks; ///< points below each border; the last is the number of points
  std::vector<double> gaps;       ///< the gap at each border, +∞ at both ends
  std::vector<double> values;     ///< value(a, b) at a · ranks.size() + b, a < b
  double squared_error = 0;       ///< of the fit of all points together

  double value(std::size_t a, std::size_t b) const { return values[a * ranks.size() + b]; }
};

/// `segments` are the moments between the consecutive cuts (see line.hpp).
SlabValues slab_values(const LocalPoints& local, const Line& line,
                       const std::vector<std::size_t>& cuts, const std::vector<Moments>& segments);

struct SlabCuts {
  double drop = 0;                ///< of the squared error, guessed
  double least_gap = 0;           ///< the narrowest gap that is cut, +∞ without cuts
  std::vector<std::size_t> ranks; ///< groups − 1 cuts, increasing
};

/// The slabs of largest drop among those with at least `minimum` points each and every cut in a gap
/// of at least `least_gap`; nothing if there are none.
std::optional<SlabCuts> best_slab_cuts(const SlabValues& values, std::size_t groups,
                                       std::size_t minimum, double least_gap);

/// Among slabs with drop at least `least_drop` find the widest narrowest gap; of the slabs whose
/// narrowest gap is at least 90 % of that, those of largest drop. Nothing if there are none.
std::optional<SlabCuts> widest_slab_cuts(const SlabValues& values, std::size_t groups,
                                         std::size_t minimum, double least_drop);

/// The largest size ≤ `wanted` such that `groups` slabs of at least this many points exist; 0 if
/// there are fewer than `groups` slabs.
std::size_t feasible_minimum(const SlabValues& values, std::size_t groups, std::size_t wanted);

} // namespace thalweg
