// SPDX-License-Identifier: GPL-3.0-or-later
//
// Guessing power diagrams of low risk in floating point. Starts: centres far apart, moved by turns
// of refitting the affine function of each group and of assigning each point to the group with the
// least sum of squared error and τ·(squared distance to the centre), for several τ. Then single
// coefficients of the functions take steps of decreasing size as long as the risk falls. Last, with
// the groups held fixed, steps that widen the narrowest distance of a point from a wall.
//
// Nothing here is exact; a guess may even be useless.

#pragma once

#include "partition/guess/moments.hpp"
#include "partition/partition.hpp"

#include <optional>

namespace thalweg {

/// ℓ(x) = constant + Σ linear_j x_j on the coordinates of `LocalPoints` of all points.
struct GuessedFunction {
  std::vector<double> linear;
  double constant = 0;
};
using GuessedDiagram = std::vector<GuessedFunction>;

/// Slabs as a diagram; `origin` is the exact first point.
GuessedDiagram diagram_of(const Slabs& slabs, const DistinctPoints& points,
                          const LocalPoints& local, const Vector& origin);

/// The largest function at each point; of equal ones the first.
std::vector<std::size_t> guessed_groups(const LocalPoints& local, const GuessedDiagram& diagram);

/// A diagram of `groups` functions, the best that was found from the starts of its own and from
/// `starts`; nothing if every diagram tried has an empty group.
std::optional<GuessedDiagram> scouted_diagram(const LocalPoints& local, std::size_t groups,
                                              const std::vector<GuessedDiagram>& starts);

} // namespace thalweg
