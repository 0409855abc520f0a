// SPDX-License-Identifier: GPL-3.0-or-later
//
// Matrices of FLINT (2.9), for the files of this floor that compute with them.

#pragma once

#include "exact/linear_algebra.hpp"

#include <flint/fmpz_mat.h>

namespace thalweg {

inline slong flint_index(std::size_t index) {
  return static_cast<slong>(index);
}

/// An fmpz_mat_t that cleans up after itself; neither copied nor moved.
class FlintMatrix {
public:
  FlintMatrix(slong rows, slong columns) { fmpz_mat_init(matrix_, rows, columns); }
  /// `from`, or its transpose.
  explicit FlintMatrix(const IntegerMatrix& from, bool is_transposed = false)
      : FlintMatrix(flint_index(is_transposed ? from.column_count() : from.row_count()),
                    flint_index(is_transposed ? from.row_count() : from.column_count())) {
    for (std::size_t i = 0; i < from.row_count(); ++i)
      for (std::size_t j = 0; j < from.column_count(); ++j) {
        const slong row = flint_index(i), column = flint_index(j);
        fmpz_set_mpz(is_transposed ? entry(column, row) : entry(row, column),
                     from(i, j).get_mpz_t());
      }
  }
  FlintMatrix(const FlintMatrix&) = delete;
  FlintMatrix& operator=(const FlintMatrix&) = delete;
  ~FlintMatrix() { fmpz_mat_clear(matrix_); }

  fmpz_mat_struct* get() { return matrix_; }
  const fmpz_mat_struct* get() const { return matrix_; }
  slong rows() const { return fmpz_mat_nrows(matrix_); }
  slong columns() const { return fmpz_mat_ncols(matrix_); }
  fmpz* entry(slong i, slong j) { return fmpz_mat_entry(matrix_, i, j); }
  const fmpz* entry(slong i, slong j) const { return fmpz_mat_entry(matrix_, i, j); }

  IntegerMatrix integers() const {
    IntegerMatrix result(static_cast<std::size_t>(rows()), static_cast<std::size_t>(columns()));
    for (std::size_t i = 0; i < result.row_count(); ++i)
      for (std::size_t j = 0; j < result.column_count(); ++j)
        fmpz_get_mpz(result(i, j).get_mpz_t(), entry(flint_index(i), flint_index(j)));
    return result;
  }

private:
  fmpz_mat_t matrix_;
};

} // namespace thalweg
