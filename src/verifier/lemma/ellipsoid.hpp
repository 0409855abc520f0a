// SPDX-License-Identifier: Apache-2.0
//
// A minimum of a sum of logistic or softmax losses in an ellipsoid (specification, section 20). Let
// A = Σ_i w_i b bᵀ, w_i a lower bound of all p_a p_{C−1} of sample i. Where ‖t‖² = Σ_a t_aᵀ A t_a ≤
// η², scores change by at most m, and the second derivative of the sum is at least (1 − 3m) ‖·‖².
// If the gradient at W is shorter than (1 − 3m) η in the dual norm, the sum rises through the
// boundary of the ellipsoid, and its minimum is inside.

#pragma once

#include "loss/cross_entropy.hpp"

namespace thalweg::verifier {

/// The samples of a class: what they have at W, and the basis functions there.
struct ScoredClass {
  const Problem& problem;
  const List<std::size_t>& members;
  const List<List<Fraction>>& outputs; ///< of W, by sample of the data
  List<List<Integer>> functions;       ///< b_j(x_i)·denominator, by member
  Integer denominator;
};

/// What is left of a minimum in an ellipsoid of size η.
struct Ellipsoid {
  List<Fraction> moves; ///< ρ_j: no coefficient t_{a,j} is larger
};

/// O294 and, for every block, O295, with η = `reach`; rejects at `place`, that of the class.
Ellipsoid check_ellipsoid(const ScoredClass& scored, const Fraction& reach, std::size_t bits,
                          const std::string& place);

} // namespace thalweg::verifier
