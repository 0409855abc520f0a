// SPDX-License-Identifier: GPL-3.0-or-later
//
// The least risk of functions of two affine pieces on data with one input (jumps allowed).
// A function that is affine on {x ≤ t} and on {x > t} parts the samples into those up to some input
// and the rest; on each side it is no better than an optimal affine fit, whose subgradients g with
// Σ g (x, 1) = 0 prove it. So its risk is at least the least of the sums over the parts, and this
// is attained. For the absolute loss it may be the risk of the affine fit: an erratum to liu2021.

#pragma once

#include "risk/convex_fit.hpp"

namespace thalweg {

struct TwoPieceBound {
  Rational bound;               ///< the least risk
  std::vector<ConvexFit> below; ///< of the samples up to each distinct input, increasing
  std::vector<ConvexFit> above; ///< of the samples after each but the last of them
};

/// InputError unless there is one input, at least one sample, and the loss fits the targets.
TwoPieceBound two_piece_bound(const Problem& problem);

} // namespace thalweg
