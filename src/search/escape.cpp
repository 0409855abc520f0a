// SPDX-License-Identifier: GPL-3.0-or-later

#include "search/escape.hpp"

#include "exact/error.hpp"
#include "landscape/subgradients.hpp"
#include "search/spare_kink.hpp"

#include <algorithm>

namespace thalweg {

namespace {

constexpr int most_halvings = 60; ///< of the last piece; with the squared loss one is enough

/// The unit of the last hidden layer that differs, or whose outgoing weights differ if none does.
std::size_t moved_unit(const Network& a, const Network& b) {
  const std::size_t last = a.hidden_layer_count() - 1;
  for (std::size_t j = 0; j < a.layers[last].unit_count(); ++j)
    if (a.layers[last].weights[j] != b.layers[last].weights[j] ||
        a.layers[last].biases[j] != b.layers[last].biases[j])
      return j;
  for (std::size_t o = 0; o < a.output_dimension(); ++o)
    for (const auto& [j, weight] : b.layers.back().weights[o]) {
      const SparseRow& row = a.layers.back().weights[o];
      if (std::find(row.begin(), row.end(), Term(j, weight)) == row.end())
        return j;
    }
  throw InternalError("escape: expected another network, found the same one");
}

/// The weights with which the outputs read the unit, times a factor.
void scale_readers(Network& network, std::size_t unit, const Rational& factor) {
  for (SparseRow& row : network.layers.back().weights) {
    for (auto& [input, weight] : row)
      if (input == unit)
        weight *= factor;
    std::erase_if(row, [](const Term& term) { return term.second == 0; });
  }
}

bool is_equal(const Network& a, const Network& b) {
  for (std::size_t l = 0; l < a.layers.size(); ++l)
    if (a.layers[l].weights != b.layers[l].weights || a.layers[l].biases != b.layers[l].biases)
      return false;
  return true;
}

} // namespace

std::optional<Escape> escape_from(const Network& network, const Problem& problem) {
  if (network.hidden_layer_count() == 0)
    return std::nullopt;
  const std::optional<Network> better = with_spare_kink(network, problem);
  if (!better)
    return std::nullopt;
  const std::size_t last = network.hidden_layer_count() - 1;
  const std::size_t unit = moved_unit(network, *better);
  Network turned = *better; // the unit is where it helps, and nobody reads it
  scale_readers(turned, unit, 0);
  Network off = turned; // nobody reads it, and it is where it was
  off.layers[last] = network.layers[last];

  Escape escape{{}, empirical_risk(network, problem), 0};
  for (const Network* waypoint : {&off, &turned}) {
    require(empirical_risk(*waypoint, problem) == escape.risk,
            "escape: expected one and the same risk");
    if (!is_equal(escape.waypoints.empty() ? network : escape.waypoints.back(), *waypoint))
      escape.waypoints.push_back(*waypoint);
  }
  Network far = *better; // as far again behind the end
  Rational beyond_end = empirical_risk(far, problem);
  for (int halving = 0; halving < most_halvings; ++halving) {
    Network end = far;
    scale_readers(end, unit, Rational(1, 2));
    escape.better_risk = empirical_risk(end, problem);
    if (beyond_end <= escape.better_risk && escape.better_risk < escape.risk) {
      escape.waypoints.push_back(std::move(end));
      return escape;
    }
    far = std::move(end);
    beyond_end = escape.better_risk;
  }
  return std::nullopt;
}

} // namespace thalweg
