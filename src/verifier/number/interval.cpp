// SPDX-License-Identifier: Apache-2.0

#include "number/interval.hpp"

#include <algorithm>
#include <array>

namespace thalweg::verifier {

Interval operator*(const Interval& a, const Interval& b) {
  const std::array products{a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high};
  const auto [low, high] = std::minmax_element(products.begin(), products.end());
  return {*low, *high};
}

Interval inverse(const Interval& a) {
  return {fraction(a.high.denominator, a.high.numerator),
          fraction(a.low.denominator, a.low.numerator)};
}

Interval common(const Interval& a, const Interval& b) {
  return {std::max(a.low, b.low), std::min(a.high, b.high)};
}

Interval hull(const Interval& a, const Interval& b) {
  return {std::min(a.low, b.low), std::max(a.high, b.high)};
}

} // namespace thalweg::verifier
