// SPDX-License-Identifier: GPL-3.0-or-later

#include "landscape/bottleneck.hpp"

#include "geometry/simplest_rational.hpp"
#include "landscape/subgradients.hpp"

#include <algorithm>

namespace thalweg {

namespace {

/// Units with a slope in the narrowest hidden layer, at most min(d_x, d_y).
std::size_t rank_bound(const Network& network, const PatternClass& pattern) {
  std::size_t result = std::min(network.input_dimension(), network.output_dimension());
  for (std::size_t l = 0; l < network.hidden_layer_count(); ++l) {
    const Vector& slopes = network.layers[l].activation.slopes;
    const auto width = std::count_if(pattern.pieces[l].begin(), pattern.pieces[l].end(),
                                     [&](std::size_t piece) { return slopes[piece] != 0; });
    result = std::min(result, static_cast<std::size_t>(width));
  }
  return result;
}

/// No biases, and no intercept in use: F(0) = 0 with these patterns.
bool is_homogeneous(const Network& network, const PatternClass& pattern) {
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    if (network.layers[l].has_biases)
      return false;
    const Vector& intercepts = network.layers[l].activation.intercepts;
    if (l < network.hidden_layer_count())
      for (const std::size_t piece : pattern.pieces[l])
        if (intercepts[piece] != 0)
          return false;
  }
  return true;
}

DenseRows moments(const Dataset& data, bool is_centred) {
  const std::size_t d = data.input_dimension();
  DenseRows rows(d, Vector(d));
  Vector sums(d);
  for (const Vector& x : data.inputs)
    for (std::size_t j = 0; j < d; ++j) {
      sums[j] += x[j];
      for (std::size_t k = 0; k < d; ++k)
        rows[j][k] += x[j] * x[k];
    }
  for (std::size_t j = 0; j < d && is_centred; ++j)
    for (std::size_t k = 0; k < d; ++k)
      rows[j][k] -= sums[j] * sums[k] / Rational(data.sample_count());
  return rows;
}

bool is_zero_matrix(const DenseRows& a) {
  return std::all_of(a.begin(), a.end(), [](const Vector& row) { return dot(row, row) == 0; });
}

/// factor · I − A
DenseRows below_multiple(const Rational& factor, DenseRows a) {
  for (std::size_t j = 0; j < a.size(); ++j) {
    for (Rational& entry : a[j])
      entry = -entry;
    a[j][j] += factor;
  }
  return a;
}

/// A² ≽ λ A: the eigenvalues of A ≽ 0 that are not 0 are at least λ.
bool keeps_above(const DenseRows& a, const Rational& level) {
  DenseRows rows = product(a, a);
  for (std::size_t j = 0; j < a.size(); ++j)
    for (std::size_t k = 0; k < a.size(); ++k)
      rows[j][k] -= level * a[j][k];
  return semidefinite_rank(std::move(rows)).has_value();
}

/// A number that no eigenvalue of `lost` is above and none of `kept`, 0 apart, is below; by halving
/// the range of what may be the largest one of `lost`.
std::optional<Rational> separating_level(const DenseRows& lost, const DenseRows& kept) {
  constexpr int most_halvings = 100;
  Rational low = 0, high = 0; // λ = trace is enough for `lost`
  for (std::size_t j = 0; j < lost.size(); ++j)
    high += lost[j][j];
  for (int halving = 0; halving < most_halvings; ++halving) {
    const Rational level = simplest_between(low, high);
    for (const Rational& tried : {level, high})
      if (semidefinite_rank(below_multiple(tried, lost)) && keeps_above(kept, tried))
        return tried;
    const Rational middle = (low + high) / 2;
    (semidefinite_rank(below_multiple(middle, lost)) ? high : low) = middle;
  }
  return std::nullopt;
}

} // namespace

std::optional<BottleneckMinimum> bottleneck_minimum(const Network& network, const Dataset& data,
                                                    RadiusMethod method) {
  const PatternClasses classes = pattern_classes(network, data);
  if (classes.classes.size() != 1 || !classes.on_wall.empty() || network.layers.size() < 2 ||
      std::any_of(network.layers.begin(), network.layers.end(),
                  [](const Layer& layer) { return layer.kind != LayerKind::dense; }))
    return std::nullopt;
  const PatternClass& pattern = classes.classes.front();
  const std::size_t rank = rank_bound(network, pattern);
  const std::size_t inputs = network.input_dimension(), outputs = network.output_dimension();
  if (rank == 0 || rank >= std::min(inputs, outputs))
    return std::nullopt;
  const bool is_centred = !is_homogeneous(network, pattern);
  DenseRows matrix, gradient(outputs, Vector(inputs)); // M, B
  Vector shortfalls(outputs);
  for (const AffineFunction& f : pattern.outputs)
    matrix.push_back(f.linear);
  for (std::size_t i = 0; i < data.sample_count(); ++i)
    for (std::size_t o = 0; o < outputs; ++o) {
      const Rational shortfall = data.targets[i][o] - pattern.outputs[o](data.inputs[i]);
      shortfalls[o] += shortfall;
      for (std::size_t k = 0; k < inputs; ++k)
        gradient[o][k] += shortfall * data.inputs[i][k];
    }
  const DenseRows c = moments(data, is_centred);
  if ((is_centred && dot(shortfalls, shortfalls) != 0) ||
      !is_zero_matrix(product(matrix, transposed(gradient))) ||
      !is_zero_matrix(product(c, product(transposed(matrix), gradient))))
    return std::nullopt;
  const std::optional<DenseRows> solved = solution_of(c, transposed(gradient));
  if (!solved)
    return std::nullopt;
  DenseRows increments = transposed(*solved);
  const DenseRows kept = product(product(matrix, c), transposed(matrix));
  const std::optional<Rational> level =
      separating_level(product(gradient, transposed(increments)), kept);
  if (!level || (*level != 0 && semidefinite_rank(kept) != rank))
    return std::nullopt;
  return BottleneckMinimum{empirical_risk(network, data, classes),
                           certified_radius(network, data, classes, method),
                           method,
                           std::move(increments),
                           *level,
                           rank};
}

} // namespace thalweg
