// SPDX-License-Identifier: GPL-3.0-or-later
//
// Candidate directions where the gradient is 0 but lifted stationarity fails: for a path p with
// Σ_i g_i φ_p(i) ≠ 0 the parameters along p move by −1, 0 or 1 each. If some of them vanish at W
// the risk changes first in a higher power of ε, by a product of the moves.

#pragma once

#include "landscape/pattern_classes.hpp"
#include "landscape/ray.hpp"
#include "landscape/subgradients.hpp"

namespace thalweg {

/// Directions for the first few failing paths, at most `limit`. Samples on walls must be settled.
std::vector<Direction> path_directions(const Network& network, const Dataset& data,
                                       const PatternClasses& classes, std::size_t limit = 2000);

/// The same for given subgradients of the samples in classes, for any loss.
std::vector<Direction> path_directions(const Network& network, const Dataset& data,
                                       const PatternClasses& classes,
                                       const Subgradients& subgradients, std::size_t limit = 2000);

} // namespace thalweg
