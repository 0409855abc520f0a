// SPDX-License-Identifier: GPL-3.0-or-later
//
// The distinct inputs of a dataset ("points") in floating point, for guessing. Samples with equal
// inputs are one point, which is why no partition found on points can separate them. Input columns
// are shifted and scaled by powers of two to ranges near 1; targets are shifted per column and
// scaled by one common power of two, so that squared errors of all columns stay comparable.
//
// Nothing here is exact except which samples are equal and the exponents of the scales.

#pragma once

#include "data/dataset.hpp"

namespace thalweg {

/// Small integer coefficients on the scaled columns; see `normal_of`.
using InputDirection = std::vector<int>;

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
  std::vector<double> inputs;         ///< scaled coordinates, point by point
  std::vector<double> weights;        ///< number of samples of each point
  std::vector<double> target_sums;    ///< sums of scaled targets over the samples, point by point

  std::size_t count() const { return samples.size(); }
  const double* input(std::size_t point) const { return inputs.data() + point * input_dimension; }
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

/// Largest minus smallest projection of all points on the direction, in scaled coordinates.
double spread(const DistinctPoints& points, const InputDirection& direction);

/// Throws UsageError unless 1 ≤ groups ≤ number of points.
void require_group_count(const DistinctPoints& points, std::size_t groups);

} // namespace thalweg
