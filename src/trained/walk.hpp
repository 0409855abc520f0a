// SPDX-License-Identifier: GPL-3.0-or-later
//
// Downhill from a checkpoint in floating point, to a stationary point of the basin it is in: damped
// Newton steps within the patterns; where a wall is met, it is crossed if R falls beyond it and
// held otherwise, as an equation Q = 0, until its multiplier says that one side descends. Dense
// layers, convolutions, poolings and additions, any depth and any number of outputs; losses with a
// derivative (squared, Huber, squared hinge, logistic, softmax; weights), and decay. A wall of max
// pooling is never held: the walk changes the chosen entry there.
//
// It guesses where a minimum is and which pairs are on walls; nothing is proven here.

#pragma once

#include "trained/checkpoint.hpp"

namespace thalweg {

struct WalkRequest {
  std::size_t step_budget = 2000;
  std::optional<double> max_seconds; ///< stops with what it has; nothing: no limit
};

/// The network has the dimensions of the data. Unsupported for losses with kinks (absolute, hinge,
/// ε, quantile). The risk at the end is not above that at the start, but for rounding.
WalkEnd walk_downhill(const Network& start, const TrainingProblem& problem,
                      const WalkRequest& request = {});

} // namespace thalweg
