// SPDX-License-Identifier: GPL-3.0-or-later
//
// Only the column of one unit is touched; rows are sorted, so it is found by bisection.

#include "constructions/unit_moves.hpp"

#include <algorithm>

namespace thalweg {

void shift_active_unit(Network& network, std::size_t layer, std::size_t unit,
                       const Rational& amount) {
  network.layers[layer].biases[unit] += amount;
  DenseLayer& next = network.layers[layer + 1];
  for (std::size_t j = 0; j < next.unit_count(); ++j) {
    const SparseRow& row = next.weights[j];
    const auto found =
        std::lower_bound(row.begin(), row.end(), unit,
                         [](const auto& entry, std::size_t index) { return entry.first < index; });
    if (found != row.end() && found->first == unit)
      next.biases[j] -= found->second * amount;
  }
}

Rational greatest_parameter(const Network& network) {
  Rational greatest = 0;
  const auto consider = [&greatest](const Rational& value) {
    if (abs(value) > greatest)
      greatest = abs(value);
  };
  for (const DenseLayer& layer : network.layers) {
    for (const SparseRow& row : layer.weights)
      for (const auto& [input, weight] : row)
        consider(weight);
    for (const Rational& bias : layer.biases)
      consider(bias);
  }
  return greatest;
}

} // namespace thalweg
