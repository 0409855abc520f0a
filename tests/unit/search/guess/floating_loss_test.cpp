// SPDX-License-Identifier: GPL-3.0-or-later
//
// Losses in floating point, and with them a kink in a spare unit.

#include "landscape/subgradients.hpp"
#include "search/guess/floating_loss.hpp"
#include "search/spare_kink.hpp"
#include "unit/partition/small_data.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;
using namespace thalweg::small_data;

namespace {

Rational risk_of(const Network& network, const Problem& problem) {
  return empirical_risk(network, problem, pattern_classes(network, problem.data));
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
    const auto kinked = with_spare_kink(network, {valley, weighted});
    REQUIRE(kinked);
    CHECK(has_same_architecture(*kinked, network));
    CHECK(risk_of(*kinked, {valley, weighted}) < risk_of(network, {valley, weighted}));
  }
}

TEST_CASE("no kink where no loss is left", "[search]") {
  const WeightedLoss wide(loss(LossKind::epsilon, 1));
  CHECK_FALSE(with_spare_kink(dead(0), {valley, wide}));
}
