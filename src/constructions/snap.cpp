// SPDX-License-Identifier: GPL-3.0-or-later

#include "constructions/snap.hpp"

#include "constructions/cell_minimum.hpp"
#include "constructions/cell_walk.hpp"
#include "exact/error.hpp"
#include "geometry/simplest_rational.hpp"

#include <fmt/format.h>

namespace thalweg {

namespace {

/// Short numbers near the sizes of the output weights; 1 for a weight 0.
Vector short_scales(const Network& network) {
  Vector result(network.layers.front().weights.size(), 1);
  constexpr long parts = 256;
  for (const auto& [unit, weight] : network.layers.back().weights.front())
    result[unit] = simplest_between(abs(weight) * fraction(parts - 1, parts),
                                    abs(weight) * fraction(parts + 1, parts));
  return result;
}

Rational risk_of(const Network& network, const Dataset& data) {
  return empirical_risk(network, data, pattern_classes(network, data));
}

/// The place of the walk as a network.
Network network_at(const Network& like, const WalkProblem& problem, const WalkState& state,
                   Vector scales) {
  const Vector coordinates = lifted_coordinates(problem, state);
  if (problem.shape.has_scales)
    for (std::size_t k = 0; k < problem.shape.unit_count; ++k)
      scales[k] = coordinates[problem.shape.scale(k)];
  return network_from_lifted(like, state.signs, scales, coordinates);
}

const char* reason_of(WalkEnd end) {
  switch (end) {
  case WalkEnd::interior:
    return "the optimum of the last cell is on its border";
  case WalkEnd::on_wall:
    return "the minimum lies on a wall";
  case WalkEnd::no_steps:
    return "the steps are used up";
  case WalkEnd::infinite:
    return "an output weight tends to 0 while its unit grows";
  }
  throw InternalError("unknown end of a walk");
}

} // namespace

SnapResult snap(const Network& network, const Dataset& data, const SnapRequest& request) {
  require_one_hidden_layer(network, "snap");
  SnapResult result{risk_of(network, data), 0, network, 0, {}, {}};
  const Vector scales = short_scales(network);
  const WalkProblem problem = walk_problem(network, data);
  WalkState state = walk_start(problem, network, data);
  std::size_t steps = request.step_budget;
  const WalkEnd end = walk_down(problem, state, steps);
  result.steps = request.step_budget - steps;
  if (end == WalkEnd::interior) {
    const CellGuess guess{lifted_coordinates(problem, state), scales};
    if (auto found = cell_minimum(network, data, cell_of(problem, state), guess)) {
      result.network = std::move(*found);
      result.risk = risk_of(result.network, data);
      Decision verdict = decision(result.network, data);
      if (auto* minimum = std::get_if<CertifiedMinimum>(&verdict))
        result.minimum = std::move(*minimum);
      else if (std::holds_alternative<GlobalMinimum>(verdict))
        result.minimum = GlobalMinimum{};
      else
        throw InternalError("snap: a minimum of a cell is not certified");
      return result;
    }
  }
  result.network = network_at(network, problem, state, scales);
  result.risk = risk_of(result.network, data);
  result.reason = reason_of(end);
  return result;
}

} // namespace thalweg
