// SPDX-License-Identifier: GPL-3.0-or-later

#include "landscape/box_cells.hpp"

#include "exact/error.hpp"

#include <fmt/format.h>

namespace thalweg {

namespace {

/// Is the wall in the box? ClaimError if that is not certain.
bool is_in_box(const BoxWall& wall, const Interval& at, const Interval& biases) {
  if (biases.low < at.low && at.high < biases.high)
    return true;
  if (at.high <= biases.low || biases.high <= at.low)
    return false;
  throw ClaimError(fmt::format("cells of a box: expected the wall of {} in the box of biases or "
                               "outside of it, found it between {} and {}, the box from {} to {}; "
                               "change the radii",
                               wall_words(wall), decimal(at.low), decimal(at.high),
                               decimal(biases.low), decimal(biases.high)));
}

void require_apart(const BoxWall& a, const BoxWall& b, const Interval& distance) {
  if (distance.low <= 0 && distance.high >= 0)
    throw ClaimError(fmt::format("cells of a box: expected the walls of {} and input {} apart in "
                                 "all of the box, found a distance from {} to {}; take a smaller "
                                 "radius of weights",
                                 wall_words(a), b.input, decimal(distance.low),
                                 decimal(distance.high)));
}

/// The walls of one unit in the box; `bounds` are at the sums of its layer.
std::vector<BoxWall> walls_of_unit(const SumBounds& bounds, std::size_t layer, std::size_t unit,
                                   const Vector& breakpoints, const Interval& biases) {
  std::vector<BoxWall> result;
  for (std::size_t i = 0; i < bounds.input_count(); ++i)
    for (std::size_t q = 0; q < breakpoints.size(); ++q) {
      const BoxWall wall{layer, unit, i, q};
      if (!is_in_box(wall, exactly(breakpoints[q]) - bounds.sum(unit, i), biases))
        continue;
      for (const BoxWall& other : result)
        require_apart(wall, other,
                      exactly(breakpoints[q] - breakpoints[other.breakpoint]) -
                          bounds.difference(unit, i, other.input));
      result.push_back(wall);
    }
  return result;
}

} // namespace

CellsOfBox cells_of_box(const Network& network, const Problem& problem,
                        const std::vector<LayerRadii>& radii) {
  require(radii.size() == network.hidden_layer_count(), "cells of a box: radii of each layer");
  CellsOfBox result{radii, {}, 1, {}};
  SumBounds bounds(inputs_once(problem.data));
  for (std::size_t l = 0; l < network.hidden_layer_count(); ++l) {
    const Layer& layer = network.layers[l];
    bounds.weigh(layer, radii[l].weights);
    for (std::size_t u = 0; u < layer.unit_count(); ++u) {
      const std::vector<BoxWall> of_unit = walls_of_unit(bounds, l, u, layer.activation.breakpoints,
                                                         around(layer.biases[u], radii[l].biases));
      result.walls.insert(result.walls.end(), of_unit.begin(), of_unit.end());
      result.cells *= Integer(of_unit.size() + 1);
    }
    bounds.activate(layer, radii[l].biases);
  }
  result.kinks = wall_kinks(network, problem, result.walls, radii);
  return result;
}

} // namespace thalweg
