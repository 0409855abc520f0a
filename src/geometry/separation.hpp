// SPDX-License-Identifier: GPL-3.0-or-later
//
// Two convex cells have disjoint interiors if and only if a hyperplane separates them:
// P ⊂ { n·x ≤ c } and Q ⊂ { n·x ≥ c }, n ≠ 0. Farkas multipliers over the halfspaces of P and of Q
// prove both inclusions by multiplying out. Otherwise a point lies in both interiors.

#pragma once

#include "geometry/polytope.hpp"

#include <variant>

namespace thalweg {

/// Valid for (P, Q): the normal is not zero, `first` proves P ⊂ halfspace and `second` proves
/// Q ⊂ opposite(halfspace); see is_implication.
struct Separation {
  Halfspace halfspace;
  Multipliers first;
  Multipliers second;
};

/// A separation of P and Q or a point in both interiors. Both must have interior points (else
/// InputError; a set of measure zero inside another cell cannot be separated from it). The
/// hyperplane of a common facet is preferred; multipliers are as short as scaling makes them.
std::variant<Separation, Vector> separation(const Polytope& p, const Polytope& q);

/// Does the separation prove what it states about P and Q?
bool is_separation(const Polytope& p, const Polytope& q, const Separation& separation);

/// The separations of all pairs of cells, or the first overlapping pair with a common point.
struct PairSeparation {
  std::size_t first_cell;
  std::size_t second_cell; ///< > first_cell
  Separation separation;
};
struct Overlap {
  std::size_t first_cell;
  std::size_t second_cell; ///< > first_cell
  Vector point;            ///< in both interiors
};

/// One entry for each pair (0,1), (0,2), …, (1,2), …; every cell must have interior points (else
/// InputError naming the cell).
std::variant<std::vector<PairSeparation>, Overlap>
pairwise_separation(const std::vector<Polytope>& cells);

} // namespace thalweg
