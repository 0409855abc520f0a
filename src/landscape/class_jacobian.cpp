// SPDX-License-Identifier: GPL-3.0-or-later
//
// Forwards for all units at once. Most entries are zero: inactive ReLU units have slope 0.

#include "landscape/class_jacobian.hpp"

#include "network/walk.hpp"

#include <map>

namespace thalweg {

Vector class_slopes(const Network& network, const PatternClass& c, std::size_t layer) {
  Vector slopes;
  for (const std::size_t piece : c.pieces[layer])
    slopes.push_back(slope_in_use(network.layers[layer], piece));
  return slopes;
}

namespace {

/// The non-zero entries of row · matrix, the matrix given by its sparse rows.
SparseRow row_times_matrix(std::span<const Term> row, const std::vector<SparseRow>& matrix) {
  std::map<std::size_t, Rational> sum;
  for (const auto& [k, factor] : row)
    for (const auto& [a, entry] : matrix[k])
      sum[a] += factor * entry;
  SparseRow result;
  for (auto& [a, value] : sum)
    if (value != 0)
      result.emplace_back(a, std::move(value));
  return result;
}

/// factor · row
SparseRow multiple(const Rational& factor, const SparseRow& row) {
  if (factor == 0)
    return {};
  SparseRow result = row;
  for (auto& [a, value] : result)
    if (factor != 1)
      value *= factor;
  return result;
}

} // namespace

/// For every m the rows of ∂z_m/∂z_m = 1 go up; what comes from before m has none.
ClassJacobian class_jacobian(const Network& network, const PatternClass& c) {
  ClassJacobian result(network.hidden_layer_count());
  for (std::size_t l = 0; l < result.size(); ++l)
    result[l].resize(l);
  for (std::size_t m = 0; m + 1 < result.size(); ++m) {
    if (!has_parameters(network.layers[m]))
      continue;
    std::vector<std::vector<SparseRow>> outputs;
    for (std::size_t source = 0; source <= m; ++source)
      outputs.emplace_back(volume(shape_of_output(network, source)));
    std::vector<SparseRow>& own = outputs.emplace_back();
    for (const Rational& slope : class_slopes(network, c, m))
      own.push_back(multiple(slope, {{own.size(), Rational(1)}}));
    push(network, outputs, result.size(), [&](std::size_t l, const std::vector<SparseRow>& input) {
      std::vector<SparseRow> h;
      for (std::size_t unit = 0; unit < network.layers[l].unit_count(); ++unit) {
        const std::size_t piece = c.pieces[l][unit];
        result[l][m].push_back(row_times_matrix(row_in_use(network.layers[l], unit, piece), input));
        h.push_back(multiple(slope_in_use(network.layers[l], piece), result[l][m].back()));
      }
      return h;
    });
  }
  return result;
}

std::vector<Vector> unit_jacobian(const Network& network, const PatternClass& c, std::size_t layer,
                                  std::size_t unit) {
  std::vector<Vector> result(layer + 1);
  Vector seed(network.layers[layer].unit_count());
  seed[unit] = 1;
  auto pull = rational_pull(network, c.pieces, layer, std::move(seed));
  for (result[layer] = pull.derivative(); pull.layer() > 0;
       result[pull.layer()] = pull.derivative())
    pull.step();
  return result;
}

} // namespace thalweg
