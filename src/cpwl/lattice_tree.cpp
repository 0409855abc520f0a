// SPDX-License-Identifier: GPL-3.0-or-later
//
// Building and evaluating trees of minima and maxima. Nodes may be shared (a node may be an operand
// of several later ones); the order children-first makes one pass enough.

#include "cpwl/lattice_tree.hpp"

#include "exact/error.hpp"

#include <algorithm>

namespace thalweg {
namespace {

std::size_t added(LatticeTree& tree, LatticeTree::Node node) {
  tree.nodes.push_back(node);
  return tree.nodes.size() - 1;
}

std::size_t added_operation(LatticeTree& tree, LatticeTree::Operation operation, std::size_t left,
                            std::size_t right) {
  require(left < tree.nodes.size() && right < tree.nodes.size(),
          "lattice tree: expected operands that come before their operation, found a later node");
  return added(tree, {operation, left, right});
}

} // namespace

std::size_t LatticeTree::add_affine(AffineFunction f) {
  functions.push_back(std::move(f));
  return added(*this, {Operation::affine, functions.size() - 1, 0});
}

std::size_t LatticeTree::add_minimum(std::size_t left, std::size_t right) {
  return added_operation(*this, Operation::minimum, left, right);
}

std::size_t LatticeTree::add_maximum(std::size_t left, std::size_t right) {
  return added_operation(*this, Operation::maximum, left, right);
}

Rational LatticeTree::operator()(const Vector& x) const {
  require(!nodes.empty(), "lattice tree: expected at least one node, found none");
  Vector values;
  values.reserve(nodes.size());
  for (const Node& node : nodes) {
    if (node.operation == Operation::affine)
      values.push_back(functions[node.left](x));
    else if (node.operation == Operation::minimum)
      values.push_back(std::min(values[node.left], values[node.right]));
    else
      values.push_back(std::max(values[node.left], values[node.right]));
  }
  return values.back();
}

std::vector<std::size_t> node_depths(const LatticeTree& tree) {
  std::vector<std::size_t> depths;
  depths.reserve(tree.nodes.size());
  for (const LatticeTree::Node& node : tree.nodes)
    depths.push_back(node.operation == LatticeTree::Operation::affine
                         ? 0
                         : 1 + std::max(depths[node.left], depths[node.right]));
  return depths;
}

} // namespace thalweg
