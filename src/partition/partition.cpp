// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which cell holds a sample: slabs by binary search among the thresholds, trees by walking from the
// root. Everything is exact, in floating point only where its error cannot matter; a sample on a
// hyperplane that it meets is a bug of whoever made the partition, never rounded to one side.

#include "partition/partition.hpp"

#include "exact/error.hpp"
#include "exact/parallel.hpp"
#include "exact/screen/affine_functions.hpp"

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

/// `heights` are those of all nodes, of which `points` holds x = inputs[i].
std::size_t cell_of(const HyperplaneTree& tree, const FloatingFunctions& heights,
                    const FloatingPoints& points, std::size_t i, const Vector& x) {
  int child = tree.nodes.empty() ? leaf(0) : 0;
  while (!is_leaf(child)) {
    const auto v = static_cast<std::size_t>(child);
    const HyperplaneTree::Node& node = tree.nodes[v];
    int side = heights.clear_sign(v, points, i);
    if (side == 0)
      side = sgn(node.hyperplane.height(x));
    require(side != 0, "partition: a sample lies on a hyperplane of the tree");
    child = side > 0 ? node.positive : node.negative;
  }
  return leaf_index(child);
}

constexpr std::size_t run_length = 4096; // samples that are looked at in turn

void find_cells(const HyperplaneTree& tree, const Dataset& data, std::vector<std::size_t>& cells) {
  AffineMap heights;
  for (const HyperplaneTree::Node& node : tree.nodes)
    heights.push_back({node.hyperplane.normal, -node.hyperplane.offset});
  const FloatingPoints points(data.inputs, data.input_dimension());
  const FloatingFunctions floating(points, heights);
  in_parallel((cells.size() + run_length - 1) / run_length, [&](std::size_t run) {
    const std::size_t end = std::min(cells.size(), (run + 1) * run_length);
    for (std::size_t i = run * run_length; i < end; ++i)
      cells[i] = cell_of(tree, floating, points, i, data.inputs[i]);
  });
}

void find_cells(const Slabs& slabs, const Dataset& data, std::vector<std::size_t>& cells) {
  for (std::size_t i = 0; i < cells.size(); ++i)
    cells[i] = cell_of(slabs, data.inputs[i]);
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
  groups.group_of_sample.resize(data.sample_count());
  std::visit([&](const auto& shape) { find_cells(shape, data, groups.group_of_sample); },
             partition);
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
