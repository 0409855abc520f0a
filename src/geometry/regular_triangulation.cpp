// SPDX-License-Identifier: GPL-3.0-or-later
//
// The one translation unit that includes CGAL (GPL-3.0-or-later): it takes half a minute and a
// gigabyte to compile, and must be compiled with -frounding-math. mpq_class is CGAL's own exact
// number here, so nothing is converted.

#define CGAL_USE_GMPXX 1

#include "geometry/regular_triangulation.hpp"

#include "exact/error.hpp"

#include <CGAL/Epeck_d.h>
#include <CGAL/Regular_triangulation.h>
#include <CGAL/Regular_triangulation_traits_adapter.h>

#include <utility>

namespace thalweg {
namespace {

using Kernel = CGAL::Epeck_d<CGAL::Dynamic_dimension_tag>;
using Traits = CGAL::Regular_triangulation_traits_adapter<Kernel>;
using Structure =
    CGAL::Triangulation_data_structure<CGAL::Dynamic_dimension_tag,
                                       CGAL::Triangulation_vertex<Traits, std::size_t>,
                                       CGAL::Triangulation_full_cell<Traits>>;
using Triangulation = CGAL::Regular_triangulation<Kernel, Structure>;

Kernel::Weighted_point_d weighted_point(const Vector& point, const Rational& height) {
  Rational weight = -height;
  for (const Rational& coordinate : point)
    weight += coordinate * coordinate;
  const std::vector<Kernel::FT> coordinates(point.begin(), point.end());
  return Kernel::Weighted_point_d(Kernel::Point_d(coordinates.begin(), coordinates.end()),
                                  Kernel::FT(weight));
}

} // namespace

std::vector<std::vector<std::size_t>>
full_dimensional_regular_triangulation(const std::vector<Vector>& points,
                                       const std::vector<Rational>& heights) {
  const int dimension = static_cast<int>(points.at(0).size());
  Triangulation triangulation(dimension);
  Triangulation::Full_cell_handle near;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const Triangulation::Vertex_handle vertex =
        triangulation.insert(weighted_point(points[i], heights[i]), near);
    if (vertex == Triangulation::Vertex_handle())
      continue; // the point is above the lower hull, or only touches it
    vertex->data() = i;
    near = vertex->full_cell();
  }
  require(triangulation.current_dimension() == dimension,
          "points that span the space have a full-dimensional triangulation");
  std::vector<std::vector<std::size_t>> simplices;
  for (auto cell = triangulation.finite_full_cells_begin();
       cell != triangulation.finite_full_cells_end(); ++cell) {
    std::vector<std::size_t>& simplex = simplices.emplace_back();
    simplex.reserve(static_cast<std::size_t>(dimension) + 1);
    for (int k = 0; k <= dimension; ++k)
      simplex.push_back(cell->vertex(k)->data());
  }
  return simplices;
}

} // namespace thalweg
