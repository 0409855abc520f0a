// SPDX-License-Identifier: GPL-3.0-or-later
//
// First-order motion of a network at its samples. A sample at which some pre-activation z is a
// breakpoint with different slopes on its two sides has a *tie* there. Once a side is chosen for
// each tie, the derivative of every pre-activation and of the risk along a direction D is linear in
// D: a *functional*, one coefficient per parameter, found backwards. It is the true one-sided
// derivative for those D under which every tied z moves to its chosen side, or does not move.

#pragma once

#include "landscape/ray.hpp"

namespace thalweg {

/// A hidden unit at a breakpoint between the pieces `lower_piece` and `lower_piece` + 1.
struct Tie {
  std::size_t sample, layer, unit, lower_piece;
};

/// One sample: what enters each layer, and the pieces in use (at a breakpoint the lower one).
struct SampleState {
  std::vector<Vector> inputs;                   ///< [l] what enters layer l; [0] is x
  std::vector<std::vector<std::size_t>> pieces; ///< [hidden layer][unit]
  Vector residual;                              ///< F(W; x) − y
};

/// The unsettled samples (the others do not enter first derivatives of a smooth loss).
struct UnsettledStates {
  std::vector<std::size_t> samples; ///< increasing
  std::vector<SampleState> states;  ///< one for each of `samples`
  std::vector<Tie> ties;            ///< by layer, unit, sample; `sample` indexes `states`
};
UnsettledStates unsettled_states(const Network& network, const Dataset& data);

/// All weights and biases in one row: layer by layer, unit by unit, its weights and then its bias.
class ParameterOrder {
public:
  explicit ParameterOrder(const Network& network);
  std::size_t count() const { return offsets_.back(); }
  std::size_t bias(std::size_t layer, std::size_t unit) const;
  std::size_t weight(std::size_t layer, std::size_t unit, std::size_t input) const;
  /// The direction with the entries `values` at `parameters` (increasing); zeros are left out.
  Direction direction(const std::vector<std::size_t>& parameters, const Vector& values) const;

private:
  std::vector<std::size_t> offsets_;      ///< of each layer, and the number of all parameters
  std::vector<std::size_t> input_counts_; ///< of each layer
};

/// ∂/∂z of layer − 1 (before its activation, with the pieces of the state) from ∂/∂z of `layer`.
Vector propagated_back(const Network& network, const SampleState& state, std::size_t layer,
                       const Vector& derivative);

/// functional += the derivative of Σ_j derivative_j z_{layer,j} at this sample.
void add_functional(Vector& functional, const Network& network, const ParameterOrder& order,
                    const SampleState& state, std::size_t layer, Vector derivative);

} // namespace thalweg
