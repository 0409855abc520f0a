// SPDX-License-Identifier: GPL-3.0-or-later
//
// Closed intervals of rationals, as bounds of what is not known exactly.

#pragma once

#include "exact/error.hpp"
#include "exact/rational.hpp"

#include <algorithm>

namespace thalweg {

/// The numbers from low to high, low ≤ high.
struct Interval {
  Rational low;
  Rational high;

  bool operator==(const Interval&) const = default;
};

inline Interval exactly(const Rational& a) {
  return {a, a};
}
/// The numbers within `radius` of the centre.
inline Interval around(const Rational& centre, const Rational& radius) {
  return {centre - radius, centre + radius};
}
inline Interval operator+(const Interval& a, const Interval& b) {
  return {a.low + b.low, a.high + b.high};
}
inline Interval operator-(const Interval& a, const Interval& b) {
  return {a.low - b.high, a.high - b.low};
}
/// The smallest interval that holds both.
inline Interval hull(const Interval& a, const Interval& b) {
  return {std::min(a.low, b.low), std::max(a.high, b.high)};
}
/// The numbers in both; there are some.
inline Interval common(const Interval& a, const Interval& b) {
  return {std::max(a.low, b.low), std::min(a.high, b.high)};
}
inline Interval operator*(const Interval& a, const Interval& b) {
  const Rational left = a.low * b.low, right = a.high * b.high;
  const Rational across = a.low * b.high, back = a.high * b.low;
  return {std::min({left, right, across, back}), std::max({left, right, across, back})};
}

/// 1/a; InternalError unless a > 0.
inline Interval inverse(const Interval& a) {
  require(a.low > 0, "the inverse of an interval with 0");
  return {1 / a.high, 1 / a.low};
}

} // namespace thalweg
