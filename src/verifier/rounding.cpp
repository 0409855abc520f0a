// SPDX-License-Identifier: Apache-2.0

#include "rounding.hpp"

namespace thalweg::verifier {

namespace {

constexpr std::int64_t kept_bits = 64;

/// The smallest multiple of 2^dropped that is ≥ mantissa, divided by 2^dropped.
Integer shifted_up(const Integer& mantissa, std::int64_t dropped) {
  Integer result = mantissa >> dropped;
  if ((result << dropped) != mantissa)
    ++result;
  return result;
}

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
  const auto bits = static_cast<std::int64_t>(bit_length(a.mantissa));
  if (bits <= kept_bits)
    return {a.mantissa << (kept_bits - bits), a.exponent - (kept_bits - bits)};
  Integer mantissa = shifted_up(a.mantissa, bits - kept_bits);
  if (static_cast<std::int64_t>(bit_length(mantissa)) > kept_bits) // carried to 2^64
    return {mantissa >> 1, a.exponent + (bits - kept_bits) + 1};
  return {std::move(mantissa), a.exponent + (bits - kept_bits)};
}

Dyadic rounded_up(const Integer& numerator, const Integer& denominator) {
  if (is_zero(numerator))
    return {};
  // The quotient of the shifted numbers has 65 or 66 bits; rounding up twice to coarser grids that
  // contain each other is rounding up once.
  const std::int64_t shift = kept_bits + 1 - static_cast<std::int64_t>(bit_length(numerator)) +
                             static_cast<std::int64_t>(bit_length(denominator));
  Integer quotient;
  Integer remainder;
  if (shift >= 0)
    boost::multiprecision::divide_qr(Integer(numerator << shift), denominator, quotient, remainder);
  else
    boost::multiprecision::divide_qr(numerator, Integer(denominator << -shift), quotient,
                                     remainder);
  if (!is_zero(remainder))
    ++quotient;
  return rounded_up(Dyadic{std::move(quotient), -shift});
}

Dyadic magnitude_rounded_up(const Fraction& a) {
  return rounded_up(magnitude(a.numerator), a.denominator);
}

bool is_product_sum_below(std::span<const Dyadic> a, std::span<const Dyadic> b,
                          const Integer& numerator, const Integer& denominator) {
  // Powers of two decide nearly always: every term is below 2^top, numerator/denominator above
  // 2^bottom.
  std::int64_t top = 0;
  std::int64_t terms = 0;
  for (std::size_t m = 0; m < a.size(); ++m) {
    if (is_zero(a[m].mantissa) || is_zero(b[m].mantissa))
      continue;
    const std::int64_t exponent = a[m].exponent + b[m].exponent + 2 * kept_bits;
    top = terms == 0 ? exponent : std::max(top, exponent);
    ++terms;
  }
  if (terms == 0)
    return true;
  std::int64_t doublings = 0;
  while ((std::int64_t{1} << doublings) < terms)
    ++doublings;
  const std::int64_t bottom = static_cast<std::int64_t>(bit_length(numerator)) - 1 -
                              static_cast<std::int64_t>(bit_length(denominator));
  if (top + doublings <= bottom)
    return true;
  Dyadic sum;
  for (std::size_t m = 0; m < a.size(); ++m)
    sum = sum + a[m] * b[m];
  if (sum.exponent >= 0)
    return (sum.mantissa << sum.exponent) * denominator < numerator;
  return sum.mantissa * denominator < (numerator << -sum.exponent);
}

} // namespace thalweg::verifier
