// SPDX-License-Identifier: GPL-3.0-or-later

#include "landscape/ray.hpp"

#include "exact/error.hpp"

#include <algorithm>

namespace thalweg {

namespace {

constexpr std::size_t most_halvings = 4000;

/// ε_0, halved until every polynomial asked about keeps its sign.
class SignBound {
public:
  void require_one_sign(const Polynomial& p) {
    while (!p.has_one_sign_up_to(epsilon_) && halvings_ <= most_halvings) {
      epsilon_ /= 2;
      ++halvings_;
    }
  }
  const Rational& epsilon() const { return epsilon_; }
  bool is_exhausted() const { return halvings_ > most_halvings; }

private:
  Rational epsilon_ = 1;
  std::size_t halvings_ = 0;
};

/// z = (W + εD) h + (b + εd) of one layer.
std::vector<Polynomial> pre_activations(const DenseLayer& layer, std::size_t layer_index,
                                        const Direction& direction,
                                        const std::vector<Polynomial>& h) {
  std::vector<Polynomial> z;
  for (std::size_t unit = 0; unit < layer.unit_count(); ++unit) {
    Polynomial& sum = z.emplace_back(layer.biases[unit]);
    for (const auto& [input, weight] : layer.weights[unit])
      sum.add_multiple(weight, h[input]);
  }
  for (const WeightMove& move : direction.weights)
    if (move.layer == layer_index)
      z[move.unit].add_shifted_multiple(move.change, h[move.input]);
  for (const BiasMove& move : direction.biases)
    if (move.layer == layer_index)
      z[move.unit].add_shifted_multiple(move.change, Polynomial(Rational(1)));
  return z;
}

/// σ(z) right of 0. Only the two breakpoints next to the piece need an argument: the others are
/// farther away.
Polynomial activated(const Activation& activation, const Polynomial& z, SignBound& bound) {
  const auto above = [&](std::size_t q) {
    Polynomial difference = z;
    difference.add_multiple(-activation.breakpoints[q], Polynomial(Rational(1)));
    return difference;
  };
  std::size_t piece = 0;
  while (piece < activation.breakpoints.size() && above(piece).sign_right_of_zero() > 0)
    ++piece;
  if (piece > 0)
    bound.require_one_sign(above(piece - 1));
  if (piece < activation.breakpoints.size())
    bound.require_one_sign(above(piece));
  Polynomial result(activation.intercepts[piece]);
  result.add_multiple(activation.slopes[piece], z);
  return result;
}

/// F(W + εD; x) right of 0.
std::vector<Polynomial> outputs_along(const Network& network, const Direction& direction,
                                      const Vector& x, SignBound& bound) {
  std::vector<Polynomial> h(x.begin(), x.end());
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    h = pre_activations(network.layers[l], l, direction, h);
    if (l < network.hidden_layer_count())
      for (Polynomial& value : h)
        value = activated(network.layers[l].activation, value, bound);
  }
  return h;
}

/// The row with `change` added to the weight of `input`.
void add_weight(SparseRow& row, std::size_t input, const Rational& change) {
  const auto place =
      std::lower_bound(row.begin(), row.end(), input,
                       [](const auto& entry, std::size_t wanted) { return entry.first < wanted; });
  if (place == row.end() || place->first != input) {
    row.insert(place, {input, change});
    return;
  }
  place->second += change;
  if (place->second == 0)
    row.erase(place);
}

} // namespace

Network moved(const Network& network, const Direction& direction, const Rational& epsilon) {
  Network result = network;
  for (const WeightMove& move : direction.weights)
    if (epsilon != 0)
      add_weight(result.layers[move.layer].weights[move.unit], move.input,
                 Rational(epsilon * move.change));
  for (const BiasMove& move : direction.biases)
    result.layers[move.layer].biases[move.unit] += epsilon * move.change;
  return result;
}

std::optional<DescentRay> descent_along(const Network& network, const Dataset& data,
                                        const Direction& direction) {
  require(data.sample_count() > 0, "ray: expected at least one sample, found none");
  SignBound bound;
  Polynomial squares;
  for (std::size_t i = 0; i < data.sample_count(); ++i) {
    std::vector<Polynomial> outputs = outputs_along(network, direction, data.inputs[i], bound);
    for (std::size_t o = 0; o < outputs.size(); ++o) {
      outputs[o].add_multiple(-data.targets[i][o], Polynomial(Rational(1)));
      squares.add_multiple(1, outputs[o] * outputs[o]);
    }
  }
  Polynomial mean;
  mean.add_multiple(fraction(1, Integer(static_cast<unsigned long>(data.sample_count()))), squares);
  DescentRay ray{direction, 0, mean.constant(), mean};
  ray.risk_difference.add_multiple(-1, Polynomial(ray.risk));
  if (ray.risk_difference.sign_right_of_zero() >= 0)
    return std::nullopt;
  bound.require_one_sign(ray.risk_difference);
  if (bound.is_exhausted())
    return std::nullopt;
  ray.epsilon = bound.epsilon();
  return ray;
}

} // namespace thalweg
