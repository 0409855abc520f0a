// SPDX-License-Identifier: GPL-3.0-or-later

#include "trained/reachable_outputs.hpp"

#include "exact/row_space.hpp"
#include "landscape/lifted_conditions.hpp"

#include <algorithm>
#include <numeric>

namespace thalweg {

namespace {

bool is_constant(const Vector& column) {
  return std::all_of(column.begin(), column.end(),
                     [&](const Rational& entry) { return entry == column.front(); });
}

/// The span of the coefficients of the maps that are not constant, over the outputs.
std::optional<RowSpace> space_of_optimal_outputs(const Network& network, const Dataset& data,
                                                 const PatternClasses& classes,
                                                 const WeightedLoss& loss) {
  SampleSet samples(data.sample_count());
  std::iota(samples.begin(), samples.end(), std::size_t{0});
  const Columns columns = lifted_columns(network, data, classes, samples);
  constexpr std::size_t most_entries = 100000;
  if (columns.size() * samples.size() > most_entries)
    return std::nullopt;
  const ColumnFit fit = column_fit(loss, data, samples, columns);
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

} // namespace

std::optional<Network> with_reachable_outputs(const Network& network, const Dataset& data,
                                              const PatternClasses& classes,
                                              const WeightedLoss& loss) {
  const std::size_t outputs = network.output_dimension();
  const std::optional<RowSpace> space = space_of_optimal_outputs(network, data, classes, loss);
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

} // namespace thalweg
