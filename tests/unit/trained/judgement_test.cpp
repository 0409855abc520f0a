// SPDX-License-Identifier: GPL-3.0-or-later
//
// x = 0, 1, y = x. F = 1/2 with a dead unit: a minimum with risk 1/4, and [x + 1]_+ − 1 has risk 0
// in the same architecture. F = [x + 1]_+ − 1 itself is global. With the output bias at 1/2 + 10^-7
// instead the minimum is that far away.

#include "trained/judgement.hpp"

#include "unit/landscape/samples.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;
using namespace thalweg::samples;

namespace {

const TrainingProblem identity_problem{dataset({{0}, {1}}, {{0}, {1}}), WeightedLoss{}, {}};

Network one_unit(const Rational& weight, const Rational& bias, const Rational& constant) {
  return {{layer(1, {{weight}, {-1}}, {bias, -1}, relu()),
           layer(2, {{1, 0}}, {constant}, identity_activation())}};
}

} // namespace

TEST_CASE("judgement: facts of a checkpoint", "[trained]") {
  const CheckpointFacts facts =
      checkpoint_facts(one_unit(-1, -1, Rational(1, 2)), identity_problem);
  CHECK(facts.risk.lower == Rational(1, 4));
  CHECK(facts.risk.upper == Rational(1, 4));
  CHECK(facts.gradient_norm == 0);
  CHECK(facts.pattern_count == 1);
  CHECK(facts.hidden_units == 2);
  CHECK(facts.dead_units == 2);
  CHECK(facts.near_walls == 0);
}

TEST_CASE("judgement: a dead network is a spurious minimum", "[trained]") {
  const Judgement judged = judgement(one_unit(-1, -1, Rational(1, 2)), identity_problem);
  REQUIRE(judged.verdict == JudgementVerdict::minimum);
  CHECK(judged.minimum->distance == 0);
  CHECK(judged.minimum->risk.lower == Rational(1, 4));
  REQUIRE(judged.better);
  CHECK(judged.better->risk.upper < Rational(1, 100));
}

TEST_CASE("judgement: near a minimum", "[trained]") {
  const Rational off = fraction(1, 10'000'000);
  const Judgement judged = judgement(one_unit(-1, -1, Rational(1, 2) + off), identity_problem);
  REQUIRE(judged.verdict == JudgementVerdict::minimum);
  CHECK(judged.minimum->distance == off);
  CHECK(judged.minimum->risk.lower == Rational(1, 4));
}

TEST_CASE("judgement: risk 0 is global", "[trained]") {
  const Judgement judged = judgement(one_unit(1, 1, -1), identity_problem);
  CHECK(judged.verdict == JudgementVerdict::global);
  CHECK_FALSE(judged.better);
}
