// SPDX-License-Identifier: GPL-3.0-or-later

#include "trained/better_network.hpp"

#include "exact/finite.hpp"
#include "landscape/nearby_decision.hpp"
#include "landscape/scouted_risk.hpp"
#include "landscape/subgradients.hpp"
#include "search/kinked_fit.hpp"
#include "search/spare_kink.hpp"
#include "trained/restarted_descent.hpp"

#include <array>

namespace thalweg {

namespace {

/// Descents that are tried, and from where: 0 for random parameters, else moved ones.
constexpr std::array<double, 6> starts = {0, 1, 0, 0.1, 0, 4};

/// The networks tried, of which the best one is kept; floating point ranks them.
class Trials {
public:
  Trials(const Network& network, const TrainingProblem& problem, double work)
      : network_(network), problem_(problem), work_(work / (starts.size() + 1)) {}

  void try_constructions() {
    const auto* loss = std::get_if<WeightedLoss>(&problem_.loss);
    if (loss == nullptr)
      return;
    keep(with_spare_kink(network_, problem_.data, *loss), "one more kink in a spare unit");
    if (const std::optional<Network> fit = kinked_fit(network_, problem_.data, *loss)) {
      keep(fit, "an affine fit with kinks");
      keep(restarted_descent(*fit, problem_, {.work = work_}), "descent from a fit with kinks");
    }
  }

  void try_descents() {
    for (std::size_t k = 0; k < starts.size(); ++k) {
      const bool is_random = starts[k] == 0;
      keep(restarted_descent(network_, problem_,
                             {.start = is_random ? RestartedDescent::Start::random
                                                 : RestartedDescent::Start::near,
                              .seed = k,
                              .size = starts[k],
                              .work = work_}),
           is_random ? "descent from random parameters" : "descent from perturbed parameters");
    }
  }

  std::optional<Network>& best() { return best_; }
  const char* how() const { return how_; }

private:
  void keep(std::optional<Network> trial, const char* how) {
    if (!trial)
      return;
    const ScoutedRisk risk(*trial, problem_.data, problem_.loss, problem_.decay);
    const double here = risk.risk(risk.parameters());
    if (best_ && !(here < best_risk_))
      return;
    best_risk_ = here;
    best_ = std::move(trial);
    how_ = how;
  }

  const Network& network_;
  const TrainingProblem& problem_;
  double work_;
  std::optional<Network> best_;
  double best_risk_ = 0;
  const char* how_ = "";
};

} // namespace

RiskBounds exact_risk(const Network& network, const TrainingProblem& problem) {
  return exact_risk(network, problem, pattern_classes(network, problem.data));
}

RiskBounds exact_risk(const Network& network, const TrainingProblem& problem,
                      const PatternClasses& classes) {
  const Rational decay = decay_of(problem.decay, network);
  if (const auto* loss = std::get_if<WeightedLoss>(&problem.loss)) {
    const Rational risk = empirical_risk(*loss, network, problem.data, classes) + decay;
    return {risk, risk};
  }
  const LabelledData labelled =
      labelled_data(problem.data, std::get<CrossEntropyLoss>(problem.loss));
  RiskBounds risk =
      risk_bounds(labelled, sample_outputs(network, problem.data, classes), nearby_bits);
  return {risk.lower + decay, risk.upper + decay};
}

std::optional<BetterNetwork> better_network(const Network& network, const TrainingProblem& problem,
                                            const Rational& risk, double work) {
  Trials trials(network, problem, work);
  for (const auto attempts : {&Trials::try_constructions, &Trials::try_descents})
    try {
      (trials.*attempts)();
    } catch (const NotFinite&) { // beyond floating point there is nothing to guess with
    }
  if (!trials.best())
    return std::nullopt;
  const RiskBounds found = exact_risk(*trials.best(), problem);
  if (found.upper >= risk)
    return std::nullopt;
  return BetterNetwork{*std::move(trials.best()), found, trials.how()};
}

} // namespace thalweg
