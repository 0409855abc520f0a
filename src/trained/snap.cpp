// SPDX-License-Identifier: GPL-3.0-or-later

#include "trained/snap.hpp"

#include "exact/error.hpp"
#include "exact/watched_work.hpp"
#include "landscape/parameter_order.hpp"
#include "trained/better_network.hpp"
#include "trained/exact_minimum.hpp"
#include "trained/guess/hops.hpp"
#include "trained/guess/slice_minimum.hpp"
#include "trained/guess/walk.hpp"
#include "trained/one_layer.hpp"

namespace thalweg {

namespace {

/// From here on proofs are only tried where the walk has ended.
constexpr std::size_t many_parameters = 400;

class Snap {
public:
  Snap(const Network& checkpoint, const TrainingProblem& problem, const SnapRequest& request)
      : checkpoint_(checkpoint), problem_(problem), request_(request),
        weighted_(problem.decay.empty() ? std::get_if<WeightedLoss>(&problem.loss) : nullptr) {}

  SnapResult result() {
    try {
      if (!is_minimum_itself() && !has_solved_layer_in_time() && !walk(checkpoint_) &&
          request_.may_hop && result_.end->stop != WalkStop::separable)
        hop();
    } catch (const ResourceLimit& limit) {
      result_.missing.push_back(time_is_up() ? search_end_message() : limit.what());
    } catch (const Unsupported& unsupported) {
      result_.missing.emplace_back(unsupported.what());
    }
    return std::move(result_);
  }

private:
  /// Does `decide` certify the checkpoint as it is?
  bool is_minimum_itself() {
    if (weighted_ == nullptr ||
        !(has_kinks(*weighted_) || guessed_gradient(checkpoint_, problem_).is_rounding()))
      return false;
    tell_progress(0.05, "the network itself");
    Decision found = decision(checkpoint_, {problem_.data, *weighted_}, 0);
    auto* certified = std::get_if<CertifiedMinimum>(&found);
    return (certified || std::holds_alternative<GlobalMinimum>(found)) &&
           keep_exact(checkpoint_, certified);
  }

  /// At the checkpoint, in half the time of a walk, so that some is left for one.
  bool has_solved_layer_in_time() {
    if (!request_.walk_time)
      return has_solved_layer(checkpoint_);
    try {
      const WatchedWork share(Deadline::after(*request_.walk_time / 2));
      return has_solved_layer(checkpoint_);
    } catch (const ResourceLimit&) {
      if (time_is_up())
        throw;
      result_.missing.emplace_back("one layer solved: its share of the time is used up");
      return false;
    }
  }

  bool has_solved_layer(const Network& start) {
    if (weighted_ == nullptr)
      return false;
    tell_progress(0.1, "one layer solved");
    OneLayerResult solved = one_layer_minimum(start, {problem_.data, *weighted_});
    if (!solved.minimum) {
      result_.missing.push_back("one layer solved: " + solved.reason);
      return false;
    }
    return keep_exact(std::move(solved.minimum->network),
                      std::get_if<CertifiedMinimum>(&solved.minimum->minimum));
  }

  /// Walks down from `start`: is there a minimum where that ends?
  bool walk(const Network& start) {
    tell_progress(0.2, "the walk downhill");
    const WalkEnd end = walk_downhill(start, problem_, walk_request());
    result_.steps += end.steps;
    if (!result_.end || end.risk < result_.end->risk)
      result_.end = end;
    if (!end.is_converged)
      result_.missing.push_back("walk downhill: " + end.reason);
    const bool has_end = end.is_converged || ParameterOrder(checkpoint_).count() <= many_parameters;
    return end.stop != WalkStop::separable && has_end &&
           (has_solved_layer(end.network) || is_on_walls(end) ||
            (end.stop == WalkStop::risk_zero ? has_optimal_outputs(end) || is_near(end)
                                             : is_near(end) || has_optimal_outputs(end)));
  }

  WalkRequest walk_request() const {
    return {request_.step_budget - std::min(result_.steps, request_.step_budget),
            request_.walk_time};
  }

  void hop() {
    Hops hops;
    const std::vector<std::string> missing = result_.missing; // where the checkpoint led
    while (result_.steps < request_.step_budget) {
      ++result_.steps;
      ++result_.hops;
      if (walk(hops.next(result_.end->network)))
        return;
      result_.missing = missing;
    }
    result_.missing.emplace_back("the steps are used up");
  }

  bool is_on_walls(const WalkEnd& end) {
    tell_progress(0.4, "a minimum on walls");
    OnWallsResult found = minimum_on_walls(end, checkpoint_, problem_);
    if (!found.minimum) {
      result_.missing.push_back("minimum on walls: " + found.reason);
      return false;
    }
    const Rational risk = found.minimum->risk;
    return is_accepted({found.minimum->network,
                        std::move(*found.minimum),
                        {risk, risk},
                        std::move(found.largest_move)});
  }

  bool has_optimal_outputs(const WalkEnd& end) {
    if (weighted_ == nullptr)
      return false;
    tell_progress(0.6, "parameters with optimal outputs");
    auto found = exact_minimum(end, {problem_.data, *weighted_});
    if (auto* reason = std::get_if<std::string>(&found)) {
      result_.missing.push_back(std::move(*reason));
      return false;
    }
    auto& [network, minimum] = std::get<ExactMinimum>(found);
    return keep_exact(std::move(network), std::get_if<CertifiedMinimum>(&minimum));
  }

  bool is_near(const WalkEnd& end) {
    if (const auto* loss = std::get_if<WeightedLoss>(&problem_.loss); loss && has_kinks(*loss)) {
      result_.missing.emplace_back("minimum near the end: the loss has kinks");
      return false;
    }
    tell_progress(0.5, "a minimum near the end of the walk");
    std::variant<SliceMinimum, std::string> found = guessed_minimum_near(end, problem_);
    if (const auto* reason = std::get_if<std::string>(&found)) {
      result_.missing.push_back("minimum near the end: " + *reason);
      return false;
    }
    auto& [network, minimum, none] = std::get<SliceMinimum>(found);
    if (!minimum.is_local_minimum()) {
      result_.missing.emplace_back(
          "minimum near the end: flat directions that no neutral field explains");
      return false;
    }
    const RiskBounds risk{minimum.risk_lower, minimum.risk_upper};
    Rational far = largest_move(checkpoint_, network) + distance(minimum);
    return is_accepted({std::move(network), std::move(minimum), risk, std::move(far)});
  }

  bool is_accepted(FoundMinimum found) {
    if (const std::string reason = request_.refusal ? request_.refusal(found) : std::string();
        !reason.empty()) {
      result_.missing.push_back("the verifier: " + reason);
      return false;
    }
    return keep(std::move(found));
  }

  /// A minimum without guesses: a lifted one, or, without `certified`, a global one of risk 0.
  bool keep_exact(Network network, CertifiedMinimum* certified) {
    FoundMinimum found{std::move(network), GlobalMinimum{}, {}, 0};
    found.distance = largest_move(checkpoint_, found.network);
    if (certified) {
      found.risk = {certified->risk, certified->risk};
      found.kind = LiftedMinimum{std::move(*certified)};
    }
    return keep(std::move(found));
  }

  /// After hops only what is not above the checkpoint.
  bool keep(FoundMinimum found) {
    if (result_.hops > 0 && found.risk.upper > exact_risk(checkpoint_, problem_).lower) {
      result_.missing.emplace_back("another minimum: it is higher than the checkpoint");
      return false;
    }
    result_.minimum = std::move(found);
    return true;
  }

  const Network& checkpoint_;
  const TrainingProblem& problem_;
  const SnapRequest& request_;
  const WeightedLoss* weighted_; ///< null where one layer cannot be solved: other losses, decay
  SnapResult result_;
};

} // namespace

SnapResult snap(const Network& checkpoint, const TrainingProblem& problem,
                const SnapRequest& request) {
  return Snap(checkpoint, problem, request).result();
}

} // namespace thalweg
