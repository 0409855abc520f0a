// SPDX-License-Identifier: GPL-3.0-or-later

#include "network/walk.hpp"

namespace thalweg {

Wiring wiring(const Network& network) {
  Wiring result;
  for (std::size_t l = 0; l < network.layers.size(); ++l)
    result.push_back(added_source(network, l));
  return result;
}

std::vector<std::size_t> last_readers(const Network& network) {
  std::vector<std::size_t> result(network.layers.size());
  for (std::size_t l = 0; l < network.layers.size(); ++l)
    for (const std::size_t source : sources(network, l))
      result[source] = l;
  return result;
}

std::vector<bool> constant_outputs(const Network& network, std::size_t source,
                                   const std::vector<std::vector<std::size_t>>& pieces) {
  if (source == 0)
    return std::vector<bool>(network.input_dimension());
  std::vector<bool> result;
  for (const std::size_t piece : pieces[source - 1])
    result.push_back(slope_in_use(network.layers[source - 1], piece) == 0);
  return result;
}

NetworkValues network_values(const Network& network, const Vector& x, std::size_t end) {
  NetworkValues values{{}, {x}};
  push(network, values.h, end, [&](std::size_t l, const Vector& u) {
    const Layer& layer = network.layers[l];
    Vector h;
    for (const Rational& z : values.z.emplace_back(pre_activations(layer, u)))
      h.push_back(layer.activation(z));
    return h;
  });
  return values;
}

Vector RationalPull::by_input(std::size_t l, const Vector& derivative) const {
  const Layer& layer = network_->layers[l];
  Vector result(layer.input_count);
  for (std::size_t unit = 0; unit < derivative.size(); ++unit) {
    if (derivative[unit] == 0)
      continue;
    const std::size_t piece = l < network_->hidden_layer_count() ? (*pieces_)[l][unit] : 0;
    for (const auto& [input, weight] : row_in_use(layer, unit, piece))
      result[input] += derivative[unit] * weight;
  }
  return result;
}

void RationalPull::take_slopes(std::size_t layer, Vector& derivative) const {
  for (std::size_t unit = 0; unit < derivative.size(); ++unit)
    derivative[unit] *= slope_in_use(network_->layers[layer], (*pieces_)[layer][unit]);
}

void RationalPull::add(Vector& sum, const Vector& terms) {
  for (std::size_t k = 0; k < sum.size(); ++k)
    sum[k] += terms[k];
}

} // namespace thalweg
