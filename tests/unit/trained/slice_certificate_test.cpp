// SPDX-License-Identifier: GPL-3.0-or-later
//
// The whole way from the end of a walk to a certificate that the verifier accepts.

#include "certificate/trained_minimum_claim.hpp"
#include "certificate/writer.hpp"
#include "landscape/parameter_order.hpp"
#include "network/windowed_layer.hpp"
#include "trained/better_network.hpp"
#include "trained/guess/floating_walls.hpp"
#include "trained/guess/slice_minimum.hpp"
#include "trained/guess/walk.hpp"
#include "unit/trained/slice_examples.hpp"
#include "verifier/verify.hpp"

#include <catch2/catch.hpp>

#include <random>

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

/// Two outputs z, z = σ(x) + σ(−x) + 1, itself behind a unit that is on everywhere. The residuals
/// 1/4 (1, −1, 1, −1) and their opposite are orthogonal to what any change of z and lines in z do.
Network opposite_units() {
  return {{DenseLayer{1, {{{0, 1}}, {{0, -1}}}, {0, 0}, relu()},
           DenseLayer{2, {{{0, 1}, {1, 1}}}, {1}, relu()},
           DenseLayer{1, {{{0, 1}}, {{0, 1}}}, {0, 0}, identity_activation()}}};
}

Dataset opposite_data() {
  return {{"x", "y", "y1"},
          {1, 2},
          {{-2}, {-1}, {1}, {2}},
          {{Rational(11, 4), Rational(13, 4)},
           {Rational(9, 4), Rational(7, 4)},
           {Rational(7, 4), Rational(9, 4)},
           {Rational(13, 4), Rational(11, 4)}}};
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

TEST_CASE("the bias above units that are on at opposite samples is of a block", "[trained]") {
  const WalkEnd end = end_at(opposite_units());
  const TrainingProblem problem{opposite_data(), WeightedLoss(), {}};
  const auto result = guessed_minimum_near(end, problem);
  REQUIRE(std::holds_alternative<SliceMinimum>(result));
  const std::vector<NeutralField>& fields = std::get<SliceMinimum>(result).minimum.fields;
  CHECK(std::count_if(fields.begin(), fields.end(), [](const NeutralField& field) {
          return std::holds_alternative<BlockField>(field);
        }) == 1);
  check_verified(end, opposite_data());
}

// As in the verifier's example, with the second unit nearly 0: the first one is on at both samples.
TEST_CASE("a unit that decay keeps at 0 is verified, one that it does not keep is told",
          "[trained]") {
  const Dataset data = small_data::dataset_on_line({-1, 0, 1}, {1, Rational(1, 2), -1});
  const auto found = [&](const Rational& decay) {
    const TrainingProblem problem{data, WeightedLoss(), {{decay, decay}, {decay, 0}}};
    const Network start = {{DenseLayer{1, {{}, {}}, {0, 0}, relu()},
                            DenseLayer{2, {{}}, {Rational(1, 6)}, identity_activation()}}};
    return guessed_minimum_near(end_at(start), problem);
  };
  const auto kept = found(1);
  if (const auto* reason = std::get_if<std::string>(&kept))
    FAIL(*reason);
  const SliceMinimum& minimum = std::get<SliceMinimum>(kept);
  REQUIRE(minimum.minimum.asleep);
  CHECK(minimum.minimum.asleep->units == std::vector<std::size_t>{0, 1});
  CHECK(minimum.minimum.is_local_minimum());
  CertificateDocument document;
  document.provenance = {"test", "test"};
  document.data = data;
  document.decay = {{1, 1}, {1, 0}};
  document.network = minimum.network;
  document.further.push_back(trained_minimum_claim(minimum.minimum));
  const verifier::Outcome outcome = verifier::verify(certificate_text(document), {});
  INFO(verifier::verdict_line(outcome));
  CHECK(outcome.verdict == verifier::Verdict::accepted);
  const auto woken = found(Rational(1, 10));
  REQUIRE(std::holds_alternative<std::string>(woken));
  CHECK_THAT(std::get<std::string>(woken), Catch::Contains("may wake up"));
}

TEST_CASE("a tie of several samples with equal inputs is verified", "[trained]") {
  Dataset data = wall_data();
  data.inputs.push_back({0});
  data.targets.push_back({Rational(-1, 2)});
  check_verified(end_at(wall_network(), {{0, 0, 1}, {0, 0, 4}}), data);
}

TEST_CASE("level entries of a window are held by the walk and verified", "[trained]") {
  // tests/unit/verifier/slice/tied_maxima_test.cpp: F = a max(w x_0 + b, w x_1 + b) + c, a minimum
  // at w =
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

// Two units, one of which is of no use and decays to 0, where R has kinks in every direction:
// turned against the other one it has its pieces.
TEST_CASE("a minimum with a unit that decays to 0 is verified", "[trained]") {
  const Network network = one_hidden_layer::network_of(
      "relu", {{{Rational(1)}, Rational(1, 10), 1}, {{-small}, small / 3, small}}, Rational(1, 20));
  const TrainingProblem problem{small_data::dataset_on_line({-2, -1, 1, 2}, {0, 0, 1, 3}),
                                WeightedLoss(),
                                uniform_decay(network, {fraction(1, 50), fraction(1, 50)})};
  const WalkEnd end = walk_downhill(network, problem);
  INFO(end.reason);
  REQUIRE(end.is_converged);
  const auto found = guessed_minimum_near(end, problem);
  if (const auto* reason = std::get_if<std::string>(&found))
    FAIL(*reason);
  const SliceMinimum& minimum = std::get<SliceMinimum>(found);
  CHECK(minimum.minimum.is_local_minimum());
  CertificateDocument document;
  document.provenance = {"test", "test"};
  document.data = problem.data;
  document.decay = problem.decay;
  document.network = minimum.network;
  document.further.push_back(trained_minimum_claim(minimum.minimum));
  const verifier::Outcome outcome = verifier::verify(certificate_text(document), {});
  INFO(outcome.code << " at " << outcome.place << ": expected " << outcome.expected << ", found "
                    << outcome.found);
  CHECK(outcome.verdict == verifier::Verdict::accepted);
}

// F = a max(max(0, w x_0 + b), max(0, w x_1 + b)) + c with x_1 = −5: the second entry is 0, and the
// first one rises from 0 at the wall of wall_data. Held as level entries the wall would have the
// normal 0, or be one of the window though the unit is on it.
TEST_CASE("an entry that rises from a constant is held by its unit", "[trained]") {
  Dataset data{{"x0", "x1", "y"}, {2}, {}, wall_data().targets};
  for (const Vector& input : wall_data().inputs)
    data.inputs.push_back({input[0], -5});
  const TrainingProblem problem{data, WeightedLoss(), {}};
  Network network;
  network.input_shape = {1, 2};
  network.layers.push_back(convolution_layer({1, 2}, {.size = {1}}, 1, {{{0, 1 + small}}},
                                             Vector{small / 3}, relu(), "test"));
  network.layers.push_back(max_pooling_layer({1, 2}, {.size = {2}}, "test"));
  network.layers.push_back({1, {{{0, 1 - small}}}, {small / 2}, identity_activation()});
  FloatingLagrangian lagrangian(network, problem);
  for (const int entry : {0, 1}) {
    WalkPlace place = lagrangian.start();
    place.pieces[1](1, 0) = 1 - entry;
    place.held = {{1, 0, 1, entry}};
    hold_rising_units(lagrangian, place);
    CHECK(place.held == std::vector<HeldPoint>{{0, 0, 1}});
    CHECK(place.pieces[0](1, 0) == 0);
    CHECK(place.pieces[1](1, 0) == 0);
  }
  for (const Rational& bias : {Rational(small / 3), fraction(1, 8), fraction(-1, 8)}) {
    network.layers[0] = convolution_layer({1, 2}, {.size = {1}}, 1, {{{0, 1 + small}}},
                                          Vector{bias}, relu(), "test");
    const WalkEnd end = walk_downhill(network, problem);
    INFO(end.reason);
    REQUIRE(end.is_converged);
    CHECK(end.held == std::vector<HeldPair>{{0, 0, 1}});
    check_verified(end, data);
  }
}

TEST_CASE("no network near a minimum at level entries has a lower risk", "[trained]") {
  std::mt19937 random(20261129);
  const auto small = [&](int most) { return Rational(int(random() % (2 * most + 1)) - most); };
  std::size_t held = 0, accepted = 0;
  for (int round = 0; round < 40; ++round) {
    Dataset data{{"x0", "x1", "x2", "x3", "y"}, {4}, {}, {}};
    for (int i = 0; i < 10; ++i) {
      data.inputs.push_back({small(3), small(3), small(3), small(3)});
      data.targets.push_back({small(4)});
    }
    Network network;
    network.input_shape = {1, 4};
    network.layers.push_back(convolution_layer(
        {1, 4}, {.size = {2}}, 1, {{{0, small(9) / 7}, {1, small(9) / 7}}}, Vector{small(9) / 7},
        round % 2 == 0 ? relu() : identity_activation(), "test"));
    network.layers.push_back(max_pooling_layer({1, 3}, {.size = {3}}, "test"));
    network.layers.push_back({1, {{{0, 1 + small(3) / 7}}}, {small(3) / 7}, identity_activation()});
    const TrainingProblem problem{data, WeightedLoss(), {}};
    const WalkEnd end = walk_downhill(network, problem);
    const bool is_held = std::any_of(end.held.begin(), end.held.end(),
                                     [](const HeldPair& pair) { return pair.layer == 1; });
    const auto found = guessed_minimum_near(end, problem);
    const auto* minimum = std::get_if<SliceMinimum>(&found);
    if (!end.is_converged || !is_held || !minimum)
      continue;
    ++held;
    const verifier::Outcome outcome = outcome_of(end, data);
    INFO("round " << round << ": " << outcome.code << " at " << outcome.place << ", found "
                  << outcome.found);
    if (outcome.verdict != verifier::Verdict::accepted)
      continue;
    ++accepted;
    const Vector at = parameter_vector(minimum->network);
    for (int k = 0; k < 60; ++k) {
      Vector moved = at;
      for (Rational& parameter : moved)
        parameter += small(8) / (Integer(1) << (20 + k % 8));
      CHECK(exact_risk(with_parameters(network, moved), problem).lower >=
            minimum->minimum.risk_lower);
    }
  }
  INFO(held << " at level entries, " << accepted << " accepted");
  CHECK(accepted >= 8);
  CHECK(accepted == held);
}
