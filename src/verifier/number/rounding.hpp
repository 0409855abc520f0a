// SPDX-License-Identifier: Apache-2.0
//
// Upward rounding to 64 binary digits, the only rounding of the verifier (specification, section
// "Rounding"): for q > 0, ⌈q⌉ is the smallest m·2^e ≥ q with integers 2^63 ≤ m < 2^64 and e; ⌈0⌉ =
// 0. It is defined for every exponent, so nothing overflows and nothing is ever rounded to 0.
//
// Between roundings, sums and products of such numbers are formed exactly as Dyadic.

#pragma once

#include "number/numbers.hpp"

#include <span>

namespace thalweg::verifier {

/// mantissa · 2^exponent, exactly; mantissa ≥ 0.
struct Dyadic {
  Integer mantissa = 0;
  std::int64_t exponent = 0;
};

Dyadic operator*(const Dyadic& a, const Dyadic& b);
Dyadic operator+(const Dyadic& a, const Dyadic& b);

/// ⌈numerator/denominator⌉ for numerator ≥ 0, denominator > 0.
Dyadic rounded_up(const Integer& numerator, const Integer& denominator);
/// ⌈a⌉
Dyadic rounded_up(const Dyadic& a);

/// Is a < b? Both are 0 or as rounded_up gives them.
bool is_less(const Dyadic& a, const Dyadic& b);

/// Σ_m a_m b_m; the lists have one length.
Dyadic product_sum(std::span<const Dyadic> a, std::span<const Dyadic> b);

/// Is a < numerator/denominator (denominator > 0)?
bool is_below(const Dyadic& a, const Integer& numerator, const Integer& denominator);

/// Is Σ_m a_m b_m < numerator/denominator? Mostly the numbers of digits decide.
bool is_product_sum_below(std::span<const Dyadic> a, std::span<const Dyadic> b,
                          const Integer& numerator, const Integer& denominator);

/// The same number as a fraction.
Fraction as_fraction(const Dyadic& a);

} // namespace thalweg::verifier
