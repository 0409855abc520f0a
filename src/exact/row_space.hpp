// SPDX-License-Identifier: GPL-3.0-or-later
//
// Subspaces of Q^m given by generators, one after the other. The basis kept is the reduced row
// echelon form, with every row scaled to coprime integers and a positive pivot: it depends on the
// subspace alone, not on the order of the generators. Meant for small m (classes, outputs).

#pragma once

#include "exact/rational.hpp"

namespace thalweg {

/// A subspace of Q^dimension. Invariant: rows_ are in reduced row echelon form up to scaling,
/// pivots_ increase, every row is primitive (coprime integers) with a positive pivot entry.
class RowSpace {
public:
  explicit RowSpace(std::size_t dimension) : dimension_(dimension) {}

  /// Adds a generator with `dimension` entries; true if the subspace has grown.
  bool insert(const Vector& generator);
  bool insert(std::vector<Integer> generator);

  /// Does the vector (with `dimension` entries) lie in the subspace?
  bool contains(const Vector& vector) const;

  std::size_t rank() const { return rows_.size(); }
  std::size_t dimension() const { return dimension_; }

  /// A basis of the subspace, rank() vectors of coprime integers, by increasing pivot.
  const std::vector<std::vector<Integer>>& basis() const { return rows_; }

  /// The pivot of each basis vector: its first non-zero entry, zero in all the others.
  const std::vector<std::size_t>& pivots() const { return pivots_; }

private:
  void reduce(std::vector<Integer>& vector) const;

  std::size_t dimension_;
  std::vector<std::vector<Integer>> rows_;
  std::vector<std::size_t> pivots_;
};

/// Σ a_i b_i of integer and rational entries: is it zero? Same length.
bool is_orthogonal(const std::vector<Integer>& a, const Vector& b);

} // namespace thalweg
