// SPDX-License-Identifier: GPL-3.0-or-later
//
// max { t ≤ 1 : a_i·x + t|a_i| ≤ b_i for the halfspaces of P and of Q }, |·| the sum of absolute
// values. If the maximum is positive x is a common interior point. If not, the dual multipliers
// satisfy Σ_P μ_i a_i = −Σ_Q μ_i a_i and Σ_P μ_i b_i + Σ_Q μ_i b_i ≤ 0: they are the separation.
// Its normal is not zero, because otherwise P or Q would have no interior.

#include "geometry/separation.hpp"

#include "exact/error.hpp"
#include "geometry/short_multipliers.hpp"
#include "geometry/simplest_rational.hpp"

#include <fmt/format.h>

#include <map>

namespace thalweg {
namespace {

void require_interior(const Polytope& cell, const std::string& place) {
  require_dimension(cell, place);
  if (!interior_point(cell))
    throw InputError(fmt::format("{}: expected a cell with interior points, found {}", place,
                                 is_empty(cell) ? "the empty set" : "a set of measure zero"));
}

/// The positive factor with halfspace = factor · primitive(halfspace).
Rational primitive_factor(const Halfspace& halfspace, const Halfspace& reduced) {
  for (std::size_t k = 0; k < reduced.normal.size(); ++k)
    if (sgn(reduced.normal[k]) != 0)
      return halfspace.normal[k] / reduced.normal[k];
  return 1;
}

/// A facet hyperplane that P and Q list with opposite signs.
std::optional<Separation> common_facet(const Polytope& p, const Polytope& q) {
  std::map<std::pair<Vector, Rational>, std::size_t> rows;
  for (std::size_t i = 0; i < q.halfspaces.size(); ++i) {
    Halfspace reduced = primitive(q.halfspaces[i]);
    rows.try_emplace({std::move(reduced.normal), std::move(reduced.offset)}, i);
  }
  for (std::size_t i = 0; i < p.halfspaces.size(); ++i) {
    if (has_zero_normal(p.halfspaces[i]))
      continue;
    const Halfspace reduced = primitive(p.halfspaces[i]);
    const Halfspace reversed = opposite(reduced);
    const auto found = rows.find({reversed.normal, reversed.offset});
    if (found != rows.end())
      return Separation{
          reduced,
          {{i, 1 / primitive_factor(p.halfspaces[i], reduced)}},
          {{found->second, 1 / primitive_factor(q.halfspaces[found->second], reversed)}}};
  }
  return std::nullopt;
}

Separation scaled(Separation separation, const Rational& factor) {
  for (Rational& entry : separation.halfspace.normal)
    entry *= factor;
  separation.halfspace.offset *= factor;
  for (Multiplier& multiplier : separation.first)
    multiplier.value *= factor;
  for (Multiplier& multiplier : separation.second)
    multiplier.value *= factor;
  return separation;
}

std::size_t total_bits(const Separation& separation) {
  std::size_t bits = bit_size(separation.halfspace.offset) + bit_size(separation.first) +
                     bit_size(separation.second);
  for (const Rational& entry : separation.halfspace.normal)
    bits += bit_size(entry);
  return bits;
}

/// The simplest offset between both cells, and the better of two scalings: multipliers or normal in
/// coprime integers.
Separation shortest(const Polytope& p, const Polytope& q, Separation separation) {
  std::vector<Rational> values;
  for (const Multiplier& multiplier : separation.first)
    values.push_back(multiplier.value);
  for (const Multiplier& multiplier : separation.second)
    values.push_back(multiplier.value);
  std::optional<Separation> best;
  for (const Rational& factor :
       {integral_scale(values), integral_scale(separation.halfspace.normal)}) {
    Separation candidate = scaled(separation, factor);
    candidate.halfspace.offset =
        simplest_between(combination(p.halfspaces, candidate.first, p.dimension).offset,
                         -combination(q.halfspaces, candidate.second, q.dimension).offset);
    if (!best || total_bits(candidate) < total_bits(*best))
      best = std::move(candidate);
  }
  return *std::move(best);
}

std::variant<Separation, Vector> separation_of_solid(const Polytope& p, const Polytope& q) {
  if (p.dimension != q.dimension)
    throw InputError(
        fmt::format("polytope: expected dimension {}, found {}", p.dimension, q.dimension));
  if (std::optional<Separation> found = common_facet(p, q))
    return *std::move(found);
  const Polytope both = intersection(p, q);
  std::vector<Halfspace> shrunk = both.halfspaces;
  for (Halfspace& halfspace : shrunk) {
    Rational size = 0;
    for (const Rational& entry : halfspace.normal)
      size += abs(entry);
    halfspace.normal.push_back(size);
  }
  Vector objective(p.dimension + 1);
  objective.back() = 1;
  shrunk.push_back({objective, 1});
  const LinearProgramResult result = maximum(objective, shrunk);
  require(result.is_optimal(), "solid cells contain some point");
  if (sgn(result.value) > 0) {
    std::optional<Vector> point = interior_point(both);
    require(point.has_value(), "a ball in both cells has a centre");
    return *std::move(point);
  }
  Separation separation;
  for (const Multiplier& multiplier : result.multipliers)
    if (multiplier.index < p.halfspaces.size())
      separation.first.push_back(multiplier);
    else
      separation.second.push_back({multiplier.index - p.halfspaces.size(), multiplier.value});
  separation.halfspace = combination(p.halfspaces, separation.first, p.dimension);
  separation = shortest(p, q, std::move(separation));
  require(is_separation(p, q, separation), "dual multipliers separate the cells");
  return separation;
}

} // namespace

std::variant<Separation, Vector> separation(const Polytope& p, const Polytope& q) {
  require_interior(p, "first cell");
  require_interior(q, "second cell");
  return separation_of_solid(p, q);
}

bool is_separation(const Polytope& p, const Polytope& q, const Separation& separation) {
  return separation.halfspace.normal.size() == p.dimension && p.dimension == q.dimension &&
         !has_zero_normal(separation.halfspace) &&
         is_implication(p.halfspaces, separation.first, separation.halfspace) &&
         is_implication(q.halfspaces, separation.second, opposite(separation.halfspace));
}

std::variant<std::vector<PairSeparation>, Overlap>
pairwise_separation(const std::vector<Polytope>& cells) {
  for (std::size_t i = 0; i < cells.size(); ++i)
    require_interior(cells[i], fmt::format("cell {}", i));
  std::vector<PairSeparation> pairs;
  for (std::size_t i = 0; i < cells.size(); ++i)
    for (std::size_t j = i + 1; j < cells.size(); ++j) {
      std::variant<Separation, Vector> result = separation_of_solid(cells[i], cells[j]);
      if (Vector* point = std::get_if<Vector>(&result))
        return Overlap{i, j, std::move(*point)};
      pairs.push_back({i, j, std::get<Separation>(std::move(result))});
    }
  return pairs;
}

} // namespace thalweg
