// SPDX-License-Identifier: GPL-3.0-or-later

#include "theorems/he2020/family.hpp"

#include "exact/error.hpp"

#include <algorithm>

namespace thalweg {

namespace {

struct Shift {
  std::size_t piece;
  Rational change;
};

/// The piece of a unit from its pre-activations, and how far it may grow.
Shift shift_of(const Activation& activation, const Vector& z) {
  const std::optional<std::size_t> piece = activation.piece_of(z.front());
  require(piece.has_value(), "family: a sample on a wall");
  Rational change = 1;
  for (const Rational& value : z) {
    require(activation.piece_of(value) == piece, "family: a unit that uses two pieces");
    if (*piece < activation.breakpoints.size())
      change = std::min<Rational>(change, (activation.breakpoints[*piece] - value) / 2);
  }
  return {*piece, change};
}

} // namespace

Direction shifted_biases(const Network& network, const Dataset& data) {
  const Layer& first = network.layers.at(0);
  const Layer& next = network.layers.at(1);
  std::vector<Vector> z(first.unit_count());
  for (const Vector& x : data.inputs) {
    const Vector values = network.pre_activations(x).front();
    for (std::size_t j = 0; j < z.size(); ++j)
      z[j].push_back(values[j]);
  }
  Direction direction;
  Vector growth; // of the outputs of the first layer
  for (std::size_t j = 0; j < z.size(); ++j) {
    const Shift shift = shift_of(first.activation, z[j]);
    direction.biases.push_back({0, j, shift.change});
    growth.push_back(first.activation.slopes[shift.piece] * shift.change);
  }
  for (std::size_t o = 0; o < next.unit_count(); ++o) {
    Rational sum = 0;
    for (const auto& [j, weight] : next.weights[o])
      sum += weight * growth[j];
    if (sum != 0)
      direction.biases.push_back({1, o, -sum});
  }
  return direction;
}

} // namespace thalweg
