// SPDX-License-Identifier: GPL-3.0-or-later
//
// One kink more than an affine function, for any loss: the optimal p + e h(q) over all affine p and
// all e, for q among the arguments of kink_step.hpp, is an exact fit over the columns 1, x and
// h(q). The q with the largest ⟨g, φ⟩²/‖φ‖² are tried, g the subgradients of the optimal affine
// fit, φ = h(q). Unlike for the squared loss there need not be any gain: for the absolute loss the
// best affine function can be as good as every function with one kink
// (erratum-two-pieces-absolute-loss).

#pragma once

#include "risk/convex_fit.hpp"
#include "theorems/corner.hpp"

namespace thalweg {

/// p + factor·h(q) in one output.
struct KinkFit {
  AffineFunction p, q;
  Rational factor;
};

/// For one output of the data, whose optimal affine fit over all samples is given: of strictly
/// lower loss in this output; nothing if none of those tried has that.
std::optional<KinkFit> kink_fit(const Problem& problem, std::size_t output, const ConvexFit& affine,
                                const Corner& corner);

} // namespace thalweg
