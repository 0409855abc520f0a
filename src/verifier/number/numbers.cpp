// SPDX-License-Identifier: Apache-2.0

#include "number/numbers.hpp"

#include <algorithm>

namespace thalweg::verifier {

Integer lcm(const Integer& a, const Integer& b) {
  if (a == b)
    return a;
  Meter::tick();
  Meter::require_bits(std::max(bit_length(a), bit_length(b)));
  return a / gcd(a, b) * b;
}

List<Integer> taken(std::span<Sum> sums) {
  List<Integer> values;
  values.reserve(sums.size());
  for (Sum& sum : sums)
    values.push_back(sum.take());
  return values;
}

Fraction fraction(Integer numerator, Integer denominator) {
  if (denominator != 1) {
    const Integer common = gcd(numerator, denominator);
    if (common != 1) {
      numerator = numerator / common;
      denominator = denominator / common;
    }
    if (sign(denominator) < 0) {
      numerator = -numerator;
      denominator = -denominator;
    }
  }
  Meter::require_bits(std::max(bit_length(numerator), bit_length(denominator)));
  return {std::move(numerator), std::move(denominator)};
}

Fraction operator+(const Fraction& a, const Fraction& b) {
  if (a.denominator == b.denominator)
    return fraction(a.numerator + b.numerator, a.denominator);
  return fraction(a.numerator * b.denominator + b.numerator * a.denominator,
                  a.denominator * b.denominator);
}

Fraction operator-(const Fraction& a) {
  return {-a.numerator, a.denominator};
}

Fraction operator-(const Fraction& a, const Fraction& b) {
  return a + -b;
}

Fraction operator*(const Fraction& a, const Fraction& b) {
  return fraction(a.numerator * b.numerator, a.denominator * b.denominator);
}

bool operator<(const Fraction& a, const Fraction& b) {
  return a.numerator * b.denominator < b.numerator * a.denominator;
}

std::string text(const Fraction& a) {
  return a.denominator == 1 ? text(a.numerator) : text(a.numerator) + "/" + text(a.denominator);
}

} // namespace thalweg::verifier
