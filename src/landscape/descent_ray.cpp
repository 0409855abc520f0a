// SPDX-License-Identifier: GPL-3.0-or-later

#include "landscape/descent_ray.hpp"

#include "landscape/path_directions.hpp"
#include "landscape/residuals.hpp"
#include "landscape/single_moves.hpp"
#include "landscape/wall_directions.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace thalweg {

namespace {

constexpr std::size_t most_single_moves = 8;

/// Does no tie of the layer before that of the passes reach the risk to first order?
bool has_no_tie_in_use(const UnsettledStates& unsettled, const std::vector<BackwardPass>& passes) {
  return std::all_of(unsettled.ties.begin(), unsettled.ties.end(), [&](const Tie& tie) {
    const BackwardPass& pass = passes[tie.sample];
    return tie.layer + 1 != pass.layer() || pass.derivative_by_previous_output()[tie.unit] == 0;
  });
}

/// The partial derivatives by one parameter row of a layer, the bias last; the units of the row are
/// [first_unit, end_unit).
Vector row_gradient(const Layer& layer, const UnsettledStates& unsettled,
                    const std::vector<BackwardPass>& passes, std::size_t first_unit,
                    std::size_t end_unit) {
  const std::size_t columns = parameter_column_count(layer);
  Vector partials(columns + (layer.has_biases ? 1 : 0));
  for (std::size_t i = 0; i < passes.size(); ++i)
    for (std::size_t unit = first_unit; unit < end_unit; ++unit) {
      const Rational& derivative = passes[i].derivative()[unit];
      if (derivative == 0)
        continue;
      const Vector& input = unsettled.states[i].inputs[passes[i].layer()];
      visit_field(layer, unit, [&](std::size_t k, std::size_t column) {
        if (input[k] != 0)
          partials[column] += derivative * input[k];
      });
      if (layer.has_biases)
        partials[columns] += derivative;
    }
  return partials;
}

/// The parameter of the layer of the passes with the largest partial derivative (the first of equal
/// ones), moved against its sign; no entry if all are 0.
Direction steepest_parameter(const Network& network, const UnsettledStates& unsettled,
                             const std::vector<BackwardPass>& passes) {
  const std::size_t l = passes.front().layer();
  const Layer& layer = network.layers[l];
  const std::size_t columns = parameter_column_count(layer);
  const std::size_t positions =
      layer.kind == LayerKind::convolution ? position_count(layer.output_shape) : 1;
  Rational largest = 0;
  Direction best;
  for (std::size_t row = 0; row < parameter_row_count(layer); ++row) {
    const Vector partials =
        row_gradient(layer, unsettled, passes, row * positions, (row + 1) * positions);
    for (std::size_t column = 0; column < partials.size(); ++column) {
      if (abs(partials[column]) <= largest)
        continue;
      largest = abs(partials[column]);
      const Rational change = -sgn(partials[column]);
      best = column < columns ? Direction{{{l, row, column, change}}, {}}
                              : Direction{{}, {{l, row, change}}};
    }
  }
  return best;
}

} // namespace

GradientSearch gradient_search(const Network& network, const Dataset& data,
                               const UnsettledStates& unsettled) {
  GradientSearch search;
  std::vector<BackwardPass> passes;
  for (const SampleState& state : unsettled.states)
    passes.emplace_back(network, state, network.hidden_layer_count(), state.residual);
  for (;;) {
    search.lowest_layer = passes.front().layer();
    const Direction direction = steepest_parameter(network, unsettled, passes);
    if (direction.entry_count() > 0)
      if ((search.ray = descent_along(network, data, direction)))
        return search;
    if (search.lowest_layer == 0 || !has_no_tie_in_use(unsettled, passes))
      return search;
    for (BackwardPass& pass : passes)
      pass.step();
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
