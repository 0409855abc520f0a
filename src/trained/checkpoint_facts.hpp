// SPDX-License-Identifier: GPL-3.0-or-later
//
// What can be said of a checkpoint before anything is decided: its risk, the gradient, and how its
// units stand to the data.

#pragma once

#include "trained/guess/gradient_norm.hpp"

namespace thalweg {

struct CheckpointFacts {
  RiskBounds risk;                 ///< R(W); the bounds are equal but for logistic and softmax loss
  GuessedNorm gradient;            ///< ‖∇R‖, Euclidean; with the lower pieces on walls
  std::size_t pattern_count = 0;   ///< of the samples that are on no wall
  std::size_t wall_samples = 0;    ///< samples on a wall, exactly
  std::size_t near_walls = 0;      ///< pairs of a unit and a sample within 10^-6 of a breakpoint
  std::size_t hidden_units = 0;    ///< with breakpoints
  std::size_t dead_units = 0;      ///< of these, inside a piece of slope 0 at all samples
  std::size_t one_sided_units = 0; ///< of the others, inside one and the same piece at all samples
  std::optional<std::size_t> right; ///< logistic, softmax: samples that are classified rightly
};

/// The network has the dimensions of the data.
CheckpointFacts checkpoint_facts(const Network& network, const TrainingProblem& problem);

} // namespace thalweg
