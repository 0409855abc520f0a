// SPDX-License-Identifier: Apache-2.0
//
// The integer parts of 2^b e^q and 2^b log q for rational q (specification, 18.1). Both are
// determined by q and b alone: e^q (q ≠ 0) and log q (q ≠ 1) are irrational, so a range that is
// narrow enough lies between two neighbouring integers. Ranges are of integers over 2^w, w > b,
// rounded outwards; if one does not decide, w grows.
//
// From floors, everything else follows by arithmetic of integers: e^q is in [⌊2^b e^q⌋, ⌊2^b e^q⌋ +
// 1] / 2^b.

#pragma once

#include "number/numbers.hpp"

namespace thalweg::verifier {

/// A number between two integers; over which denominator is said by whoever has it.
struct Range {
  Integer lower;
  Integer upper;
};

/// The integer between ranges that get narrower; `range_at(w)` holds the number over 2^w. It is no
/// multiple of 2^−bits.
template <class RangeAt> Integer floor_of(std::size_t bits, const RangeAt& range_at) {
  for (std::size_t guard = 64;; guard *= 2) {
    Meter::tick();
    Meter::require_bits(bits + guard);
    const Range range = range_at(bits + guard);
    const Integer lower = range.lower >> guard;
    if (lower == range.upper >> guard)
      return lower;
  }
}

/// ⌊2^bits e^q⌋ for q ≤ 0
Integer exponential_floor(const Fraction& q, std::size_t bits);

/// ⌊2^bits log q⌋ for q ≥ 1 (natural logarithm)
Integer logarithm_floor(const Fraction& q, std::size_t bits);

/// sum += factor · range
void add_multiple(Range& sum, const Integer& factor, const Range& range);

/// The largest absolute value.
Integer magnitude(const Range& range);

} // namespace thalweg::verifier
