// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a trained network is asked about: a network as it was read (the checkpoint), the data, the
// loss and the decay of the weights, and the two things that are made of it first.
//
// R(W) = (1/n) Σ_i ℓ_i(F(W; x_i)) + Σ_l κ_{w,l}|weights_l|² + κ_{b,l}|biases_l|², ℓ_i the loss of a
// sample with its weights (the squared loss summed over the outputs).
//
// `WalkEnd` is where floating point ended: a guess, nothing is proven. At a *held pair* (a unit of
// a layer at a sample) the pre-activation z is held at the breakpoint β above the piece in use:
// F, z and R are taken with the formula of that piece (the *base* of the pair), Q = z − β, and the
// multipliers λ_t are those with ∇_W (R − Σ_t λ_t Q_t) = 0. A local minimum on walls has λ_t ≤ 0
// and λ_t + d_t ≥ 0, d_t the jump of slope c_t = σ'(β+) − σ'(β−) times the adjoint of the output
// of the pair in the Lagrangian R − Σ λ_t Q_t. At max pooling Q is how much the held entry is above
// the chosen one, which is the base, and c = 1.

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

/// Why a walk stopped.
enum class WalkStop {
  converged,  ///< a stationary point that looks like a minimum
  risk_zero,  ///< the loss of every sample tends to 0, its least possible value, and is attained
  separable,  ///< logistic or softmax: every sample is classified rightly, the infimum is not had
  creeping,   ///< the parameters grow while the risk falls ever more slowly: no minimum is near
  unfinished, ///< steps or time are used up
  stuck       ///< the walk turns in a circle, or cannot tell a minimum from a point that is none
};

/// Where a walk in floating point ended.
struct WalkEnd {
  Network network;                  ///< exact values of the floating point numbers
  std::vector<HeldPair> held;       ///< increasing
  std::vector<double> multipliers;  ///< λ_t, one per held pair; d_t is the sum over equal inputs
  std::vector<SamplePieces> pieces; ///< of each sample
  WalkStop stop = WalkStop::unfinished;
  bool is_converged = false; ///< stop is `converged` (or `risk_zero`)
  std::string reason;        ///< `stop` in words, with figures
  double risk = 0;
  double gradient_norm = 0; ///< largest entry of ∇_W (R − Σ λ_t Q_t)
  std::size_t steps = 0;
  bool has_changed_patterns = false; ///< has some pair another side than at the checkpoint?
};

/// The largest change of a single weight or bias between two networks of one architecture.
Rational largest_move(const Network& from, const Network& to);

} // namespace thalweg
