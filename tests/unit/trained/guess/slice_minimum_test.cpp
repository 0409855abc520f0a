// SPDX-License-Identifier: GPL-3.0-or-later

#include "trained/guess/slice_minimum.hpp"

#include "exact/error.hpp"
#include "trained/exact_risks.hpp"
#include "unit/trained/slice_examples.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;
using namespace thalweg::slice_examples;
using thalweg::one_hidden_layer::network_of;
using thalweg::small_data::dataset_on_line;

namespace {

SliceMinimum found(const std::variant<SliceMinimum, std::string>& result) {
  if (const auto* reason = std::get_if<std::string>(&result))
    FAIL(*reason);
  return std::get<SliceMinimum>(result);
}

} // namespace

TEST_CASE("a smooth minimum up to a scaling and a shift", "[trained]") {
  const TrainingProblem problem{line_data(), WeightedLoss(), {}};
  const SliceMinimum result = found(guessed_minimum_near(end_at(line_network()), problem));
  const TrainedMinimum& minimum = result.minimum;
  CHECK(minimum.ties.empty());
  CHECK(minimum.fixed.size() == 2);
  CHECK(minimum.is_local_minimum());
  CHECK(minimum.strict_box);
  CHECK(minimum.near < power_of_two(-60));
  CHECK(minimum.risk_lower <= Rational(1, 18));
  CHECK(minimum.risk_upper >= Rational(1, 18));
  CHECK(minimum.risk_upper - minimum.risk_lower < power_of_two(-100));
  CHECK(largest_move(line_network(), result.network) < 10 * small);
}

TEST_CASE("a minimum on a wall, with its multiplier", "[trained]") {
  const TrainingProblem problem{wall_data(), WeightedLoss(), {}};
  const SliceMinimum result =
      found(guessed_minimum_near(end_at(wall_network(), {{0, 0, 1}}), problem));
  const TrainedMinimum& minimum = result.minimum;
  REQUIRE(minimum.ties.size() == 1);
  const HeldTie& tie = minimum.ties.front();
  CHECK(tie.sample == 1);
  // λ belongs to z and z may have another scale than 1: |λ w| = 1/16
  CHECK(abs(tie.multiplier + Rational(1, 16)) < 10 * small);
  CHECK(tie.bound > 0);
  CHECK(minimum.fixed.size() == 1);
  CHECK(std::holds_alternative<ScaleField>(minimum.fields.front()));
  CHECK(minimum.risk_lower <= Rational(15, 128));
  CHECK(minimum.risk_upper >= Rational(15, 128));
  CHECK(minimum.risk_upper - minimum.risk_lower < power_of_two(-80));
  CHECK(minimum.strict_box);
}

TEST_CASE("a held pair that no side wants", "[trained]") {
  const TrainingProblem problem{line_data(), WeightedLoss(), {}};
  const Network network =
      network_of("relu", {{{1 + small}, -1 - small, Rational(3, 2)}}, Rational(5, 6));
  const auto result = guessed_minimum_near(end_at(network, {{0, 0, 0}}), problem);
  REQUIRE(std::holds_alternative<std::string>(result));
  CHECK_THAT(std::get<std::string>(result), Catch::Contains("degenerate tie at layer 0"));
}

TEST_CASE("a point that is no minimum", "[trained]") {
  const TrainingProblem problem{line_data(), WeightedLoss(), {}};
  const Network network = network_of("relu", {{{1}, 1, 0}}, Rational(7, 3));
  const auto result = guessed_minimum_near(end_at(network), problem);
  REQUIRE(std::holds_alternative<std::string>(result));
  CHECK_THAT(std::get<std::string>(result), Catch::Contains("negative"));
}

TEST_CASE("decay leaves no scaling", "[trained]") {
  // (a w − 1)² + κ (a² + w²) with κ = 19/100: a = w = s, s² = 1 − κ = 81/100, R = κ² + 2 κ s²
  const auto layer = [](const Rational& weight, const Activation& activation) {
    Layer result{1, {{{0, weight}}}, {0}, activation};
    result.has_biases = false;
    return result;
  };
  const Network network{
      {layer(Rational(9, 10) + small, relu()), layer(Rational(9, 10), identity_activation())}};
  const Rational decay(19, 100), risk = decay * decay + 2 * decay * Rational(81, 100);
  const TrainingProblem problem{dataset_on_line({1}, {1}), WeightedLoss(),
                                uniform_decay(network, {decay, 0})};
  const SliceMinimum result = found(guessed_minimum_near(end_at(network), problem));
  CHECK(result.minimum.fixed.empty());
  CHECK(result.minimum.is_local_minimum());
  CHECK(result.minimum.risk_lower <= risk);
  CHECK(result.minimum.risk_upper >= risk);
  CHECK(result.minimum.risk_upper - result.minimum.risk_lower < power_of_two(-100));
}

TEST_CASE("a loss without second derivatives", "[trained]") {
  const TrainingProblem problem{line_data(), WeightedLoss(loss_of_text("absolute")), {}};
  CHECK_THROWS_AS(guessed_minimum_near(end_at(line_network()), problem), Unsupported);
}
