// SPDX-License-Identifier: GPL-3.0-or-later
//
// One linear program per question, the right one: see the comment of each function.

#include "geometry/polytope.hpp"

#include "exact/error.hpp"
#include "exact/row_space.hpp"
#include "geometry/simplest_rational.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

namespace thalweg {
namespace {

void require_same_dimension(std::size_t expected, std::size_t found) {
  if (expected != found)
    throw InputError(fmt::format("polytope: expected dimension {}, found {}", expected, found));
}

/// Σ_k |a_k|: positive unless the normal is zero.
Rational absolute_sum(const Vector& normal) {
  Rational sum = 0;
  for (const Rational& entry : normal)
    sum += abs(entry);
  return sum;
}

/// Coordinate by coordinate, the simplest number that keeps `x` strictly inside.
Vector shortened(Vector x, const std::vector<Halfspace>& halfspaces) {
  std::vector<Rational> slacks;
  for (const Halfspace& halfspace : halfspaces)
    slacks.push_back(halfspace.offset - dot(halfspace.normal, x));
  for (std::size_t k = 0; k < x.size(); ++k) {
    std::optional<Rational> low, high; // range of the step
    for (std::size_t i = 0; i < halfspaces.size(); ++i) {
      const Rational& entry = halfspaces[i].normal[k];
      if (sgn(entry) == 0)
        continue;
      const Rational step = slacks[i] / entry;
      if (sgn(entry) > 0 && (!high || step < *high))
        high = step;
      if (sgn(entry) < 0 && (!low || step > *low))
        low = step;
    }
    const Rational before = x[k];
    if (low)
      *low += before;
    if (high)
      *high += before;
    x[k] = simplest_inside(low, high);
    for (std::size_t i = 0; i < halfspaces.size(); ++i)
      slacks[i] -= halfspaces[i].normal[k] * (x[k] - before);
  }
  return x;
}

} // namespace

bool Polytope::contains(const Vector& x) const {
  require_same_dimension(dimension, x.size());
  return std::all_of(halfspaces.begin(), halfspaces.end(),
                     [&](const Halfspace& halfspace) { return halfspace.contains(x); });
}

void require_dimension(const Polytope& polytope, const std::string& place) {
  for (std::size_t i = 0; i < polytope.halfspaces.size(); ++i)
    if (polytope.halfspaces[i].normal.size() != polytope.dimension)
      throw InputError(fmt::format("{}: halfspace {}: expected a normal with {} entries, found {}",
                                   place, i, polytope.dimension,
                                   polytope.halfspaces[i].normal.size()));
}

Polytope box(const Vector& lower, const Vector& upper) {
  if (lower.size() != upper.size())
    throw InputError(fmt::format("box: expected as many upper bounds as lower ones ({}), found {}",
                                 lower.size(), upper.size()));
  Polytope result{lower.size(), {}};
  for (std::size_t k = 0; k < lower.size(); ++k) {
    Vector unit(lower.size());
    unit[k] = 1;
    result.halfspaces.push_back({unit, upper[k]});
    unit[k] = -1;
    result.halfspaces.push_back({unit, Rational(-lower[k])});
  }
  return result;
}

Polytope empty_polytope(std::size_t dimension) {
  return {dimension, {{Vector(dimension), -1}}};
}

Polytope intersection(const Polytope& p, const Polytope& q) {
  require_same_dimension(p.dimension, q.dimension);
  Polytope result = p;
  result.halfspaces.insert(result.halfspaces.end(), q.halfspaces.begin(), q.halfspaces.end());
  return result;
}

Polytope intersection(Polytope p, const Halfspace& halfspace) {
  require_same_dimension(p.dimension, halfspace.normal.size());
  p.halfspaces.push_back(halfspace);
  return p;
}

bool is_empty(const Polytope& polytope) {
  return maximum(Vector(polytope.dimension), polytope.halfspaces).is_infeasible();
}

/// The recession cone { r : A r ≤ 0 } is {0} if and only if A has rank d and no r has a row
/// a_i·r < 0, that is: max { −Σ a_i·r : A r ≤ 0, −Σ a_i·r ≤ 1 } is 0.
bool is_bounded(const Polytope& polytope) {
  if (polytope.dimension == 0 || is_empty(polytope))
    return true;
  RowSpace rows(polytope.dimension);
  std::vector<Halfspace> cone;
  Vector objective(polytope.dimension);
  for (const Halfspace& halfspace : polytope.halfspaces) {
    rows.insert(halfspace.normal);
    cone.push_back({halfspace.normal, 0});
    for (std::size_t k = 0; k < polytope.dimension; ++k)
      objective[k] -= halfspace.normal[k];
  }
  if (rows.rank() < polytope.dimension)
    return false;
  cone.push_back({objective, 1});
  return sgn(maximum(objective, cone).value) == 0;
}

/// Maximises t ≤ 1 with a_i·x + t Σ_k|a_ik| ≤ b_i: positive exactly if there is an interior point.
std::optional<Vector> interior_point(const Polytope& polytope) {
  std::vector<Halfspace> shrunk, proper;
  for (const Halfspace& halfspace : polytope.halfspaces) {
    if (has_zero_normal(halfspace)) {
      if (sgn(halfspace.offset) < 0)
        return std::nullopt;
      continue;
    }
    proper.push_back(halfspace);
    shrunk.push_back(halfspace);
    shrunk.back().normal.push_back(absolute_sum(halfspace.normal));
  }
  Vector objective(polytope.dimension + 1);
  objective.back() = 1;
  shrunk.push_back({objective, 1});
  const LinearProgramResult result = maximum(objective, shrunk);
  require(result.is_optimal(), "a ball of some radius ≤ 1, possibly negative, always fits");
  if (sgn(result.value) <= 0)
    return std::nullopt;
  Vector x(result.point.begin(), result.point.end() - 1);
  return shortened(std::move(x), proper);
}

bool is_subset_of(const Polytope& polytope, const Halfspace& halfspace) {
  const LinearProgramResult result = maximum(halfspace.normal, polytope.halfspaces);
  return result.is_infeasible() || (result.is_optimal() && result.value <= halfspace.offset);
}

bool is_subset_of(const Polytope& p, const Polytope& q) {
  require_same_dimension(p.dimension, q.dimension);
  const ConstraintSystem system(p.dimension, p.halfspaces);
  return std::all_of(q.halfspaces.begin(), q.halfspaces.end(), [&](const Halfspace& halfspace) {
    const LinearProgramResult result = system.maximum(halfspace.normal);
    return result.is_infeasible() || (result.is_optimal() && result.value <= halfspace.offset);
  });
}

bool is_same_set(const Polytope& p, const Polytope& q) {
  return is_subset_of(p, q) && is_subset_of(q, p);
}

/// For empty P: if r is feasible for the dual of max a·x, adding Farkas multipliers lowers the
/// offset as far as needed; r comes from max a·x over the same halfspaces moved outwards until
/// non-empty.
std::optional<Multipliers> subset_multipliers(const Polytope& polytope,
                                              const Halfspace& halfspace) {
  LinearProgramResult result = maximum(halfspace.normal, polytope.halfspaces);
  if (result.is_optimal() && result.value <= halfspace.offset)
    return std::move(result.multipliers);
  if (!result.is_infeasible())
    return std::nullopt;
  std::vector<Halfspace> moved = polytope.halfspaces; // now 0 is in all of them
  for (Halfspace& row : moved)
    row.offset = abs(row.offset);
  const LinearProgramResult dual = maximum(halfspace.normal, moved);
  if (!dual.is_optimal())
    return std::nullopt;
  const Rational reached =
      combination(polytope.halfspaces, dual.multipliers, polytope.dimension).offset;
  const Rational gain =
      -combination(polytope.halfspaces, result.multipliers, polytope.dimension).offset;
  std::map<std::size_t, Rational> sum;
  for (const Multiplier& multiplier : dual.multipliers)
    sum[multiplier.index] += multiplier.value;
  if (reached > halfspace.offset) {
    const Rational times = (reached - halfspace.offset) / gain;
    for (const Multiplier& multiplier : result.multipliers)
      sum[multiplier.index] += times * multiplier.value;
  }
  Multipliers multipliers;
  for (const auto& [index, value] : sum)
    multipliers.push_back({index, value});
  return multipliers;
}

std::vector<std::size_t> irredundant_indices(const Polytope& polytope) {
  require_dimension(polytope, "polytope");
  const ConstraintSystem system(polytope.dimension, polytope.halfspaces);
  std::vector<std::size_t> kept;
  { // of parallel halfspaces with the same normal only the first of the tightest can be needed
    std::map<Vector, std::pair<Rational, std::size_t>> tightest;
    for (std::size_t i = 0; i < polytope.halfspaces.size(); ++i) {
      const Halfspace& halfspace = polytope.halfspaces[i];
      if (has_zero_normal(halfspace)) {
        if (sgn(halfspace.offset) < 0)
          return {i};
        continue;
      }
      Halfspace direction = primitive({halfspace.normal, 0});
      std::size_t k = 0;
      while (sgn(direction.normal[k]) == 0)
        ++k;
      const Rational offset = halfspace.offset * direction.normal[k] / halfspace.normal[k];
      const auto [entry, is_new] = tightest.try_emplace(std::move(direction.normal), offset, i);
      if (!is_new && offset < entry->second.first)
        entry->second = {offset, i};
    }
    for (const auto& entry : tightest)
      kept.push_back(entry.second.second);
    std::sort(kept.begin(), kept.end());
  }
  const LinearProgramResult feasibility = system.maximum_over(Vector(polytope.dimension), kept);
  if (feasibility.is_infeasible()) { // basic Farkas multipliers name a minimal selection
    std::vector<std::size_t> selection;
    for (const Multiplier& multiplier : feasibility.multipliers)
      selection.push_back(multiplier.index);
    return selection;
  }
  for (std::size_t position = kept.size(); position-- > 0;) {
    std::vector<std::size_t> others = kept;
    others.erase(others.begin() + static_cast<std::ptrdiff_t>(position));
    const Halfspace& candidate = polytope.halfspaces[kept[position]];
    const LinearProgramResult result = system.maximum_over(candidate.normal, others);
    if (result.is_optimal() && result.value <= candidate.offset)
      kept = std::move(others);
  }
  return kept;
}

Polytope irredundant(const Polytope& polytope) {
  Polytope result{polytope.dimension, {}};
  for (std::size_t index : irredundant_indices(polytope))
    result.halfspaces.push_back(polytope.halfspaces[index]);
  if (is_empty(result))
    return empty_polytope(polytope.dimension);
  return result;
}

} // namespace thalweg
