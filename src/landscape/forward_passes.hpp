// SPDX-License-Identifier: GPL-3.0-or-later
//
// The forward passes of many samples at once. Where the numbers of each layer have a short common
// denominator, as binary floating point numbers have, all samples pass a layer together, on
// integers over one denominator per layer and with one integer matrix product for a full dense
// layer; otherwise sample by sample in rationals (common denominators would grow with every row).
// Exact either way, and equal.

#pragma once

#include "exact/linear_algebra.hpp"
#include "network/network.hpp"

namespace thalweg {

class ForwardPasses {
public:
  /// Through layers[0], …, layers[layer_count − 1]. The arguments need not outlive it.
  ForwardPasses(const Network& network, const std::vector<Vector>& inputs, std::size_t layer_count);

  std::size_t layer_count() const { return layer_count_; }

  /// z of layers[layer] at a sample, layer < layer_count(); the maxima of max pooling.
  Vector pre_activations(std::size_t layer, std::size_t sample) const;
  /// The output h_source at a sample, source ≤ layer_count().
  Vector output(std::size_t source, std::size_t sample) const;

private:
  std::size_t layer_count_;
  std::vector<RationalMatrix> batch_z_;       ///< [layer] units × samples; empty if by sample
  std::vector<RationalMatrix> batch_outputs_; ///< [source]
  std::vector<std::vector<Vector>> z_;        ///< [sample][layer]; empty if in a batch
  std::vector<std::vector<Vector>> outputs_;  ///< [sample][source]
};

/// All entries over one denominator, entry (k, i) = columns[i][k]; nothing if that is much longer
/// than their own denominators. Columns of `row_count` entries.
std::optional<RationalMatrix> fixed_point_columns(const std::vector<Vector>& columns,
                                                  std::size_t row_count);

/// The rows of a linear view as integers over one denominator: a full matrix if enough entries are
/// not 0, else (index, entry) row by row.
struct FixedPointRows {
  std::size_t column_count = 0;
  IntegerMatrix full;
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

} // namespace thalweg
