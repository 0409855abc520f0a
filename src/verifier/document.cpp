// SPDX-License-Identifier: Apache-2.0

#include "document.hpp"

#include <algorithm>
#include <array>
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

/// The output layer has one unit for each target (or for each output of the functions).
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

Labels read_labels(const Node& node, const Data& data) {
  node.require_size(data.samples.size(), "samples");
  Labels labels(node.size());
  for (std::size_t i = 0; i < labels.size(); ++i)
    if (!node[i].is(JsonKind::null))
      labels[i] = node[i].index(labels.size(), "samples");
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

/// Sections of the statement, and the rows in the section `cpwl`.
enum Section : unsigned { data = 1, network = 2, domain = 4, partitions = 8, cpwl = 16, rows = 32 };

struct ClaimKind {
  std::string_view name;
  std::size_t version;                   ///< the first one that knows it
  std::array<std::string_view, 2> needs; ///< claims that must come before it
  unsigned sections;                     ///< needed, beside those of these claims
  void (*read)(const Node&, Certificate&);
  void (*read_witness)(const Node&, Certificate&); ///< null if it has none
};

/// The kinds of claims in the order in which a certificate has them.
constexpr std::array<ClaimKind, 14> claim_kinds = {
    {{"local_minimum", 1, {}, data | network, read_local_minimum, read_local_minimum_witness},
     {"pattern_flip", 1, {}, data | network, read_pattern_flip, nullptr},
     {"spurious", 1, {"local_minimum"}, data | network, read_spurious, read_spurious_witness},
     {"refinement", 1, {"spurious"}, data | network, read_refinement, nullptr},
     {"convex_partition",
      2,
      {},
      domain | partitions,
      read_convex_partition,
      read_convex_partition_witness},
     {"groups", 2, {"convex_partition"}, data | cpwl, read_groups, read_groups_witness},
     {"lattice_identity",
      2,
      {"convex_partition"},
      cpwl | rows,
      read_lattice_identity,
      read_lattice_identity_witness},
     {"lattice_failure",
      2,
      {"convex_partition"},
      cpwl,
      read_lattice_failure,
      read_lattice_failure_witness},
     {"network_computes_lattice",
      2,
      {"lattice_identity"},
      network,
      read_network_lattice,
      read_network_lattice_witness},
     {"refinement_of_partitions",
      2,
      {"convex_partition"},
      data,
      read_partition_refinement,
      read_partition_refinement_witness},
     {"linear_regions", 2, {}, domain | network, read_linear_regions, read_linear_regions_witness},
     {"network_computes_function",
      2,
      {"convex_partition", "linear_regions"},
      network | cpwl,
      read_network_function,
      read_network_function_witness},
     {"global_minimum", 2, {}, data | network, read_global_minimum, nullptr},
     {"not_local_minimum", 2, {}, data | network, read_ray, read_ray_witness}}};

/// The kinds of the claims made, in their order.
List<const ClaimKind*> read_kinds(const Node& node, std::size_t version) {
  List<const ClaimKind*> made;
  const std::size_t count = node.size_not_zero("claim");
  for (std::size_t i = 0; i < count; ++i) {
    const Node claim = node[i];
    claim.require_key("claim");
    const Node name = claim["claim"];
    const ClaimKind* const kind =
        std::find_if(claim_kinds.begin(), claim_kinds.end(),
                     [&](const ClaimKind& known) { return known.name == name.text(); });
    if (kind == claim_kinds.end() || kind->version > version)
      name.unsupported("unsupported.claim", "a claim of the format version of the file");
    name.require(made.empty() || kind > made.back(), "document.claim_order",
                 "each claim once, in the order of the specification");
    for (const std::string_view need : kind->needs)
      claim.require(
          need.empty() || std::any_of(made.begin(), made.end(),
                                      [&](const ClaimKind* other) { return other->name == need; }),
          "document.claim_needs", "the claim \"" + std::string(need) + "\" before", "none");
    made.push_back(kind);
  }
  return made;
}

void require_sections(const Node& node, unsigned sections) {
  List<std::string_view> keys{"claims"};
  for (const auto& [section, key] : {std::pair(data, "data"),
                                     {data, "loss"},
                                     {network, "network"},
                                     {domain, "domain"},
                                     {partitions, "partitions"},
                                     {cpwl, "cpwl"}})
    if ((sections & section) != 0)
      keys.emplace_back(key);
  node.require_keys(keys);
}

/// The domain says the dimension d, the data say d_x and d_y; they agree with each other and with
/// the functions and the network.
void read_sections(const Node& node, unsigned sections, Certificate& certificate) {
  const bool has_data = (sections & data) != 0;
  if (has_data) {
    certificate.data_json = &node["data"].json();
    certificate.data = read_data(node["data"]);
    read_loss(node["loss"]);
  }
  if ((sections & domain) != 0) {
    read_domain(node["domain"], certificate.geometry);
    const std::size_t dimension = certificate.geometry.dimension;
    node["domain"].require(!has_data || dimension == certificate.data.inputs.size(),
                           "shape.dimension", "as many dimensions as inputs of the data",
                           std::to_string(dimension));
  }
  if ((sections & partitions) != 0)
    read_partitions(node["partitions"], certificate.geometry);
  if ((sections & cpwl) != 0) {
    read_cpwl(node["cpwl"], (sections & rows) != 0, certificate.geometry);
    if (has_data)
      node["cpwl"].require_size(certificate.data.targets.size(), "targets");
  }
  if ((sections & network) != 0) {
    certificate.network_json = &node["network"].json();
    certificate.network = has_data ? read_network(node["network"], certificate.data)
                                   : read_network(node["network"], certificate.geometry.dimension);
    if ((sections & cpwl) != 0)
      require_outputs(node["network"], certificate.geometry.cpwl.size(), "outputs in cpwl");
  }
}

List<const ClaimKind*> read_statement(const Node& node, Certificate& certificate) {
  node.require_key("claims");
  certificate.statement_json = &node.json();
  const List<const ClaimKind*> made = read_kinds(node["claims"], certificate.version);
  unsigned sections = 0;
  for (const ClaimKind* kind : made)
    sections |= kind->sections;
  require_sections(node, sections);
  read_sections(node, sections, certificate);
  for (std::size_t i = 0; i < made.size(); ++i)
    made[i]->read(node["claims"][i], certificate);
  return made;
}

/// Exactly one entry for each claim made that has a witness.
void read_witness(const Node& node, const List<const ClaimKind*>& made, Certificate& certificate) {
  List<std::string_view> keys;
  for (const ClaimKind* kind : made)
    if (kind->read_witness != nullptr)
      keys.push_back(kind->name);
  node.require_keys(keys);
  for (const ClaimKind* kind : made)
    if (kind->read_witness != nullptr)
      kind->read_witness(node[kind->name], certificate);
}

} // namespace

Certificate read_certificate(const JsonDocument& document) {
  const Node root(document);
  if (root.has("format") && root.has("version")) { // another format or version explains the rest
    root["format"].require(root["format"].text() == "thalweg-certificate", "document.format",
                           "\"thalweg-certificate\"");
    if (root["version"].count() != 1 && root["version"].count() != 2)
      root["version"].unsupported("unsupported.version", "version 1 or 2");
  }
  root.require_keys({"format", "version", "provenance", "statement", "witness"});
  const Node provenance = root["provenance"];
  provenance.require_keys({"tool", "command"});
  Certificate certificate{};
  certificate.version = root["version"].count();
  certificate.tool = provenance["tool"].text();
  certificate.command = provenance["command"].text();
  const List<const ClaimKind*> made = read_statement(root["statement"], certificate);
  read_witness(root["witness"], made, certificate);
  return certificate;
}

} // namespace thalweg::verifier
