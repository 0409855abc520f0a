// SPDX-License-Identifier: Apache-2.0
//
// The numbers of the verifier: integers without bound and fractions in lowest terms. This is the
// only file that knows where the integers come from (Boost.Multiprecision, header only).
//
// Inner loops work on integers over a common denominator; fractions are for single numbers. Texts
// are never handed to Boost's readers, which accept far too much. What Boost does in quadratic time
// is done in steps (long_numbers.cpp), between which the clock is looked at.

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
  using boost::multiprecision::msb;
  return is_zero(a) ? 0 : static_cast<std::size_t>(sign(a) > 0 ? msb(a) : msb(-a)) + 1;
}

/// a/b towards zero, b ≠ 0; in steps if both are long.
Integer long_quotient(const Integer& a, const Integer& b);
inline Integer operator/(const Integer& a, const Integer& b) {
  constexpr std::size_t few_limbs = 64;
  return std::min(a.backend().size(), b.backend().size()) > few_limbs
             ? long_quotient(a, b)
             : boost::multiprecision::operator/(a, b);
}
/// The greatest common divisor, ≥ 0.
Integer gcd(const Integer& a, const Integer& b);
/// The least common multiple of two positive integers. (With many of them it gets long: the limits
/// are looked at.)
Integer lcm(const Integer& a, const Integer& b);
/// sum += a · b, with a scratch variable so that nothing is allocated in loops.
inline void add_product(Integer& sum, const Integer& a, const Integer& b, Integer& scratch) {
  boost::multiprecision::multiply(scratch, a, b);
  sum += scratch;
}
inline bool is_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == text.npos;
}
/// The value of a text of digits, or of none; stops before it converts more than the limit of bits.
Integer integer_of_digits(std::string_view digits);
/// ⌊a / 2^bits⌋, also for a < 0.
Integer floor_shift(const Integer& a, std::size_t bits);
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
  return a.numerator.sign();
}
/// "-3/7", "5", "0": the form used in certificates.
std::string text(const Fraction& a);

} // namespace thalweg::verifier
