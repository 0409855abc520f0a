// SPDX-License-Identifier: GPL-3.0-or-later

#include "onnx/graph_node.hpp"

#include "exact/error.hpp"
#include "exact/finite.hpp"

#include <fmt/format.h>

#include <cmath>

namespace thalweg {

namespace {

constexpr std::size_t most_integers = 64;
const Integer largest_integer("9223372036854775807");

} // namespace

void GraphNode::fail(const std::string& expected, const std::string& found) const {
  throw InputError(place_ + ": expected " + expected + ", found " + found);
}

void GraphNode::refuse(const std::string& expected, const std::string& found) const {
  throw Unsupported(place_ + ": expected " + expected + ", found " + found);
}

const GraphValue& GraphNode::input(std::size_t k) const {
  if (!has_input(k))
    fail(fmt::format("an input {}", k), "none");
  return *inputs_[k];
}

const GraphValue& GraphNode::constant(std::size_t k, const char* what) const {
  const GraphValue& value = input(k);
  if (!value.is_constant())
    refuse(std::string("a constant as ") + what, "a value that depends on the input");
  return value;
}

std::vector<std::int64_t> GraphNode::integers(std::size_t k, const char* what) const {
  const GraphValue& value = constant(k, what);
  if (value.offsets.size() > most_integers)
    fail(std::string("few numbers as ") + what, fmt::format("{}", value.offsets.size()));
  std::vector<std::int64_t> result;
  for (const Rational& number : value.offsets) {
    if (number.get_den() != 1 || abs(number) > largest_integer)
      fail(std::string("whole numbers as ") + what, to_string(number));
    result.push_back(number.get_num().get_si());
  }
  return result;
}

const OnnxAttribute* GraphNode::attribute(const std::string& name) const {
  const auto found = node_.attributes.find(name);
  return found == node_.attributes.end() ? nullptr : &found->second;
}

std::int64_t GraphNode::integer(const std::string& name, std::int64_t otherwise) const {
  const OnnxAttribute* value = attribute(name);
  if (value == nullptr)
    return otherwise;
  if (const auto* number = std::get_if<std::int64_t>(value))
    return *number;
  fail("a whole number as " + name, "another attribute");
}

std::vector<std::int64_t> GraphNode::integers(const std::string& name) const {
  const OnnxAttribute* value = attribute(name);
  if (value == nullptr)
    return {};
  if (const auto* numbers = std::get_if<std::vector<std::int64_t>>(value))
    return *numbers;
  fail("whole numbers as " + name, "another attribute");
}

std::string GraphNode::text(const std::string& name, const std::string& otherwise) const {
  const OnnxAttribute* value = attribute(name);
  if (value == nullptr)
    return otherwise;
  if (const auto* text = std::get_if<std::string>(value))
    return *text;
  fail("a text as " + name, "another attribute");
}

Rational GraphNode::number(const std::string& name, float otherwise) const {
  const OnnxAttribute* value = attribute(name);
  if (value == nullptr)
    return exact_value(otherwise);
  const auto* number = std::get_if<double>(value);
  if (number == nullptr || !std::isfinite(*number))
    fail("a finite number as " + name, number == nullptr ? "another attribute" : "another one");
  return exact_value(*number);
}

void GraphNode::require_integer(const std::string& name, std::int64_t value,
                                std::int64_t otherwise) const {
  if (const std::int64_t found = integer(name, otherwise); found != value)
    refuse(fmt::format("{} = {}", name, value), fmt::format("{}", found));
}

std::size_t axis_below(std::int64_t axis, std::size_t rank, const GraphNode& node) {
  const auto signed_rank = static_cast<std::int64_t>(rank);
  if (axis < -signed_rank || axis >= signed_rank)
    node.fail(fmt::format("an axis of {}", rank), fmt::format("{}", axis));
  return static_cast<std::size_t>(axis < 0 ? axis + signed_rank : axis);
}

Extents extents_of(const std::vector<std::int64_t>& numbers, const GraphNode& node,
                   const std::string& what) {
  Extents extents;
  for (const std::int64_t number : numbers) {
    if (number < 0)
      node.fail("numbers ≥ 0 as " + what, fmt::format("{}", number));
    extents.push_back(static_cast<std::size_t>(number));
  }
  return extents;
}

} // namespace thalweg
