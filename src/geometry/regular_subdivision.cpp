// SPDX-License-Identifier: GPL-3.0-or-later
//
// Checks the input, drops repeated points and redundant coordinates, and lets CGAL triangulate.
//
// Simplices are grouped by their lifted functions modulo a prime that divides no denominator and no
// determinant: functions that differ there differ over Q. Groups of several simplices are then
// verified over Q, which costs one linear system per cell and one evaluation per vertex.

#include "geometry/regular_subdivision.hpp"

#include "exact/error.hpp"
#include "exact/integer_vector.hpp"
#include "exact/row_space.hpp"
#include "geometry/integer_system.hpp"
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

// ---- arithmetic modulo a prime below 2^32 ----

std::uint64_t power(std::uint64_t base, std::uint64_t exponent, std::uint64_t prime) {
  std::uint64_t result = 1;
  for (; exponent != 0; exponent >>= 1, base = base * base % prime)
    if ((exponent & 1) != 0)
      result = result * base % prime;
  return result;
}

std::uint64_t inverse(std::uint64_t value, std::uint64_t prime) {
  return power(value, prime - 2, prime);
}

/// The rational modulo the prime; nothing if the prime divides its denominator.
std::optional<std::uint64_t> residue(const Rational& value, std::uint64_t prime) {
  const std::uint64_t denominator = mpz_fdiv_ui(value.get_den_mpz_t(), prime);
  if (denominator == 0)
    return std::nullopt;
  const std::uint64_t numerator = mpz_fdiv_ui(value.get_num_mpz_t(), prime);
  return denominator == 1 ? numerator : numerator * inverse(denominator, prime) % prime;
}

using Residues = std::vector<std::uint64_t>;

/// The solution of a square system modulo the prime, by rows (A | b) of n + 1 entries stored one
/// after the other; nothing if it is singular there.
std::optional<Residues> modular_solution(Residues& rows, std::size_t n, std::uint64_t prime) {
  const std::size_t width = n + 1;
  for (std::size_t k = 0; k < n; ++k) {
    std::size_t pivot = k;
    while (pivot < n && rows[pivot * width + k] == 0)
      ++pivot;
    if (pivot == n)
      return std::nullopt;
    if (pivot != k)
      std::swap_ranges(rows.begin() + static_cast<std::ptrdiff_t>(pivot * width),
                       rows.begin() + static_cast<std::ptrdiff_t>((pivot + 1) * width),
                       rows.begin() + static_cast<std::ptrdiff_t>(k * width));
    const std::uint64_t scale = inverse(rows[k * width + k], prime);
    for (std::size_t j = k + 1; j < width; ++j)
      rows[k * width + j] = rows[k * width + j] * scale % prime;
    for (std::size_t i = 0; i < n; ++i) {
      if (i == k || rows[i * width + k] == 0)
        continue;
      const std::uint64_t factor = prime - rows[i * width + k];
      for (std::size_t j = k + 1; j < width; ++j)
        rows[i * width + j] = (rows[i * width + j] + factor * rows[k * width + j]) % prime;
    }
  }
  Residues solution(n);
  for (std::size_t k = 0; k < n; ++k)
    solution[k] = rows[k * width + n];
  return solution;
}

/// The lifted function of every simplex modulo the prime; nothing if the prime is unlucky.
std::optional<std::vector<Residues>> modular_functions(const std::vector<Vector>& points,
                                                       const std::vector<Rational>& heights,
                                                       const std::vector<std::size_t>& coordinates,
                                                       const std::vector<Simplex>& simplices,
                                                       std::uint64_t prime) {
  const std::size_t n = coordinates.size() + 1;
  std::vector<Residues> lifted(points.size()); // (coordinates, 1, height)
  for (std::size_t i = 0; i < points.size(); ++i) {
    for (std::size_t coordinate : coordinates)
      if (const auto value = residue(points[i][coordinate], prime))
        lifted[i].push_back(*value);
      else
        return std::nullopt;
    lifted[i].push_back(1);
    const auto height = residue(heights[i], prime);
    if (!height)
      return std::nullopt;
    lifted[i].push_back(*height);
  }
  std::vector<Residues> functions;
  functions.reserve(simplices.size());
  Residues rows;
  for (const Simplex& simplex : simplices) {
    rows.clear();
    for (std::size_t vertex : simplex)
      rows.insert(rows.end(), lifted[vertex].begin(), lifted[vertex].end());
    std::optional<Residues> function = modular_solution(rows, n, prime);
    if (!function)
      return std::nullopt;
    functions.push_back(*std::move(function));
  }
  return functions;
}

AffineFunction function_through(const std::vector<Vector>& points,
                                const std::vector<Rational>& heights, const Simplex& simplex,
                                const std::vector<std::size_t>& coordinates) {
  IntegerRows rows;
  for (std::size_t vertex : simplex) {
    Vector row;
    for (std::size_t coordinate : coordinates)
      row.push_back(points[vertex][coordinate]);
    row.emplace_back(1);
    row.push_back(heights[vertex]);
    rows.push_back(over_common_denominator(row).numerators);
  }
  const std::optional<IntegerVector> solution = square_solution(std::move(rows));
  require(solution.has_value(), "a simplex has a lifted function");
  const Vector values = rationals(*solution);
  AffineFunction function{Vector(points[0].size()), values.back()};
  for (std::size_t k = 0; k < coordinates.size(); ++k)
    function.linear[coordinates[k]] = values[k];
  return function;
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
  std::optional<std::vector<Residues>> functions;
  for (Integer prime = 2147483647; !functions; mpz_nextprime(prime.get_mpz_t(), prime.get_mpz_t()))
    functions = modular_functions(points, heights, coordinates, simplices, prime.get_ui());
  std::map<Residues, std::vector<std::size_t>> groups;
  for (std::size_t s = 0; s < simplices.size(); ++s)
    groups[(*functions)[s]].push_back(s);
  std::vector<SubdivisionCell> cells;
  for (auto& [residues, members] : groups)
    while (!members.empty()) { // once, unless different functions agree modulo the prime
      std::vector<std::size_t> same = {members[0]}, others;
      if (members.size() > 1) {
        const AffineFunction function =
            function_through(points, heights, simplices[members[0]], coordinates);
        for (std::size_t k = 1; k < members.size(); ++k) {
          const Simplex& simplex = simplices[members[k]];
          const bool coincides = std::all_of(simplex.begin(), simplex.end(), [&](std::size_t v) {
            return function(points[v]) == heights[v];
          });
          (coincides ? same : others).push_back(members[k]);
        }
      }
      cells.push_back(cell_of(std::move(same), simplices));
      members = std::move(others);
    }
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
  return function_through(points, heights, simplex, coordinates);
}

} // namespace thalweg
