// SPDX-License-Identifier: GPL-3.0-or-later
//
// Forwards for all units at once, J_{l,m} = (W_l S_{l−1}) J_{l−1,m}, and backwards for one unit.
// Most entries of both are zero: inactive ReLU units have slope 0.

#include "landscape/class_jacobian.hpp"

#include <map>

namespace thalweg {

Vector class_slopes(const Network& network, const PatternClass& c, std::size_t layer) {
  Vector slopes;
  for (const std::size_t piece : c.pieces[layer])
    slopes.push_back(network.layers[layer].activation.slopes[piece]);
  return slopes;
}

namespace {

/// The non-zero entries of row · matrix, the matrix given by its sparse rows.
SparseRow row_times_matrix(const SparseRow& row, const std::vector<SparseRow>& matrix) {
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

/// The rows of W S.
std::vector<SparseRow> masked_weights(const DenseLayer& layer, const Vector& slopes) {
  std::vector<SparseRow> result(layer.unit_count());
  for (std::size_t unit = 0; unit < layer.unit_count(); ++unit)
    for (const auto& [k, weight] : layer.weights[unit])
      if (slopes[k] != 0)
        result[unit].emplace_back(k, weight * slopes[k]);
  return result;
}

} // namespace

ClassJacobian class_jacobian(const Network& network, const PatternClass& c) {
  ClassJacobian result(network.hidden_layer_count());
  for (std::size_t l = 1; l < result.size(); ++l) {
    const std::vector<SparseRow> step =
        masked_weights(network.layers[l], class_slopes(network, c, l - 1));
    for (std::size_t m = 0; m + 1 < l; ++m) {
      std::vector<SparseRow>& rows = result[l].emplace_back();
      for (const SparseRow& row : step)
        rows.push_back(row_times_matrix(row, result[l - 1][m]));
    }
    result[l].push_back(step);
  }
  return result;
}

std::vector<Vector> unit_jacobian(const Network& network, const PatternClass& c, std::size_t layer,
                                  std::size_t unit) {
  std::vector<Vector> result(layer + 1);
  result[layer].resize(network.layers[layer].unit_count());
  result[layer][unit] = 1;
  for (std::size_t m = layer; m-- > 0;) {
    const Vector slopes = class_slopes(network, c, m);
    result[m].resize(slopes.size());
    for (std::size_t j = 0; j < result[m + 1].size(); ++j)
      if (result[m + 1][j] != 0)
        for (const auto& [k, weight] : network.layers[m + 1].weights[j])
          result[m][k] += result[m + 1][j] * weight * slopes[k];
  }
  return result;
}

} // namespace thalweg
