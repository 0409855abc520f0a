// SPDX-License-Identifier: GPL-3.0-or-later

#include "onnx/value_operators.hpp"

#include "exact/error.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace thalweg {

namespace {

// ---- Matrices

/// Unsupported unless x is one vector: all values along its last axis.
void require_vector(const GraphValue& x, const GraphNode& node) {
  if (x.extents.empty() || x.extents.back() != x.count())
    node.refuse("a vector per sample", "several, which share the weights");
}

void scale_all(Vector& values, const Rational& factor) {
  if (factor == 1)
    return;
  for (Rational& value : values)
    value *= factor;
}

/// y = alpha x B + beta C, with B transposed or not.
GraphValue gemm(const GraphNode& node, GraphNetwork& network) {
  const GraphValue& x = node.input(0);
  const GraphValue& b = node.constant(1, "the matrix");
  node.require_integer("transA", 0, 0);
  const bool is_transposed = node.integer("transB", 0) != 0;
  if (b.extents.size() != 2 || x.is_constant())
    node.refuse("a value that depends on the input and a constant matrix", "others");
  require_vector(x, node);
  const std::size_t units = b.extents[is_transposed ? 0 : 1];
  const std::size_t inputs = b.extents[is_transposed ? 1 : 0];
  if (inputs != x.count() || units == 0)
    node.fail(fmt::format("a matrix for {} inputs", x.count()), fmt::format("one for {}", inputs));
  Vector biases;
  if (node.has_input(2)) {
    biases = broadcast(node.constant(2, "the bias"),
                       common_extents(node.input(2).extents, {1, units}, node.place()))
                 .offsets;
    if (biases.size() != units)
      node.fail(fmt::format("{} biases", units), fmt::format("{}", biases.size()));
    scale_all(biases, node.number("beta", 1));
  }
  const Rational alpha = node.number("alpha", 1);
  const std::size_t units_stride = is_transposed ? inputs : 1;
  const std::size_t inputs_stride = is_transposed ? 1 : units;
  return network.dense(x, units, b, alpha, units_stride, inputs_stride, biases, node.place());
}

GraphValue matrix_product(const GraphNode& node, GraphNetwork& network) {
  const bool is_matrix_first = node.input(0).is_constant();
  const GraphValue& x = node.input(is_matrix_first ? 1 : 0);
  const GraphValue& matrix = node.constant(is_matrix_first ? 0 : 1, "the matrix");
  if (x.is_constant() || matrix.extents.size() != 2)
    node.refuse("a value that depends on the input and a constant matrix", "others");
  const std::size_t units = matrix.extents[is_matrix_first ? 0 : 1];
  const std::size_t inputs = matrix.extents[is_matrix_first ? 1 : 0];
  GraphValue vector = x;
  const bool is_column = is_matrix_first && x.extents.size() >= 2 && x.extents.back() == 1;
  if (is_column)
    vector.extents.pop_back();
  require_vector(vector, node);
  if (inputs != x.count() || units == 0)
    node.fail(fmt::format("a matrix for {} inputs", x.count()), fmt::format("one for {}", inputs));
  GraphValue result = network.dense(vector, units, matrix, 1, is_matrix_first ? inputs : 1,
                                    is_matrix_first ? 1 : units, {}, node.place());
  if (is_column)
    result.extents.push_back(1);
  return result;
}

// ---- Windows

/// Padding that is equal before and after, and what SAME means for it.
Extents padding_of(const GraphNode& node, const GraphValue& x, const GraphWindow& window) {
  const std::size_t axes = window.size.size();
  const std::string automatic = node.text("auto_pad", "NOTSET");
  if (automatic == "VALID")
    return Extents(axes, 0);
  std::vector<std::int64_t> pads = node.integers("pads");
  if (automatic == "SAME_UPPER" || automatic == "SAME_LOWER") {
    pads.assign(2 * axes, 0);
    for (std::size_t axis = 0; axis < axes; ++axis) {
      const std::size_t extent = x.extents[2 + axis], stride = window.stride[axis];
      const std::size_t reach = window.dilation[axis] * (window.size[axis] - 1) + 1;
      const std::size_t needed = ((extent + stride - 1) / stride - 1) * stride + reach;
      const std::size_t total = needed > extent ? needed - extent : 0;
      pads[axis] = static_cast<std::int64_t>(total / 2);
      pads[axes + axis] = static_cast<std::int64_t>(total - total / 2);
    }
  } else if (automatic != "NOTSET") {
    node.fail("NOTSET, VALID, SAME_UPPER or SAME_LOWER as auto_pad", automatic);
  }
  if (pads.empty())
    return Extents(axes, 0);
  if (pads.size() != 2 * axes)
    node.fail(fmt::format("{} pads", 2 * axes), fmt::format("{}", pads.size()));
  for (std::size_t axis = 0; axis < axes; ++axis)
    if (pads[axis] != pads[axes + axis])
      node.refuse("as much padding behind as before",
                  fmt::format("{} and {}", pads[axis], pads[axes + axis]));
  pads.resize(axes);
  return extents_of(pads, node, "pads");
}

constexpr std::size_t largest_window = 1'000'000'000;

Extents positive_extents(const GraphNode& node, const std::string& name, std::size_t axes) {
  Extents extents = extents_of(node.integers(name), node, name);
  if (extents.empty())
    extents.assign(axes, 1);
  for (const std::size_t extent : extents)
    if (extents.size() != axes || extent == 0 || extent > largest_window)
      node.fail(fmt::format("{} positive numbers as {}", axes, name), "others");
  return extents;
}

GraphWindow window_of(const GraphNode& node, const GraphValue& x, Extents size) {
  if (x.is_constant() || x.extents.size() != size.size() + 2 || size.empty())
    node.refuse("an input (samples, channels, positions…) with as many axes as the window",
                fmt::format("{} extents", x.extents.size()));
  GraphWindow window;
  window.size = std::move(size);
  for (const std::size_t extent : window.size)
    if (extent == 0 || extent > largest_window)
      node.fail("positive numbers as kernel_shape", fmt::format("{}", extent));
  window.stride = positive_extents(node, "strides", window.size.size());
  window.dilation = positive_extents(node, "dilations", window.size.size());
  window.padding = padding_of(node, x, window);
  return window;
}

GraphValue convolution_of(const GraphNode& node, GraphNetwork& network) {
  const GraphValue& x = node.input(0);
  const GraphValue& filters = node.constant(1, "the filters");
  if (filters.extents.size() != 3 && filters.extents.size() != 4)
    node.refuse("filters over one or two axes", fmt::format("{} extents", filters.extents.size()));
  const Extents size(filters.extents.begin() + 2, filters.extents.end());
  const Extents stated = extents_of(node.integers("kernel_shape"), node, "kernel_shape");
  if (!stated.empty() && stated != size)
    node.fail("the kernel_shape of the filters", "another");
  Vector biases;
  if (node.has_input(2)) {
    biases = node.constant(2, "the bias").offsets;
    if (biases.size() != filters.extents.front())
      node.fail(fmt::format("{} biases", filters.extents.front()),
                fmt::format("{}", biases.size()));
  }
  const std::int64_t groups = node.integer("group", 1);
  if (groups < 1 || static_cast<std::size_t>(groups) > filters.extents.front())
    node.fail("a group of at least 1 and at most the filters", fmt::format("{}", groups));
  const GraphWindow window = window_of(node, x, size);
  return network.convolution(x, window, static_cast<std::size_t>(groups),
                             OnnxTensor{filters.extents, filters.offsets, OnnxElement::float32},
                             biases, node.place());
}

/// Rounding the number of positions up must make no difference.
void require_no_ceiling(const GraphNode& node, const GraphValue& x, const GraphWindow& window) {
  if (node.integer("ceil_mode", 0) == 0)
    return;
  for (std::size_t axis = 0; axis < window.size.size(); ++axis) {
    const std::size_t padded = x.extents[2 + axis] + 2 * window.padding[axis];
    if (padded >= window.size[axis] && (padded - window.size[axis]) % window.stride[axis] != 0)
      node.refuse("ceil_mode = 0", "1, where it makes a difference");
  }
}

GraphValue pooling_of(const GraphNode& node, GraphNetwork& network, bool takes_maximum) {
  const GraphValue& x = node.input(0);
  const Extents size = extents_of(node.integers("kernel_shape"), node, "kernel_shape");
  const GraphWindow window = window_of(node, x, size);
  require_no_ceiling(node, x, window);
  for (const std::size_t dilation : window.dilation)
    if (dilation != 1)
      node.refuse("a pooling without dilation", fmt::format("{}", dilation));
  const bool has_padding = std::any_of(window.padding.begin(), window.padding.end(),
                                       [](std::size_t padding) { return padding != 0; });
  if (!takes_maximum && has_padding)
    node.require_integer("count_include_pad", 1, 0);
  return network.pooling(x, window, takes_maximum, node.place());
}

GraphValue global_pooling(const GraphNode& node, GraphNetwork& network, bool takes_maximum) {
  const GraphValue& x = node.input(0);
  if (x.extents.size() < 3)
    node.refuse("an input (samples, channels, positions…)",
                fmt::format("{} extents", x.extents.size()));
  GraphWindow window;
  window.size.assign(x.extents.begin() + 2, x.extents.end());
  return network.pooling(x, window, takes_maximum, node.place());
}

} // namespace

std::optional<GraphValue> layer_operator(const GraphNode& node, GraphNetwork& network) {
  const std::string& name = node.operation();
  if (name == "Gemm")
    return gemm(node, network);
  if (name == "MatMul")
    return matrix_product(node, network);
  if (name == "Conv")
    return convolution_of(node, network);
  if (name == "MaxPool" || name == "AveragePool")
    return pooling_of(node, network, name == "MaxPool");
  if (name == "GlobalMaxPool" || name == "GlobalAveragePool")
    return global_pooling(node, network, name == "GlobalMaxPool");
  return std::nullopt;
}

} // namespace thalweg
