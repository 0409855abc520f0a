// SPDX-License-Identifier: GPL-3.0-or-later
//
// The claims of SPECIFICATION.md, sections 29, 36 and 43, from values to text: the verifier accepts
// it and says what was meant; a reader finds the same again.

#include "certificate/reader.hpp"
#include "certificate/wall_claims.hpp"
#include "certificate/writer.hpp"
#include "verifier/verify.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;

namespace {

Dataset wall_data() {
  return {{"x", "y"}, {1}, {{-1}, {0}, {1}, {2}}, {{1}, {-2}, {3}, {1}}};
}

/// The network of SPECIFICATION.md, section 36.
Network wall_network() {
  return {{DenseLayer{1, {{{0, 1}}, {}}, {0, -2}, relu()},
           DenseLayer{2, {{{0, 1}}}, {0}, identity_activation()}}};
}

/// R = 1/2
Network better_network_at_hand() {
  return {{DenseLayer{1, {{{0, -1}}, {{0, -1}}}, {0, 1}, relu()},
           DenseLayer{2, {{{0, 7}, {1, -4}}}, {2}, identity_activation()}}};
}

CertificateDocument wall_document() {
  CertificateDocument document;
  document.provenance = {"thalweg", "test"};
  document.data = wall_data();
  document.network = wall_network();
  return document;
}

verifier::Outcome verified_text(const CertificateDocument& document) {
  const std::string text = certificate_text(document);
  CHECK(certificate_text(certificate_from_text(text, "test")).size() > 0);
  return verifier::verify(text, {});
}

} // namespace

TEST_CASE("a minimum on walls and a lower risk are written as the verifier reads them",
          "[certificate]") {
  CertificateDocument document = wall_document();
  document.further = {minimum_on_walls_claim({wall_network(),
                                              Rational(5, 2),
                                              Rational(1, 4),
                                              RadiusMethod::interval,
                                              {{1, 0, -2}},
                                              {},
                                              {}})};
  document.lower_risk = LowerRiskClaim{Rational(1, 2), better_network_at_hand(), Rational(5, 2)};
  const verifier::Outcome outcome = verified_text(document);
  INFO(verifier::verdict_line(outcome));
  CHECK(outcome.verdict == verifier::Verdict::accepted);
  CHECK(outcome.theorem.find("the local minimum W is spurious") != std::string::npos);
  CHECK(outcome.theorem.find("interval bound") != std::string::npos);
}

TEST_CASE("subgradients and exempt samples are written", "[certificate]") {
  CertificateDocument document = wall_document();
  document.data.inputs.push_back({0});
  document.data.targets = {{0}, {-1}, {2}, {2}, {0}};
  document.loss = WeightedLoss(loss_of_text("absolute"));
  document.further = {minimum_on_walls_claim(
      {wall_network(),
       Rational(2, 5),
       Rational(1, 4),
       RadiusMethod::first_order,
       {{1, 0, Rational(-1, 2)}},
       {4},
       {Vector{Rational(-1, 2)}, Vector{1}, Vector{-1}, Vector{Rational(1, 2)}, std::nullopt}})};
  const verifier::Outcome outcome = verified_text(document);
  INFO(verifier::verdict_line(outcome));
  CHECK(outcome.verdict == verifier::Verdict::accepted);
}

TEST_CASE("decay is written beside the loss and read again", "[certificate]") {
  CertificateDocument document = wall_document();
  document.decay = {{Rational(1, 1000), 0}, {Rational(1, 1000), Rational(1, 500)}};
  const Rational at = decay_of(document.decay, document.network);
  const Rational there = decay_of(document.decay, better_network_at_hand());
  document.lower_risk =
      LowerRiskClaim{Rational(1, 2) + there, better_network_at_hand(), Rational(5, 2) + at};
  const verifier::Outcome outcome = verified_text(document);
  INFO(verifier::verdict_line(outcome));
  CHECK(outcome.verdict == verifier::Verdict::accepted);
  CHECK(certificate_from_text(certificate_text(document), "test").decay == document.decay);
}

TEST_CASE("a vanishing risk is written with its direction or without", "[certificate]") {
  CertificateDocument document = wall_document();
  document.data.targets = {{-1}, {-1}, {1}, {1}};
  document.loss = CrossEntropyLoss{};
  const Direction threshold{{{1, 0, 0, 2}}, {{1, 0, -1}}};
  document.further = {vanishing_risk_claim({1, threshold})};
  verifier::Outcome outcome = verified_text(document);
  INFO(verifier::verdict_line(outcome));
  CHECK(outcome.verdict == verifier::Verdict::accepted);
  document.network.layers[1] = {2, {{{0, 2}}}, {-1}, identity_activation()};
  document.further = {vanishing_risk_claim({1, std::nullopt})};
  outcome = verified_text(document);
  CHECK(outcome.verdict == verifier::Verdict::accepted);
}
