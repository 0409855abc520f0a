// SPDX-License-Identifier: Apache-2.0

#include "shape/wall_tree.hpp"

#include "shape/geometry_nodes.hpp"
#include "text/obligation.hpp"

namespace thalweg::verifier {

namespace {

/// The walk through the tree: the sides of the splits, and how many walls are done.
struct WallWalk {
  const List<Halfspace>& walls;
  const std::string& code;
  SplitPath path = {};
  std::size_t done = 0;
  List<std::size_t> pending = {}; ///< what `done` will be in the second parts to come

  /// O133, O252
  const Halfspace& next_wall(const std::string& place) {
    if (done == walls.size())
      reject(code + ".wall", place, "a wall that is left", "none");
    return walls[done++];
  }

  /// O134, O253
  void take_sides(const WallNode& node, const std::string& place) {
    for (std::size_t s = 0; s < node.sides.size(); ++s) {
      const WallNode::Side& side = node.sides[s];
      const std::string at = place + "/sides/" + std::to_string(s);
      const Halfspace& below = next_wall(at);
      check_proof(side.multipliers, path.sides(), side.is_above ? opposite(below) : below,
                  (code + ".side").c_str(), [&] { return at + "/1"; });
    }
  }

  void split(const std::string& place) {
    path.split(next_wall(place));
    pending.push_back(done);
  }

  /// O133, O135, O252, O254; false if the tree is complete.
  bool leave(const Point& point, const std::string& place) {
    if (done < walls.size())
      reject(code + ".wall", place, "no wall left at a leaf", std::to_string(walls.size() - done));
    check_inside(
        path.sides(), point.numerators, point.denominator, (code + ".point").c_str(),
        [&] { return place + "/point"; }, "a point strictly inside the cell");
    if (!path.next_part())
      return false;
    done = pending.back();
    pending.pop_back();
    return true;
  }
};

} // namespace

List<WallNode> read_wall_nodes(const Node& node, std::size_t dimension) {
  return list_of(node, [&](const Node& entry) {
    WallNode result;
    if (has_key(entry, "point")) {
      entry.require_keys({"sides", "point"});
      result.point = read_point(entry["point"], dimension);
    } else {
      entry.require_keys({"sides"});
    }
    result.sides = list_of(entry["sides"], [](const Node& side) {
      side.require_size(2, "side and multipliers");
      const Node word = side[std::size_t{0}];
      word.require(word.text() == "below" || word.text() == "above", "shape.side",
                   "\"below\" or \"above\"");
      return WallNode::Side{word.text() == "above", read_multipliers(side[1])};
    });
    return result;
  });
}

List<Point> check_wall_tree(const List<Halfspace>& walls, const List<WallNode>& nodes,
                            const std::string& claim, const std::string& place) {
  const std::string& code = claim;
  WallWalk walk{walls, code};
  List<Point> leaves;
  bool is_open = true;
  for (std::size_t n = 0; n < nodes.size(); ++n) {
    Meter::tick();
    const std::string at = place + "/" + std::to_string(n);
    if (!is_open) // O136, O255
      reject(code + ".tree", at, "the end of the tree", "another node");
    walk.take_sides(nodes[n], at);
    if (nodes[n].point) {
      leaves.push_back(*nodes[n].point);
      is_open = walk.leave(*nodes[n].point, at);
    } else {
      walk.split(at);
    }
  }
  if (is_open)
    reject(code + ".tree", place, "a complete tree", "the end of the list");
  return leaves;
}

} // namespace thalweg::verifier
