// SPDX-License-Identifier: GPL-3.0-or-later

#include "program/leaving.hpp"

#include "certificate/escape_claim.hpp"
#include "certificate/further_members.hpp"
#include "certificate/trained_minimum_claim.hpp"
#include "certificate/trap_claim.hpp"
#include "program/list_text.hpp"
#include "program/minimum_document.hpp"
#include "program/summary.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace thalweg {

namespace {

/// Claims about W as a minimum that stand beside a path or a trap. (A trap comes with a claim
/// `trained_minimum` of its own.)
constexpr std::array<std::string_view, 2> kept = {"minimum_on_walls", "trained_minimum"};

/// The ties of the claim `trained_minimum`; without it the pairs that are exactly on walls.
std::vector<HeldPair> held_pairs(const CertificateDocument& document) {
  for (const FurtherClaim& claim : document.further)
    if (claim.kind == "trained_minimum") {
      std::vector<HeldPair> held;
      const nlohmann::json members = members_of(claim); // outlives the loop
      for (const nlohmann::json& tie : members.at("ties"))
        held.push_back({tie.at(0), tie.at(1), tie.at(2)});
      return held;
    }
  return pairs_on_walls(document.network, document.data);
}

TrainingProblem problem_of(const CertificateDocument& document) {
  if (document.cross_entropy())
    return {document.data, *document.cross_entropy(), document.decay};
  return {document.data, document.weighted_loss(), document.decay};
}

void look_for_escape(const CertificateDocument& document, Leaving& found) {
  if (document.cross_entropy() || !document.decay.empty()) {
    found.missing.emplace_back(
        "paths are looked for without weight decay and with losses of quadratic pieces only");
    return;
  }
  found.escape = escape_from(document.network, document.problem());
  if (!found.escape)
    found.missing.emplace_back("no unit of the last hidden layer is free to lower the risk");
}

void look_for_trap(const CertificateDocument& document, Leaving& found) {
  auto trap = guessed_trap(document.network, held_pairs(document), problem_of(document));
  if (const auto* reason = std::get_if<std::string>(&trap)) {
    found.missing.push_back("no barrier: " + *reason);
    return;
  }
  found.trap = std::move(std::get<Trap>(trap));
  if (const std::string reason = refusal_of(leaving_document(document, found)); !reason.empty()) {
    found.trap.reset();
    found.missing.push_back("the verifier: " + reason);
  }
}

} // namespace

Leaving leaving(const CertificateDocument& document) {
  Leaving found;
  look_for_escape(document, found);
  if (!found.escape)
    look_for_trap(document, found);
  return found;
}

std::optional<Leaving> quick_leaving(const CertificateDocument& document) {
  constexpr std::size_t most_parameters = 300, most_products = 1'000'000;
  const std::size_t parameters = parameter_count(document.network);
  return parameters > most_parameters || parameters * document.data.sample_count() > most_products
             ? std::nullopt
             : std::optional(leaving(document));
}

void add_leaving(CertificateDocument& document, const Leaving& found) {
  if (found.escape)
    document.further.push_back(escape_claim(*found.escape));
  if (!found.trap)
    return;
  std::erase_if(document.further,
                [](const FurtherClaim& claim) { return claim.kind == "trained_minimum"; });
  document.further.push_back(trained_minimum_claim(found.trap->minimum));
  document.further.push_back(trap_claim(found.trap->barrier));
}

CertificateDocument leaving_document(const CertificateDocument& given, const Leaving& found) {
  CertificateDocument document;
  document.provenance = given.provenance;
  document.data = given.data;
  document.loss = given.loss;
  document.decay = given.decay;
  document.network = given.network;
  document.local_minimum = given.local_minimum;
  for (const FurtherClaim& claim : given.further)
    if (std::find(kept.begin(), kept.end(), claim.kind) != kept.end())
      document.further.push_back(claim);
  if (found.trap)
    document.lower_risk = given.lower_risk;
  add_leaving(document, found);
  return document;
}

std::string leaving_in_words(const Leaving& found) {
  if (found.escape)
    return fmt::format("can be left: {}, along which the risk never rises, to risk {}",
                       counted(found.escape->waypoints.size(), "straight piece"),
                       decimal(found.escape->better_risk));
  if (found.trap)
    return fmt::format("trapped: every path to a risk below {} first climbs by {:.3g} or more",
                       decimal(found.trap->minimum.risk_lower), found.trap->barrier.get_d());
  std::string text = "undecided";
  for (const std::string& missing : found.missing)
    text += (text == "undecided" ? ": " : "; ") + missing;
  return text;
}

nlohmann::ordered_json leaving_json(const Leaving& found) {
  nlohmann::ordered_json json = {{"verdict", found.escape ? "escape"
                                             : found.trap ? "trap"
                                                          : "undecided"}};
  if (found.escape) {
    json["risk"] = json_number(found.escape->risk);
    json["better_risk"] = json_number(found.escape->better_risk);
    json["pieces"] = found.escape->waypoints.size();
  } else if (found.trap) {
    json["barrier"] = json_number(found.trap->barrier);
    json["risk_lower"] = json_number(found.trap->minimum.risk_lower);
  } else {
    json["missing"] = found.missing;
  }
  return json;
}

} // namespace thalweg
