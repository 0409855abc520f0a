// SPDX-License-Identifier: GPL-3.0-or-later
//
// Cells cut step by step against the vertices and irredundant halfspaces of the same polytopes
// computed from their halfspaces at once.

#include "landscape/linear_regions_cell.hpp"

#include "exact/error.hpp"
#include "geometry/faces.hpp"
#include "samples.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace thalweg;
using namespace thalweg::samples;

namespace {

/// Do the cell's vertices and tight lists fit the polytope whose halfspaces it has seen?
void check_cell(const VertexCell& cell, const Polytope& polytope) {
  std::vector<Vector> found;
  for (const CellVertex& vertex : cell.vertices) {
    Vector& x = found.emplace_back();
    for (std::size_t k = 0; k < cell.dimension; ++k)
      x.push_back(fraction(vertex.point.coordinates[k], vertex.point.denominator()));
    std::vector<std::size_t> tight;
    for (std::size_t i = 0; i < polytope.halfspaces.size(); ++i)
      if (!polytope.halfspaces[i].contains_in_interior(x))
        tight.push_back(i);
    CHECK(vertex.tight == tight);
  }
  std::sort(found.begin(), found.end());
  CHECK(found == vertices(polytope));
  Polytope facets{polytope.dimension, {}};
  for (std::size_t number : facet_halfspaces(cell))
    facets.halfspaces.push_back(polytope.halfspaces[number]);
  CHECK(is_same_set(facets, polytope));
  CHECK(facets.halfspaces.size() == irredundant_indices(polytope).size());
}

} // namespace

// The unit square, x ≤ 1 given twice, cut at x + y = 1: both parts are triangles.
TEST_CASE("a square is cut along its diagonal", "[landscape]") {
  Polytope square = box({0, 0}, {1, 1});
  square.halfspaces.push_back({{2, 0}, 2});
  const AffineFunction diagonal{{1, 1}, -1};
  const CellParts both = parts(vertex_cell(square), integer_affine_function(diagonal), 5);
  CHECK(both.below.vertices.size() == 3);
  CHECK(both.above.vertices.size() == 3);
  CHECK(facet_halfspaces(both.below) == std::vector<std::size_t>{1, 3, 5});
  CHECK(facet_halfspaces(both.above) == std::vector<std::size_t>{0, 2, 5});
  const AffineFunction f{{1, 2}, 0};
  const CellRange values = range(both.above, integer_affine_function(f));
  CHECK(values.least == 1);
  CHECK(values.greatest == 3);
  CHECK_THROWS_AS(parts(both.above, integer_affine_function(diagonal), 6), InternalError);
}

TEST_CASE("random cuts, with repeated and touching halfspaces", "[landscape]") {
  std::mt19937 random(51);
  for (int trial = 0; trial < 40; ++trial) {
    CAPTURE(trial);
    const std::size_t d = 1 + random() % 4;
    Polytope polytope = box(Vector(d, -1), Vector(d, 1));
    for (std::size_t repeated = random() % 3; repeated > 0; --repeated) {
      Halfspace copy = polytope.halfspaces[random() % polytope.halfspaces.size()];
      for (Rational& entry : copy.normal)
        entry *= 2;
      copy.offset *= 2;
      polytope.halfspaces.push_back(copy);
    }
    if (random() % 2 == 0)
      polytope.halfspaces.push_back({Vector(d, 1), static_cast<long>(d)}); // touches a corner
    VertexCell cell = vertex_cell(polytope);
    check_cell(cell, polytope);
    for (int cut = 0; cut < 4; ++cut) {
      const AffineFunction f{small_vector(random, d), small_rational(random)};
      const IntegerAffineFunction g = integer_affine_function(f);
      const CellRange values = range(cell, g);
      if (values.least >= 0 || values.greatest <= 0)
        continue;
      const CellParts both = parts(cell, g, polytope.halfspaces.size());
      const Polytope below = intersection(polytope, where_not_positive(f));
      const Polytope above = intersection(polytope, where_not_negative(f));
      check_cell(both.below, below);
      check_cell(both.above, above);
      const bool goes_below = random() % 2 == 0;
      cell = goes_below ? both.below : both.above;
      polytope = goes_below ? below : above;
    }
  }
}
