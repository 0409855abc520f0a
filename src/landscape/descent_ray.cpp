// SPDX-License-Identifier: GPL-3.0-or-later

#include "landscape/descent_ray.hpp"

#include "landscape/path_directions.hpp"
#include "landscape/residuals.hpp"
#include "landscape/single_moves.hpp"
#include "landscape/wall_directions.hpp"

#include <fmt/format.h>

namespace thalweg {

namespace {

constexpr std::size_t most_single_moves = 8;

bool has_no_tie_in_use(const Network& network, const UnsettledStates& unsettled, std::size_t layer,
                       const std::vector<Vector>& derivatives) {
  for (const Tie& tie : unsettled.ties) {
    if (tie.layer + 1 != layer)
      continue;
    Rational downstream = 0;
    for (std::size_t unit = 0; unit < network.layers[layer].unit_count(); ++unit)
      for (const auto& [input, weight] : network.layers[layer].weights[unit])
        if (input == tie.unit)
          downstream += derivatives[tie.sample][unit] * weight;
    if (downstream != 0)
      return false;
  }
  return true;
}

/// The parameter of a layer with the largest partial derivative (the first of equal ones), moved
/// against its sign; no entry if all are 0. `derivatives`: ∂(½ Σ‖g‖²)/∂z of this layer per sample.
Direction steepest_parameter(const UnsettledStates& unsettled, std::size_t layer,
                             const std::vector<Vector>& derivatives) {
  const std::size_t input_count = unsettled.states.front().inputs[layer].size();
  Rational largest = 0;
  Direction best;
  for (std::size_t unit = 0; unit < derivatives.front().size(); ++unit)
    for (std::size_t k = 0; k <= input_count; ++k) {
      Rational partial = 0;
      for (std::size_t i = 0; i < unsettled.states.size(); ++i)
        if (derivatives[i][unit] != 0)
          partial += k < input_count
                         ? Rational(derivatives[i][unit] * unsettled.states[i].inputs[layer][k])
                         : derivatives[i][unit];
      if (abs(partial) <= largest)
        continue;
      largest = abs(partial);
      const Rational change = -sgn(partial);
      best = k < input_count ? Direction{{{layer, unit, k, change}}, {}}
                             : Direction{{}, {{layer, unit, change}}};
    }
  return best;
}

} // namespace

GradientSearch gradient_search(const Network& network, const Dataset& data,
                               const UnsettledStates& unsettled) {
  GradientSearch search;
  std::vector<Vector> derivatives;
  for (const SampleState& state : unsettled.states)
    derivatives.push_back(state.residual);
  for (std::size_t layer = network.hidden_layer_count();; --layer) {
    search.lowest_layer = layer;
    const Direction direction = steepest_parameter(unsettled, layer, derivatives);
    if (direction.entry_count() > 0)
      if ((search.ray = descent_along(network, data, direction)))
        return search;
    if (layer == 0 || !has_no_tie_in_use(network, unsettled, layer, derivatives))
      return search;
    for (std::size_t i = 0; i < derivatives.size(); ++i)
      derivatives[i] = propagated_back(network, unsettled.states[i], layer, derivatives[i]);
  }
}

DescentSearch descent_search(const Network& network, const Dataset& data,
                             const PatternClasses& classes, const UnsettledStates& unsettled,
                             const GradientSearch& gradient, std::size_t program_budget) {
  DescentSearch search;
  search.tried.push_back(fmt::format("the gradient in layers {} to {}: it is 0",
                                     gradient.lowest_layer, network.hidden_layer_count()));
  if (gradient.lowest_layer > 0) {
    const std::vector<SingleMove> moves = descending_moves(network, unsettled, most_single_moves);
    for (const SingleMove& move : moves)
      if ((search.ray = descent_along(network, data, direction_of(move))))
        return search;
    search.tried.push_back(
        moves.empty()
            ? "single parameters: none seems to descend to first order"
            : fmt::format("{} single parameters that seemed to descend: none does", moves.size()));
    WallSearch walls = descent_from_walls(network, data, unsettled, program_budget);
    if ((search.ray = std::move(walls.ray)))
      return search;
    search.tried.push_back(
        fmt::format("one-sided directions at {} ties, {} adjacent cells, {} linear programs: {}",
                    unsettled.ties.size(), walls.cells, walls.programs,
                    walls.is_complete ? "no derivative is negative" : "the budget was used up"));
  }
  if (unsettled_wall_sample(network, data, classes))
    return search;
  const std::vector<Direction> directions = path_directions(network, data, classes);
  for (const Direction& direction : directions)
    if ((search.ray = descent_along(network, data, direction)))
      return search;
  search.tried.push_back(fmt::format("{} directions along paths whose sum is not 0: none descends",
                                     directions.size()));
  return search;
}

} // namespace thalweg
