// SPDX-License-Identifier: GPL-3.0-or-later

#include "geometry/wall_tree.hpp"

#include "exact/error.hpp"
#include "geometry/linear_program.hpp"

#include <algorithm>

namespace thalweg {

namespace {

/// A point strictly inside all sides: as deep as it can be, up to 1. The part has interior points.
Vector deep_point(const std::vector<Halfspace>& sides, std::size_t dimension) {
  std::vector<Halfspace> deeper;
  for (Halfspace side : sides) {
    side.normal.push_back(1);
    deeper.push_back(std::move(side));
  }
  Vector depth(dimension + 1, 0);
  depth.back() = 1;
  deeper.push_back({depth, 1});
  LinearProgramResult result = maximum(depth, deeper);
  require(result.is_optimal() && result.value > 0, "wall tree: a part without interior points");
  result.point.pop_back();
  return result.point;
}

class Tree {
public:
  Tree(const std::vector<Halfspace>& walls, std::size_t dimension)
      : walls_(walls), dimension_(dimension) {}

  /// The part inside `sides_`, of which `done` walls are decided.
  void grow(std::size_t done) {
    const std::size_t at = nodes_.size();
    nodes_.emplace_back();
    for (; done < walls_.size(); ++done) {
      std::optional<WallNode::Side> side = side_of(walls_[done]);
      if (!side)
        break;
      nodes_[at].sides.push_back(*std::move(side));
    }
    if (done == walls_.size()) {
      nodes_[at].point = deep_point(sides_, dimension_);
      return;
    }
    for (const Halfspace& part : {walls_[done], opposite(walls_[done])}) {
      sides_.push_back(part);
      grow(done + 1);
      sides_.pop_back();
    }
  }

  std::vector<WallNode> take() { return std::move(nodes_); }

private:
  /// The side on which the part lies; nothing if the wall splits it.
  std::optional<WallNode::Side> side_of(const Halfspace& wall) const {
    for (const bool is_above : {false, true}) {
      const Halfspace side = is_above ? opposite(wall) : wall;
      LinearProgramResult result = maximum(side.normal, sides_);
      if (result.is_optimal() && result.value <= side.offset)
        return WallNode::Side{is_above, std::move(result.multipliers)};
    }
    return std::nullopt;
  }

  const std::vector<Halfspace>& walls_;
  std::size_t dimension_;
  std::vector<Halfspace> sides_;
  std::vector<WallNode> nodes_;
};

} // namespace

std::vector<WallNode> wall_tree(const std::vector<Halfspace>& walls, std::size_t dimension) {
  require(std::none_of(walls.begin(), walls.end(), has_zero_normal),
          "wall tree: a wall with normal 0");
  Tree tree(walls, dimension);
  tree.grow(0);
  return tree.take();
}

std::size_t cell_count(const std::vector<WallNode>& tree) {
  return static_cast<std::size_t>(std::count_if(
      tree.begin(), tree.end(), [](const WallNode& node) { return node.point.has_value(); }));
}

} // namespace thalweg
