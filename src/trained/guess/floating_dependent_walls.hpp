// SPDX-License-Identifier: GPL-3.0-or-later
//
// More pairs of a unit on a breakpoint than are held: the normals of the others depend on those of
// the held ones, as where all units but one that a row reads are off, and the weight of that one
// and the bias are 0. Multipliers of the held pairs say nothing then, for they are not the only
// ones; directions off the walls are tried instead.

#pragma once

#include "trained/guess/floating_lagrangian.hpp"

#include <set>

namespace thalweg {

/// Units with such pairs, some of them held: (layer, unit).
std::set<std::pair<std::size_t, Eigen::Index>>
units_with_dependent_walls(FloatingLagrangian& lagrangian, const WalkPlace& place);

/// A lower place off the walls of one of these units, on the others; nothing if no direction that
/// is tried leads to one.
std::optional<WalkPlace> place_off_dependent_walls(FloatingLagrangian& lagrangian,
                                                   const WalkPlace& place, const FirstOrder& at);

} // namespace thalweg
