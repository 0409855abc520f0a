// SPDX-License-Identifier: GPL-3.0-or-later
//
// How often does the literal construction of liu2021 end in a certified local minimum? All interval
// partitions of a data set of one input column into K groups are tried (every group holds a
// sample), and their networks counted by verdict.

#pragma once

#include "constructions/region_network.hpp"

#include <array>

namespace thalweg {

/// The number of partitions by verdict, in the order of `RegionVerdict`.
struct Census {
  std::size_t groups = 0;
  std::array<std::size_t, 4> counts{};

  std::size_t count(RegionVerdict verdict) const {
    return counts[static_cast<std::size_t>(verdict)];
  }
  std::size_t total() const { return counts[0] + counts[1] + counts[2] + counts[3]; }
  bool operator==(const Census&) const = default;
};

/// All (m−1 choose K−1) partitions of the m distinct inputs into K intervals, thresholds short
/// numbers between neighbours, on `enlarged_box(data)`. UsageError unless there is one input column
/// and 1 ≤ K ≤ m.
Census interval_census(const Dataset& data, std::size_t groups,
                       const OrderChoice& orders = balanced_orders);

} // namespace thalweg
