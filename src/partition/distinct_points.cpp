// SPDX-License-Identifier: GPL-3.0-or-later
//
// Equal inputs are found by sorting.

#include "partition/distinct_points.hpp"

#include "exact/error.hpp"
#include "exact/power_of_two.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace thalweg {

CoordinateRange range_of(const std::vector<Vector>& vectors, std::size_t coordinate) {
  CoordinateRange range{vectors.front()[coordinate], vectors.front()[coordinate]};
  for (const Vector& vector : vectors) {
    if (vector[coordinate] < range.low)
      range.low = vector[coordinate];
    if (vector[coordinate] > range.high)
      range.high = vector[coordinate];
  }
  return range;
}

long CoordinateRange::scale_exponent() const {
  const Rational length = high - low;
  return length > 0 ? -floor_log2(length) : 0;
}

std::vector<SampleSet> samples_by_input(const Dataset& data) {
  SampleSet order(data.sample_count());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&data](std::size_t i, std::size_t j) {
    return data.inputs[i] < data.inputs[j];
  });
  std::vector<SampleSet> result;
  for (std::size_t i : order) {
    if (result.empty() || data.inputs[result.back().front()] != data.inputs[i])
      result.emplace_back();
    result.back().push_back(i);
  }
  std::sort(result.begin(), result.end());
  return result;
}

DistinctPoints distinct_points(const Dataset& data) {
  DistinctPoints points;
  points.input_dimension = data.input_dimension();
  points.target_dimension = data.target_dimension();
  points.samples = samples_by_input(data);
  if (points.count() == 0)
    return points;
  for (std::size_t j = 0; j < points.input_dimension; ++j) {
    const CoordinateRange range = range_of(data.inputs, j);
    points.column_exponents.push_back(range.scale_exponent());
    points.is_constant.push_back(range.is_one_value());
  }
  return points;
}

PointSet all_points(const DistinctPoints& points) {
  PointSet all(points.count());
  std::iota(all.begin(), all.end(), std::size_t{0});
  return all;
}

const Vector& input_of(const Dataset& data, const DistinctPoints& points, std::size_t point) {
  return data.inputs[points.samples[point].front()];
}

SampleSet samples_of(const DistinctPoints& points, const PointSet& subset) {
  SampleSet samples;
  for (std::size_t point : subset)
    samples.insert(samples.end(), points.samples[point].begin(), points.samples[point].end());
  std::sort(samples.begin(), samples.end());
  return samples;
}

Vector normal_of(const DistinctPoints& points, const InputDirection& direction) {
  long least = 0;
  bool found = false;
  for (std::size_t j = 0; j < direction.size(); ++j)
    if (direction[j] != 0) {
      least = found ? std::min(least, points.column_exponents[j]) : points.column_exponents[j];
      found = true;
    }
  require(found, "normal_of: the direction is zero");
  Integer divisor = 0;
  Vector normal;
  for (std::size_t j = 0; j < direction.size(); ++j) {
    const long exponent = direction[j] == 0 ? 0 : points.column_exponents[j] - least;
    normal.push_back(times_power_of_two(Rational(direction[j]), exponent));
    divisor = gcd(divisor, normal.back().get_num());
  }
  for (Rational& coefficient : normal)
    coefficient /= divisor;
  return normal;
}

void require_group_count(const DistinctPoints& points, std::size_t groups) {
  if (groups == 0)
    throw UsageError("--groups: expected at least 1, found 0");
  if (groups <= points.count())
    return;
  if (points.input_dimension == 0 && points.count() == 1)
    throw UsageError(fmt::format("--groups: expected 1 (without input columns all samples are one "
                                 "group), found {}",
                                 groups));
  throw UsageError(fmt::format("--groups: expected at most {} (the number of distinct inputs), "
                               "found {}",
                               points.count(), groups));
}

} // namespace thalweg
