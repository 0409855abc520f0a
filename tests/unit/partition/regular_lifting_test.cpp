// SPDX-License-Identifier: GPL-3.0-or-later

#include "partition/regular_lifting.hpp"

#include "geometry/power_diagram.hpp"

#include <catch2/catch.hpp>

#include <random>

using namespace thalweg;

namespace {

const Polytope square = box({0, 0}, {4, 4});

std::vector<Polytope> cells_of(const PowerPartition& partition, const Polytope& domain) {
  std::vector<Polytope> cells;
  for (const PowerCell& cell : power_cells(partition.functions, domain))
    cells.push_back(cell.polytope);
  return cells;
}

void check_lifting(const std::vector<Polytope>& cells, const Polytope& domain) {
  const auto lifting = lifting_of(cells, domain);
  REQUIRE(lifting);
  const std::vector<Polytope> again = cells_of(*lifting, domain);
  REQUIRE(again.size() == cells.size());
  for (std::size_t k = 0; k < cells.size(); ++k)
    CHECK(is_same_set(again[k], cells[k]));
}

} // namespace

TEST_CASE("intervals, quarters and a single cell are power diagrams", "[partition]") {
  check_lifting({box({0}, {1}), box({1}, {3}), box({3}, {4})}, box({0}, {4}));
  check_lifting(
      {box({0, 0}, {1, 1}), box({1, 0}, {4, 1}), box({0, 1}, {1, 4}), box({1, 1}, {4, 4})}, square);
  check_lifting({square}, square);
}

TEST_CASE("a wall that ends within another one is not liftable", "[partition]") {
  const std::vector<Polytope> cells = {box({0, 0}, {2, 1}), box({0, 1}, {2, 4}),
                                       box({2, 0}, {4, 2}), box({2, 2}, {4, 4})};
  CHECK_FALSE(lifting_of(cells, square));
}

TEST_CASE("cells that miss a part of the domain are not liftable", "[partition]") {
  CHECK_FALSE(lifting_of({box({0}, {1}), box({2}, {4})}, box({0}, {4})));
  CHECK_FALSE(lifting_of({box({0}, {3})}, box({0}, {4})));
}

TEST_CASE("power diagrams are found again", "[partition]") {
  const unsigned seed = 11;
  INFO("seed " << seed);
  std::mt19937_64 random(seed);
  for (int trial = 0; trial < 20; ++trial) {
    const std::size_t dimension = 1 + random() % 3;
    PowerPartition partition;
    for (std::size_t k = 2 + random() % 4; k > 0; --k) {
      Vector linear;
      for (std::size_t j = 0; j < dimension; ++j)
        linear.push_back(static_cast<int>(random() % 9) - 4);
      partition.functions.push_back({linear, static_cast<int>(random() % 5) - 2});
    }
    const Polytope domain = box(Vector(dimension, Rational(-2)), Vector(dimension, Rational(2)));
    std::vector<Polytope> cells;
    bool are_full = true;
    for (const Polytope& cell : cells_of(partition, domain)) {
      are_full = are_full && interior_point(cell);
      cells.push_back(cell);
    }
    std::vector<AffineFunction> distinct;
    for (const AffineFunction& f : partition.functions) {
      are_full = are_full && std::find(distinct.begin(), distinct.end(), f) == distinct.end();
      distinct.push_back(f);
    }
    if (are_full)
      check_lifting(cells, domain);
  }
}
