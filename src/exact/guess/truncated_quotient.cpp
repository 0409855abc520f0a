// SPDX-License-Identifier: GPL-3.0-or-later
//
// One integer division with a quotient of 55 or 56 bits.

#include "exact/guess/truncated_quotient.hpp"

#include <algorithm>
#include <cmath>

namespace thalweg {

double truncated_quotient(const Integer& numerator, const Integer& denominator) {
  if (numerator == 0)
    return 0;
  const long shift = 55 + static_cast<long>(mpz_sizeinbase(denominator.get_mpz_t(), 2)) -
                     static_cast<long>(mpz_sizeinbase(numerator.get_mpz_t(), 2));
  Integer quotient;
  if (shift >= 0) {
    quotient = numerator << static_cast<mp_bitcnt_t>(shift);
    mpz_tdiv_q(quotient.get_mpz_t(), quotient.get_mpz_t(), denominator.get_mpz_t());
  } else {
    const Integer divisor = denominator << static_cast<mp_bitcnt_t>(-shift);
    mpz_tdiv_q(quotient.get_mpz_t(), numerator.get_mpz_t(), divisor.get_mpz_t());
  }
  return std::ldexp(quotient.get_d(), static_cast<int>(std::max(-shift, -4000L)));
}

} // namespace thalweg
