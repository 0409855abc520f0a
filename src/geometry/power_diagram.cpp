// SPDX-License-Identifier: GPL-3.0-or-later
//
// max_k ℓ_k is conjugate to the lower hull of the points (a_k, −b_k), ℓ_k(x) = a_k·x + b_k: cells
// k, j meet in a facet only if (a_k, a_j) is an edge of the regular subdivision, hence of every
// triangulation of it. Only these pairs go to the linear programs that remove redundancy. Functions
// that no simplex uses have a cell of measure zero (or are repeated) and meet everybody; with a
// margin they can bound cells of others, too: below ℓ_k − η the second largest function may be one
// that is nowhere the largest.

#include "geometry/power_diagram.hpp"

#include "exact/error.hpp"
#include "geometry/regular_subdivision.hpp"

#include <fmt/format.h>

#include <set>

namespace thalweg {
namespace {

/// Below this number of functions all pairs are tried.
constexpr std::size_t small_count = 12;

/// For each function the others that may bound its cell.
std::vector<std::set<std::size_t>> candidates(const std::vector<AffineFunction>& functions,
                                              bool has_margin) {
  const std::size_t count = functions.size();
  std::vector<std::set<std::size_t>> result(count);
  std::vector<bool> is_used(count, false);
  if (count > small_count) {
    std::vector<Vector> points;
    std::vector<Rational> heights;
    for (const AffineFunction& function : functions) {
      points.push_back(function.linear);
      heights.emplace_back(-function.constant);
    }
    for (const auto& simplex : regular_triangulation(points, heights).simplices)
      for (std::size_t k : simplex) {
        is_used[k] = true;
        result[k].insert(simplex.begin(), simplex.end());
      }
  }
  for (std::size_t k = 0; k < count; ++k) {
    for (std::size_t j = 0; j < count; ++j)
      if (!is_used[k] || (has_margin && !is_used[j]))
        result[k].insert(j);
    result[k].erase(k);
  }
  return result;
}

} // namespace

std::vector<AffineFunction> power_functions(const std::vector<Vector>& sites,
                                            const std::vector<Rational>& weights) {
  if (sites.size() != weights.size())
    throw InputError(
        fmt::format("weights: expected {} (one per site), found {}", sites.size(), weights.size()));
  std::vector<AffineFunction> result;
  for (std::size_t k = 0; k < sites.size(); ++k) {
    if (sites[k].size() != sites[0].size())
      throw InputError(fmt::format("site {}: expected {} coordinates, found {}", k, sites[0].size(),
                                   sites[k].size()));
    AffineFunction function{sites[k], Rational(weights[k] - dot(sites[k], sites[k]))};
    for (Rational& entry : function.linear)
      entry *= 2;
    result.push_back(std::move(function));
  }
  return result;
}

std::vector<PowerCell> power_cells(const std::vector<AffineFunction>& functions,
                                   const Polytope& domain, const Rational& margin) {
  if (functions.empty())
    throw InputError("power diagram: expected at least one function, found none");
  if (sgn(margin) < 0)
    throw InputError(
        fmt::format("power diagram: expected a margin ≥ 0, found {}", to_string(margin)));
  for (std::size_t k = 0; k < functions.size(); ++k)
    if (functions[k].linear.size() != domain.dimension)
      throw InputError(fmt::format("function {}: expected {} coefficients, found {}", k,
                                   domain.dimension, functions[k].linear.size()));
  const auto others = candidates(functions, sgn(margin) > 0);
  std::vector<PowerCell> cells;
  for (std::size_t k = 0; k < functions.size(); ++k) {
    Polytope all = domain;
    std::vector<std::optional<std::size_t>> neighbours(domain.halfspaces.size());
    for (std::size_t j : others[k]) {
      AffineFunction difference = functions[j] - functions[k];
      difference.constant += margin;
      all.halfspaces.push_back(where_not_positive(difference));
      neighbours.emplace_back(j);
    }
    PowerCell& cell = cells.emplace_back();
    cell.polytope.dimension = domain.dimension;
    for (std::size_t index : irredundant_indices(all)) {
      cell.polytope.halfspaces.push_back(all.halfspaces[index]);
      cell.neighbours.push_back(neighbours[index]);
    }
    if (is_empty(cell.polytope)) {
      cell.polytope = empty_polytope(domain.dimension);
      cell.neighbours.assign(1, std::nullopt);
    }
  }
  return cells;
}

} // namespace thalweg
