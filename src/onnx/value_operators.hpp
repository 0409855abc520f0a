// SPDX-License-Identifier: GPL-3.0-or-later
//
// Operators that compute: sums and products with constants, batch normalisation, matrices and
// convolutions, poolings, activations. What they make goes into the network.

#pragma once

#include "onnx/graph_network.hpp"
#include "onnx/graph_node.hpp"

namespace thalweg {

/// Add, Sub, Mul, Div, Neg, Sum, BatchNormalization; nothing for others.
std::optional<GraphValue> affine_operator(const GraphNode& node, GraphNetwork& network);

/// Gemm, MatMul, Conv, MaxPool, AveragePool, GlobalAveragePool, GlobalMaxPool.
std::optional<GraphValue> layer_operator(const GraphNode& node, GraphNetwork& network);

/// Relu, LeakyRelu, PRelu, Abs, Clip, HardSigmoid, Max, Min.
std::optional<GraphValue> activation_operator(const GraphNode& node, GraphNetwork& network);

} // namespace thalweg
