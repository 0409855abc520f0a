// SPDX-License-Identifier: GPL-3.0-or-later
//
// The claim of SPECIFICATION.md, section 40, from a value to text: the verifier accepts it, and
// every kind of field is written with its own keys.

#include "certificate/reader.hpp"
#include "certificate/trained_minimum_claim.hpp"
#include "certificate/writer.hpp"
#include "verifier/verify.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace thalweg;

namespace {

/// The example of section 40.
CertificateDocument tied_document() {
  CertificateDocument document;
  document.provenance = {"thalweg", "test"};
  document.data = {{"x", "y"}, {1}, {{-1}, {0}, {1}, {2}}, {{1}, {-2}, {3}, {1}}};
  document.network = {{DenseLayer{1, {{{0, 1}}}, {0}, relu()},
                       DenseLayer{1, {{{0, 1}}}, {0}, identity_activation()}}};
  return document;
}

TrainedMinimum tied_minimum() {
  TrainedMinimum minimum;
  minimum.ties = {{0, 0, 1, 0, Rational(-1, 2), Rational(1, 4), 1}};
  minimum.fixed = {2};
  minimum.steps = {1, 1, 1};
  minimum.curvature = Rational(1, 8);
  minimum.share = Rational(1, 4);
  minimum.near = Rational(1, 1024);
  minimum.box = Rational(1, 4);
  minimum.strict_box = Rational(1, 8);
  minimum.fields = {ScaleField{0, 0}};
  minimum.bits = 64;
  minimum.risk_lower = minimum.risk_upper = Rational(5, 2);
  return minimum;
}

verifier::Outcome outcome_of(CertificateDocument document, const TrainedMinimum& minimum) {
  document.further = {trained_minimum_claim(minimum)};
  const std::string text = certificate_text(document);
  const verifier::Outcome outcome = verifier::verify(text, {});
  const std::string again = certificate_text(certificate_from_text(text, "test"));
  CHECK(verifier::verify(again, {}).theorem == outcome.theorem);
  return outcome;
}

} // namespace

TEST_CASE("a minimum near a network is written as the verifier reads it", "[certificate]") {
  const verifier::Outcome outcome = outcome_of(tied_document(), tied_minimum());
  INFO(verifier::verdict_line(outcome));
  CHECK(outcome.verdict == verifier::Verdict::accepted);
  CHECK(outcome.theorem.find("at most 1/1024") != std::string::npos);         // δ
  CHECK(outcome.theorem.find("r = 255/1024") != std::string::npos);           // Δ − δ
  CHECK(outcome.theorem.find("itself within 127/1024") != std::string::npos); // Δ_1 − δ
}

TEST_CASE("a minimum of the slice, not strict, has neither fields nor a strict radius",
          "[certificate]") {
  TrainedMinimum minimum = tied_minimum();
  minimum.strict_box.reset();
  minimum.fields.clear();
  CHECK_FALSE(minimum.is_local_minimum());
  const verifier::Outcome outcome = outcome_of(tied_document(), minimum);
  INFO(verifier::verdict_line(outcome));
  CHECK(outcome.verdict == verifier::Verdict::accepted);
  CHECK(outcome.theorem.find("when they change is not claimed") != std::string::npos);
}

TEST_CASE("the decay of a trained network is written beside the claim", "[certificate]") {
  CertificateDocument document = tied_document();
  document.decay = {{0, 1}, {0, 0}}; // of the hidden bias, which is 0 and moves in no field …
  TrainedMinimum minimum = tied_minimum();
  const verifier::Outcome scaled = outcome_of(document, minimum);
  CHECK(scaled.code == "trained_minimum.decay"); // … but in a scaling
  minimum.fields.clear();
  CHECK(outcome_of(document, minimum).verdict == verifier::Verdict::accepted);
}

TEST_CASE("a block stands for as many fields as it leaves free", "[certificate]") {
  TrainedMinimum minimum = tied_minimum();
  minimum.fields = {BlockField{{{0, 0}}, {0, 1}, {2}, {{{0, 0, 1}, {1, 0, 3}}}, {{2}}}};
  CHECK(minimum.is_local_minimum());
  const verifier::Outcome outcome = outcome_of(tied_document(), minimum);
  INFO(verifier::verdict_line(outcome));
  CHECK(outcome.verdict == verifier::Verdict::accepted);
  CHECK(outcome.theorem.find("1 change of a block that nothing else sees") != std::string::npos);
  std::get<BlockField>(minimum.fields.front()).free = {2, 3};
  CHECK_FALSE(minimum.is_local_minimum());
}

TEST_CASE("every kind of field has its keys", "[certificate]") {
  TrainedMinimum minimum = tied_minimum();
  minimum.fields = {ScaleField{0, 1},
                    MixField{1, 2, 3},
                    MixField{1, 2, std::nullopt},
                    RotateField{1, 0, 2},
                    RowField{2, 1, {{0, 2}, 1, {3, 5}}},
                    CancelField{1, {0, 3}, 2, {{1}, 0, {4}}},
                    ShiftField{3, 2},
                    ScaleField{1, 2, {}, {}, FieldFold{1, {0, 3}}},
                    MixField{0, 2, 1, {}, FieldFold{1, {3}}},
                    BlockField{{{0, 1}, {1, 0}}, {2, 5}, {3}, {{{2, 0, 1}, {0, 1, 4}}}, {{5}, {}}}};
  const nlohmann::json witness =
      nlohmann::json::parse(trained_minimum_claim(minimum).witness.value());
  CHECK(witness["fields"] == nlohmann::json::parse(R"([
    {"field":"scale","layer":0,"unit":1},
    {"field":"mix","layer":1,"unit":2,"other":3},
    {"field":"mix","layer":1,"unit":2,"other":null},
    {"field":"rotate","layer":1,"unit":0,"other":2},
    {"field":"row","layer":2,"unit":1,"basis":[0,2],"free":1,"samples":[3,5]},
    {"field":"cancel","layer":1,"units":[0,3],"free_unit":2,"basis":[1],"free":0,"samples":[4]},
    {"field":"shift","layer":3,"input":2},
    {"field":"scale","layer":1,"unit":2,"fold":{"layer":1,"units":[0,3]}},
    {"field":"mix","layer":0,"unit":2,"other":1,"fold":{"layer":1,"units":[3]}},
    {"field":"block","inner":[[0,1],[1,0]],"basis":[2,5],"free":[3],
      "observed":[[2,0,1],[0,1,4]],"paths":[[5],[]]}])"));
}
