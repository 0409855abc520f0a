// SPDX-License-Identifier: GPL-3.0-or-later
//
// Polynomials in one variable ε ≥ 0 over Q, and their sign just to the right of 0. If c_k is the
// lowest non-zero coefficient of p and Σ_{j>k} |c_j| ε_0^{j−k} < |c_k|, then p has the sign of c_k
// on all of (0, ε_0]: the other terms together stay smaller than c_k ε^k. The condition is monotone
// in ε_0 and always holds for a small enough one.

#pragma once

#include "exact/rational.hpp"

namespace thalweg {

/// c_0 + c_1 ε + c_2 ε² + …, lowest first. Invariant: the last coefficient is not 0; 0 has none.
class Polynomial {
public:
  Polynomial() = default;
  Polynomial(const Rational& constant) : Polynomial(Vector{constant}) {}
  explicit Polynomial(Vector coefficients);

  const Vector& coefficients() const { return coefficients_; }
  bool is_zero() const { return coefficients_.empty(); }
  /// c_0, or 0.
  Rational constant() const { return is_zero() ? Rational(0) : coefficients_.front(); }

  /// The index of the lowest non-zero coefficient; nothing for the polynomial 0.
  std::optional<std::size_t> lowest_index() const;

  /// The sign of p on (0, ε) for all small enough ε: that of the lowest non-zero coefficient.
  int sign_right_of_zero() const;

  /// Does the condition above show that p has its sign right of zero on all of (0, bound]? True for
  /// the polynomial 0; bound > 0.
  bool has_one_sign_up_to(const Rational& bound) const;

  Rational operator()(const Rational& value) const;
  bool operator==(const Polynomial&) const = default;

  /// p += factor·q and p += factor·ε·q
  void add_multiple(const Rational& factor, const Polynomial& q);
  void add_shifted_multiple(const Rational& factor, const Polynomial& q);

private:
  void add_multiple(const Rational& factor, const Polynomial& q, std::size_t shift);
  void trim();

  Vector coefficients_;
};

Polynomial operator*(const Polynomial& p, const Polynomial& q);
inline void add_multiple(Polynomial& sum, const Rational& factor, const Polynomial& q) {
  sum.add_multiple(factor, q);
}

/// "-3/2 ε + 5 ε²", lowest first; "0".
std::string to_string(const Polynomial& p);

} // namespace thalweg
