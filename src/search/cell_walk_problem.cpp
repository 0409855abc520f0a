// SPDX-License-Identifier: GPL-3.0-or-later
//
// From exact numbers to those of the walk and back.

#include "search/cell_walk.hpp"

#include "exact/finite.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

namespace thalweg {

namespace {

using Floats = std::vector<double>;

Floats floats(const Vector& values) {
  Floats result;
  for (const Rational& value : values)
    result.push_back(value.get_d());
  return result;
}

void standardise(WalkProblem& problem, const std::vector<Floats>& inputs) {
  const std::size_t d = problem.shape.input_dimension;
  const double n = static_cast<double>(inputs.size());
  for (std::size_t j = 0; j < d; ++j) {
    double mean = 0, square = 0;
    for (const Floats& x : inputs)
      mean += x[j] / n;
    for (const Floats& x : inputs)
      square += (x[j] - mean) * (x[j] - mean) / n;
    problem.centres.push_back(mean);
    problem.widths.push_back(square > 0 ? std::sqrt(square) : 1);
  }
  for (Floats& point : problem.points) {
    for (std::size_t j = 0; j < d; ++j)
      point[j] = (point[j] - problem.centres[j]) / problem.widths[j];
    point.push_back(1);
  }
}

/// a·(x, 1) in standardised inputs: a_j width_j, and the value at the centre.
void to_standardised(const WalkProblem& problem, double* a) {
  const std::size_t d = problem.shape.input_dimension;
  for (std::size_t j = 0; j < d; ++j) {
    a[d] += a[j] * problem.centres[j];
    a[j] *= problem.widths[j];
  }
}

void from_standardised(const WalkProblem& problem, double* a) {
  const std::size_t d = problem.shape.input_dimension;
  for (std::size_t j = 0; j < d; ++j) {
    a[j] /= problem.widths[j];
    a[d] -= a[j] * problem.centres[j];
  }
}

std::size_t piece_of(const WalkProblem& problem, const WalkState& state, std::size_t unit,
                     std::size_t point) {
  const double* a = state.coordinates.data() + problem.shape.unit_begin(unit);
  const double value =
      std::inner_product(problem.points[point].begin(), problem.points[point].end(), a, 0.0);
  const double scale = problem.shape.has_scales ? state.coordinates[problem.shape.scale(unit)] : 0;
  std::size_t piece = 0;
  while (piece < problem.breakpoints.size() && value > problem.breakpoints[piece] * scale)
    ++piece;
  return piece;
}

/// The output weight of a unit with weight 0 that lowers the risk most, the others fixed; 1 if the
/// unit is 0 everywhere, and a small number if no weight lowers the risk.
double best_output_weight(const Network& network, const Dataset& data, std::size_t unit) {
  Rational product = 0, square = 0;
  for (std::size_t i = 0; i < data.sample_count(); ++i) {
    const auto& hidden = network.layers.front();
    const Rational z = row_dot(hidden.weights[unit], data.inputs[i]) + hidden.biases[unit];
    const Rational value = hidden.activation(z);
    product += (data.targets[i].front() - network(data.inputs[i]).front()) * value;
    square += value * value;
  }
  if (square == 0)
    return 1;
  constexpr double small = 1e-3;
  return product == 0 ? small : Rational(product / square).get_d();
}

} // namespace

WalkProblem walk_problem(const Network& network, const Dataset& data) {
  const Activation& activation = network.layers.front().activation;
  WalkProblem problem;
  problem.shape = lifted_shape(network);
  problem.breakpoints = floats(activation.breakpoints);
  problem.slopes = floats(activation.slopes);
  problem.intercepts = floats(activation.intercepts);
  std::map<Vector, std::size_t> point_of_input;
  std::vector<Floats> inputs;
  Floats counts, squares;
  for (std::size_t i = 0; i < data.sample_count(); ++i) {
    const auto [found, is_new] = point_of_input.emplace(data.inputs[i], problem.points.size());
    inputs.push_back(floats(data.inputs[i]));
    if (is_new) {
      problem.points.push_back(inputs.back());
      problem.targets.push_back(0);
      counts.push_back(0);
    }
    const std::size_t point = found->second;
    problem.point_of_sample.push_back(point);
    problem.targets[point] += data.targets[i].front().get_d();
    counts[point] += 1;
  }
  for (std::size_t point = 0; point < counts.size(); ++point) {
    problem.targets[point] /= counts[point];
    problem.weights.push_back(std::sqrt(counts[point]));
  }
  for (std::size_t i = 0; i < data.sample_count(); ++i) {
    const double rest =
        data.targets[i].front().get_d() - problem.targets[problem.point_of_sample[i]];
    problem.spread_within_points += rest * rest;
  }
  standardise(problem, inputs);
  for (const Floats& point : problem.points)
    require_finite(point);
  require_finite(problem.widths);
  require_finite(problem.targets);
  require_finite({problem.spread_within_points});
  return problem;
}

WalkState walk_start(const WalkProblem& problem, const Network& network, const Dataset& data) {
  const LiftedShape& shape = problem.shape;
  const auto& hidden = network.layers.front();
  const auto& output = network.layers.back();
  WalkState state{{}, Floats(shape.coordinate_count()), {}, {}};
  Floats weights(shape.unit_count);
  for (const auto& [unit, weight] : output.weights.front())
    weights[unit] = weight.get_d();
  for (std::size_t k = 0; k < shape.unit_count; ++k) {
    if (weights[k] == 0)
      weights[k] = best_output_weight(network, data, k);
    const double scale = std::abs(weights[k]);
    state.signs.push_back(weights[k] < 0 ? -1 : 1);
    double* a = state.coordinates.data() + shape.unit_begin(k);
    for (const auto& [input, weight] : hidden.weights[k])
      a[input] = scale * weight.get_d();
    a[shape.input_dimension] = scale * hidden.biases[k].get_d();
    to_standardised(problem, a);
    if (shape.has_scales)
      state.coordinates[shape.scale(k)] = scale;
  }
  state.coordinates[shape.output_bias()] = output.biases.front().get_d();
  require_finite(state.coordinates);
  settle_pieces(problem, state);
  return state;
}

void settle_pieces(const WalkProblem& problem, WalkState& state) {
  state.held.clear();
  state.pieces.assign(problem.shape.unit_count, std::vector<std::size_t>(problem.points.size()));
  for (std::size_t k = 0; k < problem.shape.unit_count; ++k)
    for (std::size_t i = 0; i < problem.points.size(); ++i)
      state.pieces[k][i] = piece_of(problem, state, k, i);
}

Vector lifted_coordinates(const WalkProblem& problem, const WalkState& state) {
  Floats coordinates = state.coordinates;
  for (std::size_t k = 0; k < problem.shape.unit_count; ++k)
    from_standardised(problem, coordinates.data() + problem.shape.unit_begin(k));
  Vector result;
  for (const double value : coordinates)
    result.push_back(exact_value(value));
  return result;
}

LiftedCell cell_of(const WalkProblem& problem, const WalkState& state) {
  LiftedCell cell{state.signs, {}};
  for (const std::vector<std::size_t>& pieces : state.pieces) {
    cell.pieces.emplace_back();
    for (const std::size_t point : problem.point_of_sample)
      cell.pieces.back().push_back(pieces[point]);
  }
  return cell;
}

} // namespace thalweg
