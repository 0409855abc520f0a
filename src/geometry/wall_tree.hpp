// SPDX-License-Identifier: GPL-3.0-or-later
//
// The open cells into which hyperplanes (walls) { a·x = b } cut Q^d, one wall inserted after the
// other in the given order. A wall splits a part of the tree if it has interior points of the part
// on both sides; otherwise multipliers over the sides taken so far prove that the part lies on one
// side. Leaves are the cells; their number is exact. Each step is one linear program of dimension
// d.

#pragma once

#include "geometry/halfspace.hpp"

#include <optional>

namespace thalweg {

/// A node. The walls are taken in order: first those that leave the node on one side, then, unless
/// it is a leaf, the one that splits it.
struct WallNode {
  struct Side {
    bool is_above; ///< a·x ≥ b on the node
    Multipliers multipliers;
  };
  std::vector<Side> sides;
  std::optional<Vector> point; ///< of a leaf: off all walls
};

/// The nodes in preorder; the first part of a split is below, a·x ≤ b. Premises of the multipliers
/// are the sides of the splits above the node, the opposite of the wall for `above`. Every wall has
/// a normal that is not 0 (InternalError); none: one leaf.
std::vector<WallNode> wall_tree(const std::vector<Halfspace>& walls, std::size_t dimension);

/// The number of leaves.
std::size_t cell_count(const std::vector<WallNode>& tree);

} // namespace thalweg
