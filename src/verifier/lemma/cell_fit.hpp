// SPDX-License-Identifier: Apache-2.0
//
// The least squares of a cell of parameters (specification, section 21). With the patterns fixed
// the outputs at the samples are Σ_k p_k a_k with columns a_k that depend on patterns and data
// alone and free p_k. Columns are added one after the other and made orthogonal to those before, as
// integers up to factors; what depends on those before is *dependent*. Cells that begin with the
// same columns share that work: columns are forgotten in the reverse order.

#pragma once

#include "loss/problem.hpp"
#include "number/echelon.hpp"

namespace thalweg::verifier {

/// All p with Σ_k p_k a_k = f*: the point, plus any multiples of the directions. Entries are
/// coefficients of the columns as they were added.
struct CellSolutions {
  /// A dependent column, and how the others make up for it: entries[column] > 0.
  struct Direction {
    std::size_t column;
    Integer scale; ///< of the column: the coefficient of a_k is the entry times it
    List<Integer> entries;
  };
  List<Integer> point; ///< over the denominator; 0 at the dependent columns
  Integer denominator; ///< > 0
  List<Direction> directions;
};

class CellFit {
public:
  /// Without columns; of data with one target.
  explicit CellFit(const Data& data);

  /// Another column, scale · a_k, with as many entries as there are samples; scale > 0.
  void add(PointColumn column, Integer scale = 1);
  /// Forgets all columns behind the first `count`.
  void forget(std::size_t count);
  std::size_t size() const { return columns_.size(); }

  /// (1/n) Σ (f*_i − y_i)², f* the nearest to y of all combinations of the columns.
  Fraction risk() const;
  CellSolutions solutions() const;

private:
  struct Column {
    PointColumn orthogonal; ///< to those before; empty if the column depends on them
    Integer scale;
    Integer square;         ///< of its length
    Integer with_target;    ///< orthogonal · y
    List<Integer> products; ///< column · orthogonal, of the independent ones up to this one
    Fraction left;          ///< Σ (f*_i − y_i)² of the columns up to this one, times factor²
  };

  /// The coefficients of the independent columns by these products, over a denominator.
  std::pair<List<Integer>, Integer> combination(const List<Integer>& products) const;

  List<Integer> target_; ///< factor · y
  Integer factor_ = 1;
  Fraction left_; ///< of no columns
  List<Column> columns_;
  List<std::size_t> independent_;
};

} // namespace thalweg::verifier
