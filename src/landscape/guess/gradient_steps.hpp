// SPDX-License-Identifier: GPL-3.0-or-later
//
// Directions along the gradient, with the step to the minimum of the quadratic model.

#pragma once

#include "landscape/parameter_order.hpp"

namespace thalweg {

/// In the parameters of the last layer, and of all layers if the numbers are few; none that is 0.
std::vector<Direction> gradient_steps(const Network& network, const Problem& problem);

/// ‖∇R(W)‖, Euclidean; with the lower pieces where W is on walls.
double guessed_gradient_norm(const Network& network, const Problem& problem);

} // namespace thalweg
