// SPDX-License-Identifier: GPL-3.0-or-later
//
// The dynamic program over borders, O(K B²) for B borders; the widest cuts by bisection over the
// different gap widths.

#include "partition/guess/slab_program.hpp"

#include <algorithm>
#include <limits>

namespace thalweg {

namespace {

constexpr double unreachable = -std::numeric_limits<double>::infinity();
constexpr double error_tie_tolerance = 1e-9;

/// The part of the widest gap from which on the drop decides again.
constexpr double sufficient_slab_gap = 0.9;

/// best[k][b]: the largest drop of k + 1 slabs that end at border b; before[k][b]: the border where
/// the last of them begins.
struct Table {
  std::vector<std::vector<double>> best;
  std::vector<std::vector<std::size_t>> before;
};

Table filled_table(const SlabValues& values, std::size_t groups, std::size_t minimum,
                   double least_gap) {
  const std::size_t borders = values.ranks.size();
  const double tolerance = error_tie_tolerance * values.squared_error;
  Table table{{groups, std::vector<double>(borders, unreachable)},
              {groups, std::vector<std::size_t>(borders, 0)}};
  for (std::size_t k = 0; k < groups; ++k)
    for (std::size_t b = 1; b < borders; ++b)
      for (std::size_t a = 0; a < b && values.gaps[b] >= least_gap; ++a) {
        if (values.ranks[b] - values.ranks[a] < minimum || (k == 0 && a > 0))
          break; // larger a only make the slab smaller
        const double start = k == 0 ? 0 : a == 0 ? unreachable : table.best[k - 1][a];
        if (start == unreachable)
          continue;
        const double drop = start + values.value(a, b);
        if (table.best[k][b] == unreachable || drop > table.best[k][b] + tolerance) {
          table.best[k][b] = drop;
          table.before[k][b] = a;
        }
      }
  return table;
}

} // namespace

SlabValues slab_values(const LocalPoints& local, const Line& line,
                       const std::vector<std::size_t>& cuts, const std::vector<Moments>& segments) {
  SlabValues values;
  const double infinite = std::numeric_limits<double>::infinity();
  values.ranks = {0};
  values.gaps = {infinite};
  for (std::size_t cut : cuts) {
    values.ranks.push_back(cut);
    values.gaps.push_back(line.gaps[cut - 1]);
  }
  values.ranks.push_back(local.count());
  values.gaps.push_back(infinite);
  const std::size_t borders = values.ranks.size();
  values.values.assign(borders * borders, 0);
  for (std::size_t a = 0; a + 1 < borders; ++a) {
    Moments sum = segments[a];
    for (std::size_t b = a + 1; b < borders; ++b) {
      if (b > a + 1)
        sum += segments[b - 1];
      values.values[a * borders + b] = explained(sum);
    }
  }
  for (std::size_t i = 0; i < local.count(); ++i)
    for (std::size_t o = 0; o < local.target_dimension; ++o)
      values.squared_error += local.residual(i)[o] * local.residual(i)[o] / local.weights[i];
  return values;
}

std::optional<SlabCuts> best_slab_cuts(const SlabValues& values, std::size_t groups,
                                       std::size_t minimum, double least_gap) {
  const Table table = filled_table(values, groups, minimum, least_gap);
  std::size_t border = values.ranks.size() - 1;
  if (table.best[groups - 1][border] == unreachable)
    return std::nullopt;
  SlabCuts cuts{table.best[groups - 1][border], std::numeric_limits<double>::infinity(), {}};
  for (std::size_t k = groups; k-- > 1;) {
    border = table.before[k][border];
    cuts.ranks.push_back(values.ranks[border]);
    cuts.least_gap = std::min(cuts.least_gap, values.gaps[border]);
  }
  std::reverse(cuts.ranks.begin(), cuts.ranks.end());
  return cuts;
}

std::optional<SlabCuts> widest_slab_cuts(const SlabValues& values, std::size_t groups,
                                         std::size_t minimum, double least_drop) {
  const auto slabs_with_gaps = [&](double gap) -> std::optional<SlabCuts> {
    std::optional<SlabCuts> cuts = best_slab_cuts(values, groups, minimum, gap);
    return cuts && cuts->drop >= least_drop ? cuts : std::nullopt;
  };
  std::vector<double> widths = values.gaps;
  std::sort(widths.begin(), widths.end());
  std::optional<SlabCuts> widest = slabs_with_gaps(0);
  std::size_t low = 0; // widths[low] is known to be possible (if anything is)
  std::size_t high = widths.size();
  while (widest && high - low > 1) {
    const std::size_t middle = (low + high) / 2;
    if (std::optional<SlabCuts> cuts = slabs_with_gaps(widths[middle])) {
      widest = std::move(cuts);
      low = middle;
    } else {
      high = middle;
    }
  }
  return widest ? slabs_with_gaps(sufficient_slab_gap * widest->least_gap) : widest;
}

std::size_t feasible_minimum(const SlabValues& values, std::size_t groups, std::size_t wanted) {
  for (std::size_t minimum = wanted; minimum > 0; --minimum) {
    std::size_t slabs = 0;
    std::size_t begin = 0;
    for (std::size_t rank : values.ranks)
      if (rank >= begin + minimum) {
        ++slabs;
        begin = rank;
      }
    if (slabs >= groups)
      return minimum;
  }
  return 0;
}

} // namespace thalweg
