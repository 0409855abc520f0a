// SPDX-License-Identifier: GPL-3.0-or-later
//
// Real numbers enclosed in balls: a midpoint of 256 binary digits and a radius, rounded so that the
// true value is inside (Arb). What is certain about the balls is certain about the numbers.

#pragma once

#include "exact/rational.hpp"

#include <memory>

namespace thalweg {

class Ball {
public:
  Ball(const Rational& value = 0);
  Ball(int value) : Ball(Rational(value)) {}
  Ball(const Ball& other);
  Ball(Ball&& other) noexcept;
  Ball& operator=(Ball other) noexcept;
  ~Ball();

  Ball& operator+=(const Ball& other);
  Ball& operator-=(const Ball& other);
  Ball& operator*=(const Ball& other);
  /// Not finite, and so never certain of anything, if `other` may be 0.
  Ball& operator/=(const Ball& other);

  /// Rational numbers below and above all of the ball; InternalError if it is not finite.
  Rational lower() const;
  Rational upper() const;

  /// Are all numbers of the ball above 0?
  bool is_positive() const;

  friend Ball square_root(const Ball& square);
  friend Ball angle(const Ball& x, const Ball& y);
  friend Ball pi();
  friend bool is_positive_definite(const std::vector<std::vector<Ball>>& lower_triangle);

private:
  struct Value;
  std::unique_ptr<Value> value_;
};

inline Ball operator+(Ball a, const Ball& b) {
  return a += b;
}
inline Ball operator-(Ball a, const Ball& b) {
  return a -= b;
}
inline Ball operator*(Ball a, const Ball& b) {
  return a *= b;
}
inline Ball operator/(Ball a, const Ball& b) {
  return a /= b;
}

Ball pi();
/// √square; not finite if it may be negative.
Ball square_root(const Ball& square);
/// arg(x + i y), from −π to π.
Ball angle(const Ball& x, const Ball& y);

/// True only if every symmetric matrix with entries in these balls is positive definite; row i has
/// the entries 0..i. By interval Cholesky decomposition.
bool is_positive_definite(const std::vector<std::vector<Ball>>& lower_triangle);

} // namespace thalweg
