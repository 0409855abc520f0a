// SPDX-License-Identifier: GPL-3.0-or-later
//
// Random problems for the exact walks, and their ends as fits that can be checked.

#pragma once

#include "risk/convex_fit.hpp"
#include "risk/piecewise_problem.hpp"
#include "unit/risk/samples.hpp"

namespace thalweg::test {

/// The end of a walk as a fit of output 0, checked like any other.
inline ConvexFit fit_of(const Design& rows, const PiecewiseFunctions& functions,
                        const PiecewiseOptimum& best, const Dataset& data) {
  ConvexFit fit{{zero_function(data.input_dimension())},
                std::vector<Vector>(data.sample_count(), Vector(1))};
  for (std::size_t k = 0; k < rows.rank(); ++k) {
    const std::size_t column = rows.columns[k];
    (column == 0 ? fit.p[0].constant : fit.p[0].linear[column - 1]) =
        fraction(best.point.numerators[k] * rows.scales[k],
                 best.point.denominator * functions.value_denominator);
  }
  for (std::size_t i = 0; i < rows.sample_count(); ++i)
    fit.subgradients[rows.samples[i]][0] =
        fraction(best.slopes.numerators[i], best.slopes.denominator * functions.slope_denominator);
  return fit;
}

/// random_samples with one target, and sample weights only.
inline std::pair<Dataset, WeightedLoss> problem(std::mt19937& random, const Loss& loss,
                                                std::size_t count) {
  Dataset data = random_samples(random, has_labels(loss), 3, count);
  while (data.target_dimension() > 1) {
    data.target_columns.pop_back();
    data.columns.pop_back();
    for (Vector& target : data.targets)
      target.pop_back();
  }
  WeightedLoss weighted = random_weights(random, loss, data);
  weighted.output_weights.clear();
  return {std::move(data), std::move(weighted)};
}

} // namespace thalweg::test
