// SPDX-License-Identifier: GPL-3.0-or-later

#include "constructions/widened_network.hpp"

#include "exact/error.hpp"

#include <algorithm>

namespace thalweg {

namespace {

/// One more hidden layer that carries the root of every tree.
void carry_outputs(LabelledNetwork& labelled, const std::vector<LatticeTree>& trees,
                   const std::vector<Vector>& shifts) {
  DenseLayer& last = labelled.network.layers.back();
  DenseLayer output;
  output.input_count = trees.size();
  output.activation = last.activation;
  last.activation = relu();
  std::vector<UnitMeaning>& units = labelled.units.emplace_back();
  for (std::size_t o = 0; o < trees.size(); ++o) {
    const std::size_t root = trees[o].nodes.size() - 1;
    const Rational& shift = shifts[o][root];
    last.biases[o] += shift;
    output.weights.push_back({{o, Rational(1)}});
    output.biases.push_back(Rational(-shift));
    units.push_back({o, root, shift});
  }
  labelled.network.layers.push_back(std::move(output));
}

/// The layer gets `count` units by repeating carried nodes in turn.
void repeat_carried(LabelledNetwork& labelled, std::size_t layer, std::size_t count) {
  DenseLayer& dense = labelled.network.layers[layer];
  std::vector<UnitMeaning>& units = labelled.units[layer];
  require(dense.unit_count() <= count, "widened network: the layer has more units than wanted");
  std::vector<std::size_t> carried;
  for (std::size_t j = 0; j < units.size(); ++j)
    if (units[j].shift)
      carried.push_back(j);
  require(!carried.empty(), "widened network: a layer without carried nodes");
  for (std::size_t turn = 0; dense.unit_count() < count; ++turn) {
    const std::size_t j = carried[turn % carried.size()];
    dense.weights.push_back(SparseRow(dense.weights[j]));
    dense.biases.push_back(Rational(dense.biases[j]));
    units.push_back(UnitMeaning(units[j]));
  }
  labelled.network.layers[layer + 1].input_count = count;
}

} // namespace

std::vector<std::size_t> hidden_widths(const Network& network) {
  std::vector<std::size_t> widths;
  for (std::size_t l = 0; l < network.hidden_layer_count(); ++l)
    widths.push_back(network.layers[l].unit_count());
  return widths;
}

std::vector<std::size_t> common_widths(const Network& a, const Network& b) {
  std::vector<std::size_t> widths = hidden_widths(a);
  const std::vector<std::size_t> others = hidden_widths(b);
  widths.resize(std::max(widths.size(), others.size()), a.output_dimension());
  for (std::size_t l = 0; l < widths.size(); ++l)
    widths[l] = std::max(widths[l], l < others.size() ? others[l] : b.output_dimension());
  return widths;
}

LabelledNetwork widened(LabelledNetwork labelled, const std::vector<LatticeTree>& trees,
                        const std::vector<Vector>& shifts, const std::vector<std::size_t>& widths) {
  require(labelled.network.hidden_layer_count() <= widths.size(),
          "widened network: more hidden layers than wanted");
  while (labelled.network.hidden_layer_count() < widths.size())
    carry_outputs(labelled, trees, shifts);
  for (std::size_t l = 0; l < widths.size(); ++l)
    repeat_carried(labelled, l, widths[l]);
  return labelled;
}

} // namespace thalweg
