// SPDX-License-Identifier: GPL-3.0-or-later
//
// All local minima of R in the cell of a network: one hidden layer, one output, squared loss, σ
// with two slopes that meet at 0. They are the points of the cell with F = f* at all samples, f*
// the nearest to y of what the patterns allow, and fall into the sets M_τ of those whose output
// weights have the signs τ. Each M_τ is connected, and so is its union with M_τ' if τ' arises from
// τ by zeros; along a path of minima signs change in this way alone. So the path components are
// those of a graph on the τ with M_τ not empty. (he2020, Theorems 3 and 4, decided for a cell.)

#pragma once

#include "landscape/unit_signs.hpp"
#include "network/network.hpp"

namespace thalweg {

/// What decides every choice of signs of the units of a cell.
struct SignRecord {
  std::vector<Vector> solutions;   ///< one for each choice that is had
  std::vector<Relation> relations; ///< they exclude all others
};

/// The table of all choices, and a record that decides them.
std::pair<SignTable, SignRecord> decided_signs(const SolvedUnits& units);

struct CellComponents {
  Rational risk; ///< of the minima; R is not below it in the cell
  std::size_t components;
  std::size_t sign_choices; ///< how many of the 3^m are had
  SignRecord record;
};

/// Throws Unsupported for other networks, InputError if a sample is on a wall, UsageError for more
/// than eight units.
CellComponents cell_components(const Network& network, const Dataset& data);

} // namespace thalweg
