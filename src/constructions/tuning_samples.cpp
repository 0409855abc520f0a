// SPDX-License-Identifier: GPL-3.0-or-later
//
// For every group and every function of interest (hyperplane heights and pieces) the samples of the
// group with the least and the greatest value.

#include "constructions/tuning_samples.hpp"

#include "constructions/input_table.hpp"

#include <algorithm>
#include <set>

namespace thalweg {
namespace {

std::vector<AffineFunction> functions_of_interest(const Partition& partition,
                                                  const std::vector<AffineMap>& pieces) {
  std::vector<AffineFunction> functions;
  if (const auto* slabs = std::get_if<Slabs>(&partition))
    functions.push_back({slabs->direction, Rational(0)});
  else
    for (const HyperplaneTree::Node& node : std::get<HyperplaneTree>(partition).nodes)
      functions.push_back({node.hyperplane.normal, -node.hyperplane.offset});
  for (const AffineMap& piece : pieces)
    functions.insert(functions.end(), piece.begin(), piece.end());
  return functions;
}

} // namespace

Dataset tuning_samples(const Dataset& data, const Partition& partition,
                       const std::vector<AffineMap>& pieces, std::size_t count) {
  if (data.sample_count() <= count)
    return data;
  const InputTable table(data.inputs, data.input_dimension());
  const std::vector<SampleSet> groups = sample_groups(partition, data).members();
  std::set<std::size_t> chosen;
  for (const AffineFunction& f : functions_of_interest(partition, pieces)) {
    const std::vector<Integer> values = table.values(f).numerators;
    const auto is_less = [&values](std::size_t a, std::size_t b) { return values[a] < values[b]; };
    for (const SampleSet& group : groups) {
      if (group.empty())
        continue;
      const auto [least, greatest] = std::minmax_element(group.begin(), group.end(), is_less);
      chosen.insert({*least, *greatest});
    }
  }
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
