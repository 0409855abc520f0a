// SPDX-License-Identifier: Apache-2.0

#include "number/angle.hpp"

#include "number/root.hpp"

namespace thalweg::verifier {

namespace {

constexpr std::size_t halvings = 6;

/// tan(φ/2) = y / (x + √(x² + y²)) over 2^w for φ = arg(x + i y), x > 0 or y > 0, which grows with
/// y ≥ 0; at most 1.
Range half_tangent(const Integer& x, const Range& y, std::size_t w) {
  const Integer below = x + integer_root(x * x + y.upper * y.upper);
  const Integer above = x + integer_root(x * x + y.lower * y.lower) + 1;
  return {(y.lower << w) / above, (y.upper << w) / below + 1};
}

/// arctan z over 2^w for 0 ≤ z ≤ 1: 2^k arctan of the tangent halved k times, by Σ (−1)^j z^{2j+1}
/// / (2j+1); the terms fall and alternate, so the rest is at most the next power.
Range arctangent(Range z, std::size_t w) {
  for (std::size_t k = 0; k < halvings; ++k)
    z = half_tangent(Integer(1) << w, z, w);
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
  const Range quarter = arctangent({Integer(1) << w, Integer(1) << w}, w);
  return {quarter.lower << 2, quarter.upper << 2};
}

/// arg(q + i√t) over 2^w for q ≥ 0.
Range acute_angle(const Integer& q, const Integer& t, std::size_t w) {
  const Integer root = integer_root(t << (2 * w));
  const Range half = arctangent(half_tangent(q << w, {root, root + 1}, w), w);
  return {half.lower << 1, half.upper << 1};
}

} // namespace

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
  return floor_of(bits, [&](std::size_t w) {
    const Range acute = acute_angle(magnitude(q), t, w);
    if (sign(q) >= 0)
      return acute;
    Range obtuse = pi_over(w);
    add_multiple(obtuse, -1, acute);
    return obtuse;
  });
}

} // namespace thalweg::verifier
