// SPDX-License-Identifier: Apache-2.0

#include "number/enclosure.hpp"

namespace thalweg::verifier {

namespace {

/// e^{−t} over 2^w for 0 ≤ t ≤ 2^{−8} in `t` (over 2^w): Σ (−t)^j/j!, the rest is at most the last
/// term.
Range small_exponential(const Range& t, std::size_t w) {
  const Integer one = Integer(1) << w;
  Range sum{one, one};
  Range term{one, one};
  for (std::size_t j = 1; term.upper > 2; ++j) {
    Meter::tick();
    term = {(term.lower * t.lower >> w) / j, ((term.upper * t.upper >> w) + 1) / j + 1};
    add_multiple(sum, j % 2 == 0 ? 1 : -1, term);
  }
  return {sum.lower - term.upper, sum.upper + term.upper};
}

/// e^{−t} over 2^w, t > 0: e^{−t/2^k} squared k times, t/2^k ≤ 2^{−8}.
Range exponential(const Fraction& t, std::size_t w) {
  std::size_t k = 0;
  while (t.numerator << 8 > t.denominator << k)
    ++k;
  const Integer part = (t.numerator << w) / (t.denominator << k);
  Range result = small_exponential({part, part + 1}, w);
  for (; k > 0; --k)
    result = {result.lower * result.lower >> w, (result.upper * result.upper >> w) + 1};
  return result;
}

/// 2 artanh z = log((1 + z)/(1 − z)) over 2^w for z = numerator/denominator, 0 ≤ z ≤ 1/3: 2 Σ
/// z^{2j+1}/(2j+1), the rest is at most the last power.
Range twice_artanh(const Integer& numerator, const Integer& denominator, std::size_t w) {
  const Integer z = (numerator << w) / denominator;
  Range power{z, z + 1};
  Range sum{};
  for (std::size_t j = 0;; ++j) {
    Meter::tick();
    sum.lower += power.lower / (2 * j + 1);
    sum.upper += power.upper / (2 * j + 1) + 1;
    if (power.upper <= 2)
      return {2 * sum.lower, 2 * (sum.upper + power.upper)};
    for (int twice = 0; twice < 2; ++twice)
      power = {power.lower * z >> w, (power.upper * (z + 1) >> w) + 1};
  }
}

/// log q over 2^w: q = 2^k f with 2/3 ≤ f ≤ 4/3, log q = k log 2 ± 2 artanh(|f − 1|/(f + 1)).
Range logarithm(const Fraction& q, std::size_t w) {
  std::size_t k = bit_length(q.numerator) - bit_length(q.denominator); // q/2^k in (1/2, 2), q ≥ 1
  if (3 * q.numerator > q.denominator << (k + 2))
    ++k;
  else if (3 * q.numerator < q.denominator << (k + 1))
    --k;
  const Integer power = q.denominator << k;
  const Integer difference = q.numerator - power;
  const Range rest = twice_artanh(magnitude(difference), q.numerator + power, w);
  Range result{};
  add_multiple(result, k, twice_artanh(1, 3, w)); // log 2
  add_multiple(result, sign(difference), rest);
  return result;
}

} // namespace

Integer exponential_floor(const Fraction& q, std::size_t bits) {
  if (sign(q) == 0)
    return Integer(1) << bits;
  if (-q.numerator >= q.denominator * bits) // e^q ≤ e^{−b} < 2^{−b}
    return 0;
  return floor_of(bits, [&](std::size_t w) { return exponential(-q, w); });
}

Integer logarithm_floor(const Fraction& q, std::size_t bits) {
  if (q.numerator == q.denominator)
    return 0;
  return floor_of(bits, [&](std::size_t w) { return logarithm(q, w); });
}

void add_multiple(Range& sum, const Integer& factor, const Range& range) {
  const bool is_negative = sign(factor) < 0;
  sum.lower += factor * (is_negative ? range.upper : range.lower);
  sum.upper += factor * (is_negative ? range.lower : range.upper);
}

Integer magnitude(const Range& range) {
  return std::max(magnitude(range.lower), magnitude(range.upper));
}

} // namespace thalweg::verifier
