// SPDX-License-Identifier: Apache-2.0

#include "number/decimal.hpp"

namespace thalweg::verifier {

namespace {

/// Is a/b ≥ 10^exponent?
bool reaches(const Integer& a, const Integer& b, std::int64_t exponent) {
  if (exponent >= 0)
    return a >= b * power_of_ten(static_cast<std::size_t>(exponent));
  return a * power_of_ten(static_cast<std::size_t>(-exponent)) >= b;
}

/// The largest e with a/b ≥ 10^e, for a, b > 0.
std::int64_t decimal_exponent(const Integer& a, const Integer& b) {
  const auto bits_of = [](const Integer& n) { return static_cast<std::int64_t>(bit_length(n)); };
  std::int64_t exponent = (bits_of(a) - bits_of(b)) * 30103 / 100000; // log_10(2) = 0.301029…
  while (!reaches(a, b, exponent))
    --exponent;
  while (reaches(a, b, exponent + 1))
    ++exponent;
  return exponent;
}

/// The digits of a/b from 10^exponent on, so many.
std::string leading_digits(const Integer& a, const Integer& b, std::int64_t exponent,
                           std::size_t count, Ending ending) {
  const std::int64_t shift = static_cast<std::int64_t>(count) - 1 - exponent;
  const Integer power = power_of_ten(static_cast<std::size_t>(shift >= 0 ? shift : -shift));
  const Integer above = shift >= 0 ? Integer(a * power) : a;
  const Integer below = shift >= 0 ? b : Integer(b * power);
  return text(ending == Ending::cut ? above / below
                                    : Integer(2 * above + below) / Integer(2 * below));
}

/// Characters of the text of a number.
std::size_t digit_count(const Integer& a) {
  return is_zero(a) ? 1 : static_cast<std::size_t>(decimal_exponent(magnitude(a), 1)) + 1;
}
std::size_t text_size(const Fraction& a) {
  return (sign(a) < 0 ? 1 : 0) + digit_count(a.numerator) +
         (a.denominator == 1 ? 0 : 1 + digit_count(a.denominator));
}

} // namespace

std::string decimal(const Fraction& value, std::size_t significant_digits, Ending ending) {
  if (sign(value) == 0)
    return "0";
  const Integer a = magnitude(value.numerator);
  std::int64_t exponent = decimal_exponent(a, value.denominator);
  std::string digits = leading_digits(a, value.denominator, exponent, significant_digits, ending);
  if (digits.size() > significant_digits) // 9.99… became 10.0
    ++exponent;
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

std::string decimal_apart(const Fraction& value, const Fraction& other) {
  std::size_t digits = 12;
  while (digits < 96 && decimal(value, digits) == decimal(other, digits))
    digits *= 2;
  return decimal(value, digits);
}

std::string shown(const Fraction& value) {
  constexpr std::size_t most_characters = 60;
  if (const std::size_t size = text_size(value); size > most_characters)
    return decimal(value, 12, Ending::cut) + "… (exactly a number of " + std::to_string(size) +
           " characters)";
  return text(value);
}

} // namespace thalweg::verifier
