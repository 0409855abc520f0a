// SPDX-License-Identifier: GPL-3.0-or-later
//
// The single moves of the walk of cell_walk.hpp: along a direction to the first minimum of the
// risk, and the new birth of a unit that has shrunk to 0.

#pragma once

#include "search/cell_walk.hpp"

namespace thalweg {

/// The value of the linear prediction of the cell of `state` at point `point` for the coordinates
/// `p`: of the state itself, or of a direction.
double directional_output(const WalkProblem& problem, const WalkState& state,
                          const std::vector<double>& p, std::size_t point);

/// (x, −β), in the coordinates of the unit of the wall.
std::vector<double> wall_normal(const WalkProblem& problem, const HeldWall& wall);

/// Is the normal of the wall no combination of those of the held walls of its unit?
bool is_independent(const WalkProblem& problem, const WalkState& state, const HeldWall& wall);

/// Is the point on the breakpoint, up to rounding?
bool is_touched(const WalkProblem& problem, const WalkState& state, const HeldWall& wall);

/// Goes along `direction` to the first minimum of the risk, through walls as long as it falls, and
/// holds the wall at which it ends, if any. `residuals` are those of `state`, times the weights.
/// False if a scale t_k has become tiny.
bool advance(const WalkProblem& problem, WalkState& state, std::vector<double> residuals,
             const std::vector<double>& direction);

/// If a homogeneous unit is held at 0: gives it the coordinates, among hinges along single inputs,
/// that lower the risk most. False if there is no such unit, or nothing lowers the risk.
bool rebirth(const WalkProblem& problem, WalkState& state, const std::vector<double>& residuals);

} // namespace thalweg
