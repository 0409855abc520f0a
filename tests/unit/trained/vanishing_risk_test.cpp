// SPDX-License-Identifier: GPL-3.0-or-later
//
// Networks whose logistic or softmax loss has no minimum to be had: the margins at the network, or
// a direction of its last layer.

#include "trained/vanishing_risk.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;

namespace {

/// F = 2 max(0, x) − 1.
Network ramp() {
  return {{DenseLayer{1, {{{0, 1}}}, {0}, relu()},
           DenseLayer{1, {{{0, 2}}}, {-1}, identity_activation()}}};
}

Dataset labelled_samples(const std::vector<std::pair<int, int>>& points) {
  Dataset data{{"x", "label"}, {1}, {}, {}};
  for (const auto& [x, label] : points) {
    data.inputs.push_back({x});
    data.targets.push_back({label});
  }
  return data;
}

std::optional<VanishingRisk> vanishing(const std::vector<std::pair<int, int>>& points,
                                       const CrossEntropyLoss& loss = {},
                                       const Network& network = ramp()) {
  const Dataset data = labelled_samples(points);
  return vanishing_risk(network, labelled_data(data, loss));
}

} // namespace

TEST_CASE("a network that classifies every sample rightly has its margins as proof", "[trained]") {
  const auto found = vanishing({{1, 1}, {2, 1}, {0, -1}});
  REQUIRE(found);
  CHECK(found->margin == 1);
  CHECK_FALSE(found->direction);
}

TEST_CASE("features that separate the classes are found", "[trained]") {
  const auto found = vanishing({{1, -1}, {2, 1}, {0, -1}});
  REQUIRE(found);
  REQUIRE(found->direction);
  CHECK(found->margin >= 0);
  for (const WeightMove& move : found->direction->weights)
    CHECK(move.layer == 1);
  // the same features with both labels at x = 1 are separated weakly at best
  const auto weak = vanishing({{1, -1}, {1, 1}, {2, 1}, {0, -1}});
  REQUIRE(weak);
  CHECK(weak->margin == 0);
  CHECK_FALSE(vanishing({{0, 1}, {1, -1}, {2, 1}, {0, -1}}));
}

TEST_CASE("softmax compares the class of a sample with all others", "[trained]") {
  CrossEntropyLoss softmax{CrossEntropyKind::softmax, 3, {}};
  Network network = ramp();
  // (0, 2 h − 1, 4 h − 4) at h = 0, 1, 2: (0, −1, −4), (0, 1, 0), (0, 3, 4)
  network.layers[1] = {1, {{}, {{0, 2}}, {{0, 4}}}, {0, -1, -4}, identity_activation()};
  const auto found = vanishing({{0, 0}, {1, 1}, {2, 2}}, softmax, network);
  REQUIRE(found);
  CHECK(found->margin == 1);
  CHECK_FALSE(found->direction);
}

TEST_CASE("a last layer without biases moves by weights alone", "[trained]") {
  Network network = ramp();
  network.layers[1] = {1, {{{0, -1}}}, {0}, identity_activation()};
  network.layers[1].has_biases = false;
  const auto found = vanishing({{1, 1}, {2, 1}, {0, -1}}, {}, network);
  REQUIRE(found);
  REQUIRE(found->direction);
  CHECK(found->direction->biases.empty());
  CHECK(found->margin == 0);
}
