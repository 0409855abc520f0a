// SPDX-License-Identifier: GPL-3.0-or-later
//
// A double is an integer of 53 bits times a power of two.

#include "exact/finite.hpp"

#include <cmath>
#include <limits>

namespace thalweg {

NotFinite::NotFinite()
    : Unsupported("floating point: expected numbers within its range, found larger or smaller ones "
                  "on the way from the data or the network → scale them") {}

Rational exact_value(double value) {
  if (!std::isfinite(value))
    throw NotFinite();
  constexpr int bits = std::numeric_limits<double>::digits;
  int exponent = 0;
  const double mantissa = std::frexp(value, &exponent);
  Rational result(static_cast<long>(std::ldexp(mantissa, bits)));
  if (exponent >= bits)
    mpq_mul_2exp(result.get_mpq_t(), result.get_mpq_t(), static_cast<mp_bitcnt_t>(exponent - bits));
  else
    mpq_div_2exp(result.get_mpq_t(), result.get_mpq_t(), static_cast<mp_bitcnt_t>(bits - exponent));
  return result;
}

Rational short_value(double value, int bits) {
  require_finite({value});
  int exponent = 0;
  const double mantissa = std::frexp(value, &exponent);
  const Integer m(static_cast<long>(std::llround(std::ldexp(mantissa, bits))));
  const int e = exponent - bits;
  return e < 0 ? fraction(m, Integer(1) << -e) : Rational(m << e);
}

void require_finite(const std::vector<double>& values) {
  for (const double value : values)
    if (!std::isfinite(value))
      throw NotFinite();
}

long exact_exponent(double value) {
  constexpr double largest = 1e6;
  if (!(std::abs(value) <= largest)) // also for a NaN
    throw NotFinite();
  return std::lround(value);
}

} // namespace thalweg
