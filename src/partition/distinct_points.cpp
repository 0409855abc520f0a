// SPDX-License-Identifier: GPL-3.0-or-later
//
// Equal inputs are found by sorting exactly; shifts (the middle of the range) and scales are
// applied exactly before the only rounding, so that large offsets in a column cost no accuracy.

#include "partition/distinct_points.hpp"

#include "exact/error.hpp"
#include "exact/power_of_two.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace thalweg {

namespace {

struct Range {
  Rational low;
  Rational high;
};

/// The range of one coordinate of some vectors; there is at least one vector.
Range range_of(const std::vector<Vector>& vectors, std::size_t coordinate) {
  Range range{vectors.front()[coordinate], vectors.front()[coordinate]};
  for (const Vector& vector : vectors) {
    if (vector[coordinate] < range.low)
      range.low = vector[coordinate];
    if (vector[coordinate] > range.high)
      range.high = vector[coordinate];
  }
  return range;
}

/// −e for the power of two 2^e that is at most the length of the range; 0 for a single value.
long scale_exponent(const Range& range) {
  const Rational length = range.high - range.low;
  return length > 0 ? -floor_log2(length) : 0;
}

Rational middle(const Range& range) {
  return (range.low + range.high) / 2;
}

void fill_inputs(const Dataset& data, DistinctPoints& points) {
  const std::size_t dimension = points.input_dimension;
  points.inputs.resize(points.count() * dimension);
  for (std::size_t j = 0; j < dimension; ++j) {
    const Range range = range_of(data.inputs, j);
    const Rational shift = middle(range);
    points.column_exponents.push_back(scale_exponent(range));
    points.is_constant.push_back(range.low == range.high);
    for (std::size_t i = 0; i < points.count(); ++i) {
      const Rational shifted = input_of(data, points, i)[j] - shift;
      points.inputs[i * dimension + j] =
          times_power_of_two(shifted, points.column_exponents[j]).get_d();
    }
  }
}

void fill_targets(const Dataset& data, DistinctPoints& points) {
  const std::size_t dimension = points.target_dimension;
  std::vector<Range> ranges;
  long exponent = 0;
  for (std::size_t o = 0; o < dimension; ++o) {
    ranges.push_back(range_of(data.targets, o));
    const long own = scale_exponent(ranges[o]);
    const bool first = std::all_of(ranges.begin(), ranges.end() - 1,
                                   [](const Range& range) { return range.low == range.high; });
    if (ranges[o].low != ranges[o].high)
      exponent = first ? own : std::min(exponent, own);
  }
  points.target_sums.resize(points.count() * dimension);
  for (std::size_t i = 0; i < points.count(); ++i)
    for (std::size_t o = 0; o < dimension; ++o) {
      Rational sum = 0;
      for (std::size_t sample : points.samples[i])
        sum += data.targets[sample][o] - middle(ranges[o]);
      points.target_sums[i * dimension + o] = times_power_of_two(sum, exponent).get_d();
    }
}

} // namespace

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
  for (const SampleSet& copies : points.samples)
    points.weights.push_back(static_cast<double>(copies.size()));
  fill_inputs(data, points);
  fill_targets(data, points);
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

double spread(const DistinctPoints& points, const InputDirection& direction) {
  double low = 0;
  double high = 0;
  for (std::size_t i = 0; i < points.count(); ++i) {
    const double* x = points.input(i);
    double position = 0;
    for (std::size_t j = 0; j < points.input_dimension; ++j)
      position += direction[j] * x[j];
    low = i == 0 ? position : std::min(low, position);
    high = i == 0 ? position : std::max(high, position);
  }
  return high - low;
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
