// SPDX-License-Identifier: GPL-3.0-or-later
//
// For slabs the unused thresholds stand at distance D, 3D, 5D, … above the samples and the used
// thresholds, where D is at least the narrowest margin and at least an eighth of the spread: far
// enough never to be the tightest place, near enough to keep the numbers of a network small.

#include "partition/refined_shape.hpp"

#include "exact/error.hpp"
#include "partition/short_rational.hpp"

#include <algorithm>
#include <optional>

namespace thalweg {

namespace {

/// Numbers above everything that the samples and thresholds occupy.
std::vector<Rational> thresholds_beyond(const Dataset& data, const Slabs& slabs,
                                        std::size_t count) {
  Vector positions;
  for (const Vector& x : data.inputs)
    positions.push_back(dot(slabs.direction, x));
  require(!positions.empty(), "refined_slabs: there are no samples");
  std::sort(positions.begin(), positions.end());
  Rational top = positions.back();
  Rational distance = (positions.back() - positions.front()) / 8;
  std::optional<Rational> margin;
  for (const Rational& threshold : slabs.thresholds) {
    top = std::max(top, threshold);
    const auto above = std::lower_bound(positions.begin(), positions.end(), threshold);
    if (above != positions.end() && (!margin || *above - threshold < *margin))
      margin = *above - threshold;
    if (above != positions.begin() && (!margin || threshold - *(above - 1) < *margin))
      margin = threshold - *(above - 1);
  }
  if (margin)
    distance = std::max(distance, *margin);
  if (distance == 0)
    distance = 1;
  std::vector<Rational> beyond;
  for (std::size_t k = 0; k < count; ++k) {
    beyond.push_back(shortest_dyadic(top + distance, top + 2 * distance));
    top = beyond.back() + distance;
  }
  return beyond;
}

/// `tree` with the leaf replaced by a chain of nodes along positive sides.
HyperplaneTree with_chain(HyperplaneTree tree, std::size_t leaf_number,
                          const std::vector<Hyperplane>& hyperplanes) {
  const std::size_t first = tree.nodes.size();
  for (HyperplaneTree::Node& node : tree.nodes)
    for (int* child : {&node.negative, &node.positive})
      if (*child == leaf(leaf_number))
        *child = static_cast<int>(first);
  for (std::size_t k = 0; k < hyperplanes.size(); ++k) {
    const bool is_last = k + 1 == hyperplanes.size();
    const int next = is_last ? leaf(leaf_number) : static_cast<int>(first + k + 1);
    tree.nodes.push_back({hyperplanes[k], leaf(first + 1 + k), next});
  }
  return tree;
}

} // namespace

Refinement refined_slabs(const Dataset& data, const Slabs& slabs,
                         const std::vector<Rational>& new_thresholds) {
  Slabs fine = slabs;
  fine.thresholds.insert(fine.thresholds.end(), new_thresholds.begin(), new_thresholds.end());
  std::sort(fine.thresholds.begin(), fine.thresholds.end());
  Slabs coarse = slabs;
  const std::vector<Rational> beyond = thresholds_beyond(data, slabs, new_thresholds.size());
  coarse.thresholds.insert(coarse.thresholds.end(), beyond.begin(), beyond.end());
  return {coarse, fine};
}

Refinement refined_tree(const HyperplaneTree& tree, std::size_t leaf_number,
                        const std::vector<Hyperplane>& hyperplanes) {
  std::vector<Hyperplane> inert;
  for (const Hyperplane& hyperplane : hyperplanes)
    inert.push_back({Vector(hyperplane.normal.size()), Rational(-1)});
  return {with_chain(tree, leaf_number, inert), with_chain(tree, leaf_number, hyperplanes)};
}

Hyperplane reversed(const Hyperplane& hyperplane) {
  Hyperplane result{hyperplane.normal, -hyperplane.offset};
  for (Rational& coefficient : result.normal)
    coefficient = -coefficient;
  return result;
}

} // namespace thalweg
