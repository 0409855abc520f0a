// SPDX-License-Identifier: Apache-2.0

#include "number/rounding.hpp"

namespace thalweg::verifier {

namespace {

constexpr std::int64_t kept_bits = 64;

} // namespace

Dyadic operator*(const Dyadic& a, const Dyadic& b) {
  return {a.mantissa * b.mantissa, a.exponent + b.exponent};
}

Dyadic operator+(const Dyadic& a, const Dyadic& b) {
  if (is_zero(a.mantissa))
    return b;
  if (is_zero(b.mantissa))
    return a;
  if (a.exponent < b.exponent)
    return b + a;
  const auto shift = static_cast<std::size_t>(a.exponent - b.exponent);
  Meter::require_bits(bit_length(a.mantissa) + shift);
  return {(a.mantissa << shift) + b.mantissa, b.exponent};
}

Dyadic rounded_up(const Dyadic& a) {
  if (is_zero(a.mantissa))
    return {};
  const std::int64_t excess = static_cast<std::int64_t>(bit_length(a.mantissa)) - kept_bits;
  if (excess <= 0)
    return {a.mantissa << -excess, a.exponent + excess};
  Integer mantissa = a.mantissa >> excess;
  if ((mantissa << excess) != a.mantissa)
    ++mantissa;
  if (bit_length(mantissa) > kept_bits) // carried to 2^64
    return {mantissa >> 1, a.exponent + excess + 1};
  return {std::move(mantissa), a.exponent + excess};
}

Dyadic rounded_up(const Integer& numerator, const Integer& denominator) {
  if (is_zero(numerator))
    return {};
  // The quotient of the shifted numbers has 65 or 66 bits; rounding up twice to coarser grids that
  // contain each other is rounding up once.
  const std::int64_t shift = kept_bits + 1 - static_cast<std::int64_t>(bit_length(numerator)) +
                             static_cast<std::int64_t>(bit_length(denominator));
  const Integer above = shift > 0 ? Integer(numerator << shift) : numerator;
  const Integer below = shift < 0 ? Integer(denominator << -shift) : denominator;
  auto [quotient, remainder] = Division::of_short(above, below);
  if (!is_zero(remainder))
    ++quotient;
  return rounded_up(Dyadic{std::move(quotient), -shift});
}

bool is_less(const Dyadic& a, const Dyadic& b) {
  if (is_zero(a.mantissa) || is_zero(b.mantissa))
    return is_zero(a.mantissa) && !is_zero(b.mantissa);
  return a.exponent < b.exponent || (a.exponent == b.exponent && a.mantissa < b.mantissa);
}

Dyadic product_sum(std::span<const Dyadic> a, std::span<const Dyadic> b) {
  Dyadic sum;
  for (std::size_t m = 0; m < a.size(); ++m)
    sum = sum + a[m] * b[m];
  return sum;
}

bool is_below(const Dyadic& a, const Integer& numerator, const Integer& denominator) {
  if (a.exponent >= 0)
    return (a.mantissa << a.exponent) * denominator < numerator;
  return a.mantissa * denominator < (numerator << -a.exponent);
}

bool is_product_sum_below(std::span<const Dyadic> a, std::span<const Dyadic> b,
                          const Integer& numerator, const Integer& denominator) {
  const auto digits = [](const Integer& n) { return static_cast<std::int64_t>(bit_length(n)); };
  bool has_room = sign(numerator) > 0; // each of the terms is below 2^room / their number
  const std::int64_t room = digits(numerator) - 1 - digits(denominator) - digits(Integer(a.size()));
  for (std::size_t m = 0; m < a.size(); ++m)
    has_room =
        has_room &&
        (is_zero(a[m].mantissa) || is_zero(b[m].mantissa) ||
         digits(a[m].mantissa) + a[m].exponent + digits(b[m].mantissa) + b[m].exponent <= room);
  return has_room || is_below(product_sum(a, b), numerator, denominator);
}

Fraction as_fraction(const Dyadic& a) {
  if (a.exponent >= 0)
    return {a.mantissa << a.exponent, 1};
  return fraction(a.mantissa, Integer(1) << -a.exponent);
}

} // namespace thalweg::verifier
