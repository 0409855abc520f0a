// SPDX-License-Identifier: GPL-3.0-or-later
//
// All parameters of a network in one row, numbered as in certificates/SPECIFICATION.md,
// section 40.1: layer by layer all weights, row by row (layer.hpp), zeros included, and behind them
// the biases if the layer has biases.

#pragma once

#include "landscape/ray.hpp"

#include <functional>

namespace thalweg {

/// Parameter `column` of row `row` of layers[layer]; `column` = parameter_column_count: the bias.
struct ParameterPlace {
  std::size_t layer, row, column;
  auto operator<=>(const ParameterPlace&) const = default;
};

class ParameterOrder {
public:
  explicit ParameterOrder(const Network& network);

  std::size_t count() const { return begin(layers_.size()); }
  /// The first parameter of a layer, or, if it has none, of those behind it; the count of layers
  /// stands for the end.
  std::size_t begin(std::size_t layer) const {
    return layer < layers_.size() ? layers_[layer].begin : end_;
  }
  std::size_t weight(std::size_t layer, std::size_t row, std::size_t column) const {
    return layers_[layer].begin + row * layers_[layer].column_count + column;
  }
  /// InternalError if the layer has no biases.
  std::size_t bias(std::size_t layer, std::size_t row) const;
  /// A weight, or the bias.
  std::size_t index(const ParameterPlace& place) const {
    return place.column == layers_[place.layer].column_count
               ? bias(place.layer, place.row)
               : weight(place.layer, place.row, place.column);
  }
  ParameterPlace place(std::size_t parameter) const;
  bool is_bias(std::size_t parameter) const;
  /// The direction with the entries `values` at `parameters` (increasing); zeros are left out.
  Direction direction(const std::vector<std::size_t>& parameters, const Vector& values) const;

private:
  struct LayerRange {
    std::size_t begin, row_count, column_count;
    bool has_biases;
  };
  std::vector<LayerRange> layers_;
  std::size_t end_ = 0;
};

/// The parameters of the network in that order.
Vector parameter_vector(const Network& network);

/// The network of the same architecture with these parameters, as many as it has.
Network with_parameters(const Network& network, const Vector& parameters);

/// The same; `value(k)` is the parameter number k.
Network with_parameters(const Network& network, const std::function<Rational(std::size_t)>& value);

} // namespace thalweg
