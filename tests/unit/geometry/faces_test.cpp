// SPDX-License-Identifier: GPL-3.0-or-later
//
// Vertices, facets, triangulations and volumes: known polytopes, then random ones against all
// subsets of halfspaces and against volumes that must add up.

#include "geometry/faces.hpp"

#include "exact/error.hpp"
#include "geometry/double_description.hpp"
#include "unit/geometry/instances.hpp"

#include <catch2/catch.hpp>

#include <set>

using namespace thalweg;
using namespace thalweg::test;

TEST_CASE("the unit square has its corners and edges", "[geometry]") {
  const VertexDescription square = vertex_description(box({0, 0}, {1, 1}));
  CHECK(square.vertices == std::vector<Vector>{{0, 0}, {0, 1}, {1, 0}, {1, 1}});
  CHECK(square.facets == std::vector<Facet>{{0, {2, 3}}, {1, {0, 1}}, {2, {1, 3}}, {3, {0, 2}}});
  CHECK(triangulation(square) == std::vector<std::vector<std::size_t>>{{0, 2, 3}, {0, 1, 3}});
  CHECK(volume(square) == 1);
}

TEST_CASE("known volumes and face numbers in dimensions 0 to 5", "[geometry]") {
  Integer factorial = 1;
  for (std::size_t d = 0; d <= 5; ++d) {
    if (d > 0)
      factorial *= d;
    const Integer power = Integer(1) << d;
    CAPTURE(d);
    const VertexDescription cube = vertex_description(box(Vector(d, 0), Vector(d, 3)));
    CHECK(cube.vertices.size() == (std::size_t{1} << d));
    CHECK(cube.facets.size() == 2 * d);
    Integer side_power = 1;
    for (std::size_t k = 0; k < d; ++k)
      side_power *= 3;
    CHECK(volume(cube) == side_power);
    const VertexDescription simplex = vertex_description(standard_simplex(d));
    CHECK(simplex.vertices.size() == d + 1);
    CHECK(volume(simplex) == fraction(1, factorial));
    if (d == 0)
      continue;
    const VertexDescription cross = vertex_description(cross_polytope(d));
    CHECK(cross.vertices.size() == 2 * d);
    CHECK(cross.facets.size() == (std::size_t{1} << d));
    CHECK(volume(cross) == fraction(power, factorial));
  }
}

TEST_CASE("a pyramid: four facets meet in its top", "[geometry]") {
  // |x|, |y| ≤ 1 − z, z ≥ 0: degenerate at (0, 0, 1); volume 4/3
  const Polytope pyramid{
      3, {{{1, 0, 1}, 1}, {{-1, 0, 1}, 1}, {{0, 1, 1}, 1}, {{0, -1, 1}, 1}, {{0, 0, -1}, 0}}};
  const VertexDescription description = vertex_description(pyramid);
  CHECK(description.vertices.size() == 5);
  CHECK(description.facets.size() == 5);
  CHECK(description.facets[4].vertices.size() == 4);
  CHECK(volume(description) == fraction(4, 3));
}

TEST_CASE("polytopes of lower dimension", "[geometry]") {
  // the square [0,1]² at height z = 1/2, listed with repeated and touching halfspaces
  Polytope flat = box({0, 0, fraction(1, 2)}, {1, 1, fraction(1, 2)});
  flat.halfspaces.push_back({{2, 0, 0}, 2});
  flat.halfspaces.push_back({{1, 1, 0}, 2});
  const VertexDescription square = vertex_description(flat);
  CHECK(square.vertices.size() == 4);
  CHECK(square.facets.size() == 4);
  CHECK(square.facets[0] == Facet{0, {2, 3}});
  CHECK(affine_dimension(square.vertices) == 2);
  CHECK(triangulation(square).size() == 2);
  CHECK(volume(square) == 0);
  const VertexDescription point = vertex_description(box({1, 2}, {1, 2}));
  CHECK(point.vertices == std::vector<Vector>{{1, 2}});
  CHECK(point.facets.empty());
  CHECK(triangulation(point) == std::vector<std::vector<std::size_t>>{{0}});
}

TEST_CASE("empty and unbounded sets", "[geometry]") {
  CHECK(vertices(box({1}, {0})).empty());
  CHECK(volume(box({1}, {0})) == 0);
  CHECK(volume(empty_polytope(0)) == 0);
  CHECK(triangulation(vertex_description(empty_polytope(3))).empty());
  CHECK(affine_dimension({}) == -1);
  CHECK_THROWS_AS(vertices(Polytope{1, {{{1}, 0}}}), InputError);
  CHECK_THROWS_AS(volume(Polytope{2, {}}), InputError);
  // a line without a vertex, made empty by a zero normal
  CHECK(vertices(Polytope{2, {{{1, 0}, 0}, {{0, 0}, -1}}}).empty());
}

TEST_CASE("the extreme rays of an orthant, with a redundant and a touching row", "[geometry]") {
  const std::vector<ExtremeRay> rays = extreme_rays({{1, 0}, {0, 1}, {1, 1}, {2, 0}}, 2);
  REQUIRE(rays.size() == 2);
  CHECK(rays[0].direction == std::vector<Integer>{0, 1});
  CHECK(rays[0].tight == std::vector<std::size_t>{0, 3});
  CHECK(rays[1].tight == std::vector<std::size_t>{1});
  CHECK(extreme_rays({{1, 0}, {0, 1}, {-1, -1}}, 2).empty());
  CHECK_THROWS_AS(extreme_rays({{1, 1}}, 2), InternalError);
}

TEST_CASE("random polytopes: vertices by subsets, volumes that add up", "[geometry]") {
  const unsigned seed = 31;
  CAPTURE(seed);
  std::mt19937 random(seed);
  int solid = 0;
  for (int round = 0; round < 120; ++round) {
    const std::size_t d = random() % 5;
    const Polytope polytope = random_polytope(random, d);
    CAPTURE(round, d);
    const VertexDescription description = vertex_description(polytope);
    CHECK(description.vertices == vertices_by_subsets(polytope));
    const Rational whole = volume(description);
    CHECK((sgn(whole) > 0) == interior_point(polytope).has_value());
    solid += sgn(whole) > 0;
    for (const Facet& facet : description.facets)
      for (std::size_t v = 0; v < description.vertices.size(); ++v) {
        const Halfspace& halfspace = polytope.halfspaces[facet.halfspace];
        const bool is_tight = dot(halfspace.normal, description.vertices[v]) == halfspace.offset;
        CHECK(is_tight == std::binary_search(facet.vertices.begin(), facet.vertices.end(), v));
      }
    if (affine_dimension(description.vertices) == static_cast<int>(d))
      CHECK(description.facets.size() == irredundant_indices(polytope).size());
    const Halfspace cut = tie_halfspace(random, d);
    if (!has_zero_normal(cut) && d > 0)
      CHECK(volume(intersection(polytope, cut)) + volume(intersection(polytope, opposite(cut))) ==
            whole);
  }
  CHECK(solid > 30);
}

TEST_CASE("common faces are triangulated alike", "[geometry]") {
  // two cubes that share the face x = 1: the triangles in it must agree
  const auto triangles = [](const Polytope& cube) {
    const VertexDescription description = vertex_description(cube);
    std::set<std::set<Vector>> result;
    for (const auto& simplex : triangulation(description)) {
      std::set<Vector> in_face;
      for (std::size_t v : simplex)
        if (description.vertices[v][0] == 1)
          in_face.insert(description.vertices[v]);
      if (in_face.size() == 3)
        result.insert(in_face);
    }
    return result;
  };
  const auto left = triangles(box({0, 0, 0}, {1, 1, 1}));
  CHECK(left.size() == 2);
  CHECK(left == triangles(box({1, 0, 0}, {2, 1, 1})));
}
