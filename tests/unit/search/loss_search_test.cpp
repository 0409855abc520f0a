// SPDX-License-Identifier: GPL-3.0-or-later
//
// Better points for other losses: a kink in a spare unit and perturbed descents.

#include "search/better_point.hpp"
#include "search/floating_loss.hpp"
#include "search/perturbed_descent.hpp"
#include "search/spare_kink.hpp"
#include "unit/partition/small_data.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;
using namespace thalweg::small_data;

namespace {

Rational risk_of(const WeightedLoss& loss, const Network& network, const Dataset& data) {
  return empirical_risk(loss, network, data, pattern_classes(network, data));
}

/// Labels −1, 1, 1, −1 at −2, −1, 1, 2, and a constant by a network whose units are dead.
const Dataset valley = dataset_on_line({-2, -1, 1, 2}, {-1, 1, 1, -1});
Network dead(const Rational& constant) {
  return {{{1, {{}, {}}, {-1, -1}, relu()},
           {2, {{{0, Rational(1)}, {1, Rational(1)}}}, {constant}, identity_activation()}}};
}

std::vector<Loss> losses() {
  return {loss(LossKind::absolute),
          loss(LossKind::huber, fraction(1, 2)),
          loss(LossKind::epsilon, fraction(1, 4)),
          loss(LossKind::quantile, fraction(1, 3)),
          loss(LossKind::hinge),
          loss(LossKind::squared_hinge)};
}

} // namespace

TEST_CASE("losses in floating point have the values and slopes of the exact ones", "[search]") {
  for (const Loss& one : losses())
    for (const int y : {-1, 1}) {
      const FloatingLoss floating(loss_pieces(one, y), 2);
      for (int k = -12; k <= 12; ++k) {
        const Rational o = fraction(k, 4);
        CAPTURE(to_string(one), y, k);
        CHECK(floating.value(o.get_d()) == Approx(2 * loss_value(one, o, y).get_d()).margin(1e-12));
        CHECK(floating.slope(o.get_d()) ==
              Approx(2 * subdifferential(one, o, y).lower.get_d()).margin(1e-12));
      }
    }
}

TEST_CASE("a dead unit becomes a kink for every loss", "[search]") {
  for (const Loss& one : losses()) {
    CAPTURE(to_string(one));
    WeightedLoss weighted(one);
    weighted.sample_weights = {1, 1, 1, 2};
    const Network network = dead(0);
    const auto kinked = with_spare_kink(network, valley, weighted);
    REQUIRE(kinked);
    CHECK(has_same_architecture(*kinked, network));
    CHECK(risk_of(weighted, *kinked, valley) < risk_of(weighted, network, valley));
    const auto better = better_point(network, valley, risk_of(weighted, network, valley), weighted);
    REQUIRE(better);
    CHECK(better->risk == risk_of(weighted, better->network, valley));
  }
}

TEST_CASE("no kink where no loss is left", "[search]") {
  const WeightedLoss wide(loss(LossKind::epsilon, 1));
  CHECK_FALSE(with_spare_kink(dead(0), valley, wide));
}

TEST_CASE("perturbed parameters descend for every loss, the same way every time", "[search]") {
  for (const Loss& one : losses()) {
    CAPTURE(to_string(one));
    Network network = dead(0);
    network.layers[0].weights = {{{0, Rational(1)}}, {{0, Rational(-1)}}};
    const PerturbedDescent request{.seed = 3, .size = 1, .work = 1e7};
    const auto found = perturbed_descent(network, valley, request, one);
    REQUIRE(found);
    CHECK(risk_of(one, *found, valley) < risk_of(one, network, valley));
    CHECK(found->layers[0].biases ==
          perturbed_descent(network, valley, request, one)->layers[0].biases);
  }
}
