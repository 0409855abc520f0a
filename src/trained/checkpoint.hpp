// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a trained network is asked about: a network as it was read (the checkpoint), the data, the
// loss and the decay of the weights, and the two things that are made of it first.
//
// R(W) = (1/n) Σ_i ℓ_i(F(W; x_i)) + Σ_l κ_{w,l}|weights_l|² + κ_{b,l}|biases_l|², ℓ_i the loss of a
// sample with its weights (the squared loss summed over the outputs).

#pragma once

#include "landscape/weight_decay.hpp"
#include "network/network.hpp"
#include "risk/cross_entropy.hpp"
#include "risk/problem.hpp"

#include <compare>
#include <variant>

namespace thalweg {

using TrainingLoss = std::variant<WeightedLoss, CrossEntropyLoss>;

/// At least one sample; the loss can be used on the data.
struct TrainingProblem {
  Dataset data;
  TrainingLoss loss;
  WeightDecay decay; ///< empty: none
};

/// Unit `unit` of network.layers[layer] at sample `sample`; of samples with equal inputs, which are
/// on the same walls, the first one stands for all of them. At max pooling entry `entry` of the
/// window, an index of `choices`, is held level with the chosen one.
struct HeldPair {
  std::size_t layer, unit, sample;
  std::size_t entry = 0; ///< at max pooling only
  auto operator<=>(const HeldPair&) const = default;
};

/// [hidden layer][unit] the piece in use: of the activation, or at max pooling the index of the
/// chosen entry in `choices`; as in PatternClass::pieces. At a held pair the piece below its
/// breakpoint, so that the breakpoint is `breakpoints[piece]` of the activation.
using SamplePieces = std::vector<std::vector<std::size_t>>;

/// The largest change of a single weight or bias between two networks of one architecture.
Rational largest_move(const Network& from, const Network& to);

} // namespace thalweg
