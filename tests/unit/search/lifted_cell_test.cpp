// SPDX-License-Identifier: GPL-3.0-or-later

#include "search/lifted_cell.hpp"

#include "exact/error.hpp"
#include "unit/search/one_hidden_layer.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;
using namespace thalweg::one_hidden_layer;

TEST_CASE("positively homogeneous are the activations with one corner at 0", "[search]") {
  for (const char* name : {"relu", "abs", "leaky_relu:1/100", "identity"})
    CHECK(is_positively_homogeneous(named_activation(name).value()));
  for (const char* name : {"hard_tanh", "relu6", "hard_sigmoid"})
    CHECK_FALSE(is_positively_homogeneous(named_activation(name).value()));
  CHECK_FALSE(is_positively_homogeneous(table_activation({0}, {0, 1}, {1, 1}, "here")));
}

TEST_CASE("lifted coordinates are divided by the scales", "[search]") {
  // a_0 = (3, -1) = 2 (3/2, -1/2), v_0 = -2; a_1 = (0, 5), v_1 = 1; c = 7
  const Network like = network_of("relu", {{{1}, 1, 1}, {{1}, 1, 1}}, 0);
  CHECK(lifted_shape(like).coordinate_count() == 5);
  const Network network = network_from_lifted(like, {-1, 1}, {2, 1}, {3, -1, 0, 5, 7});
  CHECK(network.layers[0].weights == std::vector<SparseRow>{{{0, Rational(3, 2)}}, {}});
  CHECK(network.layers[0].biases == Vector{Rational(-1, 2), 5});
  CHECK(network.layers[1].weights == std::vector<SparseRow>{{{0, -2}, {1, 1}}});
  CHECK(network.layers[1].biases == Vector{7});
  CHECK_THROWS_AS(network_from_lifted(like, {-1, 1}, {0, 1}, {3, -1, 0, 5, 7}), InternalError);
}

TEST_CASE("scales are coordinates if the activation is not homogeneous", "[search]") {
  const LiftedShape shape = lifted_shape(network_of("hard_tanh", {{{1, 2}, 1, 1}}, 0));
  CHECK(shape.has_scales);
  CHECK(shape.unit_width() == 4);
  CHECK(shape.scale(0) == 3);
  CHECK(shape.output_bias() == 4);
}

TEST_CASE("other architectures are unsupported", "[search]") {
  const Network good = network_of("relu", {{{1}, 1, 1}}, 0);
  CHECK_NOTHROW(require_one_hidden_layer(good, "net"));
  Network none = good;
  none.layers.erase(none.layers.begin());
  CHECK_THROWS_WITH(require_one_hidden_layer(none, "net"),
                    "net: expected one hidden layer, found 0");
  Network two = good;
  two.layers.back().weights.push_back(two.layers.back().weights.front());
  two.layers.back().biases.push_back(0);
  CHECK_THROWS_WITH(require_one_hidden_layer(two, "net"), "net: expected one output, found 2");
  Network bare = good;
  bare.layers.front().has_biases = false;
  CHECK_THROWS_AS(require_one_hidden_layer(bare, "net"), Unsupported);
}
