// SPDX-License-Identifier: GPL-3.0-or-later

#include "trained/parameter_places.hpp"

#include "exact/error.hpp"

namespace thalweg {

ParameterPlaces::ParameterPlaces(const Network& network) {
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    const Layer& layer = network.layers[l];
    LayerRange range;
    range.begin = places_.size();
    if (has_parameters(layer)) {
      range.row_count = parameter_row_count(layer);
      range.column_count = parameter_column_count(layer);
      range.has_biases = layer.has_biases;
      for (std::size_t row = 0; row < range.row_count; ++row)
        for (std::size_t column = 0; column < range.column_count; ++column)
          places_.push_back({l, row, column});
      for (std::size_t row = 0; range.has_biases && row < range.row_count; ++row)
        places_.push_back({l, row, range.column_count});
    }
    layers_.push_back(range);
  }
}

std::size_t ParameterPlaces::index(const ParameterPlace& place) const {
  require(place.layer < layers_.size(), "parameter places: expected a layer of the network");
  const LayerRange& range = layers_[place.layer];
  require(place.row < range.row_count &&
              place.column < range.column_count + (range.has_biases ? 1 : 0),
          "parameter places: expected a parameter of the layer");
  if (place.column == range.column_count)
    return range.begin + range.row_count * range.column_count + place.row;
  return range.begin + place.row * range.column_count + place.column;
}

bool ParameterPlaces::is_bias(std::size_t index) const {
  const ParameterPlace& place = places_[index];
  return place.column == layers_[place.layer].column_count;
}

Vector parameter_vector(const Network& network) {
  const ParameterPlaces places(network);
  Vector result(places.count());
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    const Layer& layer = network.layers[l];
    if (!has_parameters(layer))
      continue;
    for (std::size_t row = 0; row < parameter_row_count(layer); ++row) {
      for (const auto& [column, weight] : parameter_rows(layer)[row])
        result[places.index({l, row, column})] = weight;
      if (layer.has_biases)
        result[places.index({l, row, parameter_column_count(layer)})] =
            parameter_biases(layer)[row];
    }
  }
  return result;
}

namespace {

/// The network with `weight(layer, row, column)` and `bias(layer, row)`.
template <class Weight, class Bias>
Network with_values(const Network& network, const Weight& weight, const Bias& bias) {
  Network result = network;
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    Layer& layer = result.layers[l];
    if (!has_parameters(layer))
      continue;
    std::vector<SparseRow> rows(parameter_row_count(layer));
    Vector biases(rows.size());
    for (std::size_t row = 0; row < rows.size(); ++row) {
      for (std::size_t column = 0; column < parameter_column_count(layer); ++column)
        if (Rational value = weight(l, row, column); value != 0)
          rows[row].emplace_back(column, std::move(value));
      if (layer.has_biases)
        biases[row] = bias(l, row);
    }
    set_parameters(layer, std::move(rows), std::move(biases));
  }
  return result;
}

} // namespace

Network with_parameters(const Network& network, const Vector& parameters) {
  const ParameterPlaces places(network);
  require(parameters.size() == places.count(), "parameters: expected one number for each");
  return with_values(
      network,
      [&](std::size_t l, std::size_t row, std::size_t column) {
        return parameters[places.index({l, row, column})];
      },
      [&](std::size_t l, std::size_t row) {
        return parameters[places.index({l, row, parameter_column_count(network.layers[l])})];
      });
}

Network with_ordered_parameters(const Network& network,
                                const std::function<Rational(std::size_t)>& value) {
  const ParameterOrder order(network);
  return with_values(
      network,
      [&](std::size_t l, std::size_t row, std::size_t column) {
        return value(order.weight(l, row, column));
      },
      [&](std::size_t l, std::size_t row) { return value(order.bias(l, row)); });
}

} // namespace thalweg
