// SPDX-License-Identifier: GPL-3.0-or-later
//
// yun2019, Theorem 2, for smooth activations, on the data of `equal_predictions_in_plane`: the
// printed points, by their values h(v).
//
//   h                 v1..v4 for the zero-loss point      v1, v2; u1, u2 for the minimum
//   logistic          h: 1/2, 1/4, 1/4, 1/8               h: 1/4, 1/4; 2/3, 2/3
//   tanh, arctan      h: 1/2, 1/4, 1/4, 1/8               h: 1/4, 1/2; 2, −1/3
//   x²                v: −1, 1, 1, 1                      v: 1, 1; 1/6, 1/6
//   ELU(α)            log 1/2, 3/4, 3/4, 7/8              1/3, log 2/3; 2, 1/α
//   SELU(λ, α)        the same                            the same; 2/λ, 1/(λα)
//   softplus          h: 1, 1/2, 1/2, 1/4 (ours)          h: 1/4, 1/4; 2/3, 2/3 (ours)
//   swish             v: 1, 0, 2, 0 (ours)                v: −3/2, 1; 1/2, 1/2 (ours)
//   GELU              v: 1, 0, 2, 0 (ours)                v: −1, 1; 1/2, 1/2 (ours)
//
// Swish and GELU are not monotone, and the first units of the minima are where they fall. Their
// values at rational v are not rational: the output bias is the real number that makes the output
// the mean (C2.3 with a bias), and C2.1 holds as h(0) = 0.
//
// Other data of the same structure: x_2 the midpoint of x_0 and x_1 in any dimension, y = a, a, b;
// the output weights are multiplied by b − a, the output bias is a. More units: the last one is
// replaced by copies that share its output weight.
//
// The paper's loss is ½ Σ r², 1/3 at the minimum; the risk of certificates is 2/9.

#pragma once

#include "landscape/smooth_minimum.hpp"
#include "theorems/instance.hpp"

namespace thalweg {

struct SmoothPoints {
  SmoothNetwork minimum;
  std::array<std::array<Rational, 2>, 2> zero_loss; ///< [[h(v1), h(v2)], [h(v3), h(v4)]]
};

SmoothPoints yun_smooth_points(const SmoothActivation& activation);

/// "logistic", "elu:α", "selu:λ,α"; without parameters 1, and λ = 10507/10000, α = 16732/10000 (cut
/// after four decimals) for SELU. UsageError on any other text.
SmoothActivation smooth_activation_of(const std::string& name);

struct SmoothData {
  Dataset data;       ///< three samples, the last one the midpoint of the others
  Rational low, high; ///< a and b
};

/// The paper's: a = 0, b = 1 in the plane.
SmoothData yun_smooth_data();
/// Pseudo-random in quarters.
SmoothData other_smooth_data(std::uint64_t seed, std::size_t dimension);

/// Checked and as claims `smooth_minimum` and `smooth_zero_loss`.
Outcome yun_theorem2_smooth(const SmoothActivation& activation,
                            const SmoothData& data = yun_smooth_data(), std::size_t units = 2);

/// theorem2-logistic, -tanh, -quadratic, -elu, -selu, -arctan, -softplus, -swish and -gelu.
std::vector<Instance> yun_theorem2_smooth_instances();

} // namespace thalweg
