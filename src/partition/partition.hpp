// SPDX-License-Identifier: GPL-3.0-or-later
//
// Convex partitions of the input space that are given by hyperplanes: slabs between parallel
// hyperplanes (intervals in dimension 1) and binary trees of hyperplanes. No sample lies on a
// hyperplane that it meets. A cell may hold no sample: a tree node with zero normal and a slab
// threshold beyond all samples are how a coarse partition is written in the shape of a finer one.

#pragma once

#include "data/dataset.hpp"

#include <optional>
#include <variant>

namespace thalweg {

/// { x : normal·x = offset }; the positive side is normal·x > offset. The normal may be zero (then
/// every x is on the side of the sign of −offset, which must not be 0).
struct Hyperplane {
  Vector normal;
  Rational offset;

  /// normal·x − offset
  Rational height(const Vector& x) const { return dot(normal, x) - offset; }
  bool operator==(const Hyperplane&) const = default;
};

/// Cells { t_{k−1} < direction·x < t_k }, k = 0..thresholds.size(), t_{−1} = −∞, t_last = +∞;
/// thresholds strictly increasing.
struct Slabs {
  Vector direction;
  std::vector<Rational> thresholds;
};

/// A binary tree of hyperplanes. Children of a node: a value ≥ 0 is the index of a node (larger
/// than the parent's), a value < 0 is leaf number −1−value. Node 0 is the root; without nodes there
/// is the single leaf 0. Leaves are numbered 0..nodes.size() and each occurs once.
struct HyperplaneTree {
  struct Node {
    Hyperplane hyperplane;
    int negative;
    int positive;
  };
  std::vector<Node> nodes;
};

inline bool is_leaf(int child) {
  return child < 0;
}
inline std::size_t leaf_index(int child) {
  return static_cast<std::size_t>(-1 - child);
}
inline int leaf(std::size_t index) {
  return -1 - static_cast<int>(index);
}

using Partition = std::variant<Slabs, HyperplaneTree>;

/// The number of cells, empty ones included.
std::size_t cell_count(const Partition& partition);

/// The cell that holds each sample. Throws InternalError if a sample lies on a hyperplane it meets.
Grouping sample_groups(const Partition& partition, const Dataset& data);

/// For each group of `fine` the group of `coarse` that holds all its samples; nothing for a group
/// without samples. This is how cells of a refinement are matched with the cells that they lie in:
/// their numbers need not agree (new thresholds shift the numbers of slabs). Throws InternalError
/// if some group of `fine` meets two groups of `coarse`.
std::vector<std::optional<std::size_t>> containing_groups(const Grouping& fine,
                                                          const Grouping& coarse);

} // namespace thalweg
