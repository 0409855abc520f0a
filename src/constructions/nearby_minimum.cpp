// SPDX-License-Identifier: GPL-3.0-or-later

#include "constructions/nearby_minimum.hpp"

#include "constructions/attained_slabs.hpp"
#include "constructions/short_number.hpp"
#include "constructions/tuning.hpp"
#include "exact/error.hpp"
#include "landscape/first_layer_response.hpp"
#include "landscape/subgradients.hpp"
#include "partition/short_rational.hpp"
#include "risk/separating_direction.hpp"

#include <algorithm>

namespace thalweg {

namespace {

constexpr std::size_t enclosure_bits = 128;
constexpr unsigned distance_bits = 8;
constexpr long radius_bits = 20;         ///< what the distance costs the radius, if it is smaller
const Integer risk_grid = 1000000000000; ///< risks are stated to as many decimals

void report(const Progress& progress, double fraction, const char* step) {
  if (progress)
    progress(fraction, step);
}

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

/// The scores of all blocks as combinations of outputs.
std::vector<Vector> score_combinations(const LabelledData& labelled) {
  std::vector<Vector> result;
  const std::size_t outputs = labelled.output_count();
  const bool is_softmax = labelled.loss.kind == CrossEntropyKind::softmax;
  for (std::size_t o = 0; o < outputs - (is_softmax ? 1 : 0); ++o) {
    Vector& row = result.emplace_back(outputs);
    row[o] = 1;
    if (is_softmax)
      row[outputs - 1] = -1;
  }
  return result;
}

/// The largest change of a parameter of the first layer while the coefficients stay in the boxes.
Rational largest_change(const LabelledData& labelled, const NearbyMinimum& minimum) {
  const std::size_t scores = labelled.scores_per_block();
  const std::size_t of_class = labelled.block_count() * scores;
  Rational largest;
  for (const SparseRow& row : minimum.response) {
    Vector moves(labelled.data.input_dimension() + 1);
    for (const auto& [column, value] : row) {
      const NearbyProof& proof = minimum.fits[column / of_class].proof;
      const Vector& box = proof.boxes[column % of_class / scores];
      for (std::size_t j = 0; j < proof.basis.size(); ++j)
        moves[proof.basis[j]] += abs(value) * box[column % scores * proof.basis.size() + j];
    }
    for (const Rational& move : moves)
      largest = std::max(largest, move);
  }
  return largest;
}

Rational on_grid(const Rational& value, bool upwards) {
  const Rational scaled = value * risk_grid;
  Integer result;
  if (upwards)
    mpz_cdiv_q(result.get_mpz_t(), scaled.get_num_mpz_t(), scaled.get_den_mpz_t());
  else
    mpz_fdiv_q(result.get_mpz_t(), scaled.get_num_mpz_t(), scaled.get_den_mpz_t());
  return fraction(result, risk_grid);
}

/// Fits of the classes in their order; every class is one group.
std::vector<CrossEntropyFit>
fits_of_classes(const PatternClasses& classes, const Grouping& groups,
                const std::vector<std::optional<CrossEntropyFit>>& fits) {
  require(classes.on_wall.empty(), "construction: a sample is on a wall");
  std::vector<CrossEntropyFit> result;
  std::vector<bool> is_used(groups.count, false);
  for (const PatternClass& c : classes.classes) {
    const std::size_t group = groups.group_of_sample[c.members.front()];
    for (const std::size_t sample : c.members)
      require(groups.group_of_sample[sample] == group,
              "construction: a pattern class meets two groups");
    require(!is_used[group], "construction: the pattern classes are not the groups");
    is_used[group] = true;
    result.push_back(*fits[group]);
  }
  return result;
}

/// distance, radius and risk of W*, from the network with its classes and fits.
void enclose(const LabelledData& labelled, const Dataset& data, const Rational& certified,
             NearbyMinimum& minimum) {
  minimum.distance = short_upper_bound(largest_change(labelled, minimum), distance_bits);
  const Rational unit = times_power_of_two(1, floor_log2(certified) - radius_bits);
  minimum.radius =
      certified - std::max(unit, times_power_of_two(1, floor_log2(minimum.distance) + 1));
  if (minimum.radius <= 0)
    throw ClaimError("radius: expected one above the distance of the minimum from the network, "
                     "found a certified radius of " +
                     decimal(certified) + " and a distance of " + decimal(minimum.distance));
  require(is_pattern_invariant(minimum.network, data, minimum.classes,
                               minimum.radius + minimum.distance),
          "tuning: the radius is not certified");
  const RiskBounds bounds =
      risk_bounds(labelled, sample_outputs(minimum.network, data, minimum.classes), minimum.bits);
  Rational slack;
  for (const CrossEntropyFit& fit : minimum.fits)
    slack += fit.slack;
  minimum.risk = {on_grid(bounds.lower - slack / Rational(data.sample_count()), false),
                  on_grid(bounds.upper, true)};
}

/// W2 on the finer groups, and its risk.
void find_better(const LabelledData& labelled, const Dataset& data, const Partition& fine,
                 ConstructionKind construction, NearbyMinimum& minimum) {
  const Grouping groups = sample_groups(fine, data);
  std::vector<AffineMap> pieces;
  for (const SampleSet& members : groups.members())
    pieces.push_back(low_risk_map(labelled, members));
  minimum.better_network = constructed_network(construction, data, fine, pieces);
  require(has_same_architecture(minimum.network, minimum.better_network),
          "construction: the two networks differ in architecture");
  const PatternClasses classes = pattern_classes(minimum.better_network, data);
  minimum.better_risk = on_grid(
      risk_bounds(labelled, sample_outputs(minimum.better_network, data, classes), minimum.bits)
          .upper,
      true);
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

std::optional<NearbyMinimum> nearby_minimum_of(const LabelledData& labelled,
                                               const Refinement& refinement,
                                               ConstructionKind construction,
                                               const Progress& progress) {
  const Dataset data = with_output_targets(labelled);
  NearbyMinimum minimum;
  minimum.loss = labelled.loss;
  minimum.bits = enclosure_bits;
  minimum.groups = sample_groups(refinement.coarse, data);
  std::vector<AffineMap> pieces;
  std::vector<std::optional<CrossEntropyFit>> fits;
  const AffineMap zero(labelled.output_count(), zero_function(data.input_dimension()));
  for (const SampleSet& members : minimum.groups.members()) {
    fits.push_back(members.empty() ? std::nullopt
                                   : cross_entropy_fit(labelled, members, enclosure_bits));
    if (!members.empty() && !fits.back())
      return std::nullopt;
    pieces.push_back(fits.back() ? fits.back()->p : zero);
  }
  report(progress, 0.4, "building and tuning the network");
  TunedNetwork tuned = tuned_network(construction, data, refinement.coarse, pieces);
  minimum.network = std::move(tuned.network);
  minimum.classes = pattern_classes(minimum.network, data);
  minimum.fits = fits_of_classes(minimum.classes, minimum.groups, fits);
  require(sample_outputs(minimum.network, data, minimum.classes) ==
              outputs_of_groups(data, minimum.groups, pieces),
          "construction: the network does not have the values of its fits");
  auto response =
      first_layer_response(minimum.network, minimum.classes, score_combinations(labelled));
  if (!response)
    throw ClaimError("first layer: expected one that can move the output of every group by itself, "
                     "found dependent groups → try --construction gated or another partition");
  minimum.response = *std::move(response);
  report(progress, 0.7, "enclosing distance and risk");
  enclose(labelled, data, tuned.radius, minimum);
  minimum.flip = nearest_flip(minimum.network, data, minimum.classes);
  report(progress, 0.9, "looking for a better network");
  find_better(labelled, data, refinement.fine, construction, minimum);
  return minimum;
}

NearbySearch nearby_minimum(const Dataset& data, const CrossEntropyLoss& loss,
                            const MinimumRequest& request, const Progress& progress) {
  require_sensible(data, request);
  const LabelledData labelled = labelled_data(data, loss);
  const Dataset with_targets = with_output_targets(labelled);
  report(progress, 0.02, "choosing the partition");
  Partition partition = chosen_partition(with_targets, request, {});
  NearbySearch search;
  search.groups = occupied(sample_groups(partition, data));
  for (std::size_t k = 0; k < search.groups.size(); ++k)
    if (!seems_attained(labelled, search.groups[k]))
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
  search.minimum = nearby_minimum_of(labelled, refinement, request.construction, progress);
  if (!search.minimum && !search.no_minimiser)
    throw ClaimError("fit: expected a proof of an optimal affine fit for every group, found none");
  report(progress, 1, "done");
  return search;
}

} // namespace thalweg
