// SPDX-License-Identifier: GPL-3.0-or-later

#include "landscape/stationarity.hpp"

#include "exact/error.hpp"
#include "landscape/lifted_conditions.hpp"

#include <fmt/format.h>

namespace thalweg {

namespace {

std::optional<NonStationarity> first_failure(const LiftedConditions& conditions,
                                             const Network& network) {
  std::optional<NonStationarity> failure;
  if (!conditions.hold_trivially())
    conditions.visit_failures(0, network.output_dimension(), [&](const PathSum& sum) {
      failure = NonStationarity{sum.output, sum.place, sum.value};
      return false;
    });
  return failure;
}

} // namespace

std::optional<NonStationarity> lifted_stationarity_failure(const Network& network,
                                                           const Dataset& data,
                                                           const PatternClasses& classes) {
  require_walls_settled(network, data, classes);
  return first_failure(LiftedConditions(network, data, classes), network);
}

std::optional<NonStationarity>
lifted_stationarity_failure(const WeightedLoss& loss, const Network& network, const Dataset& data,
                            const PatternClasses& classes, const Subgradients& subgradients) {
  if (const auto sample = unsettled_wall_sample(loss, network, data, classes))
    throw ClaimError(fmt::format("sample {}: expected an activation pattern (its loss is not 0), "
                                 "found a pre-activation on a breakpoint",
                                 *sample));
  require(!no_subgradient(loss, data, sample_outputs(network, data, classes), subgradients),
          "stationarity: expected subgradients of the loss");
  return first_failure(LiftedConditions(network, data, classes, subgradients), network);
}

} // namespace thalweg
