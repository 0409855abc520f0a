// SPDX-License-Identifier: GPL-3.0-or-later

#include "trained/judgement.hpp"

#include "exact/error.hpp"
#include "exact/watched_work.hpp"
#include "trained/one_layer.hpp"
#include "trained/walk.hpp"

#include <functional>

namespace thalweg {

namespace {

class Judge {
public:
  Judge(const Network& checkpoint, const TrainingProblem& problem, const JudgementRequest& request)
      : checkpoint_(checkpoint), problem_(problem), request_(request),
        weighted_(std::get_if<WeightedLoss>(&problem.loss)) {}

  Judgement result() {
    tell_progress(0, "the checkpoint");
    judgement_.facts = checkpoint_facts(checkpoint_, problem_);
    within_time([this] {
      if (!is_global() && !has_solved_layer(checkpoint_))
        walk();
    });
    if (request_.with_better)
      within_time([this] { find_better(); });
    return std::move(judgement_);
  }

private:
  /// Runs a step until the time is up; then it is missing.
  void within_time(const std::function<void()>& step) {
    try {
      const WatchedWork work(Deadline::after(request_.max_seconds));
      step();
    } catch (const ResourceLimit& limit) {
      judgement_.missing.emplace_back(limit.what());
    }
  }

  bool is_global() {
    if (!problem_.decay.empty() || judgement_.facts.risk.upper > 0)
      return false;
    judgement_.verdict = JudgementVerdict::global;
    judgement_.minimum = JudgedMinimum{checkpoint_, GlobalMinimum{}, {}, 0};
    return true;
  }

  bool has_solved_layer(const Network& start) {
    if (weighted_ == nullptr || !problem_.decay.empty())
      return false;
    tell_progress(0.1, "one layer solved");
    OneLayerResult result = one_layer_minimum(start, problem_.data, *weighted_);
    if (!result.minimum) {
      judgement_.missing.push_back("one layer solved: " + result.reason);
      return false;
    }
    OneLayerMinimum& solved = *result.minimum;
    JudgedMinimum minimum{std::move(solved.network), GlobalMinimum{}, {}, 0};
    minimum.distance = largest_move(checkpoint_, minimum.network);
    if (auto* certified = std::get_if<CertifiedMinimum>(&solved.minimum)) {
      minimum.risk = {certified->risk, certified->risk};
      minimum.kind = LiftedMinimum{std::move(*certified), solved.layer};
      judgement_.verdict = JudgementVerdict::minimum;
    } else {
      judgement_.verdict = JudgementVerdict::global;
    }
    judgement_.minimum = std::move(minimum);
    return true;
  }

  void walk() {
    const WalkEnd end = walk_downhill(checkpoint_, problem_);
    judgement_.walk = JudgedWalk{end.steps, end.reason, end.has_changed_patterns};
    if (has_solved_layer(end.network))
      return;
    judgement_.missing.push_back("walk downhill: " + end.reason);
    LowerPoint lower{end.network, exact_risk(end.network, problem_),
                     largest_move(checkpoint_, end.network)};
    const Rational drop = judgement_.facts.risk.lower - lower.risk.upper;
    if (drop > 0 && !is_rounding_level(drop, judgement_.facts.risk.lower)) {
      judgement_.verdict = JudgementVerdict::not_converged;
      judgement_.lower = std::move(lower);
    }
  }

  void find_better() {
    const Rational& now = judgement_.minimum ? judgement_.minimum->risk.lower
                          : judgement_.lower ? judgement_.lower->risk.lower
                                             : judgement_.facts.risk.lower;
    tell_progress(0.7, "a better network");
    if (now > 0)
      judgement_.better = better_network(checkpoint_, problem_, now);
  }

  const Network& checkpoint_;
  const TrainingProblem& problem_;
  const JudgementRequest& request_;
  const WeightedLoss* weighted_; ///< null for logistic and softmax loss
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
