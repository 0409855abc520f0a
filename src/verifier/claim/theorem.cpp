// SPDX-License-Identifier: Apache-2.0

#include "claim/theorem.hpp"

#include "layer/architecture.hpp"
#include "loss/weight_decay.hpp"
#include "text/digest.hpp"
#include "text/theorem_words.hpp"

#include <algorithm>

namespace thalweg::verifier {

namespace {

/// Column names; after twenty only how many more.
std::string names(const Data& data, const List<std::size_t>& columns) {
  constexpr std::size_t most = 20;
  std::string result;
  for (std::size_t k = 0; k < std::min(columns.size(), most); ++k)
    result += (k == 0 ? "" : ", ") + printable(data.columns[columns[k]]);
  if (columns.size() > most)
    result += " and " + std::to_string(columns.size() - most) + " more";
  return result;
}

/// Numbers in brackets; after twenty only how many more.
std::string numbers_in_words(const List<Fraction>& values) {
  constexpr std::size_t most = 20;
  std::string result;
  for (std::size_t k = 0; k < std::min(values.size(), most); ++k)
    result += (k == 0 ? "" : ", ") + shown(values[k]);
  if (values.size() > most)
    result += " and " + std::to_string(values.size() - most) + " more";
  return "(" + result + ")";
}

std::string cross_entropy_in_words(const Loss& loss) {
  const CrossEntropy& details = *loss.cross_entropy;
  if (loss.name == "softmax")
    return "(1/n) Σ_i ( log Σ_c exp F_c(W; x_i) − F_{y_i}(W; x_i) ), " +
           counted(details.classes, "class", "classes") + " (softmax loss).\n";
  return "(1/n) Σ_i Σ_o log(1 + exp(−s_{i,o} F_o(W; x_i))),\n  s_{i,o} = " +
         (details.positive ? "1 where the target is " + shown(*details.positive) + ", else −1"
                           : "the target, 1 or −1") +
         " (logistic loss).\n";
}

/// "0 t² + 1 t + -1/2 for t ≤ -1, …"
std::string table_in_words(const Loss& loss) {
  std::string result = "L(o − y), L(t) = ";
  for (std::size_t q = 0; q < loss.pieces.size(); ++q) {
    const auto& [square, slope, constant] = loss.pieces[q];
    result += (q == 0 ? "" : ", ") + shown(square) + " t² + " + shown(slope) + " t + " +
              shown(constant) +
              (q < loss.breakpoints.size() ? " for t ≤ " + shown(loss.breakpoints[q])
               : q > 0                     ? " beyond"
                                           : "");
  }
  return result;
}

std::string mean_loss_in_words(const Loss& loss) {
  if (loss.cross_entropy)
    return cross_entropy_in_words(loss);
  if (loss.is_plain_squared())
    return "(1/n) Σ_i ‖F(W; x_i) − y_i‖² (squared loss).\n";
  std::string result = std::string("(1/n) Σ_i ") + (loss.sample_weights ? "w_i " : "") + "Σ_o " +
                       (loss.output_weights ? "v_o " : "") +
                       "ℓ(F_o(W; x_i), y_{i,o}),\n  ℓ(o, y) = " +
                       (loss.is_table() ? table_in_words(loss) : std::string(loss.formula));
  if (!loss.parameter_name.empty())
    result += ", " + std::string(loss.parameter_name) + " = " + shown(loss.parameter);
  result += " (" + std::string(loss.name) + " loss).\n";
  if (loss.output_weights)
    result += "  Output weights v = " + numbers_in_words(*loss.output_weights) + ".\n";
  if (loss.sample_weights)
    result += "  Sample weights w = " + numbers_in_words(*loss.sample_weights) + ".\n";
  return result;
}

std::string risk_in_words(const Loss& loss) {
  return (loss.decay.empty() ? "Risk. R(W) = " : "Risk. R(W) = D(W) + ") +
         mean_loss_in_words(loss) + decay_in_words(loss);
}

std::string names_as_json(const Data& data, const List<std::size_t>& columns) {
  std::string result;
  for (const std::size_t k : columns)
    result += (result.empty() ? "" : ",") + json_literal(data.columns[k]);
  return "[" + result + "]";
}

std::string data_in_words(const Certificate& certificate, const std::string& digest) {
  const Data& data = certificate.data;
  return "Data. " + counted(data.samples.size(), "sample", "samples") +
         ", d_x = " + std::to_string(data.inputs.size()) + " (" + names(data, data.inputs) +
         "), d_y = " + std::to_string(data.targets.size()) + " (" + names(data, data.targets) +
         "),\n  digest " + digest + ".\n" + risk_in_words(certificate.loss);
}

std::string network_in_words(const NamedNetwork& named, bool is_only) {
  const Network& network = named.network;
  const Integer count = parameter_count(network);
  return (is_only ? "Network. W"
                  : "Network " + printable(named.name) + ". From here on W is this network; it") +
         (is_fully_connected(network) ? " has the architecture " + architecture(network) +
                                            ", fully connected, activations " + activations(network)
                                      : " has the layers " + architecture(network)) +
         ",\n  " + text(count) + (count == 1 ? " parameter" : " parameters") + ", digest " +
         canonical_digest(*named.json) + ".\n";
}

std::string numbers_as_json(const List<Fraction>& values) {
  std::string result;
  for (const Fraction& value : values)
    result += (result.empty() ? "" : ",") + exact(value);
  return "[" + result + "]";
}

std::string decay_as_json(const Loss& loss) {
  std::string pairs;
  for (const LayerDecay& layer : loss.decay)
    pairs += (pairs.empty() ? "" : ",") + numbers_as_json({layer.weights, layer.biases});
  return "[" + pairs + "]";
}

/// The name, and the parameters if there are any.
std::string loss_as_json(const Loss& loss) {
  std::string parameters;
  const auto add = [&](std::string_view name, const std::string& value) {
    parameters += (parameters.empty() ? "" : ",") + key(name) + value;
  };
  if (!loss.parameter_name.empty())
    add(loss.parameter_name, exact(loss.parameter));
  if (loss.is_table()) {
    std::string pieces;
    for (const auto& [square, slope, constant] : loss.pieces)
      pieces += (pieces.empty() ? "" : ",") + numbers_as_json({square, slope, constant});
    add("breakpoints", numbers_as_json(loss.breakpoints));
    add("pieces", "[" + pieces + "]");
  }
  if (loss.name == "softmax")
    add("classes", std::to_string(loss.cross_entropy->classes));
  if (loss.cross_entropy && loss.cross_entropy->positive)
    add("positive", exact(*loss.cross_entropy->positive));
  if (loss.output_weights)
    add("output_weights", numbers_as_json(*loss.output_weights));
  if (loss.sample_weights)
    add("sample_weights", numbers_as_json(*loss.sample_weights));
  if (!loss.decay.empty())
    add("decay", decay_as_json(loss));
  return "," + key("loss") + json_literal(loss.name) +
         (parameters.empty() ? "" : "," + key("loss_parameters") + "{" + parameters + "}");
}

std::string data_as_json(const Certificate& certificate, const std::string& digest) {
  const Data& data = certificate.data;
  return "," + key("data") + "{" + key("digest") + json_literal(digest) + "," + key("samples") +
         std::to_string(data.samples.size()) + "," + key("inputs") +
         names_as_json(data, data.inputs) + "," + key("targets") +
         names_as_json(data, data.targets) + "}" + loss_as_json(certificate.loss);
}

std::string networks_as_json(const List<const NamedNetwork*>& networks) {
  std::string result;
  for (const NamedNetwork* named : networks) {
    const Network& network = named->network;
    result += (result.empty() ? "," + key("networks") + "{" : ",") + json_literal(named->name) +
              ":{" + key("architecture") + json_literal(architecture(network)) + "," +
              key("activations") + json_literal(activations(network)) + "," + key("parameters") +
              text(parameter_count(network)) + "," + key("digest") +
              json_literal(canonical_digest(*named->json)) + "}";
  }
  return result + (result.empty() ? "" : "}");
}

/// Which networks the claims are about, by their names.
std::string claims_as_json(const Certificate& certificate) {
  std::string result;
  for (std::size_t k = 0; k < certificate.claims.size(); ++k) {
    const auto& [about, better] = certificate.subjects[k];
    result += (k == 0 ? "" : ",") + std::string("{") + key("name") +
              json_literal(certificate.claims[k]->name) +
              (about == nullptr ? "" : "," + key("network") + json_literal(about->name)) +
              (better == nullptr ? "" : "," + key("better") + json_literal(better->name)) + "}";
  }
  return "," + key("claims") + "[" + result + "]";
}

/// The networks that are the W of some claim, in the order in which claims name them.
List<const NamedNetwork*> subjects_of(const Certificate& certificate) {
  List<const NamedNetwork*> result;
  for (const auto& [about, better] : certificate.subjects)
    if (about != nullptr && std::find(result.begin(), result.end(), about) == result.end())
      result.push_back(about);
  return result;
}

std::string digest_of(const Certificate& certificate, std::string_view section) {
  const Json* const value = member_of(*certificate.statement_json, section);
  return value == nullptr ? "" : canonical_digest(*value);
}

/// Nothing if no claim has a domain.
std::string domain_in_words(const Certificate& certificate) {
  if (member_of(*certificate.statement_json, "domain") == nullptr)
    return "";
  const Geometry& geometry = certificate.geometry;
  return "Domain. Ω is the set of all x with a·x ≤ b for " +
         counted(geometry.domain.size(), "halfspace", "halfspaces") +
         ", d = " + std::to_string(geometry.dimension) + ", digest " +
         digest_of(certificate, "domain") + ".\n";
}

/// Digests of the sections that are there.
std::string geometry_as_json(const Certificate& certificate) {
  std::string result;
  for (const std::string_view name : {"domain", "partitions", "cpwl"})
    if (const std::string digest = digest_of(certificate, name); !digest.empty())
      result += "," + key(name) + "{" + key("digest") + json_literal(digest) + "}";
  return result;
}

} // namespace

Digests digests_of(const Certificate& certificate) {
  return {canonical_digest(*certificate.statement_json),
          certificate.data_json == nullptr ? "" : canonical_digest(*certificate.data_json)};
}

std::string theorem_in_words(const Certificate& certificate, const List<Told>& told,
                             const Digests& digests) {
  std::string result = "Theorem (thalweg certificate, format version 3)\n";
  result += "Statement digest " + digests.statement + ".\n";
  if (certificate.data_json != nullptr)
    result += data_in_words(certificate, digests.data);
  const List<const NamedNetwork*> networks = subjects_of(certificate);
  const bool is_only = networks.size() == 1;
  if (is_only)
    result += network_in_words(*networks.front(), true);
  result += domain_in_words(certificate);
  const NamedNetwork* last = nullptr;
  for (std::size_t k = 0; k < told.size(); ++k) {
    const NamedNetwork* const about = certificate.subjects[k].first;
    if (!is_only && about != nullptr && about != last)
      result += network_in_words(*about, false);
    last = about == nullptr ? last : about;
    const std::string& name = certificate.claims[k]->name;
    result += (name.find(' ') == std::string::npos ? "" : printable(name) + ": ") + told[k].words;
  }
  return result + "Provenance (as stated by the file, not checked). Tool " +
         printable(certificate.tool) + ", command " + printable(certificate.command) + ".\n";
}

std::string theorem_as_json(const Certificate& certificate, const List<Told>& told,
                            const Digests& digests) {
  std::string claims;
  for (std::size_t k = 0; k < told.size(); ++k)
    claims += "," + json_literal(certificate.claims[k]->name) + ":" + told[k].json;
  return "{" + key("format_version") + "3," + key("statement_digest") +
         json_literal(digests.statement) +
         (certificate.data_json != nullptr ? data_as_json(certificate, digests.data) : "") +
         networks_as_json(subjects_of(certificate)) + claims_as_json(certificate) +
         geometry_as_json(certificate) + claims + "," + key("provenance_not_checked") + "{" +
         key("tool") + json_literal(certificate.tool) + "," + key("command") +
         json_literal(certificate.command) + "}}";
}

} // namespace thalweg::verifier
