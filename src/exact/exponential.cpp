// SPDX-License-Identifier: GPL-3.0-or-later

#include "exact/exponential.hpp"

#include "exact/error.hpp"

// after gmpxx.h, which lets MPFR know the rationals of GMP
#include <mpfr.h>

namespace thalweg {

namespace {

constexpr std::size_t guard_bits = 32;

using Function = int (*)(mpfr_ptr, mpfr_srcptr, mpfr_rnd_t);

/// ⌊2^bits f(q)⌋ with everything rounded in one direction, f growing.
Integer rounded_floor(Function f, const Rational& q, std::size_t bits, std::size_t precision,
                      mpfr_rnd_t rounding) {
  mpfr_t value;
  mpfr_init2(value, static_cast<mpfr_prec_t>(precision));
  mpfr_set_q(value, q.get_mpq_t(), rounding);
  f(value, value, rounding);
  mpfr_mul_2ui(value, value, bits, rounding);
  Integer result;
  mpfr_get_z(result.get_mpz_t(), value, MPFR_RNDD);
  mpfr_clear(value);
  return result;
}

Integer decided_floor(Function f, const Rational& q, std::size_t bits) {
  for (std::size_t precision = bits + guard_bits;; precision *= 2) {
    const Integer lower = rounded_floor(f, q, bits, precision, MPFR_RNDD);
    if (lower == rounded_floor(f, q, bits, precision, MPFR_RNDU))
      return lower;
  }
}

} // namespace

Integer exponential_floor(const Rational& q, std::size_t bits) {
  require(q <= 0, "exponential: expected an argument that is not positive");
  return q == 0 ? Integer(1) << bits : decided_floor(mpfr_exp, q, bits);
}

Integer logarithm_floor(const Rational& q, std::size_t bits) {
  require(q >= 1, "logarithm: expected an argument of at least 1");
  return q == 1 ? Integer(0) : decided_floor(mpfr_log, q, bits);
}

} // namespace thalweg
