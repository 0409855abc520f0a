// SPDX-License-Identifier: GPL-3.0-or-later
//
// The mantissa is the value divided by the right power of two, rounded up exactly.

#include "partition/short_number.hpp"

#include "exact/error.hpp"
#include "exact/power_of_two.hpp"

namespace thalweg {

Rational short_upper_bound(const Rational& value, unsigned bits) {
  require(value >= 0 && bits >= 1, "short upper bound: expected a value that is not negative");
  if (value == 0)
    return Rational(0);
  const long exponent = floor_log2(value) - static_cast<long>(bits) + 1;
  const Rational quotient = times_power_of_two(value, -exponent);
  Integer mantissa;
  mpz_cdiv_q(mantissa.get_mpz_t(), quotient.get_num_mpz_t(), quotient.get_den_mpz_t());
  return times_power_of_two(Rational(mantissa), exponent);
}

} // namespace thalweg
