// SPDX-License-Identifier: GPL-3.0-or-later

#include "partition/guess/proposed_cuts.hpp"

#include "partition/guess/cuts.hpp"

#include <algorithm>

namespace thalweg {

namespace {

/// Cuts that are evaluated exactly, and how many samples make that dear.
constexpr std::size_t evaluated_cuts = 8;
constexpr std::size_t evaluated_cuts_if_large = 3;
constexpr std::size_t large_sample_count = 4000;
constexpr std::size_t slab_cut_limit = 256;

struct RankedCut {
  ProposedCut cut;
  double drop;
};

std::vector<RankedCut> slab_cuts(const Dataset& data, const ScaledPoints& points,
                                 const PointSet& members, const Vector& direction,
                                 std::size_t group, std::size_t minimum) {
  const LocalPoints local = local_points(points, members);
  const Line line = rounded_line(exact_line(data, points, local.points, direction));
  const std::vector<std::size_t> cuts = candidate_cuts(line, minimum, slab_cut_limit);
  std::vector<RankedCut> proposed;
  if (cuts.empty())
    return proposed;
  const std::vector<double> drops = drops_at_cuts(segment_moments(local, line, cuts));
  for (std::size_t k = 0; k < cuts.size(); ++k)
    proposed.push_back({{group, direction, cuts[k]}, drops[k]});
  return proposed;
}

std::vector<RankedCut> tree_cuts(const ScaledPoints& points, const PointSet& members,
                                 std::size_t group, std::size_t minimum) {
  std::vector<RankedCut> proposed;
  for (const ScoutedCut& cut : scouted_cuts(points, members, minimum))
    proposed.push_back({{group, normal_of(points, cut.direction), cut.rank}, cut.drop});
  return proposed;
}

} // namespace

std::vector<ProposedCut> proposed_cuts(const Dataset& data, const Partition& partition,
                                       const ScaledPoints& points, const Misfit& misfit,
                                       std::size_t minimum) {
  std::vector<RankedCut> ranked;
  const auto* slabs = std::get_if<Slabs>(&partition);
  for (std::size_t group = 0; group < misfit.groups.size(); ++group)
    if (misfit.is_improvable(group)) {
      const PointSet& members = misfit.groups[group];
      auto more = slabs ? slab_cuts(data, points, members, slabs->direction, group, minimum)
                        : tree_cuts(points, members, group, minimum);
      std::move(more.begin(), more.end(), std::back_inserter(ranked));
    }
  std::stable_sort(ranked.begin(), ranked.end(),
                   [](const RankedCut& a, const RankedCut& b) { return a.drop > b.drop; });
  const bool is_large = data.sample_count() > large_sample_count;
  ranked.resize(std::min(ranked.size(), is_large ? evaluated_cuts_if_large : evaluated_cuts));
  std::vector<ProposedCut> proposed;
  for (RankedCut& one : ranked)
    proposed.push_back(std::move(one.cut));
  return proposed;
}

} // namespace thalweg
