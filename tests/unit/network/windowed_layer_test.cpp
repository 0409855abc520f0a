// SPDX-License-Identifier: GPL-3.0-or-later
//
// Convolutions, poolings and additions by hand, and their linear view against nested loops.

#include "network/windowed_layer.hpp"

#include "exact/error.hpp"
#include "network/walk.hpp"
#include "unit/network/random_network.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;

namespace {

template <class Make> std::string message(const Make& make) {
  try {
    make();
  } catch (const std::exception& error) {
    return error.what();
  }
  return "none";
}

} // namespace

TEST_CASE("a convolution on one axis by hand", "[network]") {
  // u = (1, 2, 3, 4), kernel (1, −1, 2), stride 2, padding 1, bias 1/2: ⌊(4 + 2 − 2 − 1)/2⌋ + 1 = 2
  // positions; z = (0 − 1 + 4 + 1/2, 2 − 3 + 8 + 1/2).
  const Layer layer =
      convolution_layer({1, 4}, {.size = {3}, .stride = {2}, .padding = {1}}, 1,
                        {{{0, 1}, {1, -1}, {2, 2}}}, Vector{Rational(1, 2)}, relu(), "test");
  CHECK(layer.shape() == Shape{1, 2});
  CHECK(layer.weights == std::vector<SparseRow>{{{0, -1}, {1, 2}}, {{1, 1}, {2, -1}, {3, 2}}});
  CHECK(layer.biases == Vector{Rational(1, 2), Rational(1, 2)});
  CHECK(pre_activations(layer, {1, 2, 3, 4}) == Vector{Rational(7, 2), Rational(15, 2)});
  CHECK(parameter_row_count(layer) == 1);
  CHECK(parameter_column_count(layer) == 3);
  CHECK(parameter_count(layer) == 4);
}

TEST_CASE("dilation and groups by hand", "[network]") {
  // Two channels (1, 2, 3), (10, 20, 30), two groups of one channel with two filters each,
  // kernel 2 with dilation 2: one position, reading entries 0 and 2.
  const std::vector<SparseRow> filters{{{0, 1}}, {{1, 1}}, {{0, 1}, {1, 1}}, {}};
  const Layer layer = convolution_layer({2, 3}, {.size = {2}, .dilation = {2}}, 2, filters,
                                        std::nullopt, relu(), "test");
  CHECK(layer.shape() == Shape{4, 1});
  CHECK(pre_activations(layer, {1, 2, 3, 10, 20, 30}) == Vector{1, 3, 40, 0});
  CHECK_FALSE(layer.has_biases);
  CHECK(parameter_count(layer) == 8);
  CHECK(parameter_row_of(layer, 2) == 2);
  std::vector<std::pair<std::size_t, std::size_t>> field;
  visit_field(layer, 3,
              [&](std::size_t input, std::size_t column) { field.emplace_back(input, column); });
  CHECK(field == std::vector<std::pair<std::size_t, std::size_t>>{{3, 0}, {5, 1}});
}

TEST_CASE("a convolution on two axes by hand", "[network]") {
  // [1 2 3; 4 5 6] with the kernel [1 0; 0 1] (diagonals): 1 + 5, 2 + 6; on two channels the second
  // channel, ten times as large, with the kernel [0 1; 1 0]: 20 + 40, 30 + 50.
  const Layer layer = convolution_layer({2, 2, 3}, {.size = {2, 2}}, 1,
                                        {{{0, 1}, {3, 1}, {5, 1}, {6, 1}}, {{0, 1}}},
                                        Vector{0, 100}, relu(), "test");
  CHECK(layer.shape() == Shape{2, 1, 2});
  CHECK(pre_activations(layer, {1, 2, 3, 4, 5, 6, 10, 20, 30, 40, 50, 60}) ==
        Vector{66, 88, 101, 102});
}

TEST_CASE("poolings by hand", "[network]") {
  // [1 2 3; 4 5 6; 7 8 9], window 2×2, stride 2, padding 1: windows {1}, {2, 3}, {4, 7},
  // {5, 6, 8, 9}; padded entries count as 0 in the average and not at all in the maximum.
  const SlidingWindow window{.size = {2, 2}, .padding = {1, 1}};
  const Vector u{1, 2, 3, 4, 5, 6, 7, 8, 9};
  const Layer average = average_pooling_layer({1, 3, 3}, window, "test");
  CHECK(average.shape() == Shape{1, 2, 2});
  CHECK(pre_activations(average, u) ==
        Vector{Rational(1, 4), Rational(5, 4), Rational(11, 4), Rational(7)});
  const Layer maximum = max_pooling_layer({1, 3, 3}, window, "test");
  CHECK(pre_activations(maximum, u) == Vector{1, 3, 7, 9});
  CHECK(maximum.weights.empty());
  CHECK(maximum.unit_count() == 4);
  CHECK(piece_count(maximum, 0) == 1);
  CHECK(piece_count(maximum, 3) == 4);
  CHECK(selected_entry(maximum, 1, u) == 1);
  CHECK(selected_entry(maximum, 3, u) == 3);
  const std::span<const Term> row = row_in_use(maximum, 3, 2);
  REQUIRE(row.size() == 1);
  CHECK(row[0] == Term{7, 1});
  CHECK(slope_in_use(maximum, 3) == 1);
  CHECK(intercept_in_use(maximum, 3) == 0);
  CHECK_FALSE(has_parameters(maximum));
  CHECK(parameter_count(maximum) == 0);
  CHECK(has_pieces(maximum));
  CHECK_FALSE(has_pieces(average));
  // padded entries never win
  CHECK(pre_activations(maximum, {-1, -2, -3, -4, -5, -6, -7, -8, -9}) == Vector{-1, -2, -4, -5});
}

TEST_CASE("ties of a maximum select nothing", "[network]") {
  const Layer layer = max_pooling_layer({1, 4}, {.size = {4}}, "test");
  CHECK(selected_entry(layer, 0, {1, 3, 2, 3}) == std::nullopt);
  CHECK(selected_entry(layer, 0, {3, 3, 4, 1}) == 2);
  CHECK(selected_entry(layer, 0, {3, 2, 2, 1}) == 0);
  CHECK(selected_entry(layer, 0, {0, 0, 0, 0}) == std::nullopt);
  CHECK(selected_entry(layer, 0, {3, 3, 1, 0}) == std::nullopt);
  CHECK(selected_entry(layer, 0, {1, 1, 2, 2}) == std::nullopt);
}

TEST_CASE("an addition reads two outputs", "[network]") {
  // h_0 = x = (x_0, x_1), h_1 = [x_1, −x_0]_+, h_2 = [h_1 + x]_+, F = h_{2,0} + h_{2,1}
  Network network;
  network.layers.push_back({2, {{{1, 1}}, {{0, -1}}}, {0, 0}, relu()});
  network.layers.push_back(addition_layer(network, 0, relu(), "test"));
  network.layers.push_back({2, {{{0, 1}, {1, 1}}}, {0}, identity_activation()});
  CHECK_NOTHROW(require_well_formed(network));
  CHECK(sources(network, 0) == std::vector<std::size_t>{0});
  CHECK(sources(network, 1) == std::vector<std::size_t>{1, 0});
  CHECK(network.pre_activations({-3, 2}) == std::vector<Vector>{{2, 3}, {-1, 5}, {5}});
  CHECK(architecture(network) == "2-2-addition(2)-1");
}

TEST_CASE("the linear view computes what nested loops compute", "[network]") {
  for (unsigned seed = 0; seed < 300; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    const Network network = drawn_network(random);
    CAPTURE(architecture(network));
    CHECK_NOTHROW(require_well_formed(network));
    for (int sample = 0; sample < 3; ++sample) {
      const Vector x = drawn_vector(random, network.input_dimension());
      const std::vector<Vector> z = naive_pre_activations(network, x);
      REQUIRE(network.pre_activations(x) == z);
      CHECK(network(x) == z.back());
    }
  }
}

TEST_CASE("the pieces in use give the same values, and the field the same sums", "[network]") {
  for (unsigned seed = 0; seed < 200; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    const Network network = drawn_network(random);
    std::vector<Vector> outputs{drawn_vector(random, network.input_dimension())};
    for (std::size_t l = 0; l < network.layers.size(); ++l) {
      const Layer& layer = network.layers[l];
      const Vector u = layer_input(network, l, outputs);
      const Vector z = pre_activations(layer, u);
      Vector& h = outputs.emplace_back();
      for (std::size_t unit = 0; unit < z.size(); ++unit) {
        h.push_back(layer.activation(z[unit]));
        const bool is_maximum = layer.kind == LayerKind::max_pooling;
        const std::optional<std::size_t> piece =
            is_maximum ? selected_entry(layer, unit, u) : layer.activation.piece_of(z[unit]);
        if (piece) {
          REQUIRE(*piece < piece_count(layer, unit));
          const Rational value = row_dot(row_in_use(layer, unit, *piece), u) + layer.biases[unit];
          CHECK(value == z[unit]);
          CHECK(Rational(slope_in_use(layer, *piece) * value + intercept_in_use(layer, *piece)) ==
                h[unit]);
        }
        if (!has_parameters(layer))
          continue;
        const std::size_t row = parameter_row_of(layer, unit);
        Vector weights(parameter_column_count(layer));
        for (const auto& [column, weight] : parameter_rows(layer)[row])
          weights[column] = weight;
        Rational sum = parameter_biases(layer)[row];
        visit_field(layer, unit, [&](std::size_t input, std::size_t column) {
          sum += weights[column] * u[input];
        });
        CHECK(sum == z[unit]);
      }
    }
  }
}

TEST_CASE("new parameters change the linear view", "[network]") {
  Layer layer = convolution_layer({1, 3}, {.size = {2}}, 1, {{{0, 1}}}, Vector{0}, relu(), "test");
  set_parameters(layer, {{{1, 3}}}, {5});
  CHECK(pre_activations(layer, {1, 2, 4}) == Vector{11, 17});
  CHECK_THROWS_AS(set_parameters(layer, {{{2, 3}}}, {5}), InternalError);
  CHECK_THROWS_AS(set_parameters(layer, {{}, {}}, {5, 5}), InternalError);
  Layer pooling = max_pooling_layer({1, 3}, {.size = {2}}, "test");
  CHECK_THROWS_AS(set_parameters(pooling, {}, {}), InternalError);
  Layer without = convolution_layer({1, 3}, {.size = {2}}, 1, {{}}, std::nullopt, relu(), "test");
  CHECK_THROWS_AS(set_parameters(without, {{}}, {1}), InternalError);
  Layer dense{1, {{{0, 1}}}, {0}, relu()};
  set_parameters(dense, {{}}, {2});
  CHECK(pre_activations(dense, {7}) == Vector{2});
}

TEST_CASE("layers that cannot be are refused with their place", "[network]") {
  const auto convolution = [](const Shape& shape, const SlidingWindow& kernel, std::size_t groups,
                              std::size_t filters) {
    return message([&] {
      convolution_layer(shape, kernel, groups, std::vector<SparseRow>(filters), std::nullopt,
                        relu(), "net /layers/0");
    });
  };
  CHECK(convolution({2, 3}, {.size = {1}}, 2, 2) == "none");
  CHECK(convolution({2, 3}, {.size = {1}}, 0, 2) ==
        "net /layers/0/groups: expected a divisor of 2 (input channels), found 0");
  CHECK(convolution({2, 3}, {.size = {1}}, 4, 4) ==
        "net /layers/0/groups: expected a divisor of 2 (input channels), found 4");
  CHECK(convolution({2, 3}, {.size = {1}}, 2, 3) ==
        "net /layers/0/weights: expected a positive multiple of 2 rows (groups), found 3");
  CHECK(convolution({2, 3}, {.size = {1}}, 2, 0) ==
        "net /layers/0/weights: expected a positive multiple of 2 rows (groups), found 0");
  const auto pooling = [](const Shape& shape, const SlidingWindow& window) {
    return message([&] { max_pooling_layer(shape, window, "net /layers/1"); });
  };
  CHECK(pooling({1, 4, 4}, {.size = {3, 2}, .padding = {2, 1}}) == "none");
  CHECK(pooling({1, 4, 4}, {.size = {3, 2}, .padding = {2, 2}}) ==
        "net /layers/1/padding/1: expected less than the window 2, found 2");
  CHECK(pooling({16}, {.size = {2}}) ==
        "net /layers/1: expected channels × width or channels × height × width before this layer, "
        "found 16 → give the network an input_shape");
  CHECK(pooling({1, 4}, {.size = {5}}) ==
        "net /layers/1/window/0: expected a window over at most 4 entries (input and padding), "
        "found one over 5");
  Network network;
  CHECK(message([&] { addition_layer(network, 0, relu(), "net /layers/0"); }) ==
        "net /layers/0: expected another layer first, found an addition");
  network.layers.push_back({2, {{}, {}, {}}, {0, 0, 0}, relu()});
  CHECK(message([&] { addition_layer(network, 1, relu(), "net /layers/1"); }) ==
        "net /layers/1/with: expected an output below 1 (0 is the input of the network), found 1");
  CHECK(message([&] { addition_layer(network, 0, relu(), "net /layers/1"); }) ==
        "net /layers/1/with: expected an output of shape 3, found 2");
}

TEST_CASE("layers of absurd size are refused before they take memory", "[network]") {
  const auto convolution = [](const Shape& shape, const SlidingWindow& kernel,
                              std::size_t filters = 1) {
    return [=] {
      convolution_layer(shape, kernel, 1, std::vector<SparseRow>(filters), std::nullopt, relu(),
                        "net /layers/0");
    };
  };
  const std::size_t large = 1000000000;
  const auto padded = convolution({1, 1}, {.size = {1}, .padding = {large}});
  CHECK_THROWS_AS(padded(), ResourceLimit);
  CHECK(message(padded) == "net /layers/0: expected at most 10000000 units, found more");
  CHECK(message(convolution({1, 1, 1}, {.size = {1, 1}, .padding = {100000, 100000}})) ==
        "net /layers/0: expected at most 10000000 units, found more");
  CHECK(message(convolution({1, 1, 1}, {.size = {large, large}, .padding = {large, large}})) ==
        "net /layers/0/kernel: expected at most 10000000 weights in a filter, found more");
  CHECK(message(convolution({1, 5000}, {.size = {3000}, .padding = {1500}})) ==
        "net /layers/0: expected at most 10000000 terms, found more");
  CHECK(message(convolution({1, 1000}, {.size = {100}}, 200)) ==
        "net /layers/0: expected at most 10000000 terms, found more");
  CHECK(message([&] {
          max_pooling_layer({1, 10000}, {.size = {5000}, .stride = {1}}, "net /layers/0");
        }) == "net /layers/0: expected at most 10000000 terms, found more");
  // a huge stride alone is harmless
  CHECK(message(convolution({1, 4}, {.size = {2}, .stride = {large}})) == "none");
}
