// SPDX-License-Identifier: GPL-3.0-or-later
//
// Halfspaces and Farkas combinations, by hand.

#include "exact/error.hpp"
#include "geometry/halfspace.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;

TEST_CASE("the primitive form is the same set in coprime integers", "[geometry]") {
  const Halfspace h{{fraction(1, 2), fraction(-3, 4)}, fraction(5, 2)};
  CHECK(primitive(h) == Halfspace{{2, -3}, 10});
  CHECK(primitive({{4, -6}, 20}) == primitive(h));
  CHECK(primitive({{0, 0}, fraction(-2, 3)}) == Halfspace{{0, 0}, -1});
  CHECK(primitive({{0, 0}, 0}) == Halfspace{{0, 0}, 0});
  CHECK(primitive({{}, 7}) == Halfspace{{}, 1});
}

TEST_CASE("sides of an affine function", "[geometry]") {
  const AffineFunction f{{2, -1}, 3}; // 2x − y + 3
  CHECK(where_not_positive(f) == Halfspace{{2, -1}, -3});
  CHECK(where_not_negative(f) == Halfspace{{-2, 1}, 3});
  CHECK(where_not_negative(f).contains({0, 3}));
  CHECK_FALSE(where_not_negative(f).contains_in_interior({0, 3}));
  CHECK_FALSE(where_not_negative(f).contains({0, 4}));
}

TEST_CASE("multipliers prove an implication only with equal normal and enough offset",
          "[geometry]") {
  // x ≤ 1, y ≤ 2 give x + 2y ≤ 5
  const std::vector<Halfspace> rows = {{{1, 0}, 1}, {{0, 1}, 2}};
  CHECK(combination(rows, {{0, 1}, {1, 2}}, 2) == Halfspace{{1, 2}, 5});
  CHECK(is_implication(rows, {{0, 1}, {1, 2}}, {{1, 2}, 5}));
  CHECK(is_implication(rows, {{0, 1}, {1, 2}}, {{1, 2}, 6}));
  CHECK_FALSE(is_implication(rows, {{0, 1}, {1, 2}}, {{1, 2}, fraction(49, 10)}));
  CHECK_FALSE(is_implication(rows, {{0, 1}, {1, 2}}, {{1, 1}, 9}));
  CHECK_FALSE(is_implication(rows, {{1, 2}, {0, 1}}, {{1, 2}, 5})); // order
  CHECK_FALSE(is_implication(rows, {{0, -1}}, {{-1, 0}, 9}));       // sign
  CHECK_FALSE(is_implication(rows, {{0, 0}}, {{0, 0}, 9}));         // zero entry
  CHECK_FALSE(is_implication(rows, {{2, 1}}, {{1, 0}, 9}));         // index
  CHECK(is_implication(rows, {}, {{0, 0}, 0}));
  CHECK_THROWS_AS(combination(rows, {{2, 1}}, 2), InternalError);
}
