// SPDX-License-Identifier: GPL-3.0-or-later
//
// Numbers k / 2^bits with an integer k: products are rounded down. For residuals that are needed to
// many more digits than floating point has, without the growing fractions of exact rationals.

#pragma once

#include "exact/rational.hpp"

namespace thalweg {

template <unsigned bits> class FixedPointOf {
public:
  static constexpr unsigned fraction_bits = bits;

  FixedPointOf() = default;
  explicit FixedPointOf(const Rational& value) {
    const Integer scaled = value.get_num() << fraction_bits;
    mpz_fdiv_q(scaled_.get_mpz_t(), scaled.get_mpz_t(), value.get_den().get_mpz_t());
  }

  Rational rational() const {
    Rational result(scaled_, Integer(1) << fraction_bits);
    result.canonicalize();
    return result;
  }

  FixedPointOf& operator+=(const FixedPointOf& other) {
    scaled_ += other.scaled_;
    return *this;
  }
  FixedPointOf& operator-=(const FixedPointOf& other) {
    scaled_ -= other.scaled_;
    return *this;
  }
  friend FixedPointOf operator+(FixedPointOf a, const FixedPointOf& b) { return a += b; }
  friend FixedPointOf operator-(FixedPointOf a, const FixedPointOf& b) { return a -= b; }
  friend FixedPointOf operator*(const FixedPointOf& a, const FixedPointOf& b) {
    FixedPointOf result;
    mpz_mul(result.scaled_.get_mpz_t(), a.scaled_.get_mpz_t(), b.scaled_.get_mpz_t());
    mpz_fdiv_q_2exp(result.scaled_.get_mpz_t(), result.scaled_.get_mpz_t(), fraction_bits);
    return result;
  }

private:
  Integer scaled_;
};

using FixedPoint = FixedPointOf<320>;

} // namespace thalweg
