// SPDX-License-Identifier: GPL-3.0-or-later

#include "trained/judgement.hpp"

#include "exact/error.hpp"
#include "exact/watched_work.hpp"

#include <cmath>

namespace thalweg {

namespace {

constexpr std::size_t most_entries_of_programs = 20'000; ///< samples times last parameters
constexpr std::size_t most_steps = 50'000;               ///< of a walk that has limited time
constexpr int least_share =
    100'000; ///< a drop below this part of the risk is no news of a training

class Judge {
public:
  Judge(const Network& checkpoint, const TrainingProblem& problem, const JudgementRequest& request)
      : checkpoint_(checkpoint), problem_(problem), request_(request),
        deadline_(Deadline::after(request.max_time)) {}

  Judgement result() {
    tell_progress(0, "the checkpoint");
    judgement_.facts = checkpoint_facts(checkpoint_, problem_);
    within_time([this] {
      const bool is_right = judgement_.facts.right == problem_.data.sample_count();
      if (!is_global() && !is_without_minimum(checkpoint_, is_right))
        move();
    });
    if (walked_to_)
      remember_lower(*walked_to_);
    within_time([this] { find_better(); });
    return std::move(judgement_);
  }

private:
  /// Runs a step until the time is up; then it is missing.
  void within_time(const std::function<void()>& step) {
    try {
      const WatchedWork work(deadline_);
      step();
    } catch (const ResourceLimit& limit) {
      std::string reason = deadline_.has_passed() ? search_end_message() : limit.what();
      if (judgement_.missing.empty() || judgement_.missing.back() != reason)
        judgement_.missing.push_back(std::move(reason));
    }
  }

  bool is_global() {
    if (!problem_.decay.empty() || judgement_.facts.risk.upper > 0)
      return false;
    judgement_.verdict = JudgementVerdict::global;
    judgement_.minimum = FoundMinimum{checkpoint_, GlobalMinimum{}, {}, 0};
    return true;
  }

  /// Step 2. Where samples are classified wrongly a linear program looks for a separating last
  /// layer, if it is not too large.
  bool is_without_minimum(const Network& network, bool is_right_everywhere) {
    const auto* loss = std::get_if<CrossEntropyLoss>(&problem_.loss);
    if (loss == nullptr || !problem_.decay.empty())
      return false;
    const std::size_t samples = problem_.data.sample_count();
    const std::size_t entries = samples * parameter_count(network.layers.back());
    if (!is_right_everywhere && entries > most_entries_of_programs)
      return false;
    tell_progress(0.05, "separation of the classes");
    std::optional<VanishingRisk> risk =
        vanishing_risk(network, labelled_data(problem_.data, *loss));
    if (!risk)
      return false;
    judgement_.verdict = JudgementVerdict::no_minimum;
    judgement_.vanishing = JudgedVanishing{network, *std::move(risk)};
    return true;
  }

  /// Step 3, and 4 if it fails.
  void move() {
    SnapRequest request;
    if (request_.max_time != no_time_limit) {
      request.step_budget = most_steps;
      request.walk_time = request_.max_time / 2;
    }
    request.refusal = request_.refusal;
    SnapResult moved = snap(checkpoint_, problem_, request);
    judgement_.missing = std::move(moved.missing);
    if (const auto& end = moved.end)
      judgement_.walk = JudgedWalk{end->steps, end->reason, end->has_changed_patterns,
                                   end->stop == WalkStop::creeping};
    if (moved.minimum) {
      judgement_.verdict = std::holds_alternative<GlobalMinimum>(moved.minimum->kind)
                               ? JudgementVerdict::global
                               : JudgementVerdict::minimum;
      judgement_.minimum = std::move(moved.minimum);
    } else if (moved.end) {
      walked_to_ = moved.end->network;
      if (moved.end->stop == WalkStop::separable)
        is_without_minimum(moved.end->network, true);
    }
  }

  /// What a walk has found is kept, also when the time is up.
  void remember_lower(const Network& network) {
    if (judgement_.vanishing)
      return;
    LowerPoint lower{network, exact_risk(network, problem_), largest_move(checkpoint_, network)};
    const Rational drop = judgement_.facts.risk.lower - lower.risk.upper;
    if (drop <= 0 || drop * least_share < judgement_.facts.risk.lower)
      return;
    judgement_.verdict = JudgementVerdict::not_converged;
    judgement_.lower = std::move(lower);
  }

  void find_better() {
    const RiskBounds& now = judgement_.minimum ? judgement_.minimum->risk
                            : judgement_.lower ? judgement_.lower->risk
                                               : judgement_.facts.risk;
    if (now.lower <= 0 || (judgement_.vanishing && judgement_.vanishing->risk.margin > 0))
      return;
    tell_progress(0.7, "a better network");
    judgement_.better = better_network(checkpoint_, problem_, now.lower);
  }

  const Network& checkpoint_;
  const TrainingProblem& problem_;
  const JudgementRequest& request_;
  Deadline deadline_;
  std::optional<Network> walked_to_; ///< where no minimum was found
  Judgement judgement_;
};

} // namespace

Judgement judgement(const Network& checkpoint, const TrainingProblem& problem,
                    const JudgementRequest& request) {
  return Judge(checkpoint, problem, request).result();
}

bool is_rounding_level(const Rational& drop, const Rational& risk) {
  return drop * 1'000'000 < risk;
}

} // namespace thalweg
