// SPDX-License-Identifier: GPL-3.0-or-later

#include "exact/ball.hpp"

#include "exact/error.hpp"

#include <arb.h>
#include <arb_mat.h>
#include <flint/fmpq.h>

namespace thalweg {

namespace {

constexpr slong ball_bits = 256;
constexpr slong factor_bits_of_balls = 128; // enough for eigenvalues far above 2^−100

Rational rational_of(const arf_t value) {
  require(arf_is_finite(value) != 0, "ball: expected a finite number, found none");
  fmpz_t mantissa, exponent;
  fmpz_init(mantissa);
  fmpz_init(exponent);
  arf_get_fmpz_2exp(mantissa, exponent, value);
  Integer numerator;
  fmpz_get_mpz(numerator.get_mpz_t(), mantissa);
  const slong shift = fmpz_get_si(exponent);
  fmpz_clear(mantissa);
  fmpz_clear(exponent);
  Rational result(numerator);
  if (shift >= 0)
    result <<= static_cast<unsigned long>(shift);
  else
    result >>= static_cast<unsigned long>(-shift);
  return result;
}

} // namespace

struct Ball::Value {
  arb_t ball;
  Value() { arb_init(ball); }
  ~Value() { arb_clear(ball); }
  Value(const Value&) = delete;
  Value& operator=(const Value&) = delete;
};

Ball::Ball(const Rational& value) : value_(std::make_unique<Value>()) {
  fmpq_t q;
  fmpq_init(q);
  fmpq_set_mpq(q, value.get_mpq_t());
  arb_set_fmpq(value_->ball, q, ball_bits);
  fmpq_clear(q);
}

Ball::Ball(const Ball& other) : value_(std::make_unique<Value>()) {
  arb_set(value_->ball, other.value_->ball);
}

Ball::Ball(Ball&& other) noexcept = default;
Ball::~Ball() = default;

Ball& Ball::operator=(Ball other) noexcept {
  value_.swap(other.value_);
  return *this;
}

Ball& Ball::operator+=(const Ball& other) {
  arb_add(value_->ball, value_->ball, other.value_->ball, ball_bits);
  return *this;
}
Ball& Ball::operator-=(const Ball& other) {
  arb_sub(value_->ball, value_->ball, other.value_->ball, ball_bits);
  return *this;
}
Ball& Ball::operator*=(const Ball& other) {
  arb_mul(value_->ball, value_->ball, other.value_->ball, ball_bits);
  return *this;
}
Ball& Ball::operator/=(const Ball& other) {
  arb_div(value_->ball, value_->ball, other.value_->ball, ball_bits);
  return *this;
}

Rational Ball::lower() const {
  arf_t end;
  arf_init(end);
  arb_get_lbound_arf(end, value_->ball, ball_bits);
  const Rational result = rational_of(end);
  arf_clear(end);
  return result;
}

Rational Ball::upper() const {
  arf_t end;
  arf_init(end);
  arb_get_ubound_arf(end, value_->ball, ball_bits);
  const Rational result = rational_of(end);
  arf_clear(end);
  return result;
}

bool Ball::is_positive() const {
  return arb_is_positive(value_->ball) != 0;
}

Ball pi() {
  Ball result;
  arb_const_pi(result.value_->ball, ball_bits);
  return result;
}

Ball square_root(const Ball& square) {
  Ball result;
  arb_sqrt(result.value_->ball, square.value_->ball, ball_bits);
  return result;
}

Ball angle(const Ball& x, const Ball& y) {
  Ball result;
  arb_atan2(result.value_->ball, y.value_->ball, x.value_->ball, ball_bits);
  return result;
}

bool is_positive_definite(const std::vector<std::vector<Ball>>& lower_triangle) {
  const auto n = static_cast<slong>(lower_triangle.size());
  arb_mat_t matrix;
  arb_mat_init(matrix, n, n);
  for (slong i = 0; i < n; ++i)
    for (slong j = 0; j <= i; ++j) {
      const Ball& entry = lower_triangle[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)];
      arb_set(arb_mat_entry(matrix, i, j), entry.value_->ball);
      arb_set(arb_mat_entry(matrix, j, i), entry.value_->ball);
    }
  const bool is_definite = arb_mat_cho(matrix, matrix, factor_bits_of_balls) != 0;
  arb_mat_clear(matrix);
  return is_definite;
}

} // namespace thalweg
