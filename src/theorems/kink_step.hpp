// SPDX-License-Identifier: GPL-3.0-or-later
//
// One kink lowers the risk of the optimal affine fit (mathematics: ⟨r, φ⟩ ≠ 0 for φ = h(q), q
// vanishing between the two largest a·x of the samples with residuals). With residuals r_o = F_o −
// y_o and φ = h(q), adding e_o φ to output o with e_o = −⟨r_o, φ⟩/‖φ‖² lowers the sum of squares by
// Σ_o ⟨r_o, φ⟩²/‖φ‖². Nothing is asked of s_+ + s_−: he2020's condition (4) is not needed.

#pragma once

#include "data/dataset.hpp"
#include "exact/affine_function.hpp"
#include "theorems/corner.hpp"

namespace thalweg {

struct KinkStep {
  AffineFunction q;
  Vector factors; ///< e_o, one per output; 0 where the residuals are not asked for
  Rational drop;  ///< of the sum of squares
};

/// The step of largest drop for the residuals, residuals[o][i], among q along the coordinate axes
/// and one direction in which distinct inputs are distinct, both signs, thresholds half way between
/// neighbours. The residuals are orthogonal to (1, x), and the inputs distinct or equal inputs have
/// sums of residuals that are not all 0; InternalError if then no step is found.
KinkStep kink_step(const std::vector<Vector>& inputs, const std::vector<Vector>& residuals,
                   const Corner& corner);

/// a with a·x_i ≠ a·x_k for x_i ≠ x_k: (1, M, M², …) for the least M ≥ 1 that does it.
Vector distinct_direction(const std::vector<Vector>& inputs);

/// The q that are tried, for one kink in any loss: as in `kink_step`.
std::vector<AffineFunction> kink_arguments(const std::vector<Vector>& inputs);

} // namespace thalweg
