// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which cell holds a sample: slabs by binary search among the thresholds, trees by walking from the
// root. Everything is exact; a sample on a hyperplane that it meets is a bug of whoever made the
// partition, never rounded to one side.

#include "partition/partition.hpp"

#include "exact/error.hpp"

#include <algorithm>

namespace thalweg {

namespace {

std::size_t cell_of(const Slabs& slabs, const Vector& x) {
  const Rational position = dot(slabs.direction, x);
  const auto next = std::lower_bound(slabs.thresholds.begin(), slabs.thresholds.end(), position);
  require(next == slabs.thresholds.end() || *next != position,
          "partition: a sample lies on the boundary of two slabs");
  return static_cast<std::size_t>(next - slabs.thresholds.begin());
}

std::size_t cell_of(const HyperplaneTree& tree, const Vector& x) {
  int child = tree.nodes.empty() ? leaf(0) : 0;
  while (!is_leaf(child)) {
    const HyperplaneTree::Node& node = tree.nodes[static_cast<std::size_t>(child)];
    const int side = sgn(node.hyperplane.height(x));
    require(side != 0, "partition: a sample lies on a hyperplane of the tree");
    child = side > 0 ? node.positive : node.negative;
  }
  return leaf_index(child);
}

} // namespace

std::size_t cell_count(const Partition& partition) {
  if (const auto* slabs = std::get_if<Slabs>(&partition))
    return slabs->thresholds.size() + 1;
  return std::get<HyperplaneTree>(partition).nodes.size() + 1;
}

Grouping sample_groups(const Partition& partition, const Dataset& data) {
  Grouping groups;
  groups.count = cell_count(partition);
  groups.group_of_sample.reserve(data.sample_count());
  for (const Vector& x : data.inputs)
    groups.group_of_sample.push_back(
        std::visit([&x](const auto& shape) { return cell_of(shape, x); }, partition));
  return groups;
}

std::vector<std::optional<std::size_t>> containing_groups(const Grouping& fine,
                                                          const Grouping& coarse) {
  require(fine.group_of_sample.size() == coarse.group_of_sample.size(),
          "containing_groups: the groupings are of different data");
  std::vector<std::optional<std::size_t>> container(fine.count);
  for (std::size_t i = 0; i < fine.group_of_sample.size(); ++i) {
    std::optional<std::size_t>& outer = container[fine.group_of_sample[i]];
    require(!outer || *outer == coarse.group_of_sample[i],
            "containing_groups: a group meets two groups of the coarser partition");
    outer = coarse.group_of_sample[i];
  }
  return container;
}

} // namespace thalweg
