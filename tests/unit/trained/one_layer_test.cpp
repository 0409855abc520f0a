// SPDX-License-Identifier: GPL-3.0-or-later
//
// One unit [w x + b] that is on at x = 1, 2 and off at the negative inputs, so that the network
// fits the two groups by a constant and by an affine function, with minima known by hand.

#include "trained/one_layer.hpp"

#include "unit/partition/small_data.hpp"
#include "unit/search/one_hidden_layer.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;
using thalweg::one_hidden_layer::network_of;
using thalweg::small_data::dataset_on_line;

namespace {

/// 2 [3/2 x − 1] + c with noise of about 10^−4: fits 2 and 5 at 1 and 2, c = 1.
Network near_fit(const Rational& constant) {
  return network_of(
      "relu",
      {{{Rational(15001, 10000) + Rational(1, 1000000000)}, Rational(-9999, 10000), Rational(2)}},
      constant + Rational(1, 10000));
}

Rational risk_of(const Network& network, const Problem& problem) {
  return empirical_risk(network, problem, pattern_classes(network, problem.data));
}

} // namespace

TEST_CASE("one layer solved for the squared loss", "[trained]") {
  const Dataset data = dataset_on_line({-2, -1, 1, 2}, {0, 2, 2, 5});
  const Network start = near_fit(1);
  const OneLayerResult result = one_layer_minimum(start, data);
  REQUIRE(result.minimum);
  const auto* minimum = std::get_if<CertifiedMinimum>(&result.minimum->minimum);
  REQUIRE(minimum != nullptr);
  CHECK(minimum->risk == Rational(1, 2)); // of 0 and 2 against their mean
  CHECK(minimum->radius > 0);
  CHECK(result.minimum->layer == 0);
  CHECK(result.minimum->digits == 6);
  const Network& found = result.minimum->network;
  CHECK(found.layers[0].weights == std::vector<SparseRow>{{{0, Rational(3, 2)}}});
  CHECK(found.layers[0].biases == Vector{-1});
  CHECK(found.layers[1].biases == Vector{1});
  CHECK(result.minimum->largest_move == Rational(1, 10000) + Rational(1, 1000000000));
}

TEST_CASE("free parameters stay where they were rounded to", "[trained]") {
  // two units with one pattern: their rows are determined together only
  const Dataset data = dataset_on_line({-2, -1, 1, 2}, {0, 2, 2, 5});
  const Network start = network_of("relu",
                                   {{{Rational(1)}, Rational(-1, 2), Rational(1)},
                                    {{Rational(5001, 5000)}, Rational(-3, 4), Rational(2)}},
                                   1);
  const OneLayerResult result = one_layer_minimum(start, data);
  REQUIRE(result.minimum);
  CHECK(risk_of(result.minimum->network, data) == Rational(1, 2));
  CHECK(result.minimum->network.layers[0].weights[0] == SparseRow{{0, 1}});
  CHECK(result.minimum->largest_move <= Rational(1, 1000));
}

TEST_CASE("one layer solved for other losses", "[trained]") {
  const Dataset data = dataset_on_line({-3, -2, -1, 1, 2}, {0, Rational(1, 2), 10, 2, 5});
  // Huber: c + (c − 1/2) = 1 where 10 is far
  const WeightedLoss huber(loss(LossKind::huber, 1));
  const OneLayerResult smooth = one_layer_minimum(near_fit(Rational(3, 4)), {data, huber});
  // the unit fits 2 and 5 above 1, so it is not near with the constant 3/4
  CHECK_FALSE(smooth.minimum);
  const Dataset shifted =
      dataset_on_line({-3, -2, -1, 1, 2}, {0, Rational(1, 2), 10, Rational(7, 4), Rational(19, 4)});
  const OneLayerResult fitted = one_layer_minimum(near_fit(Rational(3, 4)), {shifted, huber});
  REQUIRE(fitted.minimum);
  CHECK(fitted.minimum->network.layers[1].biases == Vector{Rational(3, 4)});
  // absolute: the median 1 of 0, 1, 5, and its subgradients
  const Dataset medians = dataset_on_line({-3, -2, -1, 1, 2}, {0, 1, 5, 2, 5});
  const WeightedLoss absolute(loss(LossKind::absolute));
  const OneLayerResult kinks = one_layer_minimum(near_fit(1), {medians, absolute});
  REQUIRE(kinks.minimum);
  const auto& minimum = std::get<CertifiedMinimum>(kinks.minimum->minimum);
  CHECK(minimum.risk == 1);
  CHECK(kinks.minimum->network.layers[1].biases == Vector{1});
  CHECK(minimum.subgradients.size() == 5);
}

TEST_CASE("weights of samples count", "[trained]") {
  const Dataset data = dataset_on_line({-2, -1, 1, 2}, {0, 4, 2, 5});
  const WeightedLoss weighted({}, {}, {3, 1, 1, 1}); // the weighted mean of 0 and 4 is 1
  const OneLayerResult result = one_layer_minimum(near_fit(1), {data, weighted});
  REQUIRE(result.minimum);
  CHECK(std::get<CertifiedMinimum>(result.minimum->minimum).risk == 3);
}

TEST_CASE("an exact fit is global", "[trained]") {
  const Dataset data = dataset_on_line({-2, -1, 1, 2}, {1, 1, 2, 5});
  const OneLayerResult result = one_layer_minimum(near_fit(1), data);
  REQUIRE(result.minimum);
  CHECK(std::holds_alternative<GlobalMinimum>(result.minimum->minimum));
}

TEST_CASE("an exact fit may be far away, an optimum not", "[trained]") {
  const Network far = network_of("relu", {{{Rational(31, 20)}, Rational(-9, 10), 2}}, 1);
  const OneLayerResult fit = one_layer_minimum(far, dataset_on_line({-2, -1, 1, 2}, {1, 1, 2, 5}));
  REQUIRE(fit.minimum);
  CHECK(std::holds_alternative<GlobalMinimum>(fit.minimum->minimum));
  CHECK(fit.minimum->largest_move == Rational(1, 10));
  CHECK_FALSE(one_layer_minimum(far, dataset_on_line({-2, -1, 1, 2}, {0, 2, 2, 5})).minimum);
}

TEST_CASE("why no layer is solved", "[trained]") {
  const Dataset data = dataset_on_line({-2, -1, 1, 2}, {0, 2, 2, 5});
  const Network far = network_of("relu", {{{Rational(31, 20)}, Rational(-9, 10), 2}}, 1);
  CHECK(one_layer_minimum(far, data).reason == "layer 0: the optimum in the layer is 0.1 away; "
                                               "layer 1: the optimum in the layer is 0.178 away");
  const Network on_wall = network_of("relu", {{{Rational(1)}, Rational(1), 2}}, 1);
  CHECK_FALSE(one_layer_minimum(on_wall, data).minimum);
}

TEST_CASE("as many decimals as the patterns need", "[trained]") {
  // the unit is on at −1 by 10^−8: with 6 decimals the sample is on the wall
  const Rational tiny(1, 100000000);
  const Dataset data =
      dataset_on_line({-3, -2, -1, 1, 2}, {0, 2, 1 + 3 * tiny, 7 + 3 * tiny, 10 + 3 * tiny});
  const Network start = network_of("relu", {{{Rational(1 + tiny / 10)}, 1 + tiny, 3}}, 1);
  const OneLayerResult result = one_layer_minimum(start, data);
  REQUIRE(result.minimum);
  CHECK(result.minimum->digits == 9);
  CHECK(result.minimum->network.layers[0].biases == Vector{1 + tiny});
}

TEST_CASE("a wall that no parameter can leave is none", "[trained]") {
  // without biases z = 0 at x = 0, whatever the weights are
  const Dataset data = dataset_on_line({-1, 0, 1}, {0, 0, 2});
  Network start = network_of("relu", {{{Rational(20001, 10000)}, Rational(0), 1}}, Rational(0));
  start.layers[0].has_biases = start.layers[1].has_biases = false;
  const OneLayerResult result = one_layer_minimum(start, data);
  REQUIRE(result.minimum);
  CHECK(std::holds_alternative<GlobalMinimum>(result.minimum->minimum));
}

TEST_CASE("rows that depend on each other still do when they are rounded", "[trained]") {
  // both units are on everywhere, and no line is better than a constant: A W = 0, with W and A of
  // rank 1. W or A alone would have to become 0.
  const Dataset data{{"x0", "x1", "y", "z"},
                     {2, 3},
                     {{1, 0}, {-1, 0}, {0, 1}, {0, -1}},
                     {{1, -1}, {1, -1}, {-1, 1}, {-1, 1}}};
  const Rational small(1, 100000);
  const Layer hidden{2, {{{0, 1}, {1, 2}}, {{0, 2}, {1, 4 + small}}}, {10, 20}, relu()};
  const Layer output{
      2, {{{0, 2}, {1, -1}}, {{0, -4}, {1, 2 + 3 * small}}}, {0, 0}, identity_activation()};
  const OneLayerResult result = one_layer_minimum({{hidden, output}}, data);
  INFO(result.reason);
  REQUIRE(result.minimum);
  CHECK(std::get<CertifiedMinimum>(result.minimum->minimum).risk == 2);
  CHECK(result.minimum->largest_move < Rational(1, 1000));
}

TEST_CASE("rows make a constant where patterns sum up to 1", "[trained]") {
  // two units each for x0 > 0 and x0 < 0, F = 1 or 0 there: (w, 0) and (2w, 1/2) with A = (−2, 1)
  // or its multiples. ±1 beside that is orthogonal to lines on each side.
  Dataset data{{"x0", "x1", "y", "z"}, {2, 3}, {}, {}};
  for (const int side : {1, -1})
    for (const int far : {1, 2})
      for (const int above : {0, 1}) {
        const int noise = (far == 1) == (above == 0) ? 1 : -1;
        const int y = side == 1 ? 1 : 0;
        data.inputs.push_back({side * far, above});
        data.targets.push_back({y + noise, 1 - y - noise});
      }
  const Rational small(1, 100000), quarter(1, 4), half(1, 2);
  const Layer hidden{2,
                     {{{0, 1}, {1, quarter}},
                      {{0, 2}, {1, half + small}},
                      {{0, -1}, {1, quarter}},
                      {{0, -2}, {1, half + small}}},
                     {0, half, 0, half},
                     relu()};
  const Layer output{4,
                     {{{0, -2}, {1, 1}, {2, 2}, {3, -1}},
                      {{0, 2}, {1, -1 + 3 * small}, {2, -2}, {3, 1 + 2 * small}}},
                     {half, half},
                     identity_activation()};
  const OneLayerResult result = one_layer_minimum({{hidden, output}}, data);
  INFO(result.reason);
  REQUIRE(result.minimum);
  CHECK(std::get<CertifiedMinimum>(result.minimum->minimum).risk == 2);
  CHECK(result.minimum->largest_move < Rational(1, 1000));
}

TEST_CASE("relations between outputs are kept when weights are rounded", "[trained]") {
  // y_0 + y_1 = 1 and two units that are on everywhere: one output suffices, and the optimum is
  // reached only by output weights v with v_0 + v_1 = 0
  Dataset data = dataset_on_line({1, 2, 3, 4}, {0, 1, 0, 1});
  data.columns.push_back("z");
  data.target_columns.push_back(2);
  for (Vector& target : data.targets)
    target.emplace_back(1 - target.front());
  const Rational bias(2, 3); // of F_0 = x / 5
  const Layer hidden{1, {{{0, Rational(3, 10)}}}, {1}, relu()};
  const Layer output{1,
                     {{{0, Rational(2, 3)}}, {{0, Rational(-2, 3) + Rational(1, 10000000)}}},
                     {-bias, 1 + bias},
                     identity_activation()};
  const OneLayerResult result = one_layer_minimum({{hidden, output}}, data);
  REQUIRE(result.minimum);
  // both outputs: (1/4) Σ (y − 1/2)² without the part along x: slope 1/5
  CHECK(std::get<CertifiedMinimum>(result.minimum->minimum).risk == Rational(2, 5));
  CHECK(result.minimum->largest_move < Rational(1, 1000));
}
