// SPDX-License-Identifier: GPL-3.0-or-later

#include "landscape/tangent.hpp"

#include <algorithm>
#include <tuple>

namespace thalweg {

namespace {

/// The piece below or at z, and whether z is a breakpoint where the slope changes.
struct PieceAt {
  std::size_t piece;
  bool is_tie;
};
PieceAt piece_at(const Activation& activation, const Rational& z) {
  std::size_t piece = 0;
  while (piece < activation.breakpoints.size() && activation.breakpoints[piece] < z)
    ++piece;
  const bool is_breakpoint =
      piece < activation.breakpoints.size() && activation.breakpoints[piece] == z;
  return {piece, is_breakpoint && activation.slopes[piece] != activation.slopes[piece + 1]};
}

bool is_zero(const Vector& values) {
  return std::all_of(values.begin(), values.end(), [](const Rational& v) { return v == 0; });
}

} // namespace

UnsettledStates unsettled_states(const Network& network, const Dataset& data) {
  UnsettledStates result;
  for (std::size_t i = 0; i < data.sample_count(); ++i) {
    const std::vector<Vector> z = network.pre_activations(data.inputs[i]);
    SampleState state{{data.inputs[i]}, {}, z.back()};
    for (std::size_t o = 0; o < state.residual.size(); ++o)
      state.residual[o] -= data.targets[i][o];
    if (is_zero(state.residual))
      continue;
    const std::size_t index = result.states.size();
    for (std::size_t l = 0; l < network.hidden_layer_count(); ++l) {
      const Activation& activation = network.layers[l].activation;
      Vector& h = state.inputs.emplace_back();
      state.pieces.emplace_back();
      for (std::size_t unit = 0; unit < z[l].size(); ++unit) {
        const auto [piece, is_tie] = piece_at(activation, z[l][unit]);
        state.pieces.back().push_back(piece);
        h.push_back(activation(z[l][unit]));
        if (is_tie)
          result.ties.push_back({index, l, unit, piece});
      }
    }
    result.samples.push_back(i);
    result.states.push_back(std::move(state));
  }
  std::stable_sort(result.ties.begin(), result.ties.end(), [](const Tie& a, const Tie& b) {
    return std::tie(a.layer, a.unit) < std::tie(b.layer, b.unit);
  });
  return result;
}

ParameterOrder::ParameterOrder(const Network& network) : offsets_{0} {
  for (const DenseLayer& layer : network.layers) {
    input_counts_.push_back(layer.input_count);
    offsets_.push_back(offsets_.back() + layer.unit_count() * (layer.input_count + 1));
  }
}

std::size_t ParameterOrder::weight(std::size_t layer, std::size_t unit, std::size_t input) const {
  return offsets_[layer] + unit * (input_counts_[layer] + 1) + input;
}

std::size_t ParameterOrder::bias(std::size_t layer, std::size_t unit) const {
  return weight(layer, unit, input_counts_[layer]);
}

Direction ParameterOrder::direction(const std::vector<std::size_t>& parameters,
                                    const Vector& values) const {
  Direction result;
  std::size_t layer = 0;
  for (std::size_t k = 0; k < parameters.size(); ++k) {
    while (parameters[k] >= offsets_[layer + 1])
      ++layer;
    const std::size_t row = input_counts_[layer] + 1;
    const std::size_t unit = (parameters[k] - offsets_[layer]) / row;
    const std::size_t input = (parameters[k] - offsets_[layer]) % row;
    if (values[k] == 0)
      continue;
    if (input == input_counts_[layer])
      result.biases.push_back({layer, unit, values[k]});
    else
      result.weights.push_back({layer, unit, input, values[k]});
  }
  return result;
}

Vector propagated_back(const Network& network, const SampleState& state, std::size_t layer,
                       const Vector& derivative) {
  const DenseLayer& above = network.layers[layer];
  const Activation& activation = network.layers[layer - 1].activation;
  Vector result(above.input_count);
  for (std::size_t unit = 0; unit < above.unit_count(); ++unit)
    if (derivative[unit] != 0)
      for (const auto& [input, weight] : above.weights[unit])
        result[input] += derivative[unit] * weight;
  for (std::size_t k = 0; k < result.size(); ++k)
    result[k] *= activation.slopes[state.pieces[layer - 1][k]];
  return result;
}

void add_functional(Vector& functional, const Network& network, const ParameterOrder& order,
                    const SampleState& state, std::size_t layer, Vector derivative) {
  for (std::size_t l = layer;; --l) {
    for (std::size_t unit = 0; unit < derivative.size(); ++unit) {
      if (derivative[unit] == 0)
        continue;
      for (std::size_t k = 0; k < state.inputs[l].size(); ++k)
        if (state.inputs[l][k] != 0)
          functional[order.weight(l, unit, k)] += derivative[unit] * state.inputs[l][k];
      functional[order.bias(l, unit)] += derivative[unit];
    }
    if (l == 0)
      return;
    derivative = propagated_back(network, state, l, derivative);
  }
}

} // namespace thalweg
