// SPDX-License-Identifier: GPL-3.0-or-later
//
// Networks from ONNX models, opsets 7 to 17, for one sample at a time: every weight is the exact
// value of the number in the file. Operators of constants are computed exactly; so the theorem is
// about these parameters, not about what a runtime prints that rounds after each operator.
//
// Operators that compute: Gemm, MatMul, Conv, BatchNormalization (folded into the layer before, see
// affine_operators.cpp for the one rounding), MaxPool, AveragePool, their Global forms, Add, Sub,
// Sum (of two values: a residual addition), Mul, Div, Neg with constants, Relu, LeakyRelu, PRelu,
// Abs, Clip, HardSigmoid, Max, Min with constants; and those of shape_operators.hpp.

#pragma once

#include "network/network.hpp"
#include "onnx/onnx_model.hpp"

#include <string_view>

namespace thalweg {

/// The network of the model in the bytes of a file, for inputs with `input_dimension` entries.
/// InputError for damaged files and models, InputCountError for another number of inputs,
/// Unsupported naming the first node that cannot be a part of a network; `name` begins all
/// messages.
Network network_from_onnx(std::string_view bytes, const std::string& name,
                          std::size_t input_dimension);

/// The same for a model; a build without ONNX has this, too.
Network network_from_model(OnnxModel model, const std::string& name, std::size_t input_dimension);

} // namespace thalweg
