// SPDX-License-Identifier: GPL-3.0-or-later
//
// Separating hyperplanes with their multipliers, points in two interiors, and the cells that have
// no place here.

#include "geometry/separation.hpp"

#include "exact/error.hpp"
#include "unit/geometry/instances.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;
using namespace thalweg::test;

TEST_CASE("two boxes with a common facet", "[geometry]") {
  const Polytope left = box({0, 0}, {1, 1}), right = box({1, 0}, {3, 1});
  const auto result = separation(left, right);
  REQUIRE(std::holds_alternative<Separation>(result));
  const Separation& found = std::get<Separation>(result);
  CHECK(found.halfspace == Halfspace{{1, 0}, 1});
  CHECK(found.first == Multipliers{{0, 1}});
  CHECK(found.second == Multipliers{{1, 1}});
}

TEST_CASE("triangles that meet in a corner only, and far ones", "[geometry]") {
  const Polytope corner{2, {{{1, 1}, 0}, {{-1, 0}, 5}, {{0, -1}, 5}}};  // x + y ≤ 0
  const Polytope upper{2, {{{-2, -1}, 0}, {{-1, -2}, 0}, {{1, 1}, 9}}}; // cone at 0, cut
  const auto touching = separation(corner, upper);
  REQUIRE(std::holds_alternative<Separation>(touching));
  CHECK(is_separation(corner, upper, std::get<Separation>(touching)));
  CHECK(std::get<Separation>(touching).halfspace.offset == 0);
  const Polytope far = box({100, fraction(1, 3)}, {101, fraction(2, 3)});
  const auto apart = separation(corner, far);
  REQUIRE(std::holds_alternative<Separation>(apart));
  CHECK(is_separation(corner, far, std::get<Separation>(apart)));
}

TEST_CASE("overlapping cells have a common interior point", "[geometry]") {
  const Polytope p = box({0, 0}, {2, 2}), q = box({1, 1}, {3, 3});
  const auto result = separation(p, q);
  REQUIRE(std::holds_alternative<Vector>(result));
  CHECK(std::get<Vector>(result) == Vector{fraction(3, 2), fraction(3, 2)});
  CHECK(std::holds_alternative<Vector>(separation(p, p)));
}

TEST_CASE("every part of a separation matters", "[geometry]") {
  const Polytope left = box({0, 0}, {1, 1}), right = box({1, 0}, {3, 1});
  const Separation good = std::get<Separation>(separation(left, right));
  REQUIRE(is_separation(left, right, good));
  CHECK_FALSE(is_separation(right, left, good));
  Separation bad = good;
  bad.halfspace.offset = fraction(9, 10);
  CHECK_FALSE(is_separation(left, right, bad));
  bad = good;
  bad.first[0].value = 2;
  CHECK_FALSE(is_separation(left, right, bad));
  bad = good;
  bad.second[0].index = 0;
  CHECK_FALSE(is_separation(left, right, bad));
  CHECK_FALSE(
      is_separation(left, left, {{{0, 0}, 0}, {}, {}})); // the zero normal separates nothing
}

TEST_CASE("cells without interior are refused by name", "[geometry]") {
  const Polytope square = box({0, 0}, {1, 1}), segment = box({0, 0}, {1, 0});
  CHECK_THROWS_WITH(pairwise_separation({square, segment}),
                    "cell 1: expected a cell with interior points, found a set of measure zero");
  CHECK_THROWS_WITH(separation(empty_polytope(2), square),
                    "first cell: expected a cell with interior points, found the empty set");
  CHECK_THROWS_AS(separation(square, box({0}, {1})), InputError);
}

TEST_CASE("pairs in order, or the first overlap", "[geometry]") {
  const std::vector<Polytope> slabs = {box({0}, {1}), box({1}, {2}), box({2}, {4})};
  const auto result = pairwise_separation(slabs);
  const auto* pairs = std::get_if<std::vector<PairSeparation>>(&result);
  REQUIRE(pairs != nullptr);
  REQUIRE(pairs->size() == 3);
  CHECK((*pairs)[1].first_cell == 0);
  CHECK((*pairs)[1].second_cell == 2);
  for (const PairSeparation& pair : *pairs)
    CHECK(is_separation(slabs[pair.first_cell], slabs[pair.second_cell], pair.separation));
  const auto overlap = pairwise_separation({box({0}, {1}), box({1}, {3}), box({2}, {4})});
  REQUIRE(std::holds_alternative<Overlap>(overlap));
  CHECK(std::get<Overlap>(overlap).first_cell == 1);
  CHECK(std::get<Overlap>(overlap).second_cell == 2);
  CHECK(std::get<Overlap>(overlap).point == Vector{fraction(5, 2)});
  CHECK(std::get<std::vector<PairSeparation>>(pairwise_separation({})).empty());
}

TEST_CASE("random pairs: separated or overlapping, with proof", "[geometry]") {
  const unsigned seed = 61;
  CAPTURE(seed);
  std::mt19937 random(seed);
  int separated = 0, overlapping = 0;
  for (int round = 0; round < 300; ++round) {
    const std::size_t d = 1 + random() % 4;
    Polytope p = random_polytope(random, d), q = random_polytope(random, d);
    if (round % 2 == 0) { // a common hyperplane, hidden by scaling, or a gap
      const Halfspace cut = tie_halfspace(random, d);
      p.halfspaces.push_back(cut);
      Halfspace other = opposite(cut);
      other.normal[0] -= round % 3 == 0 ? fraction(1, 7) : Rational(0);
      q.halfspaces.push_back(other);
    }
    if (!interior_point(p) || !interior_point(q))
      continue;
    CAPTURE(round, d);
    const auto result = separation(p, q);
    if (const auto* found = std::get_if<Separation>(&result)) {
      CHECK(is_separation(p, q, *found));
      CHECK_FALSE(interior_point(intersection(p, q)));
      ++separated;
    } else {
      const Vector& x = std::get<Vector>(result);
      for (const Polytope& cell : {p, q})
        for (const Halfspace& h : cell.halfspaces)
          CHECK((has_zero_normal(h) || h.contains_in_interior(x)));
      ++overlapping;
    }
  }
  CHECK(separated > 30);
  CHECK(overlapping > 30);
}
