// SPDX-License-Identifier: Apache-2.0
//
// The architecture of a network in words: everything but the values of its parameters.

#pragma once

#include "layer/network.hpp"

#include <string>

namespace thalweg::verifier {

/// "2-12-8-1" (input dimension and units of every layer) if all layers are dense, have biases and
/// the input is a vector; otherwise the shape of the input, then every layer with its output's
/// shape, as "1x8x8; convolution 3x3 (padding 1x1), relu: 4x8x8; dense (no biases), identity: 1".
std::string architecture(const Network& network);

/// The activations of all layers, "relu, identity".
std::string activations(const Network& network);

/// Is it of the first kind above?
bool is_fully_connected(const Network& network);

Integer parameter_count(const Network& network);

} // namespace thalweg::verifier
