// SPDX-License-Identifier: GPL-3.0-or-later
//
// One-sided descent where unsettled samples are on walls. Each tie (tangent.hpp) goes to one of its
// pieces: a unit to one of two sides, a window to one of its largest entries, which then moves at
// least as fast as each other one. The choices that some direction realises with every tied unit
// strictly on its side are the *adjacent cells* of W. They are walked depth first, lower layers
// first (the motion of a unit depends only on the ties below it), a linear program at each step
// leaving out what no direction realises. Where every direction gives the same motion to both
// sides, one of them is enough. In each cell a linear program minimises the one-sided derivative
// over the directions of the closed cone; at kinks of the loss it is convex and piecewise linear,
// so these need no cells.
//
// If the walk ends, no direction has a negative one-sided derivative of first order. For one hidden
// layer this covers all cells; directions whose derivative is zero are not examined here.

#pragma once

#include "landscape/tangent.hpp"

namespace thalweg {

struct WallSearch {
  std::optional<DescentRay> ray;
  std::size_t cells = 0;    ///< adjacent cells whose derivative was minimised
  std::size_t programs = 0; ///< linear programs solved
  bool is_complete = false; ///< without a ray: were all adjacent cells visited?
};

/// Walks the adjacent cells until a ray is found or `program_budget` linear programs are solved.
/// `unsettled` are the states for this problem.
WallSearch descent_from_walls(const Network& network, const Problem& problem,
                              UnsettledStates unsettled, std::size_t program_budget);

} // namespace thalweg
