// SPDX-License-Identifier: GPL-3.0-or-later
//
// Short upper bounds m·2^e with few bits of m. The free constants of a construction (slopes,
// shifts) only have to be large enough, so they are rounded up to short ones: the network's
// parameters, and all numbers computed from them, stay small.

#pragma once

#include "exact/rational.hpp"

namespace thalweg {

/// The smallest m·2^e ≥ value with 2^(bits−1) ≤ m < 2^bits; 0 for value = 0. Requires value ≥ 0 and
/// bits ≥ 1 (InternalError).
Rational short_upper_bound(const Rational& value, unsigned bits = 6);

} // namespace thalweg
