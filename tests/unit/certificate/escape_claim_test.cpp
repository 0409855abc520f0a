// SPDX-License-Identifier: GPL-3.0-or-later
//
// The claim of SPECIFICATION.md, section 35, from a value to text: the verifier accepts it and says
// what was meant.

#include "certificate/escape_claim.hpp"
#include "certificate/reader.hpp"
#include "certificate/writer.hpp"
#include "verifier/verify.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;

TEST_CASE("a way out is written as the verifier reads it", "[certificate]") {
  CertificateDocument document;
  document.provenance = {"thalweg", "test"};
  document.data = {{"x", "y"}, {1}, {{0}, {1}, {2}}, {{0}, {0}, {3}}};
  document.network = {{DenseLayer{1, {{{0, -1}}}, {-1}, relu()},
                       DenseLayer{1, {{{0, 5}}}, {1}, identity_activation()}}};
  const auto escape = escape_from(document.network, document.data);
  REQUIRE(escape);
  document.further = {escape_claim(*escape)};
  const std::string text = certificate_text(document);
  const verifier::Outcome outcome = verifier::verify(text, {});
  CHECK(verifier::verdict_line(outcome) == "VERIFIED");
  CHECK(outcome.theorem.find("path of 3 straight pieces") != std::string::npos);
  CHECK(certificate_from_text(text, "test").further.front().kind == "escape");
}
