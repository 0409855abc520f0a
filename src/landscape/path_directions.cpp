// SPDX-License-Identifier: GPL-3.0-or-later
//
// The failing conditions of lifted_conditions.hpp remember their paths.

#include "landscape/path_directions.hpp"

#include "landscape/lifted_conditions.hpp"

#include <set>

namespace thalweg {

namespace {

/// The parameters of each failing path, every set once, at most `limit` and one more per
/// output.
std::vector<std::vector<std::size_t>>
failing_paths(const Network& network, const LiftedConditions& conditions, std::size_t limit) {
  std::vector<std::vector<std::size_t>> found;
  std::set<std::vector<std::size_t>> seen;
  for (std::size_t output = 0; output < network.output_dimension(); ++output)
    conditions.visit_failures(output, output + 1, [&](const PathSum& sum) {
      if (seen.insert(sum.parameters).second)
        found.push_back(sum.parameters);
      return found.size() < limit;
    });
  return found;
}

std::vector<Direction> directions_along(const Network& network, const LiftedConditions& conditions,
                                        std::size_t limit) {
  const ParameterOrder order(network);
  std::vector<Direction> result;
  for (const std::vector<std::size_t>& parameters : failing_paths(network, conditions, limit)) {
    Vector moves(parameters.size(), Rational(1)); // counts through {1, 0, −1}^k, all 1 first
    for (bool is_done = false; !is_done && result.size() < limit;) {
      Direction direction = order.direction(parameters, moves);
      if (direction.entry_count() > 0)
        result.push_back(std::move(direction));
      is_done = true;
      for (Rational& move : moves) {
        if (move != -1) {
          move -= 1;
          is_done = false;
          break;
        }
        move = 1;
      }
    }
  }
  return result;
}

} // namespace

std::vector<Direction> path_directions(const Network& network, const Dataset& data,
                                       const PatternClasses& classes, std::size_t limit) {
  return directions_along(network, LiftedConditions(network, data, classes), limit);
}

std::vector<Direction> path_directions(const Network& network, const Dataset& data,
                                       const PatternClasses& classes,
                                       const Subgradients& subgradients, std::size_t limit) {
  return directions_along(network, LiftedConditions(network, data, classes, subgradients), limit);
}

} // namespace thalweg
