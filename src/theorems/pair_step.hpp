// SPDX-License-Identifier: GPL-3.0-or-later
//
// The better point of yun2019, Theorem 1 (and of he2020 for its first output): a pair of units
// makes of the optimal fit ȳ the predictions
//   ỹ_i + κγ above a cut of the values, ỹ_i − κγ below it,  κ = (s_+ − s_−)/(s_+ + s_−),
//   β + (h(ỹ − β + γ) − h(−ỹ + β + γ))/(s_+ + s_−),  |γ| ≤ (gap of the values at the cut)/4.
// Case 1: ỹ = ȳ, at a cut with S = Σ_{below} (ȳ_i − y_i) ≠ 0; half the sum of squares changes by
// −2Sκγ + (m/2)(κγ)². Case 2, if all such sums vanish: the first tie group with residuals is parted
// by a tilt, ỹ = ȳ − t x_j·x, x_j its longest input with a residual. The paper takes the size of
// the tilt from the least gap of the ȳ_i, which does not exist if all are equal; here t = 1/10,
// 1/20, … until the order of different ȳ_i is kept and the sum of squares falls.

#pragma once

#include "exact/affine_function.hpp"
#include "theorems/corner.hpp"

namespace thalweg {

struct PairStep {
  int paper_case = 1;
  AffineFunction tilted; ///< ỹ
  Rational cut;          ///< β
  Rational gamma;        ///< γ
  Rational sum;          ///< S, with the values of ỹ in case 1, the residual of x_j in case 2
};

/// For the fit p with residuals r_i = p(x_i) − y_i, not all 0, orthogonal to (1, x); inputs
/// distinct; s_+ + s_− ≠ 0 and s_+ ≠ s_−. In case 1 the cut of largest drop is taken, the lowest of
/// equal ones; γ minimises the risk within its bound.
PairStep pair_step(const AffineFunction& p, const std::vector<Vector>& inputs,
                   const Vector& residuals, const Corner& corner);

} // namespace thalweg
