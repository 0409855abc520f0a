// SPDX-License-Identifier: GPL-3.0-or-later
//
// Cells in a box of parameters. By hand: certificates/SPECIFICATION.md, section 46. Counted in
// another way: every cell has its own patterns, so parameters in all gaps between walls, for
// several weights, show as many patterns as there are cells.

#include "landscape/box_cells.hpp"

#include "exact/error.hpp"
#include "unit/landscape/samples.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <random>
#include <set>

using namespace thalweg;
using namespace thalweg::samples;

namespace {

Activation leaky() {
  return table_activation({0}, {fraction(1, 2), 1}, {0, 0}, "leaky");
}

Network two_units() {
  return {{layer(1, {{1}}, {0}, leaky()), layer(1, {{1}}, {0}, leaky()),
           layer(1, {{1}}, {0}, identity_activation())}};
}

const std::vector<LayerRadii> two_radii = {{fraction(1, 4), 2}, {fraction(1, 4), 5}};

/// Which pieces all hidden units use at all samples.
std::vector<std::size_t> pieces(const Network& network, const Dataset& data) {
  std::vector<std::size_t> result;
  for (const Vector& x : data.inputs) {
    const std::vector<Vector> z = network.pre_activations(x);
    for (std::size_t l = 0; l < network.hidden_layer_count(); ++l)
      for (const Rational& value : z[l])
        result.push_back(*network.layers[l].activation.piece_of(value));
  }
  return result;
}

/// The patterns of W with the biases of layer l and later ones in the middle of every gap.
void collect(Network& network, const Dataset& data, const std::vector<Interval>& ranges,
             std::size_t unit, std::set<std::vector<std::size_t>>& patterns) {
  std::size_t l = 0, u = unit;
  while (l < network.hidden_layer_count() && u >= network.layers[l].unit_count())
    u -= network.layers[l++].unit_count();
  if (l == network.hidden_layer_count()) {
    patterns.insert(pieces(network, data));
    return;
  }
  network.layers[l].biases[u] = 0;
  Vector ends = {ranges[unit].low, ranges[unit].high};
  for (const Vector& x : data.inputs)
    for (const Rational& beta : network.layers[l].activation.breakpoints)
      if (const Rational wall = beta - network.pre_activations(x)[l][u];
          ranges[unit].low < wall && wall < ranges[unit].high)
        ends.push_back(wall);
  std::sort(ends.begin(), ends.end());
  ends.erase(std::unique(ends.begin(), ends.end()), ends.end());
  for (std::size_t gap = 0; gap + 1 < ends.size(); ++gap) {
    network.layers[l].biases[u] = (ends[gap] + ends[gap + 1]) / 2;
    collect(network, data, ranges, unit + 1, patterns);
  }
}

std::set<std::vector<std::size_t>> all_patterns(Network network, const Dataset& data,
                                                const std::vector<LayerRadii>& radii,
                                                std::mt19937_64& source) {
  std::vector<Interval> ranges;
  for (std::size_t l = 0; l < network.hidden_layer_count(); ++l) {
    Layer& layer = network.layers[l];
    for (std::size_t u = 0; u < layer.unit_count(); ++u) {
      ranges.push_back(around(layer.biases[u], radii[l].biases));
      for (auto& [k, weight] : layer.weights[u])
        weight += radii[l].weights * fraction(static_cast<long>(source() % 99) - 49, 50);
    }
  }
  std::set<std::vector<std::size_t>> patterns;
  collect(network, data, ranges, 0, patterns);
  return patterns;
}

} // namespace

TEST_CASE("nine cells of two hidden layers, by hand", "[landscape]") {
  const Dataset data = dataset({{0}, {1}}, {{2}, {3}});
  const CellsOfBox found = cells_of_box(two_units(), data, two_radii);
  CHECK(found.cells == 9);
  REQUIRE(found.walls.size() == 4);
  CHECK(found.walls[1].layer == 0);
  CHECK(found.walls[1].input == 1);
  CHECK(found.walls[2].layer == 1);
  REQUIRE(found.kinks.size() == 4);
  CHECK(found.kinks[1][0][0] == -1);
}

TEST_CASE("patterns in all gaps are as many as the cells, and the same for all weights",
          "[landscape]") {
  std::mt19937_64 source(5);
  const Dataset data = dataset({{0}, {1}, {1}, {3}}, {{2}, {3}, {0}, {1}});
  const Network deep{{layer(1, {{1}, {2}}, {0, -1}, leaky()),
                      layer(2, {{1, 1}, {2, 1}}, {0, 0}, leaky()),
                      layer(2, {{1, -1}}, {0}, identity_activation())}};
  const std::vector<LayerRadii> radii = {{fraction(1, 8), 9}, {fraction(1, 8), 70}};
  const CellsOfBox found = cells_of_box(deep, data, radii);
  CHECK(found.cells == 256);
  const auto patterns = all_patterns(deep, data, radii, source);
  CHECK(patterns.size() == 256);
  for (int repeat = 0; repeat < 3; ++repeat)
    CHECK(all_patterns(deep, data, radii, source) == patterns);
}

TEST_CASE("bounds of sums hold for parameters of the box", "[landscape]") {
  std::mt19937_64 source(7);
  const auto drawn = [&](long size) { return static_cast<long>(source() % (2 * size + 1)) - size; };
  const Activation steps = table_activation({-1, 1}, {0, 1, -1}, {-1, 0, 2}, "steps");
  for (int repeat = 0; repeat < 50; ++repeat) {
    const std::vector<Vector> inputs = {{drawn(3), drawn(3)}, {drawn(3), drawn(3)}};
    std::vector<Layer> layers;
    for (int l = 0; l < 2; ++l)
      layers.push_back(
          layer(2, {{drawn(2), drawn(2)}, {drawn(2), drawn(2)}}, {drawn(2), drawn(2)}, steps));
    const LayerRadii radii{fraction(1, 4), fraction(1, 2)};
    SumBounds bounds(inputs);
    std::vector<Vector> h = inputs;
    for (const Layer& layer : layers) {
      bounds.weigh(layer, radii.weights);
      Layer moved = layer;
      for (std::size_t u = 0; u < 2; ++u) {
        moved.biases[u] += fraction(drawn(4), 8);
        moved.weights[u].clear();
        for (std::size_t k = 0; k < 2; ++k) {
          Rational weight = fraction(drawn(4), 16);
          for (const auto& [input, value] : layer.weights[u])
            if (input == k)
              weight += value;
          moved.weights[u].emplace_back(k, weight);
        }
      }
      std::vector<Vector> z;
      for (std::size_t i = 0; i < 2; ++i)
        z.push_back(pre_activations(moved, h[i]));
      for (std::size_t u = 0; u < 2; ++u) {
        for (std::size_t i = 0; i < 2; ++i) {
          CHECK(bounds.sum(u, i).low <= z[i][u] - moved.biases[u]);
          CHECK(z[i][u] - moved.biases[u] <= bounds.sum(u, i).high);
        }
        CHECK(bounds.difference(u, 1, 0).low <= z[1][u] - z[0][u]);
        CHECK(z[1][u] - z[0][u] <= bounds.difference(u, 1, 0).high);
        CHECK(bounds.difference(u, 0, 1).low == -bounds.difference(u, 1, 0).high);
      }
      bounds.activate(layer, radii.biases);
      for (std::size_t i = 0; i < 2; ++i)
        for (std::size_t u = 0; u < 2; ++u)
          h[i][u] = steps(z[i][u]);
    }
  }
}

TEST_CASE("inside a cell F is affine in the parameters of each layer", "[landscape]") {
  std::mt19937_64 source(11);
  const auto drawn = [&] { return fraction(static_cast<long>(source() % 33) - 16, 8); };
  const Dataset data = dataset({{0, 1}, {1, -1}, {2, 1}}, {{0}, {0}, {0}});
  int kept = 0;
  for (int repeat = 0; repeat < 40; ++repeat) {
    Network network{
        {layer(2, {{drawn(), drawn()}, {drawn(), drawn()}}, {drawn(), drawn()}, leaky()),
         layer(2, {{drawn(), drawn()}, {drawn(), drawn()}}, {drawn(), drawn()}, leaky()),
         layer(2, {{drawn(), drawn()}}, {drawn()}, identity_activation())}};
    const std::size_t l = source() % 3;
    Layer& moved = network.layers[l];
    std::vector<SparseRow> move;
    for (const SparseRow& row : moved.weights) {
      move.push_back(row);
      for (auto& [k, weight] : move.back())
        weight = drawn() / 64;
    }
    std::vector<std::vector<std::size_t>> patterns;
    std::vector<Vector> outputs(3);
    for (int step = 0; step < 3; ++step) {
      patterns.push_back(pieces(network, data));
      for (const Vector& x : data.inputs)
        outputs[step].push_back(network(x)[0]);
      for (std::size_t u = 0; u < move.size(); ++u) {
        moved.biases[u] += fraction(static_cast<long>(u) + 1, 256);
        for (std::size_t q = 0; q < move[u].size(); ++q)
          moved.weights[u][q].second += move[u][q].second;
      }
    }
    if (patterns[0] != patterns[2] || patterns[0] != patterns[1])
      continue;
    ++kept;
    for (std::size_t i = 0; i < data.sample_count(); ++i)
      CHECK(outputs[0][i] - 2 * outputs[1][i] + outputs[2][i] == 0);
  }
  CHECK(kept > 20);
}

TEST_CASE("what cannot be counted is said", "[landscape]") {
  const Dataset data = dataset({{0}, {1}}, {{2}, {3}});
  using Catch::Matchers::Contains;
  CHECK_THROWS_WITH(cells_of_box(two_units(), data, {{fraction(1, 4), 1}, {fraction(1, 4), 5}}),
                    Contains("found it between -1.25 and -0.75, the box from -1 to 1"));
  CHECK_THROWS_WITH(cells_of_box(two_units(), data, {{fraction(1, 4), 2}, {1, 7}}),
                    Contains("take a smaller radius of weights"));
  // F = 0 = y whatever the hidden layers do
  Network dead = two_units();
  dead.layers.back().weights = {{}};
  CHECK_THROWS_WITH(cells_of_box(dead, dataset({{0}, {1}}, {{0}, {0}}), two_radii),
                    Contains("found none in 1000 tries"));
}
