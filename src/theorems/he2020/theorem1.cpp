// SPDX-License-Identifier: GPL-3.0-or-later

#include "theorems/he2020/theorem1.hpp"

#include "exact/error.hpp"
#include "risk/affine_fit.hpp"
#include "theorems/kink_step.hpp"
#include "theorems/pair_step.hpp"
#include "theorems/sampled_data.hpp"
#include "theorems/sampled_network.hpp"

#include <algorithm>

namespace thalweg {

namespace {

using Forms = std::vector<SampledForm>;

Forms predictions(const SampledNetwork& network, const AffineMap& fit) {
  Forms forms;
  for (const AffineFunction& p : fit)
    forms.push_back(network.over_inputs(p));
  return forms;
}

/// The first hidden layer of the better point with a pair of units for output `improved`.
Forms paired_layer(SampledNetwork& network, const AffineMap& fit, std::size_t improved,
                   const PairStep& step, const Corner& corner) {
  Forms outputs = predictions(network, fit);
  const Rational eta = low_shift(outputs);
  const SampledForm centred = network.over_inputs(step.tilted) + Rational(-step.cut);
  const SampledForm above = network.kinked(centred + step.gamma);
  const SampledForm below = network.kinked(Rational(-1) * centred + step.gamma);
  for (std::size_t o = 0; o < outputs.size(); ++o)
    outputs[o] =
        o == improved
            ? Rational(1 / Rational(corner.above + corner.below)) * (above - below) + step.cut
            : network.carried(outputs[o], eta);
  network.finish_layer();
  return outputs;
}

/// The same with one kink for all outputs.
Forms kinked_layer(SampledNetwork& network, const AffineMap& fit, const KinkStep& step) {
  Forms outputs = predictions(network, fit);
  const Rational eta = low_shift(outputs);
  const SampledForm feature = network.kinked(network.over_inputs(step.q));
  for (std::size_t o = 0; o < outputs.size(); ++o)
    outputs[o] = network.carried(outputs[o], eta) + step.factors[o] * feature;
  network.finish_layer();
  return outputs;
}

Forms better_layer(SampledNetwork& network, const Dataset& data, const AffineMap& fit,
                   const Corner& corner) {
  std::vector<Vector> residuals;
  for (std::size_t o = 0; o < fit.size(); ++o)
    residuals.push_back(residuals_of(fit[o], data, o));
  if (corner.above + corner.below == 0)
    return kinked_layer(network, fit, kink_step(data.inputs, residuals, corner));
  const auto has_residual = [](const Vector& of_output) {
    return std::any_of(of_output.begin(), of_output.end(),
                       [](const Rational& r) { return r != 0; });
  };
  const auto first = std::find_if(residuals.begin(), residuals.end(), has_residual);
  require(first != residuals.end(), "he2020: one affine map fits the data");
  const auto improved = static_cast<std::size_t>(first - residuals.begin());
  return paired_layer(network, fit, improved, pair_step(fit[improved], data.inputs, *first, corner),
                      corner);
}

/// The affine map in a network of its own, and the other one, whose first layer is there.
NetworkPair network_pair(SampledNetwork minimum, const AffineMap& fit, SampledNetwork better,
                         Forms bent, std::size_t layer_count) {
  const std::size_t hidden_layers = layer_count - 1, width = fit.size() + 1;
  Forms affine = carried_layer(minimum, predictions(minimum, fit), width);
  return {passed_on(std::move(minimum), std::move(affine), hidden_layers, width),
          passed_on(std::move(better), std::move(bent), hidden_layers, width)};
}

} // namespace

NetworkPair he_theorem1(const Dataset& data, const Activation& activation,
                        std::size_t layer_count) {
  require(layer_count >= 2, "he2020: expected a hidden layer");
  const AffineMap fit = group_fits(data, one_group(data)).pieces.front();
  const Corner corner = chosen_corner(activation);
  SampledNetwork minimum(data.inputs, data.input_dimension(), activation, corner);
  SampledNetwork better = minimum;
  Forms bent = better_layer(better, data, fit, corner);
  return network_pair(std::move(minimum), fit, std::move(better), std::move(bent), layer_count);
}

NetworkPair he_theorem1(const Dataset& data, const Activation& activation, std::size_t layer_count,
                        const KinkedMaps& maps) {
  require(layer_count >= 2, "he2020: expected a hidden layer");
  const SampledNetwork empty(data.inputs, data.input_dimension(), activation,
                             chosen_corner(activation));
  SampledNetwork better = empty;
  Forms bent = kinked_layer(better, maps.p, maps.kink);
  return network_pair(empty, maps.fit, std::move(better), std::move(bent), layer_count);
}

} // namespace thalweg
