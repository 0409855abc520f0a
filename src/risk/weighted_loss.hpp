// SPDX-License-Identifier: GPL-3.0-or-later
//
// A loss on a dataset with weights: Σ_i Σ_o s_i u_o ℓ(p_o(x_i), y_{i,o}), s_i ≥ 0 the weight of
// sample i, u_o ≥ 0 that of output o. A sample or output of weight 0 does not count: its
// subdifferential is {0} and it is settled everywhere.

#pragma once

#include "data/dataset.hpp"
#include "exact/affine_function.hpp"
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
bool is_plain_squared(const WeightedLoss& loss);

/// Has ∂ℓ more than one element somewhere? Then a proof needs its subgradients written down.
inline bool has_kinks(const WeightedLoss& loss) {
  return is_piecewise_linear(loss.loss);
}

/// InputError unless there is a weight per output and sample (or none at all), no weight is
/// negative, and every target is a label where the loss asks for labels.
void require_usable(const WeightedLoss& loss, const Dataset& data);

/// s_i Σ_o u_o ℓ(outputs[o], y_{i,o}) for sample i; one entry of `outputs` per target coordinate.
Rational sample_loss(const WeightedLoss& loss, const Dataset& data, std::size_t sample,
                     const Vector& outputs);

/// ∂_o of the loss of a sample: s_i u_o ∂ℓ(outputs[o], y_{i,o}) for each output o. The whole
/// subdifferential is the product of these intervals.
std::vector<SlopeInterval> subdifferential(const WeightedLoss& loss, const Dataset& data,
                                           std::size_t sample, const Vector& outputs);

/// Is the loss of the sample the least possible, 0?
bool is_settled(const WeightedLoss& loss, const Dataset& data, std::size_t sample,
                const Vector& outputs);

/// (1/n) Σ_i of the losses of all samples with these outputs; one entry per sample, at least one.
Rational mean_loss(const WeightedLoss& loss, const Dataset& data,
                   const std::vector<Vector>& outputs);

/// Σ_{i∈group} of the losses of the samples under the affine map p (not divided by n).
Rational sum_of_losses(const WeightedLoss& loss, const Dataset& data, const SampleSet& group,
                       const AffineMap& p);

} // namespace thalweg
