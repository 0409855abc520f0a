// SPDX-License-Identifier: GPL-3.0-or-later
//
// The outputs of a cell, and their derivatives by the parameters, in floating point: guesses.

#pragma once

#include "trained/guess/floating_derivatives.hpp"

namespace thalweg {

/// F at all points, entry i·outputs + o.
FloatingVector floating_outputs(const HeldCell& cell, const std::vector<double>& parameters);

/// The derivatives of these outputs and of Q; `mixed` is 0.
FloatingDerivatives output_derivatives(const HeldCell& cell, const std::vector<double>& parameters);

} // namespace thalweg
