// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which leaf of a growing hyperplane tree to cut next, and where: by drops of squared error and by
// the product of the relative gaps on the path from the root.

#pragma once

#include "partition/guess/cuts.hpp"

namespace thalweg {

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

/// Turns the most promising of the good cuts to their widest gaps and chooses. Nothing if no leaf
/// has a cut.
std::optional<LeafCut> chosen_cut(const ScaledPoints& points, const std::vector<Leaf>& leaves);

/// A leaf without points below a cut, or below one whose gap doubles do not see.
Leaf leaf_below(const LeafCut& cut);
Leaf leaf_below_unseen_gap(const Leaf& leaf);

} // namespace thalweg
