// SPDX-License-Identifier: GPL-3.0-or-later

#include "theorems/linear_network.hpp"

#include "exact/error.hpp"

namespace thalweg {

namespace {

void append_row(DenseLayer& layer, const AffineFunction& f) {
  SparseRow row;
  for (std::size_t k = 0; k < f.linear.size(); ++k)
    if (f.linear[k] != 0)
      row.emplace_back(k, f.linear[k]);
  layer.weights.push_back(std::move(row));
  layer.biases.push_back(f.constant);
}

DenseLayer linear_layer(const AffineMap& map, std::size_t input_count, bool has_biases) {
  DenseLayer layer;
  layer.input_count = input_count;
  layer.activation = identity_activation();
  layer.has_biases = has_biases;
  for (const AffineFunction& f : map) {
    require(has_biases || f.constant == 0, "linear network: a constant without a bias");
    append_row(layer, f);
  }
  return layer;
}

AffineMap identity_map(std::size_t dimension) {
  AffineMap map(dimension, zero_function(dimension));
  for (std::size_t k = 0; k < dimension; ++k)
    map[k].linear[k] = 1;
  return map;
}

} // namespace

Network linear_network(const AffineMap& map, std::size_t layer_count, bool has_biases) {
  require(layer_count >= 2 && !map.empty(), "linear network: expected two layers or more");
  const std::size_t inputs = map.front().linear.size();
  const bool is_first = map.size() <= inputs;
  const DenseLayer whole = linear_layer(map, inputs, has_biases);
  const std::size_t width = is_first ? map.size() : inputs;
  Network network;
  network.layers.assign(layer_count, linear_layer(identity_map(width), width, has_biases));
  (is_first ? network.layers.front() : network.layers.back()) = whole;
  return network;
}

} // namespace thalweg
