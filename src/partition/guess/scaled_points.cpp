// SPDX-License-Identifier: GPL-3.0-or-later
//
// Shifts (the middle of the range) and scales are applied exactly before the only rounding, so that
// large offsets in a column cost no accuracy.

#include "partition/guess/scaled_points.hpp"

#include "exact/power_of_two.hpp"

#include <algorithm>

namespace thalweg {

namespace {

void fill_inputs(const Dataset& data, ScaledPoints& points) {
  const std::size_t dimension = points.input_dimension;
  points.inputs.resize(points.count() * dimension);
  for (std::size_t j = 0; j < dimension; ++j) {
    const Rational shift = range_of(data.inputs, j).middle();
    for (std::size_t i = 0; i < points.count(); ++i) {
      const Rational shifted = input_of(data, points, i)[j] - shift;
      points.inputs[i * dimension + j] =
          times_power_of_two(shifted, points.column_exponents[j]).get_d();
    }
  }
}

void fill_targets(const Dataset& data, ScaledPoints& points) {
  const std::size_t dimension = points.target_dimension;
  std::vector<CoordinateRange> ranges;
  long exponent = 0;
  for (std::size_t o = 0; o < dimension; ++o) {
    ranges.push_back(range_of(data.targets, o));
    const long own = ranges[o].scale_exponent();
    const bool first =
        std::all_of(ranges.begin(), ranges.end() - 1,
                    [](const CoordinateRange& range) { return range.is_one_value(); });
    if (!ranges[o].is_one_value())
      exponent = first ? own : std::min(exponent, own);
  }
  points.target_sums.resize(points.count() * dimension);
  for (std::size_t i = 0; i < points.count(); ++i)
    for (std::size_t o = 0; o < dimension; ++o) {
      Rational sum = 0;
      for (std::size_t sample : points.samples[i])
        sum += data.targets[sample][o] - ranges[o].middle();
      points.target_sums[i * dimension + o] = times_power_of_two(sum, exponent).get_d();
    }
}

} // namespace

ScaledPoints scaled_points(const Dataset& data) {
  ScaledPoints points{distinct_points(data), {}, {}, {}};
  if (points.count() == 0)
    return points;
  for (const SampleSet& copies : points.samples)
    points.weights.push_back(static_cast<double>(copies.size()));
  fill_inputs(data, points);
  fill_targets(data, points);
  return points;
}

double spread(const ScaledPoints& points, const InputDirection& direction) {
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

} // namespace thalweg
