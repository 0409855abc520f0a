// SPDX-License-Identifier: GPL-3.0-or-later
//
// Least squares in floating point for matrices of any rank: the shortest x among the minimisers of
// ‖A x − b‖. Householder reflections with column pivoting, then from the other side (a complete
// orthogonal decomposition). Columns below a relative tolerance count as dependent. Used to guess;
// nothing is concluded from it.

#pragma once

#include <cstddef>
#include <vector>

namespace thalweg {

/// A dense matrix in floating point, stored column by column.
struct FloatMatrix {
  std::size_t row_count = 0;
  std::size_t column_count = 0;
  std::vector<double> entries;

  FloatMatrix(std::size_t rows, std::size_t columns)
      : row_count(rows), column_count(columns), entries(rows * columns) {}
  double* column(std::size_t j) { return entries.data() + j * row_count; }
  const double* column(std::size_t j) const { return entries.data() + j * row_count; }
};

/// The shortest minimiser; b has a.row_count entries. A zero matrix gives 0.
std::vector<double> least_norm_solution(FloatMatrix a, std::vector<double> b);

} // namespace thalweg
