// SPDX-License-Identifier: Apache-2.0

#include "theorem.hpp"

#include "architecture.hpp"
#include "digest.hpp"
#include "geometry_theorem.hpp"
#include "theorem_words.hpp"
#include "weight_decay.hpp"

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

std::string exempt_in_words(const List<std::size_t>& exempt, const Loss& loss) {
  return counted(exempt.size(), "sample", "samples") +
         (loss.name == "squared" ? " fitted exactly" : " of loss 0") +
         ", of which no pattern is asked: " + ranges(exempt) + ".\n";
}

/// Could some unit have another piece, or some maximum another entry?
bool has_patterns(const Network& network) {
  return std::any_of(network.layers.begin(), network.layers.end(), [](const Layer& layer) {
    return layer.is_maximum() || !layer.activation.breakpoints.empty();
  });
}

/// What holds within the radius, and what beyond. Exempt samples do not enter: their loss cannot
/// fall below 0. If there are no others, or no unit has a breakpoint, the radius says nothing.
std::string in_words(const LocalMinimum& claim, const Certificate& certificate,
                     const Findings& findings) {
  const std::string bound =
      claim.method == RadiusMethod::interval ? "interval bound" : "first-order bound";
  const bool has_exempt = !findings.exempt.empty();
  const bool is_global = findings.class_count == 0 || !has_patterns(certificate.network);
  std::string result =
      "Local minimum. R(W) = " + number(claim.risk) +
      ". For every W' whose parameters all differ from those of W by at most\n  r = " +
      number(claim.radius) + "\n  (zero weights included), ";
  if (is_global)
    result +=
        "R(W') ≥ R(W). Indeed R(W') ≥ R(W) for every W' at all:\n  " +
        std::string(findings.class_count == 0
                        ? "R(W) = 0, and no pattern is asked of any sample"
                        : "no unit has a breakpoint, so there is only one activation pattern") +
        "; any r is\n  shown by the " + bound + ".\n";
  else
    result += std::string("every activation pattern") +
              (has_exempt ? " of a sample that is not exempt" : "") +
              " is the one at W, and R(W') ≥ R(W).\n  Indeed R(W') ≥ R(W) for every W' at which " +
              (has_exempt ? "those samples" : "the samples") + " have these patterns.\n  " +
              (has_exempt ? "They" : "The samples") + " have " +
              counted(findings.class_count, "activation pattern", "activation patterns") +
              "; r is shown by the " + bound + ".\n";
  if (has_exempt)
    result += "  Exempt are " + exempt_in_words(findings.exempt, certificate.loss);
  return result;
}

std::string in_words(const PatternFlip& claim) {
  return "Pattern radius. It is at most " + number(claim.distance) +
         ": a change of all parameters up to layer " + std::to_string(claim.layer) +
         " by this much,\n  towards the nearest breakpoint of unit " + std::to_string(claim.unit) +
         " of that layer, changes the pattern of sample " + std::to_string(claim.sample) + ".\n";
}

std::string in_words(const Spurious& claim, const Findings& findings, const Fraction& risk) {
  const Fraction drop = risk - claim.better_risk;
  std::string result = "Spurious. A network W2 of the same architecture (digest " +
                       canonical_digest(*claim.network_json) +
                       ")\n  has R(W2) = " + number(claim.better_risk) + " < R(W); the drop is " +
                       number(drop);
  if (sign(risk) > 0)
    result += ", " +
              decimal(drop * Fraction{100, 1} * fraction(risk.denominator, risk.numerator), 4) +
              " % of R(W)";
  if (findings.better_class_count == 0)
    return result + ".\n  At W2 every sample is on a breakpoint, so none has a pattern.\n";
  result += ".\n  W2 has " +
            counted(findings.better_class_count, "activation pattern", "activation patterns") +
            " on the samples";
  if (!findings.better_on_wall.empty())
    result += "; on a breakpoint: " + ranges(findings.better_on_wall);
  return result + ".\n";
}

std::string in_words(const Refinement& claim) {
  return "Refinement. The " + std::to_string(claim.finer_groups) +
         " pattern groups of W2 refine the " + std::to_string(claim.groups) +
         " of W; on each group of either network\n  the network is an optimal affine fit.\n";
}

std::string claims_as_json(const Certificate& certificate, const Findings& findings) {
  std::string result;
  if (const auto& claim = certificate.local_minimum)
    result += "," + key("local_minimum") + "{" + key("radius") + exact(claim->radius) + "," +
              key("risk") + exact(claim->risk) + "," + key("method") +
              (claim->method == RadiusMethod::interval ? "\"interval\"" : "\"first_order\"") + "," +
              key("classes") + std::to_string(findings.class_count) + "," + key("exempt_samples") +
              indices_as_json(findings.exempt) + "}";
  if (const auto& claim = certificate.pattern_flip)
    result += "," + key("pattern_flip") + "{" + key("sample") + std::to_string(claim->sample) +
              "," + key("layer") + std::to_string(claim->layer) + "," + key("unit") +
              std::to_string(claim->unit) + "," + key("distance") + exact(claim->distance) + "}";
  if (const auto& claim = certificate.spurious)
    result += "," + key("spurious") + "{" + key("better_risk") + exact(claim->better_risk) + "," +
              key("drop") + exact(certificate.local_minimum->risk - claim->better_risk) + "," +
              key("network_digest") + json_literal(canonical_digest(*claim->network_json)) + "," +
              key("classes") + std::to_string(findings.better_class_count) + "," +
              key("samples_on_walls") + indices_as_json(findings.better_on_wall) + "}";
  if (const auto& claim = certificate.refinement)
    result += "," + key("refinement") + "{" + key("groups") + std::to_string(claim->groups) + "," +
              key("finer_groups") + std::to_string(claim->finer_groups) + "}";
  return result;
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

std::string network_in_words(const Certificate& certificate, const std::string& digest) {
  const Network& network = certificate.network;
  const Integer count = parameter_count(network);
  return (is_fully_connected(network) ? "Network. W has the architecture " + architecture(network) +
                                            ", fully connected, activations " + activations(network)
                                      : "Network. W has the layers " + architecture(network)) +
         ",\n  " + text(count) + (count == 1 ? " parameter" : " parameters") + ", digest " +
         digest + ".\n";
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

std::string network_as_json(const Certificate& certificate, const std::string& digest) {
  const Network& network = certificate.network;
  return "," + key("network") + "{" + key("architecture") + json_literal(architecture(network)) +
         "," + key("activations") + json_literal(activations(network)) + "," + key("parameters") +
         text(parameter_count(network)) + "," + key("digest") + json_literal(digest) + "}";
}

} // namespace

Digests digests_of(const Certificate& certificate) {
  const auto digest = [](const Json* value) {
    return value == nullptr ? std::string() : canonical_digest(*value);
  };
  return {digest(certificate.statement_json), digest(certificate.data_json),
          digest(certificate.network_json)};
}

std::string theorem_in_words(const Certificate& certificate, const Findings& findings,
                             const Digests& digests) {
  std::string result =
      "Theorem (thalweg certificate, format version " + std::to_string(certificate.version) + ")\n";
  result += "Statement digest " + digests.statement + ".\n";
  if (certificate.data_json != nullptr)
    result += data_in_words(certificate, digests.data);
  if (certificate.network_json != nullptr)
    result += network_in_words(certificate, digests.network);
  if (certificate.local_minimum)
    result += in_words(*certificate.local_minimum, certificate, findings);
  if (certificate.pattern_flip)
    result += in_words(*certificate.pattern_flip);
  if (certificate.spurious)
    result += in_words(*certificate.spurious, findings, certificate.local_minimum->risk);
  if (certificate.refinement)
    result += in_words(*certificate.refinement);
  result += geometry_in_words(certificate, findings);
  for (const Told& told : findings.further)
    result += told.words;
  return result + "Provenance (as stated by the file, not checked). Tool " +
         printable(certificate.tool) + ", command " + printable(certificate.command) + ".\n";
}

std::string theorem_as_json(const Certificate& certificate, const Findings& findings,
                            const Digests& digests) {
  std::string further;
  for (const Told& told : findings.further)
    further += told.json;
  return "{" + key("format_version") + std::to_string(certificate.version) + "," +
         key("statement_digest") + json_literal(digests.statement) +
         (certificate.data_json != nullptr ? data_as_json(certificate, digests.data) : "") +
         (certificate.network_json != nullptr ? network_as_json(certificate, digests.network)
                                              : "") +
         claims_as_json(certificate, findings) + geometry_as_json(certificate, findings) + further +
         "," + key("provenance_not_checked") + "{" + key("tool") + json_literal(certificate.tool) +
         "," + key("command") + json_literal(certificate.command) + "}}";
}

} // namespace thalweg::verifier
