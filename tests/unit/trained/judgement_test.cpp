// SPDX-License-Identifier: GPL-3.0-or-later
//
// One network for each verdict; what a minimum rests on is refused or accepted by the caller.

#include "trained/judgement.hpp"

#include "unit/partition/small_data.hpp"
#include "unit/search/one_hidden_layer.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;
using thalweg::one_hidden_layer::network_of;
using thalweg::small_data::dataset_on_line;

namespace {

TrainingProblem squared_problem(const Dataset& data) {
  return {data, WeightedLoss(), {}};
}

/// F = 1 + 2 [3/2 x − 1] is the least on these patterns: 2 and 5 are met, 0 and 2 by their mean.
Dataset ramp_data() {
  return dataset_on_line({-2, -1, 1, 2}, {0, 2, 2, 5});
}
Network near_ramp(const Rational& bias) {
  return network_of("relu", {{{Rational(3, 2)}, Rational(-1), 2}}, bias);
}

Dataset two_labels() {
  return dataset_on_line({-2, 1}, {-1, 1});
}

} // namespace

TEST_CASE("a network near a minimum of its patterns", "[trained]") {
  const Judgement judged =
      judgement(near_ramp(Rational(1000001, 1000000)), squared_problem(ramp_data()));
  REQUIRE(judged.verdict == JudgementVerdict::minimum);
  REQUIRE(judged.minimum);
  CHECK(std::holds_alternative<LiftedMinimum>(judged.minimum->kind));
  CHECK(judged.minimum->risk.upper == Rational(1, 2));
  CHECK(judged.minimum->distance < Rational(1, 100000));
  CHECK_FALSE(judged.walk);
  CHECK_FALSE(judged.lower);
}

TEST_CASE("risk 0 is a global minimum", "[trained]") {
  const Dataset data = dataset_on_line({-2, -1, 1, 2}, {1, 1, 2, 5});
  const Judgement judged = judgement(near_ramp(1), squared_problem(data));
  REQUIRE(judged.verdict == JudgementVerdict::global);
  CHECK(std::holds_alternative<GlobalMinimum>(judged.minimum->kind));
  CHECK_FALSE(judged.better);
}

TEST_CASE("a minimum that is refused leaves the lower point of the walk", "[trained]") {
  // the wall at x = 0 needs a proof that rests on guesses
  const Dataset data = dataset_on_line(
      {-1, 0, 1, 2}, {Rational(3, 8), Rational(-1, 2), Rational(5, 4), Rational(15, 8)});
  const Network start =
      network_of("relu", {{{Rational(1)}, Rational(1, 1000), 1}}, Rational(1, 100));
  const Judgement accepted = judgement(start, squared_problem(data));
  REQUIRE(accepted.verdict == JudgementVerdict::minimum);
  CHECK(accepted.minimum->risk.upper < accepted.facts.risk.lower);
  JudgementRequest request;
  request.refusal = [](const FoundMinimum&) { return std::string("no"); };
  const Judgement refused = judgement(start, squared_problem(data), request);
  REQUIRE(refused.verdict == JudgementVerdict::not_converged);
  CHECK_FALSE(refused.minimum);
  REQUIRE(refused.lower);
  CHECK(refused.lower->risk.upper < refused.facts.risk.lower);
  CHECK(std::find(refused.missing.begin(), refused.missing.end(), "the verifier: no") !=
        refused.missing.end());
}

TEST_CASE("a refused minimum without a lower point is undecided", "[trained]") {
  // exactly on the wall and stationary there, as in trained_minimum_test.cpp of the verifier
  const Dataset data = dataset_on_line({-1, 0, 1, 2}, {1, -2, 3, 1});
  JudgementRequest request;
  request.refusal = [](const FoundMinimum&) { return std::string("no"); };
  const Judgement judged =
      judgement(network_of("relu", {{{Rational(1)}, Rational(0), 1}}, Rational(0)),
                squared_problem(data), request);
  CHECK(judged.verdict == JudgementVerdict::undecided);
  CHECK_FALSE(judged.minimum);
  CHECK_FALSE(judged.missing.empty());
}

TEST_CASE("a classifier without errors has no minimum", "[trained]") {
  const Judgement judged =
      judgement(network_of("relu", {{{Rational(1)}, Rational(2), 1}}, Rational(-2)),
                {two_labels(), CrossEntropyLoss(), {}});
  REQUIRE(judged.verdict == JudgementVerdict::no_minimum);
  REQUIRE(judged.vanishing);
  CHECK(judged.vanishing->risk.margin == 1);
  CHECK(judged.facts.right == std::optional<std::size_t>(2));
}

TEST_CASE("with decay a classifier without errors has a minimum", "[trained]") {
  const Network start = network_of("relu", {{{Rational(1)}, Rational(2), 1}}, Rational(-2));
  const TrainingProblem problem{two_labels(), CrossEntropyLoss(),
                                uniform_decay(start, {Rational(1, 100), Rational(1, 100)})};
  const Judgement judged = judgement(start, problem);
  CHECK(judged.verdict == JudgementVerdict::minimum);
}

TEST_CASE("time that is up leaves the facts", "[trained]") {
  JudgementRequest request;
  request.max_time = Seconds(1e-9);
  const Judgement judged = judgement(near_ramp(2), squared_problem(ramp_data()), request);
  CHECK(judged.verdict == JudgementVerdict::undecided);
  CHECK(judged.facts.risk.lower > 0);
  CHECK_FALSE(judged.missing.empty());
}
