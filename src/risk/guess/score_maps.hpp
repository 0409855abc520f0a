// SPDX-License-Identifier: GPL-3.0-or-later
//
// Affine maps that seem to be good for a group, for logistic and softmax loss, by Newton's method
// in floating point. Nothing is proved of them; risk/ellipsoid_fit.hpp proves that an optimal one
// is near.

#pragma once

#include "risk/cross_entropy.hpp"

namespace thalweg {

/// About the optimal map, or nothing if there seems to be none. The group has samples.
std::optional<AffineMap> guessed_optimal_map(const LabelledData& labelled, const SampleSet& group);

/// A map with short coefficients and a sum of losses near the infimum, whether it is attained or
/// not; 0 for no samples.
AffineMap low_risk_map(const LabelledData& labelled, const SampleSet& group);

} // namespace thalweg
