// SPDX-License-Identifier: GPL-3.0-or-later
//
// Farkas multipliers with few digits. A basic solution of a linear program has the size of
// determinants. Where the claim has slack, multipliers may be rounded: what the rounding breaks in
// the equation for the normal is repaired with halfspaces ±x_k ≤ c, if the list has them (a box
// does), at the price of some slack.

#pragma once

#include "geometry/halfspace.hpp"

namespace thalweg {

/// Bits of all multipliers together, with a flat price per entry: the length of the list in a file.
std::size_t bit_size(const Multipliers& multipliers);

/// Multipliers of fewest bits found that still satisfy is_implication(halfspaces, ·, target), given
/// some that do (else InternalError); the given ones if no shorter are found.
Multipliers shortened(const std::vector<Halfspace>& halfspaces, const Multipliers& multipliers,
                      const Halfspace& target);

/// The positive rational that turns the values into coprime integers; 1 if there are none.
Rational integral_scale(const std::vector<Rational>& values);

} // namespace thalweg
