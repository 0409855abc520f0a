// SPDX-License-Identifier: GPL-3.0-or-later
//
// Bounds with short denominators.

#pragma once

#include "exact/rational.hpp"

namespace thalweg {

/// The largest multiple of 1/parts that is at most `value`; parts > 0.
inline Rational multiple_below(const Rational& value, const Integer& parts) {
  const Rational scaled = value * parts;
  Integer floor;
  mpz_fdiv_q(floor.get_mpz_t(), scaled.get_num_mpz_t(), scaled.get_den_mpz_t());
  return fraction(floor, parts);
}

/// The least multiple of 1/parts that is at least `value`.
inline Rational multiple_above(const Rational& value, const Integer& parts) {
  return -multiple_below(-value, parts);
}

/// The nearest multiple of 1/parts, the larger one where two are.
inline Rational multiple_nearest(const Rational& value, const Integer& parts) {
  return multiple_below(value + fraction(1, 2 * parts), parts);
}

} // namespace thalweg
