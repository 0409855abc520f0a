// SPDX-License-Identifier: GPL-3.0-or-later
//
// A loss with weights: s_i ≥ 0 of sample i, u_o ≥ 0 of output o. A sample or output of weight 0
// does not count: its subdifferential is {0} and it is settled everywhere.

#pragma once

#include "risk/loss.hpp"

namespace thalweg {

/// A loss and its weights. Empty weights are all 1.
struct WeightedLoss {
  WeightedLoss(Loss unweighted = {}) : loss(std::move(unweighted)) {}
  WeightedLoss(Loss unweighted, Vector of_outputs, Vector of_samples)
      : loss(std::move(unweighted)), output_weights(std::move(of_outputs)),
        sample_weights(std::move(of_samples)) {}

  Loss loss;
  Vector output_weights; ///< u, one per target coordinate, ≥ 0
  Vector sample_weights; ///< s, one per sample of the dataset, ≥ 0

  Rational output_weight(std::size_t output) const {
    return output_weights.empty() ? Rational(1) : output_weights[output];
  }
  Rational sample_weight(std::size_t sample) const {
    return sample_weights.empty() ? Rational(1) : sample_weights[sample];
  }
  bool operator==(const WeightedLoss&) const = default;
};

/// The squared loss without weights: what all the rest was made for first.
inline bool is_plain_squared(const WeightedLoss& loss) {
  return loss.loss.kind == LossKind::squared && loss.output_weights.empty() &&
         loss.sample_weights.empty();
}

/// Has ∂ℓ more than one element somewhere? Then a proof needs its subgradients written down.
inline bool has_kinks(const WeightedLoss& loss) {
  return is_piecewise_linear(loss.loss);
}

} // namespace thalweg
