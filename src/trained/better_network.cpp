// SPDX-License-Identifier: GPL-3.0-or-later

#include "trained/better_network.hpp"

#include "exact/finite.hpp"
#include "exact/parallel.hpp"
#include "landscape/guess/scouted_risk.hpp"
#include "landscape/nearby_decision.hpp"
#include "landscape/subgradients.hpp"
#include "search/kinked_fit.hpp"
#include "search/spare_kink.hpp"
#include "trained/guess/restarted_descent.hpp"

#include <array>

namespace thalweg {

namespace {

/// Descents that are tried, and from where: 0 for random parameters, else moved ones.
constexpr std::array<double, 6> starts = {0, 1, 0, 0.1, 0, 4};

/// A network tried; floating point ranks it.
struct Trial {
  Network network;
  double risk;
  const char* how;
};

/// The trials are independent of each other, so that threads can share them.
class Trials {
public:
  Trials(const Network& network, const TrainingProblem& problem, double work)
      : network_(network), problem_(problem), work_(work / (starts.size() + 1)) {}

  /// The best one of all, the first one of equals.
  std::optional<Trial> best() const {
    std::array<Tried, starts.size() + 1> tried; // the last: constructions
    in_parallel(tried.size(), [&](std::size_t k) {
      try {
        k < starts.size() ? try_descent(k, tried[k].trials) : try_constructions(tried[k].trials);
      } catch (const NotFinite&) { // beyond floating point there is nothing to guess with
        tried[k].is_finite = false;
      }
    });
    std::optional<Trial> best;
    take_better(best, tried.back());
    for (std::size_t k = 0; k < starts.size(); ++k) {
      take_better(best, tried[k]);
      if (!tried[k].is_finite)
        break;
    }
    return best;
  }

private:
  struct Tried {
    std::vector<Trial> trials;
    bool is_finite = true;
  };

  void try_constructions(std::vector<Trial>& trials) const {
    const auto* loss = std::get_if<WeightedLoss>(&problem_.loss);
    if (loss == nullptr)
      return;
    add(with_spare_kink(network_, {problem_.data, *loss}), "one more kink in a spare unit", trials);
    if (const std::optional<Network> fit = kinked_fit(network_, {problem_.data, *loss})) {
      add(fit, "an affine fit with kinks", trials);
      add(restarted_descent(*fit, problem_, {.work = work_}), "descent from a fit with kinks",
          trials);
    }
  }

  void try_descent(std::size_t k, std::vector<Trial>& trials) const {
    const bool is_random = starts[k] == 0;
    add(restarted_descent(
            network_, problem_,
            {.start = is_random ? RestartedDescent::Start::random : RestartedDescent::Start::near,
             .seed = k,
             .size = starts[k],
             .work = work_}),
        is_random ? "descent from random parameters" : "descent from perturbed parameters", trials);
  }

  void add(std::optional<Network> network, const char* how, std::vector<Trial>& trials) const {
    if (!network)
      return;
    const ScoutedRisk risk(*network, problem_.data, problem_.loss, problem_.decay);
    const double here = risk.risk(risk.parameters());
    trials.push_back({*std::move(network), here, how});
  }

  static void take_better(std::optional<Trial>& best, Tried& tried) {
    for (Trial& trial : tried.trials)
      if (!best || trial.risk < best->risk)
        best = std::move(trial);
  }

  const Network& network_;
  const TrainingProblem& problem_;
  double work_;
};

} // namespace

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
                                            const Rational& risk, double work) {
  std::optional<Trial> best = Trials(network, problem, work).best();
  if (!best)
    return std::nullopt;
  const RiskBounds found = exact_risk(best->network, problem);
  if (found.upper >= risk)
    return std::nullopt;
  return BetterNetwork{std::move(best->network), found, best->how};
}

} // namespace thalweg
