// SPDX-License-Identifier: GPL-3.0-or-later
//
// Descents from moved parameters, and the best of all that is tried.

#include "trained/better_network.hpp"

#include "network/windowed_layer.hpp"
#include "trained/guess/restarted_descent.hpp"
#include "unit/partition/small_data.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;
using namespace thalweg::small_data;

namespace {

TrainingProblem problem_of(const Dataset& data, const WeightedLoss& loss = {}) {
  return {data, loss, {}};
}
Rational risk_of(const Network& network, const TrainingProblem& problem) {
  return exact_risk(network, problem).upper;
}

constexpr auto near = RestartedDescent::Start::near;

/// Values at −2, −1, 1, 2, and a constant by a network whose units are dead.
Dataset valley(const Vector& targets) {
  return dataset_on_line({-2, -1, 1, 2}, targets);
}
Network dead(const Rational& constant) {
  return {{{1, {{}, {}}, {-1, -1}, relu()},
           {2, {{{0, Rational(1)}, {1, Rational(1)}}}, {constant}, identity_activation()}}};
}
Network alive() {
  Network network = dead(Rational(3, 2));
  network.layers[0].weights = {{{0, Rational(1)}}, {{0, Rational(1, 2)}}};
  network.layers[0].biases = {3, 3};
  return network;
}

} // namespace

TEST_CASE("moved parameters descend, the same way every time", "[trained]") {
  const TrainingProblem problem = problem_of(valley({2, 1, 1, 2}));
  const RestartedDescent request{.start = near, .seed = 1, .size = 1, .work = 1e7, .steps = 400};
  const auto found = restarted_descent(alive(), problem, request);
  REQUIRE(found);
  CHECK(has_same_architecture(*found, alive()));
  CHECK(risk_of(*found, problem) < risk_of(alive(), problem));
  CHECK(found->layers[0].biases == restarted_descent(alive(), problem, request)->layers[0].biases);
}

TEST_CASE("descents move shared filters and pass poolings", "[trained]") {
  // two pixels → filter of size 1 → maximum → output
  Network network;
  network.input_shape = {1, 2};
  network.layers.push_back(convolution_layer({1, 2}, {.size = {1}}, 1, {{{0, Rational(1)}}},
                                             Vector{0}, identity_activation(), "test"));
  network.layers.push_back(max_pooling_layer({1, 2}, {.size = {2}}, "test"));
  network.layers.push_back({1, {{{0, Rational(1)}}}, {Rational(1)}, identity_activation()});
  const TrainingProblem problem =
      problem_of({{"a", "b", "y"}, {2}, {{0, 1}, {2, 1}, {3, 5}}, {{2}, {4}, {10}}});
  const auto found = restarted_descent(network, problem, {.start = near, .work = 1e7});
  REQUIRE(found);
  CHECK(has_same_architecture(*found, network));
  CHECK(risk_of(*found, problem) < risk_of(network, problem) / 10);
}

TEST_CASE("descents for every loss", "[trained]") {
  for (const Loss& one :
       {loss(LossKind::absolute), loss(LossKind::huber, fraction(1, 2)),
        loss(LossKind::epsilon, fraction(1, 4)), loss(LossKind::quantile, fraction(1, 3)),
        loss(LossKind::hinge), loss(LossKind::squared_hinge)}) {
    CAPTURE(to_string(one));
    const TrainingProblem problem = problem_of(valley({-1, 1, 1, -1}), one);
    Network network = dead(0);
    network.layers[0].weights = {{{0, Rational(1)}}, {{0, Rational(-1)}}};
    const auto found =
        restarted_descent(network, problem, {.start = near, .seed = 3, .size = 1, .work = 1e7});
    REQUIRE(found);
    CHECK(risk_of(*found, problem) < risk_of(network, problem));
  }
}

TEST_CASE("a better network is better, and a fitted one has none", "[trained]") {
  const TrainingProblem problem = problem_of(valley({2, 1, 1, 2}));
  const Network start = dead(Rational(3, 2));
  REQUIRE(risk_of(start, problem) == Rational(1, 4));
  const auto better = better_network(start, problem, Rational(1, 4));
  REQUIRE(better);
  CHECK(better->risk.upper < Rational(1, 4));
  CHECK(better->risk.upper == risk_of(better->network, problem));
  CHECK_FALSE(better->how.empty());
  const Network constant{{{1, {{}}, {Rational(1)}, identity_activation()}}};
  CHECK_FALSE(better_network(constant, problem_of(dataset_on_line({0, 1}, {1, 1})), 0));
}
