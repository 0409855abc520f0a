// SPDX-License-Identifier: GPL-3.0-or-later
//
// Vertices are the extreme rays (x_0, x), x_0 > 0, of the cone { x_0 b − A x ≥ 0, x_0 ≥ 0 }. A face
// is kept as the set of its vertices; the facets of a face F are the maximal sets among the proper,
// non-empty intersections of F with facets of the polytope.

#include "geometry/faces.hpp"

#include "exact/error.hpp"
#include "exact/row_space.hpp"
#include "geometry/double_description.hpp"

#include <algorithm>
#include <numeric>

namespace thalweg {
namespace {

using IndexSet = std::vector<std::size_t>; // increasing

bool is_subset(const IndexSet& a, const IndexSet& b) {
  return std::includes(b.begin(), b.end(), a.begin(), a.end());
}

IndexSet intersection(const IndexSet& a, const IndexSet& b) {
  IndexSet result;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(result));
  return result;
}

/// Keeps the candidates that lie in no other one; of equal ones the first.
std::vector<Facet> maximal_sets(const std::vector<Facet>& candidates) {
  std::vector<Facet> result;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    bool is_maximal = true;
    for (std::size_t j = 0; j < candidates.size() && is_maximal; ++j)
      if (j != i && is_subset(candidates[i].vertices, candidates[j].vertices))
        is_maximal = j > i && candidates[i].vertices == candidates[j].vertices;
    if (is_maximal)
      result.push_back(candidates[i]);
  }
  return result;
}

std::vector<Facet> facets_of_face(const IndexSet& face, const std::vector<Facet>& facets) {
  std::vector<Facet> candidates;
  for (const Facet& facet : facets) {
    IndexSet common = intersection(face, facet.vertices);
    if (!common.empty() && common.size() < face.size())
      candidates.push_back({facet.halfspace, std::move(common)});
  }
  return maximal_sets(candidates);
}

void triangulate(const IndexSet& face, const std::vector<Facet>& facets, IndexSet& cone,
                 std::vector<IndexSet>& simplices) {
  cone.push_back(face.front());
  if (face.size() == 1)
    simplices.push_back(cone);
  for (const Facet& facet : facets)
    if (facet.vertices.front() != face.front())
      triangulate(facet.vertices, facets_of_face(facet.vertices, facets), cone, simplices);
  cone.pop_back();
}

/// Rows (b, −A) over integers for the halfspaces, then (1, 0) for x_0 ≥ 0.
IntegerRows homogeneous_rows(const Polytope& polytope) {
  IntegerRows rows;
  for (const Halfspace& halfspace : polytope.halfspaces) {
    const IntegerHalfspace integers = over_common_denominator(halfspace);
    std::vector<Integer>& row = rows.emplace_back();
    row.push_back(integers.offset);
    for (const Integer& entry : integers.normal)
      row.emplace_back(-entry);
  }
  rows.emplace_back(polytope.dimension + 1).front() = 1;
  return rows;
}

Integer factorial(std::size_t n) {
  Integer result;
  mpz_fac_ui(result.get_mpz_t(), n);
  return result;
}

} // namespace

VertexDescription vertex_description(const Polytope& polytope) {
  require_dimension(polytope, "polytope");
  VertexDescription result{polytope.dimension, {}, {}};
  if (is_empty(polytope))
    return result;
  if (!is_bounded(polytope))
    throw InputError("polytope: expected a bounded one, found a ray in it");
  std::vector<ExtremeRay> rays = extreme_rays(homogeneous_rows(polytope), polytope.dimension + 1);
  std::vector<std::pair<Vector, IndexSet>> vertices;
  for (const ExtremeRay& ray : rays) {
    require(sgn(ray.direction[0]) > 0, "a bounded polytope has no rays");
    Vector vertex;
    for (std::size_t k = 1; k < ray.direction.size(); ++k)
      vertex.push_back(fraction(ray.direction[k], ray.direction[0]));
    vertices.emplace_back(std::move(vertex), ray.tight);
  }
  std::sort(vertices.begin(), vertices.end());
  std::vector<Facet> candidates(polytope.halfspaces.size());
  for (std::size_t i = 0; i < candidates.size(); ++i)
    candidates[i].halfspace = i;
  for (std::size_t v = 0; v < vertices.size(); ++v) {
    for (std::size_t row : vertices[v].second)
      if (row < candidates.size()) // the last row is x_0 ≥ 0
        candidates[row].vertices.push_back(v);
    result.vertices.push_back(std::move(vertices[v].first));
  }
  std::erase_if(candidates, [&](const Facet& facet) {
    return facet.vertices.empty() || facet.vertices.size() == result.vertices.size();
  });
  result.facets = maximal_sets(candidates);
  return result;
}

std::vector<Vector> vertices(const Polytope& polytope) {
  return vertex_description(polytope).vertices;
}

int affine_dimension(const std::vector<Vector>& points) {
  if (points.empty())
    return -1;
  RowSpace directions(points[0].size());
  for (const Vector& point : points) {
    if (directions.rank() == directions.dimension())
      break;
    Vector difference = point;
    for (std::size_t k = 0; k < difference.size(); ++k)
      difference[k] -= points[0][k];
    directions.insert(difference);
  }
  return static_cast<int>(directions.rank());
}

std::vector<std::vector<std::size_t>> triangulation(const VertexDescription& polytope) {
  std::vector<IndexSet> simplices;
  if (polytope.vertices.empty())
    return simplices;
  IndexSet all(polytope.vertices.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  IndexSet cone;
  triangulate(all, polytope.facets, cone, simplices);
  return simplices;
}

Rational volume(const VertexDescription& polytope) {
  if (affine_dimension(polytope.vertices) != static_cast<int>(polytope.dimension))
    return 0;
  std::vector<HomogeneousPoint> points = homogeneous_points(polytope.vertices);
  Rational sum = 0;
  for (const std::vector<std::size_t>& simplex : triangulation(polytope)) {
    IntegerRows matrix;
    Integer denominator = 1;
    for (std::size_t vertex : simplex) {
      matrix.push_back(points[vertex].coordinates);
      denominator *= points[vertex].denominator();
    }
    sum += fraction(abs(determinant(std::move(matrix))), denominator);
  }
  return sum / factorial(polytope.dimension);
}

Rational volume(const Polytope& polytope) {
  return volume(vertex_description(polytope));
}

} // namespace thalweg
