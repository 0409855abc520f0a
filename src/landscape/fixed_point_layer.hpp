// SPDX-License-Identifier: GPL-3.0-or-later
//
// Numbers of one layer as integers over one denominator, where that is short, as it is for binary
// floating point numbers: the values of all samples, the weights, the activation.

#pragma once

#include "exact/left_matrix.hpp"
#include "network/network.hpp"

namespace thalweg {

/// All entries over one denominator, entry (k, i) = columns[i][k]; nothing if that is much longer
/// than their own denominators. Columns of `row_count` entries.
std::optional<RationalMatrix> fixed_point_columns(const std::vector<Vector>& columns,
                                                  std::size_t row_count);

/// Is the common denominator of these numbers not much longer than their own?
bool has_short_denominator(const Vector& values);

/// The rows of a linear view as integers over one denominator: a full matrix if enough entries are
/// not 0, else (index, entry) row by row.
struct FixedPointRows {
  std::size_t column_count = 0;
  LeftMatrix full;
  std::vector<std::vector<std::pair<std::size_t, Integer>>> sparse; ///< empty if full
  Integer denominator = 1;

  std::size_t row_count() const { return sparse.empty() ? full.row_count() : sparse.size(); }
};
/// Nothing if the denominator is much longer than those of the entries; indices < column_count.
std::optional<FixedPointRows> fixed_point_rows(const std::vector<SparseRow>& rows,
                                               std::size_t column_count);

/// rows · matrix and rowsᵀ · matrix over denominator products.
RationalMatrix product(const FixedPointRows& rows, const RationalMatrix& matrix);
RationalMatrix transpose_product(const FixedPointRows& rows, const RationalMatrix& matrix);

/// Column `column` in lowest terms.
Vector rational_column(const RationalMatrix& matrix, std::size_t column);

/// σ(z) for numbers over one denominator: slopes and intercepts over one denominator, breakpoints
/// as numerators where they are integers over that of z.
class BatchActivation {
public:
  BatchActivation(const Activation& activation, const Integer& z_denominator);

  /// Of the values σ(z).
  const Integer& denominator() const { return denominator_; }

  /// The piece in which z lies, the lower one on a breakpoint, and whether it lies on one.
  struct Place {
    std::size_t piece;
    bool is_breakpoint;
  };
  Place place(const Integer& z) const;
  /// Sets h, which is 0, to the numerator of σ(z).
  void apply(Integer& h, const Integer& z) const;

private:
  Integer denominator_;
  std::vector<Integer> slopes_, intercepts_;
  std::vector<std::pair<Integer, Integer>> breakpoints_; ///< (s, p D) for p/s and z over D
};

} // namespace thalweg
