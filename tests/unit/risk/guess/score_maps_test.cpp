// SPDX-License-Identifier: GPL-3.0-or-later
//
// Guesses of good affine maps for logistic and softmax loss, and of the size of an ellipsoid.

#include "risk/guess/score_maps.hpp"

#include "risk/guess/reach.hpp"
#include "unit/risk/samples.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace thalweg;

TEST_CASE("the best constant is guessed, or that there is none", "[risk]") {
  const Dataset coins = test::samples({{0}, {0}, {0}, {0}}, {1, 1, 1, -1});
  const auto map = guessed_optimal_map(labelled_data(coins, {}), {0, 1, 2, 3});
  REQUIRE(map);
  CHECK(std::abs((*map)[0].constant.get_d() - std::log(3.0)) < 1e-10);
  const Dataset separable = test::samples({{1}, {2}, {3}}, {1, 1, -1});
  const LabelledData labelled = labelled_data(separable, {});
  CHECK_FALSE(guessed_optimal_map(labelled, {0, 1, 2}));
  const AffineMap low = low_risk_map(labelled, {0, 1, 2}); // falls from 2 to 3, far
  CHECK(low[0](Vector{2}) > 2);
  CHECK(low[0](Vector{3}) < -2);
  CHECK(low_risk_map(labelled, {})[0] == zero_function(1));
}

TEST_CASE("each choice of a reach is larger, and none is there without a length", "[risk]") {
  Rational last;
  for (std::size_t choice = 0; choice < reach_choices; ++choice) {
    const auto reach = guessed_reach(Rational(1, 1000000), choice);
    REQUIRE(reach);
    CHECK(*reach > last);
    CHECK(*reach > Rational(1, 1000));
    last = *reach;
  }
  CHECK_FALSE(guessed_reach(0, 0));
}
