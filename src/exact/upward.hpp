// SPDX-License-Identifier: GPL-3.0-or-later
//
// Rounding to 64 significant bits, upwards, and exact sums of products of rounded numbers.
//
// For q > 0, ⌈q⌉ is the smallest m·2^e ≥ q with integers 2^63 ≤ m < 2^64 and e; ⌈0⌉ = 0. Bounds
// that are rounded this way stay bounds and stay short, and every program rounds to the same number
// (certificates/SPECIFICATION.md). ⌊q⌋ is the largest m·2^e ≤ q; it serves for quick comparisons.

#pragma once

#include "exact/rational.hpp"

#include <compare>
#include <cstdint>

namespace thalweg {

/// The number mantissa·2^exponent ≥ 0. Invariant: 2^63 ≤ mantissa, or mantissa = exponent = 0.
class Rounded {
public:
  Rounded() = default;

  std::uint64_t mantissa() const { return mantissa_; }
  std::int64_t exponent() const { return exponent_; }
  bool is_zero() const { return mantissa_ == 0; }
  Rational rational() const;

  bool operator==(const Rounded&) const = default;
  std::strong_ordering operator<=>(const Rounded& other) const;

  friend Rounded rounded_up(const Integer& numerator, const Integer& denominator);
  friend Rounded rounded_down(const Integer& numerator, const Integer& denominator);
  friend class RoundedSum;

private:
  Rounded(std::uint64_t mantissa, std::int64_t exponent)
      : mantissa_(mantissa), exponent_(exponent) {}

  std::uint64_t mantissa_ = 0;
  std::int64_t exponent_ = 0;
};

/// ⌈numerator/denominator⌉ and ⌊numerator/denominator⌋ for numerator ≥ 0, denominator > 0, not
/// necessarily in lowest terms (InternalError otherwise).
Rounded rounded_up(const Integer& numerator, const Integer& denominator);
Rounded rounded_down(const Integer& numerator, const Integer& denominator);

/// ⌈q⌉ and ⌊q⌋ for q ≥ 0 (InternalError otherwise).
Rounded rounded_up(const Rational& value);
Rounded rounded_down(const Rational& value);

/// ⌈|q|⌉
Rounded rounded_up_magnitude(const Rational& value);

/// An exact sum of rounded numbers and of products of two or three of them: total·2^exponent.
class RoundedSum {
public:
  void clear();
  void add(const Rounded& a);
  void add(const Rounded& a, const Rounded& b);
  void add(const Rounded& a, const Rounded& b, const Rounded& c);

  /// The exact sum.
  Rational rational() const;
  /// ⌈sum⌉ and ⌈sum · factor⌉; the factor is not negative.
  Rounded rounded_up() const;
  Rounded rounded_up_times(const Rational& factor) const;
  /// Is the sum below numerator/denominator (denominator > 0)?
  bool is_below(const Integer& numerator, const Integer& denominator) const;

private:
  void add_term(std::int64_t exponent); ///< adds term_·2^exponent

  Integer total_;
  std::int64_t exponent_ = 0; ///< meaningful only if total_ ≠ 0
  Integer term_;              ///< memory that is used again and again
};

} // namespace thalweg
