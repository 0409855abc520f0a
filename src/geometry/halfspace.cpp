// SPDX-License-Identifier: GPL-3.0-or-later
//
// Halfspaces and Farkas combinations; see the header.

#include "geometry/halfspace.hpp"

#include "exact/error.hpp"

#include <algorithm>

namespace thalweg {

Halfspace opposite(const Halfspace& halfspace) {
  Halfspace result = halfspace;
  for (Rational& entry : result.normal)
    entry = -entry;
  result.offset = -result.offset;
  return result;
}

Halfspace where_not_positive(const AffineFunction& f) {
  return {f.linear, Rational(-f.constant)};
}

Halfspace where_not_negative(const AffineFunction& f) {
  return opposite(where_not_positive(f));
}

bool has_zero_normal(const Halfspace& halfspace) {
  return std::all_of(halfspace.normal.begin(), halfspace.normal.end(),
                     [](const Rational& entry) { return sgn(entry) == 0; });
}

IntegerHalfspace over_common_denominator(const Halfspace& halfspace) {
  IntegerHalfspace result;
  enlarge_denominator(result.denominator, halfspace.offset.get_den());
  for (const Rational& entry : halfspace.normal)
    enlarge_denominator(result.denominator, entry.get_den());
  result.normal.reserve(halfspace.normal.size());
  for (const Rational& entry : halfspace.normal)
    result.normal.push_back(scaled_numerator(entry, result.denominator));
  result.offset = scaled_numerator(halfspace.offset, result.denominator);
  return result;
}

Halfspace primitive(const Halfspace& halfspace) {
  IntegerHalfspace integers = over_common_denominator(halfspace);
  Integer divisor = abs(integers.offset);
  for (const Integer& entry : integers.normal)
    divisor = gcd(divisor, entry);
  Halfspace result;
  for (Integer& entry : integers.normal)
    result.normal.emplace_back(sgn(divisor) == 0 ? entry : Integer(entry / divisor));
  result.offset = sgn(divisor) == 0 ? integers.offset : Integer(integers.offset / divisor);
  return result;
}

Halfspace combination(const std::vector<Halfspace>& halfspaces, const Multipliers& multipliers,
                      std::size_t dimension) {
  Halfspace result{Vector(dimension), 0};
  for (const Multiplier& multiplier : multipliers) {
    require(multiplier.index < halfspaces.size(), "a multiplier names a halfspace of the list");
    const Halfspace& halfspace = halfspaces[multiplier.index];
    for (std::size_t k = 0; k < dimension; ++k)
      if (sgn(halfspace.normal[k]) != 0)
        result.normal[k] += multiplier.value * halfspace.normal[k];
    result.offset += multiplier.value * halfspace.offset;
  }
  return result;
}

bool is_implication(const std::vector<Halfspace>& halfspaces, const Multipliers& multipliers,
                    const Halfspace& target) {
  for (std::size_t i = 0; i < multipliers.size(); ++i)
    if (multipliers[i].index >= halfspaces.size() || sgn(multipliers[i].value) <= 0 ||
        (i > 0 && multipliers[i - 1].index >= multipliers[i].index))
      return false;
  const Halfspace implied = combination(halfspaces, multipliers, target.normal.size());
  return implied.normal == target.normal && implied.offset <= target.offset;
}

} // namespace thalweg
