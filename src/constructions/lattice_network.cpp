// SPDX-License-Identifier: GPL-3.0-or-later
//
// The compiler works tree by tree and layer by layer: `forms[v]` is node v over the layer finished
// last.

#include "constructions/lattice_network.hpp"

#include "constructions/network_builder.hpp"
#include "constructions/screen/node_magnitudes.hpp"
#include "exact/error.hpp"
#include "partition/short_number.hpp"

#include <algorithm>

namespace thalweg {
namespace {

using Operation = LatticeTree::Operation;

/// A tree with what the compiler knows of each node.
struct PlacedTree {
  const LatticeTree* tree;
  std::vector<std::size_t> depth;    ///< layer of the operation; 0 for affine functions
  std::vector<std::size_t> last_use; ///< last layer that reads the node
  Vector shifts;                     ///< B of each node
  std::vector<UnitForm> forms;
};

PlacedTree placed(const LatticeTree& tree, const Vector& shifts) {
  require(!tree.nodes.empty(), "lattice network: expected a tree with nodes, found an empty one");
  require(shifts.size() == tree.nodes.size(), "lattice network: one shift per node");
  PlacedTree result{&tree, node_depths(tree), {}, shifts, {}};
  result.last_use.assign(tree.nodes.size(), 0);
  for (std::size_t v = 0; v < tree.nodes.size(); ++v) {
    const LatticeTree::Node& node = tree.nodes[v];
    if (node.operation == Operation::affine)
      continue;
    for (std::size_t operand : {node.left, node.right})
      result.last_use[operand] = std::max(result.last_use[operand], result.depth[v]);
  }
  return result;
}

/// One layer being filled, with the meaning of its units.
class LayerWriter {
public:
  LayerWriter(NetworkBuilder& builder, std::vector<UnitMeaning>& units)
      : builder_(builder), units_(units) {}

  UnitForm carried(const PlacedTree& placed, std::size_t output, std::size_t node) {
    units_.push_back({output, node, placed.shifts[node]});
    return builder_.carried(placed.forms[node], placed.shifts[node]);
  }
  UnitForm difference(std::size_t output, std::size_t node, const UnitForm& z) {
    units_.push_back({output, node, std::nullopt});
    return builder_.relu(z);
  }

private:
  NetworkBuilder& builder_;
  std::vector<UnitMeaning>& units_;
};

/// The forms of the tree of one output over the layer being filled.
std::vector<UnitForm> next_forms(const PlacedTree& placed, std::size_t output, std::size_t layer,
                                 LayerWriter writer) {
  std::vector<UnitForm> next(placed.forms.size());
  for (std::size_t v = 0; v < placed.tree->nodes.size(); ++v) {
    const LatticeTree::Node& node = placed.tree->nodes[v];
    if (placed.depth[v] < layer && placed.last_use[v] > layer) {
      next[v] = writer.carried(placed, output, v);
    } else if (placed.depth[v] == layer) {
      const UnitForm& left = placed.forms[node.left];
      const UnitForm& right = placed.forms[node.right];
      next[v] = writer.carried(placed, output, node.left);
      next[v] = node.operation == Operation::minimum
                    ? next[v] - writer.difference(output, v, left - right)
                    : next[v] + writer.difference(output, v, right - left);
    }
  }
  return next;
}

} // namespace

LabelledNetwork labelled_lattice_network(const std::vector<LatticeTree>& trees,
                                         const std::vector<Vector>& shifts,
                                         std::size_t input_dimension) {
  require(shifts.size() == trees.size(), "lattice network: one list of shifts per tree");
  std::vector<PlacedTree> all;
  std::size_t layer_count = 1;
  for (std::size_t o = 0; o < trees.size(); ++o) {
    all.push_back(placed(trees[o], shifts[o]));
    layer_count = std::max(layer_count, all.back().depth.back());
  }
  for (PlacedTree& one : all) {
    one.last_use.back() = layer_count + 1;
    for (const LatticeTree::Node& node : one.tree->nodes)
      one.forms.push_back(node.operation == Operation::affine
                              ? NetworkBuilder::over_inputs(one.tree->functions[node.left])
                              : UnitForm{});
  }
  NetworkBuilder builder(input_dimension);
  std::vector<std::vector<UnitMeaning>> units(layer_count);
  for (std::size_t layer = 1; layer <= layer_count; ++layer) {
    for (std::size_t o = 0; o < all.size(); ++o)
      all[o].forms = next_forms(all[o], o, layer, {builder, units[layer - 1]});
    builder.finish_layer();
  }
  std::vector<UnitForm> outputs;
  for (const PlacedTree& one : all)
    outputs.push_back(one.forms.back());
  return {std::move(builder).network(outputs), std::move(units)};
}

Network lattice_network(const std::vector<LatticeTree>& trees, const std::vector<Vector>& inputs,
                        std::size_t input_dimension, const Rational& shift_slack) {
  const ScreenedInputs screened(inputs, input_dimension);
  std::vector<Vector> shifts;
  for (const LatticeTree& tree : trees) {
    Vector& of_nodes = shifts.emplace_back();
    for (const Rational& bound : greatest_node_magnitudes(tree, screened))
      of_nodes.push_back(short_upper_bound(shift_slack * bound * Rational(9, 8)));
  }
  return labelled_lattice_network(trees, shifts, input_dimension).network;
}

} // namespace thalweg
