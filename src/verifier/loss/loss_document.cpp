// SPDX-License-Identifier: Apache-2.0

#include "loss/loss_document.hpp"

#include "loss/cross_entropy.hpp"

namespace thalweg::verifier {

namespace {

bool is_allowed(std::string_view name, const Fraction& parameter) {
  if (name == "huber")
    return sign(parameter) > 0;
  if (name == "quantile")
    return sign(parameter) > 0 && parameter < Fraction{1, 1};
  return sign(parameter) >= 0;
}

std::optional<List<Fraction>> read_weights(const Node& loss, std::string_view key,
                                           std::size_t count, const char* what) {
  if (!loss.has(key))
    return std::nullopt;
  const Node node = loss[key];
  node.require_size(count, what);
  List<Fraction> weights = node.rationals();
  for (std::size_t k = 0; k < count; ++k)
    node[k].require(sign(weights[k]) > 0, "loss.weight", "a positive weight");
  return weights;
}

/// `pieces`: a table by the user, in t = o − y.
Loss read_loss_table(const Node& node) {
  Loss loss{"pieces", "", {}, "", false, node["breakpoints"].rationals(), {}};
  for (std::size_t q = 1; q < loss.breakpoints.size(); ++q)
    node["breakpoints"][q].require(loss.breakpoints[q - 1] < loss.breakpoints[q],
                                   "loss.breakpoints", "breakpoints that increase");
  const Node pieces = node["pieces"];
  pieces.require_size(loss.breakpoints.size() + 1, "one more than breakpoints");
  for (std::size_t q = 0; q <= loss.breakpoints.size(); ++q) {
    pieces[q].require_size(3, "coefficients of t², t and 1");
    const List<Fraction> of_piece = pieces[q].rationals();
    loss.pieces.push_back({of_piece[0], of_piece[1], of_piece[2]});
    pieces[q].require(q == 0 || loss.is_continuous_at(q - 1), "loss.discontinuous",
                      "the value of the piece before at the breakpoint between them");
  }
  return loss;
}

} // namespace

void require_labels(const Node& rows, const Data& data) {
  for (std::size_t i = 0; i < data.samples.size(); ++i)
    for (std::size_t o = 0; o < data.targets.size(); ++o)
      rows[i][data.targets[o]].require(magnitude(data.samples[i].y[o]) ==
                                           data.samples[i].denominator,
                                       "loss.label", "a label \"1\" or \"-1\"");
}

Loss read_loss(const Node& statement, const Data& data) {
  const Node node = statement["loss"];
  node.require_key("name");
  const std::string_view name = node["name"].text();
  if (is_cross_entropy(name))
    return read_cross_entropy(statement, data);
  const bool is_table = name == "pieces";
  std::optional<Loss> loss =
      is_table ? Loss{name, "", {}, "", false, {}, {}} : known_loss(name, {});
  if (!loss)
    node["name"].unsupported("unsupported.loss", "a loss of the specification");
  List<std::string_view> keys{"name"};
  if (!loss->parameter_name.empty())
    keys.push_back(loss->parameter_name);
  if (is_table)
    keys.insert(keys.end(), {"breakpoints", "pieces"});
  for (const std::string_view key : {"output_weights", "sample_weights", "decay"})
    if (node.has(key))
      keys.push_back(key);
  node.require_keys(keys);
  if (is_table)
    loss = read_loss_table(node);
  if (!loss->parameter_name.empty()) {
    const Node parameter = node[loss->parameter_name];
    loss = known_loss(name, parameter.rational());
    parameter.require(is_allowed(name, loss->parameter), "loss.parameter",
                      "a parameter in the range of the loss");
  }
  loss->output_weights = read_weights(node, "output_weights", data.targets.size(), "targets");
  loss->sample_weights = read_weights(node, "sample_weights", data.samples.size(), "samples");
  if (loss->has_labels)
    require_labels(statement["data"]["rows"], data);
  return *std::move(loss);
}

void read_decay(const Node& loss, const Network& network, Loss& result) {
  const Node node = loss["decay"];
  node.require_size(network.layers.size(), "layers");
  bool is_positive = false;
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    const Layer& layer = network.layers[l];
    node[l].require_size(2, "factors of weights and biases");
    const List<Fraction> factors = node[l].rationals();
    for (std::size_t k = 0; k < 2; ++k) {
      const bool has = layer.is_parametrised() && (k == 0 || layer.has_biases);
      node[l][k].require(sign(factors[k]) >= 0 && (has || sign(factors[k]) == 0), "loss.decay",
                         has ? "a number that is not negative"
                             : "\"0\" for what the layer does not have");
      is_positive = is_positive || sign(factors[k]) > 0;
    }
    result.decay.push_back({factors[0], factors[1]});
  }
  node.require(is_positive, "loss.decay", "a positive factor", "none");
}

void require_plain_squared(const Node& statement, const Loss& loss) {
  if (!loss.is_plain_squared())
    statement["loss"].unsupported("unsupported.loss",
                                  "the squared loss without weights, as fits of groups need");
}

void require_keys_and_subgradients(const Node& witness, List<std::string_view> keys,
                                   bool are_needed) {
  if (are_needed)
    keys.push_back("subgradients");
  witness.require_keys(keys);
}

Subgradients read_subgradients(const Node& witness, const List<std::optional<std::size_t>>& labels,
                               std::size_t output_count) {
  Subgradients result;
  if (!witness.has("subgradients"))
    return result;
  const Node node = witness["subgradients"];
  node.require_size(labels.size(), "samples");
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const Node row = node[i];
    row.require(labels[i].has_value() || row.is(JsonKind::null), "document.type",
                "null for a sample without a class");
    if (labels[i])
      row.require_size(output_count, "targets");
    result.push_back(labels[i] ? std::optional(row.rationals()) : std::nullopt);
  }
  return result;
}

} // namespace thalweg::verifier
