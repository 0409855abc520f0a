// SPDX-License-Identifier: GPL-3.0-or-later
//
// Regular triangulations and the cells got back from them: squares and grids by hand, degenerate
// point sets, and random heights against the definition (below all points, same total volume).

#include "geometry/regular_subdivision.hpp"

#include "exact/error.hpp"
#include "geometry/integer_system.hpp"
#include "unit/geometry/instances.hpp"

#include <catch2/catch.hpp>

#include <set>

using namespace thalweg;
using namespace thalweg::test;

namespace {

const std::vector<Vector> square = {{0, 0}, {1, 0}, {0, 1}, {1, 1}};

std::vector<SubdivisionCell> cells_of(const std::vector<Vector>& points,
                                      const std::vector<Rational>& heights) {
  return subdivision_cells(points, heights, regular_triangulation(points, heights));
}

/// d! times the volume of the simplices; the points span Q^d.
Rational total_volume(const std::vector<Vector>& points,
                      const RegularTriangulation& triangulation) {
  Rational sum = 0;
  for (const auto& simplex : triangulation.simplices) {
    IntegerRows rows;
    Integer denominator = 1;
    for (std::size_t v : simplex) {
      rows.push_back(homogeneous_point(points[v]).coordinates);
      denominator *= rows.back().back();
    }
    sum += fraction(abs(determinant(rows)), denominator);
  }
  return sum;
}

} // namespace

TEST_CASE("a flat square is one cell of two triangles", "[geometry]") {
  const RegularTriangulation triangulation = regular_triangulation(square, {0, 0, 0, 0});
  CHECK(triangulation.affine_dimension == 2);
  CHECK(triangulation.simplices.size() == 2);
  const auto cells = subdivision_cells(square, {0, 0, 0, 0}, triangulation);
  REQUIRE(cells.size() == 1);
  CHECK(cells[0].vertices == std::vector<std::size_t>{0, 1, 2, 3});
  CHECK(cells[0].simplices == std::vector<std::size_t>{0, 1});
}

TEST_CASE("a folded square has the crease of its lower hull", "[geometry]") {
  // the corner (1, 1) raised: the crease joins (1, 0) and (0, 1); lowered: (0, 0) and (1, 1)
  const std::vector<std::vector<std::size_t>> raised = {{0, 1, 2}, {1, 2, 3}};
  const std::vector<std::vector<std::size_t>> lowered = {{0, 1, 3}, {0, 2, 3}};
  CHECK(regular_triangulation(square, {0, 0, 0, 1}).simplices == raised);
  CHECK(regular_triangulation(square, {0, 0, 0, fraction(-1, 1000)}).simplices == lowered);
  CHECK(cells_of(square, {0, 0, 0, fraction(1, 1000000)}).size() == 2);
  CHECK(lifted_function(square, {0, 0, 0, 1}, {1, 2, 3}) == AffineFunction{{1, 1}, -1});
}

TEST_CASE("a grid on a paraboloid has its unit squares as cells", "[geometry]") {
  std::vector<Vector> points;
  std::vector<Rational> heights;
  for (int x = 0; x < 5; ++x)
    for (int y = 0; y < 4; ++y) {
      points.push_back({x, y});
      heights.emplace_back(x * x + y * y);
    }
  const auto cells = cells_of(points, heights);
  CHECK(cells.size() == 12);
  for (const SubdivisionCell& cell : cells) {
    CHECK(cell.vertices.size() == 4);
    CHECK(cell.simplices.size() == 2);
  }
}

TEST_CASE("points above the hull are not used", "[geometry]") {
  std::vector<Vector> points = square;
  points.push_back({fraction(1, 2), fraction(1, 2)});
  for (const auto& simplex : regular_triangulation(points, {0, 0, 0, 0, 1}).simplices)
    CHECK(std::find(simplex.begin(), simplex.end(), 4) == simplex.end());
  CHECK(regular_triangulation(points, {0, 0, 0, 0, -1}).simplices.size() == 4);
  CHECK(cells_of(points, {0, 0, 0, 0, 0}).size() == 1);
}

TEST_CASE("one point, repeated points, points on a line", "[geometry]") {
  CHECK(regular_triangulation({{3, 4}}, {7}).simplices ==
        std::vector<std::vector<std::size_t>>{{0}});
  CHECK(regular_triangulation({{}}, {7}).simplices == std::vector<std::vector<std::size_t>>{{0}});
  // the lowest of the repeated points counts, of equally low ones the first
  CHECK(regular_triangulation({{1}, {1}, {1}}, {5, 3, 3}).simplices ==
        std::vector<std::vector<std::size_t>>{{1}});
  // (t, 2t): heights 0, 5, −1, 0 at t = 0, 1, 2, 4; the second is above
  const std::vector<Vector> line = {{0, 0}, {1, 2}, {2, 4}, {4, 8}, {2, 4}};
  const std::vector<Rational> heights = {0, 5, -1, 0, 0};
  const RegularTriangulation triangulation = regular_triangulation(line, heights);
  CHECK(triangulation.affine_dimension == 1);
  CHECK(triangulation.simplices == std::vector<std::vector<std::size_t>>{{0, 2}, {2, 3}});
  CHECK(lifted_function(line, heights, {0, 2}) == AffineFunction{{fraction(-1, 2), 0}, 0});
  CHECK(subdivision_cells(line, heights, triangulation).size() == 2);
  CHECK(cells_of(line, {0, 1, 2, 4, 2}).size() == 1);
}

TEST_CASE("a square that stands upright in space", "[geometry]") {
  const std::vector<Vector> upright = {{1, 0, 0}, {1, 1, 0}, {1, 0, 1}, {1, 1, 1}};
  const RegularTriangulation triangulation = regular_triangulation(upright, {0, 0, 0, 1});
  CHECK(triangulation.affine_dimension == 2);
  CHECK(triangulation.simplices == std::vector<std::vector<std::size_t>>{{0, 1, 2}, {1, 2, 3}});
}

TEST_CASE("wrong input is named", "[geometry]") {
  CHECK_THROWS_WITH(regular_triangulation({}, {}), "points: expected at least one, found none");
  CHECK_THROWS_WITH(regular_triangulation({{1}}, {}),
                    "heights: expected 1 (one per point), found 0");
  CHECK_THROWS_WITH(regular_triangulation({{1}, {1, 2}}, {0, 0}),
                    "point 1: expected 1 coordinates, found 2");
  CHECK_THROWS_AS(lifted_function({{0}, {0}}, {0, 1}, {0, 1}), InputError);
}

TEST_CASE("denominators and determinants that the prime divides", "[geometry]") {
  const Integer prime = 2147483647;
  const std::vector<Vector> points = {{0}, {fraction(1, prime)}, {Rational(prime)}};
  CHECK(cells_of(points, {0, 1, 0}).size() == 1);
  CHECK(cells_of(points, {0, -1, 0}).size() == 2);
  // slopes 0 and 1 / (prime · prime) … and functions that agree modulo the prime
  CHECK(cells_of({{0}, {1}, {2}}, {0, 0, Rational(prime)}).size() == 2);
  CHECK(cells_of({{0}, {1}, {2}}, {0, Rational(prime), Rational(3 * prime)}).size() == 2);
}

TEST_CASE("random heights: simplices lie below all points and fill the hull", "[geometry]") {
  const unsigned seed = 41;
  CAPTURE(seed);
  std::mt19937 random(seed);
  for (int round = 0; round < 60; ++round) {
    const std::size_t d = 1 + random() % 4;
    std::vector<Vector> points;
    std::vector<Rational> heights, flat;
    for (std::size_t k = 0; k <= d; ++k) { // a simplex, so that the points span
      points.emplace_back(d);
      if (k < d)
        points.back()[k] = 1;
    }
    for (std::size_t i = random() % 14; i > 0; --i)
      points.push_back(tie_vector(random, d));
    for (std::size_t i = 0; i < points.size(); ++i)
      heights.push_back(tie_rational(random, 1 + round % 3));
    const RegularTriangulation triangulation = regular_triangulation(points, heights);
    CAPTURE(round, d);
    REQUIRE(triangulation.affine_dimension == d);
    std::set<std::pair<Vector, Rational>> functions;
    for (const auto& simplex : triangulation.simplices) {
      const AffineFunction f = lifted_function(points, heights, simplex);
      functions.insert({f.linear, f.constant});
      for (std::size_t i = 0; i < points.size(); ++i)
        CHECK(f(points[i]) <= heights[i]);
    }
    const auto cells = subdivision_cells(points, heights, triangulation);
    CHECK(cells.size() == functions.size());
    std::size_t simplices = 0;
    for (const SubdivisionCell& cell : cells)
      simplices += cell.simplices.size();
    CHECK(simplices == triangulation.simplices.size());
    CHECK(
        total_volume(points, triangulation) ==
        total_volume(points, regular_triangulation(points, std::vector<Rational>(points.size()))));
  }
}
