// SPDX-License-Identifier: GPL-3.0-or-later
//
// From a checkpoint to a certified local minimum: all of a judgement that moves parameters. The
// steps, each exact at its end, floating point only to guess:
//  1. the checkpoint itself (landscape/decision.hpp), else one layer of it solved exactly
//     (one_layer.hpp);
//  2. the walk downhill (walk.hpp) to where it ends, in the basin of the checkpoint; there the same
//     again, minima on walls (minimum_on_walls.hpp), minima near the end, modulo symmetries
//     (guess/slice_minimum.hpp), and networks with the optimal outputs (exact_minimum.hpp);
//  3. if asked for, and if the classes are not separated: hops. All rows but those of the last
//     layer move at random by a multiple of their length, and a walk begins there. What such a walk
//     ends in is another minimum, not above the checkpoint; it is not near.

#pragma once

#include "exact/watched_work.hpp"
#include "landscape/decision.hpp"
#include "landscape/trained_minimum.hpp"
#include "trained/guess/walk_end.hpp"
#include "trained/minimum_on_walls.hpp"

#include <functional>

namespace thalweg {

/// An exact local minimum: lifted stationarity with a radius.
struct LiftedMinimum {
  CertifiedMinimum minimum;
};

/// A certified local minimum; `network` is what the certificate is about.
struct FoundMinimum {
  Network network;
  std::variant<GlobalMinimum, LiftedMinimum, MinimumOnWalls, TrainedMinimum> kind;
  RiskBounds risk;
  Rational distance; ///< of the minimum from the checkpoint, parameter by parameter, at most
};

/// Why a minimum that rests on guesses is refused; empty texts accept. Not asked of the others.
using Refusal = std::function<std::string(const FoundMinimum&)>;

struct SnapRequest {
  std::size_t step_budget = 2000;   ///< of all walks together; a hop counts as a step
  std::optional<Seconds> walk_time; ///< for one walk at most
  bool may_hop = false;
  Refusal refusal;
};

struct SnapResult {
  std::optional<FoundMinimum> minimum;
  std::size_t steps = 0;            ///< of all walks and hops
  std::size_t hops = 0;             ///< 0: the minimum is in the basin of the checkpoint
  std::optional<WalkEnd> end;       ///< of the lowest walk; nothing if there was none
  std::vector<std::string> missing; ///< why there was no minimum, attempt by attempt
};

/// The network has the dimensions of the data; at least one sample. When the time of the work is up
/// (exact/watched_work.hpp) the result is what there is.
SnapResult snap(const Network& checkpoint, const TrainingProblem& problem,
                const SnapRequest& request = {});

} // namespace thalweg
