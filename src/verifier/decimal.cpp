// SPDX-License-Identifier: Apache-2.0

#include "decimal.hpp"

namespace thalweg::verifier {

namespace {

/// Is a/b ≥ 10^exponent?
bool reaches(const Integer& a, const Integer& b, std::int64_t exponent) {
  if (exponent >= 0)
    return a >= b * power_of_ten(static_cast<std::size_t>(exponent));
  return a * power_of_ten(static_cast<std::size_t>(-exponent)) >= b;
}

} // namespace

std::string decimal(const Fraction& value, std::size_t significant_digits) {
  if (sign(value) == 0)
    return "0";
  const Integer a = magnitude(value.numerator);
  const Integer& b = value.denominator;
  std::int64_t exponent =
      (static_cast<std::int64_t>(bit_length(a)) - static_cast<std::int64_t>(bit_length(b))) * 301 /
      1000;
  while (!reaches(a, b, exponent))
    --exponent;
  while (reaches(a, b, exponent + 1))
    ++exponent;
  const std::int64_t shift = static_cast<std::int64_t>(significant_digits) - 1 - exponent;
  std::string digits =
      text(shift >= 0 ? Integer(a * power_of_ten(static_cast<std::size_t>(shift)) / b)
                      : Integer(a / (b * power_of_ten(static_cast<std::size_t>(-shift)))));
  while (digits.size() > 1 && digits.back() == '0')
    digits.pop_back();
  const std::string minus = sign(value) < 0 ? "-" : "";
  if (exponent < -5 || exponent >= 12) {
    const std::string fraction_part = digits.size() > 1 ? "." + digits.substr(1) : "";
    return minus + digits[0] + fraction_part + "e" + std::to_string(exponent);
  }
  if (exponent < 0)
    return minus + "0." + std::string(static_cast<std::size_t>(-exponent - 1), '0') + digits;
  const std::size_t whole = static_cast<std::size_t>(exponent) + 1;
  if (digits.size() <= whole)
    return minus + digits + std::string(whole - digits.size(), '0');
  return minus + digits.substr(0, whole) + "." + digits.substr(whole);
}

std::string shown(const Fraction& value) {
  const std::string exact = text(value);
  if (exact.size() <= 60)
    return exact;
  return decimal(value, 12) + "… (exactly a number of " + std::to_string(exact.size()) +
         " characters)";
}

} // namespace thalweg::verifier
