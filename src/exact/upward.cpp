// SPDX-License-Identifier: GPL-3.0-or-later
//
// Directed rounding by one integer division with a quotient of 64 or 65 bits.

#include "exact/upward.hpp"

#include "exact/error.hpp"

#include <limits>

namespace thalweg {

static_assert(sizeof(unsigned long) == sizeof(std::uint64_t), "GMP's machine words have 64 bits");

namespace {

constexpr std::uint64_t top_bit = std::uint64_t(1) << 63;

/// result = value · 2^shift for shift ≥ 0.
void shift_left(Integer& result, const Integer& value, std::int64_t shift) {
  mpz_mul_2exp(result.get_mpz_t(), value.get_mpz_t(), static_cast<mp_bitcnt_t>(shift));
}

std::int64_t bit_length(const Integer& value) {
  return static_cast<std::int64_t>(mpz_sizeinbase(value.get_mpz_t(), 2));
}

/// ⌊q⌋ as mantissa and exponent, and whether it is less than q > 0.
struct Truncation {
  std::uint64_t mantissa;
  std::int64_t exponent;
  bool is_inexact;
};

/// With k = bits of the numerator − bits of the denominator, 2^(k−1) < q < 2^(k+1), so that
/// ⌊q·2^(64−k)⌋ has 64 or 65 bits.
Truncation truncation(const Integer& numerator, const Integer& denominator) {
  const std::int64_t shift = 64 - (bit_length(numerator) - bit_length(denominator));
  thread_local Integer shifted, quotient, remainder;
  if (shift >= 0) {
    shift_left(shifted, numerator, shift);
    mpz_tdiv_qr(quotient.get_mpz_t(), remainder.get_mpz_t(), shifted.get_mpz_t(),
                denominator.get_mpz_t());
  } else {
    shift_left(shifted, denominator, -shift);
    mpz_tdiv_qr(quotient.get_mpz_t(), remainder.get_mpz_t(), numerator.get_mpz_t(),
                shifted.get_mpz_t());
  }
  Truncation result{0, -shift, sgn(remainder) != 0};
  if (mpz_sizeinbase(quotient.get_mpz_t(), 2) > 64) {
    result.is_inexact = result.is_inexact || mpz_odd_p(quotient.get_mpz_t());
    mpz_fdiv_q_2exp(quotient.get_mpz_t(), quotient.get_mpz_t(), 1);
    ++result.exponent;
  }
  result.mantissa = mpz_get_ui(quotient.get_mpz_t());
  require(result.mantissa >= top_bit, "rounding: expected a quotient of 64 bits");
  return result;
}

void require_sign(const Integer& numerator, const Integer& denominator) {
  require(sgn(numerator) >= 0 && sgn(denominator) > 0,
          "rounding: expected a value that is not negative");
}

} // namespace

Rational Rounded::rational() const {
  Integer mantissa(static_cast<unsigned long>(mantissa_)), power = 1;
  if (exponent_ >= 0) {
    shift_left(mantissa, mantissa, exponent_);
    return Rational(mantissa);
  }
  shift_left(power, power, -exponent_);
  return fraction(mantissa, power);
}

std::strong_ordering Rounded::operator<=>(const Rounded& other) const {
  if (is_zero() || other.is_zero())
    return mantissa_ <=> other.mantissa_;
  if (exponent_ != other.exponent_)
    return exponent_ <=> other.exponent_;
  return mantissa_ <=> other.mantissa_;
}

Rounded rounded_up(const Integer& numerator, const Integer& denominator) {
  require_sign(numerator, denominator);
  if (sgn(numerator) == 0)
    return {};
  const Truncation below = truncation(numerator, denominator);
  if (!below.is_inexact)
    return {below.mantissa, below.exponent};
  if (below.mantissa == std::numeric_limits<std::uint64_t>::max())
    return {top_bit, below.exponent + 1};
  return {below.mantissa + 1, below.exponent};
}

Rounded rounded_down(const Integer& numerator, const Integer& denominator) {
  require_sign(numerator, denominator);
  if (sgn(numerator) == 0)
    return {};
  const Truncation below = truncation(numerator, denominator);
  return {below.mantissa, below.exponent};
}

Rounded rounded_up(const Rational& value) {
  return rounded_up(value.get_num(), value.get_den());
}

Rounded rounded_down(const Rational& value) {
  return rounded_down(value.get_num(), value.get_den());
}

Rounded rounded_up_magnitude(const Rational& value) {
  if (sgn(value) >= 0)
    return rounded_up(value);
  const Integer magnitude = -value.get_num();
  return rounded_up(magnitude, value.get_den());
}

void RoundedSum::clear() {
  total_ = 0;
}

void RoundedSum::add_term(std::int64_t exponent) {
  if (sgn(term_) == 0)
    return;
  if (sgn(total_) == 0) {
    mpz_swap(total_.get_mpz_t(), term_.get_mpz_t());
    exponent_ = exponent;
  } else if (exponent >= exponent_) {
    shift_left(term_, term_, exponent - exponent_);
    mpz_add(total_.get_mpz_t(), total_.get_mpz_t(), term_.get_mpz_t());
  } else {
    shift_left(total_, total_, exponent_ - exponent);
    mpz_add(total_.get_mpz_t(), total_.get_mpz_t(), term_.get_mpz_t());
    exponent_ = exponent;
  }
}

void RoundedSum::add(const Rounded& a) {
  mpz_set_ui(term_.get_mpz_t(), a.mantissa_);
  add_term(a.exponent_);
}

void RoundedSum::add(const Rounded& a, const Rounded& b) {
  mpz_set_ui(term_.get_mpz_t(), a.mantissa_);
  mpz_mul_ui(term_.get_mpz_t(), term_.get_mpz_t(), b.mantissa_);
  add_term(a.exponent_ + b.exponent_);
}

void RoundedSum::add(const Rounded& a, const Rounded& b, const Rounded& c) {
  mpz_set_ui(term_.get_mpz_t(), a.mantissa_);
  mpz_mul_ui(term_.get_mpz_t(), term_.get_mpz_t(), b.mantissa_);
  mpz_mul_ui(term_.get_mpz_t(), term_.get_mpz_t(), c.mantissa_);
  add_term(a.exponent_ + b.exponent_ + c.exponent_);
}

Rational RoundedSum::rational() const {
  if (sgn(total_) == 0)
    return Rational(0);
  Integer numerator = total_, denominator = 1;
  if (exponent_ >= 0)
    shift_left(numerator, numerator, exponent_);
  else
    shift_left(denominator, denominator, -exponent_);
  return fraction(numerator, denominator);
}

Rounded RoundedSum::rounded_up() const {
  return rounded_up_times(Rational(1));
}

Rounded RoundedSum::rounded_up_times(const Rational& factor) const {
  if (sgn(total_) == 0 || sgn(factor) == 0)
    return {};
  const Integer numerator = total_ * factor.get_num();
  Rounded result = thalweg::rounded_up(numerator, factor.get_den());
  result.exponent_ += exponent_;
  return result;
}

bool RoundedSum::is_below(const Integer& numerator, const Integer& denominator) const {
  if (sgn(total_) == 0)
    return sgn(numerator) > 0;
  Integer left = total_ * denominator;
  if (exponent_ >= 0) {
    shift_left(left, left, exponent_);
    return left < numerator;
  }
  Integer right;
  shift_left(right, numerator, -exponent_);
  return left < right;
}

} // namespace thalweg
