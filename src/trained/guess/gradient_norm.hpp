// SPDX-License-Identifier: GPL-3.0-or-later
//
// How long the gradient of a training problem is, for people.

#pragma once

#include "trained/checkpoint.hpp"

namespace thalweg {

struct GuessedNorm {
  double value = 0;
};

/// ‖∇R‖, Euclidean; with the lower pieces on walls.
GuessedNorm guessed_gradient_norm(const Network& network, const TrainingProblem& problem);

} // namespace thalweg
