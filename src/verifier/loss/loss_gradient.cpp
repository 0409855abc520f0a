// SPDX-License-Identifier: Apache-2.0

#include "loss/loss_gradient.hpp"

#include "layer/fields.hpp"

namespace thalweg::verifier {

namespace {

List<LayerGradient> zero_gradient(const Network& network) {
  List<LayerGradient> gradient(network.layers.size());
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    const Layer& layer = network.layers[l];
    if (!layer.is_parametrised())
      continue;
    const std::size_t rows = layer.parameters().size();
    Meter::require_room(rows, layer.row_length(), sizeof(Fraction));
    gradient[l].weights.assign(rows, List<Fraction>(layer.row_length()));
    gradient[l].biases.resize(layer.has_biases ? rows : 0);
  }
  return gradient;
}

/// Adds what the pre-activation of a unit with the derivative dz passes on to its parameters.
void add_to_parameters(const Layer& layer, const InputVector<Fraction>& inputs, std::size_t unit,
                       const Fraction& dz, LayerGradient& gradient) {
  const std::size_t row = unit / (layer.units.size() / layer.parameters().size());
  for_each_in_field(layer, field_of(layer, unit), [&](std::size_t index, std::size_t input) {
    Fraction& sum = gradient.weights[row][index];
    sum = sum + dz * inputs[input];
  });
  if (layer.has_biases)
    gradient.biases[row] = gradient.biases[row] + dz;
}

/// Backwards through the layers: adds the gradient of the loss of one sample.
void add_sample(const Network& network, const ForwardPass& pass, List<Fraction> slopes,
                List<LayerGradient>& gradient) {
  List<List<Fraction>> dh; // of x and of the output of each layer
  for (const List<Fraction>& values : pass.h)
    dh.emplace_back(values.size());
  dh.resize(network.layers.size() + 1);
  dh.back() = std::move(slopes);
  for (std::size_t l = network.layers.size(); l-- > 0;) {
    const Layer& layer = network.layers[l];
    const bool is_hidden = l < network.hidden_count();
    for (std::size_t j = 0; j < layer.units.size(); ++j) {
      Meter::tick();
      const std::size_t piece = is_hidden ? pass.pieces[l][j] : 0;
      const Fraction dz = is_hidden ? dh[l + 1][j] * layer.slope(piece) : dh[l + 1][j];
      if (sign(dz) == 0)
        continue;
      if (layer.is_parametrised())
        add_to_parameters(layer, {pass.h, layer}, j, dz, gradient[l]);
      for (const Term& term : layer.terms(j, piece)) {
        const auto [source, k] = layer.origin(term.input);
        dh[source][k] = dh[source][k] + dz * fraction(term.weight, layer.units[j].denominator);
      }
    }
  }
}

/// By the outputs at a sample.
std::variant<List<Fraction>, Kink> loss_slopes(const Problem& problem, std::size_t i,
                                               const ForwardPass& pass) {
  if (pass.is_on_wall)
    return Kink{i, true};
  const Sample& sample = problem.data.samples[i];
  List<Fraction> slopes;
  for (std::size_t o = 0; o < pass.z.back().size(); ++o) {
    const LossAt at =
        loss_at(problem.loss, i, o, pass.z.back()[o], fraction(sample.y[o], sample.denominator));
    if (at.least != at.greatest)
      return Kink{i, false, at.least, at.greatest};
    slopes.push_back(at.least);
  }
  return slopes;
}

} // namespace

std::variant<List<LayerGradient>, Kink> loss_gradient(const Problem& problem) {
  const Network& network = problem.network;
  List<LayerGradient> gradient = zero_gradient(network);
  for (std::size_t i = 0; i < problem.data.samples.size(); ++i) {
    const ForwardPass pass = forward_pass(network, point(problem.data.samples[i]));
    auto slopes = loss_slopes(problem, i, pass);
    if (const Kink* kink = std::get_if<Kink>(&slopes))
      return *kink;
    add_sample(network, pass, std::get<List<Fraction>>(std::move(slopes)), gradient);
  }
  return gradient;
}

} // namespace thalweg::verifier
