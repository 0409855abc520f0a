// SPDX-License-Identifier: GPL-3.0-or-later

#include "landscape/stationarity.hpp"

#include "exact/error.hpp"
#include "landscape/lifted_conditions.hpp"

#include <algorithm>

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
                                                           const Problem& problem,
                                                           const PatternClasses& classes) {
  if (!is_plain_squared(problem.loss))
    return lifted_stationarity_failure(
        network, problem, classes,
        left_derivatives(problem, classes, sample_outputs(network, problem.data, classes)));
  require_walls_settled(network, problem, classes);
  return first_failure(LiftedConditions(network, problem.data, classes), network);
}

std::optional<NonStationarity> lifted_stationarity_failure(const Network& network,
                                                           const Problem& problem,
                                                           const PatternClasses& classes,
                                                           const Subgradients& subgradients) {
  require_walls_settled(network, problem, classes);
  require(!no_subgradient(problem, sample_outputs(network, problem.data, classes), subgradients),
          "stationarity: expected subgradients of the loss");
  return first_failure(LiftedConditions(network, problem.data, classes, subgradients), network);
}

std::optional<Subgradients> lifted_subgradients(const Network& network, const Problem& problem,
                                                const PatternClasses& classes) {
  SampleSet samples;
  for (const PatternClass& c : classes.classes)
    samples.insert(samples.end(), c.members.begin(), c.members.end());
  std::sort(samples.begin(), samples.end());
  const std::vector<Vector> outputs = sample_outputs(network, problem.data, classes);
  const ColumnFit fit =
      column_fit(problem, samples, lifted_columns(network, problem.data, classes, samples));
  Rational now;
  for (const std::size_t sample : samples)
    now += sample_loss(problem, sample, outputs[sample]);
  require(fit.sum <= now, "stationarity: the network is a reachable map");
  if (fit.sum < now)
    return std::nullopt;
  Subgradients result(problem.data.sample_count());
  for (std::size_t k = 0; k < samples.size(); ++k)
    result[samples[k]] = fit.subgradients[k];
  require(!lifted_stationarity_failure(network, problem, classes, result),
          "stationarity: subgradients at one minimiser are subgradients at the other");
  return result;
}

} // namespace thalweg
