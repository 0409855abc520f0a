// SPDX-License-Identifier: GPL-3.0-or-later
//
// Rounded multipliers still prove their claim and are shorter where there is slack.

#include "geometry/short_multipliers.hpp"

#include "exact/error.hpp"
#include "geometry/polytope.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;

TEST_CASE("the scale that makes coprime integers", "[geometry]") {
  CHECK(integral_scale({fraction(1, 2), fraction(3, 4)}) == 4);
  CHECK(integral_scale({6, 9}) == fraction(1, 3));
  CHECK(integral_scale({}) == 1);
  CHECK(integral_scale({0, 0}) == 1);
}

TEST_CASE("long multipliers are rounded and repaired with the box", "[geometry]") {
  // rows of awkward slopes in the box [0, 1]²; the target is far away
  Polytope region = box({0, 0}, {1, 1});
  region.halfspaces.push_back({{fraction(1001, 997), fraction(-613, 617)}, fraction(1, 10)});
  const Halfspace target{{1, -1}, 5};
  // 997/1001 of the long row is (1, −0.9896…); the rest of −1 comes from −y ≤ 0
  const Rational rest = fraction(997, 1001) * fraction(613, 617);
  const Multipliers given = {{3, 1 - rest}, {4, fraction(997, 1001)}};
  REQUIRE(is_implication(region.halfspaces, given, target));
  const Multipliers found = shortened(region.halfspaces, given, target);
  CHECK(is_implication(region.halfspaces, found, target));
  CHECK(bit_size(found) < bit_size(given));
}

TEST_CASE("without slack or without a box the multipliers stay", "[geometry]") {
  const std::vector<Halfspace> rows = {{{3, 1}, 1}, {{-1, 2}, 1}};
  const Multipliers given = {{0, fraction(2, 7)}, {1, fraction(1, 7)}}; // (5/7, 4/7) ≤ 3/7
  const Halfspace tight{{fraction(5, 7), fraction(4, 7)}, fraction(3, 7)};
  CHECK(shortened(rows, given, tight) == given);
  const Halfspace loose{tight.normal, 9};
  CHECK(shortened(rows, given, loose) == given);
  CHECK_THROWS_AS(shortened(rows, given, {{1, 0}, 9}), InternalError);
}
