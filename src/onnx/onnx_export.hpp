// SPDX-License-Identifier: GPL-3.0-or-later
//
// Networks as ONNX models (opset 13), every parameter rounded to the nearest number of a floating
// point format, and what the rounding changed, exactly.
//
// Layers become Gemm, Conv, AveragePool, MaxPool and Add. Activations become Relu, LeakyRelu, Abs
// or Clip where they are one; any other table with pieces of slope s_q and breakpoints β_q becomes
// s_0 z + t_0 + Σ_q (s_q − s_{q−1}) Relu(z − β_q).

#pragma once

#include "exact/nearest_float.hpp"
#include "network/network.hpp"

namespace thalweg {

struct OnnxExport {
  std::string bytes;
  Network rounded;               ///< what the file says, exactly
  Rational largest_change;       ///< of a weight or bias
  std::size_t layer = 0;         ///< where the largest change is, if there is one
  bool keeps_activations = true; ///< are their constants representable?
};

/// Unsupported for parameters beyond the format and for breakpoints that the rounding joins.
OnnxExport onnx_export(const Network& network, FloatFormat format);

} // namespace thalweg
