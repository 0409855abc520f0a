// SPDX-License-Identifier: GPL-3.0-or-later
//
// A piecewise problem in floating point, for guesses only: columns are moved and scaled so that
// entries are of size about 1, values and slopes likewise. All shifts and scales are exact, so a
// point of the floating problem names one rational point of the exact one.

#pragma once

#include "risk/piecewise_problem.hpp"

namespace thalweg {

struct FloatingFunction {
  std::vector<double> breakpoints, slopes, intercepts; ///< as in PiecewiseFunction
};

/// Row i, column j at rows[i·rank + j]; column 0 is all ones.
struct FloatingProblem {
  std::size_t rank = 0;
  std::vector<double> rows;
  std::vector<FloatingFunction> functions;

  std::size_t sample_count() const { return functions.size(); }
  const double* row(std::size_t i) const { return rows.data() + i * rank; }

  /// a_i·z
  double value(std::size_t i, const std::vector<double>& z) const;

  /// The rational P that z stands for; nothing if an entry of z is not finite.
  std::optional<IntegerVector> exact_point(const std::vector<double>& z) const;

  // The way back: column j is (a_ij − origin_j)·2^−exponent_j − shift_j, values are
  // (E o − value_origin)·2^−value_exponent.
  std::vector<Integer> column_origins;
  std::vector<long> column_exponents;
  std::vector<double> column_shifts;
  Integer value_origin;
  long value_exponent = 0;
};

/// At least one sample.
FloatingProblem floating_problem(const Design& design, const PiecewiseFunctions& functions);

/// The inverse of a square matrix (row by row, `size` rows) by elimination with partial pivoting;
/// nothing if a pivot is (almost) zero.
std::optional<std::vector<double>> floating_inverse(std::vector<double> matrix, std::size_t size);

/// Approximately the least squares solution of a_i·z = mean of the breakpoints of f_i (0 if it has
/// none): where guesses start.
std::vector<double> floating_start(const FloatingProblem& problem);

} // namespace thalweg
