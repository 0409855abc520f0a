// SPDX-License-Identifier: Apache-2.0

#include "angle.hpp"

namespace thalweg::verifier {

namespace {

constexpr std::size_t halvings = 6;

/// tan(φ/2) = z / (1 + √(1 + z²)) over 2^w for z = tan φ ≥ 0, which grows with z.
Range half_tangent(const Range& z, std::size_t w) {
  const Integer one = Integer(1) << w;
  const Integer below = integer_root(one * one + z.upper * z.upper);
  const Integer above = integer_root(one * one + z.lower * z.lower) + 1;
  return {(z.lower << w) / (one + above), (z.upper << w) / (one + below) + 1};
}

/// arctan z over 2^w for 0 ≤ z ≤ 1: 2^k arctan of the tangent halved k times, by Σ (−1)^j z^{2j+1}
/// / (2j+1); the terms fall and alternate, so the rest is at most the next power.
Range arctangent(Range z, std::size_t w) {
  for (std::size_t k = 0; k < halvings; ++k)
    z = half_tangent(z, w);
  Range sum{};
  Range power = z;
  for (std::size_t j = 0;; ++j) {
    Meter::tick();
    const Range term{power.lower / (2 * j + 1), power.upper / (2 * j + 1) + 1};
    add_multiple(sum, j % 2 == 0 ? 1 : -1, term);
    if (power.upper <= 2)
      return {(sum.lower - power.upper) << halvings, (sum.upper + power.upper) << halvings};
    for (int twice = 0; twice < 2; ++twice)
      power = {power.lower * z.lower >> w, (power.upper * z.upper >> w) + 1};
  }
}

Range pi_over(std::size_t w) {
  const Integer one = Integer(1) << w;
  const Range quarter = arctangent({one, one}, w);
  return {quarter.lower << 2, quarter.upper << 2};
}

/// √(numerator/denominator) over 2^w.
Range root_of_quotient(const Integer& numerator, const Integer& denominator, std::size_t w) {
  const Integer root = integer_root((numerator << (2 * w)) / denominator);
  return {root, root + 1};
}

} // namespace

Integer integer_root(const Integer& a) {
  if (is_zero(a))
    return 0;
  Integer root = Integer(1) << (bit_length(a) + 1) / 2;
  for (;;) {
    const Integer next = (root + a / root) >> 1;
    if (next >= root)
      return root;
    root = next;
  }
}

Integer ceiling_quotient(const Integer& a, const Integer& b) {
  return sign(a) > 0 ? Integer((a - 1) / b + 1) : Integer(-(-a / b));
}

Integer floor_quotient(const Integer& a, const Integer& b) {
  return -ceiling_quotient(-a, b);
}

Integer pi_floor(std::size_t bits) {
  return floor_of(bits, pi_over);
}

Integer angle_floor(const Integer& q, const Integer& t, std::size_t bits) {
  const Integer square = q * q;
  return floor_of(bits, [&](std::size_t w) {
    Range angle{}; // arg(|q| + i√t)
    if (t <= square) {
      angle = arctangent(root_of_quotient(t, square, w), w);
    } else {
      add_multiple(angle, -1, arctangent(root_of_quotient(square, t, w), w));
      const Range pi = pi_over(w - 1); // π/2 over 2^w
      add_multiple(angle, 1, pi);
    }
    if (sign(q) >= 0)
      return angle;
    Range result = pi_over(w);
    add_multiple(result, -1, angle);
    return result;
  });
}

} // namespace thalweg::verifier
