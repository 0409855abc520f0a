// SPDX-License-Identifier: GPL-3.0-or-later
//
// Short numbers for thresholds and scales. Thresholds may be moved freely inside the gap between
// two projections, so they are chosen with few bits: dyadic (m·2^e), because sums of dyadic numbers
// stay dyadic while the common denominator of several "simplest" fractions is their product.

#pragma once

#include "exact/rational.hpp"

namespace thalweg {

/// The number m·2^e in the closed interval [low, high] with the largest e (0 if the interval holds
/// it); it is unique. Throws InternalError unless low < high.
Rational shortest_dyadic(const Rational& low, const Rational& high);

/// The shortest dyadic number in the middle third of the gap between two neighbouring projections,
/// so that its distance from both is at least a third of the gap. Throws InternalError unless
/// below < above.
Rational threshold_between(const Rational& below, const Rational& above);

} // namespace thalweg
