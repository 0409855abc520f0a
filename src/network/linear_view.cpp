// SPDX-License-Identifier: GPL-3.0-or-later

#include "network/linear_view.hpp"

namespace thalweg {

std::size_t piece_below(const std::vector<double>& breakpoints, double value) {
  std::size_t piece = 0;
  while (piece < breakpoints.size() && breakpoints[piece] < value)
    ++piece;
  return piece;
}

std::vector<double> doubles(const Vector& values) {
  std::vector<double> result;
  for (const Rational& value : values)
    result.push_back(value.get_d());
  return result;
}

LinearView<double> floating_view(const Layer& layer) {
  LinearView<double> view;
  view.is_max_pooling = layer.kind == LayerKind::max_pooling;
  for (const SparseRow& row : view.is_max_pooling ? layer.choices : layer.weights) {
    view.rows.emplace_back();
    for (const auto& [input, weight] : row)
      view.rows.back().emplace_back(input, weight.get_d());
  }
  view.biases = doubles(layer.biases);
  view.breakpoints = doubles(layer.activation.breakpoints);
  view.slopes = doubles(layer.activation.slopes);
  view.intercepts = doubles(layer.activation.intercepts);
  return view;
}

} // namespace thalweg
