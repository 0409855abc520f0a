// SPDX-License-Identifier: GPL-3.0-or-later
//
// First order at kinks of the loss, where no unit is tied. With a_{i,o} = ∂F_o(W; x_i)/∂W the sum
// of losses Σ ℓ(F_o(x_i) + a_{i,o}·D) is convex in D, and D = 0 is its minimum iff no direction has
// a negative one-sided derivative. As F_o(x_i) = a_{i,o}·W' for W' = the parameters of the output
// layer alone, this is an optimal fit over columns (risk/column_fit.hpp). A lower minimum is a
// descent direction; otherwise the fit has subgradients orthogonal to all a, of which the paths
// whose sums do not vanish are candidates for descent of higher order.

#pragma once

#include "landscape/subgradients.hpp"
#include "landscape/tangent.hpp"

namespace thalweg {

struct TangentFit {
  std::optional<DescentRay> ray;
  /// Without a ray: of all samples, 0 where `unsettled` has no state; nothing if the numbers were
  /// too many or the ray could not be shown.
  std::optional<Subgradients> subgradients;
};

/// `unsettled` are the states for this problem, without ties.
TangentFit tangent_fit(const Network& network, const Problem& problem,
                       const UnsettledStates& unsettled);

} // namespace thalweg
