// SPDX-License-Identifier: GPL-3.0-or-later
//
// Two inputs, two units, a maximum of both, one output without a bias: w00 w01 w10 w11 b0 b1 a.

#include "landscape/parameter_order.hpp"

#include "exact/error.hpp"
#include "network/network_file.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;

namespace {

Network example() {
  return network_from_text(
      R"({"format": "thalweg-network", "version": 2, "input_shape": [1, 2], "layers": [
        {"kind": "convolution", "activation": "relu", "kernel": [2], "padding": [0],
         "weights": [["1", "2"], ["3", "0"]], "biases": ["5", "6"]},
        {"kind": "max_pooling", "window": [1]},
        {"kind": "dense", "activation": "identity", "weights": [["7", "8"]], "biases": null}]})",
      "example", 2, ".");
}

} // namespace

TEST_CASE("parameters are numbered as the specification does", "[landscape]") {
  const Network network = example();
  const ParameterOrder order(network);
  CHECK(parameter_vector(network) == Vector{1, 2, 3, 0, 5, 6, 7, 8});
  REQUIRE(order.count() == 8);
  CHECK(order.weight(0, 1, 0) == 2);
  CHECK(order.bias(0, 1) == 5);
  CHECK(order.begin(1) == 6);
  CHECK(order.begin(2) == 6);
  CHECK(order.begin(3) == 8);
  CHECK_THROWS_AS(order.bias(2, 0), InternalError);
  for (std::size_t k = 0; k < order.count(); ++k) {
    CHECK(order.index(order.place(k)) == k);
    CHECK(order.is_bias(k) == (k == 4 || k == 5));
  }
  CHECK(order.place(5) == ParameterPlace{0, 1, 2});
  CHECK(order.place(7) == ParameterPlace{2, 0, 1});
  CHECK(order.direction({1, 3, 5}, {2, 0, -1}) == Direction{{{0, 0, 1, 2}}, {{0, 1, -1}}});
}

TEST_CASE("a network with other parameters has these", "[landscape]") {
  const Vector parameters{0, 2, -3, 4, 0, 6, 7, 0};
  CHECK(parameter_vector(with_parameters(example(), parameters)) == parameters);
  CHECK_THROWS_AS(with_parameters(example(), Vector(7)), InternalError);
}
