// SPDX-License-Identifier: GPL-3.0-or-later

#include "theorems/liu2021/exchanged.hpp"

#include "exact/error.hpp"
#include "theorems/sampled_network.hpp"

namespace thalweg {

namespace {

/// Row `unit` of a layer over forms of its inputs; without inputs yet, over x.
SampledForm pre_activation(const SampledNetwork& network, const Layer& layer, std::size_t unit,
                           const std::vector<SampledForm>& inputs, bool is_first) {
  if (is_first) {
    AffineFunction f = zero_function(layer.input_count);
    for (const auto& [k, weight] : layer.weights[unit])
      f.linear[k] = weight;
    f.constant = layer.biases[unit];
    return network.over_inputs(f);
  }
  SampledForm sum = network.constant(layer.biases[unit]);
  for (const auto& [k, weight] : layer.weights[unit])
    sum = sum + weight * inputs[k];
  return sum;
}

} // namespace

Network exchanged_activation(const Network& relu_network, const Activation& activation,
                             const std::vector<Vector>& inputs) {
  const Corner corner = chosen_corner(activation);
  SampledNetwork network(inputs, relu_network.input_dimension(), activation, corner);
  std::vector<SampledForm> forms;
  for (std::size_t l = 0; l < relu_network.layers.size(); ++l) {
    const Layer& layer = relu_network.layers[l];
    require(layer.kind == LayerKind::dense && layer.has_biases, "exchange: a dense layer");
    std::vector<SampledForm> next;
    for (std::size_t unit = 0; unit < layer.unit_count(); ++unit) {
      const SampledForm z = pre_activation(network, layer, unit, forms, l == 0);
      if (l == relu_network.hidden_layer_count()) {
        next.push_back(z);
        continue;
      }
      require(layer.activation == relu(), "exchange: a ReLU layer");
      SampledForm kinked = network.kinked(z);
      if (corner.below != 0)
        kinked = kinked - corner.below * network.carried(z);
      next.push_back(Rational(1 / Rational(corner.above - corner.below)) * kinked);
    }
    if (l < relu_network.hidden_layer_count())
      network.finish_layer();
    forms = std::move(next);
  }
  return std::move(network).network(forms);
}

} // namespace thalweg
