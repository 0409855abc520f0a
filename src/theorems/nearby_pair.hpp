// SPDX-License-Identifier: GPL-3.0-or-later
//
// Instances with logistic and softmax loss: the optimal affine map of all samples is not rational,
// so networks are built from a map near it, and a local minimum W* is shown to be near them
// (landscape/nearby_decision.hpp). Better: p' + e h(q), e by output, with q one of those of
// kink_step.hpp and p', e near the optimum over the columns 1, x, h(q).

#pragma once

#include "risk/cross_entropy.hpp"
#include "theorems/decided.hpp"
#include "theorems/kink_step.hpp"

namespace thalweg {

/// Maps with an output for each output of a network.
struct NearbyMaps {
  AffineMap fit;
  AffineMap p;
  KinkStep kink; ///< the best of those tried; the drop is not set
};

/// ClaimError if no optimal affine map is found (there is none if the classes are separable), or no
/// kink that lowers the risk.
NearbyMaps nearby_maps(const LabelledData& labelled, const Corner& corner);

/// A minimum near the first network, spurious by the second one; undecided if none is shown. The
/// dense layer `layer` moves; below it there may be layers of any kind
/// (landscape/nearby_minimum.hpp). InternalError if the second network is not better.
Outcome decided_nearby(const LabelledData& labelled, NetworkPair pair, std::size_t layer = 0);

} // namespace thalweg
