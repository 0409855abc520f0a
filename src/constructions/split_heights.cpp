// SPDX-License-Identifier: GPL-3.0-or-later
//
// Extreme heights over the samples, and which samples reach a node of a tree.

#include "constructions/split_heights.hpp"

#include "exact/error.hpp"

#include <algorithm>
#include <numeric>

namespace thalweg {
namespace {

AffineFunction height_function(const Hyperplane& hyperplane) {
  return {hyperplane.normal, -hyperplane.offset};
}

SplitHeight split_height(const ScreenedInputs& inputs, AffineFunction height,
                         const SampleSet& reaching) {
  SplitHeight result{std::move(height), {}, Rational(1)};
  result.greatest = inputs.greatest_magnitude(result.height);
  if (const std::optional<Rational> margin = inputs.least_magnitude(result.height, reaching))
    result.margin = *margin;
  else if (result.greatest > 0)
    result.margin = result.greatest;
  require(result.margin > 0, "construction: expected no sample on a hyperplane, found one");
  return result;
}

/// The samples that reach each node. Children come after their parents, so one pass upwards does.
std::vector<SampleSet> reaching_samples(const HyperplaneTree& tree, const Grouping& groups) {
  const std::vector<SampleSet> leaves = groups.members();
  std::vector<SampleSet> reaching(tree.nodes.size());
  for (std::size_t v = tree.nodes.size(); v-- > 0;) {
    for (int child : {tree.nodes[v].negative, tree.nodes[v].positive}) {
      const SampleSet& part =
          is_leaf(child) ? leaves[leaf_index(child)] : reaching[static_cast<std::size_t>(child)];
      reaching[v].insert(reaching[v].end(), part.begin(), part.end());
    }
    std::sort(reaching[v].begin(), reaching[v].end());
  }
  return reaching;
}

} // namespace

std::vector<SplitHeight> split_heights(const ScreenedInputs& inputs, const Dataset& data,
                                       const Partition& partition) {
  std::vector<SplitHeight> result;
  if (const auto* slabs = std::get_if<Slabs>(&partition)) {
    SampleSet everyone(data.sample_count());
    std::iota(everyone.begin(), everyone.end(), std::size_t{0});
    for (const Rational& threshold : slabs->thresholds)
      result.push_back(split_height(inputs, {slabs->direction, -threshold}, everyone));
    return result;
  }
  const auto& tree = std::get<HyperplaneTree>(partition);
  const std::vector<SampleSet> reaching = reaching_samples(tree, sample_groups(partition, data));
  for (std::size_t v = 0; v < tree.nodes.size(); ++v)
    result.push_back(split_height(inputs, height_function(tree.nodes[v].hyperplane), reaching[v]));
  return result;
}

Rational greatest_piece_magnitude(const ScreenedInputs& inputs,
                                  const std::vector<AffineMap>& pieces, std::size_t output) {
  Rational greatest = 0;
  for (const AffineMap& piece : pieces)
    greatest = std::max(greatest, inputs.greatest_magnitude(piece[output]));
  return greatest;
}

} // namespace thalweg
