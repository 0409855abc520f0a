// SPDX-License-Identifier: GPL-3.0-or-later

#include "program/minimum_document.hpp"

#include "certificate/decision_claims.hpp"
#include "certificate/trained_minimum_claim.hpp"
#include "certificate/wall_claims.hpp"
#include "certificate/writer.hpp"
#include "landscape/nearby_minimum.hpp"
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
  std::visit([&](const auto& loss) { document.loss = loss; }, input.problem.loss);
  return document;
}

void add_lower_risk(CertificateDocument& document, const Rational& risk, const Network& lower,
                    const RiskBounds& lower_risk) {
  if (document.cross_entropy())
    document.lower_risk = LowerRiskClaim{risk_above(lower_risk.upper), lower, risk_below(risk)};
  else
    document.lower_risk = LowerRiskClaim{lower_risk.upper, lower, risk};
}

void add_better(CertificateDocument& document, const TrainingProblem& problem,
                const std::optional<BetterNetwork>& better) {
  if (!better)
    return;
  const Rational risk = exact_risk(document.network, problem).lower;
  if (better->risk.upper < risk)
    add_lower_risk(document, risk, better->network, better->risk);
}

CertificateDocument minimum_document(const TrainedInput& input, const std::string& command,
                                     const FoundMinimum& minimum,
                                     const std::optional<BetterNetwork>& better) {
  CertificateDocument document = trained_document(input, command, minimum.network);
  std::visit(MinimumClaimant{document}, minimum.kind);
  add_better(document, input.problem, better);
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
