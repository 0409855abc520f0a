// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cmath>
#include <cstdint>
#include <limits>

namespace thalweg {

/// The value of a float16: 1 bit for the sign, 5 for the exponent, 10 for the fraction.
inline double half_precision(std::uint16_t bits) {
  const int exponent = bits >> 10 & 31;
  const double fraction = bits & 1023;
  const double magnitude = exponent == 31  ? std::numeric_limits<double>::infinity()
                           : exponent == 0 ? std::ldexp(fraction, -24)
                                           : std::ldexp(1024 + fraction, exponent - 25);
  return (bits >> 15) == 0 ? magnitude : -magnitude;
}

} // namespace thalweg
