// SPDX-License-Identifier: Apache-2.0
//
// Lifted stationarity (specification, 8.4 and theorem B): with the patterns fixed, F is a sum over
// paths, and no path sum Σ_i g_{i,o} φ_p(i) may differ from 0. It is decided backwards, on one
// coefficient per class: B_L = {(1, …, 1)}, B_{l−1} = a basis of span{ s_{l−1,j} ⊙ b }, and every
// b ∈ B_l must be orthogonal to the sums of the residuals (bias), to κ_{l−1,j} ⊙ these (intercepts)
// and, on the first layer, to the sums of residuals times inputs.

#pragma once

#include "classes.hpp"
#include "risk.hpp"

namespace thalweg::verifier {

/// What is kept of a class.
struct ClassSummary {
  Pattern pieces;
  List<ResidualSums> residuals; ///< one per output
};

/// Are the residuals of the class orthogonal to (x, 1), for every output?
bool is_balanced(const ClassSummary& summary);

/// O11: rejects at the first path sum that is not 0.
void check_lifted_stationarity(const Network& network, const List<ClassSummary>& classes);

} // namespace thalweg::verifier
