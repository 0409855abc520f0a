// SPDX-License-Identifier: GPL-3.0-or-later
//
// A node of an ONNX graph with the values of its inputs: what its operator asks for, with messages
// that name the node.

#pragma once

#include "onnx/graph_value.hpp"

namespace thalweg {

class GraphNode {
public:
  /// `inputs` has one entry per input of the node, null for those that are absent.
  GraphNode(const OnnxNode& node, std::string place, std::int64_t opset,
            std::vector<const GraphValue*> inputs)
      : node_(node), place_(std::move(place)), opset_(opset), inputs_(std::move(inputs)) {}

  const std::string& operation() const { return node_.operation; }
  const std::string& place() const { return place_; }
  std::int64_t opset() const { return opset_; }
  std::size_t input_count() const { return inputs_.size(); }

  bool has_input(std::size_t k) const { return k < inputs_.size() && inputs_[k] != nullptr; }
  /// InputError if it is absent.
  const GraphValue& input(std::size_t k) const;
  /// Unsupported unless it is a constant.
  const GraphValue& constant(std::size_t k, const char* what) const;
  /// The same as whole numbers, as few as axes and sizes are.
  std::vector<std::int64_t> integers(std::size_t k, const char* what) const;

  bool has_attribute(const std::string& name) const { return node_.attributes.contains(name); }
  // Each of these: the default if the attribute is absent; InputError if it is of another type.
  std::int64_t integer(const std::string& name, std::int64_t otherwise) const;
  std::vector<std::int64_t> integers(const std::string& name) const;
  std::string text(const std::string& name, const std::string& otherwise) const;
  /// Exactly the 32-bit float in the file; the default is given as a float, too.
  Rational number(const std::string& name, float otherwise) const;
  const OnnxAttribute* attribute(const std::string& name) const;

  /// Unsupported unless the attribute, if there is one, has this value.
  void require_integer(const std::string& name, std::int64_t value, std::int64_t otherwise) const;

  [[noreturn]] void fail(const std::string& expected, const std::string& found) const;
  [[noreturn]] void refuse(const std::string& expected, const std::string& found) const;

private:
  const OnnxNode& node_;
  std::string place_;
  std::int64_t opset_;
  std::vector<const GraphValue*> inputs_;
};

/// An axis that may be counted from the last, as a number below `rank`. InputError otherwise.
std::size_t axis_below(std::int64_t axis, std::size_t rank, const GraphNode& node);

/// Whole numbers ≥ 0. InputError otherwise.
Extents extents_of(const std::vector<std::int64_t>& numbers, const GraphNode& node,
                   const std::string& what);

} // namespace thalweg
