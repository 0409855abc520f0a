// SPDX-License-Identifier: GPL-3.0-or-later
//
// Is there a local minimum where a training ended, how far away, and is a better network known? The
// steps, each exact at its end, floating point only to guess:
//  1. every loss is 0 and nothing decays: a global minimum;
//  2. logistic or softmax loss, and every sample is classified rightly, or would be after a change
//     of the last layer: no minimum is to be had, the infimum 0 is not attained;
//  3. the parameters are moved into a minimum in the basin of the checkpoint (snap.hpp);
//  4. no minimum, but a point of lower risk on the way, by 10⁻⁵ of the risk at least: not
//     converged.
// A better network (better_network.hpp) is looked for in every case; it is never called near.

#pragma once

#include "exact/watched_work.hpp"
#include "trained/better_network.hpp"
#include "trained/checkpoint_facts.hpp"
#include "trained/snap.hpp"
#include "trained/vanishing_risk.hpp"

namespace thalweg {

enum class JudgementVerdict { minimum, not_converged, no_minimum, global, undecided };

/// Where the walk ended, in figures.
struct JudgedWalk {
  std::size_t steps = 0;
  std::string reason;
  bool has_changed_patterns = false;
  bool makes_parameters_grow = false; ///< while the risk falls ever more slowly
};

/// A network with lower risk on the way down from the checkpoint.
struct LowerPoint {
  Network network;
  RiskBounds risk;
  Rational distance; ///< from the checkpoint
};

/// A network along whose last layer the risk falls for ever.
struct JudgedVanishing {
  Network network;
  VanishingRisk risk;
};

struct Judgement {
  CheckpointFacts facts;
  JudgementVerdict verdict = JudgementVerdict::undecided;
  std::optional<FoundMinimum> minimum;      ///< if the verdict is `minimum` or `global`
  std::optional<LowerPoint> lower;          ///< if it is `not_converged`
  std::optional<JudgedVanishing> vanishing; ///< if it is `no_minimum`
  std::optional<JudgedWalk> walk;           ///< if there was one
  std::optional<BetterNetwork> better;      ///< below the risk of what is certified
  std::vector<std::string> missing;         ///< why there is no minimum yet, step by step
};

struct JudgementRequest {
  Seconds max_time = no_time_limit; ///< steps not done by then are missing
  Refusal refusal;
};

/// The network has the dimensions of the data; at least one sample.
Judgement judgement(const Network& checkpoint, const TrainingProblem& problem,
                    const JudgementRequest& request = {});

/// Is the drop so small beside the risk that rounding explains it?
bool is_rounding_level(const Rational& drop, const Rational& risk);

} // namespace thalweg
