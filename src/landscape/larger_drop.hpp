// SPDX-License-Identifier: GPL-3.0-or-later
//
// A ray proves that W is no minimum, however little the risk falls along it. For people the ray
// with the largest drop says more: is this far from a minimum, or a minimum but for rounding?
// Beside the ray that was found first, directions along the gradient are tried, with the step to
// the minimum of the quadratic model: of the last layer, and of all layers if the numbers are few.

#pragma once

#include "landscape/ray.hpp"

namespace thalweg {

/// The given ray or one with a larger drop at its end (ray_drop.hpp); the end is where the drop is
/// largest among the halves of the interval that was shown, and among longer steps.
DescentRay with_larger_drop(const Network& network, const Problem& problem, DescentRay ray);

} // namespace thalweg
