// SPDX-License-Identifier: GPL-3.0-or-later
//
// A kink that lowers the risk of an affine map for logistic and softmax loss, found from gradients:
// with g the derivatives of the losses by the scores at p and φ = h(q), adding −2 ⟨g_a, φ⟩/‖φ‖² φ
// to every score a lowers Σ ℓ by at least Σ_a ⟨g_a, φ⟩²/‖φ‖², as the second derivative by the
// scores is at most 1/2. No fit is computed for any q, so there may be many inputs and scores.

#pragma once

#include "risk/cross_entropy.hpp"
#include "theorems/kink_fit.hpp"

namespace thalweg {

/// p + factor·[q]_+ for each output, with one q; nothing where the factor is 0. q is along a
/// coordinate axis, its threshold half way between neighbours, the drop as large as floating point
/// finds it. Nothing is proved. ClaimError if no kink helps.
std::vector<std::optional<KinkFit>> class_kink(const LabelledData& labelled, const AffineMap& p);

} // namespace thalweg
