// SPDX-License-Identifier: GPL-3.0-or-later

#include "theorems/liu2021/figures.hpp"

#include "constructions/network_builder.hpp"
#include "exact/error.hpp"
#include "theorems/sampled_data.hpp"

namespace thalweg {

namespace {

Dataset evenly_spaced(std::size_t samples, Rational (*curve)(const Rational&)) {
  require(samples >= 2, "figure 1: expected two samples");
  std::vector<Vector> inputs, targets;
  for (std::size_t k = 0; k < samples; ++k) {
    const Rational x = fraction(2 * k, samples - 1) - 1;
    inputs.push_back({x});
    targets.push_back({curve(x)});
  }
  return dataset_of(std::move(inputs), std::move(targets));
}

/// Cells, each cut with the domain, and their pieces.
CpwlFunction function_on(const Polytope& domain,
                         const std::vector<std::vector<Halfspace>>& halfspaces,
                         const std::vector<AffineFunction>& pieces) {
  std::vector<Polytope> cells;
  for (const std::vector<Halfspace>& of_cell : halfspaces)
    cells.push_back(intersection(Polytope{domain.dimension, of_cell}, domain));
  return function_of_pieces(domain, std::move(cells), pieces);
}

/// Pieces between breakpoints on [low, high].
CpwlFunction function_between(const Rational& low, const Rational& high, const Vector& breakpoints,
                              const std::vector<AffineFunction>& pieces) {
  std::vector<std::vector<Halfspace>> cells;
  for (std::size_t k = 0; k < pieces.size(); ++k) {
    std::vector<Halfspace> cell;
    if (k > 0)
      cell.push_back({{-1}, -breakpoints[k - 1]});
    if (k < breakpoints.size())
      cell.push_back({{1}, breakpoints[k]});
    cells.push_back(std::move(cell));
  }
  return function_on(box({low}, {high}), cells, pieces);
}

CpwlFunction extremum_function(std::size_t operands, int sign) {
  Vector breakpoints;
  std::vector<AffineFunction> pieces;
  for (std::size_t k = 0; k < operands; ++k) {
    const Rational index(static_cast<unsigned long>(k));
    if (k > 0)
      breakpoints.push_back(index - Rational(1, 2));
    pieces.push_back(Rational(sign) * AffineFunction{{2 * index}, -index * index});
  }
  return function_between(-1, Rational(static_cast<unsigned long>(operands)), breakpoints, pieces);
}

Vector axis(std::size_t dimension, std::size_t k, int value) {
  Vector vector(dimension, 0);
  vector[k] = value;
  return vector;
}

} // namespace

Dataset parabola_samples(std::size_t samples) {
  return evenly_spaced(samples, [](const Rational& x) { return Rational(x * x); });
}

Dataset cubic_samples(std::size_t samples) {
  return evenly_spaced(samples, [](const Rational& x) { return Rational(x * x * x - x / 2); });
}

CpwlFunction figure2_function() {
  return function_between(-2, 6, {1, 2}, {{{2}, 1}, {{-2}, 5}, {{Rational(1, 2)}, 0}});
}

CpwlFunction maximum_function(std::size_t operands) {
  return extremum_function(operands, 1);
}

CpwlFunction minimum_function(std::size_t operands) {
  return extremum_function(operands, -1);
}

CpwlFunction zigzag_function() {
  const std::vector<AffineFunction> pieces = {{{2}, 0}, {{-1}, 3},  {{3}, -5},
                                              {{0}, 4}, {{-5}, 24}, {{2}, -11}};
  std::vector<std::vector<Halfspace>> cells;
  for (int k = 0; k < 6; ++k)
    cells.push_back({{{-1}, -k}, {{1}, k + 1}});
  return function_on(box({0}, {6}), cells, pieces);
}

CpwlFunction orthant_function(std::size_t dimension) {
  std::vector<std::vector<Halfspace>> cells;
  std::vector<AffineFunction> pieces;
  for (const bool is_positive : {true, false})
    for (std::size_t k = 0; k < dimension; ++k) { // where x_k is the least coordinate
      std::vector<Halfspace> cell;
      for (std::size_t j = 0; j < dimension; ++j)
        if (j != k) {
          Vector difference = axis(dimension, k, 1);
          difference[j] = -1;
          cell.push_back({std::move(difference), 0});
        }
      cell.push_back({axis(dimension, k, is_positive ? -1 : 1), 0});
      cells.push_back(std::move(cell));
      pieces.push_back({is_positive ? axis(dimension, k, 1) : Vector(dimension, 0), 0});
    }
  return function_on(box(Vector(dimension, -1), Vector(dimension, 1)), cells, pieces);
}

Network bump_network() {
  NetworkBuilder builder(2);
  UnitForm height{{}, 1};
  for (const std::size_t coordinate : {0, 1})
    for (const int sign : {1, -1})
      height = height - builder.relu(NetworkBuilder::over_inputs({axis(2, coordinate, sign), 0}));
  builder.finish_layer();
  const UnitForm bump = builder.relu(height);
  builder.finish_layer();
  return std::move(builder).network({bump});
}

CpwlFunction regions_counterexample() {
  return function_on(box({-1, -2}, {4, 1}),
                     {{{{1, 0}, 0}},
                      {{{-1, 0}, 0}, {{0, 1}, 0}},
                      {{{0, -1}, 0}, {{-1, 0}, 0}, {{1, -1}, 1}},
                      {{{0, -1}, 0}, {{-1, 1}, -1}, {{1, -2}, 1}},
                      {{{0, -1}, 0}, {{-1, 2}, -1}}},
                     {{{0, 0}, 0}, {{-1, 0}, 0}, {{-1, 0}, 0}, {{-2, 1}, 1}, {{-1, -1}, 0}});
}

} // namespace thalweg
