// SPDX-License-Identifier: GPL-3.0-or-later
//
// Ranks, independent columns and rows of matrices in floating point, by QR with column pivoting.

#pragma once

#include "trained/guess/floating_derivatives.hpp"

namespace thalweg {

/// Independent columns of a matrix and as many rows on which they are independent, as far as
/// floating point can tell; both increasing.
struct IndependentPart {
  std::vector<std::size_t> columns, rows;
  std::size_t rank() const { return columns.size(); }
};

/// Columns are scaled to length 1 first; what is below `tolerance` then counts as 0.
IndependentPart guessed_independent_part(const FloatingMatrix& matrix, double tolerance = 1e-8);

std::size_t guessed_rank(const FloatingMatrix& matrix, double tolerance = 1e-8);

/// An orthonormal basis of the span of the columns.
FloatingMatrix guessed_range(const FloatingMatrix& matrix, double tolerance = 1e-8);

/// The coefficients c with matrix(rows, columns) c = matrix(rows, column).
FloatingVector coefficients_of_column(const FloatingMatrix& matrix, const IndependentPart& pivots,
                                      std::size_t column);

/// The matrices side by side; `row_count` rows.
FloatingMatrix side_by_side(const std::vector<FloatingMatrix>& parts, std::size_t row_count);

} // namespace thalweg
