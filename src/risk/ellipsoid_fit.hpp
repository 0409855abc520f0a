// SPDX-License-Identifier: GPL-3.0-or-later
//
// An affine map near the minimiser of Σ ℓ of a group for logistic or softmax loss, with a proof by
// strong convexity (certificates/SPECIFICATION.md, section 20). With scores v and the basis
// functions b, entries of (x, 1), let w_i be the least p_a p_{C−1} of sample i, rounded down, and
// A = Σ w_i b bᵀ. In the ellipsoid Σ_a t_aᵀ A t_a ≤ η² of changes of the coefficients of a block,
// scores change by at most m, and the second derivative is at least (1 − 3m) A; if the gradient at
// its centre is shorter than (1 − 3m) η in the dual norm, Σ ℓ rises through the boundary, and the
// minimiser is inside. Newton's method in floating point guesses the map, exact gradients correct
// it.

#pragma once

#include "risk/cross_entropy.hpp"

namespace thalweg {

struct EllipsoidProof {
  std::vector<std::size_t> basis; ///< entries of (x, 1), increasing
  Rational reach;                 ///< η, of every block
};

struct EllipsoidFit {
  AffineMap p; ///< by output; coefficients outside the basis are 0, and so is the last output of
               ///< softmax, unless p was given
  EllipsoidProof proof;
  Vector moves;   ///< ρ, by function: no coefficient of a score is further away at the minimiser
  Rational slack; ///< Σ η² of the blocks: Σ ℓ at the minimiser is at least that of p minus this
};

/// At least so many steps with exact gradients are made: each adds about 30 binary digits. Nothing
/// if no such map is found; `separating_direction` says whether there can be one. The group has
/// samples.
std::optional<EllipsoidFit> ellipsoid_fit(const LabelledData& labelled, const SampleSet& group,
                                          std::size_t bits, int least_steps = 0);

/// The proof for a given map; nothing if its minimiser is too far away.
std::optional<EllipsoidFit> ellipsoid_near(const LabelledData& labelled, const SampleSet& group,
                                           AffineMap p, std::size_t bits);

} // namespace thalweg
