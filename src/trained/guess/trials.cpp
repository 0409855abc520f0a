// SPDX-License-Identifier: GPL-3.0-or-later

#include "trained/guess/trials.hpp"

#include "exact/finite.hpp"
#include "exact/parallel.hpp"
#include "landscape/guess/scouted_risk.hpp"
#include "search/kinked_fit.hpp"
#include "search/spare_kink.hpp"
#include "trained/guess/restarted_descent.hpp"

#include <array>

namespace thalweg {

namespace {

/// Descents that are tried, and from where: 0 for random parameters, else moved ones.
constexpr std::array<double, 6> starts = {0, 1, 0, 0.1, 0, 4};
constexpr double work_of_one = 4e8 / (starts.size() + 1); ///< multiplications, about

struct RankedTrial {
  Trial trial;
  double risk;
};

/// The trials are independent of each other, so that threads can share them.
class Trials {
public:
  Trials(const Network& network, const TrainingProblem& problem)
      : network_(network), problem_(problem) {}

  /// The best one of all, the first one of equals.
  std::optional<RankedTrial> best() const {
    std::array<Tried, starts.size() + 1> tried; // the last: constructions
    in_parallel(tried.size(), [&](std::size_t k) {
      try {
        k < starts.size() ? try_descent(k, tried[k].trials) : try_constructions(tried[k].trials);
      } catch (const NotFinite&) { // beyond floating point there is nothing to guess with
        tried[k].is_finite = false;
      }
    });
    std::optional<RankedTrial> best;
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
    std::vector<RankedTrial> trials;
    bool is_finite = true;
  };

  void try_constructions(std::vector<RankedTrial>& trials) const {
    const auto* loss = std::get_if<WeightedLoss>(&problem_.loss);
    if (loss == nullptr)
      return;
    add(with_spare_kink(network_, {problem_.data, *loss}), "one more kink in a spare unit", trials);
    if (const std::optional<Network> fit = kinked_fit(network_, {problem_.data, *loss})) {
      add(fit, "an affine fit with kinks", trials);
      add(restarted_descent(*fit, problem_, {.work = work_of_one}), "descent from a fit with kinks",
          trials);
    }
  }

  void try_descent(std::size_t k, std::vector<RankedTrial>& trials) const {
    const bool is_random = starts[k] == 0;
    add(restarted_descent(
            network_, problem_,
            {.start = is_random ? RestartedDescent::Start::random : RestartedDescent::Start::near,
             .seed = k,
             .size = starts[k],
             .work = work_of_one}),
        is_random ? "descent from random parameters" : "descent from perturbed parameters", trials);
  }

  void add(std::optional<Network> network, const char* how,
           std::vector<RankedTrial>& trials) const {
    if (!network)
      return;
    const ScoutedRisk risk(*network, problem_.data, problem_.loss, problem_.decay);
    const double here = risk.risk(risk.parameters());
    trials.push_back({{*std::move(network), how}, here});
  }

  static void take_better(std::optional<RankedTrial>& best, Tried& tried) {
    for (RankedTrial& trial : tried.trials)
      if (!best || trial.risk < best->risk)
        best = std::move(trial);
  }

  const Network& network_;
  const TrainingProblem& problem_;
};

} // namespace

std::optional<Trial> best_trial(const Network& network, const TrainingProblem& problem) {
  std::optional<RankedTrial> best = Trials(network, problem).best();
  return best ? std::optional(std::move(best->trial)) : std::nullopt;
}

} // namespace thalweg
