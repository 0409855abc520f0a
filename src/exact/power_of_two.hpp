// SPDX-License-Identifier: GPL-3.0-or-later
//
// Scaling by powers of two, exactly.

#pragma once

#include "exact/rational.hpp"

namespace thalweg {

/// e with 2^e ≤ value < 2^{e+1}. Throws InternalError unless value > 0.
long floor_log2(const Rational& value);

/// value · 2^exponent
Rational times_power_of_two(const Rational& value, long exponent);

} // namespace thalweg
