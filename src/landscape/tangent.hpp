// SPDX-License-Identifier: GPL-3.0-or-later
//
// First-order motion of a network at its samples. A sample has a *tie* where a pre-activation is a
// breakpoint with different slopes on its two sides, and where several entries of a max pooling
// window are the largest. Once one piece is chosen for each tie, the derivative of every
// pre-activation and of the risk along a direction D is linear in D: a *functional*, one
// coefficient per parameter, found backwards. It is the true one-sided derivative for those D under
// which every tied unit moves to its chosen piece, or does not move.

#pragma once

#include "landscape/forward_passes.hpp"
#include "landscape/parameter_order.hpp"

#include <memory>

namespace thalweg {

/// A hidden unit between several pieces: two neighbours, the lower one first, or the largest
/// entries of a window. Windows all of whose largest entries stand still (they are entries of x, or
/// units inside a piece of slope 0) are no ties: every choice gives the same.
struct Tie {
  std::size_t sample, layer, unit;
  std::vector<std::size_t> pieces; ///< increasing, at least two
};

/// One sample: what enters each layer, and the pieces in use (at a tie the first of them).
struct SampleState {
  std::shared_ptr<const ForwardPasses> passes;  ///< of this and other samples
  std::size_t sample;                           ///< which one it is there
  std::vector<std::vector<std::size_t>> pieces; ///< [hidden layer][unit]
  Vector loss_slopes; ///< of the loss by output, weights included; on the left of a kink

  /// What enters layer l; x for l = 0.
  Vector input(std::size_t l) const { return passes->input(l, sample); }
};

/// A sample and output at a kink of the loss: just right of 0 the loss has the slope on the side
/// that the output moves to, so that the risk moves with the larger of the two products.
struct LossTie {
  std::size_t sample, output;
  Rational lower, upper; ///< lower < upper
};

/// The samples that enter first derivatives: all unsettled ones, and settled ones at a kink.
struct UnsettledStates {
  std::shared_ptr<const ForwardPasses> passes; ///< of all samples, all layers
  std::vector<std::size_t> samples;            ///< increasing
  std::vector<SampleState> states;             ///< one for each of `samples`
  std::vector<Tie> ties;           ///< by layer, unit, sample; `sample` indexes `states`
  std::vector<LossTie> loss_ties;  ///< by sample, output; `sample` indexes `states`
  std::size_t unsettled_count = 0; ///< of `samples`, those whose loss is not the least possible
};
UnsettledStates unsettled_states(const Network& network, const Problem& problem);

/// functional += the derivative of Σ_j derivative_j z_{layer,j} at this sample.
void add_functional(Vector& functional, const Network& network, const ParameterOrder& order,
                    const SampleState& state, std::size_t layer, Vector derivative);

} // namespace thalweg
