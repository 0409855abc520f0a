// SPDX-License-Identifier: GPL-3.0-or-later
//
// Partitions are sets of K−1 of the m−1 gaps between neighbours, in lexicographic order.

#include "constructions/census.hpp"

#include "exact/error.hpp"
#include "partition/distinct_points.hpp"
#include "partition/enlarged_box.hpp"
#include "partition/short_rational.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace thalweg {
namespace {

/// A threshold in every gap, increasing.
Vector thresholds_between_inputs(const Dataset& data) {
  Vector positions;
  for (const Vector& x : data.inputs)
    positions.push_back(x[0]);
  std::sort(positions.begin(), positions.end());
  positions.erase(std::unique(positions.begin(), positions.end()), positions.end());
  Vector thresholds;
  for (std::size_t i = 1; i < positions.size(); ++i)
    thresholds.push_back(threshold_between(positions[i - 1], positions[i]));
  return thresholds;
}

/// The next set of indices below `count`, lexicographically; false after the last.
bool advance(std::vector<std::size_t>& chosen, std::size_t count) {
  for (std::size_t i = chosen.size(); i-- > 0;)
    if (chosen[i] < count - (chosen.size() - i)) {
      ++chosen[i];
      std::iota(chosen.begin() + static_cast<std::ptrdiff_t>(i) + 1, chosen.end(), chosen[i] + 1);
      return true;
    }
  return false;
}

} // namespace

Census interval_census(const Dataset& data, std::size_t groups, const OrderChoice& orders) {
  if (data.input_dimension() != 1)
    throw UsageError(
        fmt::format("census: expected one input column, found {}", data.input_dimension()));
  require_group_count(distinct_points(data), groups);
  const Vector thresholds = thresholds_between_inputs(data);
  const Polytope domain = enlarged_box(data);
  Census census{groups, {}};
  std::vector<std::size_t> chosen(groups - 1);
  std::iota(chosen.begin(), chosen.end(), std::size_t{0});
  do {
    Slabs intervals{{Rational(1)}, {}};
    for (std::size_t gap : chosen)
      intervals.thresholds.push_back(thresholds[gap]);
    const RegionNetwork result = region_network(data, power_partition(intervals), domain, orders);
    const RegionVerdict verdict = verdict_report(result.network(), data, result.groups).verdict;
    ++census.counts[static_cast<std::size_t>(verdict)];
  } while (advance(chosen, thresholds.size()));
  return census;
}

} // namespace thalweg
