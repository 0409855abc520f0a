// SPDX-License-Identifier: GPL-3.0-or-later

#include "constructions/attained_slabs.hpp"

#include "exact/watched_work.hpp"
#include "partition/short_rational.hpp"
#include "risk/guess/score_maps.hpp"

#include <algorithm>
#include <map>

namespace thalweg {

namespace {

using Cumulative = std::vector<std::pair<Rational, std::size_t>>;

constexpr std::size_t few_inputs = 4;
constexpr std::size_t work = 200000; ///< samples times candidates that are looked at
constexpr std::size_t fewest_candidates = 16;

/// Distinct values of direction·x with the number of samples up to each.
Cumulative cumulative(const Dataset& data, const Vector& direction) {
  std::map<Rational, std::size_t> counts;
  for (const Vector& x : data.inputs)
    ++counts[dot(direction, x)];
  Cumulative result;
  std::size_t sum = 0;
  for (const auto& [value, count] : counts)
    result.emplace_back(value, sum += count);
  return result;
}

/// Thresholds after the values with these numbers.
Slabs slabs_after(const Cumulative& values, const std::vector<std::size_t>& last,
                  const Vector& direction) {
  Slabs slabs{direction, {}};
  for (const std::size_t k : last)
    slabs.thresholds.push_back(threshold_between(values[k].first, values[k + 1].first));
  return slabs;
}

/// The vectors of −1, 0, 1 whose first entry that is not 0 is 1; few entries come first.
std::vector<Vector> directions(std::size_t dimension) {
  const std::size_t most = dimension <= few_inputs ? dimension : 2;
  std::vector<Vector> result;
  std::vector<Vector> last{Vector(dimension)};
  for (std::size_t entries = 1; entries <= most; ++entries) {
    std::vector<Vector> next;
    for (const Vector& v : last)
      for (std::size_t k = 0; k < dimension; ++k) {
        if (std::any_of(v.begin() + static_cast<std::ptrdiff_t>(k), v.end(),
                        [](const Rational& entry) { return entry != 0; }))
          continue;
        for (const int sign : {1, -1}) {
          if (entries == 1 && sign < 0)
            continue;
          next.push_back(v);
          next.back()[k] = sign;
        }
      }
    result.insert(result.end(), next.begin(), next.end());
    last = std::move(next);
  }
  return result;
}

struct SlabCandidate {
  std::size_t smallest_group;
  Slabs slabs;
};

/// Numbers of the values nearest to the quantiles; nothing if two coincide.
std::optional<std::vector<std::size_t>> quantiles(const Cumulative& values, std::size_t groups) {
  const std::size_t n = values.back().second;
  std::vector<std::size_t> last;
  for (std::size_t g = 1; g < groups; ++g) {
    std::size_t k = 0;
    while (k + 2 < values.size() && values[k].second * groups < n * g)
      ++k;
    if (k + 1 >= values.size() || (!last.empty() && k <= last.back()))
      return std::nullopt;
    last.push_back(k);
  }
  return last;
}

std::vector<SlabCandidate> candidates(const Dataset& data, std::size_t groups) {
  std::vector<SlabCandidate> result;
  const std::size_t n = data.sample_count();
  for (const Vector& direction : directions(data.input_dimension())) {
    require_time();
    const Cumulative values = cumulative(data, direction);
    if (groups == 2)
      for (std::size_t k = 0; k + 1 < values.size(); ++k)
        result.push_back({std::min(values[k].second, n - values[k].second),
                          slabs_after(values, {k}, direction)});
    else if (const auto last = quantiles(values, groups))
      result.push_back({0, slabs_after(values, *last, direction)});
  }
  std::stable_sort(result.begin(), result.end(),
                   [](const SlabCandidate& a, const SlabCandidate& b) {
                     return a.smallest_group > b.smallest_group;
                   });
  if (const std::size_t most = std::max(fewest_candidates, work / n); result.size() > most)
    result.erase(result.begin() + static_cast<std::ptrdiff_t>(most), result.end());
  return result;
}

} // namespace

std::optional<Slabs> attained_slabs(const LabelledData& labelled, std::size_t groups) {
  for (const SlabCandidate& candidate : candidates(labelled.data, groups)) {
    require_time();
    const auto members = sample_groups(candidate.slabs, labelled.data).members();
    if (std::all_of(members.begin(), members.end(), [&](const SampleSet& group) {
          return !group.empty() && guessed_optimal_map(labelled, group);
        }))
      return candidate.slabs;
  }
  return std::nullopt;
}

} // namespace thalweg
