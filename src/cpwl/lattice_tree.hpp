// SPDX-License-Identifier: GPL-3.0-or-later
//
// Binary trees of minima and maxima over affine functions: the max-min form together with the order
// in which it is evaluated. Two trees of one function may have different activation patterns, so
// the order matters for the landscape though not for the value.

#pragma once

#include "exact/affine_function.hpp"

namespace thalweg {

/// Nodes are stored children first; the last node is the root.
struct LatticeTree {
  enum class Operation { affine, minimum, maximum };
  struct Node {
    Operation operation;
    std::size_t left = 0;  ///< affine: index into `functions`; else: index of a node
    std::size_t right = 0; ///< unused for affine
  };
  std::vector<AffineFunction> functions;
  std::vector<Node> nodes;

  /// Each appends a node and returns its index; operands must be there already (InternalError), and
  /// may be operands of several nodes.
  std::size_t add_affine(AffineFunction f);
  std::size_t add_minimum(std::size_t left, std::size_t right);
  std::size_t add_maximum(std::size_t left, std::size_t right);

  /// The value of the root at x. InternalError without nodes.
  Rational operator()(const Vector& x) const;
};

/// The number of operations on the longest way from each node down to an affine function (0 for an
/// affine function): the layer of a network that can hold the operation.
std::vector<std::size_t> node_depths(const LatticeTree& tree);

} // namespace thalweg
