// SPDX-License-Identifier: Apache-2.0
//
// The numbers of the verifier: integers without bound and fractions in lowest terms. This is the
// only file that knows where the integers come from (Boost.Multiprecision, header only).
//
// Inner loops work on integers over a common denominator; fractions are for single numbers. Texts
// are never handed to Boost's readers, which accept far too much.

#pragma once

#include "limits.hpp"

#include <boost/multiprecision/cpp_int.hpp>

#include <algorithm>
#include <string>
#include <string_view>

namespace thalweg::verifier {

using Integer = boost::multiprecision::number<
    boost::multiprecision::cpp_int_backend<0, 0, boost::multiprecision::signed_magnitude,
                                           boost::multiprecision::unchecked,
                                           CountingAllocator<boost::multiprecision::limb_type>>,
    boost::multiprecision::et_off>;

/// Sums of products of machine integers: at least 127 bits and a sign.
#ifdef __SIZEOF_INT128__
__extension__ using Wide = __int128;
#else
using Wide = boost::multiprecision::int128_t;
#endif

inline int sign(const Integer& a) {
  return a.sign();
}
inline bool is_zero(const Integer& a) {
  return a.sign() == 0;
}
inline Integer magnitude(const Integer& a) {
  return boost::multiprecision::abs(a);
}
/// Number of binary digits of |a|; 0 for 0.
inline std::size_t bit_length(const Integer& a) {
  return is_zero(a) ? 0 : static_cast<std::size_t>(boost::multiprecision::msb(magnitude(a))) + 1;
}
inline Integer gcd(const Integer& a, const Integer& b) {
  return boost::multiprecision::gcd(a, b);
}
/// The least common multiple of two positive integers. (With many of them it gets long: the limits
/// are looked at.)
inline Integer lcm(const Integer& a, const Integer& b) {
  if (a == b)
    return a;
  Meter::tick();
  Meter::require_bits(std::max(bit_length(a), bit_length(b)));
  return a / gcd(a, b) * b;
}
/// sum += a · b, with a scratch variable so that nothing is allocated in loops.
inline void add_product(Integer& sum, const Integer& a, const Integer& b, Integer& scratch) {
  boost::multiprecision::multiply(scratch, a, b);
  sum += scratch;
}
inline bool is_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == text.npos;
}
/// The value of a text of digits, or of none; stops before it converts more than the limit of bits.
inline Integer integer_of_digits(std::string_view digits) {
  Meter::require_bits(digits.size() / 1000 * 3321); // log_2(10) > 3.321
  Integer value = 0;
  while (!digits.empty()) {
    const std::string_view chunk = digits.substr(0, 18);
    std::uint64_t number = 0;
    std::uint64_t power = 1;
    for (const char digit : chunk) {
      number = 10 * number + static_cast<std::uint64_t>(digit - '0');
      power *= 10;
    }
    value = value * power + number;
    digits.remove_prefix(chunk.size());
  }
  return value;
}
/// ⌊a / 2^bits⌋, also for a < 0.
inline Integer floor_shift(const Integer& a, std::size_t bits) {
  return sign(a) >= 0 ? Integer(a >> bits) : Integer(-((-a + (Integer(1) << bits) - 1) >> bits));
}
inline Integer power_of_ten(std::size_t exponent) {
  return integer_of_digits("1" + std::string(exponent, '0'));
}
inline std::string text(const Integer& a) {
  return a.str();
}

/// numerator / denominator in lowest terms, denominator > 0.
struct Fraction {
  Integer numerator = 0;
  Integer denominator = 1;

  bool operator==(const Fraction&) const = default;
};

inline Fraction fraction(Integer numerator, Integer denominator) {
  if (denominator != 1) {
    const Integer common = gcd(numerator, denominator);
    if (common != 1) {
      numerator /= common;
      denominator /= common;
    }
    if (sign(denominator) < 0) {
      numerator = -numerator;
      denominator = -denominator;
    }
  }
  Meter::require_bits(std::max(bit_length(numerator), bit_length(denominator)));
  return {std::move(numerator), std::move(denominator)};
}
inline Fraction operator+(const Fraction& a, const Fraction& b) {
  if (a.denominator == b.denominator)
    return fraction(a.numerator + b.numerator, a.denominator);
  return fraction(a.numerator * b.denominator + b.numerator * a.denominator,
                  a.denominator * b.denominator);
}
inline Fraction operator-(const Fraction& a) {
  return {-a.numerator, a.denominator};
}
inline Fraction operator-(const Fraction& a, const Fraction& b) {
  return a + -b;
}
inline Fraction operator*(const Fraction& a, const Fraction& b) {
  return fraction(a.numerator * b.numerator, a.denominator * b.denominator);
}
inline bool operator<(const Fraction& a, const Fraction& b) {
  return a.numerator * b.denominator < b.numerator * a.denominator;
}
inline int sign(const Fraction& a) {
  return a.numerator.sign();
}
/// "-3/7", "5", "0": the form used in certificates.
inline std::string text(const Fraction& a) {
  return a.denominator == 1 ? text(a.numerator) : text(a.numerator) + "/" + text(a.denominator);
}

} // namespace thalweg::verifier
