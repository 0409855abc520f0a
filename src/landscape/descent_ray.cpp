// SPDX-License-Identifier: GPL-3.0-or-later

#include "landscape/descent_ray.hpp"

#include "landscape/path_directions.hpp"
#include "landscape/residuals.hpp"
#include "landscape/risk_gradient.hpp"
#include "landscape/single_moves.hpp"
#include "landscape/wall_directions.hpp"

#include <fmt/format.h>

namespace thalweg {

namespace {

constexpr std::size_t most_single_moves = 8;

} // namespace

GradientSearch gradient_search(const Network& network, const Dataset& data,
                               const UnsettledStates& unsettled) {
  GradientSearch search;
  const std::unique_ptr<RiskGradient> gradient = risk_gradient(network, unsettled);
  for (;;) {
    search.lowest_layer = gradient->layer();
    const Direction direction = gradient->steepest_parameter();
    if (direction.entry_count() > 0)
      if ((search.ray = descent_along(network, data, direction)))
        return search;
    if (search.lowest_layer == 0 || !gradient->has_no_tie_in_use())
      return search;
    gradient->step();
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
