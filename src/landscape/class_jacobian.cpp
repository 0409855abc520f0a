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

/// The slope in use at an output; that of x counts as 0, for nothing moves it.
const Rational& slope_of(const Network& network, const PatternClass& c, const InputOrigin& where) {
  static const Rational zero = 0;
  if (where.source == 0)
    return zero;
  return slope_in_use(network.layers[where.source - 1], c.pieces[where.source - 1][where.index]);
}

/// The rows of V S of one layer, of which only the inputs from x are left out.
std::vector<SparseRow> masked_rows(const Network& network, const PatternClass& c, std::size_t l) {
  const Layer& layer = network.layers[l];
  std::vector<SparseRow> result(layer.unit_count());
  for (std::size_t unit = 0; unit < result.size(); ++unit)
    for (const auto& [input, weight] : row_in_use(layer, unit, c.pieces[l][unit]))
      if (const Rational& slope = slope_of(network, c, origin(network, l, input)); slope != 0)
        result[unit].emplace_back(input, weight * slope);
  return result;
}

/// The rows of J_{·,m} at the inputs of layer l: none that come from before layer m.
std::vector<SparseRow> rows_at_inputs(const Network& network, const ClassJacobian& jacobian,
                                      std::size_t l, std::size_t m) {
  std::vector<SparseRow> result(network.layers[l].input_count);
  for (std::size_t input = 0; input < result.size(); ++input) {
    const auto [source, index] = origin(network, l, input);
    if (source == m + 1)
      result[input] = {{index, Rational(1)}};
    else if (source > m + 1)
      result[input] = jacobian[source - 1][m][index];
  }
  return result;
}

} // namespace

ClassJacobian class_jacobian(const Network& network, const PatternClass& c) {
  ClassJacobian result(network.hidden_layer_count());
  for (std::size_t l = 1; l < result.size(); ++l) {
    const std::vector<SparseRow> step = masked_rows(network, c, l);
    const bool has_one_source = network.layers[l].kind != LayerKind::addition;
    for (std::size_t m = 0; m < l; ++m) {
      std::vector<SparseRow>& rows = result[l].emplace_back();
      if (!has_parameters(network.layers[m]))
        continue;
      if (has_one_source && m + 1 == l) {
        rows = step;
        continue;
      }
      const std::vector<SparseRow> gathered_rows =
          has_one_source ? std::vector<SparseRow>{} : rows_at_inputs(network, result, l, m);
      for (const SparseRow& row : step)
        rows.push_back(row_times_matrix(row, has_one_source ? result[l - 1][m] : gathered_rows));
    }
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
