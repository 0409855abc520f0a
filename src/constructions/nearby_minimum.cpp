// SPDX-License-Identifier: GPL-3.0-or-later

#include "constructions/nearby_minimum.hpp"

#include "constructions/attained_slabs.hpp"
#include "constructions/tuning.hpp"
#include "exact/error.hpp"
#include "landscape/subgradients.hpp"
#include "risk/guess/score_maps.hpp"
#include "risk/separating_direction.hpp"

#include <algorithm>

namespace thalweg {

namespace {

/// The samples with one target for each output, 1 for the class and 0 or −1 else: what partitions
/// are chosen for and networks are built for.
Dataset with_output_targets(const LabelledData& labelled) {
  Dataset data = labelled.data;
  const bool is_softmax = labelled.loss.kind == CrossEntropyKind::softmax;
  for (std::size_t i = 0; i < data.sample_count(); ++i) {
    data.targets[i].assign(labelled.output_count(), Rational(0));
    for (std::size_t o = 0; o < labelled.output_count(); ++o)
      if (is_softmax)
        data.targets[i][o] = labelled.classes[i][0] == o ? 1 : 0;
      else
        data.targets[i][o] = labelled.classes[i][o] == 0 ? 1 : -1;
  }
  while (data.target_columns.size() < labelled.output_count()) {
    data.target_columns.push_back(data.columns.size());
    data.columns.push_back("class " + std::to_string(data.columns.size()));
  }
  return data;
}

/// Fits of the classes in their order.
std::vector<EllipsoidFit> fits_of_classes(const PatternClasses& classes, const Grouping& groups,
                                          const std::vector<std::optional<EllipsoidFit>>& fits) {
  std::vector<EllipsoidFit> result;
  for (const std::size_t group : groups_of_classes(classes, groups))
    result.push_back(*fits[group]);
  return result;
}

struct OrClaimError {
  NearbyMinimum operator()(NearbyMinimum&& minimum) const { return std::move(minimum); }

  NearbyMinimum operator()(const DependentScores&) const {
    throw ClaimError("first layer: expected one that can move the output of every group by itself, "
                     "found dependent groups → try --construction gated or another partition");
  }

  NearbyMinimum operator()(const RadiusWithinDistance& found) const {
    throw ClaimError("radius: expected one above the distance of the minimum from the network, "
                     "found a certified radius of " +
                     decimal(found.certified) + " and a distance of " + decimal(found.distance));
  }
};

/// W2 on the finer groups, and its risk.
void find_better(const LabelledData& labelled, const Dataset& data, const Partition& fine,
                 ConstructionKind construction, SpuriousNearbyMinimum& minimum) {
  const Grouping groups = sample_groups(fine, data);
  std::vector<AffineMap> pieces;
  for (const SampleSet& members : groups.members())
    pieces.push_back(low_risk_map(labelled, members));
  minimum.better_network = constructed_network(construction, data, fine, pieces);
  require(has_same_architecture(minimum.network, minimum.better_network),
          "construction: the two networks differ in architecture");
  minimum.better_risk =
      stated_risk(labelled, minimum.better_network, pattern_classes(minimum.better_network, data))
          .upper;
  if (minimum.better_risk >= minimum.risk.lower)
    throw ClaimError("refinement: expected a risk below " + decimal(minimum.risk.lower) +
                     ", found " + decimal(minimum.better_risk) + " → try --refine split");
}

/// The groups that have samples.
std::vector<SampleSet> occupied(const Grouping& groups) {
  std::vector<SampleSet> result;
  for (SampleSet& members : groups.members())
    if (!members.empty())
      result.push_back(std::move(members));
  return result;
}

} // namespace

std::optional<SpuriousNearbyMinimum> nearby_minimum_of(const LabelledData& labelled,
                                                       const Refinement& refinement,
                                                       const TuningChoice& choice,
                                                       const Progress& progress) {
  const Dataset data = with_output_targets(labelled);
  const Grouping groups = sample_groups(refinement.coarse, data);
  std::vector<AffineMap> pieces;
  std::vector<std::optional<EllipsoidFit>> fits;
  const AffineMap zero(labelled.output_count(), zero_function(data.input_dimension()));
  for (const SampleSet& members : groups.members()) {
    fits.push_back(members.empty() ? std::nullopt : ellipsoid_fit(labelled, members, nearby_bits));
    if (!members.empty() && !fits.back())
      return std::nullopt;
    pieces.push_back(fits.back() ? fits.back()->p : zero);
  }
  report(progress, 0.4, "building and tuning the network");
  TunedNetwork tuned = tuned_network(choice, data, refinement.coarse, pieces);
  Network network = std::move(tuned.network);
  PatternClasses classes = std::move(tuned.classes);
  std::vector<EllipsoidFit> class_fits = fits_of_classes(classes, groups, fits);
  require(sample_outputs(network, data, classes) == outputs_of_groups(data, groups, pieces),
          "construction: the network does not have the values of its fits");
  report(progress, 0.7, "enclosing distance and risk");
  const UpperPart upper = upper_part(network, labelled.data, 0);
  SpuriousNearbyMinimum minimum{
      std::visit(OrClaimError{},
                 nearby_minimum_with(labelled, std::move(network), std::move(classes), 0, upper,
                                     std::move(class_fits))),
      groups,
      {},
      {}};
  report(progress, 0.9, "looking for a better network");
  find_better(labelled, data, refinement.fine, tuned.kind, minimum);
  return minimum;
}

NearbySearch nearby_minimum(const Dataset& data, const CrossEntropyLoss& loss,
                            const MinimumRequest& request, const Progress& progress) {
  require_different_inputs(data);
  require_sensible(data, request);
  const LabelledData labelled = labelled_data(data, loss);
  const Dataset with_targets = with_output_targets(labelled);
  report(progress, 0.02, "choosing the partition");
  Partition partition = chosen_partition(with_targets, request, {});
  NearbySearch search;
  search.groups = occupied(sample_groups(partition, data));
  for (std::size_t k = 0; k < search.groups.size(); ++k)
    if (!guessed_optimal_map(labelled, search.groups[k]))
      search.without.push_back(k);
  if (!search.without.empty()) {
    const SampleSet& group = search.groups[search.without.front()];
    const std::optional<AffineMap> direction = separating_direction(labelled, group);
    if (!direction)
      throw ClaimError("fit: expected a proof of an optimal affine fit or of its absence for every "
                       "group, found neither");
    search.no_minimiser = NoMinimiser{group, *direction};
    if (request.direction || request.partition == PartitionKind::slabs)
      return search;
    const std::optional<Slabs> other = attained_slabs(labelled, request.groups);
    if (!other)
      return search;
    partition = *other;
    search.is_other = true;
  }
  report(progress, 0.3, "refining the partition");
  const Refinement refinement = chosen_refinement(with_targets, partition, request.refinement);
  search.minimum = nearby_minimum_of(labelled, refinement,
                                     {request.construction, request.max_parameter}, progress);
  if (!search.minimum && !search.no_minimiser)
    throw ClaimError("fit: expected a proof of an optimal affine fit for every group, found none");
  report(progress, 1, "checking");
  return search;
}

} // namespace thalweg
