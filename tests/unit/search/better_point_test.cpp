// SPDX-License-Identifier: GPL-3.0-or-later

#include "search/better_point.hpp"
#include "search/perturbed_descent.hpp"
#include "search/spare_kink.hpp"

#include "network/windowed_layer.hpp"
#include "unit/partition/small_data.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;
using namespace thalweg::small_data;

namespace {

Rational risk_of(const Network& network, const Dataset& data) {
  return empirical_risk(network, data, pattern_classes(network, data));
}

/// y = |x| at −2, …, 2, without 0, and the best constant 3/2 by a network whose units are dead.
const Dataset valley = dataset_on_line({-2, -1, 1, 2}, {2, 1, 1, 2});
Network dead(const Activation& activation) {
  return {{{1, {{}, {}}, {-1, -1}, activation},
           {2, {{{0, Rational(1)}, {1, Rational(1)}}}, {Rational(3, 2)}, identity_activation()}}};
}

} // namespace

TEST_CASE("a dead unit becomes a kink", "[search]") {
  const Network network = dead(relu());
  CHECK(risk_of(network, valley) == Rational(1, 4));
  const auto kinked = with_spare_kink(network, valley);
  REQUIRE(kinked);
  CHECK(has_same_architecture(*kinked, network));
  CHECK(risk_of(*kinked, valley) < Rational(1, 4));
  CHECK(kinked->layers[0].weights[1].empty()); // the other unit stays as it is
}

TEST_CASE("a constant that leaves the unit goes into the bias of the output", "[search]") {
  // leaky with weights 0: σ(−1) = −1/3 at every sample
  const Activation leaky = table_activation({0}, {Rational(1, 3), 1}, {0, 0}, "leaky");
  Network network = dead(leaky);
  network.layers[1].biases[0] += Rational(2, 3);
  CHECK(risk_of(network, valley) == Rational(1, 4));
  const auto kinked = with_spare_kink(network, valley);
  REQUIRE(kinked);
  CHECK(risk_of(*kinked, valley) < Rational(1, 4));
}

TEST_CASE("without a spare unit or a residual there is no kink", "[search]") {
  Network busy = dead(relu());
  busy.layers[0].weights = {{{0, Rational(1)}}, {{0, Rational(-1)}}};
  CHECK_FALSE(with_spare_kink(busy, valley));
  const Dataset constant = dataset_on_line({-1, 1}, {Rational(3, 2), Rational(3, 2)});
  CHECK_FALSE(with_spare_kink(dead(relu()), constant));
  CHECK_FALSE(with_spare_kink(dead(relu()), dataset_on_line({0, 0}, {1, 2}))); // one feature only
  CHECK_FALSE(with_spare_kink(dead(identity_activation()), valley));
}

TEST_CASE("perturbed parameters descend, the same way every time", "[search]") {
  Network network = dead(relu());
  network.layers[0].weights = {{{0, Rational(1)}}, {{0, Rational(1, 2)}}};
  network.layers[0].biases = {3, 3};
  const Rational before = risk_of(network, valley);
  const PerturbedDescent request{.seed = 1, .size = 1, .work = 1e7, .steps = 400, .precision = 12};
  const auto found = perturbed_descent(network, valley, request);
  REQUIRE(found);
  CHECK(has_same_architecture(*found, network));
  CHECK(risk_of(*found, valley) < before);
  CHECK(found->layers[0].biases == perturbed_descent(network, valley, request)->layers[0].biases);
}

TEST_CASE("perturbed descent moves shared filters and passes poolings", "[search]") {
  // two pixels → filter of size 1 → maximum → output
  Network network;
  network.input_shape = {1, 2};
  network.layers.push_back(convolution_layer({1, 2}, {.size = {1}}, 1, {{{0, Rational(1)}}},
                                             Vector{0}, identity_activation(), "test"));
  network.layers.push_back(max_pooling_layer({1, 2}, {.size = {2}}, "test"));
  network.layers.push_back({1, {{{0, Rational(1)}}}, {Rational(1)}, identity_activation()});
  const Dataset data{{"a", "b", "y"}, {2}, {{0, 1}, {2, 1}, {3, 5}}, {{2}, {4}, {10}}};
  const Rational before = risk_of(network, data);
  const auto found = perturbed_descent(network, data, {.seed = 0, .size = 0.1, .work = 1e7});
  REQUIRE(found);
  CHECK(has_same_architecture(*found, network));
  CHECK(risk_of(*found, data) < before / 10);
}

TEST_CASE("a better point is better, and a fitted network has none", "[search]") {
  const auto better = better_point(dead(relu()), valley, Rational(1, 4));
  REQUIRE(better);
  CHECK(better->risk < Rational(1, 4));
  CHECK(better->risk == risk_of(better->network, valley));
  CHECK(better->how == "one more kink in a spare unit");
  const Network constant{{{1, {{}}, {Rational(1)}, identity_activation()}}};
  CHECK_FALSE(better_point(constant, dataset_on_line({0, 1}, {1, 1}), 0));
}
