// SPDX-License-Identifier: GPL-3.0-or-later
//
// Random networks with layers of all kinds for the tests of this folder, with data; and their
// frozen evaluation: the pieces are given, not found, so that it is polynomial in the parameters
// and affine in each one.

#pragma once

#include "landscape/ray.hpp"
#include "network/walk.hpp"
#include "samples.hpp"
#include "unit/network/random_network.hpp"

namespace thalweg::samples {

/// All parameters moved by `change()`.
template <class Change> Network with_changes(const Network& network, const Change& change) {
  Network result = network;
  for (Layer& layer : result.layers) {
    if (!has_parameters(layer))
      continue;
    std::vector<SparseRow> rows(parameter_row_count(layer));
    Vector biases = parameter_biases(layer);
    for (std::size_t row = 0; row < rows.size(); ++row) {
      Vector weights(parameter_column_count(layer));
      for (const auto& [column, weight] : parameter_rows(layer)[row])
        weights[column] = weight;
      for (std::size_t column = 0; column < weights.size(); ++column)
        if (const Rational weight = weights[column] + change(); weight != 0)
          rows[row].emplace_back(column, weight);
      if (layer.has_biases)
        biases[row] += change();
    }
    set_parameters(layer, std::move(rows), std::move(biases));
  }
  return result;
}

/// `generic`: every weight and bias moved by some k/97, so that few samples are on walls.
inline Network layered_network(std::mt19937& random, bool generic) {
  const Network network = drawn_network(random);
  return generic
             ? with_changes(network,
                            [&] { return fraction(static_cast<long>(drawn(random, 41)) - 20, 97); })
             : network;
}

inline Dataset layered_data(std::mt19937& random, const Network& network, std::size_t count,
                            bool generic) {
  Dataset data = random_dataset(random, count, network.input_dimension(), 1);
  for (Vector& x : data.inputs)
    for (Rational& value : x)
      if (generic)
        value += fraction(static_cast<long>(drawn(random, 41)) - 20, 89);
  return data;
}

using Pieces = std::vector<std::vector<std::size_t>>;

/// The pieces in use by a plain forward pass, selections of max pooling among them; nothing on a
/// wall.
inline std::optional<Pieces> layered_pattern(const Network& network, const Vector& x) {
  const std::vector<Vector> z = network.pre_activations(x);
  std::vector<Vector> outputs{x};
  Pieces result;
  for (std::size_t l = 0; l + 1 < network.layers.size(); ++l) {
    const Layer& layer = network.layers[l];
    const Vector input = layer_input(network, l, outputs);
    std::vector<std::size_t>& pieces = result.emplace_back();
    Vector& h = outputs.emplace_back();
    for (std::size_t unit = 0; unit < z[l].size(); ++unit) {
      const std::optional<std::size_t> piece =
          layer.kind == LayerKind::max_pooling
              ? selected_entry(layer, unit, input, constant_outputs(network, l, result))
              : layer.activation.piece_of(z[l][unit]);
      if (!piece)
        return std::nullopt;
      pieces.push_back(*piece);
      h.push_back(layer.activation(z[l][unit]));
    }
  }
  return result;
}

/// z of every layer with these pieces, whether or not they are in use at x.
inline std::vector<Vector> frozen_pre_activations(const Network& network, const Pieces& pieces,
                                                  const Vector& x) {
  std::vector<Vector> outputs{x}, result;
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    const Layer& layer = network.layers[l];
    const bool is_hidden = l + 1 < network.layers.size();
    const Vector input = layer_input(network, l, outputs);
    Vector& z = result.emplace_back();
    Vector& h = outputs.emplace_back();
    for (std::size_t unit = 0; unit < layer.unit_count(); ++unit) {
      const std::size_t piece = is_hidden ? pieces[l][unit] : 0;
      z.push_back(row_dot(row_in_use(layer, unit, piece), input) + layer.biases[unit]);
      h.push_back(slope_in_use(layer, piece) * z.back() + intercept_in_use(layer, piece));
    }
  }
  return result;
}

/// Every direction with one entry 1, in the order of the parameters.
inline std::vector<Direction> unit_directions(const Network& network) {
  std::vector<Direction> result;
  for (std::size_t l = 0; l < network.layers.size(); ++l)
    for (const bool is_bias : {false, true})
      for (std::size_t row = 0; row < parameter_row_count(network.layers[l]); ++row) {
        for (std::size_t k = 0; !is_bias && k < parameter_column_count(network.layers[l]); ++k)
          result.push_back({{{l, row, k, 1}}, {}});
        if (is_bias && network.layers[l].has_biases)
          result.push_back({{}, {{l, row, 1}}});
      }
  return result;
}

/// Samples with patterns whose residuals are orthogonal to every value that the frozen network
/// takes at other parameters (at 25 random ones); nothing if a drawn sample is on a wall.
inline std::optional<Dataset> stationary_data(std::mt19937& random, const Network& network,
                                              std::size_t count) {
  Dataset data = layered_data(random, network, count, true);
  std::vector<Pieces> patterns;
  Vector here;
  for (const Vector& x : data.inputs) {
    const auto pattern = layered_pattern(network, x);
    if (!pattern)
      return std::nullopt;
    patterns.push_back(*pattern);
    here.push_back(network(x)[0]);
  }
  std::vector<Vector> reached;
  for (int k = 0; k < 25; ++k) {
    const Network other = with_changes(network, [&] { return small_rational(random, 5); });
    Vector& difference = reached.emplace_back();
    for (std::size_t i = 0; i < count; ++i)
      difference.push_back(frozen_pre_activations(other, patterns[i], data.inputs[i]).back()[0] -
                           here[i]);
  }
  const Vector residuals = random_orthogonal(random, reached, count);
  for (std::size_t i = 0; i < count; ++i)
    data.targets[i][0] = here[i] - residuals[i];
  return data;
}

} // namespace thalweg::samples
