// SPDX-License-Identifier: GPL-3.0-or-later
//
// What every risk speaks of: samples and a loss,
//   R(W) = (1/n) Σ_i s_i Σ_o u_o ℓ(F_o(W; x_i), y_{i,o}),
// s_i ≥ 0 the weight of sample i, u_o ≥ 0 that of output o. Logistic and softmax losses, which
// compare outputs with each other, have a problem of their own (LabelledData in cross_entropy.hpp).

#pragma once

#include "data/dataset.hpp"
#include "exact/affine_function.hpp"
#include "risk/weighted_loss.hpp"

namespace thalweg {

/// Refers to data and loss, which must outlive it; a copy copies neither. Data alone are a problem
/// with the plain squared loss.
struct Problem {
  Problem(const Dataset& samples);
  Problem(const Dataset& samples, const WeightedLoss& weighted) : data(samples), loss(weighted) {}
  Problem(const Dataset&, WeightedLoss&&) = delete; ///< would not outlive the statement

  const Dataset& data;
  const WeightedLoss& loss;
};

/// InputError unless there is a weight per output and sample (or none at all), no weight is
/// negative, and every target is a label where the loss asks for labels.
void require_usable(const Problem& problem);

/// s_i Σ_o u_o ℓ(outputs[o], y_{i,o}) for sample i; one entry of `outputs` per target coordinate.
Rational sample_loss(const Problem& problem, std::size_t sample, const Vector& outputs);

/// ∂_o of the loss of a sample: s_i u_o ∂ℓ(outputs[o], y_{i,o}) for each output o. The whole
/// subdifferential is the product of these intervals.
std::vector<SlopeInterval> subdifferential(const Problem& problem, std::size_t sample,
                                           const Vector& outputs);

/// Is the loss of the sample the least possible, 0?
bool is_settled(const Problem& problem, std::size_t sample, const Vector& outputs);

/// (1/n) Σ_i of the losses of all samples with these outputs; one entry per sample, at least one.
Rational mean_loss(const Problem& problem, const std::vector<Vector>& outputs);

/// Σ_{i∈group} of the losses of the samples under the affine map p (not divided by n).
Rational sum_of_losses(const Problem& problem, const SampleSet& group, const AffineMap& p);

} // namespace thalweg
