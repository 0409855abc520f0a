// SPDX-License-Identifier: GPL-3.0-or-later

#include "trained/judgement.hpp"

#include "exact/error.hpp"
#include "exact/watched_work.hpp"
#include "landscape/tangent.hpp"
#include "trained/one_layer.hpp"
#include "trained/slice_minimum.hpp"
#include "trained/walk.hpp"

#include <cmath>

namespace thalweg {

namespace {

constexpr std::size_t most_entries_of_programs = 20'000; ///< samples times last parameters
/// From here on proofs are only tried where the walk has ended.
constexpr std::size_t many_parameters = 400;

class Judge {
public:
  Judge(const Network& checkpoint, const TrainingProblem& problem, const JudgementRequest& request)
      : checkpoint_(checkpoint), problem_(problem), request_(request),
        weighted_(std::get_if<WeightedLoss>(&problem.loss)),
        deadline_(Deadline::after(request.max_seconds)) {}

  Judgement result() {
    tell_progress(0, "the checkpoint");
    judgement_.facts = checkpoint_facts(checkpoint_, problem_);
    within_time([this] {
      const bool is_right = judgement_.facts.right == problem_.data.sample_count();
      if (!is_global() && !is_without_minimum(checkpoint_, is_right) &&
          !has_solved_layer(checkpoint_))
        walk();
    });
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

  /// Step 3.
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
    judgement_.verdict = JudgementVerdict::global;
    if (auto* certified = std::get_if<CertifiedMinimum>(&solved.minimum)) {
      minimum.risk = {certified->risk, certified->risk};
      minimum.kind = LiftedMinimum{std::move(*certified), solved.layer};
      judgement_.verdict = JudgementVerdict::minimum;
    }
    judgement_.minimum = std::move(minimum);
    judgement_.lower.reset();
    return true;
  }

  /// Step 4, and 5 if it fails.
  void walk() {
    tell_progress(0.2, "the walk downhill");
    WalkRequest request;
    if (std::isfinite(request_.max_seconds))
      request.max_seconds = request_.max_seconds / 2;
    WalkEnd end;
    try {
      end = walk_downhill(checkpoint_, problem_, request);
    } catch (const Unsupported& unsupported) {
      judgement_.missing.emplace_back(unsupported.what());
      return;
    }
    judgement_.walk = JudgedWalk{end.steps, end.reason, end.has_changed_patterns};
    remember_lower(end.network);
    if (!end.is_converged)
      judgement_.missing.push_back("walk downhill: " + end.reason);
    if (end.stop == WalkStop::separable && is_without_minimum(end.network, true))
      return;
    if (!end.is_converged && ParameterOrder(checkpoint_).count() > many_parameters)
      return;
    if (has_solved_layer(end.network) || is_on_walls(end) || is_near(end))
      return;
  }

  bool is_on_walls(const WalkEnd& end) {
    tell_progress(0.4, "a minimum on walls");
    OnWallsResult result = minimum_on_walls(end, checkpoint_, problem_);
    if (!result.minimum) {
      judgement_.missing.push_back("minimum on walls: " + result.reason);
      return false;
    }
    const Rational risk = result.minimum->risk;
    return is_accepted({result.minimum->network,
                        std::move(*result.minimum),
                        {risk, risk},
                        std::move(result.largest_move)});
  }

  bool is_near(const WalkEnd& end) {
    tell_progress(0.5, "a minimum near the end of the walk");
    std::variant<SliceMinimum, std::string> result = guessed_minimum_near(end, problem_);
    if (const auto* reason = std::get_if<std::string>(&result)) {
      judgement_.missing.push_back("minimum near the end: " + *reason);
      return false;
    }
    auto& [network, minimum] = std::get<SliceMinimum>(result);
    if (!minimum.is_local_minimum()) {
      judgement_.missing.emplace_back(
          "minimum near the end: flat directions that no neutral field explains");
      return false;
    }
    const RiskBounds risk{minimum.risk_lower, minimum.risk_upper};
    Rational far = largest_move(checkpoint_, network) + distance(minimum);
    return is_accepted({std::move(network), std::move(minimum), risk, std::move(far)});
  }

  bool is_accepted(JudgedMinimum minimum) {
    if (const std::string reason = request_.refusal ? request_.refusal(minimum) : std::string();
        !reason.empty()) {
      judgement_.missing.push_back("the verifier: " + reason);
      return false;
    }
    judgement_.verdict = JudgementVerdict::minimum;
    judgement_.minimum = std::move(minimum);
    judgement_.lower.reset();
    return true;
  }

  void remember_lower(const Network& network) {
    LowerPoint lower{network, exact_risk(network, problem_), largest_move(checkpoint_, network)};
    const Rational drop = judgement_.facts.risk.lower - lower.risk.upper;
    if (drop <= 0 || is_rounding_level(drop, judgement_.facts.risk.lower))
      return;
    judgement_.verdict = JudgementVerdict::not_converged;
    judgement_.lower = std::move(lower);
  }

  void find_better() {
    const RiskBounds& now = judgement_.minimum ? judgement_.minimum->risk
                            : judgement_.lower ? judgement_.lower->risk
                                               : judgement_.facts.risk;
    if (now.lower <= 0 || judgement_.vanishing)
      return;
    tell_progress(0.7, "a better network");
    judgement_.better = better_network(checkpoint_, problem_, now.lower);
  }

  const Network& checkpoint_;
  const TrainingProblem& problem_;
  const JudgementRequest& request_;
  const WeightedLoss* weighted_; ///< null for logistic and softmax loss
  Deadline deadline_;
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
