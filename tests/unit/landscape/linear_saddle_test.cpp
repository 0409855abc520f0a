// SPDX-License-Identifier: GPL-3.0-or-later
//
// Critical points of deep linear networks by hand.
//
// `kept_smaller`: M* = diag(2, 1), inputs ±e_1, ±e_2, W_1 = (0 1; 0 0), W_2 = (0 0; 1 0): the
// product diag(0, 1) keeps the smaller singular value. Σ g xᵀ = diag(−4, 0). `all_zero`: depth 3,
// one unit in every layer, W = 0, the sample (1, 1): R = (w_1 w_2 w_3 − 1)², −2ε³ + ε⁶ along (1, 1,
// 1): no second order.

#include "landscape/linear_saddle.hpp"

#include "unit/risk/samples.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;

namespace {

Layer linear(const std::vector<Vector>& rows, Vector biases = {}) {
  Layer layer;
  layer.input_count = rows.front().size();
  layer.activation = identity_activation();
  layer.has_biases = !biases.empty();
  layer.biases = biases.empty() ? Vector(rows.size()) : std::move(biases);
  for (const Vector& row : rows) {
    layer.weights.emplace_back();
    for (std::size_t k = 0; k < row.size(); ++k)
      if (row[k] != 0)
        layer.weights.back().emplace_back(k, row[k]);
  }
  return layer;
}

Dataset four_directions() {
  return {{"a", "b", "u", "v"},
          {2, 3},
          {{1, 0}, {-1, 0}, {0, 1}, {0, -1}},
          {{2, 0}, {-2, 0}, {0, 1}, {0, -1}}};
}

Network kept_smaller() {
  return {{linear({{0, 1}, {0, 0}}), linear({{0, 0}, {1, 0}})}};
}

Dataset one_sample_of_one() {
  return {{"x", "y"}, {1}, {{1}}, {{1}}};
}

} // namespace

TEST_CASE("a critical point that keeps the smaller singular value is a saddle", "[landscape]") {
  const auto found = linear_saddle(kept_smaller(), four_directions());
  REQUIRE(found);
  CHECK(found->descent.risk == 2);
  CHECK(*found->descent.risk_difference.lowest_index() == 2);
  CHECK(*found->ascent.risk_difference.lowest_index() == 2);
  // any loss that is differentiable there: Huber's, with the residuals ∓2 clipped
  const auto clipped =
      linear_saddle(kept_smaller(), {four_directions(), test::kept(loss_of_text("huber:1"))});
  CHECK(clipped.has_value());
}

TEST_CASE("a saddle without negative curvature", "[landscape]") {
  const Network all_zero{{linear({{0}}), linear({{0}}), linear({{0}})}};
  const auto found = linear_saddle(all_zero, one_sample_of_one());
  REQUIRE(found);
  CHECK(*found->descent.risk_difference.lowest_index() == 3);
}

TEST_CASE("saddles with biases in hidden layers", "[landscape]") {
  Network network = kept_smaller();
  network.layers[0] = linear({{0, 1}, {0, 0}}, {3, -1});
  network.layers[1] = linear({{0, 0}, {1, 0}}, {0, -3});
  const auto found = linear_saddle(network, four_directions());
  REQUIRE(found);
  CHECK_FALSE(found->descent.direction.biases.empty());
  // without the bias of the last layer its move cannot be made up for, and F is not the same
  network.layers[0] = linear({{0, 1}, {0, 0}}, {0, -1});
  network.layers[1] = linear({{0, 0}, {1, 0}});
  CHECK_FALSE(linear_saddle(network, four_directions()).has_value());
}

TEST_CASE("what is no saddle by Theorem 4", "[landscape]") {
  Network minimum = kept_smaller();
  minimum.layers[0] = linear({{2, 0}, {0, 1}});
  minimum.layers[1] = linear({{1, 0}, {0, 1}});
  CHECK_FALSE(linear_saddle(minimum, four_directions()).has_value());
  Network moving = kept_smaller();
  moving.layers[1] = linear({{1, 0}, {1, 0}});
  CHECK_FALSE(is_critical(moving, four_directions()));
  CHECK_FALSE(linear_saddle(moving, four_directions()).has_value());
  const Network narrow{{linear({{0, 1}}), linear({{0}, {1}})}};
  CHECK(is_critical(narrow, four_directions()));
  CHECK_FALSE(linear_saddle(narrow, four_directions()).has_value());
  REQUIRE(narrow_layer_in_words(narrow));
  CHECK(narrow_layer_in_words(narrow)->find("min(d_x, d_y) = 2 units, and layer 0 has 1") !=
        std::string::npos);
  CHECK_FALSE(narrow_layer_in_words(moving).has_value());
  Network bent = kept_smaller();
  bent.layers[0].activation = relu();
  CHECK_FALSE(is_linear(bent));
  CHECK_FALSE(linear_saddle(bent, four_directions()).has_value());
}
