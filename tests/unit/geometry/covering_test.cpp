// SPDX-License-Identifier: GPL-3.0-or-later
//
// Coverings: trees that prove them, points that refute them, and damaged trees.

#include "geometry/covering.hpp"

#include "exact/error.hpp"
#include "geometry/power_diagram.hpp"
#include "unit/geometry/instances.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;
using namespace thalweg::test;

namespace {

bool is_uncovered(const Polytope& domain, const std::vector<Polytope>& cells, const Vector& x) {
  return domain.contains(x) && std::none_of(cells.begin(), cells.end(),
                                            [&](const Polytope& cell) { return cell.contains(x); });
}

} // namespace

TEST_CASE("one cell that is the domain needs no split", "[geometry]") {
  const Polytope square = box({0, 0}, {1, 1});
  const auto result = covering(square, {square});
  REQUIRE(std::holds_alternative<Covering>(result));
  const Covering& found = std::get<Covering>(result);
  CHECK(found.nodes.empty());
  REQUIRE(found.leaves.size() == 1);
  CHECK(found.leaves[0].multipliers ==
        std::vector<Multipliers>{{{0, 1}}, {{1, 1}}, {{2, 1}}, {{3, 1}}});
}

TEST_CASE("two halves of a square", "[geometry]") {
  const Polytope square = box({0, 0}, {2, 2});
  const std::vector<Polytope> cells = {box({0, 0}, {1, 2}), box({1, 0}, {2, 2})};
  const auto result = covering(square, cells);
  REQUIRE(std::holds_alternative<Covering>(result));
  Covering found = std::get<Covering>(result);
  REQUIRE(found.nodes.size() == 1);
  CHECK(found.nodes[0].split == Halfspace{{1, 0}, 1});
  CHECK(found.nodes[0].inside == -1);
  CHECK(found.nodes[0].outside == -2);
  CHECK(found.leaves[0].cell == 0);
  CHECK(found.leaves[0].multipliers[0] == Multipliers{{4, 1}}); // x ≤ 1 is the side taken
  CHECK(is_covering(square, cells, found));

  Covering bad = found;
  bad.nodes[0].inside = 0; // a cycle
  CHECK_FALSE(is_covering(square, cells, bad));
  bad = found;
  bad.nodes[0].split.offset = fraction(3, 2);
  CHECK_FALSE(is_covering(square, cells, bad));
  bad = found;
  bad.leaves[1].cell = 0;
  CHECK_FALSE(is_covering(square, cells, bad));
  bad = found;
  bad.leaves[0].multipliers.pop_back();
  CHECK_FALSE(is_covering(square, cells, bad));
  bad = found;
  bad.leaves.push_back(bad.leaves[0]); // a leaf that nobody reaches
  CHECK_FALSE(is_covering(square, cells, bad));
  CHECK_FALSE(is_covering(box({0, 0}, {3, 2}), cells, found));
}

TEST_CASE("a hole is found", "[geometry]") {
  // a pinwheel of four boxes around [1,2]², which is missing
  const Polytope square = box({0, 0}, {3, 3});
  std::vector<Polytope> cells = {box({0, 0}, {2, 1}), box({2, 0}, {3, 2}), box({1, 2}, {3, 3}),
                                 box({0, 1}, {1, 3})};
  const auto result = covering(square, cells);
  REQUIRE(std::holds_alternative<Vector>(result));
  CHECK(is_uncovered(square, cells, std::get<Vector>(result)));
  cells.push_back(box({1, 1}, {2, 2}));
  CHECK(std::holds_alternative<Covering>(covering(square, cells)));
}

TEST_CASE("cells that overlap, reach beyond, are unbounded, empty or of measure zero",
          "[geometry]") {
  const Polytope square = box({0, 0}, {1, 1});
  const std::vector<Polytope> cells = {
      empty_polytope(2),                         // helps nobody
      box({0, 0}, {1, 0}),                       // nor does a segment
      Polytope{2, {{{1, 1}, 1}}},                // a halfplane
      Polytope{2, {{{-1, 0}, fraction(-1, 4)}}}, // another one
      Polytope{2, {{{0, -1}, fraction(-1, 4)}, {{0, 0}, 0}}},
  };
  const auto result = covering(square, cells);
  REQUIRE(std::holds_alternative<Covering>(result));
  CHECK(is_covering(square, cells, std::get<Covering>(result)));
  const auto missing = covering(square, {cells[0], cells[1], cells[2]});
  REQUIRE(std::holds_alternative<Vector>(missing));
  CHECK(is_uncovered(square, {cells[0], cells[1], cells[2]}, std::get<Vector>(missing)));
  CHECK(std::holds_alternative<Vector>(covering(square, {})));
}

TEST_CASE("dimension 0 and domains that are refused", "[geometry]") {
  CHECK(std::holds_alternative<Covering>(covering(Polytope{0, {}}, {Polytope{0, {}}})));
  CHECK(std::holds_alternative<Vector>(covering(Polytope{0, {}}, {empty_polytope(0)})));
  CHECK_THROWS_WITH(covering(Polytope{1, {{{1}, 0}}}, {}),
                    "domain: expected a bounded polytope, found a ray in it");
  CHECK_THROWS_WITH(covering(box({0}, {0}), {}), "domain: expected interior points, found none");
  CHECK_THROWS_WITH(covering(box({0}, {1}), {box({0, 0}, {1, 1})}),
                    "cell 0: expected dimension 1, found 2");
}

TEST_CASE("domain halfspaces that are scaled, repeated or everything keep their numbers",
          "[geometry]") {
  Polytope domain = box({0, 0}, {1, 1});
  domain.halfspaces.insert(domain.halfspaces.begin(), {{0, 0}, 3});
  for (Rational& entry : domain.halfspaces[1].normal)
    entry *= 5;
  domain.halfspaces[1].offset *= 5;
  domain.halfspaces.push_back(domain.halfspaces[1]);
  const std::vector<Polytope> cells = {
      Polytope{2, {{{fraction(1, 3), 0}, fraction(1, 3)}, {{1, -1}, 0}}},
      Polytope{2, {{{-2, 2}, 0}, {{0, -1}, 0}}},
  };
  const auto result = covering(domain, cells);
  REQUIRE(std::holds_alternative<Covering>(result));
  CHECK(is_covering(domain, cells, std::get<Covering>(result)));
}

TEST_CASE("random power diagrams cover, and no longer when a cell is missing", "[geometry]") {
  const unsigned seed = 71;
  CAPTURE(seed);
  std::mt19937 random(seed);
  for (int round = 0; round < 30; ++round) {
    const std::size_t d = 1 + random() % 3;
    const Polytope domain =
        intersection(box(Vector(d, -1), Vector(d, 2)), Halfspace{Vector(d, 1), 2});
    std::vector<AffineFunction> functions;
    for (std::size_t k = 2 + random() % 8; k > 0; --k)
      functions.push_back({tie_vector(random, d), tie_rational(random)});
    std::vector<Polytope> cells;
    for (const PowerCell& cell : power_cells(functions, domain))
      if (std::find(cells.begin(), cells.end(), cell.polytope) == cells.end())
        cells.push_back(cell.polytope);
    CAPTURE(round, d);
    const auto result = covering(domain, cells);
    REQUIRE(std::holds_alternative<Covering>(result));
    CHECK(is_covering(domain, cells, std::get<Covering>(result)));
    const std::size_t dropped = random() % cells.size();
    const bool was_solid = interior_point(cells[dropped]).has_value();
    bool was_repeated = false;
    for (std::size_t k = 0; k < cells.size(); ++k)
      was_repeated = was_repeated || (k != dropped && is_same_set(cells[k], cells[dropped]));
    cells.erase(cells.begin() + static_cast<std::ptrdiff_t>(dropped));
    const auto without = covering(domain, cells);
    CHECK(std::holds_alternative<Vector>(without) == (was_solid && !was_repeated));
    if (const Vector* x = std::get_if<Vector>(&without))
      CHECK(is_uncovered(domain, cells, *x));
  }
}
