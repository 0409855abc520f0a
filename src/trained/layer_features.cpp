// SPDX-License-Identifier: GPL-3.0-or-later

#include "trained/layer_features.hpp"

#include "exact/error.hpp"
#include "exact/watched_work.hpp"
#include "landscape/forward_passes.hpp"

#include <algorithm>

namespace thalweg {

namespace {

/// Which columns the parameters of one layer have, and where its later biases begin.
class FeatureColumns {
public:
  FeatureColumns(const Network& network, std::size_t layer) : network_(network), layer_(layer) {
    const ParameterOrder order(network);
    for (std::size_t l = layer; l < network.layers.size(); ++l) {
      begin_.push_back(parameters_.size());
      const Layer& here = network.layers[l];
      const std::size_t rows = parameter_row_count(here), columns = parameter_column_count(here);
      const std::size_t first = order.begin(l) + (l == layer ? 0 : rows * columns);
      for (std::size_t k = first; k < order.begin(l + 1); ++k)
        parameters_.push_back(k);
    }
  }

  const std::vector<std::size_t>& parameters() const { return parameters_; }

  /// Adds the derivative with respect to the parameters of layer l ≥ `layer`, given ∂F_o/∂z_l and
  /// what enters the layer.
  void add(Vector& features, std::size_t l, const Vector& derivative, const Vector& input) const {
    const Layer& here = network_.layers[l];
    if (!has_parameters(here))
      return;
    const std::size_t columns = l == layer_ ? parameter_column_count(here) : 0;
    const std::size_t first = begin_[l - layer_];
    const std::size_t biases = first + parameter_row_count(here) * columns;
    for (std::size_t unit = 0; unit < derivative.size(); ++unit) {
      if (derivative[unit] == 0)
        continue;
      const std::size_t row = parameter_row_of(here, unit);
      if (l == layer_)
        visit_field(here, unit, [&](std::size_t entry, std::size_t column) {
          features[first + row * columns + column] += derivative[unit] * input[entry];
        });
      if (here.has_biases)
        features[biases + row] += derivative[unit];
    }
  }

private:
  const Network& network_;
  std::size_t layer_;
  std::vector<std::size_t> parameters_;
  std::vector<std::size_t> begin_; ///< [l − layer] the first column of layer l
};

} // namespace

std::vector<SampleState> sample_states(const Network& network, const Dataset& data) {
  const auto passes =
      std::make_shared<const ForwardPasses>(network, data.inputs, network.hidden_layer_count());
  std::vector<SampleState> result;
  for (std::size_t i = 0; i < data.sample_count(); ++i) {
    require_time();
    SampleState& state = result.emplace_back(SampleState{passes, i, {}, {}});
    for (std::size_t l = 0; l < network.hidden_layer_count(); ++l) {
      std::vector<std::size_t>& pieces = state.pieces.emplace_back();
      for (std::size_t unit = 0; unit < network.layers[l].unit_count(); ++unit)
        pieces.push_back(passes->meeting_pieces(network.layers[l], l, unit, i).front());
    }
  }
  return result;
}

LayerFeatures layer_features(const Network& network, const std::vector<SampleState>& states,
                             std::size_t layer) {
  require(has_parameters(network.layers[layer]), "layer_features: expected a layer of parameters");
  const FeatureColumns columns(network, layer);
  LayerFeatures result{columns.parameters(), {}};
  for (const SampleState& state : states) {
    require_time();
    for (std::size_t o = 0; o < network.output_dimension(); ++o) {
      Vector& features = result.rows.emplace_back(result.parameters.size());
      Vector seed(network.output_dimension());
      seed[o] = 1;
      for (auto pull =
               rational_pull(network, state.pieces, network.hidden_layer_count(), std::move(seed));
           ; pull.step()) {
        columns.add(features, pull.layer(), pull.derivative(), state.input(pull.layer()));
        if (pull.layer() == layer)
          break;
      }
    }
  }
  return result;
}

} // namespace thalweg
