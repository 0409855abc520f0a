// SPDX-License-Identifier: Apache-2.0

#include "ball.hpp"

namespace thalweg::verifier {

void BallSum::add(const Ball& a, const Ball& b, Integer& scratch) {
  using boost::multiprecision::multiply;
  add_product(centre_, a.centre, b.centre, scratch);
  if (!b.radius.is_zero()) { // (|a| + r_a) r_b
    multiply(scratch, magnitude(a), b.radius);
    radius_ += scratch;
  }
  if (!a.radius.is_zero()) { // r_a |b|
    multiply(scratch, a.radius, magnitude(b.centre));
    radius_ += scratch;
  }
}

void BallSum::add(const Ball& a, std::size_t bits) {
  centre_ += a.centre << bits;
  radius_ += a.radius << bits;
}

Ball BallSum::rounded(std::size_t bits) const {
  Ball result{floor_shift(centre_, bits), ceiling_shift(radius_, bits)};
  if ((result.centre << bits) != centre_)
    ++result.radius;
  return result;
}

Ball BallRules::ball(const Fraction& q) const {
  const Integer scaled = q.numerator << bits_;
  const Integer whole = scaled / q.denominator; // towards 0
  return {whole, whole * q.denominator == scaled ? 0 : 1};
}

Ball BallRules::product(const Ball& a, const Ball& b) const {
  Integer scratch;
  BallSum sum;
  sum.add(a, b, scratch);
  return sum.rounded(bits_);
}

Ball BallRules::between(const Integer& lower, const Integer& upper) {
  const Integer half = ceiling_shift(upper - lower, 1);
  return {lower + half, half};
}

Integer BallRules::rounded_up(const Fraction& q) const {
  const Ball rounded = ball(q);
  return rounded.centre + (sign(q) > 0 ? rounded.radius : Integer(0));
}

} // namespace thalweg::verifier
