// SPDX-License-Identifier: GPL-3.0-or-later
//
// Minima near and others: one hidden layer by hand and at random, then deeper networks, several
// outputs, another loss and decay.

#include "trained/snap.hpp"

#include "exact/error.hpp"
#include "landscape/parameter_order.hpp"
#include "trained/better_network.hpp"
#include "unit/partition/small_data.hpp"
#include "unit/search/one_hidden_layer.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;
using namespace thalweg::one_hidden_layer;
using thalweg::small_data::dataset_on_line;

namespace {

TrainingProblem squared_problem(const Dataset& data) {
  return {data, WeightedLoss(), {}};
}

SnapRequest with_hops(std::size_t steps) {
  SnapRequest request;
  request.step_budget = steps;
  request.may_hop = true;
  return request;
}

/// F = 1 + 2 max(0, 3/2 x − 1) is the minimum of its patterns, risk 1/2.
Dataset ramp_data() {
  return dataset_on_line({-2, -1, 1, 2}, {0, 2, 2, 5});
}

/// y = |x|, but for the sample at 0: the lowest risk of one unit |a x + b|, 2/35, has it on a wall.
Dataset valley_data() {
  return dataset_on_line({-2, -1, 0, 1, 2}, {2, 1, -1, 1, 2});
}
Network valley_start() {
  return network_of("abs", {{{Rational(7, 5)}, 0, 1}}, Rational(-7, 10));
}

/// Every parameter moved by at most `radius`.
Network moved_within(const Network& network, const Rational& radius, std::mt19937& source) {
  Vector parameters = parameter_vector(network);
  for (Rational& parameter : parameters)
    parameter += radius * fraction(static_cast<long>(source() % 17) - 8, 8);
  return with_parameters(network, parameters);
}

Rational radius_of(const FoundMinimum& minimum) {
  if (const auto* lifted = std::get_if<LiftedMinimum>(&minimum.kind))
    return lifted->minimum.radius;
  if (const auto* on_walls = std::get_if<MinimumOnWalls>(&minimum.kind))
    return on_walls->radius;
  return 0;
}

} // namespace

TEST_CASE("a network near a minimum is moved into it", "[trained]") {
  const Network start =
      network_of("relu", {{{Rational(31, 20)}, Rational(-9, 10), 2}}, Rational(11, 10));
  const SnapResult result = snap(start, squared_problem(ramp_data()));
  REQUIRE(result.minimum);
  CHECK(std::holds_alternative<LiftedMinimum>(result.minimum->kind));
  CHECK(result.minimum->risk.upper == Rational(1, 2));
  CHECK(result.hops == 0);
  CHECK(result.minimum->distance == largest_move(start, result.minimum->network));
}

TEST_CASE("a minimum stays where it is", "[trained]") {
  const Network start = network_of("relu", {{{Rational(3, 2)}, -1, 2}}, 1);
  const SnapResult result = snap(start, squared_problem(ramp_data()));
  REQUIRE(result.minimum);
  CHECK(result.steps == 0);
  CHECK_FALSE(result.end);
  CHECK(result.minimum->distance == 0);
}

TEST_CASE("an exact fit is a global minimum, on a wall too", "[trained]") {
  // y = |x|: the sample 0 is on the wall of the only fit
  const Dataset data = dataset_on_line({-2, -1, 0, 1, 2}, {2, 1, 0, 1, 2});
  const Network start = network_of("abs", {{{1}, Rational(1, 10), 1}}, Rational(1, 10));
  const SnapResult result = snap(start, squared_problem(data));
  REQUIRE(result.minimum);
  CHECK(exact_risk(result.minimum->network, squared_problem(data)).upper < Rational(1, 1000000));
}

TEST_CASE("a minimum on a wall is certified where the walk ends", "[trained]") {
  const SnapResult result = snap(valley_start(), squared_problem(valley_data()), with_hops(100));
  REQUIRE(result.minimum);
  CHECK(result.hops == 0);
  CHECK(result.minimum->risk.upper.get_d() == Approx(2.0 / 35));
}

TEST_CASE("where none is certified, hops look for another one", "[trained]") {
  // every minimum that rests on guesses is refused: only those off walls are left: none here
  SnapRequest request = with_hops(60);
  request.refusal = [](const FoundMinimum&) { return std::string("no"); };
  const SnapResult refused = snap(valley_start(), squared_problem(valley_data()), request);
  CHECK_FALSE(refused.minimum);
  CHECK(refused.hops > 0);
  CHECK(refused.steps >= 60);
  REQUIRE(refused.end);
  CHECK(refused.end->risk == Approx(2.0 / 35));
  REQUIRE_FALSE(refused.missing.empty());
  CHECK(refused.missing.back() == "the steps are used up");
  request.may_hop = false;
  CHECK(snap(valley_start(), squared_problem(valley_data()), request).hops == 0);
}

TEST_CASE("a hop finds another minimum, not above the start", "[trained]") {
  std::mt19937 source(5);
  std::size_t after_hops = 0;
  for (int round = 0; round < 20; ++round) {
    INFO("seed 5, round " << round);
    const Network start = random_network(source, "relu", 1, 2);
    const TrainingProblem problem = squared_problem(random_samples(source, 1, 10));
    SnapRequest request = with_hops(200);
    request.refusal = [](const FoundMinimum&) { return std::string("no"); };
    const SnapResult result = snap(start, problem, request);
    if (!result.minimum || result.hops == 0)
      continue;
    ++after_hops;
    CHECK(std::holds_alternative<LiftedMinimum>(result.minimum->kind));
    CHECK(result.minimum->risk.upper <= exact_risk(start, problem).lower);
  }
  CHECK(after_hops > 0);
}

TEST_CASE("without steps nothing walks", "[trained]") {
  SnapRequest request = with_hops(0);
  request.refusal = [](const FoundMinimum&) { return std::string("no"); };
  const SnapResult result = snap(valley_start(), squared_problem(valley_data()), request);
  CHECK_FALSE(result.minimum);
  CHECK(result.steps == 0);
  CHECK(result.hops == 0);
  CHECK(result.missing.back() == "the steps are used up");
}

TEST_CASE("one sample, equal inputs and dead units have minima", "[trained]") {
  const Network relu = network_of("relu", {{{1}, -5, 1}, {{-1}, -5, 0}}, 0);
  const SnapResult one = snap(relu, squared_problem(dataset_on_line({1}, {3})));
  REQUIRE(one.minimum);
  CHECK(std::holds_alternative<GlobalMinimum>(one.minimum->kind));
  const SnapResult equal = snap(relu, squared_problem(dataset_on_line({1, 1}, {0, 2})));
  REQUIRE(equal.minimum);
  CHECK(equal.minimum->risk.upper == 1);
}

TEST_CASE("a classifier without errors has no minimum, with decay it has", "[trained]") {
  const Network start = network_of("relu", {{{Rational(1)}, Rational(2), 1}}, Rational(-2));
  TrainingProblem problem{dataset_on_line({-2, 1}, {-1, 1}), CrossEntropyLoss(), {}};
  const SnapResult none = snap(start, problem, with_hops(20));
  CHECK_FALSE(none.minimum);
  REQUIRE(none.end);
  CHECK(none.end->stop == WalkStop::separable);
  CHECK(none.hops == 0);
  problem.decay = uniform_decay(start, {Rational(1, 100), Rational(1, 100)});
  CHECK(snap(start, problem).minimum);
}

TEST_CASE("minima are no higher than the start, nor than anything within the radius", "[trained]") {
  std::mt19937 source(17);
  std::size_t certified = 0;
  for (int round = 0; round < 40; ++round) {
    INFO("seed 17, round " << round);
    const char* names[] = {"relu", "abs", "leaky_relu:1/10", "hard_tanh", "hard_sigmoid"};
    const std::size_t inputs = 1 + source() % 2;
    const Network start = random_network(source, names[source() % 5], inputs, 1 + source() % 3);
    const TrainingProblem problem =
        squared_problem(random_samples(source, inputs, 1 + source() % 10));
    const SnapResult result = snap(start, problem, with_hops(100));
    if (!result.minimum)
      continue;
    ++certified;
    CHECK(has_same_architecture(result.minimum->network, start));
    CHECK(result.minimum->risk.lower <= exact_risk(start, problem).upper);
    if (const Rational radius = radius_of(*result.minimum); radius > 0)
      for (int trial = 0; trial < 10; ++trial) {
        const Network other = moved_within(result.minimum->network, radius, source);
        CHECK(exact_risk(other, problem).upper >= result.minimum->risk.lower);
      }
  }
  CHECK(certified > 30);
}
