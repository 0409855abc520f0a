// SPDX-License-Identifier: GPL-3.0-or-later
//
// Exact linear algebra over the integers: products, linear systems, independent columns and least
// squares. Rationals enter over common denominators and leave as numerators over one denominator.
//
// The work is done by FLINT, of which nothing shows here. Guesses are made modulo a prime; what is
// returned has been proven over Q by multiplying out.

#pragma once

#include "exact/rational.hpp"

namespace thalweg {

/// A dense matrix of integers, stored row by row. May have no rows or no columns.
class IntegerMatrix {
public:
  IntegerMatrix() = default;
  IntegerMatrix(std::size_t row_count, std::size_t column_count)
      : row_count_(row_count), column_count_(column_count), entries_(row_count * column_count) {}

  std::size_t row_count() const { return row_count_; }
  std::size_t column_count() const { return column_count_; }
  Integer& operator()(std::size_t row, std::size_t column) {
    return entries_[row * column_count_ + column];
  }
  const Integer& operator()(std::size_t row, std::size_t column) const {
    return entries_[row * column_count_ + column];
  }
  bool operator==(const IntegerMatrix&) const = default;

private:
  std::size_t row_count_ = 0;
  std::size_t column_count_ = 0;
  std::vector<Integer> entries_; ///< row_count_ · column_count_ of them
};

/// The matrix numerators / denominator, denominator > 0, not necessarily in lowest terms.
struct RationalMatrix {
  IntegerMatrix numerators;
  Integer denominator = 1;
};

/// A B; as many columns in A as rows in B.
IntegerMatrix product(const IntegerMatrix& a, const IntegerMatrix& b);
/// Aᵀ B; as many rows in A as in B.
IntegerMatrix transpose_product(const IntegerMatrix& a, const IntegerMatrix& b);

/// An entry of a matrix.
struct MatrixEntry {
  std::size_t column;
  Integer value;
};
/// Of each row of A Bᵀ the entry with the largest magnitude, the first of equal ones; as many
/// columns in A as in B, at least one row in B.
std::vector<MatrixEntry> largest_in_rows_of_product(const IntegerMatrix& a, const IntegerMatrix& b);

/// The X with A X = B for a square A; nothing if A is singular. Same number of rows.
std::optional<RationalMatrix> linear_solution(const IntegerMatrix& a, const IntegerMatrix& b);

/// The indices of the columns that are no linear combination of the columns before them,
/// increasing; a column of zeros is never among them. Their number is the rank.
std::vector<std::size_t> leftmost_independent_columns(const IntegerMatrix& a);

/// A minimiser B of Σ_i ‖(1, x_i) B − y_i‖² whose rows vanish outside `columns`.
struct AffineLeastSquares {
  std::vector<std::size_t> columns; ///< the leftmost independent columns of (1, x_1, …, x_d)
  std::vector<Vector> coefficients; ///< per target coordinate, one for each of `columns`
};

/// Solves the normal equations of the samples i in `samples`, x_i = inputs[i], y_i = targets[i];
/// all rows of `inputs` have d entries, all of `targets` target_dimension. If the columns of (1,
/// x_1, …, x_d) are independent on the samples, B is unique; otherwise the dependent columns are
/// dropped. Without samples no column is independent. All normal equations are multiplied out.
AffineLeastSquares affine_least_squares(const std::vector<Vector>& inputs,
                                        const std::vector<Vector>& targets,
                                        const std::vector<std::size_t>& samples,
                                        std::size_t input_dimension, std::size_t target_dimension);

} // namespace thalweg
