// SPDX-License-Identifier: GPL-3.0-or-later

#include "onnx/shape_operators.hpp"

#include "exact/error.hpp"
#include "exact/finite.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace thalweg {

namespace {

GraphValue with_extents(GraphValue value, Extents extents) {
  value.extents = std::move(extents);
  return value;
}

/// 0 copies an extent, −1 takes what is left.
GraphValue reshaped(const GraphNode& node) {
  const GraphValue& x = node.input(0);
  node.require_integer("allowzero", 0, 0);
  const std::vector<std::int64_t> asked =
      node.opset() < 5 ? node.integers("shape") : node.integers(1, "the shape");
  Extents extents;
  std::optional<std::size_t> open;
  for (std::size_t axis = 0; axis < asked.size(); ++axis) {
    if (asked[axis] < -1 || (asked[axis] == -1 && open) ||
        (asked[axis] == 0 && axis >= x.extents.size()))
      node.fail("extents, at most one of them −1", fmt::format("{}", asked[axis]));
    if (asked[axis] == -1)
      open = axis;
    extents.push_back(asked[axis] == -1  ? 1
                      : asked[axis] == 0 ? x.extents[axis]
                                         : static_cast<std::size_t>(asked[axis]));
  }
  const std::size_t count = limited_count(extents, node.place());
  if (open && count > 0)
    extents[*open] = x.count() / count;
  if (limited_count(extents, node.place()) != x.count())
    node.refuse(fmt::format("a shape for {} values (one sample)", x.count()),
                "another → export with a batch of one sample or a dynamic one");
  return with_extents(x, std::move(extents));
}

GraphValue flattened(const GraphNode& node) {
  const GraphValue& x = node.input(0);
  const std::int64_t asked = node.integer("axis", 1);
  const std::size_t axis = asked == static_cast<std::int64_t>(x.extents.size())
                               ? x.extents.size()
                               : axis_below(asked, x.extents.size(), node);
  Extents extents{1, 1};
  for (std::size_t a = 0; a < x.extents.size(); ++a)
    extents[a < axis ? 0 : 1] *= x.extents[a];
  return with_extents(x, std::move(extents));
}

GraphValue with_order(const GraphNode& node) {
  const GraphValue& x = node.input(0);
  std::vector<std::size_t> order;
  std::vector<bool> is_taken(x.extents.size(), false);
  for (const std::int64_t axis : node.integers("perm"))
    order.push_back(axis_below(axis, x.extents.size(), node));
  if (order.empty())
    for (std::size_t axis = x.extents.size(); axis-- > 0;)
      order.push_back(axis);
  for (const std::size_t axis : order)
    is_taken[axis] = true;
  if (order.size() != x.extents.size() ||
      std::find(is_taken.begin(), is_taken.end(), false) != is_taken.end())
    node.fail("each axis once as perm", "others");
  return transposed(x, order);
}

/// From the attribute, or since opset 13 from an input.
std::vector<std::int64_t> axes_of(const GraphNode& node) {
  return node.has_input(1) ? node.integers(1, "axes") : node.integers("axes");
}

GraphValue squeezed(const GraphNode& node) {
  const GraphValue& x = node.input(0);
  std::vector<bool> is_dropped(x.extents.size(), false);
  const std::vector<std::int64_t> axes = axes_of(node);
  for (const std::int64_t axis : axes)
    is_dropped[axis_below(axis, x.extents.size(), node)] = true;
  Extents extents;
  for (std::size_t a = 0; a < x.extents.size(); ++a) {
    if (is_dropped[a] && x.extents[a] != 1)
      node.fail("axes with extent 1", fmt::format("extent {}", x.extents[a]));
    if (axes.empty() ? x.extents[a] != 1 : !is_dropped[a])
      extents.push_back(x.extents[a]);
  }
  return with_extents(x, std::move(extents));
}

GraphValue unsqueezed(const GraphNode& node) {
  const GraphValue& x = node.input(0);
  const std::vector<std::int64_t> axes = axes_of(node);
  const std::size_t rank = x.extents.size() + axes.size();
  std::vector<bool> is_new(rank, false);
  for (const std::int64_t axis : axes)
    is_new[axis_below(axis, rank, node)] = true;
  if (static_cast<std::size_t>(std::count(is_new.begin(), is_new.end(), true)) != axes.size())
    node.fail("distinct axes", "one twice");
  Extents extents;
  std::size_t next = 0;
  for (std::size_t a = 0; a < rank; ++a)
    extents.push_back(is_new[a] ? 1 : x.extents[next++]);
  return with_extents(x, std::move(extents));
}

GraphValue joined(const GraphNode& node) {
  std::vector<const GraphValue*> values;
  for (std::size_t k = 0; k < node.input_count(); ++k)
    values.push_back(&node.input(k));
  if (values.empty())
    node.fail("at least one input", "none");
  const std::size_t axis =
      axis_below(node.integer("axis", 1), values.front()->extents.size(), node);
  return concatenated(values, axis, node.place());
}

std::vector<std::int64_t> slice_numbers(const GraphNode& node, const char* name,
                                        std::size_t input) {
  return node.opset() < 10       ? node.integers(name)
         : node.has_input(input) ? node.integers(input, name)
                                 : std::vector<std::int64_t>();
}

GraphValue cut(const GraphNode& node) {
  GraphValue x = node.input(0);
  const std::vector<std::int64_t> starts = slice_numbers(node, "starts", 1);
  const std::vector<std::int64_t> ends = slice_numbers(node, "ends", 2);
  std::vector<std::int64_t> axes = slice_numbers(node, "axes", 3);
  std::vector<std::int64_t> steps = slice_numbers(node, "steps", 4);
  for (std::size_t k = axes.size(); axes.size() < starts.size(); ++k)
    axes.push_back(static_cast<std::int64_t>(k));
  steps.resize(std::max(steps.size(), starts.size()), 1);
  if (ends.size() != starts.size() || axes.size() != starts.size() || steps.size() != starts.size())
    node.fail("as many ends, axes and steps as starts", "others");
  for (std::size_t k = 0; k < starts.size(); ++k) {
    const std::size_t axis = axis_below(axes[k], x.extents.size(), node);
    const auto extent = static_cast<std::int64_t>(x.extents[axis]);
    if (steps[k] < 1)
      node.refuse("positive steps", fmt::format("{}", steps[k]));
    const auto bounded = [extent](std::int64_t index) {
      return std::clamp<std::int64_t>(
          index < 0 ? std::max<std::int64_t>(index, -extent) + extent : index, 0, extent);
    };
    const std::int64_t start = bounded(starts[k]), end = bounded(ends[k]);
    if (start >= end)
      node.refuse("a slice with something in it", "an empty one");
    const std::int64_t step = std::min(steps[k], extent);
    x = sliced(x, axis, start, step, static_cast<std::size_t>((end - start + step - 1) / step));
  }
  return x;
}

/// One index, or several along the axis.
GraphValue gathered(const GraphNode& node) {
  const GraphValue& x = node.input(0);
  const std::size_t axis = axis_below(node.integer("axis", 0), x.extents.size(), node);
  const GraphValue& indices = node.constant(1, "the indices");
  std::vector<GraphValue> parts;
  for (const std::int64_t index : node.integers(1, "the indices"))
    parts.push_back(
        sliced(x, axis, static_cast<std::int64_t>(axis_below(index, x.extents[axis], node)), 1, 1));
  if (parts.empty() || indices.extents.size() > 1)
    node.refuse("one index or a list of them", "others");
  std::vector<const GraphValue*> pointers;
  for (const GraphValue& part : parts)
    pointers.push_back(&part);
  GraphValue result = concatenated(pointers, axis, node.place());
  if (indices.extents.empty())
    result.extents.erase(result.extents.begin() + static_cast<std::ptrdiff_t>(axis));
  return result;
}

/// By nothing, as exporters write before poolings.
GraphValue unpadded(const GraphNode& node) {
  const std::vector<std::int64_t> pads =
      node.has_input(1) ? node.integers(1, "pads") : node.integers("pads");
  for (const std::int64_t pad : pads)
    if (pad != 0)
      node.refuse("a padding in Conv, MaxPool or AveragePool", "one before it");
  return node.input(0);
}

GraphValue shape_of(const GraphNode& node) {
  GraphValue result;
  for (const std::size_t extent : node.input(0).extents)
    result.offsets.push_back(Rational(static_cast<unsigned long>(extent)));
  result.extents = {result.offsets.size()};
  result.is_integer = true;
  return result;
}

/// The first output of an evaluation: nothing is dropped.
GraphValue undropped(const GraphNode& node) {
  if (node.has_input(2) && node.constant(2, "the training mode").offset(0) != 0)
    node.refuse("a network in evaluation mode", "one in training → model.eval()");
  return node.input(0);
}

/// Between types that hold all of the values.
GraphValue cast(const GraphNode& node) {
  constexpr std::int64_t to_float = 1, to_double = 11;
  GraphValue x = node.input(0);
  const std::int64_t type = node.integer("to", to_float);
  const bool to_integer = type >= 2 && type <= 13 && type != 10 && type != to_double;
  if (to_integer ? !x.is_integer : type != to_float && type != to_double)
    node.refuse("a cast that changes no value (to float or double)", fmt::format("type {}", type));
  if (!to_integer && x.is_constant() && type == to_float)
    for (const Rational& value : x.offsets)
      if (exact_value(static_cast<float>(value.get_d())) != value)
        node.refuse("constants that are float32 already", to_string(value));
  x.is_integer = to_integer;
  return x;
}

GraphValue constant_value(const OnnxTensor& tensor) {
  GraphValue value;
  value.extents = tensor.extents;
  value.offsets = tensor.values;
  value.is_integer = tensor.element == OnnxElement::integer;
  return value;
}

GraphValue listed(const Vector& values, bool is_integer, bool is_scalar) {
  GraphValue value;
  value.offsets = values;
  if (!is_scalar)
    value.extents = {values.size()};
  value.is_integer = is_integer;
  return value;
}

GraphValue constant(const GraphNode& node) {
  if (const OnnxAttribute* value = node.attribute("value"))
    if (const auto* tensor = std::get_if<OnnxTensor>(value))
      return constant_value(*tensor);
  if (node.has_attribute("value_float"))
    return listed({node.number("value_float", 0)}, false, true);
  if (node.has_attribute("value_int"))
    return listed({Rational(static_cast<long>(node.integer("value_int", 0)))}, true, true);
  Vector values;
  if (node.has_attribute("value_ints")) {
    for (const std::int64_t number : node.integers("value_ints"))
      values.push_back(Rational(static_cast<long>(number)));
    return listed(values, true, false);
  }
  node.refuse("a tensor, a number or whole numbers", "another constant");
}

} // namespace

std::optional<GraphValue> shape_operator(const GraphNode& node) {
  const std::string& name = node.operation();
  if (name == "Reshape")
    return reshaped(node);
  if (name == "Flatten")
    return flattened(node);
  if (name == "Transpose")
    return with_order(node);
  if (name == "Squeeze")
    return squeezed(node);
  if (name == "Unsqueeze")
    return unsqueezed(node);
  if (name == "Concat")
    return joined(node);
  if (name == "Slice")
    return cut(node);
  if (name == "Gather")
    return gathered(node);
  if (name == "Pad")
    return unpadded(node);
  if (name == "Shape")
    return shape_of(node);
  if (name == "Identity")
    return node.input(0);
  if (name == "Dropout")
    return undropped(node);
  if (name == "Cast")
    return cast(node);
  if (name == "Constant")
    return constant(node);
  return std::nullopt;
}

} // namespace thalweg
