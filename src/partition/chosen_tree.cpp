// SPDX-License-Identifier: GPL-3.0-or-later
//
// Growing a hyperplane tree greedily. Drops of squared error are guessed by cut_scout.hpp, the cuts
// themselves are exact. Groups keep at least d_x + 2 distinct inputs as long as some leaf can be
// cut that way (smaller groups are fitted whatever their targets); then the requirement is lowered
// step by step, so that any number of groups up to the number of distinct inputs can be had.

#include "exact/error.hpp"
#include "exact/parallel.hpp"
#include "exact/watched_work.hpp"
#include "partition/choice.hpp"
#include "partition/cut_scout.hpp"

#include <algorithm>

namespace thalweg {

namespace {

/// The part of the largest drop from which on the width of the gap decides.
constexpr double sufficient_split_drop = 0.85;

/// The part of the widest gap from which on the drop decides again.
constexpr double sufficient_split_gap = 0.9;
constexpr double drop_tie_tolerance = 1e-9;

/// The relative gap assumed where doubles see none.
constexpr double unseen_gap = 1e-15;

/// How many cuts are turned to widen their gaps, times the number of points (at least 4 cuts).
constexpr std::size_t turned_points = 20000;

/// A leaf of the growing tree with its scouted cuts.
struct Leaf {
  PointSet points;
  double path_gap = 1; ///< product of the relative gaps of the cuts above
  std::vector<ScoutedCut> cuts;
};

struct LeafCut {
  std::size_t leaf;
  ScoutedCut cut;
  double path_gap; ///< of the leaf, times that of the cut
};

/// The cuts of all leaves with at least 85 % of the largest drop, largest path gaps first.
std::vector<LeafCut> good_cuts(const std::vector<Leaf>& leaves) {
  double largest_drop = 0;
  for (const Leaf& leaf : leaves)
    for (const ScoutedCut& cut : leaf.cuts)
      largest_drop = std::max(largest_drop, cut.drop);
  std::vector<LeafCut> good;
  for (std::size_t k = 0; k < leaves.size(); ++k)
    for (const ScoutedCut& cut : leaves[k].cuts)
      if (cut.drop >= sufficient_split_drop * largest_drop)
        good.push_back({k, cut, leaves[k].path_gap * cut.relative_gap});
  std::stable_sort(good.begin(), good.end(),
                   [](const LeafCut& a, const LeafCut& b) { return a.path_gap > b.path_gap; });
  return good;
}

/// The first of the cuts with the largest drop among those whose path gap is at least 90 % of the
/// largest one or of `smallest`, the smallest in the tree so far. There is at least one cut.
LeafCut best_wide_cut(const std::vector<LeafCut>& cuts, double smallest) {
  double largest_gap = 0;
  double largest_drop = 0;
  for (const LeafCut& candidate : cuts) {
    largest_gap = std::max(largest_gap, candidate.path_gap);
    largest_drop = std::max(largest_drop, candidate.cut.drop);
  }
  const double least_gap = sufficient_split_gap * std::min(largest_gap, smallest);
  const LeafCut* best = nullptr;
  for (const LeafCut& candidate : cuts)
    if (candidate.path_gap >= least_gap &&
        (best == nullptr ||
         candidate.cut.drop > best->cut.drop + drop_tie_tolerance * largest_drop))
      best = &candidate;
  return *best;
}

/// Turns the most promising of the good cuts to their widest gaps and chooses. Nothing if no leaf
/// has a cut.
std::optional<LeafCut> chosen_cut(const DistinctPoints& points, const std::vector<Leaf>& leaves) {
  std::vector<LeafCut> cuts = good_cuts(leaves);
  if (cuts.empty())
    return std::nullopt;
  const std::size_t affordable = std::max<std::size_t>(turned_points / points.count(), 4);
  in_parallel(std::min(cuts.size(), affordable), [&](std::size_t k) {
    require_time();
    const Leaf& leaf = leaves[cuts[k].leaf];
    cuts[k].cut = widened_cut(points, leaf.points, cuts[k].cut);
    cuts[k].path_gap = leaf.path_gap * cuts[k].cut.relative_gap;
  });
  double smallest = 1;
  for (const Leaf& leaf : leaves)
    smallest = std::min(smallest, leaf.path_gap);
  LeafCut best = best_wide_cut(cuts, smallest);
  best.cut = widened_cut(points, leaves[best.leaf].points, best.cut);
  best.path_gap = leaves[best.leaf].path_gap * best.cut.relative_gap;
  return best;
}

/// The cut that is made next.
struct NextCut {
  std::size_t leaf;
  ExactCut cut;
  double path_gap;
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
        return {k, std::move(*cut), leaves[k].path_gap * unseen_gap};
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
  GrowingTree(const Dataset& data, const DistinctPoints& points)
      : data_(data), points_(points), minimum_(points.input_dimension + 2) {
    leaves_.push_back({all_points(points), 1, {}});
    leaves_[0].cuts = scouted_cuts(points_, leaves_[0].points, minimum_);
  }

  /// One more leaf.
  void grow() {
    NextCut next = next_cut();
    replace_leaf(tree_, next.leaf, std::move(next.cut.hyperplane));
    leaves_[next.leaf] = {std::move(next.cut.negative), next.path_gap, {}};
    leaves_.push_back({std::move(next.cut.positive), next.path_gap, {}});
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
        return {next->leaf, std::move(*cut), next->path_gap};
    return any_cut(data_, points_, leaves_);
  }

  const Dataset& data_;
  const DistinctPoints& points_;
  std::size_t minimum_;      ///< points that each side of a cut must have; only ever lowered
  std::vector<Leaf> leaves_; ///< indexed by leaf number
  HyperplaneTree tree_;
};

} // namespace

HyperplaneTree chosen_tree(const Dataset& data, std::size_t groups, const Progress& progress) {
  const DistinctPoints points = distinct_points(data);
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
