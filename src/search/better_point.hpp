// SPDX-License-Identifier: GPL-3.0-or-later
//
// The search for a point of the same architecture with lower risk, which turns a certified minimum
// into a spurious one: first one more kink in a spare unit (spare_kink.hpp), then descents from
// perturbed parameters (perturbed_descent.hpp), at last an affine fit with kinks from scratch
// (kinked_fit.hpp), which does not care what W is. What is found is compared exactly; finding
// nothing proves nothing.

#pragma once

#include "landscape/subgradients.hpp"

namespace thalweg {

struct BetterPoint {
  Network network;
  PatternClasses classes;
  Rational risk; ///< < the given one
  std::string how;
};

/// `risk` is that of the network on the data.
std::optional<BetterPoint> better_point(const Network& network, const Dataset& data,
                                        const Rational& risk, const WeightedLoss& loss = {});

} // namespace thalweg
