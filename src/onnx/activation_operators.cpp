// SPDX-License-Identifier: GPL-3.0-or-later

#include "onnx/value_operators.hpp"

#include "exact/error.hpp"
#include "network/named_activation.hpp"

namespace thalweg {

namespace {

Activation onnx_table(Vector breakpoints, Vector slopes, Vector intercepts) {
  return recognised(table_activation(std::move(breakpoints), std::move(slopes),
                                     std::move(intercepts), "activation"));
}

/// z for z ≥ 0, slope · z for z ≤ 0.
Activation leaky(const Rational& slope) {
  return onnx_table({0}, {slope, 1}, {0, 0});
}

/// max(low, min(high, z)); a missing bound is infinite.
Activation clip(const std::optional<Rational>& low, const std::optional<Rational>& high,
                const GraphNode& node) {
  if (low && high && *low >= *high)
    node.fail("min below max", to_string(*low) + " and " + to_string(*high));
  if (low && high)
    return onnx_table({*low, *high}, {0, 1, 0}, {*low, 0, *high});
  if (low)
    return onnx_table({*low}, {0, 1}, {*low, 0});
  if (high)
    return onnx_table({*high}, {1, 0}, {0, *high});
  return identity_activation();
}

/// One number for all units.
Rational single_number(const GraphValue& constant, const char* what, const GraphNode& node) {
  if (constant.offsets.empty())
    node.fail(std::string("a number as ") + what, "none");
  for (const Rational& number : constant.offsets)
    if (number != constant.offsets.front())
      node.refuse(std::string("one number for all units as ") + what, "several");
  return constant.offsets.front();
}

std::optional<Rational> clip_bound(const GraphNode& node, const char* name, std::size_t input) {
  constexpr std::int64_t opset_of_inputs = 11;
  constexpr float beyond_floats = 0;
  if (node.opset() < opset_of_inputs)
    return node.has_attribute(name) ? std::optional(node.number(name, beyond_floats))
                                    : std::nullopt;
  return node.has_input(input)
             ? std::optional(single_number(node.constant(input, name), name, node))
             : std::nullopt;
}

/// max(0, min(1, alpha z + beta))
Activation hard_sigmoid(const GraphNode& node) {
  const Rational alpha = node.number("alpha", 0.2F), beta = node.number("beta", 0.5F);
  if (alpha <= 0)
    node.refuse("alpha above 0", to_string(alpha));
  return onnx_table({Rational(-beta / alpha), Rational((1 - beta) / alpha)}, {0, alpha, 0},
                    {0, beta, 1});
}

/// The larger (sign 1) or smaller (−1) of a value and constants: with one constant an activation;
/// else sign · relu(sign (x − c)) + c.
GraphValue extremum(const GraphNode& node, GraphNetwork& network, int sign) {
  const GraphValue* x = nullptr;
  for (std::size_t k = 0; k < node.input_count(); ++k)
    if (!node.input(k).is_constant()) {
      if (x != nullptr)
        node.refuse("one value and constants", "several values that depend on the input");
      x = &node.input(k);
    }
  if (x == nullptr)
    node.refuse("a value that depends on the input", "constants only");
  GraphValue result = *x;
  for (std::size_t k = 0; k < node.input_count(); ++k) {
    const GraphValue& constant = node.input(k);
    if (!constant.is_constant())
      continue;
    const Extents common = common_extents(constant.extents, result.extents, node.place());
    GraphValue numbers = broadcast(constant, common);
    if (numbers.count() != result.count())
      node.refuse("a constant that fits into the value", "a larger one");
    result.extents = common;
    bool is_uniform = true;
    for (const Rational& number : numbers.offsets)
      is_uniform = is_uniform && number == numbers.offsets.front();
    if (is_uniform) {
      const std::optional<Rational> bound = numbers.offsets.front();
      result = network.activated(result, sign > 0 ? clip(bound, {}, node) : clip({}, bound, node),
                                 node.place());
      continue;
    }
    Vector shifted;
    for (const Rational& number : numbers.offsets)
      shifted.push_back(-sign * number);
    const Vector signs(result.count(), Rational(sign));
    result = network.activated(network.mapped(result, signs, shifted), relu(), node.place());
    result = network.mapped(result, signs, numbers.offsets);
  }
  return result;
}

} // namespace

std::optional<GraphValue> activation_operator(const GraphNode& node, GraphNetwork& network) {
  const std::string& name = node.operation();
  if (name == "Max" || name == "Min")
    return extremum(node, network, name == "Max" ? 1 : -1);
  std::optional<Activation> activation;
  if (name == "Relu")
    activation = relu();
  else if (name == "LeakyRelu")
    activation = leaky(node.number("alpha", 0.01F));
  else if (name == "PRelu")
    activation = leaky(single_number(node.constant(1, "the slope"), "the slope", node));
  else if (name == "Abs")
    activation = onnx_table({0}, {-1, 1}, {0, 0});
  else if (name == "Clip")
    activation = clip(clip_bound(node, "min", 1), clip_bound(node, "max", 2), node);
  else if (name == "HardSigmoid")
    activation = hard_sigmoid(node);
  if (!activation)
    return std::nullopt;
  return network.activated(node.input(0), *activation, node.place());
}

} // namespace thalweg
