// SPDX-License-Identifier: GPL-3.0-or-later
//
// Forward passes by hand, well-formedness, architectures and rescaling.

#include "exact/error.hpp"
#include "network/network.hpp"

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

TEST_CASE("rescaling a relu unit leaves the function unchanged", "[network]") {
  Network network = two_units();
  rescale_unit(network, 0, 1, Rational(8, 3));
  CHECK(network.layers[0].weights[1] == SparseRow{{1, Rational(4, 3)}});
  CHECK(network.layers[1].weights[0] == SparseRow{{0, 3}, {1, Rational(-3, 8)}});
  CHECK(network({1, 4}) == Vector{3});
  CHECK(network({1, 1}) == Vector{Rational(21, 2)});
  CHECK_THROWS_AS(rescale_unit(network, 0, 1, 0), InternalError);
  CHECK_THROWS_AS(rescale_unit(network, 1, 0, 2), InternalError);
}
