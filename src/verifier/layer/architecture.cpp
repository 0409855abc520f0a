// SPDX-License-Identifier: Apache-2.0

#include "layer/architecture.hpp"

#include "text/theorem_words.hpp"

namespace thalweg::verifier {

namespace {

std::string name(const Activation& activation) {
  if (activation == relu())
    return "relu";
  if (activation == identity())
    return "identity";
  return "a table with " + counted(activation.breakpoints.size(), "breakpoint", "breakpoints");
}

/// "3x3"
template <class Number> std::string product_in_words(const List<Number>& factors) {
  std::string result;
  for (const Number factor : factors)
    result += (result.empty() ? "" : "x") + std::to_string(factor);
  return result;
}

/// "convolution 3x3", "addition of output 1", …
std::string kind_in_words(const Layer& layer) {
  switch (layer.kind) {
  case LayerKind::convolution:
    return "convolution " + product_in_words(layer.windows.kernel);
  case LayerKind::average_pooling:
    return "average pooling " + product_in_words(layer.windows.kernel);
  case LayerKind::max_pooling:
    return "max pooling " + product_in_words(layer.windows.kernel);
  case LayerKind::addition:
    return layer.sources.back() == 0
               ? "addition of x"
               : "addition of layer " + std::to_string(layer.sources.back() - 1);
  case LayerKind::dense:
    break;
  }
  return "dense";
}

/// " (stride 2x2, no biases)": what differs from the usual.
std::string details(const Layer& layer) {
  std::string result;
  const auto add = [&](const std::string& detail) {
    result += (result.empty() ? " (" : ", ") + detail;
  };
  const auto add_axes = [&](const std::string& word, const Extents& axes, std::uint64_t usual) {
    if (std::any_of(axes.begin(), axes.end(), [&](std::uint64_t a) { return a != usual; }))
      add(word + " " + product_in_words(axes));
  };
  add_axes("stride", layer.windows.stride, 1);
  add_axes("padding", layer.windows.padding, 0);
  add_axes("dilation", layer.windows.dilation, 1);
  if (layer.windows.groups > 1)
    add(std::to_string(layer.windows.groups) + " groups");
  if (layer.is_parametrised() && !layer.has_biases)
    add("no biases");
  return result.empty() ? "" : result + ")";
}

bool has_activation(const Layer& layer) {
  return layer.is_parametrised() || layer.kind == LayerKind::addition;
}

} // namespace

bool is_fully_connected(const Network& network) {
  return network.input.size() == 1 &&
         std::all_of(network.layers.begin(), network.layers.end(), [](const Layer& layer) {
           return layer.kind == LayerKind::dense && layer.has_biases;
         });
}

std::string architecture(const Network& network) {
  std::string result = product_in_words(network.input);
  for (const Layer& layer : network.layers)
    result += is_fully_connected(network)
                  ? "-" + std::to_string(layer.units.size())
                  : "; " + kind_in_words(layer) + details(layer) +
                        (has_activation(layer) ? ", " + name(layer.activation) : "") + ": " +
                        product_in_words(layer.shape);
  return result;
}

std::string activations(const Network& network) {
  std::string result;
  for (const Layer& layer : network.layers)
    result += (result.empty() ? "" : ", ") + name(layer.activation);
  return result;
}

Integer parameter_count(const Network& network) {
  Integer count = 0;
  for (const Layer& layer : network.layers)
    if (layer.is_parametrised())
      count += Integer(layer.parameters().size()) * (layer.row_length() + layer.has_biases);
  return count;
}

} // namespace thalweg::verifier
