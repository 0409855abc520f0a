// SPDX-License-Identifier: GPL-3.0-or-later
//
// The outputs as affine functions of one layer. As long as no pattern changes, z of layer l is
// affine in the parameters of l, and everything behind it is affine in z; the biases behind l are
// added. So for directions D that move layer l and the biases of later layers only,
//   F_o(W + D; x_i) = F_o(W; x_i) + Σ_k φ_k(i, o) D_k
// exactly, φ_k(i, o) = ∂F_o/∂W_k. Exact, for every kind of layer.

#pragma once

#include "landscape/pattern_classes.hpp"
#include "landscape/tangent.hpp"

namespace thalweg {

/// What enters each layer, and the pieces in use, for every sample; on a wall the piece below, of
/// several largest entries of a window the first.
std::vector<SampleState> sample_states(const Network& network, const Dataset& data);

struct LayerFeatures {
  std::vector<std::size_t> parameters; ///< k in the ParameterOrder; increasing
  std::vector<Vector> rows; ///< [sample · outputs + output], φ_k for each of `parameters`
};

/// `layer` has parameters.
LayerFeatures layer_features(const Network& network, const std::vector<SampleState>& states,
                             std::size_t layer);

} // namespace thalweg
