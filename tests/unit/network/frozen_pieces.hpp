// SPDX-License-Identifier: GPL-3.0-or-later
//
// A network whose pieces are held: an affine map, pushed up in any kind of number.

#pragma once

#include "network/walk.hpp"

namespace thalweg {

/// Of each unit of the hidden layers, the piece or the entry of the window.
using Pieces = std::vector<std::vector<std::size_t>>;

/// The pieces in use; the lower one at a breakpoint, the first of the largest entries.
inline Pieces pieces_in_use(const Network& network, const NetworkValues& values) {
  Pieces result;
  for (std::size_t l = 0; l < network.hidden_layer_count(); ++l) {
    const Layer& layer = network.layers[l];
    result.emplace_back();
    for (std::size_t unit = 0; unit < layer.unit_count(); ++unit) {
      std::size_t piece = 0;
      if (layer.kind == LayerKind::max_pooling)
        while (values.h[l][layer.choices[unit][piece].first] < values.z[l][unit])
          ++piece;
      else
        while (piece < layer.activation.breakpoints.size() &&
               layer.activation.breakpoints[piece] < values.z[l][unit])
          ++piece;
      result.back().push_back(piece);
    }
  }
  return result;
}

/// z and h of all layers with these pieces, in a kind of number that `start` makes of a bias; the
/// intercepts too.
template <class Value, class Start>
std::vector<std::vector<Value>> frozen_outputs(const Network& network, const Pieces& pieces,
                                               std::vector<Value> input, const Start& start) {
  std::vector<std::vector<Value>> outputs{std::move(input)};
  push(network, outputs, network.layers.size(), [&](std::size_t l, const std::vector<Value>& u) {
    const Layer& layer = network.layers[l];
    std::vector<Value> h;
    for (std::size_t unit = 0; unit < layer.unit_count(); ++unit) {
      const std::size_t piece = l < pieces.size() ? pieces[l][unit] : 0;
      const bool is_pooling = layer.kind == LayerKind::max_pooling;
      const Value z = row_value(start(is_pooling ? Rational(0) : layer.biases[unit]),
                                row_in_use(layer, unit, piece), u);
      h.push_back(start(intercept_in_use(layer, piece)));
      add_multiple(h.back(), slope_in_use(layer, piece), z);
    }
    return h;
  });
  return outputs;
}

} // namespace thalweg
