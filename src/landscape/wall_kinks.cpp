// SPDX-License-Identifier: GPL-3.0-or-later

#include "landscape/wall_kinks.hpp"

#include "exact/error.hpp"
#include "network/walk.hpp"
#include "partition/distinct_points.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <random>

namespace thalweg {

std::string wall_words(const BoxWall& wall) {
  return fmt::format("hidden layer {}, unit {}, input {}", wall.layer + 1, wall.unit, wall.input);
}

namespace {

/// Looks for parameters on a wall at which the risk has a kink: the biases of W are drawn anew.
class KinkSearch {
public:
  KinkSearch(const Network& network, const Problem& problem, const std::vector<LayerRadii>& radii)
      : network_(network), problem_(problem), radii_(radii), inputs_(inputs_once(problem.data)) {}

  WallKink on(const BoxWall& wall) {
    constexpr int most_tries = 1000;
    for (int tries = 0; tries < most_tries; ++tries) {
      const Network drawn = drawn_on(wall);
      if (has_kink(drawn, wall)) {
        WallKink biases;
        for (std::size_t l = 0; l < drawn.hidden_layer_count(); ++l)
          biases.push_back(drawn.layers[l].biases);
        return biases;
      }
    }
    throw ClaimError(fmt::format("wall kinks: expected a kink of the risk on the wall of {}, found "
                                 "none in {} tries",
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
        layer.biases[u] = l == wall.layer && u == wall.unit
                              ? layer.activation.breakpoints[wall.breakpoint] - sums[wall.input][u]
                              : between_walls(l, u, sums);
      for (std::size_t i = 0; i < h.size(); ++i) {
        h[i].clear();
        for (std::size_t u = 0; u < layer.unit_count(); ++u)
          h[i].push_back(layer.activation(sums[i][u] + layer.biases[u]));
      }
    }
    return drawn;
  }

  Rational between_walls(std::size_t l, std::size_t u, const std::vector<Vector>& sums) {
    const Layer& layer = network_.layers[l];
    Vector ends;
    for (const Vector& of_input : sums)
      for (const Rational& beta : layer.activation.breakpoints)
        ends.push_back(beta - of_input[u]);
    if (!radii_.empty()) {
      const Interval range = around(layer.biases[u], radii_[l].biases);
      std::erase_if(ends,
                    [&](const Rational& wall) { return !(range.low < wall && wall < range.high); });
      ends.insert(ends.end(), {range.low, range.high});
    }
    std::sort(ends.begin(), ends.end());
    ends.erase(std::unique(ends.begin(), ends.end()), ends.end());
    if (radii_.empty()) {
      ends.insert(ends.begin(), ends.front() - 2);
      ends.push_back(ends.back() + 2);
    }
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
      pull += pull_on(network, wall, z, slopes);
    }
    return pull != 0;
  }

  /// The derivative of the loss of one sample by the output of the unit of the wall.
  static Rational pull_on(const Network& network, const BoxWall& wall, const std::vector<Vector>& z,
                          const std::vector<SlopeInterval>& slopes) {
    std::vector<std::vector<std::size_t>> pieces(network.hidden_layer_count());
    for (std::size_t l = wall.layer + 1; l < pieces.size(); ++l)
      for (const Rational& value : z[l])
        pieces[l].push_back(network.layers[l].activation.piece_of(value).value_or(0));
    Vector derivative;
    for (const SlopeInterval& slope : slopes)
      derivative.push_back(slope.lower);
    auto pull = rational_pull(network, pieces, pieces.size(), std::move(derivative));
    while (pull.layer() > wall.layer + 1)
      pull.step();
    return pull.by_previous_output()[wall.unit];
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

std::vector<BoxWall> walls_of_first_unit(const Network& network, const Dataset& data) {
  const std::size_t input_count = samples_by_input(data).size();
  std::vector<BoxWall> walls;
  for (std::size_t i = 0; i < input_count; ++i)
    for (std::size_t q = 0; q < network.layers.front().activation.breakpoints.size(); ++q)
      walls.push_back({0, 0, i, q});
  return walls;
}

std::vector<WallKink> wall_kinks(const Network& network, const Problem& problem,
                                 const std::vector<BoxWall>& walls,
                                 const std::vector<LayerRadii>& radii) {
  KinkSearch search(network, problem, radii);
  std::vector<WallKink> result;
  for (const BoxWall& wall : walls)
    result.push_back(search.on(wall));
  return result;
}

} // namespace thalweg
