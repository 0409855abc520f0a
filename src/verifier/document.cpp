// SPDX-License-Identifier: Apache-2.0

#include "document.hpp"

#include <algorithm>
#include <set>

namespace thalweg::verifier {

namespace {

void read_columns(const Node& node, Data& data) {
  std::set<std::string_view> seen;
  for (std::size_t k = 0; k < node.size(); ++k) {
    const std::string_view name = node[k].text();
    node[k].require(!name.empty(), "shape.column_name", "a name");
    node[k].require(seen.insert(name).second, "shape.column_name", "a name of its own");
    data.columns.push_back(name);
  }
}

void read_targets(const Node& node, Data& data) {
  List<bool> is_target(data.columns.size());
  const std::size_t count = node.size_not_zero("target");
  for (std::size_t t = 0; t < count; ++t) {
    const std::size_t column = node[t].index(data.columns.size(), "columns");
    node[t].require(!is_target[column], "shape.repeated_target", "each target once");
    is_target[column] = true;
    data.targets.push_back(column);
  }
  for (std::size_t k = 0; k < data.columns.size(); ++k)
    if (!is_target[k])
      data.inputs.push_back(k);
}

Sample sample_of(const Data& data, const List<Fraction>& cells) {
  Sample sample{{}, {}, 1};
  for (const Fraction& cell : cells)
    sample.denominator = lcm(sample.denominator, cell.denominator);
  const auto numerator = [&](std::size_t k) {
    return cells[k].numerator * (sample.denominator / cells[k].denominator);
  };
  for (const std::size_t column : data.inputs)
    sample.x.push_back(numerator(column));
  for (const std::size_t column : data.targets)
    sample.y.push_back(numerator(column));
  return sample;
}

List<Fraction> read_rationals(const Node& node) {
  List<Fraction> values;
  for (std::size_t i = 0; i < node.size(); ++i)
    values.push_back(node[i].rational());
  return values;
}

/// Breakpoints increase, and neighbouring pieces agree where they meet.
Activation read_table(const Node& node) {
  node.require_keys({"breakpoints", "slopes", "intercepts"});
  const Node breakpoints = node["breakpoints"];
  node["slopes"].require_size(breakpoints.size() + 1, "breakpoints + 1");
  node["intercepts"].require_size(breakpoints.size() + 1, "breakpoints + 1");
  const Activation table{read_rationals(breakpoints), read_rationals(node["slopes"]),
                         read_rationals(node["intercepts"])};
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

Activation read_activation(const Node& node) {
  if (!node.is(JsonKind::string))
    return read_table(node);
  if (node.text() != "relu" && node.text() != "identity")
    node.unsupported("unsupported.activation", "\"relu\", \"identity\" or a table");
  return node.text() == "relu" ? relu() : identity();
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

Layer read_dense_layer(const Node& node, std::size_t input_count) {
  node.require_keys({"kind", "activation", "weights", "biases"});
  Layer layer{input_count, {}, read_activation(node["activation"])};
  const Node weights = node["weights"];
  const Node biases = node["biases"];
  biases.require_size(weights.size_not_zero("unit"), "units");
  for (std::size_t j = 0; j < weights.size(); ++j)
    layer.units.push_back(unit_of(read_sparse_row(weights[j], input_count), biases[j].rational()));
  return layer;
}

Layer read_layer(const Node& node, std::size_t input_count) {
  node.require_key("kind");
  if (node["kind"].text() != "dense")
    node["kind"].unsupported("unsupported.layer", "\"dense\"");
  return read_dense_layer(node, input_count);
}

Labels read_labels(const Node& node, const Data& data) {
  node.require_size(data.samples.size(), "samples");
  Labels labels(node.size());
  for (std::size_t i = 0; i < labels.size(); ++i)
    if (!node[i].is(JsonKind::null))
      labels[i] = node[i].index(labels.size(), "samples");
  return labels;
}

} // namespace

Data read_data(const Node& node) {
  node.require_keys({"columns", "targets", "rows"});
  Data data;
  read_columns(node["columns"], data);
  read_targets(node["targets"], data);
  const Node rows = node["rows"];
  const std::size_t count = rows.size_not_zero("sample");
  for (std::size_t i = 0; i < count; ++i) {
    Meter::tick();
    rows[i].require_size(data.columns.size(), "columns");
    data.samples.push_back(sample_of(data, read_rationals(rows[i])));
  }
  return data;
}

Network read_network(const Node& node, std::size_t input_count) {
  node.require_keys({"layers"});
  const Node layers = node["layers"];
  const std::size_t count = layers.size_not_zero("layer");
  Network network;
  for (std::size_t l = 0; l < count; ++l) {
    network.layers.push_back(read_layer(layers[l], input_count));
    input_count = network.layers.back().units.size();
  }
  const Node last = layers[count - 1];
  const Node activation = last["activation"];
  activation.require(activation.json().text == "identity", "network.last_activation",
                     "\"identity\" in the last layer");
  return network;
}

void require_outputs(const Node& network, std::size_t wanted, const char* what) {
  const Node layers = network["layers"];
  layers[layers.size() - 1]["weights"].require_size(wanted, what);
}

Network read_network(const Node& node, const Data& data) {
  Network network = read_network(node, data.inputs.size());
  require_outputs(node, data.targets.size(), "targets");
  return network;
}

void read_loss(const Node& node) {
  node.require_keys({"name"});
  if (node["name"].text() != "squared")
    node["name"].unsupported("unsupported.loss", "\"squared\"");
}

void read_local_minimum(const Node& node, Certificate& certificate) {
  node.require_keys({"claim", "radius", "risk"});
  certificate.local_minimum =
      LocalMinimum{node.place(), node["radius"].rational(), node["risk"].rational(), {}, {}};
}

void read_pattern_flip(const Node& node, Certificate& certificate) {
  node.require_keys({"claim", "sample", "layer", "unit", "distance"});
  const auto& layers = certificate.network.layers;
  const std::size_t sample = node["sample"].index(certificate.data.samples.size(), "samples");
  const std::size_t layer = node["layer"].index(layers.size() - 1, "hidden layers");
  const std::size_t unit = node["unit"].index(layers[layer].units.size(), "units of the layer");
  certificate.pattern_flip =
      PatternFlip{node.place(), sample, layer, unit, node["distance"].rational()};
}

void read_spurious(const Node& node, Certificate& certificate) {
  node.require_keys({"claim", "better_risk"});
  certificate.spurious = Spurious{node.place(), node["better_risk"].rational(), {}, {}, nullptr};
}

void read_refinement(const Node& node, Certificate& certificate) {
  node.require_keys({"claim", "groups", "finer_groups"});
  certificate.refinement =
      Refinement{node.place(), node["groups"].count(), node["finer_groups"].count()};
}

void read_local_minimum_witness(const Node& node, Certificate& certificate) {
  node.require_keys({"method", "pattern_classes"});
  const Node method = node["method"];
  if (method.text() != "first_order" && method.text() != "interval")
    method.unsupported("unsupported.method", "\"first_order\" or \"interval\"");
  LocalMinimum& claim = *certificate.local_minimum;
  claim.method = method.text() == "interval" ? RadiusMethod::interval : RadiusMethod::first_order;
  claim.labels = read_labels(node["pattern_classes"], certificate.data);
}

void read_spurious_witness(const Node& node, Certificate& certificate) {
  node.require_keys({"network", "pattern_classes"});
  Spurious& claim = *certificate.spurious;
  claim.network_json = &node["network"].json();
  claim.network = read_network(node["network"], certificate.data);
  claim.labels = read_labels(node["pattern_classes"], certificate.data);
}

} // namespace thalweg::verifier
