// SPDX-License-Identifier: GPL-3.0-or-later
//
// Values and constants added and multiplied, element by element. Two constants are computed
// exactly; where a runtime would round, the network here is the one without rounding.
//
// Batch normalisation is x ↦ a (x − mean) + bias, a = scale / √(variance + ε). a is irrational in
// general: it is the double nearest to it (exact where a is a double), and everything after it is
// exact.

#include "onnx/value_operators.hpp"

#include "exact/error.hpp"
#include "exact/finite.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>

namespace thalweg {

namespace {

/// The constant with as many elements as x has, in their places.
GraphValue fitted(const GraphValue& constant, const GraphValue& x, const GraphNode& node) {
  const Extents common = common_extents(constant.extents, x.extents, node.place());
  std::size_t count = 1;
  for (const std::size_t extent : common)
    count *= extent;
  if (count != x.count())
    node.refuse("a constant that fits into the value", "a larger one");
  return broadcast(constant, common);
}

/// The value in the extents of the result (ones may be put before it).
GraphValue in_common_extents(const GraphValue& x, const GraphValue& constant,
                             const GraphNode& node) {
  GraphValue result = x;
  result.extents = common_extents(constant.extents, x.extents, node.place());
  return result;
}

Rational of_constants(const std::string& operation, const Rational& a, const Rational& b,
                      bool is_integer, const GraphNode& node) {
  if (operation == "Add" || operation == "Sum")
    return a + b;
  if (operation == "Sub")
    return a - b;
  if (operation == "Mul")
    return a * b;
  if (b == 0)
    node.fail("a divisor other than 0", "0");
  if (is_integer)
    return Rational(Integer(a.get_num() / b.get_num()));
  return a / b;
}

GraphValue constant_result(const GraphValue& a, const GraphValue& b, const GraphNode& node) {
  const Extents common = common_extents(a.extents, b.extents, node.place());
  GraphValue result = broadcast(a, common);
  const GraphValue other = broadcast(b, common);
  for (std::size_t k = 0; k < result.offsets.size(); ++k)
    result.offsets[k] = of_constants(node.operation(), result.offsets[k], other.offsets[k],
                                     a.is_integer && b.is_integer, node);
  result.is_integer = a.is_integer && b.is_integer;
  return result;
}

Vector negated(Vector values) {
  for (Rational& value : values)
    value = -value;
  return values;
}

GraphValue with_constant(const GraphValue& x, const GraphValue& constant, bool is_first,
                         const GraphNode& node, GraphNetwork& network) {
  const GraphValue value = in_common_extents(x, constant, node);
  const std::string& operation = node.operation();
  Vector numbers = fitted(constant, x, node).offsets;
  if (operation == "Add" || operation == "Sum")
    return network.mapped(value, {}, numbers);
  if (operation == "Mul")
    return network.mapped(value, numbers, {});
  if (operation == "Sub")
    return is_first ? network.mapped(value, Vector(value.count(), Rational(-1)), numbers)
                    : network.mapped(value, {}, negated(std::move(numbers)));
  if (is_first)
    node.refuse("a quotient by a constant", "a quotient by a value that depends on the input");
  for (Rational& number : numbers) {
    if (number == 0)
      node.fail("a divisor other than 0", "0");
    number = 1 / number;
  }
  return network.mapped(value, numbers, {});
}

GraphValue negative(const GraphValue& x, GraphNetwork& network) {
  if (!x.is_constant())
    return network.mapped(x, Vector(x.count(), Rational(-1)), {});
  GraphValue result = x;
  result.offsets = negated(std::move(result.offsets));
  return result;
}

GraphValue combined(const GraphValue& a, const GraphValue& b, const GraphNode& node,
                    GraphNetwork& network) {
  const std::string& operation = node.operation();
  if (a.is_constant() && b.is_constant())
    return constant_result(a, b, node);
  if (a.is_constant() || b.is_constant())
    return a.is_constant() ? with_constant(b, a, true, node, network)
                           : with_constant(a, b, false, node, network);
  if (operation == "Mul" || operation == "Div")
    node.refuse("a constant factor", "a product or quotient of two values");
  if (a.extents != b.extents)
    node.refuse("two values of the same extents", "others");
  return network.sum(a, operation == "Sub" ? negative(b, network) : b, node.place());
}

/// The double nearest to scale / √variance, exactly; variance > 0.
Rational nearest_quotient_by_root(const Rational& scale, const Rational& variance) {
  // √(n/d) = √(n d) / d, with enough digits that the integer root has more than doubles have
  const Rational square = scale * scale / variance;
  const Integer product = square.get_num() * square.get_den();
  const std::size_t bits = mpz_sizeinbase(product.get_mpz_t(), 2);
  const std::size_t more = bits < 160 ? (162 - bits) / 2 : 0;
  const Integer root = sqrt(Integer(product << (2 * more)));
  const double below = fraction(root, Integer(square.get_den() << more)).get_d(); // towards 0
  const Rational lower = exact_value(below);
  const Rational upper =
      exact_value(std::nextafter(below, std::numeric_limits<double>::infinity()));
  const Rational middle = (lower + upper) / 2;
  const Rational nearest = square <= middle * middle ? lower : upper;
  return scale < 0 ? Rational(-nearest) : nearest;
}

GraphValue normalised(const GraphNode& node, GraphNetwork& network) {
  const GraphValue& x = node.input(0);
  node.require_integer("training_mode", 0, 0);
  node.require_integer("spatial", 1, 1);
  if (x.extents.size() < 2)
    node.fail("an axis of channels", "none");
  const std::size_t channels = x.extents[1];
  Vector parameters[4]; // scale, bias, mean, variance
  constexpr const char* names[4] = {"the scale", "the bias", "the mean", "the variance"};
  for (std::size_t k = 0; k < 4; ++k) {
    parameters[k] = node.constant(k + 1, names[k]).offsets;
    if (parameters[k].size() != channels)
      node.fail(fmt::format("{} numbers (channels) as {}", channels, names[k]),
                fmt::format("{}", parameters[k].size()));
  }
  const Rational epsilon = node.number("epsilon", 1e-5F);
  Vector by_channel_factors, by_channel_offsets;
  for (std::size_t c = 0; c < channels; ++c) {
    const Rational variance = parameters[3][c] + epsilon;
    if (variance <= 0)
      node.fail("a variance above 0 (epsilon included)", to_string(variance));
    const Rational factor = nearest_quotient_by_root(parameters[0][c], variance);
    by_channel_factors.push_back(factor);
    by_channel_offsets.push_back(parameters[1][c] - factor * parameters[2][c]);
  }
  const std::size_t positions = x.count() / (x.extents[0] * channels);
  Vector factors, offsets;
  for (std::size_t k = 0; k < x.count(); ++k) {
    factors.push_back(by_channel_factors[k / positions % channels]);
    offsets.push_back(by_channel_offsets[k / positions % channels]);
  }
  return network.mapped(x, factors, offsets);
}

} // namespace

std::optional<GraphValue> affine_operator(const GraphNode& node, GraphNetwork& network) {
  const std::string& name = node.operation();
  if (name == "Add" || name == "Sub" || name == "Mul" || name == "Div")
    return combined(node.input(0), node.input(1), node, network);
  if (name == "Neg")
    return negative(node.input(0), network);
  if (name == "Sum") {
    GraphValue result = node.input(0);
    for (std::size_t k = 1; k < node.input_count(); ++k)
      result = combined(result, node.input(k), node, network);
    return result;
  }
  if (name == "BatchNormalization")
    return normalised(node, network);
  return std::nullopt;
}

} // namespace thalweg
