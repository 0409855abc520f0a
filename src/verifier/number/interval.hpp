// SPDX-License-Identifier: Apache-2.0
//
// Closed intervals of fractions, as bounds of what is not known exactly.

#pragma once

#include "number/numbers.hpp"

namespace thalweg::verifier {

/// The numbers from low to high, low ≤ high.
struct Interval {
  Fraction low;
  Fraction high;
};

inline Interval exactly(const Fraction& a) {
  return {a, a};
}
/// The numbers within `radius` of the centre.
inline Interval around(const Fraction& centre, const Fraction& radius) {
  return {centre - radius, centre + radius};
}
inline Interval operator+(const Interval& a, const Interval& b) {
  return {a.low + b.low, a.high + b.high};
}
inline Interval operator-(const Interval& a, const Interval& b) {
  return {a.low - b.high, a.high - b.low};
}
Interval operator*(const Interval& a, const Interval& b);
/// 1/a for a > 0.
Interval inverse(const Interval& a);
/// The numbers in both; there are some.
Interval common(const Interval& a, const Interval& b);
/// The smallest interval that holds both.
Interval hull(const Interval& a, const Interval& b);

} // namespace thalweg::verifier
