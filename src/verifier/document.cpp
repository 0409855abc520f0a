// SPDX-License-Identifier: Apache-2.0

#include "document.hpp"

#include "node.hpp"

#include <set>

namespace thalweg::verifier {

namespace {

void read_columns(const Node& node, Data& data) {
  std::set<std::string_view> seen;
  for (std::size_t k = 0; k < node.size(); ++k) {
    const Node column = node[k];
    if (column.text().empty())
      column.malformed("shape.column_name", "a name", "an empty string");
    if (!seen.insert(column.text()).second)
      column.malformed("shape.column_name", "a name of its own", "a repeated name");
    data.columns.push_back(column.text());
  }
}

void read_targets(const Node& node, Data& data) {
  if (node.size() == 0)
    node.malformed("shape.empty", "at least one target", "none");
  List<bool> is_target(data.columns.size());
  for (std::size_t t = 0; t < node.size(); ++t) {
    const std::size_t column = node[t].index(data.columns.size(), "columns");
    if (is_target[column])
      node[t].malformed("shape.repeated_target", "each target once",
                        std::to_string(column) + " again");
    is_target[column] = true;
    data.targets.push_back(column);
  }
  for (std::size_t k = 0; k < data.columns.size(); ++k)
    if (!is_target[k])
      data.inputs.push_back(k);
}

Sample sample_of(const Data& data, const List<Fraction>& cells) {
  Sample sample;
  sample.denominator = 1;
  for (const Fraction& cell : cells)
    sample.denominator = lcm(sample.denominator, cell.denominator);
  const auto numerator = [&](std::size_t column) {
    return cells[column].numerator * (sample.denominator / cells[column].denominator);
  };
  for (const std::size_t column : data.inputs)
    sample.x.push_back(numerator(column));
  for (const std::size_t column : data.targets)
    sample.y.push_back(numerator(column));
  return sample;
}

Data read_data(const Node& node) {
  node.require_keys({"columns", "targets", "rows"});
  Data data;
  read_columns(node["columns"], data);
  read_targets(node["targets"], data);
  const Node rows = node["rows"];
  if (rows.size() == 0)
    rows.malformed("shape.empty", "at least one sample", "none");
  for (std::size_t i = 0; i < rows.size(); ++i) {
    Meter::tick();
    const Node row = rows[i];
    row.require_size(data.columns.size(), "columns");
    List<Fraction> cells;
    data.rows.emplace_back();
    for (std::size_t k = 0; k < row.size(); ++k) {
      cells.push_back(row[k].rational());
      data.rows.back().push_back(row[k].text());
    }
    data.samples.push_back(sample_of(data, cells));
  }
  return data;
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
  Activation table{"table", read_rationals(node["breakpoints"]), {}, {}};
  const std::size_t count = table.breakpoints.size();
  node["slopes"].require_size(count + 1, "breakpoints + 1");
  node["intercepts"].require_size(count + 1, "breakpoints + 1");
  table.slopes = read_rationals(node["slopes"]);
  table.intercepts = read_rationals(node["intercepts"]);
  for (std::size_t q = 0; q < count; ++q) {
    const Fraction& at = table.breakpoints[q];
    if (q > 0 && !(table.breakpoints[q - 1] < at))
      node["breakpoints"][q].malformed("network.breakpoints", "strictly increasing breakpoints",
                                       "one that is not above its predecessor");
    const Fraction left = table.slopes[q] * at + table.intercepts[q];
    const Fraction right = table.slopes[q + 1] * at + table.intercepts[q + 1];
    if (left != right)
      node["breakpoints"][q].malformed("network.discontinuous", "equal values on both sides",
                                       "different ones");
  }
  return table;
}

Activation read_activation(const Node& node) {
  if (!node.is_string())
    return read_table(node);
  if (node.text() == "relu")
    return {"relu", {Fraction{}}, {Fraction{0, 1}, Fraction{1, 1}}, {Fraction{}, Fraction{}}};
  if (node.text() == "identity")
    return {"identity", {}, {Fraction{1, 1}}, {Fraction{}}};
  node.unsupported("unsupported.activation", "\"relu\", \"identity\" or a table");
}

List<std::pair<std::size_t, Fraction>> read_sparse_row(const Node& row, std::size_t input_count) {
  List<std::pair<std::size_t, Fraction>> weights;
  for (std::size_t t = 0; t < row.size(); ++t) {
    const Node pair = row[t];
    pair.require_size(2, "input and weight");
    const std::size_t input = pair[std::size_t{0}].index(input_count, "inputs of the layer");
    if (t > 0 && input <= weights.back().first)
      pair[std::size_t{0}].malformed("network.weight_order", "strictly increasing inputs",
                                     std::to_string(input) + " after " +
                                         std::to_string(weights.back().first));
    weights.emplace_back(input, pair[1].rational());
    if (sign(weights.back().second) == 0)
      pair[1].malformed("network.zero_weight", "a weight that is not 0", "0");
  }
  return weights;
}

Layer read_dense_layer(const Node& node, std::size_t input_count) {
  node.require_keys({"kind", "activation", "weights", "biases"});
  Layer layer{input_count, {}, read_activation(node["activation"])};
  const Node weights = node["weights"];
  const Node biases = node["biases"];
  if (weights.size() == 0)
    weights.malformed("shape.empty", "at least one unit", "none");
  biases.require_size(weights.size(), "units");
  for (std::size_t j = 0; j < weights.size(); ++j)
    layer.units.push_back(unit_of(read_sparse_row(weights[j], input_count), biases[j].rational()));
  return layer;
}

Layer read_layer(const Node& node, std::size_t input_count) {
  node.require_key("kind");
  const Node kind = node["kind"];
  if (kind.text() == "dense")
    return read_dense_layer(node, input_count);
  kind.unsupported("unsupported.layer", "\"dense\"");
}

Network read_network(const Node& node, const Data& data) {
  node.require_keys({"layers"});
  const Node layers = node["layers"];
  if (layers.size() == 0)
    layers.malformed("shape.empty", "at least one layer", "none");
  Network network;
  std::size_t input_count = data.inputs.size();
  for (std::size_t l = 0; l < layers.size(); ++l) {
    network.layers.push_back(read_layer(layers[l], input_count));
    input_count = network.layers.back().units.size();
  }
  const Node last = layers[layers.size() - 1];
  if (network.layers.back().activation.name != "identity")
    last["activation"].malformed("network.last_activation", "\"identity\" in the last layer",
                                 kind_in_words(last["activation"].json()));
  if (input_count != data.targets.size())
    last["weights"].malformed("shape.length",
                              std::to_string(data.targets.size()) + " entries (targets)",
                              std::to_string(input_count));
  return network;
}

void read_loss(const Node& node) {
  node.require_keys({"name"});
  if (node["name"].text() != "squared")
    node["name"].unsupported("unsupported.loss", "\"squared\"");
}

Labels read_labels(const Node& node, const Data& data) {
  node.require_size(data.samples.size(), "samples");
  Labels labels;
  for (std::size_t i = 0; i < node.size(); ++i)
    if (node[i].is_null())
      labels.emplace_back();
    else
      labels.emplace_back(node[i].index(data.samples.size(), "samples"));
  return labels;
}

void read_local_minimum(const Node& node, Certificate& certificate) {
  node.require_keys({"claim", "radius", "risk"});
  certificate.local_minimum =
      LocalMinimum{node.place(), node["radius"].rational(), node["risk"].rational(), {}, {}};
}

void read_pattern_flip(const Node& node, Certificate& certificate) {
  node.require_keys({"claim", "sample", "layer", "unit", "distance"});
  const auto& layers = certificate.network.layers;
  const std::size_t layer = node["layer"].index(layers.size() - 1, "hidden layers");
  certificate.pattern_flip =
      PatternFlip{node.place(), node["sample"].index(certificate.data.samples.size(), "samples"),
                  layer, node["unit"].index(layers[layer].units.size(), "units of the layer"),
                  node["distance"].rational()};
}

void read_spurious(const Node& node, Certificate& certificate) {
  node.require_keys({"claim", "better_risk"});
  if (!certificate.local_minimum)
    node.malformed("document.claim_needs", "the claim \"local_minimum\" before", "none");
  certificate.spurious = Spurious{node.place(), node["better_risk"].rational(), {}, {}, nullptr};
}

void read_refinement(const Node& node, Certificate& certificate) {
  node.require_keys({"claim", "groups", "finer_groups"});
  if (!certificate.spurious)
    node.malformed("document.claim_needs", "the claim \"spurious\" before", "none");
  certificate.refinement =
      Refinement{node.place(), node["groups"].count(), node["finer_groups"].count()};
}

struct ClaimKind {
  std::string_view name;
  void (*read)(const Node&, Certificate&);
};

/// The kinds of claims in the order in which a certificate has them.
constexpr std::array<ClaimKind, 4> claim_kinds = {{{"local_minimum", read_local_minimum},
                                                   {"pattern_flip", read_pattern_flip},
                                                   {"spurious", read_spurious},
                                                   {"refinement", read_refinement}}};

void read_claims(const Node& node, Certificate& certificate) {
  if (node.size() == 0)
    node.malformed("shape.empty", "at least one claim", "none");
  std::size_t next = 0;
  for (std::size_t i = 0; i < node.size(); ++i) {
    const Node claim = node[i];
    claim.require_key("claim");
    const Node name = claim["claim"];
    std::size_t kind = 0;
    while (kind < claim_kinds.size() && claim_kinds[kind].name != name.text())
      ++kind;
    if (kind == claim_kinds.size())
      name.unsupported("unsupported.claim", "a claim of format version 1");
    if (kind < next)
      name.malformed("document.claim_order", "each claim once, in the order of the specification",
                     kind_in_words(name.json()));
    claim_kinds[kind].read(claim, certificate);
    next = kind + 1;
  }
}

void read_statement(const Node& node, Certificate& certificate) {
  node.require_keys({"data", "loss", "network", "claims"});
  certificate.data = read_data(node["data"]);
  read_loss(node["loss"]);
  certificate.network = read_network(node["network"], certificate.data);
  read_claims(node["claims"], certificate);
  certificate.statement_json = &node.json();
  certificate.data_json = &node["data"].json();
  certificate.network_json = &node["network"].json();
}

void read_local_minimum_witness(const Node& node, Certificate& certificate) {
  node.require_keys({"method", "pattern_classes"});
  const Node method = node["method"];
  if (method.text() != "first_order" && method.text() != "interval")
    method.unsupported("unsupported.method", "\"first_order\" or \"interval\"");
  certificate.local_minimum->method =
      method.text() == "interval" ? RadiusMethod::interval : RadiusMethod::first_order;
  certificate.local_minimum->labels = read_labels(node["pattern_classes"], certificate.data);
}

void read_spurious_witness(const Node& node, Certificate& certificate) {
  node.require_keys({"network", "pattern_classes"});
  certificate.spurious->network = read_network(node["network"], certificate.data);
  certificate.spurious->network_json = &node["network"].json();
  certificate.spurious->labels = read_labels(node["pattern_classes"], certificate.data);
}

/// Exactly one entry for each claim that has a witness.
void read_witness(const Node& node, Certificate& certificate) {
  if (certificate.spurious)
    node.require_keys({"local_minimum", "spurious"});
  else if (certificate.local_minimum)
    node.require_keys({"local_minimum"});
  else
    node.require_keys({});
  if (certificate.local_minimum)
    read_local_minimum_witness(node["local_minimum"], certificate);
  if (certificate.spurious)
    read_spurious_witness(node["spurious"], certificate);
}

} // namespace

Certificate read_certificate(const JsonDocument& document) {
  const Node root(document);
  if (root.json().kind == JsonKind::object && root.has("format") && root.has("version")) {
    if (root["format"].text() != "thalweg-certificate")
      root["format"].malformed("document.format", "\"thalweg-certificate\"",
                               kind_in_words(root["format"].json()));
    if (root["version"].count() != 1)
      root["version"].unsupported("unsupported.version", "version 1");
  }
  root.require_keys({"format", "version", "provenance", "statement", "witness"});
  Certificate certificate{};
  const Node provenance = root["provenance"];
  provenance.require_keys({"tool", "command"});
  certificate.tool = provenance["tool"].text();
  certificate.command = provenance["command"].text();
  read_statement(root["statement"], certificate);
  read_witness(root["witness"], certificate);
  return certificate;
}

} // namespace thalweg::verifier
