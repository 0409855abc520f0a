// SPDX-License-Identifier: GPL-3.0-or-later
//
// Points stay homogeneous and are divided by their content after every cut, so that a vertex has
// the size of its own coordinates, however many cuts led to it.

#include "landscape/linear_regions_cell.hpp"

#include "exact/error.hpp"
#include "geometry/faces.hpp"

#include <algorithm>

namespace thalweg {
namespace {

using IndexSet = std::vector<std::size_t>; // increasing

IndexSet intersection(const IndexSet& a, const IndexSet& b) {
  IndexSet result;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(result));
  return result;
}

bool is_subset(const IndexSet& a, const IndexSet& b) {
  return std::includes(b.begin(), b.end(), a.begin(), a.end());
}

/// Are vertices a and b, with the common tight halfspaces `common`, the ends of an edge?
bool is_edge(const VertexCell& cell, std::size_t a, std::size_t b, const IndexSet& common) {
  if (common.size() + 1 < cell.dimension)
    return false;
  for (std::size_t c = 0; c < cell.vertices.size(); ++c)
    if (c != a && c != b && is_subset(common, cell.vertices[c].tight))
      return false;
  return true;
}

/// The point on the segment from a to b where a function with values of the signs of value_a < 0 <
/// value_b (numerators over the points' denominators times a common one) is zero.
HomogeneousPoint zero_between(const HomogeneousPoint& a, const Integer& value_a,
                              const HomogeneousPoint& b, const Integer& value_b) {
  HomogeneousPoint result;
  for (std::size_t k = 0; k < a.coordinates.size(); ++k) {
    Integer& entry = result.coordinates.emplace_back(value_b * a.coordinates[k]);
    mpz_submul(entry.get_mpz_t(), value_a.get_mpz_t(), b.coordinates[k].get_mpz_t());
  }
  make_primitive(result.coordinates);
  return result;
}

} // namespace

VertexCell vertex_cell(const Polytope& polytope) {
  require_dimension(polytope, "domain");
  const VertexDescription description = vertex_description(polytope);
  if (affine_dimension(description.vertices) != static_cast<int>(polytope.dimension))
    throw InputError("domain: expected a polytope with interior points, found one without");
  VertexCell cell{polytope.dimension, {}};
  for (const Vector& x : description.vertices) {
    CellVertex& vertex = cell.vertices.emplace_back(CellVertex{homogeneous_point(x), {}});
    for (std::size_t i = 0; i < polytope.halfspaces.size(); ++i)
      if (!polytope.halfspaces[i].contains_in_interior(x))
        vertex.tight.push_back(i);
  }
  return cell;
}

CellParts parts(const VertexCell& cell, const IntegerAffineFunction& g, std::size_t halfspace) {
  CellParts result{{cell.dimension, {}}, {cell.dimension, {}}};
  std::vector<Integer> values(cell.vertices.size());
  for (std::size_t v = 0; v < values.size(); ++v) {
    value_numerator(values[v], g, cell.vertices[v].point);
    CellVertex vertex = cell.vertices[v];
    if (sgn(values[v]) == 0)
      vertex.tight.push_back(halfspace);
    if (sgn(values[v]) <= 0)
      result.below.vertices.push_back(vertex);
    if (sgn(values[v]) >= 0)
      result.above.vertices.push_back(std::move(vertex));
  }
  require(result.below.vertices.size() < values.size() &&
              result.above.vertices.size() < values.size(),
          "a cut meets the interior of its cell");
  for (std::size_t a = 0; a < values.size(); ++a)
    for (std::size_t b = 0; b < values.size(); ++b) {
      if (sgn(values[a]) >= 0 || sgn(values[b]) <= 0)
        continue;
      IndexSet common = intersection(cell.vertices[a].tight, cell.vertices[b].tight);
      if (!is_edge(cell, a, b, common))
        continue;
      common.push_back(halfspace);
      CellVertex vertex{
          zero_between(cell.vertices[a].point, values[a], cell.vertices[b].point, values[b]),
          std::move(common)};
      result.below.vertices.push_back(vertex);
      result.above.vertices.push_back(std::move(vertex));
    }
  return result;
}

/// Facets are the maximal faces among those on which a halfspace is tight, the cell itself
/// excluded (which a halfspace 0·x ≤ 0 gives).
std::vector<std::size_t> facet_halfspaces(const VertexCell& cell) {
  std::vector<std::pair<std::size_t, IndexSet>> faces;
  for (std::size_t v = 0; v < cell.vertices.size(); ++v)
    for (std::size_t number : cell.vertices[v].tight) {
      const auto place = std::lower_bound(
          faces.begin(), faces.end(), number,
          [](const auto& face, std::size_t wanted) { return face.first < wanted; });
      if (place == faces.end() || place->first != number)
        faces.insert(place, {number, {v}});
      else
        place->second.push_back(v);
    }
  std::erase_if(faces,
                [&](const auto& face) { return face.second.size() == cell.vertices.size(); });
  std::vector<std::size_t> result;
  for (std::size_t i = 0; i < faces.size(); ++i) {
    bool is_facet = true;
    for (std::size_t j = 0; j < faces.size() && is_facet; ++j)
      if (j != i && is_subset(faces[i].second, faces[j].second))
        is_facet = j > i && faces[i].second == faces[j].second;
    if (is_facet)
      result.push_back(faces[i].first);
  }
  return result;
}

CellRange range(const VertexCell& cell, const IntegerAffineFunction& f) {
  CellRange result;
  for (std::size_t v = 0; v < cell.vertices.size(); ++v) {
    const Rational here = value(f, cell.vertices[v].point);
    if (v == 0 || here < result.least) {
      result.least = here;
      result.least_vertex = v;
    }
    if (v == 0 || here > result.greatest) {
      result.greatest = here;
      result.greatest_vertex = v;
    }
  }
  return result;
}

} // namespace thalweg
