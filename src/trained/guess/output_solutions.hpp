// SPDX-License-Identifier: GPL-3.0-or-later
//
// Rational parameters with given outputs, near a cell: all but some pivots are rounded, the pivots
// solve the equations to so many digits that fractions can be read off.

#pragma once

#include "trained/held_cell.hpp"

#include <functional>

namespace thalweg {

/// Shows parameters until some are accepted; false if none were. `outputs` of every sample; `bits`
/// of the parameters that are rounded.
bool guess_output_solutions(const HeldCell& cell, const std::vector<Vector>& outputs, unsigned bits,
                            const std::function<bool(const Vector&)>& is_accepted);

} // namespace thalweg
