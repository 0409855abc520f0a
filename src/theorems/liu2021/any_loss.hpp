// SPDX-License-Identifier: GPL-3.0-or-later
//
// liu2021 says "any continuous loss". If an affine map p is a local minimum of the sum of losses of
// a group, a network that is p on a pattern class is a local minimum as well, whatever the loss:
// near it the network is another affine map on this class, near p. Here for losses made of
// quadratic pieces that are not convex, of the minimal size of Theorem 1: p by table_fit.hpp,
// better p + e h(q) with the best e of all. Whether a kink helps depends on the loss
// (erratum-two-pieces-absolute-loss); where p is stationary and some derivative is not 0 it does.

#pragma once

#include "risk/loss_table.hpp"
#include "theorems/instance.hpp"

namespace thalweg {

/// The two networks with the claims `lower_risk` and `minimum_in_pieces`. ClaimError if no locally
/// optimal affine map is found, or no kink that helps.
Outcome any_loss_outcome(const Dataset& data, const LossTable& loss);

Instance liu2021_any_loss();

} // namespace thalweg
