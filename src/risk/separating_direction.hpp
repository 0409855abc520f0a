// SPDX-License-Identifier: GPL-3.0-or-later
//
// Does Σ ℓ of a group have a minimiser among affine maps? For logistic and softmax loss: unless
// some affine map D, by output, has v_y(x_i) ≥ v_a(x_i) for the scores v of D, the class y of the
// sample, every sample and a, with one inequality strict. Then f + D has a smaller sum than f for
// every f, and the infimum is not attained; D is the certificate. (Conversely, without such a D the
// sum tends to infinity or is constant in every direction: Albert and Anderson 1984.) Blocks are
// independent.

#pragma once

#include "risk/cross_entropy.hpp"

namespace thalweg {

/// D, with integer coefficients without common divisor in each block, or nothing if there is none.
/// Exact linear programs; an empty group has none.
std::optional<AffineMap> separating_direction(const LabelledData& labelled, const SampleSet& group);

/// Is D such a direction? Exact.
bool is_separating(const LabelledData& labelled, const SampleSet& group,
                   const AffineMap& direction);

} // namespace thalweg
