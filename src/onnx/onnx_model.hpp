// SPDX-License-Identifier: GPL-3.0-or-later
//
// An ONNX model as far as networks need it, as a plain value: nodes in the order of the file,
// constants with exact values, inputs and outputs. `onnx_file.hpp` reads and writes its bytes.

#pragma once

#include "exact/rational.hpp"

#include <cstdint>
#include <map>
#include <variant>

namespace thalweg {

using Extents = std::vector<std::size_t>;

enum class OnnxElement { float16, float32, float64, integer, boolean };

/// Values in C order, as many as the product of the extents. Those of large matrices of floats are
/// kept as the doubles that they are, all finite: `values` is empty then.
struct OnnxTensor {
  Extents extents;
  Vector values;
  OnnxElement element = OnnxElement::float32;
  std::vector<double> floats = {};
};

/// A float as the double that it is (perhaps no number), integers, a text, lists, or a tensor.
using OnnxAttribute = std::variant<double, std::int64_t, std::string, std::vector<double>,
                                   std::vector<std::int64_t>, OnnxTensor>;

struct OnnxNode {
  std::string name;
  std::string operation;           ///< "Gemm"
  std::string domain;              ///< empty for the operators of ONNX itself
  std::vector<std::string> inputs; ///< empty names are absent
  std::vector<std::string> outputs;
  std::map<std::string, OnnxAttribute> attributes;
};

/// An input or output of the graph. Extents that are no numbers ("batch") are nothing.
struct OnnxValueInfo {
  std::string name;
  std::vector<std::optional<std::size_t>> extents;
};

struct OnnxModel {
  std::int64_t opset = 0; ///< of the operators of ONNX itself; 0 if none is imported
  std::vector<OnnxNode> nodes;
  std::map<std::string, OnnxTensor> constants; ///< the initialisers
  std::vector<OnnxValueInfo> inputs;           ///< without those that are constants
  std::vector<OnnxValueInfo> outputs;
};

} // namespace thalweg
