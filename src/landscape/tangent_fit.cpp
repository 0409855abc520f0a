// SPDX-License-Identifier: GPL-3.0-or-later

#include "landscape/tangent_fit.hpp"

#include "exact/error.hpp"
#include "exact/integer_vector.hpp"
#include "exact/linear_algebra.hpp"
#include "landscape/short_ray.hpp"
#include "risk/column_fit.hpp"

#include <algorithm>

namespace thalweg {

namespace {

constexpr std::size_t most_entries = 4'000'000;

/// One sample for each state and output, with one target and the weights of both.
struct Unrolled {
  Dataset data;
  WeightedLoss loss;
  SampleSet all;
  Vector outputs; ///< F_o(W; x_i)
};

Unrolled unrolled(const Network& network, const Problem& problem,
                  const UnsettledStates& unsettled) {
  Unrolled result{{}, WeightedLoss(problem.loss.loss), {}, {}};
  result.data.columns = {"y"};
  result.data.target_columns = {0};
  for (const std::size_t sample : unsettled.samples) {
    const Vector output = network(problem.data.inputs[sample]);
    for (std::size_t o = 0; o < output.size(); ++o) {
      result.all.push_back(result.data.sample_count());
      result.data.inputs.emplace_back();
      result.data.targets.push_back({problem.data.targets[sample][o]});
      result.loss.sample_weights.push_back(problem.loss.sample_weight(sample) *
                                           problem.loss.output_weight(o));
      result.outputs.push_back(output[o]);
    }
  }
  return result;
}

/// [state and output] the functional of each output over all parameters.
std::vector<Vector> output_functionals(const Network& network, const ParameterOrder& order,
                                       const UnsettledStates& unsettled) {
  std::vector<Vector> rows;
  for (const SampleState& state : unsettled.states)
    for (std::size_t o = 0; o < network.output_dimension(); ++o) {
      Vector output(network.output_dimension());
      output[o] = 1;
      add_functional(rows.emplace_back(order.count()), network, order, state,
                     network.hidden_layer_count(), std::move(output));
    }
  return rows;
}

/// The q with rows·q = values; the columns of the rows are independent, and q exists.
Vector coordinates(const std::vector<Vector>& rows, const Vector& values) {
  const std::vector<std::size_t> chosen = independent_columns(rows);
  const std::size_t rank = chosen.size();
  IntegerMatrix matrix(rank, rank), right(rank, 1);
  for (std::size_t k = 0; k < rank; ++k) {
    Vector equation = rows[chosen[k]];
    equation.push_back(values[chosen[k]]);
    const IntegerVector integers = over_common_denominator(equation);
    for (std::size_t j = 0; j < rank; ++j)
      matrix(k, j) = integers.numerators[j];
    right(k, 0) = integers.numerators[rank];
  }
  const std::optional<RationalMatrix> solution = linear_solution(matrix, right);
  require(solution.has_value(), "tangent: independent rows");
  Vector result;
  for (std::size_t j = 0; j < rank; ++j)
    result.push_back(fraction(solution->numerators(j, 0), solution->denominator));
  for (std::size_t i = 0; i < rows.size(); ++i)
    require(dot(rows[i], result) == values[i], "tangent: the outputs lie in the tangent space");
  return result;
}

/// Divided by the largest size of an entry.
Vector normalised(Vector values) {
  Rational largest;
  for (const Rational& value : values)
    largest = std::max(largest, Rational(abs(value)));
  if (largest > 0)
    for (Rational& value : values)
      value /= largest;
  return values;
}

} // namespace

TangentFit tangent_fit(const Network& network, const Problem& problem,
                       const UnsettledStates& unsettled) {
  require(unsettled.ties.empty(), "tangent: expected no ties");
  const ParameterOrder order(network);
  const std::size_t outputs = network.output_dimension();
  if (unsettled.states.empty() || order.count() * unsettled.states.size() * outputs > most_entries)
    return {};
  const Unrolled one = unrolled(network, problem, unsettled);
  std::vector<Vector> rows = output_functionals(network, order, unsettled);
  const std::vector<std::size_t> parameters = spanning_parameters(rows);
  Columns columns(parameters.size());
  for (Vector& row : rows) {
    row = restricted(row, parameters);
    for (std::size_t k = 0; k < row.size(); ++k)
      columns[k].push_back(row[k]);
  }
  const ColumnFit fit = column_fit({one.data, one.loss}, one.all, columns);
  std::vector<Vector> now;
  for (const Rational& output : one.outputs)
    now.push_back({output});
  TangentFit result;
  if (fit.sum < mean_loss({one.data, one.loss}, now) * static_cast<unsigned long>(now.size())) {
    Vector values = fit.coefficients.front();
    const Vector start = coordinates(rows, one.outputs);
    for (std::size_t k = 0; k < values.size(); ++k)
      values[k] -= start[k];
    result.ray = short_ray(network, problem, order, parameters, normalised(std::move(values)));
    return result;
  }
  result.subgradients.emplace(problem.data.sample_count(), Vector(outputs));
  for (std::size_t s = 0; s < unsettled.samples.size(); ++s)
    for (std::size_t o = 0; o < outputs; ++o)
      (*(*result.subgradients)[unsettled.samples[s]])[o] = fit.subgradients[s * outputs + o][0];
  return result;
}

} // namespace thalweg
