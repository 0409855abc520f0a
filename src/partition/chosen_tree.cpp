// SPDX-License-Identifier: GPL-3.0-or-later
//
// Growing a hyperplane tree greedily. Drops of squared error are guessed in guess/leaf_cuts.hpp,
// the cuts themselves are exact. Groups keep at least d_x + 2 distinct inputs as long as some leaf
// can be cut that way (smaller groups are fitted whatever their targets); then the requirement is
// lowered step by step, so that any number of groups up to the number of distinct inputs can be
// had.

#include "exact/error.hpp"
#include "exact/watched_work.hpp"
#include "partition/choice.hpp"
#include "partition/exact_cut.hpp"
#include "partition/guess/leaf_cuts.hpp"

#include <algorithm>

namespace thalweg {

namespace {

/// The cut that is made next.
struct NextCut {
  std::size_t leaf;
  ExactCut cut;
  Leaf below; ///< without points
};

/// A cut of any leaf that has two points, along the first coordinate in which they differ: for
/// inputs that doubles cannot tell apart.
NextCut any_cut(const Dataset& data, const DistinctPoints& points,
                const std::vector<Leaf>& leaves) {
  for (std::size_t k = 0; k < leaves.size(); ++k)
    for (std::size_t j = 0; j < points.input_dimension; ++j) {
      Vector normal(points.input_dimension);
      normal[j] = 1;
      if (auto cut = exact_cut(data, points, leaves[k].points, normal, leaves[k].points.size() / 2))
        return {k, std::move(*cut), leaf_below_unseen_gap(leaves[k])};
    }
  throw InternalError("chosen_tree: no leaf can be cut although there are enough distinct inputs");
}

/// Hangs the new node where the leaf was: its negative child keeps the leaf's number.
void replace_leaf(HyperplaneTree& tree, std::size_t leaf_number, Hyperplane hyperplane) {
  const int node_index = static_cast<int>(tree.nodes.size());
  for (HyperplaneTree::Node& node : tree.nodes)
    for (int* child : {&node.negative, &node.positive})
      if (*child == leaf(leaf_number))
        *child = node_index;
  tree.nodes.push_back({std::move(hyperplane), leaf(leaf_number), leaf(tree.nodes.size() + 1)});
}

class GrowingTree {
public:
  GrowingTree(const Dataset& data, const ScaledPoints& points)
      : data_(data), points_(points), minimum_(points.input_dimension + 2) {
    leaves_.push_back({all_points(points), 1, {}});
    leaves_[0].cuts = scouted_cuts(points_, leaves_[0].points, minimum_);
  }

  /// One more leaf.
  void grow() {
    NextCut next = next_cut();
    replace_leaf(tree_, next.leaf, std::move(next.cut.hyperplane));
    leaves_[next.leaf] = next.below;
    leaves_[next.leaf].points = std::move(next.cut.negative);
    leaves_.push_back(std::move(next.below));
    leaves_.back().points = std::move(next.cut.positive);
    for (Leaf* changed : {&leaves_[next.leaf], &leaves_.back()})
      changed->cuts = scouted_cuts(points_, changed->points, minimum_);
  }

  HyperplaneTree tree() && { return std::move(tree_); }

private:
  NextCut next_cut() {
    std::optional<LeafCut> next = chosen_cut(points_, leaves_);
    while (!next && minimum_ > 1) {
      --minimum_;
      for (Leaf& leaf : leaves_)
        leaf.cuts = scouted_cuts(points_, leaf.points, minimum_);
      next = chosen_cut(points_, leaves_);
    }
    if (next)
      if (auto cut = exact_cut(data_, points_, leaves_[next->leaf].points,
                               normal_of(points_, next->cut.direction), next->cut.rank))
        return {next->leaf, std::move(*cut), leaf_below(*next)};
    return any_cut(data_, points_, leaves_);
  }

  const Dataset& data_;
  const ScaledPoints& points_;
  std::size_t minimum_;      ///< points that each side of a cut must have; only ever lowered
  std::vector<Leaf> leaves_; ///< indexed by leaf number
  HyperplaneTree tree_;
};

} // namespace

HyperplaneTree chosen_tree(const Dataset& data, std::size_t groups, const Progress& progress) {
  const ScaledPoints points = scaled_points(data);
  require_group_count(points, groups);
  if (groups == 1)
    return {};
  GrowingTree growing(data, points);
  for (std::size_t leaves = 1; leaves < groups; ++leaves) {
    growing.grow();
    report(progress, Share::of(leaves, groups - 1), "cutting groups");
  }
  return std::move(growing).tree();
}

} // namespace thalweg
