// SPDX-License-Identifier: GPL-3.0-or-later

#include "search/spare_kink.hpp"

#include "landscape/subgradients.hpp"
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
