// SPDX-License-Identifier: GPL-3.0-or-later
//
// Where the inputs of a layer come from. h_0 = x and h_l is the output of layers[l − 1]; a layer
// reads the output before it, an addition also an earlier one behind it (network.hpp). Everything
// that runs through a network, values, functions, bounds or derivatives, is kept by outputs and
// gathered here.

#pragma once

#include "network/network.hpp"

namespace thalweg {

/// Entry `index` of the output h_source.
struct InputOrigin {
  std::size_t source, index;
};

/// Where input `input` of layers[layer] comes from.
inline InputOrigin origin(const Network& network, std::size_t layer, std::size_t input) {
  const Layer& reader = network.layers[layer];
  if (reader.kind == LayerKind::addition && input >= reader.unit_count())
    return {reader.with, input - reader.unit_count()};
  return {layer, input};
}

/// The input of layers[layer] from the entries of all outputs up to h_layer.
template <class Value>
std::vector<Value> gathered(const Network& network, std::size_t layer,
                            const std::vector<std::vector<Value>>& outputs) {
  std::vector<Value> input = outputs[layer];
  if (network.layers[layer].kind == LayerKind::addition) {
    const std::vector<Value>& other = outputs[network.layers[layer].with];
    input.insert(input.end(), other.begin(), other.end());
  }
  return input;
}

/// For every entry of h_source: is it the output of a unit that uses a piece of slope 0? Then it
/// is a constant as long as the unit keeps its piece. `pieces`: [layer][unit], of the layers below.
inline std::vector<bool> constant_outputs(const Network& network, std::size_t source,
                                          const std::vector<std::vector<std::size_t>>& pieces) {
  std::vector<bool> result;
  if (source == 0)
    return std::vector<bool>(network.input_dimension());
  for (const std::size_t piece : pieces[source - 1])
    result.push_back(slope_in_use(network.layers[source - 1], piece) == 0);
  return result;
}

/// [source] the last layer that reads it; layers.size() entries. Every output is read by the next
/// layer.
inline std::vector<std::size_t> last_readers(const Network& network) {
  std::vector<std::size_t> result(network.layers.size());
  for (std::size_t l = 0; l < network.layers.size(); ++l)
    for (const std::size_t source : sources(network, l))
      result[source] = l;
  return result;
}

} // namespace thalweg
