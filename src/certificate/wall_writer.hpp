// SPDX-License-Identifier: GPL-3.0-or-later
//
// The tree of the cells of one unit (geometry/wall_tree.hpp) as text, for the claims of sections 46
// and 47.

#pragma once

#include "certificate/json_text.hpp"
#include "geometry/wall_tree.hpp"

namespace thalweg {

inline void put_wall_nodes(JsonText& text, const std::vector<WallNode>& tree) {
  text.list(tree, ",\n", [&](const WallNode& node) {
    text.put("{\"sides\":");
    text.list(node.sides, ",", [&](const WallNode::Side& side) {
      text.put(side.is_above ? "[\"above\"," : "[\"below\",");
      text.entries(side.multipliers);
      text.put("]");
    });
    if (node.point) {
      text.put(",\"point\":");
      text.rationals(*node.point);
    }
    text.put("}");
  });
}

} // namespace thalweg
