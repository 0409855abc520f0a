// SPDX-License-Identifier: GPL-3.0-or-later
//
// Networks a relu(w x + b) + c near minima that are known by hand.
//
// Smooth: on at x = 1, 2, 3 with targets 1, 2, 4. The line of least squares is 3/2 x − 2/3, the
// residuals are −1/6, 1/3, −1/6 (as y − F: 1/6, −1/3, 1/6), R = 1/18. Two of the four parameters
// are flat.
//
// On a wall: w = a = 1, b = c = 0 on x = −1, 0, 1, 2, so that z = 0 at x = 0, where the slope below
// is used. With r = F − y = −3/8, 1/2, −1/4, 1/8: Σ r = 0, Σ_on r x = 0 and Σ_on r = −1/8, so λ = 2
// (−1/8)/4 = −1/16, and d = 2 (1/2)/4 = 1/4: −1/16 < 0 < 3/16. R = 15/128.

#pragma once

#include "trained/guess/slice_minimum.hpp"

#include "unit/partition/small_data.hpp"
#include "unit/search/one_hidden_layer.hpp"

namespace thalweg::slice_examples {

inline const Rational small(1, 1000000);

inline WalkEnd end_at(const Network& network, std::vector<HeldPair> held = {}) {
  WalkEnd end;
  end.network = network;
  end.held = std::move(held);
  return end;
}

inline Network line_network() {
  return one_hidden_layer::network_of("relu", {{{1 + small}, Rational(1, 2), Rational(3, 2)}},
                                      Rational(-17, 12));
}

inline Dataset line_data() {
  return small_data::dataset_on_line({1, 2, 3}, {1, 2, 4});
}

inline Network wall_network() {
  return one_hidden_layer::network_of("relu", {{{1 + small}, small / 3, 1 - small}}, small / 2);
}

inline Dataset wall_data() {
  return small_data::dataset_on_line(
      {-1, 0, 1, 2}, {Rational(3, 8), Rational(-1, 2), Rational(5, 4), Rational(15, 8)});
}

} // namespace thalweg::slice_examples
