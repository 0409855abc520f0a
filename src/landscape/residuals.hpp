// SPDX-License-Identifier: GPL-3.0-or-later
//
// Sums over the residuals g_i = F(W; x_i) − y_i of the samples of a pattern class, on which F is
// one affine map: Σ ‖g_i‖², Σ g_i and Σ g_i x_i. Exact, on integers over common denominators.

#pragma once

#include "landscape/pattern_classes.hpp"

namespace thalweg {

/// Σ_{i∈members} ‖f(x_i) − y_i‖²
Rational sum_of_squared_residuals(const AffineMap& f, const Dataset& data,
                                  const SampleSet& members);

/// The first moments of the residuals of one output over one class.
struct ResidualMoments {
  Rational sum;      ///< Σ g_i
  Vector input_sums; ///< Σ g_i x_i
};

/// One entry per output.
std::vector<ResidualMoments> residual_moments(const AffineMap& f, const Dataset& data,
                                              const SampleSet& members);

} // namespace thalweg
