// SPDX-License-Identifier: GPL-3.0-or-later

#include "landscape/ray.hpp"

#include "landscape/risk_along.hpp"

#include <algorithm>

namespace thalweg {

namespace {

/// The row with `change` added to the weight of `input`.
void add_weight(SparseRow& row, std::size_t input, const Rational& change) {
  const auto place =
      std::lower_bound(row.begin(), row.end(), input,
                       [](const auto& entry, std::size_t wanted) { return entry.first < wanted; });
  if (place == row.end() || place->first != input) {
    row.insert(place, {input, change});
    return;
  }
  place->second += change;
  if (place->second == 0)
    row.erase(place);
}

} // namespace

Network moved(const Network& network, const Direction& direction, const Rational& epsilon) {
  Network result = network;
  if (epsilon == 0)
    return result;
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    std::vector<SparseRow> rows = parameter_rows(network.layers[l]);
    Vector biases = parameter_biases(network.layers[l]);
    bool is_moved = false;
    for (const WeightMove& move : direction.weights)
      if (move.layer == l) {
        add_weight(rows[move.unit], move.input, Rational(epsilon * move.change));
        is_moved = true;
      }
    for (const BiasMove& move : direction.biases)
      if (move.layer == l) {
        biases[move.unit] += epsilon * move.change;
        is_moved = true;
      }
    if (is_moved)
      set_parameters(result.layers[l], std::move(rows), std::move(biases));
  }
  return result;
}

std::optional<DescentRay> descent_along(const Network& network, const Problem& problem,
                                        const Direction& direction, const WeightDecay& decay) {
  const RiskAlong risk = risk_along(network, problem, direction, decay);
  if (!risk.epsilon || risk.difference.sign_right_of_zero() >= 0)
    return std::nullopt;
  return DescentRay{direction, *risk.epsilon, risk.at_zero, risk.difference};
}

} // namespace thalweg
