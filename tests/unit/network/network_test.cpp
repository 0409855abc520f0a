// SPDX-License-Identifier: GPL-3.0-or-later
//
// Forward passes by hand, well-formedness, architectures and rescaling.

#include "exact/error.hpp"
#include "network/windowed_layer.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;

namespace {

/// F(x) = 3 [2x_0 − x_1 + 1]_+ − [x_1/2]_+ + 5.
/// At x = (1, 4): z_0 = (2 − 4 + 1, 2) = (−1, 2), h = (0, 2), F = −2 + 5 = 3.
/// At x = (1, 1): z_0 = (2, 1/2), h = (2, 1/2), F = 6 − 1/2 + 5 = 21/2.
Network two_units() {
  DenseLayer hidden{2, {{{0, 2}, {1, -1}}, {{1, Rational(1, 2)}}}, {1, 0}, relu()};
  DenseLayer output{2, {{{0, 3}, {1, -1}}}, {5}, identity_activation()};
  return {{hidden, output}};
}

} // namespace

TEST_CASE("a forward pass worked by hand", "[network]") {
  const Network network = two_units();
  CHECK(network({1, 4}) == Vector{3});
  CHECK(network({1, 1}) == Vector{Rational(21, 2)});
  CHECK(network.pre_activations({1, 4}) == std::vector<Vector>{{-1, 2}, {3}});
  CHECK(network.input_dimension() == 2);
  CHECK(network.output_dimension() == 1);
  CHECK(network.hidden_layer_count() == 1);
  CHECK(architecture(network) == "2-2-1");
}

TEST_CASE("without inputs the network is a constant", "[network]") {
  const Network network{
      {{0, {{}}, {Rational(1, 3)}, relu()}, {1, {{{0, 6}}}, {1}, identity_activation()}}};
  CHECK_NOTHROW(require_well_formed(network));
  CHECK(network({}) == Vector{3});
  CHECK(architecture(network) == "0-1-1");
}

TEST_CASE("ill-formed networks are our own mistake", "[network]") {
  CHECK_NOTHROW(require_well_formed(two_units()));
  CHECK_THROWS_AS(require_well_formed(Network{}), InternalError);
  Network network = two_units();
  network.layers[0].biases.pop_back();
  CHECK_THROWS_AS(require_well_formed(network), InternalError);
  network = two_units();
  network.layers[0].weights[0][1].second = 0;
  CHECK_THROWS_AS(require_well_formed(network), InternalError);
  network = two_units();
  std::swap(network.layers[0].weights[0][0], network.layers[0].weights[0][1]);
  CHECK_THROWS_AS(require_well_formed(network), InternalError);
  network = two_units();
  network.layers[0].weights[0][1].first = 2;
  CHECK_THROWS_AS(require_well_formed(network), InternalError);
  network = two_units();
  network.layers[1].input_count = 3;
  CHECK_THROWS_AS(require_well_formed(network), InternalError);
  network = two_units();
  network.layers[1].activation = relu();
  CHECK_THROWS_AS(require_well_formed(network), InternalError);
  network = two_units();
  network.layers[0].activation.slopes.pop_back();
  CHECK_THROWS_AS(require_well_formed(network), InternalError);
}

TEST_CASE("the architecture is kinds, sizes and activations, not parameters", "[network]") {
  const Network network = two_units();
  Network other = two_units();
  other.layers[0].weights[0].clear();
  other.layers[1].biases[0] = 7;
  CHECK(has_same_architecture(network, other));
  other.layers[0].activation = identity_activation();
  CHECK_FALSE(has_same_architecture(network, other));
  other = two_units();
  other.layers[0].weights.push_back({});
  CHECK_FALSE(has_same_architecture(network, other));
  other = two_units();
  other.layers.insert(other.layers.begin(), other.layers.front());
  CHECK_FALSE(has_same_architecture(network, other));
}

namespace {

/// 2×4 → 2×4 (kernel 3, padding 1) → + → 2×2 (maxima) → 1
Network residual(const SlidingWindow& kernel = {.size = {3}, .padding = {1}},
                 std::size_t groups = 1, std::optional<Vector> biases = Vector{0, 0},
                 std::size_t with = 0) {
  Network network;
  network.input_shape = {2, 4};
  network.layers.push_back(convolution_layer({2, 4}, kernel, groups, {{{0, 1}}, {{1, 2}}},
                                             std::move(biases), relu(), "test"));
  network.layers.push_back(
      convolution_layer({2, 4}, {.size = {1}}, 1, {{}, {}}, std::nullopt, relu(), "test"));
  network.layers.push_back(addition_layer(network, with, relu(), "test"));
  network.layers.push_back(max_pooling_layer({2, 4}, {.size = {2}}, "test"));
  network.layers.push_back({4, {{}}, {0}, identity_activation()});
  return network;
}

} // namespace

TEST_CASE("the architecture has everything but parameters", "[network]") {
  const Network network = residual();
  CHECK_NOTHROW(require_well_formed(network));
  CHECK(has_same_architecture(network, network));
  Network other = network;
  set_parameters(other.layers[0], {{}, {{5, 1}}}, {7, 8});
  CHECK(has_same_architecture(network, other));
  other.layers[4].has_biases = false;
  CHECK_FALSE(has_same_architecture(network, other));
  other = network;
  other.input_shape = {8};
  CHECK_FALSE(has_same_architecture(network, other));
  // dilation 2 with padding 2 has the same output shape
  CHECK_FALSE(
      has_same_architecture(network, residual({.size = {3}, .padding = {2}, .dilation = {2}})));
  CHECK_FALSE(has_same_architecture(network, residual({.size = {3}, .padding = {1}}, 2)));
  CHECK_FALSE(
      has_same_architecture(network, residual({.size = {3}, .padding = {1}}, 1, std::nullopt)));
  CHECK_FALSE(
      has_same_architecture(network, residual({.size = {3}, .padding = {1}}, 1, Vector{0, 0}, 1)));
  other = network;
  other.layers[3] = average_pooling_layer({2, 4}, {.size = {2}}, "test");
  CHECK_FALSE(has_same_architecture(network, other));
}

TEST_CASE("ill-formed networks of other layers are our own mistake", "[network]") {
  const auto is_refused = [](const auto& damage) {
    Network network = residual();
    damage(network);
    CHECK_THROWS_AS(require_well_formed(network), InternalError);
  };
  is_refused([](Network& network) { network.input_shape = {2, 3}; });
  is_refused([](Network& network) { network.input_shape = {4, 2}; });
  is_refused([](Network& network) { network.layers.pop_back(); });
  is_refused([](Network& network) { // a last layer that is affine, but not dense
    network.layers.pop_back();
    network.layers.pop_back();
    network.layers.back().activation = identity_activation();
  });
  is_refused([](Network& network) {
    network.layers.erase(network.layers.begin(), network.layers.begin() + 2);
  });
  is_refused([](Network& network) { network.layers[2].with = 3; });
  is_refused([](Network& network) { network.layers[2].has_biases = true; });
  is_refused([](Network& network) { network.layers[2].weights[0].pop_back(); });
  is_refused([](Network& network) { network.layers[0].weights[1][0].second = 5; });
  is_refused([](Network& network) { network.layers[0].filters[0][0].second = 5; });
  is_refused([](Network& network) { network.layers[0].biases[0] = 5; });
  is_refused([](Network& network) { network.layers[0].filter_biases[0] = 5; });
  is_refused([](Network& network) { network.layers[0].filters.pop_back(); });
  is_refused([](Network& network) { network.layers[0].groups = 3; });
  is_refused([](Network& network) { network.layers[3].activation = relu(); });
  is_refused([](Network& network) { network.layers[3].choices[0].pop_back(); });
  is_refused([](Network& network) { network.layers[1].biases.assign(8, Rational(1)); });
}

TEST_CASE("plain networks are dense, with biases, on a vector", "[network]") {
  Network network = two_units();
  CHECK(is_plain(network));
  CHECK_NOTHROW(require_dense_layers(network, "net.json"));
  network.input_shape = {1, 2};
  CHECK_FALSE(is_plain(network));
  network = two_units();
  network.layers[1].has_biases = false;
  CHECK_FALSE(is_plain(network));
  CHECK_NOTHROW(require_dense_layers(network, "net.json"));
  CHECK_FALSE(is_plain(residual()));
  CHECK_THROWS_AS(require_dense_layers(residual(), "net.json"), Unsupported);
  CHECK_THROWS_WITH(require_dense_layers(residual(), "net.json"),
                    "net.json: expected dense layers only, found layer 0 of kind convolution");
}

TEST_CASE("rescaling a relu unit leaves the function unchanged", "[network]") {
  Network network = two_units();
  rescale_unit(network, 0, 1, Rational(8, 3));
  CHECK(network.layers[0].weights[1] == SparseRow{{1, Rational(4, 3)}});
  CHECK(network.layers[1].weights[0] == SparseRow{{0, 3}, {1, Rational(-3, 8)}});
  CHECK(network({1, 4}) == Vector{3});
  CHECK(network({1, 1}) == Vector{Rational(21, 2)});
  CHECK_THROWS_AS(rescale_unit(network, 0, 1, 0), InternalError);
  CHECK_THROWS_AS(rescale_unit(network, 1, 0, 2), InternalError);
  network = residual();
  CHECK_THROWS_AS(rescale_unit(network, 0, 0, 2), InternalError);
  CHECK_THROWS_AS(rescale_unit(network, 3, 0, 2), InternalError);
}
