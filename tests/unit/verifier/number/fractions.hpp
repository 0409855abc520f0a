// SPDX-License-Identifier: GPL-3.0-or-later
//
// Rationals of the generator as fractions of the verifier.

#pragma once

#include "exact/rational.hpp"
#include "verifier/number/numbers.hpp"

namespace thalweg::tests {

inline verifier::Fraction fraction_of(const Rational& q) {
  const verifier::Integer numerator =
      verifier::integer_of_digits(Integer(abs(q.get_num())).get_str());
  return {q < 0 ? -numerator : numerator, verifier::integer_of_digits(q.get_den().get_str())};
}

} // namespace thalweg::tests
