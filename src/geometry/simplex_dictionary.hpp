// SPDX-License-Identifier: GPL-3.0-or-later
//
// A dictionary of the simplex method for max { c·x : A x ≤ b }, x free, with as many columns as x
// has coordinates: the slacks s = b − A x and the objective as affine functions of the non-basic
// variables. In floating point it guesses a basis (guess/simplex_basis.hpp), over `Rational`
// (Bland's rule, hence finite) it decides. In both cases the result is only the *name* of a basis,
// to be checked by its user.
//
// Phase 0 exchanges every x_j for a slack (columns that cannot be exchanged span the directions
// in which no slack moves). Phase 1 is the dual simplex method for the objective 0, phase 2 the
// primal one. Dense; meant for d ≤ 30.

#pragma once

#include "exact/rational.hpp"
#include "exact/watched_work.hpp"

#include <cmath>
#include <limits>

namespace thalweg {

/// Which of the three ends a linear program has.
enum class LinearProgramStatus { optimal, infeasible, unbounded };

/// A basis by name. `tight`: the rows with slack 0 at the vertex, linearly independent;
/// `free_columns`: the coordinates of x set to 0 because A has no further independent rows.
struct SimplexBasis {
  LinearProgramStatus status = LinearProgramStatus::optimal;
  bool is_complete = false; ///< false: the iterations were exhausted; status means nothing
  std::vector<std::size_t> tight;
  std::vector<std::size_t> free_columns;
  /// infeasible: the row that cannot hold; unbounded: the entering row, or the free column if
  /// `unbounded_along_free_column`.
  std::size_t culprit = 0;
  bool unbounded_along_free_column = false;
};

/// What counts as zero, and how one of several candidates is chosen.
template <class Number> struct SimplexRules;

/// Deciding: the smallest index.
template <> struct SimplexRules<Rational> {
  static int sign(const Rational& value) { return sgn(value); }
  static int constant_sign(const Rational& value) { return sgn(value); }
  static constexpr bool prefers_large = false;
};

/// The dictionary. Columns 0..d−1, the constant column d; rows 0..m−1, the objective row m.
template <class Number> class SimplexDictionary {
public:
  /// `entry(i, j)`: A_ij for j < d, b_i for j = d, c_j for i = m.
  template <class Entry>
  SimplexDictionary(std::size_t row_count, std::size_t dimension, Entry entry)
      : row_count_(row_count), dimension_(dimension), entries_((row_count + 1) * (dimension + 1)),
        row_label_(row_count), column_label_(dimension) {
    for (std::size_t i = 0; i < row_count_; ++i) {
      row_label_[i] = i;
      for (std::size_t j = 0; j < dimension_; ++j)
        at(i, j) = -entry(i, j);
      at(i, dimension_) = entry(i, dimension_);
    }
    for (std::size_t j = 0; j < dimension_; ++j) {
      at(row_count_, j) = entry(row_count_, j);
      column_label_[j] = free_label(j);
    }
    at(row_count_, dimension_) = Number(0);
  }

  /// Runs all phases, phase 0 starting with the rows of `preferred` in their order.
  SimplexBasis solution(const std::vector<std::size_t>& preferred, std::size_t iteration_limit) {
    for (std::size_t row : preferred)
      exchange_row(row);
    for (std::size_t column = 0; column < dimension_; ++column)
      exchange_column(column);
    SimplexBasis basis;
    for (std::size_t iteration = 0; iteration < iteration_limit; ++iteration)
      if (!dual_step(basis) && !primal_step(basis)) {
        basis.is_complete = true;
        break;
      }
    name_columns(basis);
    return basis;
  }

private:
  using Rules = SimplexRules<Number>;
  static constexpr std::size_t gone = std::numeric_limits<std::size_t>::max();

  Number& at(std::size_t row, std::size_t column) {
    return entries_[row * (dimension_ + 1) + column];
  }
  std::size_t free_label(std::size_t coordinate) const { return row_count_ + coordinate; }
  bool is_free(std::size_t column) const { return column_label_[column] >= row_count_; }

  static bool is_better(const Number& candidate, const Number& best) {
    using std::abs;
    return Rules::prefers_large && abs(candidate) > abs(best);
  }

  /// Solves row `row` for the variable of `column` and substitutes it everywhere else.
  void pivot(std::size_t row, std::size_t column) {
    require_time();
    const Number pivot_entry = at(row, column);
    for (std::size_t j = 0; j <= dimension_; ++j)
      if (j != column)
        at(row, j) = Number(-at(row, j) / pivot_entry);
    at(row, column) = Number(Number(1) / pivot_entry);
    for (std::size_t i = 0; i <= row_count_; ++i) {
      if (i == row || (i < row_count_ && row_label_[i] == gone) || at(i, column) == Number(0))
        continue;
      const Number factor = at(i, column);
      for (std::size_t j = 0; j <= dimension_; ++j)
        if (j != column)
          at(i, j) += factor * at(row, j);
      at(i, column) = Number(factor * at(row, column));
    }
    std::swap(row_label_[row], column_label_[column]);
    if (row_label_[row] >= row_count_)
      row_label_[row] = gone; // a coordinate of x: computed from the basis later
  }

  void exchange_row(std::size_t row) {
    if (row_label_[row] == gone)
      return;
    std::size_t best = dimension_;
    for (std::size_t j = 0; j < dimension_; ++j)
      if (is_free(j) && Rules::sign(at(row, j)) != 0 &&
          (best == dimension_ || is_better(at(row, j), at(row, best))))
        best = j;
    if (best < dimension_)
      pivot(row, best);
  }

  void exchange_column(std::size_t column) {
    if (!is_free(column))
      return;
    std::size_t best = row_count_;
    for (std::size_t i = 0; i < row_count_; ++i)
      if (row_label_[i] != gone && Rules::sign(at(i, column)) != 0 &&
          (best == row_count_ || is_better(at(i, column), at(best, column))))
        best = i;
    if (best < row_count_)
      pivot(best, column);
  }

  /// One exchange of phase 1; false if all slacks are ≥ 0 or one can never be (then basis.status is
  /// infeasible).
  bool dual_step(SimplexBasis& basis) {
    std::size_t row = row_count_;
    for (std::size_t i = 0; i < row_count_; ++i)
      if (row_label_[i] != gone && Rules::constant_sign(at(i, dimension_)) < 0 &&
          (row == row_count_ || is_better(at(i, dimension_), at(row, dimension_)) ||
           (!Rules::prefers_large && row_label_[i] < row_label_[row])))
        row = i;
    if (row == row_count_)
      return false;
    std::size_t column = dimension_;
    for (std::size_t j = 0; j < dimension_; ++j)
      if (!is_free(j) && Rules::sign(at(row, j)) > 0 &&
          (column == dimension_ || is_better(at(row, j), at(row, column)) ||
           (!Rules::prefers_large && column_label_[j] < column_label_[column])))
        column = j;
    if (column == dimension_) {
      basis.status = LinearProgramStatus::infeasible;
      basis.culprit = row_label_[row];
      return false;
    }
    pivot(row, column);
    return true;
  }

  /// One exchange of phase 2; false at an optimum, on a ray, and for infeasible programs.
  bool primal_step(SimplexBasis& basis) {
    if (basis.status == LinearProgramStatus::infeasible)
      return false;
    std::size_t column = dimension_;
    for (std::size_t j = 0; j < dimension_; ++j) {
      const int sign = Rules::sign(at(row_count_, j));
      if ((is_free(j) ? sign != 0 : sign > 0) &&
          (column == dimension_ || is_better(at(row_count_, j), at(row_count_, column)) ||
           (!Rules::prefers_large && column_label_[j] < column_label_[column])))
        column = j;
    }
    if (column == dimension_)
      return false;
    const std::size_t row = is_free(column) ? row_count_ : leaving_row(column);
    if (row == row_count_) {
      basis.status = LinearProgramStatus::unbounded;
      basis.unbounded_along_free_column = is_free(column);
      basis.culprit = is_free(column) ? column_label_[column] - row_count_ : column_label_[column];
      return false;
    }
    pivot(row, column);
    return true;
  }

  /// The first slack that becomes 0 when the variable of `column` grows, or row_count_.
  std::size_t leaving_row(std::size_t column) {
    std::size_t best = row_count_;
    for (std::size_t i = 0; i < row_count_; ++i) {
      if (row_label_[i] == gone || Rules::sign(at(i, column)) >= 0)
        continue;
      if (best == row_count_) {
        best = i;
        continue;
      }
      // β_i / −D_i against β_best / −D_best, multiplied out
      const Number difference = Number(at(i, dimension_) * at(best, column)) -
                                Number(at(best, dimension_) * at(i, column));
      const int sign = Rules::constant_sign(difference);
      if (sign > 0 || (sign == 0 && (is_better(at(i, column), at(best, column)) ||
                                     (!Rules::prefers_large && row_label_[i] < row_label_[best]))))
        best = i;
    }
    return best;
  }

  void name_columns(SimplexBasis& basis) const {
    for (std::size_t j = 0; j < dimension_; ++j)
      if (is_free(j))
        basis.free_columns.push_back(column_label_[j] - row_count_);
      else
        basis.tight.push_back(column_label_[j]);
  }

  std::size_t row_count_;
  std::size_t dimension_;
  std::vector<Number> entries_;
  std::vector<std::size_t> row_label_;    ///< the slack that the row defines, or `gone`
  std::vector<std::size_t> column_label_; ///< a slack, or row_count_ + coordinate of x
};

} // namespace thalweg
