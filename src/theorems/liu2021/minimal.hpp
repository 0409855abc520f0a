// SPDX-License-Identifier: GPL-3.0-or-later
//
// liu2021, Theorem 1 at its minimal size (reconstructed): 2 hidden layers of 2 d_y units, for any
// data that no affine map fits. For every output two pieces u and v in the first layer, and their
// minimum or maximum in the second:
//   min(u, v) = u − h(u − v),  max(u, v) = u + h(v − u)   (ReLU: h = [·]_+).
//   minimum  u = p, v = p + 1: the minimum is the affine fit p everywhere on the samples;
//   better   u = p, v = p + e q with q and e of kink_step.hpp: min or max by the sign of e, in
//   either
//            case p + e h(q).
// With another activation h is one of its corners, and the constant h(−1) is subtracted.

#pragma once

#include "theorems/decided.hpp"
#include "theorems/kink_fit.hpp"

namespace thalweg {

/// Both networks. Squared loss: no affine fit; inputs distinct, or equal inputs with residuals that
/// do not cancel. Other losses: better p' + e h(q), the optimal fit of kink_fit.hpp, in the outputs
/// that have one; ClaimError if none has.
NetworkPair liu_minimal(const Problem& problem, const Activation& activation);

/// The same for given maps: `fit`, and for each output p' + e h(q) or nothing.
NetworkPair liu_minimal(const Dataset& data, const Activation& activation, const AffineMap& fit,
                        const std::vector<std::optional<KinkFit>>& kinks);

/// liu2021, Remark 1 (reconstructed): outputs that share the lower layers need fewer units. Two
/// hidden layers of d_x + 1 units pass on x and one feature φ; all outputs are affine in them.
///   minimum  φ constant: the affine fit;   better  φ = h(q), F = p + e φ.
NetworkPair liu_narrow(const Dataset& data, const Activation& activation);

} // namespace thalweg
