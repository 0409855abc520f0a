// SPDX-License-Identifier: GPL-3.0-or-later
//
// Lifted stationarity with layers of all kinds: by hand, where path sums cancel only together and
// where only a pooled channel sees the failure; and against its meaning at random: with the
// patterns frozen, Σ_i g_i F(W'; x_i) is the same for every W'.

#include "landscape/lifted_conditions.hpp"
#include "landscape/path_directions.hpp"
#include "landscape/stationarity.hpp"
#include "layers.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;
using namespace thalweg::samples;

namespace {

std::optional<NonStationarity> failure_of(const Network& network, const Dataset& data) {
  return lifted_stationarity_failure(network, data, pattern_classes(network, data));
}

/// `layers` after a convolution of two pixels by [w] with bias b.
Network two_pixels(const Rational& w, const Rational& b, std::vector<Layer> layers) {
  Network network;
  network.input_shape = {1, 2};
  network.layers.push_back(
      convolution_layer({1, 2}, {{1}}, 1, {{{0, w}}}, Vector{b}, relu(), "test"));
  for (Layer& layer : layers)
    network.layers.push_back(std::move(layer));
  return network;
}

const std::vector<Vector> images = {{0, 0}, {1, 0}, {0, 1}, {1, 1}};

} // namespace

TEST_CASE("erratum-fixed-ones: stationary in the filter, not in the weights fixed to 1",
          "[landscape]") {
  // b + B with 2b = −1/4 and B = 1; F = x_1 + x_2 + 2b, g = −1/4, −1/4, 3/4, −1/4. The filter meets
  // Σ g (x_1 + x_2) = −1/4 + 3/4 − 1/2 = 0, the weights Σ g x_1 = −1/2 and Σ g x_2 = 1/2.
  const Dataset data = dataset(images, {{0}, {1}, {0}, {2}});
  const Network fixed =
      two_pixels(1, Rational(7, 8), {{2, {{{0, 1}, {1, 1}}}, {-2}, identity_activation()}});
  const auto failure = failure_of(fixed, data);
  REQUIRE(failure);
  CHECK(failure->place == "path from input coordinate 0");
  CHECK(failure->value == Rational(-1, 2));

  // Averaging the pixels makes the two weights one: the sums cancel together.
  const Network averaged = two_pixels(
      1, Rational(7, 8),
      {average_pooling_layer({1, 2}, {{2}}, "test"), {1, {{{0, 2}}}, {-2}, identity_activation()}});
  CHECK(averaged({1, 0}) == fixed({1, 0}));
  CHECK_FALSE(failure_of(averaged, data));
}

TEST_CASE("a bias of a filter is one constant at all positions", "[landscape]") {
  // Two pixels, a dead second position at the first sample only. F = [x_1] + [x_2] averaged by 1/2.
  // g = (1, −2) at x = (1, −1) and (1, 1): the bias of the filter is met by g_1·1/2 + g_2·(1/2 +
  // 1/2) = 1/2 − 2; the bias of the last layer by 1 − 2 first.
  const Network network = two_pixels(
      1, 0,
      {average_pooling_layer({1, 2}, {{2}}, "test"), {1, {{{0, 1}}}, {0}, identity_activation()}});
  Dataset data = dataset({{1, -1}, {1, 1}}, {{Rational(1, 2) - 1}, {Rational(1) + 2}});
  CHECK(failure_of(network, data)->place == "path from a bias of layer 2");
  CHECK(failure_of(network, data)->value == -1);
  // without that bias, the bias of the filter is next
  Network biasless = network;
  biasless.layers.back().has_biases = false;
  CHECK(failure_of(biasless, data)->place == "path from a bias of layer 0");
  CHECK(failure_of(biasless, data)->value == Rational(-3, 2));
  // g = (2, −1): the bias of the filter meets 1 − 1 = 0, its weight Σ g (x_1 + [x_2]) = 1 − 1 = 0
  data.targets = {{Rational(1, 2) - 2}, {2}};
  CHECK_FALSE(failure_of(biasless, data));
  CHECK(failure_of(network, data)->value == 1);
}

TEST_CASE("a failure that only the selected entries see", "[landscape]") {
  // F = max(x_1, x_2) on four pairs; g ⟂ 1 and g ⟂ max, though not on each selection by itself.
  const Network network = two_pixels(
      1, 1,
      {max_pooling_layer({1, 2}, {{2}}, "test"), {1, {{{0, 1}}}, {-1}, identity_activation()}});
  const std::vector<Vector> pairs = {{0, 1}, {3, 1}, {0, 2}, {3, 2}};
  const auto with_residuals = [&](const Vector& g) {
    Dataset data = dataset(pairs, {{0}, {0}, {0}, {0}});
    for (std::size_t i = 0; i < 4; ++i)
      data.targets[i][0] = network(pairs[i])[0] - g[i];
    return data;
  };
  // maxima 1, 3, 2, 3: Σ g = 1 + 2 − 2 − 1 = 0 and Σ g max = 1 + 6 − 4 − 3 = 0
  CHECK_FALSE(failure_of(network, with_residuals({1, 2, -2, -1})));
  CHECK(pattern_classes(network, with_residuals({1, 2, -2, -1})).classes.size() == 2);
  // g ⟂ 1, x_1 and x_2, but not the maxima: 1·1 − 1·3 − 1·2 + 1·3
  const auto failure = failure_of(network, with_residuals({1, -1, -1, 1}));
  REQUIRE(failure);
  CHECK(failure->place == "paths from input channel 0"); // where depends on the class
  CHECK(failure->value == -1);
  // A dense layer on all pixels asks for x_1 and x_2 and nothing else.
  const Network dense = two_pixels(1, 1, {{2, {{{0, 1}, {1, 1}}}, {-2}, identity_activation()}});
  Dataset data = with_residuals({0, 0, 0, 0});
  const Vector g = {1, -1, -1, 1};
  for (std::size_t i = 0; i < 4; ++i)
    data.targets[i][0] = dense(pairs[i])[0] - g[i];
  CHECK_FALSE(failure_of(dense, data));
}

TEST_CASE("the intercepts of a channel are met with its functional", "[landscape]") {
  // Hard tanh of x_1 and x_2, saturated: slope 0, intercepts ±1 by position; average, weight 1, no
  // biases. g = (1, 1) at x = (2, −2) and (2, 2): intercepts sum to 1·(1 − 1)/2 + 1·(1 + 1)/2 = 1.
  Network network;
  network.input_shape = {1, 2};
  network.layers.push_back(
      convolution_layer({1, 2}, {{1}}, 1, {{{0, 1}}}, std::nullopt, hard_tanh(), "test"));
  network.layers.push_back(average_pooling_layer({1, 2}, {{2}}, "test"));
  network.layers.push_back({1, {{{0, 1}}}, {0}, identity_activation()});
  network.layers.back().has_biases = false;
  const Dataset data = dataset({{2, -2}, {2, 2}}, {{-1}, {0}});
  const auto failure = failure_of(network, data);
  REQUIRE(failure);
  CHECK(failure->place == "path from the intercept of layer 0, channel 0");
  CHECK(failure->value == 1);
  CHECK_FALSE(failure_of(network, dataset({{2, -2}, {2, 2}}, {{-5}, {1}}))); // g = (5, 0)
}

TEST_CASE("an addition carries functionals to both of its sources", "[landscape]") {
  // No biases; h_1 = x, h_2 = [h_1 − 10] is off, h_3 = h_2 + h_1, F = h_3. g = (1, 1) at x = 1, 2:
  // nothing passes through h_2, and Σ g x = 3 through h_1.
  Network network;
  network.layers = {{1, {{{0, 1}}}, {0}, identity_activation()}, {1, {{{0, 1}}}, {-10}, relu()}};
  network.layers.push_back(addition_layer(network, 1, identity_activation(), "test"));
  network.layers.push_back({1, {{{0, 1}}}, {0}, identity_activation()});
  network.layers[0].has_biases = network.layers[3].has_biases = false;
  const Dataset data = dataset({{1}, {2}}, {{0}, {1}});
  const auto failure = failure_of(network, data);
  REQUIRE(failure);
  CHECK(failure->place == "path from input coordinate 0");
  CHECK(failure->value == 3);
  CHECK_FALSE(failure_of(network, dataset({{1}, {2}}, {{-1}, {3}}))); // g = (2, −1)
  // The input itself may be a source: there the path has the output weight alone.
  Network skipping;
  skipping.layers = {{1, {{{0, 1}}}, {-10}, relu()}};
  skipping.layers.push_back(addition_layer(skipping, 0, identity_activation(), "test"));
  skipping.layers.push_back({1, {{{0, 1}}}, {0}, identity_activation()});
  skipping.layers[2].has_biases = false;
  CHECK(failure_of(skipping, data)->value == 3);
  const auto directions = path_directions(skipping, data, pattern_classes(skipping, data));
  REQUIRE_FALSE(directions.empty());
  CHECK(directions.front() == Direction{{{2, 0, 0, 1}}, {}});
}

TEST_CASE("failing paths name the parameters on their way", "[landscape]") {
  // A dead filter weight 0 and output weight 0: F = 0, y = x_1: Σ g x_1 is met by moving both.
  Network network;
  network.input_shape = {1, 2};
  network.layers.push_back(
      convolution_layer({1, 2}, {{1}}, 1, {{}}, std::nullopt, identity_activation(), "test"));
  network.layers.push_back({2, {{}}, {0}, identity_activation()});
  network.layers.back().has_biases = false;
  const Dataset data = dataset({{1, 0}, {-1, 0}}, {{1}, {-1}});
  const auto directions = path_directions(network, data, pattern_classes(network, data));
  REQUIRE_FALSE(directions.empty());
  CHECK(directions.front() == Direction{{{0, 0, 0, 1}, {1, 0, 0, 1}}, {}});
  const auto ray = descent_along(network, data, directions.front());
  REQUIRE(ray);
  CHECK(ray->risk_difference.lowest_index() == 2U);
}

namespace {

Network redrawn(std::mt19937& random, const Network& network) {
  return with_changes(network, [&] { return small_rational(random, 5); });
}

} // namespace

TEST_CASE("the recursion agrees with frozen networks at random parameters", "[landscape]") {
  std::size_t holding_with_residuals = 0, failing = 0;
  for (unsigned seed = 1; seed <= 500; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    const Network network = layered_network(random, true);
    Dataset data = layered_data(random, network, 2 + drawn(random, 7), true);
    std::vector<Pieces> patterns;
    for (const Vector& x : data.inputs)
      if (const auto pattern = layered_pattern(network, x))
        patterns.push_back(*pattern);
    if (patterns.size() < data.sample_count())
      continue;
    const std::size_t n = data.sample_count();
    const auto frozen_outputs = [&](const Network& other) {
      Vector outputs;
      for (std::size_t i = 0; i < n; ++i)
        outputs.push_back(frozen_pre_activations(other, patterns[i], data.inputs[i]).back()[0]);
      return outputs;
    };
    const Vector here = frozen_outputs(network);
    std::vector<Vector> reached;
    for (int k = 0; k < 25; ++k) {
      reached.push_back(frozen_outputs(redrawn(random, network)));
      for (std::size_t i = 0; i < n; ++i)
        reached.back()[i] -= here[i];
    }
    Vector g = random_orthogonal(random, reached, n);
    if (random() % 3 == 0)
      g[random() % n] += small_rational(random);
    for (std::size_t i = 0; i < n; ++i)
      data.targets[i][0] = here[i] - g[i];
    bool holds = true;
    for (const Vector& difference : reached)
      holds = holds && dot(g, difference) == 0;
    const auto failure = failure_of(network, data);
    const bool has_addition =
        std::any_of(network.layers.begin(), network.layers.end(),
                    [](const Layer& layer) { return layer.kind == LayerKind::addition; });
    if (!failure)
      REQUIRE(holds);
    else if (!has_addition) // two branches without parameters may cancel: sufficient only
      REQUIRE_FALSE(holds);
    failing += failure.has_value() ? 1 : 0;
    holding_with_residuals += holds && g != Vector(n) ? 1 : 0;
  }
  CHECK(holding_with_residuals > 30);
  CHECK(failing > 30);
}
