// SPDX-License-Identifier: Apache-2.0

#include "number/ball.hpp"

namespace thalweg::verifier {

void BallSum::add(const Ball& a, const Ball& b) {
  centre_.add(a.centre, b.centre);
  if (!verifier::is_zero(b.radius)) { // (|a| + r_a) r_b
    radius_.add_magnitude(a.centre, b.radius);
    radius_.add(a.radius, b.radius);
  }
  if (!verifier::is_zero(a.radius)) // r_a |b|
    radius_.add_magnitude(a.radius, b.centre);
}

void BallSum::add(const Ball& a, std::size_t bits) {
  centre_.add(a.centre << bits);
  radius_.add(a.radius << bits);
}

Ball BallSum::take_rounded(std::size_t bits) {
  const Integer centre = centre_.take();
  Ball result{centre >> bits, ceiling_shift(radius_.take(), bits)};
  if (result.centre << bits != centre)
    ++result.radius;
  return result;
}

Ball BallRules::ball(const Fraction& q) const {
  const Integer scaled = q.numerator << bits_;
  const Integer whole = scaled / q.denominator; // towards 0
  return {whole, whole * q.denominator == scaled ? 0 : 1};
}

Ball BallRules::product(const Ball& a, const Ball& b) const {
  BallSum sum;
  sum.add(a, b);
  return sum.take_rounded(bits_);
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
