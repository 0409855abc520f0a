// SPDX-License-Identifier: GPL-3.0-or-later

#include "landscape/parameter_order.hpp"

#include "exact/error.hpp"

#include <algorithm>

namespace thalweg {

ParameterOrder::ParameterOrder(const Network& network) {
  for (const Layer& layer : network.layers) {
    layers_.push_back(
        {end_, parameter_row_count(layer), parameter_column_count(layer), layer.has_biases});
    end_ += parameter_count(layer);
  }
}

std::size_t ParameterOrder::bias(std::size_t layer, std::size_t row) const {
  const LayerRange& range = layers_[layer];
  require(range.has_biases, "parameters: expected a layer with biases, found one without");
  return range.begin + range.row_count * range.column_count + row;
}

ParameterPlace ParameterOrder::place(std::size_t parameter) const {
  require(parameter < end_, "parameters: expected the number of one");
  const auto behind = std::upper_bound(
      layers_.begin(), layers_.end(), parameter,
      [](std::size_t number, const LayerRange& range) { return number < range.begin; });
  const LayerRange& range = *(behind - 1);
  const auto layer = static_cast<std::size_t>(behind - 1 - layers_.begin());
  const std::size_t k = parameter - range.begin, weights = range.row_count * range.column_count;
  return k < weights ? ParameterPlace{layer, k / range.column_count, k % range.column_count}
                     : ParameterPlace{layer, k - weights, range.column_count};
}

bool ParameterOrder::is_bias(std::size_t parameter) const {
  const ParameterPlace at = place(parameter);
  return at.column == layers_[at.layer].column_count;
}

Direction ParameterOrder::direction(const std::vector<std::size_t>& parameters,
                                    const Vector& values) const {
  Direction result;
  for (std::size_t k = 0; k < parameters.size(); ++k) {
    if (values[k] == 0)
      continue;
    const ParameterPlace at = place(parameters[k]);
    if (at.column == layers_[at.layer].column_count)
      result.biases.push_back({at.layer, at.row, values[k]});
    else
      result.weights.push_back({at.layer, at.row, at.column, values[k]});
  }
  return result;
}

Vector parameter_vector(const Network& network) {
  const ParameterOrder order(network);
  Vector result(order.count());
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    const Layer& layer = network.layers[l];
    for (std::size_t row = 0; row < parameter_row_count(layer); ++row) {
      for (const auto& [column, weight] : parameter_rows(layer)[row])
        result[order.weight(l, row, column)] = weight;
      if (layer.has_biases)
        result[order.bias(l, row)] = parameter_biases(layer)[row];
    }
  }
  return result;
}

Network with_parameters(const Network& network, const Vector& parameters) {
  require(parameters.size() == ParameterOrder(network).count(),
          "parameters: expected one number for each");
  return with_parameters(network, [&](std::size_t k) { return parameters[k]; });
}

Network with_parameters(const Network& network, const std::function<Rational(std::size_t)>& value) {
  const ParameterOrder order(network);
  Network result = network;
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    Layer& layer = result.layers[l];
    if (!has_parameters(layer))
      continue;
    std::vector<SparseRow> rows(parameter_row_count(layer));
    Vector biases(rows.size());
    for (std::size_t row = 0; row < rows.size(); ++row) {
      for (std::size_t column = 0; column < parameter_column_count(layer); ++column)
        if (Rational weight = value(order.weight(l, row, column)); weight != 0)
          rows[row].emplace_back(column, std::move(weight));
      if (layer.has_biases)
        biases[row] = value(order.bias(l, row));
    }
    set_parameters(layer, std::move(rows), std::move(biases));
  }
  return result;
}

} // namespace thalweg
