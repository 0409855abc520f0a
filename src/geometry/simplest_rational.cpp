// SPDX-License-Identifier: GPL-3.0-or-later
//
// Continued fractions: if the interval holds an integer the one nearest to 0 is the simplest;
// otherwise both ends share their floor f, and the answer is f + 1/s, s the simplest rational
// between the inverted remainders.

#include "geometry/simplest_rational.hpp"

#include "exact/error.hpp"

namespace thalweg {
namespace {

Integer floor_of(const Rational& value) {
  Integer result;
  mpz_fdiv_q(result.get_mpz_t(), value.get_num_mpz_t(), value.get_den_mpz_t());
  return result;
}

} // namespace

Rational simplest_between(const Rational& low, const Rational& high) {
  require(low <= high, "simplest_between takes an interval");
  if (sgn(low) <= 0 && sgn(high) >= 0)
    return 0;
  if (sgn(high) < 0)
    return -simplest_between(-high, -low);
  // 0 < low ≤ high: collect the common partial quotients, then fold them back
  std::vector<Integer> quotients;
  Rational below = low, above = high;
  for (;;) {
    const Integer floor = floor_of(below);
    if (below == floor) {
      quotients.push_back(floor);
      break;
    }
    if (floor_of(above) > floor) {
      quotients.push_back(floor + 1);
      break;
    }
    quotients.push_back(floor);
    const Rational inverted_above = 1 / Rational(below - floor);
    below = 1 / Rational(above - floor);
    above = inverted_above;
  }
  Rational result = quotients.back();
  for (std::size_t k = quotients.size() - 1; k-- > 0;)
    result = quotients[k] + 1 / result;
  return result;
}

Rational simplest_inside(const std::optional<Rational>& low, const std::optional<Rational>& high) {
  if (!low && !high)
    return 0;
  if (!high)
    return simplest_between(*low + 1, abs(*low) * 2 + 2);
  if (!low)
    return -simplest_inside(Rational(-*high), std::nullopt);
  require(*low < *high, "simplest_inside takes an open interval");
  const Rational quarter = (*high - *low) / 4;
  return simplest_between(*low + quarter, *high - quarter);
}

} // namespace thalweg
