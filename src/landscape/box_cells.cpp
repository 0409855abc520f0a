// SPDX-License-Identifier: GPL-3.0-or-later

#include "landscape/box_cells.hpp"

#include "exact/error.hpp"
#include "partition/distinct_points.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <random>

namespace thalweg {

namespace {

std::string wall_words(const BoxWall& wall) {
  return fmt::format("hidden layer {}, unit {}, input {}", wall.layer + 1, wall.unit, wall.input);
}

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

/// Looks for parameters on a wall at which the risk has a kink: the biases of W are drawn anew.
class KinkSearch {
public:
  KinkSearch(const Network& network, const Problem& problem, const std::vector<LayerRadii>& radii)
      : network_(network), problem_(problem), radii_(radii), inputs_(inputs_once(problem.data)) {}

  std::vector<Vector> on(const BoxWall& wall) {
    constexpr int most_tries = 1000;
    for (int tries = 0; tries < most_tries; ++tries) {
      const Network drawn = drawn_on(wall);
      if (has_kink(drawn, wall)) {
        std::vector<Vector> biases;
        for (std::size_t l = 0; l < drawn.hidden_layer_count(); ++l)
          biases.push_back(drawn.layers[l].biases);
        return biases;
      }
    }
    throw ClaimError(fmt::format("cells of a box: expected a kink of the risk on the wall of {}, "
                                 "found none in {} tries",
                                 wall_words(wall), most_tries));
  }

private:
  /// Every bias in the middle between two neighbouring walls of its unit, or on the given one.
  Network drawn_on(const BoxWall& wall) {
    Network drawn = network_;
    std::vector<Vector> h = inputs_;
    for (std::size_t l = 0; l < drawn.hidden_layer_count(); ++l) {
      Layer& layer = drawn.layers[l];
      layer.biases.assign(layer.unit_count(), 0);
      std::vector<Vector> sums;
      for (const Vector& of_input : h)
        sums.push_back(pre_activations(layer, of_input));
      for (std::size_t u = 0; u < layer.unit_count(); ++u)
        layer.biases[u] =
            l == wall.layer && u == wall.unit
                ? layer.activation.breakpoints[wall.breakpoint] - sums[wall.input][u]
                : between_walls(layer, u, sums,
                                around(network_.layers[l].biases[u], radii_[l].biases));
      for (std::size_t i = 0; i < h.size(); ++i) {
        h[i].clear();
        for (std::size_t u = 0; u < layer.unit_count(); ++u)
          h[i].push_back(layer.activation(sums[i][u] + layer.biases[u]));
      }
    }
    return drawn;
  }

  Rational between_walls(const Layer& layer, std::size_t u, const std::vector<Vector>& sums,
                         const Interval& range) {
    Vector ends = {range.low, range.high};
    for (const Vector& of_input : sums)
      for (const Rational& beta : layer.activation.breakpoints)
        if (const Rational wall = beta - of_input[u]; range.low < wall && wall < range.high)
          ends.push_back(wall);
    std::sort(ends.begin(), ends.end());
    const std::size_t gap = source_() % (ends.size() - 1);
    return (ends[gap] + ends[gap + 1]) / 2;
  }

  bool has_kink(const Network& network, const BoxWall& wall) const {
    Rational pull = 0;
    for (std::size_t i = 0; i < problem_.data.sample_count(); ++i) {
      const std::vector<Vector> z = network.pre_activations(problem_.data.inputs[i]);
      const bool is_here = problem_.data.inputs[i] == inputs_[wall.input];
      const std::vector<SlopeInterval> slopes = subdifferential(problem_, i, z.back());
      if (std::any_of(slopes.begin(), slopes.end(),
                      [](const SlopeInterval& s) { return s.lower != s.upper; }))
        return false;
      if (!is_here)
        continue;
      const Vector response = response_to(network, wall, z);
      for (std::size_t o = 0; o < slopes.size(); ++o)
        pull += slopes[o].lower * response[o];
    }
    return pull != 0;
  }

  /// The derivatives of the outputs by the output of the unit of the wall.
  static Vector response_to(const Network& network, const BoxWall& wall,
                            const std::vector<Vector>& z) {
    Vector h(network.layers[wall.layer].unit_count(), 0);
    h[wall.unit] = 1;
    for (std::size_t l = wall.layer + 1; l < network.layers.size(); ++l) {
      const Layer& layer = network.layers[l];
      Vector next;
      for (std::size_t u = 0; u < layer.unit_count(); ++u) {
        Rational sum = 0;
        for (const auto& [k, weight] : layer.weights[u])
          sum += weight * h[k];
        next.push_back(sum * layer.activation.slopes[*layer.activation.piece_of(z[l][u])]);
      }
      h = std::move(next);
    }
    return h;
  }

  const Network& network_;
  Problem problem_;
  const std::vector<LayerRadii>& radii_;
  std::vector<Vector> inputs_;
  std::mt19937_64 source_{1};
};

} // namespace

std::vector<Vector> inputs_once(const Dataset& data) {
  std::vector<Vector> result;
  for (const SampleSet& samples : samples_by_input(data))
    result.push_back(data.inputs[samples.front()]);
  return result;
}

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
  KinkSearch search(network, problem, radii);
  for (const BoxWall& wall : result.walls)
    result.kinks.push_back(search.on(wall));
  return result;
}

} // namespace thalweg
