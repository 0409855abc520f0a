// SPDX-License-Identifier: GPL-3.0-or-later

#include "risk/column_fit.hpp"

#include "exact/error.hpp"
#include "exact/integer_vector.hpp"
#include "risk/piecewise_optimum.hpp"

#include <algorithm>

namespace thalweg {

namespace {

bool is_all_ones(const Vector& column) {
  return !column.empty() &&
         std::all_of(column.begin(), column.end(), [](const Rational& v) { return v == 1; });
}

/// The columns in the order of their trial.
std::vector<std::size_t> trial_order(const Columns& columns) {
  std::vector<std::size_t> order;
  for (std::size_t k = 0; k < columns.size(); ++k) {
    const bool comes_first =
        is_all_ones(columns[k]) && (order.empty() || !is_all_ones(columns[order.front()]));
    order.insert(comes_first ? order.begin() : order.end(), k);
  }
  return order;
}

/// The rows of the samples of positive weight over independent columns.
Design design_of(const WeightedLoss& loss, const SampleSet& group, const Columns& columns) {
  Design result;
  std::vector<std::size_t> places;
  for (std::size_t j = 0; j < group.size(); ++j)
    if (sgn(loss.sample_weight(group[j])) > 0) {
      result.samples.push_back(group[j]);
      places.push_back(j);
    }
  Columns counted;
  for (const Vector& column : columns) {
    Vector& entries = counted.emplace_back();
    for (const std::size_t j : places)
      entries.push_back(column[j]);
  }
  result.columns = independent_columns(counted);
  result.rows = IntegerMatrix(places.size(), result.columns.size());
  for (std::size_t k = 0; k < result.columns.size(); ++k) {
    const IntegerVector entries = over_common_denominator(counted[result.columns[k]]);
    result.scales.push_back(entries.denominator);
    for (std::size_t i = 0; i < places.size(); ++i)
      result.rows(i, k) = entries.numerators[i];
  }
  return result;
}

/// Σ_k c_k φ_k(j) for one output.
Rational combination(const Columns& columns, const Vector& coefficients, std::size_t j) {
  Rational sum;
  for (std::size_t k = 0; k < columns.size(); ++k)
    if (coefficients[k] != 0)
      sum += coefficients[k] * columns[k][j];
  return sum;
}

} // namespace

std::vector<std::size_t> independent_columns(const Columns& columns) {
  const std::vector<std::size_t> order = trial_order(columns);
  const std::size_t length = columns.empty() ? 0 : columns.front().size();
  IntegerMatrix matrix(length, columns.size());
  for (std::size_t k = 0; k < order.size(); ++k) {
    require(columns[order[k]].size() == length, "columns: expected one length");
    const IntegerVector entries = over_common_denominator(columns[order[k]]);
    for (std::size_t i = 0; i < length; ++i)
      matrix(i, k) = entries.numerators[i];
  }
  std::vector<std::size_t> result;
  for (const std::size_t k : leftmost_independent_columns(matrix))
    result.push_back(order[k]);
  return result;
}

ColumnFit column_fit(const Problem& problem, const SampleSet& group, const Columns& columns) {
  require_usable(problem);
  const std::size_t outputs = problem.data.target_dimension();
  ColumnFit fit{std::vector<Vector>(outputs, Vector(columns.size())),
                std::vector<Vector>(group.size(), Vector(outputs)), 0};
  const Design rows = design_of(problem.loss, group, columns);
  if (rows.rank() == 0) // nothing can move: every subgradient proves it
    for (std::size_t j = 0; j < group.size(); ++j)
      for (std::size_t o = 0;
           const SlopeInterval& slopes : subdifferential(problem, group[j], Vector(outputs)))
        fit.subgradients[j][o++] = slopes.lower;
  for (std::size_t o = 0; o < outputs && rows.rank() > 0; ++o) {
    const PiecewiseFunctions functions = piecewise_functions(problem, rows, o);
    const PiecewiseOptimum best = piecewise_optimum(problem.loss.loss, rows, functions);
    for (std::size_t k = 0; k < rows.rank(); ++k)
      fit.coefficients[o][rows.columns[k]] =
          fraction(best.point.numerators[k] * rows.scales[k],
                   best.point.denominator * functions.value_denominator);
    const Integer denominator = best.slopes.denominator * functions.slope_denominator;
    for (std::size_t j = 0, i = 0; j < group.size(); ++j)
      if (i < rows.sample_count() && rows.samples[i] == group[j])
        fit.subgradients[j][o] =
            problem.loss.output_weight(o) * fraction(best.slopes.numerators[i++], denominator);
  }
  for (std::size_t j = 0; j < group.size(); ++j) {
    Vector output;
    for (const Vector& coefficients : fit.coefficients)
      output.push_back(combination(columns, coefficients, j));
    fit.sum += sample_loss(problem, group[j], output);
  }
  return fit;
}

} // namespace thalweg
