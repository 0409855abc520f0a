// SPDX-License-Identifier: GPL-3.0-or-later

#include "partition/exact_cut.hpp"

#include "partition/short_rational.hpp"

#include <algorithm>
#include <numeric>

namespace thalweg {

namespace {

std::vector<std::size_t> sorted_order(const std::vector<Rational>& positions) {
  std::vector<std::size_t> order(positions.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&positions](std::size_t i, std::size_t j) {
    if (positions[i] < positions[j])
      return true;
    return positions[i] == positions[j] && i < j;
  });
  return order;
}

} // namespace

ExactLine exact_line(const Dataset& data, const DistinctPoints& points, const PointSet& subset,
                     const Vector& normal) {
  std::vector<Rational> positions;
  for (std::size_t point : subset)
    positions.push_back(dot(normal, input_of(data, points, point)));
  ExactLine line;
  line.order = sorted_order(positions);
  for (std::size_t i : line.order)
    line.positions.push_back(positions[i]);
  return line;
}

std::optional<std::size_t> nearest_cut(const ExactLine& line, std::size_t rank) {
  const std::size_t count = line.order.size();
  for (std::size_t distance = 0; distance < count; ++distance) {
    if (rank >= distance + 1 && rank - distance < count && line.can_cut(rank - distance))
      return rank - distance;
    if (rank + distance >= 1 && rank + distance < count && line.can_cut(rank + distance))
      return rank + distance;
  }
  return std::nullopt;
}

std::optional<ExactCut> exact_cut(const Dataset& data, const DistinctPoints& points,
                                  const PointSet& group, const Vector& normal, std::size_t rank) {
  const ExactLine line = exact_line(data, points, group, normal);
  const std::optional<std::size_t> cut = nearest_cut(line, rank);
  if (!cut)
    return std::nullopt;
  ExactCut result;
  result.hyperplane = {normal, threshold_between(line.positions[*cut - 1], line.positions[*cut])};
  for (std::size_t k = 0; k < line.order.size(); ++k)
    (k < *cut ? result.negative : result.positive).push_back(group[line.order[k]]);
  std::sort(result.negative.begin(), result.negative.end());
  std::sort(result.positive.begin(), result.positive.end());
  return result;
}

Vector generic_normal(const Dataset& data, const DistinctPoints& points, const PointSet& subset) {
  for (unsigned long base = 1;; ++base) {
    Vector normal;
    Integer power = 1;
    for (std::size_t j = 0; j < points.input_dimension; ++j, power *= base)
      normal.emplace_back(power);
    const ExactLine line = exact_line(data, points, subset, normal);
    bool all_differ = true;
    for (std::size_t rank = 1; rank < line.order.size() && all_differ; ++rank)
      all_differ = line.can_cut(rank);
    if (all_differ)
      return normal;
  }
}

} // namespace thalweg
