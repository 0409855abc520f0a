// SPDX-License-Identifier: GPL-3.0-or-later

#include "trained/wall_multipliers.hpp"

#include "exact/integer_vector.hpp"
#include "exact/linear_algebra.hpp"
#include "exact/row_space.hpp"
#include "geometry/linear_program.hpp"
#include "trained/guess/floating_pivots.hpp"

#include <algorithm>

namespace thalweg {

UnitCoordinates unit_coordinates(const std::vector<Vector>& ties, std::size_t size) {
  const std::vector<std::size_t> order = guessed_pivots(ties, Vector(ties.size(), 1), size).order;
  RowSpace space(size);
  for (const Vector& tie : ties) {
    Vector ordered;
    for (const std::size_t k : order)
      ordered.push_back(tie[k]);
    space.insert(ordered);
  }
  UnitCoordinates result;
  std::vector<std::size_t> free_places;
  for (std::size_t place = 0; place < size; ++place)
    if (std::binary_search(space.pivots().begin(), space.pivots().end(), place))
      result.pivots.push_back(order[place]);
    else {
      result.free.push_back(order[place]);
      free_places.push_back(place);
    }
  for (std::size_t p = 0; p < space.rank(); ++p) {
    Vector& row = result.of_pivots.emplace_back();
    for (const std::size_t place : free_places)
      row.push_back(fraction(-space.basis()[p][place], space.basis()[p][space.pivots()[p]]));
  }
  return result;
}

std::optional<Vector> feasible_multipliers(const std::vector<Vector>& ties, const Vector& jumps,
                                           const Vector& sum) {
  std::vector<Halfspace> halfspaces;
  for (std::size_t k = 0; k < sum.size(); ++k) {
    Vector row, opposite;
    for (const Vector& tie : ties) {
      row.push_back(tie[k]);
      opposite.emplace_back(-tie[k]);
    }
    halfspaces.push_back({row, sum[k]});
    halfspaces.push_back({opposite, -sum[k]});
  }
  for (std::size_t t = 0; t < ties.size(); ++t) {
    Vector unit(ties.size());
    unit[t] = 1;
    halfspaces.push_back({unit, 0});
    unit[t] = -1;
    halfspaces.push_back({unit, jumps[t]});
  }
  const LinearProgramResult result = maximum(Vector(ties.size()), halfspaces);
  return result.is_optimal() ? std::optional(result.point) : std::nullopt;
}

std::optional<Vector> only_multipliers(const std::vector<Vector>& ties,
                                       const std::vector<std::size_t>& pivots, const Vector& sum) {
  if (pivots.size() != ties.size())
    return std::nullopt;
  IntegerMatrix square(ties.size(), ties.size()), right(ties.size(), 1);
  for (std::size_t p = 0; p < pivots.size(); ++p) {
    Vector row;
    for (const Vector& tie : ties)
      row.push_back(tie[pivots[p]]);
    row.push_back(sum[pivots[p]]);
    const IntegerVector integers = over_common_denominator(row);
    for (std::size_t t = 0; t < ties.size(); ++t)
      square(p, t) = integers.numerators[t];
    right(p, 0) = integers.numerators.back();
  }
  const std::optional<RationalMatrix> solution = linear_solution(square, right);
  if (!solution)
    return std::nullopt;
  Vector result;
  for (std::size_t t = 0; t < ties.size(); ++t)
    result.push_back(fraction(solution->numerators(t, 0), solution->denominator));
  return result;
}

Rational rounded_radius(const Rational& q) {
  Rational unit = 1;
  const Rational limit = q * fraction((Integer(1) << 40) - 1, Integer(1) << 40);
  while (unit * 1024 <= limit)
    unit *= 2;
  while (unit * 512 > limit)
    unit /= 2;
  const Rational quotient = limit / unit;
  Integer m;
  mpz_fdiv_q(m.get_mpz_t(), quotient.get_num_mpz_t(), quotient.get_den_mpz_t());
  return unit * m;
}

} // namespace thalweg
