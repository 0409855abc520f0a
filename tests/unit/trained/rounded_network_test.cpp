// SPDX-License-Identifier: GPL-3.0-or-later

#include "trained/rounded_network.hpp"

#include "trained/checkpoint.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;

TEST_CASE("parameters are rounded to the nearest decimal, and to 0", "[trained]") {
  const Network network{
      {{2, {{{0, Rational(1, 3)}, {1, Rational(-1, 300)}}}, {Rational(-1, 40)}, relu()},
       {1, {{{0, Rational(-2, 3)}}}, {Rational(3, 200)}, identity_activation()}}};
  const Network rounded = rounded_network(network, 2);
  CHECK(rounded.layers[0].weights == std::vector<SparseRow>{{{0, Rational(33, 100)}}});
  CHECK(rounded.layers[0].biases == Vector{Rational(-3, 100)}); // halves away from 0
  CHECK(rounded.layers[1].weights == std::vector<SparseRow>{{{0, Rational(-67, 100)}}});
  CHECK(rounded.layers[1].biases == Vector{Rational(1, 50)});
  CHECK(largest_move(network, rounded) == Rational(1, 200));
  CHECK(largest_move(rounded, network) == Rational(1, 200));
  CHECK(largest_move(network, network) == 0);
}
