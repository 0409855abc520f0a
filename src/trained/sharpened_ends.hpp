// SPDX-License-Identifier: GPL-3.0-or-later
//
// Walks round off the kinks of a loss within 10⁻⁶ (walk.hpp). Where they end an output weight that
// should be 0 is of that size, and so is how far a unit is from a breakpoint that it should be on.

#pragma once

#include "trained/checkpoint.hpp"
#include "trained/guess/walk_end.hpp"

namespace thalweg {

/// So near to a kink or a breakpoint is on it.
inline const Rational near_kink = fraction(1, 100000);

/// The end of a walk of a network with one hidden layer, activation with one breakpoint at 0, and
/// one output: small output weights are 0, and pairs near their breakpoints are held, but for units
/// without an output weight. If there are such units, and if they can be, also an end with these
/// off at all samples: their rows change nothing, so that they may be anywhere.
std::vector<WalkEnd> sharpened_ends(const WalkEnd& end, const Dataset& data);

} // namespace thalweg
