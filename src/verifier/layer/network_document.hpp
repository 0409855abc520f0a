// SPDX-License-Identifier: Apache-2.0
//
// From JSON to networks: dense layers here, the other kinds in layer_document.cpp.

#pragma once

#include "layer/network.hpp"
#include "text/node.hpp"

namespace thalweg::verifier {

Network read_network(const Node& node, std::size_t input_count);

/// The output layer has one unit for each target (or for each output of the functions).
void require_outputs(const Node& network, std::size_t wanted, const char* what);

/// Every layer is dense; other kinds are unsupported by claims that say something for all x.
void require_dense_layers(const Node& network);

/// Parts of a layer.
Activation read_activation(const Node& node);
List<SparseRow> read_weights(const Node& node, std::size_t row_length);
/// One bias for each row; or zeros for `null`.
List<Fraction> read_biases(const Node& node, std::size_t row_count, Layer& layer);

/// A layer that is not dense, after those of `before`.
Layer read_spatial_layer(const Node& node, const Network& before);
/// [channels, size] or [channels, size, size]
Shape read_input_shape(const Node& node, std::size_t input_count);

} // namespace thalweg::verifier
