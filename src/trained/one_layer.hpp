// SPDX-License-Identifier: GPL-3.0-or-later
//
// One layer solved: the cheapest way from a checkpoint to a certified local minimum, exact and with
// nothing left open (δ = 0). The parameters are rounded to short decimals that keep the patterns.
// With the patterns fixed, the outputs are affine in the parameters of any one layer and all later
// biases (layer_features.hpp); the optimum in these is one exact linear system, and of its
// solutions one is taken that is near. If the patterns still hold, and if the slopes of the loss
// are orthogonal to *all* maps that are reachable with these patterns (lifted stationarity), the
// network is a local minimum with a radius. One layer is tried after the other, with more and more
// digits.
//
// For losses that are piecewise quadratic with a continuous slope (squared, Huber, squared hinge)
// the piece of every sample is kept like a pattern. For piecewise linear losses (absolute, hinge,
// ε, quantile) the optimal outputs among the reachable maps come first, with the subgradients that
// prove them (column_fit.hpp), and the layer is then solved for these outputs. Not for weight
// decay: lifted stationarity knows nothing of it.

#pragma once

#include "landscape/decision.hpp"
#include "trained/checkpoint.hpp"

namespace thalweg {

struct OneLayerMinimum {
  Network network;
  std::size_t layer = 0; ///< the layer that was solved, with all later biases
  unsigned digits = 0;   ///< decimals of the parameters that were not solved for
  Rational largest_move; ///< from the checkpoint
  std::variant<GlobalMinimum, CertifiedMinimum> minimum;
};

struct OneLayerRequest {
  Rational largest_move = fraction(1, 100); ///< solutions further away are not near
};

/// The minimum, or why there is none: by layer, for the last number of digits tried.
struct OneLayerResult {
  std::optional<OneLayerMinimum> minimum;
  std::string reason;
};

/// The network has the dimensions of the data; at least one sample. InputError if the loss cannot
/// be used on the data.
OneLayerResult one_layer_minimum(const Network& checkpoint, const Problem& problem,
                                 const OneLayerRequest& request = {});

} // namespace thalweg
