// SPDX-License-Identifier: GPL-3.0-or-later
//
// Questions about polyhedra: emptiness, boundedness, interior, inclusion, redundancy. By hand, then
// at random against the list of all vertices.

#include "exact/error.hpp"
#include "unit/geometry/instances.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;
using namespace thalweg::test;

namespace {

bool is_strictly_inside(const Polytope& polytope, const Vector& x) {
  return std::all_of(
      polytope.halfspaces.begin(), polytope.halfspaces.end(), [&](const Halfspace& h) {
        return h.contains_in_interior(x) || (has_zero_normal(h) && sgn(h.offset) == 0);
      });
}

} // namespace

TEST_CASE("the unit square", "[geometry]") {
  const Polytope square = box({0, 0}, {1, 1});
  CHECK(square.halfspaces[0] == Halfspace{{1, 0}, 1});
  CHECK(square.halfspaces[3] == Halfspace{{0, -1}, 0});
  CHECK(is_bounded(square));
  CHECK_FALSE(is_empty(square));
  CHECK(interior_point(square) == Vector{fraction(1, 2), fraction(1, 2)});
  CHECK(square.contains({0, 1}));
  CHECK_FALSE(square.contains({0, fraction(101, 100)}));
  CHECK(is_subset_of(square, {{1, 1}, 2}));
  CHECK_FALSE(is_subset_of(square, {{1, 1}, fraction(19, 10)}));
  CHECK(is_subset_of(standard_simplex(2), square));
  CHECK_FALSE(is_subset_of(square, standard_simplex(2)));
  CHECK_THROWS_AS(square.contains({0}), InputError);
  CHECK_THROWS_AS(box({0}, {1, 1}), InputError);
}

TEST_CASE("dimension 0: a point or nothing", "[geometry]") {
  const Polytope point{0, {{{}, 0}}}, nothing{0, {{{}, -1}}};
  CHECK(is_bounded(point));
  CHECK(interior_point(point) == Vector{});
  CHECK(is_empty(nothing));
  CHECK_FALSE(interior_point(nothing));
  CHECK(irredundant(point) == Polytope{0, {}});
  CHECK(irredundant(nothing) == empty_polytope(0));
}

TEST_CASE("unbounded sets", "[geometry]") {
  CHECK_FALSE(is_bounded(Polytope{2, {}}));
  CHECK_FALSE(is_bounded(Polytope{2, {{{1, 0}, 1}, {{-1, 0}, 1}}}));  // a strip
  CHECK_FALSE(is_bounded(Polytope{2, {{{-1, 0}, 0}, {{0, -1}, 0}}})); // a quadrant
  CHECK(is_bounded(Polytope{2, {{{1, 0}, 0}, {{-1, 0}, -1}}}));       // empty
  CHECK(is_bounded(Polytope{1, {{{1}, 0}, {{-1}, 0}}}));              // a point
  CHECK(interior_point(Polytope{3, {}}) == Vector{0, 0, 0});
  const auto x = interior_point(Polytope{2, {{{-1, 0}, -7}, {{0, 1}, fraction(-1, 3)}}});
  REQUIRE(x);
  CHECK((*x)[0] > 7);
  CHECK((*x)[1] < fraction(-1, 3));
}

TEST_CASE("sets of measure zero have no interior but are not empty", "[geometry]") {
  const Polytope segment = intersection(box({0, 0}, {1, 1}), Halfspace{{-1, 0}, -1});
  CHECK_FALSE(is_empty(segment));
  CHECK_FALSE(interior_point(segment));
  CHECK(interior_point(Polytope{2, {{{0, 0}, 0}}})); // 0·x ≤ 0 is the whole plane
}

TEST_CASE("irredundant halfspaces of a square with superfluous ones", "[geometry]") {
  Polytope square = box({0, 0}, {1, 1});
  square.halfspaces.push_back({{2, 0}, 2}); // repeated, scaled
  square.halfspaces.push_back({{1, 0}, 5}); // parallel
  square.halfspaces.push_back({{1, 1}, 2}); // touches a vertex
  square.halfspaces.push_back({{0, 0}, 0}); // everything
  CHECK(irredundant_indices(square) == std::vector<std::size_t>{0, 1, 2, 3});
  std::swap(square.halfspaces[0], square.halfspaces[5]);
  CHECK(irredundant_indices(square) == std::vector<std::size_t>{1, 2, 3, 4});
}

TEST_CASE("an empty set keeps a minimal contradiction", "[geometry]") {
  Polytope polytope = box({0, 0}, {1, 1});
  polytope.halfspaces.push_back({{-1, -1}, -3});
  CHECK(irredundant_indices(polytope) == std::vector<std::size_t>{0, 2, 4});
  CHECK(irredundant(polytope) == empty_polytope(2));
  CHECK(is_subset_of(polytope, standard_simplex(2)));
}

TEST_CASE("subset multipliers, also of the empty set", "[geometry]") {
  const Polytope square = box({0, 0}, {1, 1});
  const Halfspace target{{1, 2}, 4};
  const auto multipliers = subset_multipliers(square, target);
  REQUIRE(multipliers);
  CHECK(is_implication(square.halfspaces, *multipliers, target));
  CHECK_FALSE(subset_multipliers(square, {{1, 2}, 2}));
  const Polytope nothing = intersection(square, Halfspace{{-1, -1}, -3});
  const Halfspace far{{5, -7}, -1000};
  const auto from_nothing = subset_multipliers(nothing, far);
  REQUIRE(from_nothing);
  CHECK(is_implication(nothing.halfspaces, *from_nothing, far));
  CHECK_FALSE(subset_multipliers(empty_polytope(2), far)); // no halfspace has such a normal
}

TEST_CASE("normals of the wrong length are named", "[geometry]") {
  const Polytope wrong{2, {{{1, 0}, 1}, {{1}, 1}}};
  CHECK_THROWS_WITH(require_dimension(wrong, "cell 4"),
                    "cell 4: halfspace 1: expected a normal with 2 entries, found 1");
  CHECK_THROWS_AS(irredundant(wrong), InputError);
  CHECK_THROWS_AS(intersection(box({0}, {1}), Polytope{2, {}}), InputError);
}

TEST_CASE("random polytopes: interior, inclusion and redundancy agree with the vertices",
          "[geometry]") {
  const unsigned seed = 21;
  CAPTURE(seed);
  std::mt19937 random(seed);
  for (int round = 0; round < 150; ++round) {
    const std::size_t d = 1 + random() % 3;
    const Polytope polytope = random_polytope(random, d);
    const std::vector<Vector> all = vertices_by_subsets(polytope);
    CAPTURE(round, d);
    CHECK(is_empty(polytope) == all.empty());
    if (const auto x = interior_point(polytope))
      CHECK(is_strictly_inside(polytope, *x));
    const Halfspace target = tie_halfspace(random, d);
    CHECK(is_subset_of(polytope, target) ==
          std::all_of(all.begin(), all.end(), [&](const Vector& v) { return target.contains(v); }));
    const auto multipliers = subset_multipliers(polytope, target);
    CHECK(multipliers.has_value() == is_subset_of(polytope, target));
    if (multipliers)
      CHECK(is_implication(polytope.halfspaces, *multipliers, target));
    const Polytope reduced = irredundant(polytope);
    CHECK(is_same_set(reduced, polytope));
    if (all.empty())
      continue;
    CHECK(vertices_by_subsets(reduced) == all);
    for (std::size_t i = 0; i < reduced.halfspaces.size(); ++i) {
      Polytope without = reduced;
      without.halfspaces.erase(without.halfspaces.begin() + static_cast<std::ptrdiff_t>(i));
      CHECK_FALSE(is_subset_of(without, reduced.halfspaces[i]));
    }
  }
}
