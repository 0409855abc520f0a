// SPDX-License-Identifier: GPL-3.0-or-later
//
// The largest e for which a multiple of 2^e lies in [low, high] is found by trying: from the
// largest power of two that is at most `high` downwards. If two multiples of 2^e were inside, one
// of two neighbours would be a multiple of 2^{e+1}: hence uniqueness. About log2(high / (high −
// low)) steps.

#include "partition/short_rational.hpp"

#include "exact/error.hpp"
#include "exact/power_of_two.hpp"

namespace thalweg {

Rational shortest_dyadic(const Rational& low, const Rational& high) {
  require(low < high, "shortest_dyadic: the interval is empty or a point");
  if (low <= 0 && high >= 0)
    return 0;
  if (high < 0)
    return -shortest_dyadic(-high, -low);
  for (long exponent = floor_log2(high);; --exponent) {
    const Rational scaled = times_power_of_two(low, -exponent);
    Integer multiple;
    mpz_cdiv_q(multiple.get_mpz_t(), scaled.get_num_mpz_t(), scaled.get_den_mpz_t());
    const Rational candidate = times_power_of_two(Rational(multiple), exponent);
    if (candidate <= high)
      return candidate;
  }
}

Rational threshold_between(const Rational& below, const Rational& above) {
  const Rational third = (above - below) / 3;
  return shortest_dyadic(below + third, above - third);
}

} // namespace thalweg
