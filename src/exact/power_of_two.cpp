// SPDX-License-Identifier: GPL-3.0-or-later

#include "exact/power_of_two.hpp"

#include "exact/error.hpp"

namespace thalweg {

Rational times_power_of_two(const Rational& value, long exponent) {
  Rational result;
  if (exponent >= 0)
    mpq_mul_2exp(result.get_mpq_t(), value.get_mpq_t(), static_cast<mp_bitcnt_t>(exponent));
  else
    mpq_div_2exp(result.get_mpq_t(), value.get_mpq_t(), static_cast<mp_bitcnt_t>(-exponent));
  return result;
}

long floor_log2(const Rational& value) {
  require(value > 0, "floor_log2: the value is not positive");
  const auto bits = [](const Integer& number) {
    return static_cast<long>(mpz_sizeinbase(number.get_mpz_t(), 2));
  };
  const long estimate = bits(value.get_num()) - bits(value.get_den());
  return times_power_of_two(Rational(1), estimate) <= value ? estimate : estimate - 1;
}

} // namespace thalweg
