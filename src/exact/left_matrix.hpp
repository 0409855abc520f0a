// SPDX-License-Identifier: GPL-3.0-or-later
//
// An integer matrix that is made of rationals over one denominator and multiplied from the left, as
// FLINT has it: weights of a layer become words where they fit, and no integer is copied.

#pragma once

#include "exact/linear_algebra.hpp"

#include <memory>

namespace thalweg {

/// Zeros at first. Copies share the entries.
class LeftMatrix {
public:
  LeftMatrix() : LeftMatrix(0, 0) {}
  LeftMatrix(std::size_t row_count, std::size_t column_count);

  std::size_t row_count() const { return row_count_; }
  std::size_t column_count() const { return column_count_; }

  /// Entry (row, column) becomes value · denominator, which must be an integer (else
  /// InternalError); denominator > 0.
  void set(std::size_t row, std::size_t column, const Rational& value, const Integer& denominator);

  /// Binary digits of the longest entry.
  std::size_t longest() const;

  /// A B; as many rows in B as columns here.
  friend IntegerMatrix product(const LeftMatrix& a, const IntegerMatrix& b);
  /// Aᵀ B; as many rows in B as here.
  friend IntegerMatrix transpose_product(const LeftMatrix& a, const IntegerMatrix& b);

private:
  struct Entries;
  std::size_t row_count_, column_count_;
  std::shared_ptr<Entries> entries_;
};

} // namespace thalweg
