// SPDX-License-Identifier: GPL-3.0-or-later

#include "trained/reachable_outputs.hpp"

#include "exact/row_space.hpp"
#include "landscape/lifted_conditions.hpp"

#include <algorithm>
#include <map>
#include <numeric>

namespace thalweg {

namespace {

constexpr std::size_t most_entries = 100000; ///< of columns

bool is_constant(const Vector& column) {
  return std::all_of(column.begin(), column.end(),
                     [&](const Rational& entry) { return entry == column.front(); });
}

/// The maps that are reachable, and the best combination of them for every output.
struct ReachableFit {
  Columns columns;
  ColumnFit fit;
};
std::optional<ReachableFit> reachable_fit(const Network& network, const Problem& problem,
                                          const PatternClasses& classes) {
  SampleSet samples(problem.data.sample_count());
  std::iota(samples.begin(), samples.end(), std::size_t{0});
  Columns columns = lifted_columns(network, problem.data, classes, samples);
  if (columns.size() * samples.size() > most_entries)
    return std::nullopt;
  ColumnFit fit = column_fit(problem, samples, columns);
  return ReachableFit{std::move(columns), std::move(fit)};
}

/// The span of the coefficients of the maps that are not constant, over the outputs.
std::optional<RowSpace> space_of_optimal_outputs(const Network& network, const Problem& problem,
                                                 const PatternClasses& classes) {
  const std::optional<ReachableFit> reachable = reachable_fit(network, problem, classes);
  if (!reachable)
    return std::nullopt;
  const auto& [columns, fit] = *reachable;
  RowSpace space(network.output_dimension());
  for (std::size_t k = 0; k < columns.size(); ++k) {
    if (is_constant(columns[k]))
      continue;
    Vector coefficients;
    for (const Vector& of_output : fit.coefficients)
      coefficients.push_back(of_output[k]);
    space.insert(coefficients);
  }
  return space;
}

/// The vector of the space with the same entries at its pivots.
Vector moved_into(const RowSpace& space, const Vector& column) {
  Vector result(column.size());
  for (std::size_t k = 0; k < space.rank(); ++k) {
    const std::vector<Integer>& row = space.basis()[k];
    const std::size_t pivot = space.pivots()[k];
    const Rational factor = column[pivot] / Rational(row[pivot]);
    for (std::size_t o = 0; o < result.size(); ++o)
      result[o] += factor * row[o];
  }
  return result;
}

bool is_within_a_thousandth(const Vector& a, const Vector& b) {
  for (std::size_t o = 0; o < a.size(); ++o)
    if (abs(a[o] - b[o]) > fraction(1, 1000))
      return false;
  return true;
}

// ---- Rows of one hidden layer

/// The slopes of a hidden unit, by sample.
Vector slopes_of(const Network& network, const PatternClasses& classes, std::size_t samples,
                 std::size_t unit) {
  Vector result(samples);
  for (const PatternClass& here : classes.classes)
    for (const std::size_t i : here.members)
      result[i] = network.layers.front().activation.slopes[here.pieces.front()[unit]];
  return result;
}

/// Of every pattern of slopes the span of the rows of B.
using RowsOfB = std::map<Vector, RowSpace>;

std::optional<RowsOfB> rows_of_optimum(const Problem& problem, const std::vector<Vector>& slopes) {
  const std::size_t n = problem.data.sample_count();
  const std::size_t width = problem.data.input_dimension() + 1;
  RowsOfB result;
  for (const Vector& pattern : slopes)
    result.emplace(pattern, RowSpace(width));
  if ((result.size() * width + 1) * n > most_entries)
    return std::nullopt;
  Columns columns{Vector(n, 1)};
  for (const auto& [pattern, space] : result)
    for (std::size_t k = 0; k < width; ++k) {
      Vector& column = columns.emplace_back(pattern);
      for (std::size_t i = 0; i < n && k + 1 < width; ++i)
        column[i] *= problem.data.inputs[i][k];
    }
  SampleSet samples(n);
  std::iota(samples.begin(), samples.end(), std::size_t{0});
  const ColumnFit fit = column_fit(problem, samples, columns);
  for (const Vector& of_output : fit.coefficients) {
    std::size_t at = 1;
    for (auto& [pattern, space] : result) {
      Vector row(of_output.begin() + static_cast<std::ptrdiff_t>(at),
                 of_output.begin() + static_cast<std::ptrdiff_t>(at + width));
      if (is_constant(pattern))
        row.back() = 0;
      space.insert(row);
      at += width;
    }
  }
  return result;
}

/// Weights and bias; 0 for the bias of a unit of one slope, as the outputs have a constant anyway.
Vector row_of(const Layer& layer, std::size_t unit, bool has_one_slope) {
  Vector row(layer.input_count + 1);
  for (const auto& [input, weight] : layer.weights[unit])
    row[input] = weight;
  if (!has_one_slope)
    row.back() = layer.biases[unit];
  return row;
}

/// With the rows that are not within 10⁻³ of what is there already. Where that is no smaller than
/// their number, with the constant, too, if there are rows enough: patterns that sum up to 1 leave
/// it open of which of them it is.
RowSpace completed(const RowSpace& space, const std::vector<Vector>& rows, bool has_one_slope) {
  const auto with_rows = [&](RowSpace result) {
    for (const Vector& row : rows)
      if (result.rank() == 0 || !is_within_a_thousandth(moved_into(result, row), row))
        result.insert(row);
    return result;
  };
  RowSpace result = with_rows(space);
  if (result.rank() < rows.size() || has_one_slope)
    return result;
  RowSpace with_constant = space;
  Vector constant(rows.front().size());
  constant.back() = 1;
  with_constant.insert(constant);
  with_constant = with_rows(with_constant);
  return with_constant.rank() <= rows.size() ? with_constant : result;
}

} // namespace

std::optional<std::vector<Vector>> optimal_reachable_outputs(const Network& network,
                                                             const Problem& problem,
                                                             const PatternClasses& classes) {
  const std::optional<ReachableFit> reachable = reachable_fit(network, problem, classes);
  if (!reachable)
    return std::nullopt;
  const auto& [columns, fit] = *reachable;
  std::vector<Vector> result(problem.data.sample_count(), Vector(network.output_dimension()));
  for (std::size_t o = 0; o < network.output_dimension(); ++o)
    for (std::size_t k = 0; k < columns.size(); ++k)
      if (fit.coefficients[o][k] != 0)
        for (std::size_t i = 0; i < result.size(); ++i)
          result[i][o] += fit.coefficients[o][k] * columns[k][i];
  return result;
}

std::optional<Network> with_reachable_outputs(const Network& network, const Problem& problem,
                                              const PatternClasses& classes) {
  const std::size_t outputs = network.output_dimension();
  const std::optional<RowSpace> space = space_of_optimal_outputs(network, problem, classes);
  if (!space || space->rank() == outputs)
    return std::nullopt;
  Layer last = network.layers.back();
  std::vector<Vector> columns(last.input_count, Vector(outputs));
  for (std::size_t o = 0; o < outputs; ++o)
    for (const auto& [input, weight] : last.weights[o])
      columns[input][o] = weight;
  std::vector<SparseRow> rows(outputs);
  for (std::size_t input = 0; input < columns.size(); ++input) {
    const Vector inside = moved_into(*space, columns[input]);
    const Vector& column = is_within_a_thousandth(inside, columns[input]) ? inside : columns[input];
    for (std::size_t o = 0; o < outputs; ++o)
      if (column[o] != 0)
        rows[o].emplace_back(input, column[o]);
  }
  Network result = network;
  const Vector biases = last.biases;
  set_parameters(result.layers.back(), std::move(rows), biases);
  return result;
}

std::optional<Network> with_reachable_rows(const Network& network, const Problem& problem,
                                           const PatternClasses& classes) {
  const Layer& hidden = network.layers.front();
  if (network.layers.size() != 2 || hidden.kind != LayerKind::dense || !hidden.has_biases)
    return std::nullopt;
  std::vector<Vector> slopes;
  for (std::size_t unit = 0; unit < hidden.unit_count(); ++unit)
    slopes.push_back(slopes_of(network, classes, problem.data.sample_count(), unit));
  std::optional<RowsOfB> spaces = rows_of_optimum(problem, slopes);
  if (!spaces)
    return std::nullopt;
  std::vector<Vector> rows;
  std::map<Vector, std::vector<Vector>> rows_of_pattern;
  for (std::size_t unit = 0; unit < hidden.unit_count(); ++unit) {
    rows.push_back(row_of(hidden, unit, is_constant(slopes[unit])));
    rows_of_pattern[slopes[unit]].push_back(rows.back());
  }
  for (auto& [pattern, space] : *spaces)
    space = completed(space, rows_of_pattern[pattern], is_constant(pattern));
  std::vector<SparseRow> weights(rows.size());
  Vector biases = hidden.biases;
  bool is_changed = false;
  for (std::size_t unit = 0; unit < rows.size(); ++unit) {
    Vector inside = moved_into(spaces->at(slopes[unit]), rows[unit]);
    if (!is_within_a_thousandth(inside, rows[unit]))
      inside = rows[unit];
    is_changed = is_changed || inside != rows[unit];
    for (std::size_t k = 0; k + 1 < inside.size(); ++k)
      if (inside[k] != 0)
        weights[unit].emplace_back(k, inside[k]);
    if (!is_constant(slopes[unit]))
      biases[unit] = inside.back();
  }
  if (!is_changed)
    return std::nullopt;
  Network result = network;
  set_parameters(result.layers.front(), std::move(weights), std::move(biases));
  return result;
}

} // namespace thalweg
