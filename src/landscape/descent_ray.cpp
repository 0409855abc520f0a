// SPDX-License-Identifier: GPL-3.0-or-later

#include "landscape/descent_ray.hpp"

#include "exact/finite.hpp"
#include "landscape/guess/curvature_directions.hpp"
#include "landscape/guess/single_moves.hpp"
#include "landscape/guess/waking_directions.hpp"
#include "landscape/path_directions.hpp"
#include "landscape/ray_drop.hpp"
#include "landscape/residuals.hpp"
#include "landscape/risk_gradient.hpp"
#include "landscape/short_ray.hpp"
#include "landscape/tangent_fit.hpp"
#include "landscape/wall_directions.hpp"

#include <fmt/format.h>

namespace thalweg {

namespace {

constexpr std::size_t most_single_moves = 8;
constexpr std::size_t most_loss_ties = 60; ///< each is a variable of every linear program

/// The ray with the larger drop at its end.
void keep_larger(std::optional<DescentRay>& best, std::optional<DescentRay> other) {
  if (other && (!best || drop_at_end(*other) > drop_at_end(*best)))
    best = std::move(other);
}

/// What the search finds; nothing where numbers leave the range of floating point.
template <class Search> auto found_in_floating_point(const Search& search) -> decltype(search()) {
  try {
    return search();
  } catch (const NotFinite&) {
    return {};
  }
}

/// Constant units, woken. True if a ray is found: of all candidates that with the largest drop.
bool searched_constant_units(DescentSearch& search, const Network& network,
                             const Problem& problem) {
  const std::vector<Direction> directions =
      found_in_floating_point([&] { return waking_directions(network, problem); });
  for (const Direction& direction : directions)
    keep_larger(search.ray, descent_along(network, problem, direction));
  if (!search.ray && !directions.empty())
    search.tried.push_back(
        fmt::format("{} directions that wake constant units: none descends", directions.size()));
  return search.ray.has_value();
}

/// Negative curvature of the cell. True if a ray is found.
bool searched_curvature(DescentSearch& search, const Network& network, const Problem& problem,
                        const UnsettledStates& unsettled) {
  const ParameterOrder order(network);
  const std::vector<CurvatureDirection> directions =
      found_in_floating_point([&] { return curvature_directions(network, problem, unsettled); });
  for (const CurvatureDirection& direction : directions)
    keep_larger(search.ray,
                short_ray(network, problem, order, direction.parameters, direction.values));
  if (!search.ray && !directions.empty())
    search.tried.push_back(
        fmt::format("{} directions of negative curvature: none descends", directions.size()));
  return search.ray.has_value();
}

/// Single parameters, then adjacent cells. True if a ray is found.
bool searched_walls(DescentSearch& search, const Network& network, const Problem& problem,
                    const UnsettledStates& unsettled, std::size_t program_budget) {
  const std::vector<SingleMove> moves = descending_moves(network, unsettled, most_single_moves);
  for (const SingleMove& move : moves)
    if ((search.ray = descent_along(network, problem, direction_of(move))))
      return true;
  search.tried.push_back(
      moves.empty()
          ? "single parameters: none seems to descend to first order"
          : fmt::format("{} single parameters that seemed to descend: none does", moves.size()));
  if (searched_constant_units(search, network, problem))
    return true;
  if (unsettled.ties.empty())
    return false;
  if (unsettled.loss_ties.size() > most_loss_ties) {
    search.tried.push_back(
        fmt::format("no one-sided directions: expected at most {} kinks of the loss, found {}",
                    most_loss_ties, unsettled.loss_ties.size()));
    return false;
  }
  WallSearch walls = descent_from_walls(network, problem, unsettled, program_budget);
  if ((search.ray = std::move(walls.ray)))
    return true;
  search.tried.push_back(
      fmt::format("one-sided directions at {} ties, {} adjacent cells, {} linear programs: {}",
                  unsettled.ties.size(), walls.cells, walls.programs,
                  walls.is_complete ? "no derivative is negative" : "the budget was used up"));
  return false;
}

/// The directions along paths whose sum with the subgradients is not 0.
std::vector<Direction> failing_directions(const Network& network, const Problem& problem,
                                          const PatternClasses& classes,
                                          const std::optional<Subgradients>& subgradients) {
  if (is_plain_squared(problem.loss))
    return path_directions(network, problem.data, classes);
  return path_directions(
      network, problem.data, classes,
      subgradients
          ? *subgradients
          : left_derivatives(problem, classes, sample_outputs(network, problem.data, classes)));
}

/// Products of parameters along paths. True if a ray is found.
bool searched_paths(DescentSearch& search, const Network& network, const Problem& problem,
                    const PatternClasses& classes,
                    const std::optional<Subgradients>& subgradients) {
  const std::vector<Direction> directions =
      failing_directions(network, problem, classes, subgradients);
  for (const Direction& direction : directions)
    if ((search.ray = descent_along(network, problem, direction)))
      return true;
  search.tried.push_back(fmt::format("{} directions along paths whose sum is not 0: none descends",
                                     directions.size()));
  return false;
}

} // namespace

GradientSearch gradient_search(const Network& network, const Problem& problem,
                               const UnsettledStates& unsettled) {
  GradientSearch search;
  if (!unsettled.loss_ties.empty()) {
    search.lowest_layer = network.layers.size();
    return search;
  }
  const std::unique_ptr<RiskGradient> gradient = risk_gradient(network, unsettled);
  for (;;) {
    search.lowest_layer = gradient->layer();
    const Direction direction = gradient->steepest_parameter();
    if (direction.entry_count() > 0)
      if ((search.ray = descent_along(network, problem, direction)))
        return search;
    if (search.lowest_layer == 0 || !gradient->has_no_tie_in_use())
      return search;
    gradient->step();
  }
}

DescentSearch descent_search(const Network& network, const Problem& problem,
                             const PatternClasses& classes, const UnsettledStates& unsettled,
                             const GradientSearch& gradient, std::size_t program_budget) {
  DescentSearch search;
  std::optional<Subgradients> subgradients;
  if (gradient.lowest_layer < network.layers.size())
    search.tried.push_back(fmt::format("the gradient in layers {} to {}: it is 0",
                                       gradient.lowest_layer, network.hidden_layer_count()));
  if (gradient.lowest_layer > 0 &&
      searched_walls(search, network, problem, unsettled, program_budget))
    return search;
  if (!unsettled.loss_ties.empty() && unsettled.ties.empty()) {
    TangentFit fit = tangent_fit(network, problem, unsettled);
    if ((search.ray = std::move(fit.ray)))
      return search;
    subgradients = std::move(fit.subgradients);
    search.tried.push_back(fmt::format(
        "the first-order model at {} kinks of the loss: {}", unsettled.loss_ties.size(),
        subgradients ? "no one-sided derivative is negative" : "it is too large to be solved"));
  }
  if (!unsettled_wall_sample(network, problem, classes) &&
      searched_paths(search, network, problem, classes, subgradients))
    return search;
  if (gradient.lowest_layer > 0 || !searched_constant_units(search, network, problem))
    searched_curvature(search, network, problem, unsettled);
  return search;
}

} // namespace thalweg
