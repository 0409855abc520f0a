// SPDX-License-Identifier: GPL-3.0-or-later
//
// An affine map near the minimiser of Σ ℓ of a group for logistic or softmax loss, with a proof by
// strong convexity (certificates/SPECIFICATION.md, section 40). With scores v and the basis
// functions b, entries of (x, 1), let w_i be the least p_a p_{C−1} of sample i, rounded down, Σ w_i
// b bᵀ ⪰ μ and |b| ≤ B. In the ball |t| ≤ ρ of changes of the coefficients of a block the second
// derivative is at least (1 − 3ρB) μ; if |G| < (1 − 3ρB) μ ρ for the gradient G at its centre, Σ ℓ
// rises through the boundary, and the minimiser is inside. No inverse is needed, unlike in
// cross_entropy_fit.hpp.

#pragma once

#include "risk/cross_entropy.hpp"

namespace thalweg {

struct BallProof {
  std::vector<std::size_t> basis; ///< entries of (x, 1), increasing
  Rational strength;              ///< μ
  Rational size;                  ///< B
  Rational reach;                 ///< ρ, of every block
};

struct BallFit {
  AffineMap p; ///< by output; coefficients outside the basis are 0, and so is the last output of
               ///< softmax, unless p was given
  BallProof proof;
  Rational slack; ///< Σ |G_J| ρ: Σ ℓ at the minimiser is at least that of p minus this
};

/// Newton's method in floating point guesses, steps with exact gradients follow. Nothing if no
/// proof is found. The group has samples.
std::optional<BallFit> ball_fit(const LabelledData& labelled, const SampleSet& group,
                                std::size_t bits);

/// The proof for a given map; nothing if its minimiser is too far away.
std::optional<BallFit> ball_near(const LabelledData& labelled, const SampleSet& group, AffineMap p,
                                 std::size_t bits);

} // namespace thalweg
