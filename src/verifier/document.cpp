// SPDX-License-Identifier: Apache-2.0

#include "cross_entropy.hpp"

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
    Meter::tick();
    return cells[k].numerator * (sample.denominator / cells[k].denominator);
  };
  for (const std::size_t column : data.inputs)
    sample.x.push_back(numerator(column));
  for (const std::size_t column : data.targets)
    sample.y.push_back(numerator(column));
  return sample;
}

} // namespace

Labels read_labels(const Node& node, const Data& data) {
  node.require_size(data.samples.size(), "samples");
  Labels labels(node.size());
  for (std::size_t i = 0; i < labels.size(); ++i)
    if (!node[i].is(JsonKind::null))
      labels[i] = node[i].index(labels.size(), "samples");
  return labels;
}

RadiusMethod read_method(const Node& node) {
  if (node.text() != "first_order" && node.text() != "interval")
    node.unsupported("unsupported.method", "\"first_order\" or \"interval\"");
  return node.text() == "interval" ? RadiusMethod::interval : RadiusMethod::first_order;
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
    data.samples.push_back(sample_of(data, rows[i].rationals()));
  }
  return data;
}

Network read_network(const Node& node, const Certificate& certificate) {
  const Data& data = certificate.data;
  Network network = read_network(node, data.inputs.size(), certificate.version);
  require_outputs(node, output_count(certificate.loss, data), "outputs of the loss");
  return network;
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
  require_keys_and_subgradients(node, {"method", "pattern_classes"},
                                !certificate.loss.is_differentiable());
  LocalMinimum& claim = *certificate.local_minimum;
  claim.method = read_method(node["method"]);
  claim.labels = read_labels(node["pattern_classes"], certificate.data);
  claim.subgradients = read_subgradients(node, claim.labels, certificate.data.targets.size());
}

void read_spurious_witness(const Node& node, Certificate& certificate) {
  require_keys_and_subgradients(node, {"network", "pattern_classes"},
                                certificate.refinement && !certificate.loss.is_differentiable());
  Spurious& claim = *certificate.spurious;
  claim.network_json = &node["network"].json();
  claim.network = read_network(node["network"], certificate);
  claim.labels = read_labels(node["pattern_classes"], certificate.data);
  claim.subgradients = read_subgradients(node, claim.labels, certificate.data.targets.size());
}

} // namespace thalweg::verifier
