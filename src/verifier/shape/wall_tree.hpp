// SPDX-License-Identifier: Apache-2.0
//
// The open cells into which hyperplanes (walls) cut the parameters of one unit, by a tree that
// inserts one wall after the other (specification, section 22). Claims that use it name it in their
// codes.

#pragma once

#include "shape/halfspace.hpp"
#include "text/node.hpp"

namespace thalweg::verifier {

/// A node of the tree: the next walls, each shown to leave the node on one side; then one wall that
/// splits it or, at a leaf, a point strictly inside.
struct WallNode {
  struct Side {
    bool is_above;
    Multipliers multipliers;
  };
  List<Side> sides;
  std::optional<Point> point;
};

/// `[{"sides": …, "point": …}, …]`
List<WallNode> read_wall_nodes(const Node& node, std::size_t dimension);

/// The points of the leaves, in order: one in every cell. Rejects with the code `claim` and
/// ".wall",
/// ".side", ".point", ".tree", at `place`, that of the nodes.
List<Point> check_wall_tree(const List<Halfspace>& walls, const List<WallNode>& nodes,
                            const std::string& claim, const std::string& place);

} // namespace thalweg::verifier
