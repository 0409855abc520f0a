// SPDX-License-Identifier: GPL-3.0-or-later
//
// The whole way from the end of a walk to a certificate that the verifier accepts.

#include "certificate/trained_minimum_claim.hpp"
#include "certificate/writer.hpp"
#include "trained/slice_minimum.hpp"
#include "unit/trained/slice_examples.hpp"
#include "verifier/verify.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;
using namespace thalweg::slice_examples;

namespace {

verifier::Outcome outcome_of(const WalkEnd& end, const Dataset& data) {
  const TrainingProblem problem{data, WeightedLoss(), {}};
  const auto result = guessed_minimum_near(end, problem);
  if (const auto* reason = std::get_if<std::string>(&result))
    FAIL(*reason);
  const SliceMinimum& minimum = std::get<SliceMinimum>(result);
  CertificateDocument document;
  document.provenance = {"test", "test"};
  document.data = data;
  document.network = minimum.network;
  document.further.push_back(trained_minimum_claim(minimum.minimum));
  return verifier::verify(certificate_text(document), {});
}

void check_verified(const WalkEnd& end, const Dataset& data) {
  const verifier::Outcome outcome = outcome_of(end, data);
  INFO(outcome.code << " at " << outcome.place << ": expected " << outcome.expected << ", found "
                    << outcome.found);
  CHECK(outcome.verdict == verifier::Verdict::accepted);
}

} // namespace

TEST_CASE("a smooth minimum found near a network is verified", "[trained]") {
  check_verified(end_at(line_network()), line_data());
}

TEST_CASE("a minimum on a wall found near a network is verified", "[trained]") {
  check_verified(end_at(wall_network(), {{0, 0, 1}}), wall_data());
}

TEST_CASE("a tie of several samples with equal inputs is verified", "[trained]") {
  Dataset data = wall_data();
  data.inputs.push_back({0});
  data.targets.push_back({Rational(-1, 2)});
  check_verified(end_at(wall_network(), {{0, 0, 1}, {0, 0, 4}}), data);
}
