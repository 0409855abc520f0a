// SPDX-License-Identifier: GPL-3.0-or-later
//
// All parameters of a network as one vector, numbered as in certificates/SPECIFICATION.md, section
// 22: layer by layer all weights, row by row (layer.hpp), zeros included, and behind them the
// biases if the layer has biases.

#pragma once

#include "landscape/tangent.hpp"
#include "network/network.hpp"

#include <functional>

namespace thalweg {

/// Parameter `column` of row `row` of layers[layer]; `column` = parameter_column_count: the bias.
struct ParameterPlace {
  std::size_t layer, row, column;
  auto operator<=>(const ParameterPlace&) const = default;
};

/// Where every parameter stands in the vector.
class ParameterPlaces {
public:
  explicit ParameterPlaces(const Network& network);

  std::size_t count() const { return places_.size(); }
  const ParameterPlace& place(std::size_t index) const { return places_[index]; }
  /// InternalError if there is no such parameter.
  std::size_t index(const ParameterPlace& place) const;
  bool is_bias(std::size_t index) const;

private:
  struct LayerRange {
    std::size_t begin = 0, row_count = 0, column_count = 0;
    bool has_biases = false;
  };
  std::vector<LayerRange> layers_;
  std::vector<ParameterPlace> places_;
};

/// The parameters of the network in that order.
Vector parameter_vector(const Network& network);

/// The network of the same architecture with these parameters, `count()` of them.
Network with_parameters(const Network& network, const Vector& parameters);

/// The same for numbers in the ParameterOrder (landscape/tangent.hpp), in which guesses are made:
/// `value(k)` is the parameter number k.
Network with_ordered_parameters(const Network& network,
                                const std::function<Rational(std::size_t)>& value);

} // namespace thalweg
