// SPDX-License-Identifier: GPL-3.0-or-later

#include "partition/guess/leaf_cuts.hpp"

#include "exact/parallel.hpp"
#include "exact/watched_work.hpp"

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

} // namespace

std::optional<LeafCut> chosen_cut(const ScaledPoints& points, const std::vector<Leaf>& leaves) {
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

Leaf leaf_below(const LeafCut& cut) {
  return {{}, cut.path_gap, {}};
}

Leaf leaf_below_unseen_gap(const Leaf& leaf) {
  return {{}, leaf.path_gap * unseen_gap, {}};
}

} // namespace thalweg
