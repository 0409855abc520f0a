// SPDX-License-Identifier: GPL-3.0-or-later
//
// Doubles of exact quotients.

#pragma once

#include "exact/rational.hpp"

namespace thalweg {

/// numerator/denominator truncated towards zero to 53 bits, denominator > 0; the fraction need not
/// be in lowest terms. Infinite or 0 beyond the range of doubles.
double truncated_quotient(const Integer& numerator, const Integer& denominator);

} // namespace thalweg
