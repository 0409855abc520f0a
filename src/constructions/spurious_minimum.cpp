// SPDX-License-Identifier: GPL-3.0-or-later

#include "constructions/spurious_minimum.hpp"

#include "constructions/tuning.hpp"
#include "exact/error.hpp"
#include "landscape/screen/radius_problem.hpp"
#include "landscape/stationarity.hpp"
#include "partition/misfit.hpp"

#include <algorithm>

namespace thalweg {

namespace {

/// Progress of one step as a part [begin, end] of the whole job.
Progress part_of(const Progress& progress, Share begin, Share end) {
  if (!progress)
    return {};
  return [progress, begin, end](Share share, const char* step) {
    progress(share.between(begin, end), step);
  };
}

/// The risk below which no function of the inputs gets: samples with equal inputs have one value.
/// Every loss is 0 somewhere.
Rational least_risk_of_functions(RememberedFits& fits) {
  Rational total;
  for (const SampleSet& samples : samples_by_input(fits.problem().data))
    if (samples.size() > 1)
      total += fits.least_sum(samples);
  return total / Rational(Integer(static_cast<unsigned long>(fits.problem().data.sample_count())));
}

/// An affine fit that no function of the inputs beats is a global minimum: there is nothing
/// spurious to be found.
void require_imperfect_affine_fit(RememberedFits& fits, const Rational& risk) {
  const bool is_squared = is_plain_squared(fits.problem().loss);
  if (risk == 0)
    throw ClaimError(std::string("data: one affine function ") +
                     (is_squared ? "fits every sample exactly" : "has loss 0 at every sample") +
                     ", so the risk 0 of the affine fit is the global minimum and no minimum above "
                     "it is spurious by this construction");
  if (risk == least_risk_of_functions(fits))
    throw ClaimError("data: one affine function has the risk " + decimal(risk) +
                     ", below which no function of the inputs gets (samples with equal inputs have "
                     "other targets), so it is the global minimum and no minimum above it is "
                     "spurious by this construction");
}

/// The optimal fits of all groups; subgradients only where the loss has kinks.
struct Fits {
  std::vector<AffineMap> pieces;
  Rational risk;
  Subgradients subgradients;
};

Fits optimal_fits(RememberedFits& fits, const Grouping& groups) {
  if (is_plain_squared(fits.problem().loss)) {
    GroupFits found = group_fits(fits.problem().data, groups);
    return {std::move(found.pieces), std::move(found.risk), {}};
  }
  Fits result{{}, fits.risk(groups), {}};
  if (has_kinks(fits.problem().loss))
    result.subgradients.resize(fits.problem().data.sample_count());
  for (const SampleSet& members : groups.members()) {
    const ConvexFit& fit = fits.fit(members);
    result.pieces.push_back(fit.p);
    if (has_kinks(fits.problem().loss))
      for (std::size_t k = 0; k < members.size(); ++k)
        result.subgradients[members[k]] = fit.subgradients[k];
  }
  return result;
}

/// The part of the largest drop from which on the choice for the targets is kept: it looks at
/// margins as well.
const Rational sufficient_drop = fraction(19, 20);

/// For another loss than the plain squared one: the scouts' choice for the targets, or for the
/// subgradients of the affine fit if its exact drop of the risk is clearly larger.
Partition chosen_partition(RememberedFits& fits, const MinimumRequest& request,
                           const Progress& progress) {
  Partition by_targets = chosen_partition(fits.problem().data, request, progress);
  if (is_plain_squared(fits.problem().loss))
    return by_targets;
  const Grouping together = one_group(fits.problem().data);
  Partition by_slopes = chosen_partition(surrogate(fits, together), request, {});
  const auto drop = [&](const Partition& partition) -> Rational {
    return fits.risk(together) - fits.risk(sample_groups(partition, fits.problem().data));
  };
  return sufficient_drop * drop(by_slopes) > drop(by_targets) ? by_slopes : by_targets;
}

/// One pattern per group, and the risk of the fits: what the constructions promise.
void require_faithful(const Network& network, const Problem& problem, const PatternClasses& classes,
                      const Grouping& groups, const Rational& risk) {
  groups_of_classes(classes, groups);
  require(empirical_risk(network, problem, classes) == risk,
          "construction: the network does not have the risk of its fits");
}

/// Does g ⟂ P_L hold at W, for the g of the fits?
bool is_stationary(const SpuriousMinimum& minimum, const Problem& problem) {
  return !(has_kinks(problem.loss)
               ? lifted_stationarity_failure(minimum.network, problem, minimum.classes,
                                             minimum.subgradients)
               : lifted_stationarity_failure(minimum.network, problem, minimum.classes));
}

} // namespace

std::vector<std::size_t> groups_of_classes(const PatternClasses& classes, const Grouping& groups) {
  require(classes.on_wall.empty(), "construction: a sample is on a wall");
  std::vector<std::size_t> result;
  std::vector<bool> is_used(groups.count, false);
  for (const PatternClass& c : classes.classes) {
    const std::size_t group = groups.group_of_sample[c.members.front()];
    for (const std::size_t sample : c.members)
      require(groups.group_of_sample[sample] == group,
              "construction: a pattern class meets two groups");
    require(!is_used[group], "construction: the pattern classes are not the groups");
    is_used[group] = true;
    result.push_back(group);
  }
  return result;
}

void require_different_inputs(const Dataset& data) {
  if (std::all_of(data.inputs.begin(), data.inputs.end(),
                  [&data](const Vector& x) { return x == data.inputs.front(); }))
    throw ClaimError("data: expected different inputs, found the same for every sample: one affine "
                     "function is as good as any function, and no minimum above it is spurious");
}

void require_sensible(const Dataset& data, const MinimumRequest& request) {
  if (request.groups == 0)
    throw UsageError("--groups: expected at least 1, found 0");
  const std::size_t distinct_count = samples_by_input(data).size();
  if (request.groups > distinct_count)
    throw UsageError("--groups: expected at most " + std::to_string(distinct_count) +
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

SpuriousMinimum spurious_minimum(const Problem& problem, const MinimumRequest& request,
                                 const Progress& progress) {
  const Dataset& data = problem.data;
  require_usable(problem);
  RememberedFits remembered(problem);
  require_imperfect_affine_fit(remembered, optimal_fits(remembered, one_group(data)).risk);
  require_sensible(data, request);

  report(progress, 0.02, "choosing the partition");
  const Partition partition = chosen_partition(remembered, request, part_of(progress, 0.02, 0.3));
  report(progress, 0.3, "refining the partition");
  const Refinement refinement = chosen_refinement(remembered, partition, request.refinement);

  SpuriousMinimum result;
  result.loss = problem.loss;
  result.groups = sample_groups(refinement.coarse, data);
  result.finer_groups = sample_groups(refinement.fine, data);
  Fits fits = optimal_fits(remembered, result.groups);
  Fits finer_fits = optimal_fits(remembered, result.finer_groups);
  result.risk = fits.risk;
  result.better_risk = finer_fits.risk;
  result.subgradients = std::move(fits.subgradients);
  result.better_subgradients = std::move(finer_fits.subgradients);
  require(result.better_risk < result.risk, "refinement: the risk does not drop");

  report(progress, 0.4, "building and tuning the network");
  TunedNetwork tuned =
      tuned_network(TuningChoice{request.construction, request.max_parameter}, data,
                    refinement.coarse, fits.pieces, part_of(progress, 0.4, 0.8));
  result.construction = tuned.kind;
  result.network = std::move(tuned.network);
  result.radius = tuned.radius;
  result.naive_radius = tuned.naive_radius;
  result.better_network =
      constructed_network(result.construction, data, refinement.fine, finer_fits.pieces);
  require(has_same_architecture(result.network, result.better_network),
          "construction: the two networks differ in architecture");

  report(progress, 0.8, "checking patterns and stationarity");
  result.classes = std::move(tuned.classes);
  result.better_classes = pattern_classes(result.better_network, data);
  require_faithful(result.network, problem, result.classes, result.groups, result.risk);
  require_faithful(result.better_network, problem, result.better_classes, result.finer_groups,
                   result.better_risk);
  require(is_stationary(result, problem), "construction: the network is not stationary");
  const RadiusProblem patterns(result.network, data, result.classes);
  require(patterns.is_invariant(result.radius, RadiusMethod::first_order),
          "tuning: the radius is not certified");
  report(progress, 0.9, "looking for a nearby flip");
  result.flip = nearest_flip(patterns, result.network, data, result.classes, result.radius);
  require(result.radius < result.flip.distance, "radius: a flip lies within it");
  report(progress, 1, "writing");
  return result;
}

} // namespace thalweg
