// SPDX-License-Identifier: GPL-3.0-or-later
//
// Finding a refinement with a strict drop of the exact risk. That there is one is decided exactly
// by misfit.hpp; floating point only proposes which cuts to evaluate.

#include "exact/error.hpp"
#include "exact/watched_work.hpp"
#include "partition/choice.hpp"
#include "partition/exact_cut.hpp"
#include "partition/guess/isolation.hpp"
#include "partition/guess/proposed_cuts.hpp"
#include "partition/misfit.hpp"
#include "partition/refined_shape.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace thalweg {

namespace {

/// What all searches need to know.
struct Situation {
  const Dataset& data;
  const Partition& partition;
  RememberedFits& fits;
  ScaledPoints points;
  Misfit misfit;
};

/// One group cut by one hyperplane or, to isolate, by two parallel ones.
struct GroupCut {
  std::size_t group;
  Isolation slab; ///< the part between the bounds is cut out (a missing bound is infinite)
};

std::string group_count_text(const Misfit& misfit) {
  const auto occupied = std::count_if(misfit.groups.begin(), misfit.groups.end(),
                                      [](const PointSet& group) { return !group.empty(); });
  return occupied == 1 ? "the single group" : fmt::format("the {} groups", occupied);
}

void require_improvable(const Misfit& misfit, bool is_squared) {
  for (std::size_t group = 0; group < misfit.groups.size(); ++group)
    if (misfit.is_improvable(group))
      return;
  if (misfit.fits_exactly)
    throw ClaimError(
        fmt::format("refinement: {} already {}; no strict drop exists", group_count_text(misfit),
                    is_squared ? "fit the data exactly" : "have loss 0 at every sample"));
  throw ClaimError(fmt::format("refinement: {} already predict {} of every distinct input; no "
                               "strict drop exists",
                               group_count_text(misfit),
                               is_squared ? "the mean target" : "an optimal value"));
}

Refinement refined(const Situation& situation, const GroupCut& cut) {
  if (const auto* slabs = std::get_if<Slabs>(&situation.partition)) {
    std::vector<Rational> thresholds;
    for (const std::optional<Rational>& bound : {cut.slab.lower, cut.slab.upper})
      if (bound)
        thresholds.push_back(*bound);
    return refined_slabs(situation.data, *slabs, thresholds);
  }
  // New leaves are on negative sides: first what lies below the slab, then the slab itself.
  std::vector<Hyperplane> hyperplanes;
  if (cut.slab.lower)
    hyperplanes.push_back({cut.slab.normal, *cut.slab.lower});
  if (cut.slab.upper)
    hyperplanes.push_back({cut.slab.normal, *cut.slab.upper});
  else
    hyperplanes.back() = reversed(hyperplanes.back());
  return refined_tree(std::get<HyperplaneTree>(situation.partition), cut.group, hyperplanes);
}

std::size_t group_of(const Misfit& misfit, std::size_t point) {
  for (std::size_t group = 0; group < misfit.groups.size(); ++group)
    if (std::binary_search(misfit.groups[group].begin(), misfit.groups[group].end(), point))
      return group;
  throw InternalError("refinement: a point is in no group");
}

PointSet without(const PointSet& group, std::size_t point) {
  PointSet rest;
  std::copy_if(group.begin(), group.end(), std::back_inserter(rest),
               [point](std::size_t other) { return other != point; });
  return rest;
}

Refinement isolated(const Situation& situation) {
  const auto& [data, partition, fits, points, misfit] = situation;
  const auto* slabs = std::get_if<Slabs>(&partition);
  for (std::size_t worst : worst_points(misfit)) {
    const std::size_t group = group_of(misfit, worst);
    const PointSet& members = misfit.groups[group];
    if (members.size() < 2)
      continue;
    const std::optional<Isolation> slab =
        slabs ? isolation_along(data, points, members, worst, slabs->direction)
              : best_isolation(data, points, members, worst);
    if (slab && exact_drop(fits, points, members, {{worst}, without(members, worst)}) > 0)
      return refined(situation, {group, *slab});
  }
  throw ClaimError(
      "refinement: no badly fitted input can be isolated by slabs along this direction "
      "(others of its group have the same projection) → try --refine split or another "
      "direction");
}

std::optional<GroupCut> best_cut(const Situation& situation,
                                 const std::vector<ProposedCut>& proposed) {
  std::optional<GroupCut> best;
  Rational best_drop = 0;
  for (const ProposedCut& proposal : proposed) {
    require_time();
    const PointSet& members = situation.misfit.groups[proposal.group];
    auto cut = exact_cut(situation.data, situation.points, members, proposal.normal, proposal.rank);
    if (!cut)
      continue;
    const Rational drop =
        exact_drop(situation.fits, situation.points, members, {cut->negative, cut->positive});
    if (drop > best_drop) {
      best_drop = drop;
      best = GroupCut{proposal.group, {proposal.normal, cut->hyperplane.offset, {}, 0}};
    }
  }
  return best;
}

/// For the rare case that no proposal has a drop: the exact criterion along one direction.
std::vector<ProposedCut> strict_cuts(const Situation& situation) {
  const auto& [data, partition, fits, points, misfit] = situation;
  const auto* slabs = std::get_if<Slabs>(&partition);
  std::vector<ProposedCut> cuts;
  for (std::size_t group = 0; group < misfit.groups.size() && cuts.empty(); ++group)
    if (misfit.is_improvable(group)) {
      const Vector normal =
          slabs ? slabs->direction : generic_normal(data, points, misfit.groups[group]);
      if (const auto rank = strict_cut(fits, points, misfit, misfit.groups[group], normal))
        cuts.push_back({group, normal, *rank});
    }
  return cuts;
}

Refinement split(const Situation& situation) {
  for (const std::size_t minimum : {situation.points.input_dimension + 2, std::size_t{1}})
    if (const auto cut =
            best_cut(situation, proposed_cuts(situation.data, situation.partition, situation.points,
                                              situation.misfit, minimum)))
      return refined(situation, *cut);
  if (const auto cut = best_cut(situation, strict_cuts(situation)))
    return refined(situation, *cut);
  throw ClaimError("refinement: no further threshold along this direction lowers the risk → try "
                   "another direction or --partition tree");
}

} // namespace

Refinement chosen_refinement(RememberedFits& fits, const Partition& partition,
                             RefinementKind kind) {
  const Dataset& data = fits.problem().data;
  const bool is_squared = is_plain_squared(fits.problem().loss);
  const Grouping groups = sample_groups(partition, data);
  ScaledPoints points = scaled_points(is_squared ? data : surrogate(fits, groups));
  Misfit gains = misfit(fits, points, groups);
  require_improvable(gains, is_squared);
  const Situation situation{data, partition, fits, std::move(points), std::move(gains)};
  return kind == RefinementKind::isolate ? isolated(situation) : split(situation);
}

Refinement chosen_refinement(const Dataset& data, const Partition& partition, RefinementKind kind) {
  RememberedFits fits(data);
  return chosen_refinement(fits, partition, kind);
}

} // namespace thalweg
