// SPDX-License-Identifier: GPL-3.0-or-later
//
// The claim of SPECIFICATION.md, section 41, from a value to text: the verifier accepts it and says
// what was meant. The example is that of tests/unit/verifier/claim/trap_test.cpp.

#include "certificate/reader.hpp"
#include "certificate/trained_minimum_claim.hpp"
#include "certificate/trap_claim.hpp"
#include "certificate/writer.hpp"
#include "verifier/verify.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;

TEST_CASE("a trap is written as the verifier reads it", "[certificate]") {
  CertificateDocument document;
  document.provenance = {"thalweg", "test"};
  document.data = {{"x", "y"}, {1}, {{-1}, {1}, {2}, {3}}, {{0}, {0}, {4}, {2}}};
  document.network = {{DenseLayer{1, {{{0, 1}}}, {0}, relu()},
                       DenseLayer{1, {{{0, 1}}}, {0}, identity_activation()}}};
  TrainedMinimum minimum;
  minimum.fixed = {0};
  minimum.steps = {1, 1, 1};
  minimum.curvature = Rational(1, 16);
  minimum.share = Rational(1, 4);
  minimum.near = Rational(1, 1024);
  minimum.box = Rational(1, 12);
  minimum.strict_box = Rational(1, 256);
  minimum.fields = {ScaleField{0, 0}};
  minimum.risk_lower = minimum.risk_upper = Rational(3, 2);
  minimum.is_at_rest = true;
  document.further = {trained_minimum_claim(minimum), trap_claim(Rational(1, 9216))};
  const std::string text = certificate_text(document);
  const verifier::Outcome outcome = verifier::verify(text, {});
  CHECK(verifier::verdict_line(outcome) == "VERIFIED");
  CHECK(outcome.theorem.find("R(W) + h, h = 1/9216") != std::string::npos);
  CHECK(certificate_from_text(text, "test").further.back().kind == "trap");
}
