// SPDX-License-Identifier: Apache-2.0
//
// Real numbers known up to a radius: a ball over b bits is the interval [centre − radius, centre +
// radius] / 2^b. Sums of products are formed exactly, over 4^b, and rounded once, outwards. So one
// formula serves for a number at a point (the radius is what rounding leaves) and for the same
// number on a box of parameters (the radius is also how far it moves).

#pragma once

#include "number/numbers.hpp"

namespace thalweg::verifier {

struct Ball {
  Integer centre = 0;
  Integer radius = 0; ///< ≥ 0

  bool is_zero() const { return verifier::is_zero(centre) && verifier::is_zero(radius); }
  Integer lower() const { return centre - radius; }
  Integer upper() const { return centre + radius; }
};

/// ⌈a / 2^bits⌉
inline Integer ceiling_shift(const Integer& a, std::size_t bits) {
  return -(-a >> bits);
}

/// The largest absolute value.
inline Integer magnitude(const Ball& a) {
  return magnitude(a.centre) + a.radius;
}

inline Ball operator-(const Ball& a) {
  return {-a.centre, a.radius};
}
inline Ball operator+(const Ball& a, const Ball& b) {
  return {a.centre + b.centre, a.radius + b.radius};
}
inline Ball operator-(const Ball& a, const Ball& b) {
  return {a.centre - b.centre, a.radius + b.radius};
}

/// Σ a_k b_k, exactly.
class BallSum {
public:
  void add(const Ball& a, const Ball& b);
  /// Adds a itself.
  void add(const Ball& a, std::size_t bits);
  /// The sum rounded to balls over so many bits; it is 0 then.
  Ball take_rounded(std::size_t bits);
  bool is_zero() const { return centre_.is_zero() && radius_.is_zero(); }

private:
  Sum centre_;
  Sum radius_;
};

/// The ball of a fraction, and products, over one number of bits.
class BallRules {
public:
  explicit BallRules(std::size_t bits) : bits_(bits) {}
  std::size_t bits() const { return bits_; }

  Ball ball(const Fraction& q) const;
  Ball product(const Ball& a, const Ball& b) const;
  /// The interval [lower, upper], or one that is a little longer.
  static Ball between(const Integer& lower, const Integer& upper);
  /// ⌈q 2^b⌉ and the fraction n / 2^b.
  Integer rounded_up(const Fraction& q) const;
  Fraction as_fraction(const Integer& n) const { return fraction(n, Integer(1) << bits_); }
  /// ⌈a b / 2^b⌉ for upper bounds a, b ≥ 0.
  Integer product_up(const Integer& a, const Integer& b) const {
    return ceiling_shift(a * b, bits_);
  }

private:
  std::size_t bits_;
};

} // namespace thalweg::verifier
