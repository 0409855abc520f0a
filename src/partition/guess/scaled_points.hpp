// SPDX-License-Identifier: GPL-3.0-or-later
//
// The distinct inputs of a dataset in floating point. Input columns are shifted and scaled by
// powers of two to ranges near 1; targets are shifted per column and scaled by one common power of
// two, so that squared errors of all columns stay comparable.

#pragma once

#include "partition/distinct_points.hpp"

namespace thalweg {

struct ScaledPoints : DistinctPoints {
  std::vector<double> inputs;      ///< scaled coordinates, point by point
  std::vector<double> weights;     ///< number of samples of each point
  std::vector<double> target_sums; ///< sums of scaled targets over the samples, point by point

  const double* input(std::size_t point) const { return inputs.data() + point * input_dimension; }
};

ScaledPoints scaled_points(const Dataset& data);

/// Largest minus smallest projection of all points on the direction, in scaled coordinates.
double spread(const ScaledPoints& points, const InputDirection& direction);

} // namespace thalweg
