// SPDX-License-Identifier: GPL-3.0-or-later
//
// The least squares of a cell of parameters: one hidden layer, one output, squared loss. With the
// patterns fixed and p_u = v_u w_u, the outputs at the samples are Σ_u S_u X̃ p_u + c 1, S_u the
// diagonal of the slopes of unit u, X̃ with the rows x̃_i = (x_i, 1), or x_i without hidden biases, c
// only with an output bias: combinations of columns with free coefficients. f* is the nearest of
// them to y. Columns are made orthogonal one after the other, as integers up to factors; the latest
// can be forgotten, so that cells share the columns that they begin with.

#pragma once

#include "data/dataset.hpp"

namespace thalweg {

using IntegerColumn = std::vector<Integer>; ///< one entry per sample

/// All coefficients with which the columns give f*: `point` over `denominator`, plus any multiples
/// of the directions. A column that depends on those before has the entry 0 in the point.
struct CellSolutions {
  struct Direction {
    std::size_t column;           ///< the dependent one
    Integer scale;                ///< of this column
    std::vector<Integer> entries; ///< > 0 at `column`
  };
  std::vector<Integer> point;
  Integer denominator; ///< > 0
  std::vector<Direction> directions;
};

class CellFit {
public:
  /// Without columns. One target (else InternalError).
  explicit CellFit(const Dataset& data);

  /// The column is `scale` > 0 times one with whose coefficient solutions are stated.
  void add(IntegerColumn column, Integer scale = 1);
  /// Forgets all columns behind the first `count`.
  void forget(std::size_t count);
  std::size_t size() const { return columns_.size(); }

  /// (1/n) Σ (f*_i − y_i)²
  Rational risk() const;
  CellSolutions solutions() const;

private:
  struct Column {
    IntegerColumn orthogonal; ///< empty if the column depends on those before
    Integer scale, square, with_target;
    std::vector<Integer> products; ///< with the orthogonal ones up to this one
    Rational left;                 ///< Σ (f*_i − y_i)², times the square of factor_
  };

  std::vector<Integer> combination(const std::vector<Integer>& products,
                                   Integer& denominator) const;

  std::vector<Integer> target_; ///< factor_ · y
  Integer factor_ = 1;
  Rational left_;
  std::vector<Column> columns_;
  std::vector<std::size_t> independent_;
};

/// x̃ as integers, column by column, and the columns of units.
class UnitInputs {
public:
  /// σ(z) = below·z for z ≤ 0, above·z for z ≥ 0.
  UnitInputs(const Dataset& data, const Rational& below, const Rational& above, bool has_biases);

  std::size_t width() const { return scales_.size(); }
  std::size_t sample_count() const { return rows_.size(); }
  const std::vector<Integer>& row(std::size_t sample) const { return rows_[sample]; }
  /// Is the slope 0 at all samples?
  bool is_dead(const std::vector<bool>& is_above) const;
  void add_columns(CellFit& fit, const std::vector<bool>& is_above) const;

private:
  std::vector<std::vector<Integer>> rows_;
  std::vector<Integer> scales_;
  Integer below_, above_;
};

} // namespace thalweg
