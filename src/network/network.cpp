// SPDX-License-Identifier: GPL-3.0-or-later
//
// Bookkeeping of networks; the way through one is in walk.hpp.

#include "network/network.hpp"

#include "exact/error.hpp"
#include "network/walk.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace thalweg {

std::vector<std::size_t> sources(const Network& network, std::size_t layer) {
  if (network.layers[layer].kind == LayerKind::addition)
    return {layer, network.layers[layer].with};
  return {layer};
}

Shape shape_of_output(const Network& network, std::size_t source) {
  if (source > 0)
    return network.layers[source - 1].shape();
  return network.input_shape.empty() ? Shape{network.input_dimension()} : network.input_shape;
}

std::vector<Vector> Network::pre_activations(const Vector& x) const {
  return network_values(*this, x, layers.size()).z;
}

Vector Network::operator()(const Vector& x) const {
  return pre_activations(x).back();
}

bool is_plain(const Network& network) {
  return network.input_shape.empty() &&
         std::all_of(network.layers.begin(), network.layers.end(), [](const Layer& layer) {
           return layer.kind == LayerKind::dense && layer.has_biases;
         });
}

void require_dense_layers(const Network& network, const std::string& place) {
  for (std::size_t l = 0; l < network.layers.size(); ++l)
    if (network.layers[l].kind != LayerKind::dense)
      throw Unsupported(fmt::format("{}: expected dense layers only, found layer {} of kind {}",
                                    place, l, kind_name(network.layers[l].kind)));
}

void require_well_formed(const Network& network) {
  require(!network.layers.empty(), "network: expected at least one layer, found none");
  require(network.input_shape.empty() || volume(network.input_shape) == network.input_dimension(),
          "network: expected an input shape with as many entries as inputs, found another");
  require(network.layers.front().kind != LayerKind::addition,
          "network: expected no addition as the first layer, found one");
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    const Layer& layer = network.layers[l];
    require_well_formed(layer);
    std::size_t input_count = 0;
    for (const std::size_t source : sources(network, l)) {
      require(source <= l, "network: expected an addition of earlier outputs, found a later one");
      input_count += volume(shape_of_output(network, source));
      require(layer.kind == LayerKind::dense ||
                  layer.input_shape == shape_of_output(network, source),
              "network: expected the shape of the output before a layer, found another");
    }
    require(layer.input_count == input_count,
            "network: expected as many inputs as the previous layer has units, found others");
  }
  require(network.layers.back().kind == LayerKind::dense &&
              network.layers.back().activation == identity_activation(),
          "network: expected a dense last layer with the identity activation, found another");
}

std::string architecture(const Network& network) {
  std::string text = shape_text(shape_of_output(network, 0));
  for (const Layer& layer : network.layers)
    text += layer.kind == LayerKind::dense
                ? fmt::format("-{}", layer.unit_count())
                : fmt::format("-{}({})", kind_name(layer.kind), shape_text(layer.shape()));
  return text;
}

bool has_same_architecture(const Network& a, const Network& b) {
  return a.input_shape == b.input_shape &&
         std::equal(a.layers.begin(), a.layers.end(), b.layers.begin(), b.layers.end(),
                    [](const Layer& p, const Layer& q) { return has_same_architecture(p, q); });
}

void rescale_unit(Network& network, std::size_t layer, std::size_t unit, const Rational& factor) {
  require(factor > 0, "rescaling: expected a positive factor, found another");
  require(layer < network.hidden_layer_count(),
          "rescaling: expected a hidden layer, found another");
  require(network.layers[layer].kind == LayerKind::dense &&
              network.layers[layer + 1].kind == LayerKind::dense,
          "rescaling: expected dense layers, found others");
  for (auto& [index, weight] : network.layers[layer].weights[unit])
    weight *= factor;
  network.layers[layer].biases[unit] *= factor;
  for (SparseRow& row : network.layers[layer + 1].weights)
    for (auto& [index, weight] : row)
      if (index == unit)
        weight /= factor;
}

} // namespace thalweg
