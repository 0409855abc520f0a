// SPDX-License-Identifier: GPL-3.0-or-later
//
// he2020, Theorems 3 and 4, decided for all cells of parameters of small networks at once (one
// hidden layer, one output, squared loss): the local minima of R in a cell are the points of the
// cell with F = f*, so all of them are global in it (cell_components.hpp), and a graph on the
// choices of signs that they have tells how many path components they make. A cell is a multiset of
// cells of one unit; here every unit of it counts, equal ones and dead ones too.

#pragma once

#include "search/cell_census.hpp"
#include "search/cell_components.hpp"

namespace thalweg {

constexpr std::size_t most_units_of_valleys = 8; ///< 3^units choices of signs for every cell

struct CellValleys {
  std::vector<std::vector<std::size_t>> counts; ///< [units − 1][components]: how many cells
  std::vector<SignRecord> records; ///< of every cell, a multiset before those that it begins
};

/// For the networks of the census, of 1, 2, … units. UsageError for more than eight
/// units.
CellValleys cell_valleys(const CellCensus& census);

} // namespace thalweg
