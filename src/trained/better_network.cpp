// SPDX-License-Identifier: GPL-3.0-or-later

#include "trained/better_network.hpp"

#include "landscape/nearby_minimum.hpp"
#include "landscape/subgradients.hpp"
#include "trained/guess/trials.hpp"

namespace thalweg {

RiskBounds exact_risk(const Network& network, const TrainingProblem& problem) {
  return exact_risk(network, problem, pattern_classes(network, problem.data));
}

RiskBounds exact_risk(const Network& network, const TrainingProblem& problem,
                      const PatternClasses& classes) {
  const Rational decay = decay_of(problem.decay, network);
  if (const auto* loss = std::get_if<WeightedLoss>(&problem.loss)) {
    const Rational risk = empirical_risk(network, {problem.data, *loss}, classes) + decay;
    return {risk, risk};
  }
  const LabelledData labelled =
      labelled_data(problem.data, std::get<CrossEntropyLoss>(problem.loss));
  RiskBounds risk =
      risk_bounds(labelled, sample_outputs(network, problem.data, classes), nearby_bits);
  return {risk.lower + decay, risk.upper + decay};
}

std::optional<BetterNetwork> better_network(const Network& network, const TrainingProblem& problem,
                                            const Rational& risk) {
  std::optional<Trial> best = best_trial(network, problem);
  if (!best)
    return std::nullopt;
  const RiskBounds found = exact_risk(best->network, problem);
  if (found.upper >= risk)
    return std::nullopt;
  return BetterNetwork{std::move(best->network), found, best->how};
}

} // namespace thalweg
