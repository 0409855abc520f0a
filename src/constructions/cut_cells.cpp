// SPDX-License-Identifier: GPL-3.0-or-later

#include "constructions/cut_cells.hpp"

#include "partition/choice.hpp"
#include "risk/affine_fit.hpp"

#include <set>

namespace thalweg {

namespace {

Dataset restricted(const Dataset& data, const SampleSet& samples) {
  Dataset result{data.columns, data.target_columns, {}, {}};
  for (const std::size_t i : samples) {
    result.inputs.push_back(data.inputs[i]);
    result.targets.push_back(data.targets[i]);
  }
  return result;
}

/// A hyperplane and by how much the sum of squared residuals falls if it cuts a group.
struct Cut {
  Hyperplane hyperplane;
  Rational drop;
};

/// Nothing if the group has no two distinct inputs.
std::optional<Cut> cut_of_group(const Dataset& data, const SampleSet& group) {
  const Dataset part = restricted(data, group);
  if (std::set<Vector>(part.inputs.begin(), part.inputs.end()).size() < 2)
    return std::nullopt;
  const HyperplaneTree tree = chosen_tree(part, 2);
  const Grouping sides = sample_groups(Partition(tree), part);
  const Grouping whole{1, std::vector<std::size_t>(part.sample_count(), 0)};
  const Rational size(Integer(static_cast<unsigned long>(part.sample_count())));
  const Rational drop = group_fits(part, whole).risk - group_fits(part, sides).risk;
  return Cut{tree.nodes.front().hyperplane, size * drop};
}

} // namespace

std::optional<std::vector<Polytope>>
cut_cells(const Dataset& data, const std::vector<Polytope>& cells, const Grouping& groups) {
  std::optional<Cut> best;
  std::size_t best_group = 0;
  const std::vector<SampleSet> members = groups.members();
  for (std::size_t group = 0; group < members.size(); ++group)
    if (std::optional<Cut> cut = cut_of_group(data, members[group]))
      if (cut->drop > (best ? best->drop : Rational(0))) {
        best = std::move(cut);
        best_group = group;
      }
  if (!best)
    return std::nullopt;
  const Halfspace below{best->hyperplane.normal, best->hyperplane.offset};
  std::vector<Polytope> result = cells;
  const Polytope& cell = cells[best_group];
  result[best_group] = irredundant(intersection(cell, below));
  result.push_back(irredundant(intersection(cell, opposite(below))));
  return result;
}

} // namespace thalweg
