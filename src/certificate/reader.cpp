// SPDX-License-Identifier: GPL-3.0-or-later

#include "certificate/reader.hpp"

#include "certificate/network_reader.hpp"
#include "exact/error.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace thalweg {

namespace {

using Json = nlohmann::json;

constexpr std::array<std::string_view, 7> claims_about_functions = {
    "convex_partition",         "groups",         "lattice_identity",
    "lattice_failure",          "linear_regions", "refinement_of_partitions",
    "network_computes_function"};

Dataset dataset_from(const Json& json) {
  Dataset data;
  json.at("columns").get_to(data.columns);
  json.at("targets").get_to(data.target_columns);
  for (const Json& json_row : json.at("rows")) {
    const Vector row = vector_from(json_row);
    Vector input;
    for (std::size_t column = 0; column < row.size(); ++column)
      if (std::count(data.target_columns.begin(), data.target_columns.end(), column) == 0)
        input.push_back(row[column]);
    Vector target;
    for (const std::size_t column : data.target_columns)
      target.push_back(row.at(column));
    data.inputs.push_back(std::move(input));
    data.targets.push_back(std::move(target));
  }
  return data;
}

Direction direction_from(const Json& json) {
  Direction direction;
  for (const Json& move : json.at("weights"))
    direction.weights.push_back({move.at(0).get<std::size_t>(), move.at(1).get<std::size_t>(),
                                 move.at(2).get<std::size_t>(), rational_from(move.at(3))});
  for (const Json& move : json.at("biases"))
    direction.biases.push_back(
        {move.at(0).get<std::size_t>(), move.at(1).get<std::size_t>(), rational_from(move.at(2))});
  return direction;
}

ClassOfSample classes_from(const Json& json) {
  ClassOfSample classes;
  for (const Json& entry : json)
    classes.push_back(entry.is_null() ? std::nullopt
                                      : std::optional<std::size_t>(entry.get<std::size_t>()));
  return classes;
}

WeightedLoss weighted_loss_from(const Json& json) {
  std::string text = json.at("name").get<std::string>();
  for (const char* key : {"delta", "epsilon", "tau"})
    if (json.contains(key))
      text += ":" + json.at(key).get<std::string>();
  WeightedLoss loss(loss_of_text(text));
  if (json.contains("output_weights"))
    loss.output_weights = vector_from(json.at("output_weights"));
  if (json.contains("sample_weights"))
    loss.sample_weights = vector_from(json.at("sample_weights"));
  return loss;
}

CrossEntropyLoss logistic_loss_from(const Json& json) {
  CrossEntropyLoss loss;
  if (json.contains("positive"))
    loss.positive = rational_from(json.at("positive"));
  return loss;
}

LossTable loss_table_from(const Json& json) {
  LossTable loss;
  loss.breakpoints = vector_from(json.at("breakpoints"));
  for (const Json& piece : json.at("pieces"))
    loss.pieces.push_back(
        {rational_from(piece.at(0)), rational_from(piece.at(1)), rational_from(piece.at(2))});
  require_continuous(loss);
  return loss;
}

AnyLoss any_loss_from(const Json& json) {
  const std::string name = json.at("name").get<std::string>();
  if (name == "softmax")
    return CrossEntropyLoss{CrossEntropyKind::softmax, json.at("classes").get<std::size_t>(), {}};
  if (name == "logistic")
    return logistic_loss_from(json);
  if (name == "pieces")
    return loss_table_from(json);
  return weighted_loss_from(json);
}

WeightDecay decay_from(const Json& loss) {
  WeightDecay decay;
  if (loss.contains("decay"))
    for (const Json& layer : loss.at("decay"))
      decay.push_back({rational_from(layer.at(0)), rational_from(layer.at(1))});
  return decay;
}

/// Of a witness; none if it has none.
Subgradients subgradients_from(const Json& witness) {
  Subgradients result;
  if (witness.contains("subgradients"))
    for (const Json& entry : witness.at("subgradients"))
      result.push_back(entry.is_null() ? std::nullopt : std::optional<Vector>(vector_from(entry)));
  return result;
}

/// By the data, or by the domain where there are none.
std::size_t input_dimension(const Json& statement) {
  if (!statement.contains("data"))
    return statement.at("domain").empty() ? 0 : statement.at("domain").at(0).size() - 1;
  const Json& data = statement.at("data");
  return data.at("columns").size() - data.at("targets").size();
}

/// The W of the first claim that is about a network; or nothing.
std::optional<std::string> name_of_subject(const Json& statement) {
  for (const Json& claim : statement.at("claims"))
    if (claim.contains("network"))
      return claim.at("network").get<std::string>();
  return std::nullopt;
}

FurtherClaim further_claim_from(const CertificateDocument& document, const Json& statement,
                                const Json& claim, const Json& witness) {
  FurtherClaim further{claim.at("claim").get<std::string>(), {}, {}};
  for (const auto& [key, value] : claim.items())
    if (key != "claim" && key != "name" && key != "network" && key != "better")
      further.members += "," + Json(key).dump() + ":" + value.dump();
  const std::string name = claim.value("name", further.kind);
  if (witness.contains(name))
    further.witness = witness.at(name).dump();
  further.name = name == further.kind ? "" : name;
  const std::size_t inputs = document.data.input_dimension();
  further.needs_network = claim.contains("network");
  if (further.needs_network)
    further.network = claim.at("network").get<std::string>();
  if (further.needs_network && further.network != name_of_subject(statement))
    further.own = network_from(statement.at("networks").at(further.network), inputs);
  return further;
}

void read_claim(CertificateDocument& document, const Json& statement, const Json& claim,
                const Json& witness) {
  const auto& kind = claim.at("claim").get_ref<const std::string&>();
  if (claim.contains("name")) {
    document.further.push_back(further_claim_from(document, statement, claim, witness));
    return;
  }
  if (kind == "local_minimum") {
    const Json& own_witness = witness.at(kind);
    document.local_minimum = LocalMinimumClaim{
        rational_from(claim.at("radius")), rational_from(claim.at("risk")),
        own_witness.at("method") == "interval" ? RadiusMethod::interval : RadiusMethod::first_order,
        classes_from(own_witness.at("pattern_classes")), subgradients_from(own_witness)};
  } else if (kind == "pattern_flip") {
    document.pattern_flip =
        PatternFlip{claim.at("sample").get<std::size_t>(), claim.at("layer").get<std::size_t>(),
                    claim.at("unit").get<std::size_t>(), rational_from(claim.at("distance"))};
  } else if (kind == "lower_risk") {
    document.lower_risk = LowerRiskClaim{
        rational_from(claim.at("better_risk")),
        network_from(statement.at("networks").at(claim.at("better").get<std::string>()),
                     document.data.input_dimension()),
        claim.contains("risk") ? rational_from(claim.at("risk"))
                               : shown_minimum(document).value().risk};
  } else if (kind == "refinement") {
    const Json& own_witness = witness.at(kind);
    document.refinement = RefinementClaim{claim.at("finer_groups").get<std::size_t>(),
                                          classes_from(own_witness.at("pattern_classes")),
                                          subgradients_from(own_witness)};
  } else if (kind == "global_minimum") {
    document.global_minimum.emplace();
  } else if (kind == "not_local_minimum") {
    document.not_local_minimum = DescentRay{direction_from(witness.at(kind)),
                                            rational_from(claim.at("epsilon")),
                                            rational_from(claim.at("risk")),
                                            {}};
  } else if (std::find(claims_about_functions.begin(), claims_about_functions.end(), kind) ==
             claims_about_functions.end()) {
    document.further.push_back(further_claim_from(document, statement, claim, witness));
  }
}

} // namespace

CertificateDocument certificate_from_text(std::string_view text, const std::string& place) {
  try {
    const Json json = Json::parse(text);
    CertificateDocument document;
    json.at("provenance").at("tool").get_to(document.provenance.tool);
    json.at("provenance").at("command").get_to(document.provenance.command);
    const Json& statement = json.at("statement");
    if (statement.contains("data")) {
      document.data = dataset_from(statement.at("data"));
      document.loss = any_loss_from(statement.at("loss"));
      document.decay = decay_from(statement.at("loss"));
    }
    if (const std::optional<std::string> name = name_of_subject(statement))
      document.network =
          network_from(statement.at("networks").at(*name), input_dimension(statement));
    for (const Json& claim : statement.at("claims"))
      read_claim(document, statement, claim, json.at("witness"));
    for (const char* section : {"smooth_network", "population"})
      if (statement.contains(section))
        for (FurtherClaim& claim : document.further)
          claim.sections = {{section, statement.at(section).dump()}};
    return document;
  } catch (const Json::exception& error) {
    throw InputError(place + ": expected a certificate, found: " + error.what());
  } catch (const std::out_of_range&) {
    throw InputError(place + ": expected a certificate, found a row that is too short");
  } catch (const InputError& error) {
    throw InputError(place + ": " + error.what());
  }
}

} // namespace thalweg
