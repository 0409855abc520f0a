// SPDX-License-Identifier: GPL-3.0-or-later
//
// Weight decay of networks with layers of all kinds: what counts, how often, and what it adds along
// a ray.

#include "landscape/risk_along.hpp"
#include "layers.hpp"

#include "exact/error.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;
using namespace thalweg::samples;

namespace {

/// A filter of two weights, (3, −1/2) with bias 2, used at two positions; then (1, −1) without
/// bias.
Network filter_network() {
  Network network;
  network.input_shape = {1, 3};
  network.layers = {convolution_layer({1, 3}, {{2}}, 1, {{{0, 3}, {1, Rational(-1, 2)}}}, Vector{2},
                                      relu(), "test"),
                    max_pooling_layer({1, 2}, {{2}}, "test"),
                    {1, {{{0, 4}}}, {0}, identity_activation(), LayerKind::dense, false}};
  return network;
}

} // namespace

TEST_CASE("a shared filter entry decays once, a bias only where there is one", "[landscape]") {
  const Network network = filter_network();
  const WeightDecay decay = uniform_decay(network, {Rational(1, 10), Rational(1, 5)});
  CHECK(decay == WeightDecay{{Rational(1, 10), Rational(1, 5)}, {0, 0}, {Rational(1, 10), 0}});
  CHECK_NOTHROW(require_usable(decay, network));
  // (9 + 1/4)/10 + 4/5 + 16/10
  CHECK(decay_of(decay, network) == Rational(133, 40));
  CHECK(decay_of({}, network) == 0);
  CHECK(uniform_decay(network, {}).empty());
}

TEST_CASE("a decay that does not fit its network is told", "[landscape]") {
  const Network network = filter_network();
  const auto message = [&](const WeightDecay& decay) -> std::string {
    try {
      require_usable(decay, network);
    } catch (const InputError& error) {
      return error.what();
    }
    return "usable";
  };
  CHECK(message({}) == "usable");
  CHECK(message({{1, 1}}) == "weight decay: expected one pair for each of the 3 layers, found 1");
  CHECK(message({{1, 1}, {0, 0}, {-1, 0}}) ==
        "weight decay of layer 2: expected no negative factor, found -1");
  CHECK(message({{1, 1}, {1, 0}, {0, 0}}) ==
        "weight decay of layer 1: expected 0 for what the layer does not have, found 1 and 0");
  CHECK(message({{1, 1}, {0, 0}, {1, 1}}) ==
        "weight decay of layer 2: expected 0 for what the layer does not have, found 1 and 1");
  CHECK(message({{0, 0}, {0, 0}, {0, 0}}) ==
        "weight decay: expected a positive factor, found none → leave the decay out");
}

TEST_CASE("along a ray the decay of the moved network is the one at its point", "[landscape]") {
  std::mt19937 random(20261128);
  for (int round = 0; round < 60; ++round) {
    const Network network = layered_network(random, round % 2 == 0);
    const Dataset data = layered_data(random, network, 3, true);
    const WeightDecay decay = uniform_decay(network, {Rational(1, 7), Rational(1, 3)});
    Direction direction;
    for (std::size_t l = 0; l < network.layers.size(); ++l) {
      const Layer& layer = network.layers[l];
      for (std::size_t row = 0; row < parameter_row_count(layer); ++row) {
        if (const std::size_t columns = parameter_column_count(layer); columns > 0)
          direction.weights.push_back({l, row, drawn(random, columns), Rational(2, 3)});
        if (layer.has_biases)
          direction.biases.push_back({l, row, Rational(-1, 5)});
      }
    }
    const RiskAlong plain = risk_along(network, data, direction);
    const RiskAlong decayed = risk_along(network, data, direction, decay);
    INFO("round " << round);
    REQUIRE(decayed.at_zero == plain.at_zero + decay_of(decay, network));
    for (const Rational& epsilon : {Rational(1), Rational(1, 64), Rational(-3, 7)})
      REQUIRE(decayed.difference(epsilon) - plain.difference(epsilon) ==
              decay_of(decay, moved(network, direction, epsilon)) - decay_of(decay, network));
  }
}
