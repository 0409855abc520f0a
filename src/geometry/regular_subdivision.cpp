// SPDX-License-Identifier: GPL-3.0-or-later
//
// Checks the input, drops repeated points and redundant coordinates, and lets CGAL triangulate.
//
// Simplices with the same lifted function have the same key modulo a prime
// (geometry/modular_keys.hpp). Groups of several simplices are verified over Q, which costs one
// linear system per cell and one evaluation per vertex.

#include "geometry/regular_subdivision.hpp"

#include "exact/error.hpp"
#include "exact/integer_vector.hpp"
#include "exact/row_space.hpp"
#include "geometry/integer_system.hpp"
#include "geometry/modular_keys.hpp"
#include "geometry/regular_triangulation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <numeric>

namespace thalweg {
namespace {

using Simplex = std::vector<std::size_t>;

void require_points(const std::vector<Vector>& points, const std::vector<Rational>& heights) {
  if (points.empty())
    throw InputError("points: expected at least one, found none");
  if (heights.size() != points.size())
    throw InputError(fmt::format("heights: expected {} (one per point), found {}", points.size(),
                                 heights.size()));
  for (std::size_t i = 0; i < points.size(); ++i)
    if (points[i].size() != points[0].size())
      throw InputError(fmt::format("point {}: expected {} coordinates, found {}", i,
                                   points[0].size(), points[i].size()));
}

/// Of each set of equal points the index of the lowest, the first of these; increasing.
std::vector<std::size_t> lowest_representatives(const std::vector<Vector>& points,
                                                const std::vector<Rational>& heights) {
  std::vector<std::size_t> order(points.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    if (points[a] != points[b])
      return points[a] < points[b];
    return heights[a] != heights[b] ? heights[a] < heights[b] : a < b;
  });
  std::vector<std::size_t> result;
  for (std::size_t i : order)
    if (result.empty() || points[result.back()] != points[i])
      result.push_back(i);
  std::sort(result.begin(), result.end());
  return result;
}

/// Coordinates that determine all others on the affine hull, increasing.
std::vector<std::size_t> affine_coordinates(const std::vector<Vector>& points,
                                            const std::vector<std::size_t>& chosen) {
  RowSpace directions(points[0].size());
  for (std::size_t i : chosen) {
    if (directions.rank() == directions.dimension())
      break;
    Vector difference = points[i];
    for (std::size_t k = 0; k < difference.size(); ++k)
      difference[k] -= points[chosen[0]][k];
    directions.insert(difference);
  }
  return directions.pivots();
}

/// The integer row (D x, D, D h), D > 0 the least common denominator, x in the given coordinates.
std::vector<Integer> lifted_row(const Vector& point, const Rational& height,
                                const std::vector<std::size_t>& coordinates) {
  Vector row;
  for (std::size_t coordinate : coordinates)
    row.push_back(point[coordinate]);
  row.emplace_back(1);
  row.push_back(height);
  return over_common_denominator(row).numerators;
}

/// The rows of all points, or none if every key is different, so that nobody asks for them.
IntegerRows needed_rows(const std::vector<Vector>& points, const std::vector<Rational>& heights,
                        const std::vector<std::size_t>& coordinates,
                        const std::optional<std::vector<std::uint64_t>>& keys) {
  IntegerRows rows;
  if (keys) {
    std::vector<std::uint64_t> sorted = *keys;
    std::sort(sorted.begin(), sorted.end());
    if (std::adjacent_find(sorted.begin(), sorted.end()) == sorted.end())
      return rows;
  }
  for (std::size_t i = 0; i < points.size(); ++i)
    rows.push_back(lifted_row(points[i], heights[i], coordinates));
  return rows;
}

/// (A, b)/q with (A·x + b)/q = h at the vertices of a simplex, given their rows.
IntegerVector function_through(IntegerRows rows) {
  std::optional<IntegerVector> solution = square_solution(std::move(rows));
  require(solution.has_value(), "a simplex has a lifted function");
  return *std::move(solution);
}

IntegerVector function_through(const IntegerRows& lifted, const Simplex& simplex) {
  IntegerRows rows;
  for (std::size_t vertex : simplex)
    rows.push_back(lifted[vertex]);
  return function_through(std::move(rows));
}

/// Is (A·x + b)/q = h at this point?
bool passes_through(const IntegerVector& function, const std::vector<Integer>& lifted) {
  Integer sum = function.denominator * lifted.back();
  for (std::size_t k = 0; k < function.numerators.size(); ++k)
    mpz_submul(sum.get_mpz_t(), function.numerators[k].get_mpz_t(), lifted[k].get_mpz_t());
  return sgn(sum) == 0;
}

/// Members of one group, by increasing simplex: same lifted function, or the same key.
using Groups = std::vector<std::vector<std::size_t>>;

/// Groups simplices by their functions over Q.
Groups exact_groups(const IntegerRows& lifted, const std::vector<Simplex>& simplices) {
  std::map<Vector, std::vector<std::size_t>> groups;
  for (std::size_t s = 0; s < simplices.size(); ++s)
    groups[rationals(function_through(lifted, simplices[s]))].push_back(s);
  Groups result;
  for (auto& group : groups)
    result.push_back(std::move(group.second));
  return result;
}

/// Splits members with equal keys by their functions over Q; each point is evaluated once a round.
void append_split(Groups& result, std::vector<std::size_t> members, const IntegerRows& lifted,
                  const std::vector<Simplex>& simplices) {
  while (members.size() > 1) { // once, unless different functions have the same key
    const IntegerVector function = function_through(lifted, simplices[members[0]]);
    std::map<std::size_t, bool> passes;
    std::vector<std::size_t> same, others;
    for (std::size_t member : members) {
      const bool coincides =
          std::all_of(simplices[member].begin(), simplices[member].end(), [&](std::size_t vertex) {
            const auto [entry, is_new] = passes.try_emplace(vertex, false);
            if (is_new)
              entry->second = passes_through(function, lifted[vertex]);
            return entry->second;
          });
      (coincides ? same : others).push_back(member);
    }
    result.push_back(std::move(same));
    members = std::move(others);
  }
  if (!members.empty())
    result.push_back(std::move(members));
}

/// Groups simplices by keys and splits the groups by evaluation over Q.
Groups verified_groups(const IntegerRows& lifted, const std::vector<Simplex>& simplices,
                       const std::vector<std::uint64_t>& keys) {
  std::vector<std::size_t> order(simplices.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return keys[a] != keys[b] ? keys[a] < keys[b] : a < b;
  });
  Groups result;
  for (std::size_t first = 0, last = 0; first < order.size(); first = last) {
    while (last < order.size() && keys[order[last]] == keys[order[first]])
      ++last;
    append_split(result,
                 {order.begin() + static_cast<std::ptrdiff_t>(first),
                  order.begin() + static_cast<std::ptrdiff_t>(last)},
                 lifted, simplices);
  }
  return result;
}

SubdivisionCell cell_of(std::vector<std::size_t> members, const std::vector<Simplex>& simplices) {
  SubdivisionCell cell;
  for (std::size_t member : members)
    cell.vertices.insert(cell.vertices.end(), simplices[member].begin(), simplices[member].end());
  std::sort(cell.vertices.begin(), cell.vertices.end());
  cell.vertices.erase(std::unique(cell.vertices.begin(), cell.vertices.end()), cell.vertices.end());
  cell.simplices = std::move(members);
  return cell;
}

} // namespace

RegularTriangulation regular_triangulation(const std::vector<Vector>& points,
                                           const std::vector<Rational>& heights) {
  require_points(points, heights);
  const std::vector<std::size_t> chosen = lowest_representatives(points, heights);
  const std::vector<std::size_t> coordinates = affine_coordinates(points, chosen);
  RegularTriangulation result{coordinates.size(), {}};
  if (coordinates.empty()) {
    result.simplices = {chosen};
    return result;
  }
  std::vector<Vector> projected;
  std::vector<Rational> chosen_heights;
  for (std::size_t i : chosen) {
    Vector& point = projected.emplace_back();
    for (std::size_t coordinate : coordinates)
      point.push_back(points[i][coordinate]);
    chosen_heights.push_back(heights[i]);
  }
  result.simplices = full_dimensional_regular_triangulation(projected, chosen_heights);
  for (Simplex& simplex : result.simplices) {
    for (std::size_t& vertex : simplex)
      vertex = chosen[vertex];
    std::sort(simplex.begin(), simplex.end());
  }
  std::sort(result.simplices.begin(), result.simplices.end());
  return result;
}

std::vector<SubdivisionCell> subdivision_cells(const std::vector<Vector>& points,
                                               const std::vector<Rational>& heights,
                                               const RegularTriangulation& triangulation) {
  require_points(points, heights);
  std::vector<std::size_t> all(points.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  const std::vector<std::size_t> coordinates = affine_coordinates(points, all);
  const std::vector<Simplex>& simplices = triangulation.simplices;
  const auto keys = modular_keys(points, heights, simplices, coordinates);
  const IntegerRows lifted = needed_rows(points, heights, coordinates, keys);
  std::vector<SubdivisionCell> cells;
  for (auto& members :
       keys ? verified_groups(lifted, simplices, *keys) : exact_groups(lifted, simplices))
    cells.push_back(cell_of(std::move(members), simplices));
  std::sort(cells.begin(), cells.end(), [](const SubdivisionCell& a, const SubdivisionCell& b) {
    return a.simplices.front() < b.simplices.front();
  });
  return cells;
}

AffineFunction lifted_function(const std::vector<Vector>& points,
                               const std::vector<Rational>& heights,
                               const std::vector<std::size_t>& simplex) {
  require_points(points, heights);
  for (std::size_t vertex : simplex)
    require(vertex < points.size(), "a simplex names points");
  if (simplex.empty())
    throw InputError("simplex: expected at least one vertex, found none");
  const std::vector<std::size_t> coordinates = affine_coordinates(points, simplex);
  if (coordinates.size() + 1 != simplex.size())
    throw InputError(fmt::format("simplex: expected affine dimension {}, found {}",
                                 simplex.size() - 1, coordinates.size()));
  IntegerRows rows;
  for (std::size_t vertex : simplex)
    rows.push_back(lifted_row(points[vertex], heights[vertex], coordinates));
  const Vector values = rationals(function_through(std::move(rows)));
  AffineFunction function{Vector(points[0].size()), values.back()};
  for (std::size_t k = 0; k < coordinates.size(); ++k)
    function.linear[coordinates[k]] = values[k];
  return function;
}

} // namespace thalweg
