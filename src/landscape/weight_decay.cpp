// SPDX-License-Identifier: GPL-3.0-or-later

#include "landscape/weight_decay.hpp"

#include "exact/error.hpp"

#include <algorithm>

namespace thalweg {

namespace {

Rational squared_norm(const std::vector<SparseRow>& rows) {
  Rational sum;
  for (const SparseRow& row : rows)
    for (const Term& term : row)
      sum += term.second * term.second;
  return sum;
}

bool is_zero_decay(const LayerDecay& decay) {
  return decay.weights == 0 && decay.biases == 0;
}

} // namespace

WeightDecay uniform_decay(const Network& network, const LayerDecay& everywhere) {
  if (is_zero_decay(everywhere))
    return {};
  WeightDecay decay(network.layers.size());
  for (std::size_t l = 0; l < decay.size(); ++l) {
    const Layer& layer = network.layers[l];
    if (has_parameters(layer))
      decay[l] = {everywhere.weights, layer.has_biases ? everywhere.biases : Rational(0)};
  }
  return decay;
}

void require_usable(const WeightDecay& decay, const Network& network) {
  if (decay.empty())
    return;
  if (decay.size() != network.layers.size())
    throw InputError("weight decay: expected one pair for each of the " +
                     std::to_string(network.layers.size()) + " layers, found " +
                     std::to_string(decay.size()));
  for (std::size_t l = 0; l < decay.size(); ++l) {
    const Layer& layer = network.layers[l];
    const std::string place = "weight decay of layer " + std::to_string(l);
    for (const Rational* factor : {&decay[l].weights, &decay[l].biases})
      if (*factor < 0)
        throw InputError(place + ": expected no negative factor, found " + to_string(*factor));
    const bool is_stray = has_parameters(layer) ? !layer.has_biases && decay[l].biases != 0
                                                : !is_zero_decay(decay[l]);
    if (is_stray)
      throw InputError(place + ": expected 0 for what the layer does not have, found " +
                       to_string(decay[l].weights) + " and " + to_string(decay[l].biases));
  }
  if (std::all_of(decay.begin(), decay.end(), is_zero_decay))
    throw InputError("weight decay: expected a positive factor, found none → leave the decay out");
}

Rational decay_of(const WeightDecay& decay, const Network& network) {
  Rational sum;
  for (std::size_t l = 0; l < decay.size(); ++l) {
    const Layer& layer = network.layers[l];
    if (is_zero_decay(decay[l]))
      continue;
    sum += decay[l].weights * squared_norm(parameter_rows(layer)) +
           decay[l].biases * dot(parameter_biases(layer), parameter_biases(layer));
  }
  return sum;
}

} // namespace thalweg
