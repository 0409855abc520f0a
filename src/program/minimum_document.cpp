// SPDX-License-Identifier: GPL-3.0-or-later

#include "program/minimum_document.hpp"

#include "certificate/decision_claims.hpp"
#include "certificate/trained_minimum_claim.hpp"
#include "certificate/wall_claims.hpp"
#include "certificate/writer.hpp"
#include "landscape/nearby_decision.hpp"
#include "verifier/verify.hpp"

namespace thalweg {

namespace {

/// Adds the claim of a minimum.
struct MinimumClaimant {
  CertificateDocument& document;

  void operator()(const GlobalMinimum&) const { document.global_minimum.emplace(); }
  void operator()(const LiftedMinimum& lifted) const { add_claims(document, lifted.minimum); }
  void operator()(const MinimumOnWalls& minimum) const {
    document.further.push_back(minimum_on_walls_claim(minimum));
  }
  void operator()(const TrainedMinimum& minimum) const {
    document.further.push_back(trained_minimum_claim(minimum));
  }
};

} // namespace

CertificateDocument trained_document(const TrainedInput& input, const std::string& command,
                                     Network network) {
  CertificateDocument document;
  document.provenance = {tool_name_and_version(), command};
  document.data = input.problem.data;
  document.network = std::move(network);
  document.decay = input.problem.decay;
  if (const auto* loss = std::get_if<CrossEntropyLoss>(&input.problem.loss))
    document.cross_entropy = *loss;
  else
    document.loss = std::get<WeightedLoss>(input.problem.loss);
  return document;
}

void add_lower_risk(CertificateDocument& document, const Rational& risk, const Network& lower,
                    const RiskBounds& lower_risk) {
  if (document.cross_entropy)
    document.further.push_back(
        lower_risk_claim(lower, risk_above(lower_risk.upper), risk_below(risk), nearby_bits));
  else
    document.further.push_back(lower_risk_claim(lower, lower_risk.upper, risk));
}

CertificateDocument minimum_document(const TrainedInput& input, const std::string& command,
                                     const FoundMinimum& minimum,
                                     const std::optional<BetterNetwork>& better) {
  CertificateDocument document = trained_document(input, command, minimum.network);
  const bool is_lifted = std::holds_alternative<LiftedMinimum>(minimum.kind);
  std::visit(MinimumClaimant{document}, minimum.kind);
  if (better && !is_lifted)
    add_lower_risk(document, exact_risk(document.network, input.problem).lower, better->network,
                   better->risk);
  if (better && is_lifted)
    document.spurious = spurious_claim(document.data, better->network, document.loss);
  return document;
}

std::string refusal_of(const CertificateDocument& document) {
  const verifier::Outcome outcome = verifier::verify(certificate_text(document), {});
  return outcome.verdict == verifier::Verdict::accepted ? std::string()
                                                        : verifier::verdict_line(outcome);
}

std::string refusal(const TrainedInput& input, const FoundMinimum& minimum) {
  return refusal_of(minimum_document(input, input.command, minimum, std::nullopt));
}

} // namespace thalweg
