// SPDX-License-Identifier: GPL-3.0-or-later
//
// The distinct inputs of a dataset ("points"). Samples with equal inputs are one point, which is
// why no partition found on points can separate them. Columns have scales, powers of two that bring
// their ranges near 1: directions are small integers on the scaled columns.

#pragma once

#include "data/dataset.hpp"

namespace thalweg {

/// Small integer coefficients on the scaled columns; see `normal_of`.
using InputDirection = std::vector<int>;

/// The least and the greatest value of a coordinate.
struct CoordinateRange {
  Rational low, high;

  bool is_one_value() const { return low == high; }
  Rational middle() const { return (low + high) / 2; }
  /// −e for the power of two 2^e that is at most the length; 0 for a single value.
  long scale_exponent() const;
};

/// The range of one coordinate of some vectors; there is at least one vector.
CoordinateRange range_of(const std::vector<Vector>& vectors, std::size_t coordinate);

/// Indices of points.
using PointSet = std::vector<std::size_t>;

/// The samples of each distinct input, ordered by first sample.
std::vector<SampleSet> samples_by_input(const Dataset& data);

struct DistinctPoints {
  std::size_t input_dimension = 0;
  std::size_t target_dimension = 0;
  std::vector<SampleSet> samples;     ///< the samples of each point; points by first sample
  std::vector<long> column_exponents; ///< scaled column j is x_j · 2^column_exponents[j], shifted
  std::vector<bool> is_constant;      ///< columns in which all samples agree, exactly

  std::size_t count() const { return samples.size(); }
};

DistinctPoints distinct_points(const Dataset& data);

/// 0, 1, …, count−1.
PointSet all_points(const DistinctPoints& points);

/// The exact input of a point.
const Vector& input_of(const Dataset& data, const DistinctPoints& points, std::size_t point);

/// All samples of some points, in increasing order.
SampleSet samples_of(const DistinctPoints& points, const PointSet& subset);

/// The exact normal of a direction: the coprime integers proportional to coefficient_j ·
/// 2^column_exponents[j]. An axis gives the unit vector (or its negative).
Vector normal_of(const DistinctPoints& points, const InputDirection& direction);

/// Throws UsageError unless 1 ≤ groups ≤ number of points.
void require_group_count(const DistinctPoints& points, std::size_t groups);

} // namespace thalweg
