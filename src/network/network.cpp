// SPDX-License-Identifier: GPL-3.0-or-later
//
// Forward passes and bookkeeping of fully connected networks. The forward pass here is the plain
// definition, one sample at a time in rationals: it is slow and obviously right. Many samples are
// treated by landscape/pattern_classes.

#include "network/network.hpp"

#include "exact/error.hpp"

#include <fmt/format.h>

namespace thalweg {

Rational row_dot(const SparseRow& row, const Vector& h) {
  Rational sum = 0;
  for (const auto& [index, weight] : row)
    sum += weight * h[index];
  return sum;
}

std::vector<Vector> Network::pre_activations(const Vector& x) const {
  std::vector<Vector> result;
  Vector input = x;
  for (const DenseLayer& layer : layers) {
    Vector z(layer.unit_count());
    for (std::size_t unit = 0; unit < layer.unit_count(); ++unit)
      z[unit] = row_dot(layer.weights[unit], input) + layer.biases[unit];
    input.resize(z.size());
    for (std::size_t unit = 0; unit < layer.unit_count(); ++unit)
      input[unit] = layer.activation(z[unit]);
    result.push_back(std::move(z));
  }
  return result;
}

Vector Network::operator()(const Vector& x) const {
  return pre_activations(x).back();
}

namespace {

void require_well_formed(const DenseLayer& layer) {
  require(layer.biases.size() == layer.unit_count(),
          "network layer: expected one bias per unit, found another count");
  require(layer.activation.slopes.size() == layer.activation.breakpoints.size() + 1 &&
              layer.activation.intercepts.size() == layer.activation.slopes.size(),
          "network layer: expected one piece more than breakpoints, found another count");
  for (const SparseRow& row : layer.weights)
    for (std::size_t entry = 0; entry < row.size(); ++entry) {
      require(row[entry].first < layer.input_count,
              "network layer: expected an input index below the input count, found a larger one");
      require(row[entry].second != 0, "network layer: expected non-zero weights, found a zero");
      require(entry == 0 || row[entry - 1].first < row[entry].first,
              "network layer: expected increasing input indices, found others");
    }
}

} // namespace

void require_well_formed(const Network& network) {
  require(!network.layers.empty(), "network: expected at least one layer, found none");
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    require_well_formed(network.layers[l]);
    require(l == 0 || network.layers[l].input_count == network.layers[l - 1].unit_count(),
            "network: expected as many inputs as the previous layer has units, found others");
  }
  require(network.layers.back().activation == identity_activation(),
          "network: expected the identity activation on the last layer, found another");
}

std::string architecture(const Network& network) {
  std::string text = fmt::format("{}", network.input_dimension());
  for (const DenseLayer& layer : network.layers)
    text += fmt::format("-{}", layer.unit_count());
  return text;
}

bool has_same_architecture(const Network& a, const Network& b) {
  if (a.layers.size() != b.layers.size())
    return false;
  for (std::size_t l = 0; l < a.layers.size(); ++l)
    if (a.layers[l].input_count != b.layers[l].input_count ||
        a.layers[l].unit_count() != b.layers[l].unit_count() ||
        !(a.layers[l].activation == b.layers[l].activation))
      return false;
  return true;
}

void rescale_unit(Network& network, std::size_t layer, std::size_t unit, const Rational& factor) {
  require(factor > 0, "rescaling: expected a positive factor, found another");
  require(layer < network.hidden_layer_count(),
          "rescaling: expected a hidden layer, found another");
  for (auto& [index, weight] : network.layers[layer].weights[unit])
    weight *= factor;
  network.layers[layer].biases[unit] *= factor;
  for (SparseRow& row : network.layers[layer + 1].weights)
    for (auto& [index, weight] : row)
      if (index == unit)
        weight /= factor;
}

} // namespace thalweg
