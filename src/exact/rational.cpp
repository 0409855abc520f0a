// SPDX-License-Identifier: GPL-3.0-or-later
//
// Reading, printing and summing rationals exactly. A decimal ±M·10^e is read as the integer M and
// a power of ten; numbers of at most 18 digits never leave machine words until the last step.

#include "exact/rational.hpp"

#include "exact/error.hpp"

#include <algorithm>
#include <cstdlib>

namespace thalweg {

namespace {

constexpr long exponent_limit = 4096;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// The longest run of digits at the start of `text`, which is removed from it.
std::string_view taken_digits(std::string_view& text) {
  std::size_t length = 0;
  while (length < text.size() && is_digit(text[length]))
    ++length;
  const std::string_view digits = text.substr(0, length);
  text.remove_prefix(length);
  return digits;
}

/// Removes `c` from the start of `text` if it is there.
bool take(std::string_view& text, char c) {
  if (text.empty() || text.front() != c)
    return false;
  text.remove_prefix(1);
  return true;
}

/// The value of a possibly empty run of digits.
Integer integer_of_digits(std::string_view digits) {
  if (digits.size() <= 18) {
    unsigned long value = 0;
    for (const char c : digits)
      value = 10 * value + static_cast<unsigned long>(c - '0');
    return Integer(value);
  }
  return Integer(std::string(digits), 10);
}

Integer power_of_ten(unsigned long exponent) {
  Integer power;
  mpz_ui_pow_ui(power.get_mpz_t(), 10, exponent);
  return power;
}

/// The exponent after "e"; nothing if it is missing or beyond the limit.
std::optional<long> parse_exponent(std::string_view text) {
  const bool negative = take(text, '-');
  if (!negative)
    take(text, '+');
  const std::string_view digits = taken_digits(text);
  if (digits.empty() || !text.empty())
    return std::nullopt;
  long value = 0;
  for (const char c : digits) {
    value = 10 * value + (c - '0');
    if (value > exponent_limit)
      return std::nullopt;
  }
  return negative ? -value : value;
}

} // namespace

Rational fraction(const Integer& numerator, const Integer& denominator) {
  require(sgn(denominator) != 0, "fraction: expected a non-zero denominator, found 0");
  Rational value(numerator, denominator);
  value.canonicalize();
  return value;
}

std::optional<Rational> parse_number(std::string_view text) {
  const bool negative = take(text, '-');
  if (!negative)
    take(text, '+');
  const std::string_view whole = taken_digits(text);
  Integer numerator, denominator = 1;
  if (!whole.empty() && take(text, '/')) {
    const std::string_view below = taken_digits(text);
    if (below.empty() || !text.empty())
      return std::nullopt;
    numerator = integer_of_digits(whole);
    denominator = integer_of_digits(below);
    if (sgn(denominator) == 0)
      return std::nullopt;
  } else {
    std::string_view decimals;
    if (take(text, '.'))
      decimals = taken_digits(text);
    if (whole.empty() && decimals.empty())
      return std::nullopt;
    long exponent = 0;
    if (take(text, 'e') || take(text, 'E')) {
      const std::optional<long> written = parse_exponent(text);
      if (!written)
        return std::nullopt;
      exponent = *written;
    } else if (!text.empty()) {
      return std::nullopt;
    }
    numerator = decimals.empty() ? integer_of_digits(whole)
                                 : integer_of_digits(std::string(whole).append(decimals));
    exponent -= static_cast<long>(decimals.size());
    if (exponent > 0)
      numerator *= power_of_ten(static_cast<unsigned long>(exponent));
    else if (exponent < 0)
      denominator = power_of_ten(static_cast<unsigned long>(-exponent));
  }
  if (negative)
    mpz_neg(numerator.get_mpz_t(), numerator.get_mpz_t());
  Rational value;
  mpz_swap(value.get_num_mpz_t(), numerator.get_mpz_t());
  mpz_swap(value.get_den_mpz_t(), denominator.get_mpz_t());
  value.canonicalize();
  return value;
}

bool has_too_large_exponent(std::string_view text) {
  const std::size_t at = text.find_first_of("eE");
  if (at == std::string_view::npos || text.find('/') != std::string_view::npos ||
      !parse_number(text.substr(0, at)))
    return false;
  std::string_view exponent = text.substr(at + 1);
  if (!take(exponent, '-'))
    take(exponent, '+');
  const bool has_digits = !taken_digits(exponent).empty();
  return has_digits && exponent.empty() && !parse_number(text);
}

std::string to_string(const Rational& value) {
  return value.get_str();
}

namespace {

/// The e with 10^e ≤ numerator / denominator < 10^(e+1); both are positive.
long decimal_exponent(const Integer& numerator, const Integer& denominator) {
  const long bits = static_cast<long>(mpz_sizeinbase(numerator.get_mpz_t(), 2)) -
                    static_cast<long>(mpz_sizeinbase(denominator.get_mpz_t(), 2));
  long exponent = bits * 30103 / 100000;
  const auto reaches = [&](long e) -> bool {
    if (e >= 0)
      return numerator >= denominator * power_of_ten(static_cast<unsigned long>(e));
    return numerator * power_of_ten(static_cast<unsigned long>(-e)) >= denominator;
  };
  while (!reaches(exponent))
    --exponent;
  while (reaches(exponent + 1))
    ++exponent;
  return exponent;
}

/// The integer nearest to numerator / denominator (positive), of two the larger.
Integer nearest_integer(const Integer& numerator, const Integer& denominator) {
  return (2 * numerator + denominator) / (2 * denominator);
}

/// "digits" with a point after its first `whole` digits, without zeros at the end.
std::string with_point(std::string digits, std::size_t whole) {
  std::size_t length = digits.size();
  while (length > whole && digits[length - 1] == '0')
    --length;
  digits.resize(length);
  if (length > whole)
    digits.insert(whole, ".");
  return digits;
}

} // namespace

std::string decimal(const Rational& value, int significant_digits) {
  require(significant_digits >= 1, "decimal: expected at least one digit");
  if (sgn(value) == 0)
    return "0";
  const std::string sign = sgn(value) < 0 ? "-" : "";
  const Integer numerator = abs(value.get_num());
  const Integer& denominator = value.get_den();
  long exponent = decimal_exponent(numerator, denominator);
  const long shift = significant_digits - 1 - exponent;
  Integer mantissa;
  if (shift >= 0)
    mantissa =
        nearest_integer(numerator * power_of_ten(static_cast<unsigned long>(shift)), denominator);
  else
    mantissa =
        nearest_integer(numerator, denominator * power_of_ten(static_cast<unsigned long>(-shift)));
  std::string digits = mantissa.get_str();
  if (digits.size() > static_cast<std::size_t>(significant_digits)) { // 9.99… became 10.0
    digits.pop_back();
    ++exponent;
  }
  if (exponent < -4 || exponent >= significant_digits)
    return sign + with_point(digits, 1) + "e" + std::to_string(exponent);
  if (exponent < 0)
    return sign + with_point(std::string(static_cast<std::size_t>(-exponent), '0') + digits, 1);
  return sign + with_point(digits, static_cast<std::size_t>(exponent) + 1);
}

Rational dot(const Vector& a, const Vector& b) {
  require(a.size() == b.size(), "dot: expected vectors of one length");
  Integer denominator_a = 1, denominator_b = 1;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (sgn(a[i]) == 0 || sgn(b[i]) == 0)
      continue;
    if (!mpz_divisible_p(denominator_a.get_mpz_t(), a[i].get_den_mpz_t()))
      denominator_a = lcm(denominator_a, a[i].get_den());
    if (!mpz_divisible_p(denominator_b.get_mpz_t(), b[i].get_den_mpz_t()))
      denominator_b = lcm(denominator_b, b[i].get_den());
  }
  Integer sum, term, factor;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (sgn(a[i]) == 0 || sgn(b[i]) == 0)
      continue;
    mpz_divexact(factor.get_mpz_t(), denominator_a.get_mpz_t(), a[i].get_den_mpz_t());
    mpz_mul(term.get_mpz_t(), factor.get_mpz_t(), a[i].get_num_mpz_t());
    mpz_divexact(factor.get_mpz_t(), denominator_b.get_mpz_t(), b[i].get_den_mpz_t());
    mpz_mul(factor.get_mpz_t(), factor.get_mpz_t(), b[i].get_num_mpz_t());
    mpz_addmul(sum.get_mpz_t(), term.get_mpz_t(), factor.get_mpz_t());
  }
  return fraction(sum, denominator_a * denominator_b);
}

std::size_t bit_size(const Rational& value) {
  return mpz_sizeinbase(value.get_num_mpz_t(), 2) + mpz_sizeinbase(value.get_den_mpz_t(), 2);
}

} // namespace thalweg
