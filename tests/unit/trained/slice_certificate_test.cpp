// SPDX-License-Identifier: GPL-3.0-or-later
//
// The whole way from the end of a walk to a certificate that the verifier accepts.

#include "certificate/trained_minimum_claim.hpp"
#include "certificate/writer.hpp"
#include "network/windowed_layer.hpp"
#include "trained/slice_minimum.hpp"
#include "trained/walk.hpp"
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

TEST_CASE("level entries of a window are held by the walk and verified", "[trained]") {
  // tests/unit/verifier/tied_maxima_test.cpp: F = a max(w x_0 + b, w x_1 + b) + c, a minimum at w =
  // 0
  const Dataset data{{"x0", "x1", "y"},
                     {2},
                     {{0, 1}, {-1, -1}, {1, 1}, {0, 0}},
                     {{-2}, {fraction(1, 2)}, {fraction(3, 2)}, {0}}};
  for (const Rational& weight : {fraction(1, 8), fraction(-1, 8)}) {
    Network network;
    network.input_shape = {1, 2};
    network.layers.push_back(convolution_layer({1, 2}, {.size = {1}}, 1, {{{0, weight}}},
                                               Vector{fraction(1, 16)}, identity_activation(),
                                               "test"));
    network.layers.push_back(max_pooling_layer({1, 2}, {.size = {2}}, "test"));
    network.layers.push_back({1, {{{0, Rational(1)}}}, {Rational(0)}, identity_activation()});
    const WalkEnd end = walk_downhill(network, {data, WeightedLoss(), {}});
    INFO(end.reason);
    REQUIRE(end.is_converged);
    REQUIRE(end.held.size() == 1);
    CHECK(end.held.front() == HeldPair{1, 0, 0, weight > 0 ? std::size_t{0} : std::size_t{1}});
    CHECK(abs(end.risk - 1.625) < 1e-12);
    check_verified(end, data);
  }
}
