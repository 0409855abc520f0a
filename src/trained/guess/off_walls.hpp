// SPDX-License-Identifier: GPL-3.0-or-later
//
// A walk may end on walls, or within rounding of them, that nothing keeps it on: R has no kink
// there, as the units do not count or the residuals are 0. The outputs determine the parameters in
// part only; among those with the same outputs there may be others that are clear of the walls, on
// their lower sides where that can be. Floating point: a guess.

#pragma once

#include "trained/held_cell.hpp"

namespace thalweg {

/// The cell of a network with these outputs, but for rounding, that is about `clearance` away from
/// the walls that `network` is on: the shortest way there. Held are the pairs that stay on a wall
/// as long as the outputs stay. Nothing if that does not succeed without leaving the pieces.
std::optional<HeldCell> guessed_off_walls(const Network& network, const Dataset& data,
                                          double clearance);

/// Are all pairs of a network with these parameters, but for rounding, in the pieces of the cell?
bool is_in_cell(const HeldCell& cell, const std::vector<double>& parameters);

} // namespace thalweg
