// SPDX-License-Identifier: GPL-3.0-or-later
//
// F(W + D) = F(W) + Φ D exactly, for random networks with layers of all kinds and random D in one
// layer and the later biases, as long as no pattern changes.

#include "trained/layer_features.hpp"

#include "unit/landscape/layers.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;
using namespace thalweg::samples;

namespace {

bool has_same_pieces(const PatternClasses& a, const PatternClasses& b) {
  if (!a.on_wall.empty() || !b.on_wall.empty() || a.classes.size() != b.classes.size())
    return false;
  for (std::size_t c = 0; c < a.classes.size(); ++c)
    if (a.classes[c].members != b.classes[c].members || a.classes[c].pieces != b.classes[c].pieces)
      return false;
  return true;
}

} // namespace

TEST_CASE("the outputs are affine in one layer and the later biases", "[trained]") {
  std::size_t compared = 0;
  for (unsigned seed = 1; seed <= 300; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    const Network network = layered_network(random, true);
    const Dataset data = layered_data(random, network, 3, true);
    const PatternClasses classes = pattern_classes(network, data);
    if (!classes.on_wall.empty())
      continue;
    const std::vector<SampleState> states = sample_states(network, data);
    for (std::size_t layer = 0; layer < network.layers.size(); ++layer) {
      if (!has_parameters(network.layers[layer]))
        continue;
      const LayerFeatures features = layer_features(network, states, layer);
      Vector d;
      for (std::size_t k = 0; k < features.parameters.size(); ++k)
        d.push_back(fraction(static_cast<long>(random() % 19) - 9, 1000000));
      const Network moved_network =
          moved(network, ParameterOrder(network).direction(features.parameters, d), 1);
      if (!has_same_pieces(classes, pattern_classes(moved_network, data)))
        continue;
      for (std::size_t i = 0; i < data.sample_count(); ++i) {
        const Vector before = network(data.inputs[i]), after = moved_network(data.inputs[i]);
        for (std::size_t o = 0; o < before.size(); ++o)
          REQUIRE(after[o] == before[o] + dot(features.rows[i * before.size() + o], d));
      }
      ++compared;
    }
  }
  CHECK(compared > 200);
}
