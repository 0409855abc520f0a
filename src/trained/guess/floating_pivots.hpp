// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which columns of a matrix to solve for: a guess in floating point. Householder reflections with
// column pivoting (Eigen) take the columns in an order in which each is the farthest from the span
// of those before it; so solutions in the first ones, the others being 0, are small. Rows and
// columns that are not finite in floating point count as 0. Nothing is proven.

#pragma once

#include "exact/rational.hpp"

namespace thalweg {

struct PivotGuess {
  std::vector<std::size_t> order; ///< all columns
  std::size_t rank = 0;           ///< the first ones, which seem to be independent
};

/// Row i of the matrix is scales[i]·rows[i]; scales ≥ 0, each row has column_count entries.
PivotGuess guessed_pivots(const std::vector<Vector>& rows, const Vector& scales,
                          std::size_t column_count);

} // namespace thalweg
