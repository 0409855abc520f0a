// SPDX-License-Identifier: GPL-3.0-or-later

#include "constructions/region_minimum.hpp"

#include "constructions/spurious_minimum.hpp"
#include "constructions/widened_network.hpp"
#include "exact/error.hpp"
#include "landscape/decision.hpp"

#include <array>
#include <set>

namespace thalweg {

namespace {

/// Linear programs spent on a descent ray. A guess that seldom costs more than some seconds.
constexpr std::size_t program_budget = 64;

std::size_t distinct_input_count(const Dataset& data) {
  return std::set<Vector>(data.inputs.begin(), data.inputs.end()).size();
}

void require_sensible(const Dataset& data, const RegionRequest& request) {
  if (data.input_dimension() == 0)
    throw UsageError("--construction regions: expected an input column, found none");
  if (request.partition == RegionPartitionKind::given)
    return;
  if (request.groups == 0)
    throw UsageError("--groups: expected at least 1, found 0");
  if (request.groups > 1)
    require_different_inputs(data);
  if (const std::size_t distinct = distinct_input_count(data); request.groups > distinct)
    throw UsageError("--groups: expected at most " + std::to_string(distinct) +
                     " (the distinct inputs), found " + std::to_string(request.groups));
  if (request.partition == RegionPartitionKind::intervals && data.input_dimension() != 1)
    throw UsageError("--partition intervals: expected one input column, found " +
                     std::to_string(data.input_dimension()) + " → use slabs or power");
  if (request.direction && request.partition != RegionPartitionKind::slabs)
    throw UsageError("--direction: expected with --partition slabs only");
  if (request.direction)
    require_direction(data, *request.direction);
}

Slabs slabs_for(const Dataset& data, const RegionRequest& request) {
  if (request.partition == RegionPartitionKind::intervals)
    return chosen_slabs(data, request.groups, Vector{Rational(1)});
  return chosen_slabs(data, request.groups,
                      request.direction ? *request.direction
                                        : chosen_direction(data, request.groups));
}

/// A construction with its verdict.
struct RegionCandidate {
  RegionNetwork construction;
  RegionVerdictReport report;
};

/// Balanced trees, or chains if these have the better verdict.
RegionCandidate best_candidate(const Dataset& data, const PowerPartition& partition,
                               const std::optional<Polytope>& domain = {}) {
  std::optional<RegionCandidate> best;
  for (const OrderChoice& orders : std::array<OrderChoice, 2>{balanced_orders, chain_orders}) {
    RegionNetwork construction = domain ? region_network(data, partition, *domain, orders)
                                        : region_network(data, partition, orders);
    RegionVerdictReport verdict = verdict_report(construction.network(), data, construction.groups);
    if (!best || verdict.verdict < best->report.verdict)
      best = RegionCandidate{std::move(construction), std::move(verdict)};
    if (best->report.verdict == RegionVerdict::certified)
      break;
  }
  return *std::move(best);
}

bool is_local_minimum(const RegionVerdictReport& report) {
  return report.verdict == RegionVerdict::certified ||
         report.verdict == RegionVerdict::stationary_not_uniform;
}

/// A power diagram with a few more groups and lower risk.
std::optional<PowerPartition> better_power_partition(const Dataset& data, std::size_t groups,
                                                     const Rational& risk) {
  const std::size_t most = std::min(groups + 3, distinct_input_count(data));
  for (std::size_t count = groups + 1; count <= most; ++count) {
    PowerPartition partition = chosen_power_partition(data, count);
    if (group_fits(data, sample_groups(partition, data)).risk < risk)
      return partition;
  }
  return std::nullopt;
}

/// Gives both networks one architecture.
void add_better_point(RegionMinimum& result, const Dataset& data, const PowerPartition& partition,
                      bool is_nested) {
  RegionCandidate fine = best_candidate(data, partition);
  const std::vector<std::size_t> widths =
      common_widths(result.construction.network(), fine.construction.network());
  const auto widen = [&widths](const RegionNetwork& construction) {
    return widened(construction.labelled, construction.trees, construction.shifts, widths);
  };
  Network network = widen(fine.construction).network;
  result.construction.labelled = widen(result.construction);
  RegionVerdictReport verdict = verdict_report(network, data, fine.construction.groups);
  const Rational risk = empirical_risk(network, data, verdict.classes);
  require(risk < result.risk, "region minimum: the better point is not better");
  require(has_same_architecture(network, result.construction.network()),
          "region minimum: the two networks differ in architecture");
  result.better = BetterRegionPoint{std::move(fine.construction),
                                    std::move(network),
                                    std::move(verdict.classes),
                                    risk,
                                    is_nested,
                                    verdict.uniformity.is_uniform()};
}

} // namespace

RegionMinimum region_minimum(const Dataset& data, const RegionRequest& request,
                             const Progress& progress) {
  require_sensible(data, request);
  report(progress, 0.05, "choosing the partition");
  using Kind = RegionPartitionKind;
  const bool is_power = request.partition == Kind::power || request.partition == Kind::given;
  const std::optional<Slabs> slabs =
      is_power ? std::nullopt : std::optional<Slabs>(slabs_for(data, request));
  const PowerPartition partition = slabs ? power_partition(*slabs)
                                   : request.partition == Kind::power
                                       ? chosen_power_partition(data, request.groups)
                                       : request.given;
  report(progress, 0.3, "building the network from regions");
  RegionCandidate coarse = best_candidate(data, partition, request.domain);
  RegionMinimum result{std::move(coarse.construction), std::move(coarse.report), 0, {}, {}, {}, {}};
  result.risk = result.construction.fits.risk;
  if (!is_local_minimum(result.report)) {
    report(progress, 0.6, "looking for a descent ray");
    Decision answer = decision(result.construction.network(), data, program_budget);
    if (DescentRay* ray = std::get_if<DescentRay>(&answer))
      result.ray = std::move(*ray);
    return result;
  }

  report(progress, 0.6, "looking for a better point");
  if (result.risk > 0) {
    const std::optional<PowerPartition> finer =
        is_power ? better_power_partition(data, partition.functions.size(), result.risk)
                 : power_partition(std::get<Slabs>(
                       chosen_refinement(data, Partition(*slabs), request.refinement).fine));
    if (finer)
      add_better_point(result, data, *finer, !is_power);
  }
  report(progress, 0.9, "certifying the radius");
  const Network& network = result.construction.network();
  result.report = verdict_report(network, data, result.construction.groups);
  require(is_local_minimum(result.report), "region minimum: idle units changed the verdict");
  result.radius = certified_radius(network, data, result.report.classes);
  if (!result.report.classes.classes.empty())
    result.flip = nearest_flip(network, data, result.report.classes);
  return result;
}

} // namespace thalweg
