// SPDX-License-Identifier: GPL-3.0-or-later
//
// Downhill from a checkpoint in floating point, to a stationary point of the basin it is in: damped
// Newton steps within the patterns; where a wall is met, it is crossed if R falls beyond it and
// held otherwise, as an equation Q = 0, until its multiplier says that one side descends. Dense
// layers, convolutions, poolings and additions, any depth and any number of outputs, all losses
// with their weights, decay. Of a max pooling window one entry may be held level with the chosen
// one. Of a family of stationary points one near the checkpoint is taken.
//
// It guesses where a minimum is and which pairs are on walls; nothing is proven here.

#pragma once

#include "exact/watched_work.hpp"
#include "trained/checkpoint.hpp"
#include "trained/guess/walk_end.hpp"

namespace thalweg {

struct WalkRequest {
  std::size_t step_budget = 2000;
  std::optional<Seconds> max_time; ///< stops with what it has; nothing: no limit
};

/// The network has the dimensions of the data. Losses with kinks (absolute, hinge, ε, quantile) are
/// rounded off within 10⁻⁶ of each kink. Ends early when the work is out of time
/// (exact/watched_work.hpp), too. The risk at the end is not above that at the start, but for
/// rounding.
WalkEnd walk_downhill(const Network& start, const TrainingProblem& problem,
                      const WalkRequest& request = {});

/// The first derivatives of R in floating point: a guess.
struct GuessedGradient {
  double risk = 0;
  double largest_entry = 0;
  /// The largest g_j over the root of R times the second derivative of the loss by W_j: without a
  /// unit; its square is about twice the share of R that one parameter alone takes away.
  double relative = 0;
  /// Is this near a stationary point, as far as one can tell?
  bool is_small() const { return !(relative > 1e-4); }
  /// May rounding be all that there is?
  bool is_rounding() const { return !(relative > 1e-9); }
};
GuessedGradient guessed_gradient(const Network& network, const TrainingProblem& problem);

} // namespace thalweg
