// SPDX-License-Identifier: Apache-2.0
//
// A network as one list of units that read entries: entry 0 is the constant 1, then come the inputs
// x, then one entry for each unit of each layer, in order. A unit is z = Σ coefficient · entry over
// its links; coefficients are the parameters, numbered as the specification does (22), and behind
// them the fixed weights of averages and additions. A maximum passes one of its links on. Every
// kind of layer looks like this, and zero weights are links like any other.

#pragma once

#include "layer/network.hpp"

namespace thalweg::verifier {

struct Link {
  std::uint32_t entry;
  std::uint32_t coefficient;
};

/// Entry `position` of a channel of a source: 0 is x, m the output of layer m counted from 1.
struct EntryPlace {
  std::size_t source;
  std::size_t channel;
  std::size_t position;
};

/// A parameter: its layer, row, and number in it; the length of the row stands for the bias.
struct ParameterPlace {
  std::size_t layer;
  std::size_t row;
  std::size_t column;
};

struct GraphUnit {
  std::size_t layer;
  List<Link> links;
};

struct UnitGraph {
  const Network& network;
  std::size_t parameter_count = 0;
  List<Fraction> coefficients; ///< the first are the parameters
  List<GraphUnit> units;
  List<std::size_t> first_unit;      ///< by layer; at the end the number of units
  List<std::size_t> first_parameter; ///< by layer; at the end the number of parameters
  std::size_t input_count = 0;

  explicit UnitGraph(const Network& of);

  std::size_t entry_count() const { return 1 + input_count + units.size(); }
  std::size_t entry_of(std::size_t unit) const { return 1 + input_count + unit; }
  /// The entry of input k of a layer; the count of inputs stands for the constant 1.
  std::size_t entry_of_input(std::size_t layer, std::size_t k) const;
  /// Of an entry that is not the constant 1.
  EntryPlace place(std::size_t entry) const;
  std::size_t unit_at(std::size_t layer, std::size_t channel, std::size_t position) const {
    return first_unit[layer] + channel * network.layers[layer].positions() + position;
  }
  /// Of a unit in its layer.
  std::size_t channel_of(std::size_t unit) const {
    return (unit - first_unit[units[unit].layer]) / layer_of(unit).positions();
  }
  const Layer& layer_of(std::size_t unit) const { return network.layers[units[unit].layer]; }
  bool is_output(std::size_t unit) const { return units[unit].layer + 1 == network.layers.size(); }
  bool is_parameter(const Link& link) const { return link.coefficient < parameter_count; }
  /// The number of weight k of a row of a layer; the length of the row stands for its bias.
  std::size_t parameter(std::size_t layer, std::size_t row, std::size_t k) const;
  ParameterPlace parameter_place(std::size_t parameter) const;
  /// By layer: in how many ways do layers without parameters pass a channel of this one on to the
  /// same channel of it? 1 for the layer itself; 2 stands for more.
  List<std::size_t> routes(std::size_t layer) const;
};

} // namespace thalweg::verifier
