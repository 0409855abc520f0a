// SPDX-License-Identifier: GPL-3.0-or-later
//
// For every group and every function of interest (hyperplane heights and pieces) the samples of the
// group with the least and the greatest value; with many groups only those of the groups that are
// concerned, and the extremes over all samples.

#include "constructions/tuning_samples.hpp"

#include "constructions/screen/screened_inputs.hpp"

#include <algorithm>
#include <numeric>
#include <set>

namespace thalweg {
namespace {

// function × group pairs up to which every group is asked for the extremes of every function
constexpr std::size_t most_pairs = 1000;

std::vector<AffineFunction> heights(const Partition& partition) {
  std::vector<AffineFunction> functions;
  if (const auto* slabs = std::get_if<Slabs>(&partition))
    functions.push_back({slabs->direction, Rational(0)});
  else
    for (const HyperplaneTree::Node& node : std::get<HyperplaneTree>(partition).nodes)
      functions.push_back({node.hyperplane.normal, -node.hyperplane.offset});
  return functions;
}

/// The samples with extreme values, collected.
class ExtremeSamples {
public:
  ExtremeSamples(const Dataset& data, std::vector<SampleSet> groups)
      : inputs_(data.inputs, data.input_dimension()), groups_(std::move(groups)),
        everyone_(data.sample_count()) {
    std::iota(everyone_.begin(), everyone_.end(), std::size_t{0});
  }

  void add_of_all_groups(const AffineFunction& f) {
    for (const SampleSet& group : groups_)
      add(f, group);
  }

  /// Over all samples and over each of two sides.
  void add_of_sides(const AffineFunction& height, const std::vector<SampleSet>& sides) {
    add(height, everyone_);
    for (const SampleSet& side : sides)
      add(height, side);
  }

  void add_of_own_group(const AffineFunction& f, std::size_t group) {
    add(f, everyone_);
    add(f, groups_[group]);
  }

  const std::vector<SampleSet>& groups() const { return groups_; }
  std::set<std::size_t> chosen;

private:
  void add(const AffineFunction& f, const SampleSet& subset) {
    if (subset.empty())
      return;
    const auto [least, greatest] = inputs_.extremes(f, subset);
    chosen.insert({least, greatest});
  }

  ScreenedInputs inputs_;
  std::vector<SampleSet> groups_;
  SampleSet everyone_;
};

/// The samples on the negative and the positive side of each node that reach it.
std::vector<std::vector<SampleSet>> sides_of_nodes(const HyperplaneTree& tree,
                                                   const std::vector<SampleSet>& groups) {
  std::vector<std::vector<SampleSet>> sides(tree.nodes.size());
  for (std::size_t v = tree.nodes.size(); v-- > 0;)
    for (const int child : {tree.nodes[v].negative, tree.nodes[v].positive}) {
      SampleSet& side = sides[v].emplace_back();
      if (is_leaf(child)) {
        side = groups[leaf_index(child)];
        continue;
      }
      for (const SampleSet& part : sides[static_cast<std::size_t>(child)])
        side.insert(side.end(), part.begin(), part.end());
      std::sort(side.begin(), side.end());
    }
  return sides;
}

void add_concerned(ExtremeSamples& extremes, const Partition& partition,
                   const std::vector<AffineMap>& pieces) {
  const std::vector<AffineFunction> of_partition = heights(partition);
  if (const auto* tree = std::get_if<HyperplaneTree>(&partition)) {
    const auto sides = sides_of_nodes(*tree, extremes.groups());
    for (std::size_t v = 0; v < of_partition.size(); ++v)
      extremes.add_of_sides(of_partition[v], sides[v]);
  } else {
    for (const AffineFunction& f : of_partition)
      extremes.add_of_all_groups(f);
  }
  for (std::size_t k = 0; k < pieces.size(); ++k)
    for (const AffineFunction& f : pieces[k])
      extremes.add_of_own_group(f, k);
}

} // namespace

Dataset tuning_samples(const Dataset& data, const Partition& partition,
                       const std::vector<AffineMap>& pieces, std::size_t count) {
  if (data.sample_count() <= count)
    return data;
  ExtremeSamples extremes(data, sample_groups(partition, data).members());
  std::vector<AffineFunction> functions = heights(partition);
  for (const AffineMap& piece : pieces)
    functions.insert(functions.end(), piece.begin(), piece.end());
  if (functions.size() * pieces.size() <= most_pairs)
    for (const AffineFunction& f : functions)
      extremes.add_of_all_groups(f);
  else
    add_concerned(extremes, partition, pieces);
  std::set<std::size_t>& chosen = extremes.chosen;
  const std::size_t stride = 1 + data.sample_count() / count;
  for (std::size_t i = 0; i < data.sample_count(); i += stride)
    chosen.insert(i);
  Dataset result{data.columns, data.target_columns, {}, {}};
  for (std::size_t i : chosen) {
    result.inputs.push_back(data.inputs[i]);
    result.targets.push_back(data.targets[i]);
  }
  return result;
}

} // namespace thalweg
