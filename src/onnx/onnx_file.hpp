// SPDX-License-Identifier: GPL-3.0-or-later
//
// Bytes of ONNX files to and from `OnnxModel`, by the protobuf definitions of the onnx package.
// Only this room knows them. A build without that package (THALWEG_ONNX is OFF) refuses:
// Unsupported, with what to install.

#pragma once

#include "onnx/onnx_model.hpp"

#include <string_view>

namespace thalweg {

/// The model in the bytes of a file. InputError with `place` if they are no ONNX model, if a tensor
/// has another number of values than its extents say, or a value is not finite. Unsupported for
/// subgraphs, functions, sparse tensors, data in other files and other types of numbers.
OnnxModel onnx_model(std::string_view bytes, const std::string& place);

/// The bytes of a model, the same for the same model. Floating values must be representable in
/// their type (InternalError if not).
std::string onnx_bytes(const OnnxModel& model);

} // namespace thalweg
