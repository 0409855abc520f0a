// SPDX-License-Identifier: Apache-2.0

#include "layer/value_names.hpp"

#include <map>

namespace thalweg::verifier {

namespace {

using Name = std::size_t;
using Names = List<Name>;

/// Gives the same name to the same description.
class Namer {
public:
  Name of_constant(const Fraction& value) {
    if (sign(value) == 0)
      return 0;
    return named(constants_, std::pair(value.numerator, value.denominator));
  }
  /// What is computed, of which values.
  Name of_computed(Names description) { return named(computed_, std::move(description)); }

private:
  template <class Key> Name named(std::map<Key, Name>& names, Key key) {
    const auto [place, is_new] = names.emplace(std::move(key), count_ + 1);
    count_ += is_new ? 1 : 0;
    return place->second;
  }

  std::map<std::pair<Integer, Integer>, Name> constants_;
  std::map<Names, Name> computed_;
  Name count_ = 0;
};

/// The names of the inputs that a convolution multiplies by the entries of its row, in their order;
/// 0 for padding.
Names under_filter(const Layer& layer, const InputVector<Name>& inputs, std::size_t unit) {
  Names names(layer.row_length());
  const Windows& windows = layer.windows;
  const std::size_t row = unit / layer.positions();
  const std::size_t group = row / (layer.rows.size() / windows.groups);
  for (std::size_t c = 0; c < windows.group_channels(); ++c)
    for (const WindowEntry& entry : windows.entries[unit % layer.positions()])
      names[c * windows.offset_count + entry.offset] =
          inputs[(group * windows.group_channels() + c) * position_count(windows.source) +
                 entry.position];
  return names;
}

/// The names of the values that a unit computes with.
Names operands(const Layer& layer, const InputVector<Name>& inputs, std::size_t unit) {
  if (layer.kind == LayerKind::convolution)
    return under_filter(layer, inputs, unit);
  Names names;
  if (layer.kind == LayerKind::dense) {
    for (std::size_t k = 0; k < layer.input_count; ++k)
      names.push_back(inputs[k]);
    return names;
  }
  for (const Term& term : layer.units[unit].terms)
    names.push_back(inputs[term.input]);
  std::sort(names.begin(), names.end()); // a sum
  return names;
}

Name name_of_z(const Network& network, std::size_t l, std::size_t unit, std::size_t piece,
               const InputVector<Name>& inputs, Namer& namer) {
  const Layer& layer = network.layers[l];
  if (layer.is_maximum())
    return inputs[layer.terms(unit, piece).front().input];
  Names names = operands(layer, inputs, unit);
  const bool has_bias = layer.is_parametrised() && layer.has_biases;
  if (!has_bias && std::all_of(names.begin(), names.end(), [](Name name) { return name == 0; }))
    return 0;
  if (layer.kind == LayerKind::dense) // no other unit computes what this one does
    names.clear();
  names.push_back(layer.is_parametrised() ? unit / layer.positions() : 0);
  names.push_back(2 * l);
  return namer.of_computed(std::move(names));
}

Name name_of_h(const Layer& layer, std::size_t l, std::size_t piece, Name z, Namer& namer) {
  const bool is_constant = sign(layer.slope(piece)) == 0 || z == 0;
  if (is_constant)
    return namer.of_constant(layer.intercept(piece));
  return layer.is_identity(piece) ? z : namer.of_computed({z, 2 * l + 1});
}

} // namespace

ValueNames value_names(const Network& network, const ForwardPass& pass) {
  ValueNames names;
  Namer namer;
  Names& x = names.h.emplace_back();
  for (const Fraction& coordinate : pass.h.front())
    x.push_back(namer.of_constant(coordinate));
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    const Layer& layer = network.layers[l];
    Names z;
    Names h;
    for (std::size_t j = 0; j < layer.units.size(); ++j) {
      Meter::tick();
      const std::size_t piece = pass.pieces[l][j];
      z.push_back(name_of_z(network, l, j, piece, {names.h, layer}, namer));
      h.push_back(name_of_h(layer, l, piece, z.back(), namer));
    }
    names.z.push_back(std::move(z));
    names.h.push_back(std::move(h));
  }
  return names;
}

} // namespace thalweg::verifier
