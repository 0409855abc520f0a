// SPDX-License-Identifier: GPL-3.0-or-later

#include "constructions/spurious_minimum.hpp"

#include "constructions/tuning.hpp"
#include "exact/error.hpp"
#include "landscape/stationarity.hpp"

#include <algorithm>
#include <set>

namespace thalweg {

namespace {

void report(const Progress& progress, double fraction, const char* step) {
  if (progress)
    progress(fraction, step);
}

/// Progress of one step as a part [begin, end] of the whole job.
Progress part_of(const Progress& progress, double begin, double end) {
  if (!progress)
    return {};
  return [progress, begin, end](double fraction, const char* step) {
    progress(begin + fraction * (end - begin), step);
  };
}

/// A perfect affine fit is a global minimum: there is nothing spurious to be found.
void require_imperfect_affine_fit(const Dataset& data) {
  Grouping one_group;
  one_group.count = 1;
  one_group.group_of_sample.assign(data.sample_count(), 0);
  if (group_fits(data, one_group).risk == 0)
    throw ClaimError("data: one affine function fits every sample exactly, so the risk 0 of the "
                     "affine fit is the global minimum and no minimum above it is spurious by this "
                     "construction");
}

Partition chosen_partition(const Dataset& data, const MinimumRequest& request,
                           const Progress& progress) {
  switch (request.partition) {
  case PartitionKind::intervals:
    if (data.input_dimension() != 1)
      throw UsageError("--partition intervals: expected one input column, found " +
                       std::to_string(data.input_dimension()) + " → use slabs or tree");
    return chosen_slabs(data, request.groups, Vector{Rational(1)});
  case PartitionKind::slabs:
    return chosen_slabs(data, request.groups,
                        request.direction ? *request.direction
                                          : chosen_direction(data, request.groups));
  case PartitionKind::tree:
    break;
  }
  return chosen_tree(data, request.groups, progress);
}

void require_sensible(const Dataset& data, const MinimumRequest& request) {
  if (request.groups == 0)
    throw UsageError("--groups: expected at least 1, found 0");
  const std::set<Vector> distinct_inputs(data.inputs.begin(), data.inputs.end());
  if (request.groups > distinct_inputs.size())
    throw UsageError("--groups: expected at most " + std::to_string(distinct_inputs.size()) +
                     " (the distinct inputs), found " + std::to_string(request.groups));
  if (!request.direction)
    return;
  if (request.partition != PartitionKind::slabs)
    throw UsageError("--direction: expected with --partition slabs only");
  if (request.direction->size() != data.input_dimension())
    throw UsageError("--direction: expected " + std::to_string(data.input_dimension()) +
                     " coordinates (input columns), found " +
                     std::to_string(request.direction->size()));
  if (std::all_of(request.direction->begin(), request.direction->end(),
                  [](const Rational& coordinate) { return coordinate == 0; }))
    throw UsageError("--direction: expected a vector other than 0");
}

/// One pattern per group, and the risk of the fits: what the constructions promise.
void require_faithful(const Dataset& data, const Network& network, const PatternClasses& classes,
                      const Grouping& groups, const Rational& risk) {
  require(classes.on_wall.empty(), "construction: a sample is on a wall");
  const auto members = groups.members();
  const auto occupied = std::count_if(members.begin(), members.end(),
                                      [](const SampleSet& group) { return !group.empty(); });
  require(classes.classes.size() == static_cast<std::size_t>(occupied),
          "construction: the pattern classes are not the groups");
  for (const PatternClass& members_of_class : classes.classes)
    for (const std::size_t sample : members_of_class.members)
      require(groups.group_of_sample[sample] ==
                  groups.group_of_sample[members_of_class.members.front()],
              "construction: a pattern class meets two groups");
  require(empirical_risk(network, data, classes) == risk,
          "construction: the network does not have the risk of its fits");
}

} // namespace

SpuriousMinimum spurious_minimum(const Dataset& data, const MinimumRequest& request,
                                 const Progress& progress) {
  require_sensible(data, request);
  require_imperfect_affine_fit(data);

  report(progress, 0.02, "choosing the partition");
  const Partition partition = chosen_partition(data, request, part_of(progress, 0.02, 0.3));
  report(progress, 0.3, "refining the partition");
  const Refinement refinement = chosen_refinement(data, partition, request.refinement);

  SpuriousMinimum result;
  result.groups = sample_groups(refinement.coarse, data);
  result.finer_groups = sample_groups(refinement.fine, data);
  const GroupFits fits = group_fits(data, result.groups);
  const GroupFits finer_fits = group_fits(data, result.finer_groups);
  result.risk = fits.risk;
  result.better_risk = finer_fits.risk;
  require(result.better_risk < result.risk, "refinement: the risk does not drop");

  report(progress, 0.4, "building and tuning the network");
  TunedNetwork tuned = tuned_network(request.construction, data, refinement.coarse, fits.pieces,
                                     part_of(progress, 0.4, 0.8));
  result.network = std::move(tuned.network);
  result.radius = tuned.radius;
  result.naive_radius = tuned.naive_radius;
  result.better_network =
      constructed_network(request.construction, data, refinement.fine, finer_fits.pieces);
  require(has_same_architecture(result.network, result.better_network),
          "construction: the two networks differ in architecture");

  report(progress, 0.8, "checking patterns and stationarity");
  result.classes = pattern_classes(result.network, data);
  result.better_classes = pattern_classes(result.better_network, data);
  require_faithful(data, result.network, result.classes, result.groups, result.risk);
  require_faithful(data, result.better_network, result.better_classes, result.finer_groups,
                   result.better_risk);
  require(!lifted_stationarity_failure(result.network, data, result.classes),
          "construction: the network is not stationary");
  require(is_pattern_invariant(result.network, data, result.classes, result.radius),
          "tuning: the radius is not certified");
  report(progress, 0.9, "looking for a nearby flip");
  result.flip = nearest_flip(result.network, data, result.classes);
  require(result.radius < result.flip.distance, "radius: a flip lies within it");
  report(progress, 1, "done");
  return result;
}

} // namespace thalweg
