// SPDX-License-Identifier: GPL-3.0-or-later

#include "search/snap.hpp"

#include "exact/error.hpp"
#include "geometry/simplest_rational.hpp"
#include "search/cell_hop.hpp"
#include "search/cell_minimum.hpp"
#include "search/cell_walk.hpp"

#include <fmt/format.h>

#include <algorithm>

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

/// Everything that stays the same during the search.
struct Search {
  const Network& network;
  const Dataset& data;
  Vector scales;
  WalkProblem problem;
};

/// The place of the walk as a network.
Network network_at(const Search& search, const WalkState& state) {
  const LiftedShape& shape = search.problem.shape;
  const Vector coordinates = lifted_coordinates(search.problem, state);
  Vector scales = search.scales;
  if (shape.has_scales)
    for (std::size_t k = 0; k < shape.unit_count; ++k)
      scales[k] = coordinates[shape.scale(k)];
  return network_from_lifted(search.network, state.signs, scales, coordinates);
}

/// Puts the minimum of the cell of `state` into `result`; false if it holds none, or if its risk
/// exceeds that of the start.
bool has_minimum(const Search& search, const WalkState& state, SnapResult& result) {
  const CellGuess guess{lifted_coordinates(search.problem, state), search.scales,
                        settled_samples_on_walls(search.problem, state)};
  std::optional<Network> found =
      cell_minimum(search.network, search.data, cell_of(search.problem, state), guess);
  if (!found)
    return false;
  Rational risk = risk_of(*found, search.data);
  if (risk > result.start_risk)
    return false;
  Decision verdict = decision(*found, search.data);
  if (auto* minimum = std::get_if<CertifiedMinimum>(&verdict))
    result.minimum = std::move(*minimum);
  else if (std::holds_alternative<GlobalMinimum>(verdict))
    result.minimum = GlobalMinimum{};
  else
    return false;
  result.network = std::move(*found);
  result.risk = std::move(risk);
  return true;
}

std::string reason_of(const WalkProblem& problem, const WalkState& state, CellWalkEnd end) {
  switch (end) {
  case CellWalkEnd::interior:
    return "the optimum of the last cell is on its border, or above the risk at the start";
  case CellWalkEnd::on_wall: {
    const HeldWall& wall = state.held.front();
    const auto sample =
        std::find(problem.point_of_sample.begin(), problem.point_of_sample.end(), wall.point);
    return fmt::format("the minimum lies on a wall (sample {}, unit {})",
                       sample - problem.point_of_sample.begin(), wall.unit);
  }
  case CellWalkEnd::no_steps:
    return "the steps are used up";
  case CellWalkEnd::infinite:
    return "an output weight tends to 0 while its unit grows";
  }
  throw InternalError("unknown end of a walk");
}

/// Where a walk ended, the lowest so far.
struct Lowest {
  WalkState state;
  CellWalkEnd end;
  double risk;
};

} // namespace

SnapResult snap(const Network& network, const Dataset& data, const SnapRequest& request) {
  require_one_hidden_layer(network, "snap");
  SnapResult result{risk_of(network, data), 0, 0, network, 0, {}, {}};
  const Search search{network, data, short_scales(network), walk_problem(network, data)};
  WalkState state = walk_start(search.problem, network, data);
  std::size_t steps = request.step_budget;
  Hops hops;
  std::optional<Lowest> lowest;
  for (;;) {
    const CellWalkEnd end = walk_down(search.problem, state, steps);
    result.steps = request.step_budget - steps;
    result.hops = hops.count();
    if ((end == CellWalkEnd::interior || end == CellWalkEnd::on_wall) &&
        has_minimum(search, state, result))
      return result;
    const double risk = walk_risk(search.problem, state);
    if (!lowest || risk < lowest->risk)
      lowest = Lowest{state, end, risk};
    if (steps == 0)
      break;
    --steps;
    state = hops.next(search.problem, lowest->state);
  }
  result.network = network_at(search, lowest->state);
  result.risk = risk_of(result.network, data);
  result.reason = reason_of(search.problem, lowest->state, lowest->end);
  return result;
}

} // namespace thalweg
