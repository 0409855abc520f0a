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

#include <CGAL/Epeck_d.h>
#include <CGAL/Regular_triangulation.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
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

/// For each point the number of its box in a grid of about `count` boxes, counted to and fro so
/// that successive boxes are neighbours.
std::vector<std::uint64_t> grid_boxes(const std::vector<std::vector<Integer>>& coordinates,
                                      std::size_t count) {
  const std::size_t dimension = coordinates.size();
  const auto side = static_cast<std::uint64_t>(
      std::ceil(std::pow(static_cast<double>(count), 1.0 / static_cast<double>(dimension))));
  std::vector<std::uint64_t> boxes(coordinates[0].size(), 0), turns(boxes.size(), 0);
  for (const std::vector<Integer>& column : coordinates) {
    const auto [low, high] = std::minmax_element(column.begin(), column.end());
    const double offset = low->get_d();
    const double scale = static_cast<double>(side) / (1 + high->get_d() - offset);
    for (std::size_t i = 0; i < column.size(); ++i) {
      const double place = (column[i].get_d() - offset) * scale; // not finite for huge numbers
      std::uint64_t digit =
          std::isfinite(place)
              ? static_cast<std::uint64_t>(std::clamp(place, 0.0, static_cast<double>(side - 1)))
              : 0;
      if (turns[i] % 2 == 1)
        digit = side - 1 - digit;
      turns[i] += digit;
      boxes[i] = boxes[i] * side + digit;
    }
  }
  return boxes;
}

/// An order for insertion: a random half of the points last, a random quarter before it, and so on
/// (from a fixed seed); within each of these parts along a grid, from neighbour to neighbour.
std::vector<std::size_t> insertion_order(const std::vector<std::vector<Integer>>& coordinates) {
  const std::size_t count = coordinates[0].size();
  std::vector<std::pair<std::pair<unsigned, std::uint64_t>, std::size_t>> keys(count);
  const std::vector<std::uint64_t> boxes = grid_boxes(coordinates, count);
  std::uint64_t state = 1;
  for (std::size_t i = 0; i < count; ++i) {
    state = state * 6364136223846793005U + 1442695040888963407U; // Knuth's MMIX generator
    unsigned part = 8;
    for (std::uint64_t bits = state >> 40; part > 0 && (bits & 1) != 0; bits >>= 1)
      --part;
    keys[i] = {{part, boxes[i]}, i};
  }
  std::sort(keys.begin(), keys.end());
  std::vector<std::size_t> result;
  for (const auto& key : keys)
    result.push_back(key.second);
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
