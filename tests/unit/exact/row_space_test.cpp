// SPDX-License-Identifier: GPL-3.0-or-later
//
// Subspaces given by generators: rank, membership, and a basis that depends on the subspace alone.

#include "exact/error.hpp"
#include "exact/row_space.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <random>

using namespace thalweg;

TEST_CASE("row space of a worked example", "[exact]") {
  // (2,4,6), (1,2,3) span a line; with (0,1,1/2) a plane with echelon form (1,0,2), (0,1,1/2).
  RowSpace space(3);
  CHECK(space.insert(Vector{2, 4, 6}));
  CHECK_FALSE(space.insert(Vector{1, 2, 3}));
  CHECK(space.basis() == std::vector<std::vector<Integer>>{{1, 2, 3}});
  CHECK(space.insert(Vector{0, -1, fraction(-1, 2)}));
  CHECK(space.basis() == std::vector<std::vector<Integer>>{{1, 0, 2}, {0, 2, 1}});
  CHECK(space.pivots() == std::vector<std::size_t>{0, 1});
  CHECK(space.contains(Vector{1, 1, fraction(5, 2)}));
  CHECK_FALSE(space.contains(Vector{1, 1, 2}));
  CHECK(space.contains(Vector{0, 0, 0}));
  CHECK_FALSE(space.insert(Vector{0, 0, 0}));
}

TEST_CASE("row space of dimension 0 and of everything", "[exact]") {
  RowSpace none(0);
  CHECK_FALSE(none.insert(Vector{}));
  CHECK(none.contains(Vector{}));
  RowSpace line(1);
  CHECK(line.insert(Vector{fraction(-2, 7)}));
  CHECK(line.basis() == std::vector<std::vector<Integer>>{{1}});
  CHECK_FALSE(line.insert(Vector{5}));
  CHECK_THROWS_AS(line.insert(Vector{1, 2}), InternalError);
  CHECK_THROWS_AS(line.contains(Vector{}), InternalError);
}

TEST_CASE("the basis does not depend on order and scale of the generators", "[exact]") {
  const unsigned seed = 71;
  CAPTURE(seed);
  std::mt19937 random(seed);
  for (int round = 0; round < 200; ++round) {
    const std::size_t dimension = 1 + random() % 5;
    std::vector<Vector> generators(random() % 7, Vector(dimension));
    for (Vector& generator : generators)
      for (Rational& entry : generator)
        entry = fraction(static_cast<int>(random() % 5) - 2, static_cast<int>(random() % 3) + 1);
    RowSpace space(dimension), reversed(dimension);
    for (const Vector& generator : generators)
      space.insert(generator);
    std::reverse(generators.begin(), generators.end());
    for (Vector generator : generators) {
      for (Rational& entry : generator)
        entry *= fraction(-3, 2);
      reversed.insert(generator);
      CHECK(space.contains(generator));
    }
    CHECK(space.basis() == reversed.basis());
    CHECK(space.rank() == space.pivots().size());
    CHECK(std::is_sorted(space.pivots().begin(), space.pivots().end()));
    for (std::size_t k = 0; k < space.rank(); ++k)
      for (std::size_t other = 0; other < space.rank(); ++other)
        CHECK(sgn(space.basis()[other][space.pivots()[k]]) == (other == k ? 1 : 0));
  }
}

TEST_CASE("orthogonality is decided exactly", "[exact]") {
  CHECK(is_orthogonal({}, {}));
  CHECK(is_orthogonal({3, -2}, {fraction(1, 3), fraction(1, 2)}));
  CHECK_FALSE(is_orthogonal({3, -2}, {fraction(1, 3), fraction(500000001, 1000000000)}));
  CHECK_THROWS_AS(is_orthogonal({1}, {}), InternalError);
}
