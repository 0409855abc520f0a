// SPDX-License-Identifier: GPL-3.0-or-later
//
// Operators that move values and compute none: Reshape, Flatten, Transpose, Squeeze, Unsqueeze,
// Concat, Slice, Gather, Pad (by nothing), Shape, Identity, Dropout (in evaluation), Cast,
// Constant.

#pragma once

#include "onnx/graph_node.hpp"

namespace thalweg {

/// The output of the node; nothing if its operator is none of these.
std::optional<GraphValue> shape_operator(const GraphNode& node);

} // namespace thalweg
