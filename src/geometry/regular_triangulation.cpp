// SPDX-License-Identifier: GPL-3.0-or-later
//
// The one translation unit that includes CGAL (GPL-3.0-or-later): it takes half a minute and a
// gigabyte to compile, and must be compiled with -frounding-math. mpq_class is CGAL's own exact
// number here.
//
// Stretching a coordinate or all heights changes no lower face, so both are made integers first:
// most of these are exact doubles, on which CGAL's interval filters seldom fail.

#define CGAL_USE_GMPXX 1

#include "geometry/regular_triangulation.hpp"

#include "exact/error.hpp"
#include "exact/integer_vector.hpp"
#include "exact/watched_work.hpp"
#include "geometry/guess/insertion_order.hpp"

#include <CGAL/Epeck_d.h>
#include <CGAL/Regular_triangulation.h>

#include <algorithm>
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

Kernel::FT exact_number(const Integer& value) {
  if (mpz_sizeinbase(value.get_mpz_t(), 2) <= 53)
    return {value.get_d()};
  return {Rational(value)};
}

/// The numbers times their least common denominator.
std::vector<Integer> stretched(const Vector& values) {
  return over_common_denominator(values).numerators;
}

/// coordinates[k][i]: coordinate k of point i, stretched to an integer.
std::vector<std::vector<Integer>> stretched_coordinates(const std::vector<Vector>& points) {
  std::vector<std::vector<Integer>> result;
  for (std::size_t k = 0; k < points[0].size(); ++k) {
    Vector column;
    column.reserve(points.size());
    for (const Vector& point : points)
      column.push_back(point[k]);
    result.push_back(stretched(column));
  }
  return result;
}

} // namespace

std::vector<std::vector<std::size_t>>
full_dimensional_regular_triangulation(const std::vector<Vector>& points,
                                       const std::vector<Rational>& heights) {
  const std::vector<std::vector<Integer>> coordinates = stretched_coordinates(points);
  const std::vector<Integer> lift = stretched(heights);
  const int dimension = static_cast<int>(coordinates.size());
  Triangulation triangulation(dimension);
  Triangulation::Full_cell_handle near;
  std::vector<Kernel::FT> point(coordinates.size());
  for (const std::size_t i : insertion_order(coordinates)) {
    require_time();
    Integer weight = -lift[i];
    for (std::size_t k = 0; k < coordinates.size(); ++k) {
      point[k] = exact_number(coordinates[k][i]);
      weight += coordinates[k][i] * coordinates[k][i];
    }
    const Triangulation::Vertex_handle vertex = triangulation.insert(
        Kernel::Weighted_point_d(Kernel::Point_d(point.begin(), point.end()), exact_number(weight)),
        near);
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
    simplex.reserve(coordinates.size() + 1);
    for (int k = 0; k <= dimension; ++k)
      simplex.push_back(cell->vertex(k)->data());
  }
  return simplices;
}

} // namespace thalweg
