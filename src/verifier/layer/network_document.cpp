// SPDX-License-Identifier: Apache-2.0

#include "layer/network_document.hpp"

namespace thalweg::verifier {

namespace {

/// Breakpoints increase, and neighbouring pieces agree where they meet.
Activation read_table(const Node& node) {
  node.require_keys({"breakpoints", "slopes", "intercepts"});
  const Node breakpoints = node["breakpoints"];
  node["slopes"].require_size(breakpoints.size() + 1, "breakpoints + 1");
  node["intercepts"].require_size(breakpoints.size() + 1, "breakpoints + 1");
  const Activation table{breakpoints.rationals(), node["slopes"].rationals(),
                         node["intercepts"].rationals()};
  for (std::size_t q = 0; q < table.breakpoints.size(); ++q) {
    const Fraction& at = table.breakpoints[q];
    breakpoints[q].require(q == 0 || table.breakpoints[q - 1] < at, "network.breakpoints",
                           "strictly increasing breakpoints");
    breakpoints[q].require(table.slopes[q] * at + table.intercepts[q] ==
                               table.slopes[q + 1] * at + table.intercepts[q + 1],
                           "network.discontinuous", "equal values on both sides");
  }
  return table;
}

SparseRow read_sparse_row(const Node& row, std::size_t input_count) {
  SparseRow weights;
  for (std::size_t t = 0; t < row.size(); ++t) {
    const Node pair = row[t];
    pair.require_size(2, "input and weight");
    const Node input = pair[std::size_t{0}];
    const Node weight = pair[1];
    const std::size_t k = input.index(input_count, "inputs of the layer");
    input.require(t == 0 || k > weights.back().first, "network.weight_order",
                  "strictly increasing inputs");
    weights.emplace_back(k, weight.rational());
    weight.require(sign(weights.back().second) != 0, "network.zero_weight",
                   "a weight that is not 0");
  }
  return weights;
}

Layer read_dense_layer(const Node& node, const Network& before) {
  node.require_keys({"kind", "activation", "weights", "biases"});
  const Shape& source = before.shape(before.layers.size());
  const std::size_t count = source.front() * position_count(source);
  Layer layer{
      LayerKind::dense, {}, {before.layers.size()}, count, read_activation(node["activation"])};
  layer.shape = {node["weights"].size_not_zero("unit")};
  const List<Fraction> biases = read_biases(node["biases"], layer.shape.front(), layer);
  set_parameters(layer, read_weights(node["weights"], count), biases);
  return layer;
}

Layer read_layer(const Node& node, const Network& before) {
  node.require_key("kind");
  return node["kind"].text() == "dense" ? read_dense_layer(node, before)
                                        : read_spatial_layer(node, before);
}

} // namespace

Activation read_activation(const Node& node) {
  if (!node.is(JsonKind::string))
    return read_table(node);
  if (node.text() != "relu" && node.text() != "identity")
    node.unsupported("unsupported.activation", "\"relu\", \"identity\" or a table");
  return node.text() == "relu" ? relu() : identity();
}

List<SparseRow> read_weights(const Node& node, std::size_t row_length) {
  List<SparseRow> rows;
  for (std::size_t j = 0; j < node.size(); ++j)
    rows.push_back(read_sparse_row(node[j], row_length));
  return rows;
}

List<Fraction> read_biases(const Node& node, std::size_t row_count, Layer& layer) {

  layer.has_biases = !node.is(JsonKind::null);
  if (!layer.has_biases)
    return List<Fraction>(row_count);
  node.require_size(row_count, "units");
  return node.rationals();
}

Network read_network(const Node& node, std::size_t input_count) {
  const bool has_shape = node.is(JsonKind::object) && node.has("input_shape");
  if (has_shape)
    node.require_keys({"input_shape", "layers"});
  else
    node.require_keys({"layers"});
  Network network;
  network.place = node.place();
  network.input =
      has_shape ? read_input_shape(node["input_shape"], input_count) : Shape{input_count};
  const Node layers = node["layers"];
  const std::size_t count = layers.size_not_zero("layer");
  for (std::size_t l = 0; l < count; ++l)
    network.layers.push_back(read_layer(layers[l], network));
  const Node last = layers[count - 1];
  last["kind"].require(network.layers.back().kind == LayerKind::dense, "network.last_layer",
                       "\"dense\" in the last layer");
  const Node activation = last["activation"];
  activation.require(activation.json().text == "identity", "network.last_activation",
                     "\"identity\" in the last layer");
  return network;
}

void require_outputs(const Node& network, std::size_t wanted, const char* what) {
  const Node layers = network["layers"];
  layers[layers.size() - 1]["weights"].require_size(wanted, what);
}

void require_dense_layers(const Node& network) {
  const Node layers = network["layers"];
  for (std::size_t l = 0; l < layers.size(); ++l)
    if (const Node kind = layers[l]["kind"]; kind.text() != "dense")
      kind.unsupported("unsupported.layer", "\"dense\", as a claim for all x needs");
}

} // namespace thalweg::verifier
