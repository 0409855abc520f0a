// SPDX-License-Identifier: GPL-3.0-or-later
//
// Small networks and datasets for the tests of this folder: written down by hand, or drawn at
// random from few small numbers, so that zeros and ties are frequent.

#pragma once

#include "data/dataset.hpp"
#include "network/network.hpp"
#include "risk/loss.hpp"

#include <catch2/catch.hpp>

#include <random>

namespace thalweg::samples {

inline Activation leaky_relu() {
  return table_activation({0}, {Rational(1, 3), 1}, {0, 0}, "leaky");
}
inline Activation absolute_value() {
  return table_activation({0}, {-1, 1}, {0, 0}, "abs");
}
inline Activation hard_tanh() {
  return table_activation({-1, 1}, {0, 1, 0}, {-1, 0, 1}, "hard tanh");
}
inline Activation five_pieces() {
  return table_activation({-2, -1, Rational(1, 2), 3}, {1, -1, 2, 0, Rational(1, 2)},
                          {0, -4, -1, 0, Rational(-3, 2)}, "five pieces");
}
inline std::vector<Activation> activations() {
  return {relu(), leaky_relu(), absolute_value(), hard_tanh(), five_pieces()};
}

/// One of each kind.
inline std::vector<Loss> all_losses() {
  return {loss(LossKind::absolute),
          loss(LossKind::huber, fraction(1, 2)),
          loss(LossKind::epsilon, fraction(1, 2)),
          loss(LossKind::quantile, fraction(1, 3)),
          loss(LossKind::hinge),
          loss(LossKind::squared_hinge),
          loss(LossKind::squared)};
}

/// A dataset with one target column after the inputs for each entry of a target.
inline Dataset dataset(std::vector<Vector> inputs, std::vector<Vector> targets) {
  Dataset data;
  const std::size_t d = inputs.front().size(), e = targets.front().size();
  for (std::size_t k = 0; k < d + e; ++k)
    data.columns.push_back("c" + std::to_string(k + 1));
  for (std::size_t o = 0; o < e; ++o)
    data.target_columns.push_back(d + o);
  data.inputs = std::move(inputs);
  data.targets = std::move(targets);
  return data;
}

/// 0 in two of five cases, else a fraction with numerator −range..range and denominator 1..3.
inline Rational small_rational(std::mt19937& random, int range = 3) {
  if (random() % 5 < 2)
    return 0;
  const int numerator = static_cast<int>(random() % (2 * range + 1)) - range;
  return fraction(Integer(numerator), Integer(1 + static_cast<int>(random() % 3)));
}

inline Vector small_vector(std::mt19937& random, std::size_t size) {
  Vector result(size);
  for (Rational& entry : result)
    entry = small_rational(random);
  return result;
}

inline DenseLayer random_layer(std::mt19937& random, std::size_t inputs, std::size_t units,
                               const Activation& activation) {
  DenseLayer layer{inputs, {}, small_vector(random, units), activation};
  for (std::size_t j = 0; j < units; ++j) {
    SparseRow& row = layer.weights.emplace_back();
    for (std::size_t k = 0; k < inputs; ++k)
      if (Rational weight = small_rational(random); weight != 0)
        row.emplace_back(k, weight);
  }
  return layer;
}

/// One to three hidden layers of one to three units, activations drawn from the list above.
inline Network random_network(std::mt19937& random, std::size_t inputs, std::size_t outputs) {
  Network network;
  std::size_t width = inputs;
  for (std::size_t hidden = 1 + random() % 3; hidden > 0; --hidden) {
    const std::size_t units = 1 + random() % 3;
    network.layers.push_back(
        random_layer(random, width, units, activations()[random() % activations().size()]));
    width = units;
  }
  network.layers.push_back(random_layer(random, width, outputs, identity_activation()));
  return network;
}

/// `count` samples; inputs repeat now and then.
inline Dataset random_dataset(std::mt19937& random, std::size_t count, std::size_t inputs,
                              std::size_t outputs) {
  std::vector<Vector> x, y;
  for (std::size_t i = 0; i < count; ++i) {
    x.push_back(i > 0 && random() % 6 == 0 ? x[random() % i] : small_vector(random, inputs));
    y.push_back(small_vector(random, outputs));
  }
  return dataset(std::move(x), std::move(y));
}

/// All weights of a layer, zeros included.
inline std::vector<Vector> dense_weights(const DenseLayer& layer) {
  std::vector<Vector> result(layer.unit_count(), Vector(layer.input_count));
  for (std::size_t j = 0; j < layer.unit_count(); ++j)
    for (const auto& [k, weight] : layer.weights[j])
      result[j][k] = weight;
  return result;
}

inline void set_dense_weights(DenseLayer& layer, const std::vector<Vector>& weights) {
  for (std::size_t j = 0; j < weights.size(); ++j) {
    layer.weights[j].clear();
    for (std::size_t k = 0; k < weights[j].size(); ++k)
      if (weights[j][k] != 0)
        layer.weights[j].emplace_back(k, weights[j][k]);
  }
}

/// A dense layer with these weights, zeros left out.
inline DenseLayer layer(std::size_t inputs, const std::vector<Vector>& weights, Vector biases,
                        Activation activation) {
  DenseLayer result{inputs, std::vector<SparseRow>(weights.size()), std::move(biases),
                    std::move(activation)};
  set_dense_weights(result, weights);
  return result;
}

/// The pieces in use by a plain forward pass; nothing on a wall.
inline std::optional<std::vector<std::vector<std::size_t>>> plain_pattern(const Network& network,
                                                                          const Vector& x) {
  const std::vector<Vector> z = network.pre_activations(x);
  std::vector<std::vector<std::size_t>> result;
  for (std::size_t l = 0; l + 1 < network.layers.size(); ++l) {
    std::vector<std::size_t>& pieces = result.emplace_back();
    for (const Rational& value : z[l]) {
      const std::optional<std::size_t> piece = network.layers[l].activation.piece_of(value);
      if (!piece)
        return std::nullopt;
      pieces.push_back(*piece);
    }
  }
  return result;
}

/// A vector orthogonal to all rows, drawn at random; 0 if there is no other.
inline Vector random_orthogonal(std::mt19937& random, std::vector<Vector> rows, std::size_t size) {
  Vector result = small_vector(random, size);
  std::vector<std::size_t> pivots;
  for (std::size_t k = 0; k < size && pivots.size() < rows.size(); ++k) {
    const std::size_t rank = pivots.size();
    std::size_t row = rank;
    while (row < rows.size() && rows[row][k] == 0)
      ++row;
    if (row == rows.size())
      continue;
    std::swap(rows[row], rows[rank]);
    for (std::size_t other = 0; other < rows.size(); ++other)
      if (other != rank && rows[other][k] != 0) {
        const Rational factor = rows[other][k] / rows[rank][k];
        for (std::size_t a = 0; a < size; ++a)
          rows[other][a] -= factor * rows[rank][a];
      }
    pivots.push_back(k);
  }
  for (std::size_t row = 0; row < pivots.size(); ++row)
    result[pivots[row]] = 0;
  for (std::size_t row = 0; row < pivots.size(); ++row)
    result[pivots[row]] = -dot(rows[row], result) / rows[row][pivots[row]];
  return result;
}

/// The next number m·2^e, 512 ≤ m < 1024, after one that is in this form.
inline Rational grid_successor(Rational value) {
  Rational scale = 1;
  for (; value < 512; value *= 2)
    scale /= 2;
  for (; value >= 1024; value /= 2)
    scale *= 2;
  REQUIRE(value.get_den() == 1);
  return (value + 1) * scale;
}

} // namespace thalweg::samples
