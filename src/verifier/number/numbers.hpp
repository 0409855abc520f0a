// SPDX-License-Identifier: Apache-2.0
//
// Fractions in lowest terms, and what is done with the digits of integers. Inner loops work on
// integers over a common denominator; fractions are for single numbers.

#pragma once

#include "limit/limits.hpp"
#include "number/integer.hpp"

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace thalweg::verifier {

inline Integer magnitude(Integer a) {
  return sign(a) < 0 ? -a : std::move(a);
}
/// The greatest common divisor, ≥ 0.
Integer gcd(const Integer& a, const Integer& b);
/// The least common multiple of two positive integers. (With many of them it gets long: the limits
/// are looked at.)
Integer lcm(const Integer& a, const Integer& b);
/// The sums, which are 0 then.
List<Integer> taken(std::span<Sum> sums);
inline bool is_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == text.npos;
}
/// The value of a text of digits, or of none; stops before it converts more than the limit of bits.
Integer integer_of_digits(std::string_view digits);
Integer power_of_ten(std::size_t exponent);
std::string text(const Integer& a);

/// numerator / denominator in lowest terms, denominator > 0.
struct Fraction {
  Integer numerator = 0;
  Integer denominator = 1;

  bool operator==(const Fraction&) const = default;
};

Fraction fraction(Integer numerator, Integer denominator);
Fraction operator+(const Fraction& a, const Fraction& b);
Fraction operator-(const Fraction& a);
Fraction operator-(const Fraction& a, const Fraction& b);
Fraction operator*(const Fraction& a, const Fraction& b);
bool operator<(const Fraction& a, const Fraction& b);
inline int sign(const Fraction& a) {
  return sign(a.numerator);
}
/// "-3/7", "5", "0": the form used in certificates.
std::string text(const Fraction& a);

} // namespace thalweg::verifier
