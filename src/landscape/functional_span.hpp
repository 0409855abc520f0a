// SPDX-License-Identifier: GPL-3.0-or-later
//
// Subspaces of Q^m given by sparse generators, one after the other: which of them are independent
// of the earlier ones? The rows kept are in echelon form (each has a first entry of its own), not
// reduced, so that generators with few entries far apart stay sparse.

#pragma once

#include "network/layer.hpp"

#include <map>

namespace thalweg {

class FunctionalSpan {
public:
  /// Indices k·block_size, …, (k + 1)·block_size − 1 are block k: generators within a block that is
  /// spanned already are recognised at once. block_size > 0.
  explicit FunctionalSpan(std::size_t block_size) : block_size_(block_size) {}

  /// Adds a generator; true if the subspace has grown.
  bool insert(const SparseRow& generator);

  std::size_t rank() const { return rows_.size(); }

private:
  using IntegerRow = std::vector<std::pair<std::size_t, Integer>>;

  /// By their first index; coprime entries, the first one positive.
  std::map<std::size_t, IntegerRow> rows_;
  std::size_t block_size_;
  std::map<std::size_t, std::size_t> rows_within_; ///< block → rows that have no entry elsewhere
};

} // namespace thalweg
