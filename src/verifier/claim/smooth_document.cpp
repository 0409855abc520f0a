// SPDX-License-Identifier: Apache-2.0

#include "claim/smooth.hpp"

namespace thalweg::verifier {

namespace {

SmoothActivation read_smooth_activation(const Node& node) {
  node.require_key("name");
  std::optional<SmoothActivation> h = known_smooth_activation(node["name"].text());
  if (!h)
    node["name"].unsupported("unsupported.activation", "a smooth activation of the specification");
  const auto read_positive = [&](std::string_view key) {
    const Fraction value = node[key].rational();
    node[key].require(sign(value) > 0, "smooth_network.parameter", "a positive number");
    return value;
  };
  if (h->kind == SmoothKind::selu)
    node.require_keys({"name", "lambda", "alpha"});
  else if (h->kind == SmoothKind::elu)
    node.require_keys({"name", "alpha"});
  else
    node.require_keys({"name"});
  if (h->is_exponential_unit())
    h->alpha = read_positive("alpha");
  if (h->kind == SmoothKind::selu)
    h->lambda = read_positive("lambda");
  return *h;
}

} // namespace

void read_smooth_minimum(const Node& node, Certificate& certificate) {
  node.require_keys({"claim", "risk"});
  certificate.claims.push_back(
      std::make_unique<SmoothMinimum>(node.place(), node["risk"].rational()));
}

void read_smooth_network(const Node& node, Certificate& certificate) {
  node.require_keys({"activation", "units", "output_weights", "output_bias"});
  node.require(certificate.data.targets.size() == 1, "shape.length", "data with one target",
               std::to_string(certificate.data.targets.size()));
  SmoothNetwork& network = claim_among<SmoothMinimum>(certificate.claims).network;
  network.json = &node.json();
  network.activation = read_smooth_activation(node["activation"]);
  const Node units = node["units"];
  const std::size_t count = units.size_not_zero("unit");
  const std::string_view given = network.activation.is_given_by_argument() ? "argument" : "value";
  for (std::size_t k = 0; k < count; ++k) {
    const Node unit = units[k];
    unit.require_keys({given});
    network.units.push_back(unit[given].rational());
  }
  node["output_weights"].require_size(count, "units");
  network.output_weights = node["output_weights"].rationals();
  const Node bias = node["output_bias"];
  if (network.activation.has_real_values())
    bias.require_kind(JsonKind::null, "null (the values of this activation are not rational)");
  else
    network.output_bias = bias.rational();
}

void read_smooth_zero_loss(const Node& node, Certificate& certificate) {
  node.require_keys({"claim"});
  certificate.claims.push_back(std::make_unique<SmoothZeroLoss>(node.place()));
}

void read_smooth_zero_loss_witness(const Node& node, Certificate& certificate) {
  const SmoothActivation& h = claim_among<SmoothMinimum>(certificate.claims).network.activation;
  SmoothZeroLoss& claim = claim_among<SmoothZeroLoss>(certificate.claims);
  const std::string_view given = h.is_given_by_argument() ? "arguments" : "values";
  node.require_keys({given, "midpoints"});
  for (const std::string_view key : {given, std::string_view("midpoints")}) {
    const Node list = node[key];
    list.require_size(2, "units");
    for (std::size_t k = 0; k < 2; ++k) {
      const Node pair = list[k];
      pair.require_size(2, key == given ? "samples" : "ends");
      if (key == given)
        claim.given[k] = {pair[std::size_t{0}].rational(), pair[1].rational()};
      else
        claim.midpoints[k] = {pair[std::size_t{0}].rational(), pair[1].rational()};
    }
  }
  claim.witness_json = &node.json();
}

} // namespace thalweg::verifier
