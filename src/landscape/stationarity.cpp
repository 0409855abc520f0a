// SPDX-License-Identifier: GPL-3.0-or-later

#include "landscape/stationarity.hpp"

#include "landscape/lifted_conditions.hpp"

namespace thalweg {

std::optional<NonStationarity> lifted_stationarity_failure(const Network& network,
                                                           const Dataset& data,
                                                           const PatternClasses& classes) {
  require_walls_settled(network, data, classes);
  const LiftedConditions conditions(network, data, classes);
  std::optional<NonStationarity> failure;
  if (!conditions.hold_trivially())
    conditions.visit_failures(0, network.output_dimension(), [&](const PathSum& sum) {
      failure = NonStationarity{sum.output, sum.place, sum.value};
      return false;
    });
  return failure;
}

} // namespace thalweg
