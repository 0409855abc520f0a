// SPDX-License-Identifier: GPL-3.0-or-later
//
// Walks whose end is known by hand: within patterns, on a wall, off a wall, where nothing is to be
// had.

#include "trained/guess/walk.hpp"

#include "exact/error.hpp"
#include "network/windowed_layer.hpp"
#include "trained/guess/floating_dependent_walls.hpp"
#include "trained/guess/floating_waking.hpp"
#include "unit/partition/small_data.hpp"
#include "unit/search/one_hidden_layer.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace thalweg;
using thalweg::one_hidden_layer::network_of;
using thalweg::small_data::dataset_on_line;

namespace {

TrainingProblem squared(const Dataset& data) {
  return {data, WeightedLoss(), {}};
}

Network near_fit() {
  return network_of("relu", {{{Rational(31, 20)}, Rational(-9, 10), 2}}, Rational(11, 10));
}

} // namespace

TEST_CASE("a walk ends in the minimum of its patterns", "[trained]") {
  // F = 1 + 2 [3/2 x − 1]: fits 2 and 5, and 0 and 2 by their mean
  const Dataset data = dataset_on_line({-2, -1, 1, 2}, {0, 2, 2, 5});
  const WalkEnd end = walk_downhill(near_fit(), squared(data));
  CHECK(end.is_converged);
  CHECK(end.stop == WalkStop::converged);
  CHECK(end.risk == Approx(0.5));
  CHECK(end.held.empty());
  CHECK(end.gradient_norm < 1e-10);
  CHECK_FALSE(end.has_changed_patterns);
  REQUIRE(end.pieces.size() == 4);
  CHECK(end.pieces[0] == SamplePieces{{0}});
  CHECK(end.pieces[2] == SamplePieces{{1}});
}

TEST_CASE("the same from data with equal inputs and with weights", "[trained]") {
  const Dataset data = dataset_on_line({-2, -1, 1, 2, 1}, {0, 2, 1, 5, 3});
  const WalkEnd end = walk_downhill(near_fit(), squared(data));
  CHECK(end.is_converged);
  CHECK(end.risk == Approx(4 / 5.0)); // 1 + 1 + 1 + 0 + 1
  const WeightedLoss weighted({}, {}, {3, 1, 1, 1});
  const WalkEnd weighted_end =
      walk_downhill(near_fit(), {dataset_on_line({-2, -1, 1, 2}, {0, 4, 2, 5}), weighted, {}});
  CHECK(weighted_end.is_converged);
  CHECK(weighted_end.risk == Approx(3)); // the mean of 0, three times, and 4 is 1
}

TEST_CASE("a minimum on a wall is held there", "[trained]") {
  // −F = |x| shifted: targets 2, 0, 2 at −2, 0, 2 and 1/2 at 0 would pull the kink up: F = a [x −
  // t] with c: of one unit, at x = 1 the target is far above both lines, so that the kink stays
  // there
  const Dataset data = dataset_on_line({-1, 0, 1, 2, 3}, {0, 0, -1, 2, 4});
  const Network start = network_of("relu", {{{Rational(2)}, Rational(-19, 10), 1}}, Rational(0));
  const WalkEnd end = walk_downhill(start, squared(data));
  REQUIRE(end.is_converged);
  REQUIRE(end.held.size() == end.multipliers.size());
  REQUIRE(end.held.size() == 1);
  CHECK(end.held[0] == HeldPair{0, 0, 2});
  CHECK(end.multipliers[0] < 0);
  CHECK(end.pieces[2] == SamplePieces{{0}});
  // on the wall b = −w: F = c, c, c, c + s, c + 2 s: normal equations 5 c + 3 s = 5, 3 c + 5 s = 10
  const double c = -5 / 16.0, s = 35 / 16.0;
  CHECK(end.risk == Approx((3 * c * c + 2 * c + 1 - 0 + (c + s - 2) * (c + s - 2) +
                            (c + 2 * s - 4) * (c + 2 * s - 4)) /
                           5));
}

TEST_CASE("walls are crossed downhill and left on the side that descends", "[trained]") {
  // the unit is off at 1 at first, but F = 2 [x] fits everything
  const Dataset data = dataset_on_line({-2, -1, 1, 2, 3}, {0, 0, 2, 4, 6});
  const Network start = network_of("relu", {{{Rational(2)}, Rational(-5, 2), 1}}, Rational(0));
  const WalkEnd end = walk_downhill(start, squared(data));
  CHECK(end.is_converged);
  CHECK(end.has_changed_patterns);
  CHECK(end.risk < 1e-20);
}

TEST_CASE("decay makes the minimum of one layer strict", "[trained]") {
  // F = w x on (1, 1): (w − 1)² + w² / 4, w = 4/5
  const Network line{{{1, {{{0, 1}}}, {0}, identity_activation()}}, {}};
  Network linear = line;
  linear.layers.front().has_biases = false;
  const TrainingProblem problem{
      dataset_on_line({1}, {1}), WeightedLoss(), {{fraction(1, 4), Rational(0)}}};
  const WalkEnd end = walk_downhill(linear, problem);
  CHECK(end.is_converged);
  CHECK(end.risk == Approx(0.2));
  CHECK(end.network.layers[0].weights[0][0].second.get_d() == Approx(0.8));
}

TEST_CASE("classes that are told apart have no minimum", "[trained]") {
  const Dataset data = dataset_on_line({-2, -1, 1, 2}, {-1, -1, 1, 1});
  const Network start = network_of("relu", {{{Rational(1)}, Rational(0), 1}}, Rational(-1, 2));
  const WalkEnd end = walk_downhill(start, {data, CrossEntropyLoss{}, {}});
  CHECK(end.stop == WalkStop::separable);
  CHECK_FALSE(end.is_converged);
}

TEST_CASE("logistic loss with classes that overlap", "[trained]") {
  // off at −1, where there is one label each; on at 1 with odds 2 : 1
  const Dataset data = dataset_on_line({-1, -1, 1, 1, 1}, {1, -1, 1, 1, -1});
  const Network start = network_of("relu", {{{Rational(1)}, Rational(-1, 2), 1}}, Rational(1, 10));
  const WalkEnd end = walk_downhill(start, {data, CrossEntropyLoss{}, {}});
  CHECK(end.is_converged);
  const double expected = (2 * std::log(2) + 2 * std::log(1.5) + std::log(3)) / 5;
  CHECK(end.risk == Approx(expected));
}

TEST_CASE("a walk without steps says so", "[trained]") {
  const Dataset data = dataset_on_line({-2, -1, 1, 2}, {0, 2, 2, 5});
  WalkRequest request;
  request.step_budget = 0;
  const WalkEnd end = walk_downhill(near_fit(), squared(data), request);
  CHECK(end.stop == WalkStop::unfinished);
  CHECK(end.network.layers[0].weights[0][0].second.get_d() == Approx(1.55));
}

TEST_CASE("losses with kinks are rounded off", "[trained]") {
  // the median 1 of 0, 1, 5 where the unit is off
  const Dataset data = dataset_on_line({-3, -2, -1, 1, 2}, {0, 1, 5, 2, 5});
  const WeightedLoss absolute(loss(LossKind::absolute));
  const WalkEnd end = walk_downhill(near_fit(), {data, absolute, {}});
  CHECK(end.risk == Approx(1).epsilon(1e-5));
  CHECK(end.network.layers[1].biases[0].get_d() == Approx(1).epsilon(1e-5));
}

TEST_CASE("of a family of minima one near the checkpoint is taken", "[trained]") {
  // two units with one pattern share the slope 3: only the sum of their parts matters
  const Dataset data = dataset_on_line({-2, -1, 1, 2}, {0, 2, 2, 5});
  const Network start = network_of("relu",
                                   {{{Rational(1001, 1000)}, Rational(-1, 2), Rational(1)},
                                    {{Rational(1)}, Rational(-3, 4), Rational(2)}},
                                   1);
  const WalkEnd end = walk_downhill(start, squared(data));
  CHECK(end.is_converged);
  CHECK(end.risk == Approx(0.5));
  CHECK(largest_move(start, end.network) < Rational(1, 500));
}

TEST_CASE("the gradient by hand", "[trained]") {
  // F = 2 [x_1 + x_2] + 1 at (1, 3), y = 0: F = 9, dR = 18 dF
  const Network network{
      {{2, {{{0, 1}, {1, 1}}}, {0}, relu()}, {1, {{{0, 2}}}, {1}, identity_activation()}}};
  const Dataset data = small_data::dataset_of({{1, 3}}, {0});
  const GuessedGradient guess = guessed_gradient(network, squared(data));
  CHECK(guess.risk == Approx(81));
  CHECK(guess.largest_entry == Approx(6 * 18)); // by the weight of x_2
  // 72 over the root of 2 · 4², for the output weight, over 9; equal for all that count
  CHECK(guess.relative == Approx(std::sqrt(2.0)).epsilon(1e-4));
}

TEST_CASE("a unit that decay has put to sleep is woken up where that pays", "[trained]") {
  // targets |x|: a unit with row and column 0 is stationary; Σ g σ(x) is far above 2 κ = 1/50
  const Dataset data = dataset_on_line({-2, -1, 1, 2}, {2, 1, 1, 2});
  const Network asleep = network_of("relu", {{{Rational(0)}, Rational(0), 0}}, Rational(3, 2));
  const auto end_with = [&](const Rational& factor) {
    return walk_downhill(asleep, {data, WeightedLoss(), uniform_decay(asleep, {factor, factor})});
  };
  const WalkEnd woken = end_with(Rational(1, 100));
  CHECK(woken.is_converged);
  CHECK(woken.risk < 0.21); // asleep: 2.5 - 2.25 / 1.01 = 0.272
  // and far below for κ = 100: the bias alone, (5/2 − 3 c + c²) + 100 c²
  const WalkEnd sleeping = end_with(100);
  CHECK(sleeping.is_converged);
  CHECK(sleeping.risk == Approx(2.5 - 2.25 / 101));
}

TEST_CASE("a unit that only a row with a breakpoint among the samples wakes up", "[trained]") {
  // the residuals (1, −1, −1, 1)/2 are orthogonal to x and 1, all x are positive: rows that are on
  // or off everywhere have no effect
  const Dataset data = dataset_on_line({1, 2, 3, 4}, {1, 0, 0, 1});
  const Network asleep = network_of("relu", {{{Rational(0)}, Rational(0), 0}}, Rational(1, 2));
  const Rational factor(1, 1000);
  const WalkEnd woken =
      walk_downhill(asleep, {data, WeightedLoss(), uniform_decay(asleep, {factor, factor})});
  CHECK(woken.is_converged);
  CHECK(woken.risk < 0.2); // asleep: 1/4 + 1/4000, about
}

TEST_CASE("a unit beside an addition wakes up though its column is not its own", "[trained]") {
  // h = max(0, x + 2), and h + max(0, z), z with a row of zeros: with F = h − 2 + max(0, z) the
  // adjoints at 1 and 2 are negative, as the targets are |x| + x
  const Dataset data = dataset_on_line({-2, -1, 1, 2}, {-2, -1, 3, 6});
  Network asleep{
      {{1, {{{0, Rational(1)}}}, {Rational(2)}, relu()}, {1, {SparseRow()}, {Rational(0)}, relu()}},
      {}};
  asleep.layers.push_back(addition_layer(asleep, 1, identity_activation(), "test"));
  asleep.layers.push_back({1, {{{0, Rational(1)}}}, {Rational(-2)}, identity_activation()});
  const auto end_with = [&](const Rational& factor) {
    return walk_downhill(asleep, {data, WeightedLoss(), uniform_decay(asleep, {factor, factor})});
  };
  const auto is_zero = [](const WalkEnd& end) {
    const Layer& layer = end.network.layers[1];
    return layer.weights[0].empty() && layer.biases[0] == 0;
  };
  const WalkEnd woken = end_with(Rational(1, 1000));
  INFO(woken.reason);
  CHECK(woken.is_converged);
  CHECK_FALSE(is_zero(woken));
  CHECK(woken.risk < 0.1); // one line: 0.33 and more
  CHECK(is_zero(end_with(100)));
}

TEST_CASE("a unit falls asleep at exactly 0, and shares with one that is awake", "[trained]") {
  // beside max(0, x), which fits, a unit of no use: its row and column decay along the kinks at 0
  const Dataset data = dataset_on_line({-2, -1, 1, 2}, {0, 0, 1, 2});
  const Rational little(1, 5000), factor(1, 50);
  const Network network = network_of(
      "relu", {{{Rational(1)}, Rational(0), 1}, {{-little}, little / 3, little}}, Rational(0));
  const TrainingProblem problem{data, WeightedLoss(), uniform_decay(network, {factor, factor})};
  FloatingLagrangian lagrangian(network, problem);
  WalkPlace place = lagrangian.start();
  place.held = {{0, 0, 1}, {0, 1, 0}};
  const double before = lagrangian.risk(place);
  REQUIRE(put_to_sleep(lagrangian, place, before));
  CHECK_FALSE(put_to_sleep(lagrangian, place, before));
  const Eigen::VectorXd asleep = place.parameters; // rows, biases, the column, its bias
  CHECK(asleep[1] == 0);
  CHECK(asleep[3] == 0);
  CHECK(asleep[5] == 0);
  CHECK(place.held == std::vector<HeldPoint>{{0, 0, 1}});
  const double risk = lagrangian.risk(place);
  CHECK(risk < before);
  share_with_sleepers(lagrangian, place);
  CHECK(place.parameters[1] == Approx(asleep[0] / 8));
  CHECK(place.parameters[5] == Approx(asleep[4] / 8));
  CHECK(lagrangian.risk(place) == Approx(risk).epsilon(1e-14));
  CHECK(place.held == std::vector<HeldPoint>{{0, 0, 1}, {0, 1, 1}});
  CHECK(place.pieces[0].col(1) == place.pieces[0].col(0));
}

TEST_CASE("walls that depend on each other are left where some direction descends", "[trained]") {
  // h = max(0, x), F = max(0, w h + b) at w = 1, b = 0: all of x < 0 is on one wall, b = 0. F fits
  // x > 0; of the residuals on the wall the first one alone would keep b there
  for (const int target : {2, -1}) {
    const Dataset data =
        dataset_on_line({-3, -2, -1, 1, 2}, {-1, Rational(target), Rational(target), 1, 2});
    const Network network{{{1, {{{0, Rational(1)}}}, {Rational(0)}, relu()},
                           {1, {{{0, Rational(1)}}}, {Rational(0)}, relu()},
                           {1, {{{0, Rational(1)}}}, {Rational(0)}, identity_activation()}},
                          {}};
    const TrainingProblem problem = squared(data);
    FloatingLagrangian lagrangian(network, problem);
    WalkPlace place = lagrangian.start();
    place.held = {{1, 0, 0}};
    CHECK(units_with_dependent_walls(lagrangian, place) ==
          std::set<std::pair<std::size_t, Eigen::Index>>{{1, 0}});
    const FirstOrder at = lagrangian.first_order(place);
    const std::optional<WalkPlace> below = place_off_dependent_walls(lagrangian, place, at);
    CHECK(below.has_value() == (target > 0));
    if (below) {
      CHECK(lagrangian.risk(*below) < at.risk - 0.1);
      CHECK(below->held.empty());
    }
  }
}
