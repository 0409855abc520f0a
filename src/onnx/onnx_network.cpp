// SPDX-License-Identifier: GPL-3.0-or-later
//
// Walks the nodes in their order, which ONNX wants to be one in which every name is made before it
// is read.

#include "onnx/onnx_network.hpp"

#include "exact/error.hpp"
#include "exact/shown_text.hpp"
#include "exact/watched_work.hpp"
#include "network/parameter_json.hpp"
#include "onnx/onnx_file.hpp"
#include "onnx/shape_operators.hpp"
#include "onnx/value_operators.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <set>

namespace thalweg {

namespace {

constexpr std::int64_t oldest_opset = 7, newest_opset = 17;

/// Operators that end classifiers and belong to the loss.
const std::set<std::string> score_operators = {"Softmax", "LogSoftmax", "Sigmoid"};

class GraphWalk {
public:
  GraphWalk(OnnxModel model, std::string name) : model_(std::move(model)), name_(std::move(name)) {
    if (model_.opset < oldest_opset || model_.opset > newest_opset)
      throw Unsupported(fmt::format("{}: expected an opset from {} to {}, found {} → "
                                    "torch.onnx.export(…, opset_version=17), or "
                                    "onnx.version_converter",
                                    name_, oldest_opset, newest_opset, model_.opset));
    if (model_.inputs.size() != 1 || model_.outputs.size() != 1)
      throw Unsupported(fmt::format("{}: expected one input and one output, found {} and {}", name_,
                                    model_.inputs.size(), model_.outputs.size()));
    for (const OnnxNode& node : model_.nodes)
      if (node.operation != "Shape") // reads no values
        for (const std::string& input : node.inputs)
          ++readers_[input];
    ++readers_[model_.outputs.front().name];
  }

  Network network(std::size_t input_dimension) {
    take_input(input_dimension);
    for (auto& [constant_name, tensor] : model_.constants) {
      GraphValue& value = values_[constant_name];
      value.extents = std::move(tensor.extents);
      value.offsets = std::move(tensor.values);
      value.floats = std::move(tensor.floats);
      value.is_integer = tensor.element == OnnxElement::integer;
    }
    for (std::size_t k = 0; k < model_.nodes.size(); ++k) {
      require_time();
      take(model_.nodes[k], k);
    }
    const std::string& output = model_.outputs.front().name;
    const std::string place = fmt::format("{}: output {}", name_, excerpt(output));
    const auto found = values_.find(output);
    if (found == values_.end())
      throw InputError(place + ": expected a value that a node makes, found none");
    make_offsets(found->second);
    return network_.finished(found->second, place);
  }

private:
  void take_input(std::size_t input_dimension) {
    const OnnxValueInfo& info = model_.inputs.front();
    const std::string place = fmt::format("{}: input {}", name_, excerpt(info.name));
    Extents extents;
    for (std::size_t axis = 0; axis < info.extents.size(); ++axis) {
      const bool is_sample_axis = axis == 0 && info.extents.size() > 1;
      if (!is_sample_axis && !info.extents[axis])
        throw Unsupported(fmt::format("{}: expected numbers as extents behind the samples, found a "
                                      "variable one",
                                      place));
      extents.push_back(is_sample_axis ? 1 : *info.extents[axis]);
    }
    if (extents.empty() || limited_count(extents, place) == 0)
      throw Unsupported(place + ": expected extents above 0, found none");
    if (limited_count(extents, place) != input_dimension)
      throw InputCountError(fmt::format("{}: expected {} inputs, found {} ({})", place,
                                        input_dimension, limited_count(extents, place),
                                        fmt::join(extents, "×")));
    GraphValue value = network_.input(extents);
    value.is_shared = readers_[info.name] > 1;
    values_[info.name] = std::move(value);
  }

  std::string place_of(const OnnxNode& node, std::size_t number) const {
    return node.name.empty()
               ? fmt::format("{}: node {} ({})", name_, number, excerpt(node.operation))
               : fmt::format("{}: node \"{}\" ({})", name_, excerpt(node.name),
                             excerpt(node.operation));
  }

  /// Does the operator read a matrix of floats as it is?
  static bool takes_floats(const OnnxNode& node, std::size_t input) {
    return (node.operation == "Gemm" || node.operation == "MatMul") && input < 2;
  }

  void take(const OnnxNode& node, std::size_t number) {
    const std::string place = place_of(node, number);
    std::vector<const GraphValue*> inputs;
    for (const std::string& input : node.inputs) {
      const auto found = values_.find(input);
      if (!input.empty() && found == values_.end())
        throw InputError(place + ": expected an input that is made before, found " +
                         excerpt(input));
      if (!input.empty() && !takes_floats(node, inputs.size()))
        make_offsets(found->second);
      inputs.push_back(input.empty() ? nullptr : &found->second);
    }
    for (std::size_t k = 0; k < node.outputs.size(); ++k) {
      if (k > 0 && readers_[node.outputs[k]] > 0)
        throw Unsupported(place + ": expected one output, found several");
      if (values_.contains(node.outputs[k]))
        throw InputError(place + ": expected a new name as output, found " +
                         excerpt(node.outputs[k]));
    }
    if (node.outputs.empty())
      throw InputError(place + ": expected an output, found none");
    const GraphNode graph_node(node, place, model_.opset, std::move(inputs));
    GraphValue value = result_of(graph_node, node.domain);
    value.is_shared = value.is_shared || readers_[node.outputs.front()] > 1;
    values_[node.outputs.front()] = std::move(value);
  }

  GraphValue result_of(const GraphNode& node, const std::string& domain) {
    if (domain.empty() || domain == "ai.onnx") {
      if (std::optional<GraphValue> value = shape_operator(node))
        return *std::move(value);
      for (const auto& family : {layer_operator, affine_operator, activation_operator})
        if (std::optional<GraphValue> value = family(node, network_))
          return *std::move(value);
    }
    if (score_operators.contains(node.operation()))
      throw Unsupported(node.place() +
                        ": expected the scores before it as output, found a function "
                        "that belongs to the loss → export without it and use "
                        "--loss softmax or logistic");
    throw Unsupported(node.place() +
                      ": expected a piecewise linear operator (Gemm, MatMul, Conv, "
                      "BatchNormalization, Add, MaxPool, AveragePool, Relu, LeakyRelu, "
                      "PRelu, Abs, Clip, HardSigmoid, Max, Min, Flatten, Reshape, …), "
                      "found " +
                      excerpt(node.operation()));
  }

  OnnxModel model_;
  std::string name_;
  std::map<std::string, std::size_t> readers_;
  std::map<std::string, GraphValue> values_;
  GraphNetwork network_;
};

} // namespace

Network network_from_onnx(std::string_view bytes, const std::string& name,
                          std::size_t input_dimension) {
  return network_from_model(onnx_model(bytes, name), name, input_dimension);
}

Network network_from_model(OnnxModel model, const std::string& name, std::size_t input_dimension) {
  return GraphWalk(std::move(model), name).network(input_dimension);
}

} // namespace thalweg
