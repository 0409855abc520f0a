// SPDX-License-Identifier: GPL-3.0-or-later
//
// One output of a group as an unconstrained problem over the integers: minimise Σ_i f_i(a_i·P) over
// P ∈ Q^r, every f_i convex with a piecewise affine derivative.
//
// The rows a_i are (1, x_i) restricted to its leftmost independent columns (as in
// `affine_fit.hpp`), column j multiplied by its common denominator D_j: integers, of rank r.
// With E the common denominator of the breakpoints, o = a_i·P / E is the output at sample i and
// P_j = E p_j / D_j. Samples of weight 0 are left out: they do not count.
//
// A minimiser exists: the sum of the losses is convex, piecewise polynomial of degree at most 2 and
// ≥ 0, and such a function attains its infimum on each of its finitely many polyhedral pieces
// (Frank and Wolfe: a quadratic bounded below on a polyhedron). So "unbounded" cannot happen.

#pragma once

#include "exact/integer_vector.hpp"
#include "exact/linear_algebra.hpp"
#include "risk/problem.hpp"

namespace thalweg {

/// The rows of a group. Invariant: the columns of `rows` are independent; without samples there
/// are no columns, otherwise the first column is all ones.
struct Design {
  SampleSet samples;                ///< those of the group with a positive weight
  std::vector<std::size_t> columns; ///< of (1, x_1, …, x_d)
  std::vector<Integer> scales;      ///< D_j, one for each of `columns`
  IntegerMatrix rows;               ///< one row per sample, one column for each of `columns`

  std::size_t sample_count() const { return samples.size(); }
  std::size_t rank() const { return columns.size(); }
};

Design design(const Problem& problem, const SampleSet& group);

/// f_i: between breakpoints m−1 and m the derivative at o is (slopes[m]·E o + intercepts[m])/G, not
/// decreasing. Breakpoints are multiplied by E.
struct PiecewiseFunction {
  std::vector<Integer> breakpoints, slopes, intercepts;
};

/// The functions of all samples of a design, for one output (without its weight).
struct PiecewiseFunctions {
  std::vector<PiecewiseFunction> of_sample;
  Integer value_denominator = 1; ///< E
  Integer slope_denominator = 1; ///< G
};

PiecewiseFunctions piecewise_functions(const Problem& problem, const Design& design,
                                       std::size_t output);

/// A minimiser with its witness: P and the slopes G g_i ∈ ∂f_i·G with Σ g_i a_i = 0.
struct PiecewiseOptimum {
  IntegerVector point;  ///< P
  IntegerVector slopes; ///< G g_i, one per sample of the design
};

/// results[i] = (row i of the design)·vector, exactly.
std::vector<Integer> row_products(const IntegerMatrix& rows, const std::vector<Integer>& vector);

/// Σ_i factors[i]·(row i)
std::vector<Integer> row_sum(const IntegerMatrix& rows, const std::vector<Integer>& factors);

} // namespace thalweg
