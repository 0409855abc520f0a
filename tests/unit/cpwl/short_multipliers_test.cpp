// SPDX-License-Identifier: GPL-3.0-or-later
//
// Short proofs of implications between halfspaces, and short weights.

#include "cpwl/short_multipliers.hpp"
#include "instances.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;
using namespace thalweg::instances;

// x + y ≤ 1 on the unit triangle is its own third halfspace; on the square x, y ≤ 1 it is false.
TEST_CASE("one halfspace is preferred to two", "[cpwl]") {
  const Polytope triangle{2, {halfplane(-1, 0, 0), halfplane(0, -1, 0), halfplane(2, 2, 2)}};
  CHECK(short_multipliers(triangle, halfplane(1, 1, 1)) == Multipliers{{2, Rational(1, 2)}});
  CHECK(short_multipliers(triangle, halfplane(0, 0, 0)) == Multipliers{});
  CHECK(short_multipliers(cube(2, 1), halfplane(1, 1, 1)) == std::nullopt);
}

TEST_CASE("random true and false implications", "[cpwl]") {
  for (unsigned seed = 0; seed < 200; ++seed) {
    RandomNumbers random(seed);
    const std::size_t dimension = 1 + seed % 4;
    INFO("seed " << seed << ", dimension " << dimension);
    Polytope polytope = cube(dimension, 3);
    for (int k = 0; k < 3; ++k) {
      Vector normal;
      for (std::size_t i = 0; i < dimension; ++i)
        normal.emplace_back(random.between(-2, 2));
      polytope.halfspaces.push_back({normal, Rational(random.between(0, 4))});
    }
    Halfspace target{{}, Rational(random.between(-1, 12))};
    for (std::size_t i = 0; i < dimension; ++i)
      target.normal.emplace_back(random.between(-3, 3));
    const std::optional<Multipliers> found = short_multipliers(polytope, target);
    CHECK(found.has_value() == is_subset_of(polytope, target));
    if (found)
      CHECK(is_implication(polytope.halfspaces, *found, target));
  }
}

// λ = (17/35, 18/35) where any λ_1 between 1/4 and 3/4 does: one half each.
TEST_CASE("weights with slack are shortened", "[cpwl]") {
  const Multipliers weights{{3, Rational(17, 35)}, {5, Rational(18, 35)}};
  CHECK(short_weights(weights, {{1, -3}, {-3, 1}}) ==
        Multipliers{{3, Rational(1, 2)}, {5, Rational(1, 2)}});
  const Multipliers third{{0, Rational(1, 3)}, {1, Rational(2, 3)}}; // forced: 2λ_0 = λ_1
  CHECK(short_weights(third, {{2, -1}, {-2, 1}}) == third);
}
