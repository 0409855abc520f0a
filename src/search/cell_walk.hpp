// SPDX-License-Identifier: GPL-3.0-or-later
//
// Downhill from cell to cell in lifted coordinates (lifted_cell.hpp), in floating point: it guesses
// in which cell a minimum lies, and nothing is concluded from it. The squared risk is continuous,
// and a convex quadratic on every cell. From a point, the shortest step to the optimum of the cell
// gives a direction; along it the risk is a quadratic spline, whose first minimum is found exactly
// by walking through its breakpoints. If it is at a wall behind which the risk rises (the kink is
// convex there), the wall is held: the walk goes on inside it until its multiplier says that one
// side descends. A homogeneous unit that has shrunk to 0 is born again where it lowers the risk
// most. A walk ends in the interior of a cell, or on held walls: a minimum on a wall.

#pragma once

#include "data/dataset.hpp"
#include "search/lifted_cell.hpp"

namespace thalweg {

/// The problem in floating point. Samples with equal inputs are one point with weight √count and
/// their mean target; inputs are standardised.
struct WalkProblem {
  LiftedShape shape;
  std::vector<double> breakpoints, slopes, intercepts; ///< of the activation
  std::vector<std::vector<double>> points;             ///< (x, 1), distinct
  std::vector<double> weights;                         ///< √(number of samples), per point
  std::vector<double> targets;                         ///< mean, per point
  double spread_within_points = 0; ///< Σ (y − mean)²: no prediction lowers it
  std::vector<std::size_t> point_of_sample;
  std::vector<double> centres, widths; ///< input j is standardised as (x_j − centre)/width
};

/// Point `point` is on breakpoint `breakpoint` of `unit`, and stays there.
struct HeldWall {
  std::size_t unit, point, breakpoint;
  bool operator==(const HeldWall&) const = default;
};

/// A place of the walk. On a held wall `pieces` names the piece below its breakpoint.
struct WalkState {
  std::vector<int> signs;
  std::vector<double> coordinates;              ///< lifted, for standardised inputs
  std::vector<std::vector<std::size_t>> pieces; ///< pieces[unit][point]
  std::vector<HeldWall> held;
};

enum class CellWalkEnd {
  interior, ///< the optimum of the cell around it
  on_wall,  ///< held walls, and no side of any descends
  no_steps, ///< the budget is used up
  infinite  ///< an output weight tends to 0 while its unit does not
};

WalkProblem walk_problem(const Network& network, const Dataset& data);

/// The network as a state. A unit with output weight 0 gets the weight that lowers the risk most.
WalkState walk_start(const WalkProblem& problem, const Network& network, const Dataset& data);

/// Walks down from `state`, at most `steps` steps, which are counted down.
CellWalkEnd walk_down(const WalkProblem& problem, WalkState& state, std::size_t& steps);

/// (1/n) Σ (F − y)²
double walk_risk(const WalkProblem& problem, const WalkState& state);

/// The pieces that the coordinates say, none held: a state may be changed and started anew.
void settle_pieces(const WalkProblem& problem, WalkState& state);

/// For inputs as they are in the data, as exact values of the floating point numbers.
Vector lifted_coordinates(const WalkProblem& problem, const WalkState& state);

/// The cell of the state.
LiftedCell cell_of(const WalkProblem& problem, const WalkState& state);

/// Which samples are at a held wall with a residual that seems to be 0: if it is, they are settled,
/// and being on the wall does not matter.
std::vector<bool> settled_samples_on_walls(const WalkProblem& problem, const WalkState& state);

} // namespace thalweg
