// SPDX-License-Identifier: GPL-3.0-or-later
//
// Numbers k / 2^320 with an integer k: products are rounded down. For residuals that are needed to
// many more digits than floating point has, without the growing fractions of exact rationals.

#pragma once

#include "exact/rational.hpp"

namespace thalweg {

class FixedPoint {
public:
  static constexpr unsigned fraction_bits = 320;

  FixedPoint() = default;
  explicit FixedPoint(const Rational& value) {
    const Integer scaled = value.get_num() << fraction_bits;
    mpz_fdiv_q(scaled_.get_mpz_t(), scaled.get_mpz_t(), value.get_den().get_mpz_t());
  }

  Rational rational() const {
    Rational result(scaled_, Integer(1) << fraction_bits);
    result.canonicalize();
    return result;
  }

  FixedPoint& operator+=(const FixedPoint& other) {
    scaled_ += other.scaled_;
    return *this;
  }
  FixedPoint& operator-=(const FixedPoint& other) {
    scaled_ -= other.scaled_;
    return *this;
  }
  friend FixedPoint operator+(FixedPoint a, const FixedPoint& b) { return a += b; }
  friend FixedPoint operator-(FixedPoint a, const FixedPoint& b) { return a -= b; }
  friend FixedPoint operator*(const FixedPoint& a, const FixedPoint& b) {
    FixedPoint result;
    mpz_mul(result.scaled_.get_mpz_t(), a.scaled_.get_mpz_t(), b.scaled_.get_mpz_t());
    mpz_fdiv_q_2exp(result.scaled_.get_mpz_t(), result.scaled_.get_mpz_t(), fraction_bits);
    return result;
  }

private:
  Integer scaled_;
};

} // namespace thalweg
