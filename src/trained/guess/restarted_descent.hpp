// SPDX-License-Identifier: GPL-3.0-or-later
//
// Gradient steps with a scale per parameter (Adam) in floating point, for every loss and decay:
// from the network itself, from parameters near it, or from random ones of the usual sizes
// (normal-like, variance 2 over the number of inputs). A guess: the exact risk of what comes out
// must be looked at. The sequence of pseudo-random numbers is fixed by the seed.

#pragma once

#include "trained/checkpoint.hpp"

namespace thalweg {

struct RestartedDescent {
  enum class Start { here, near, random };
  Start start = Start::here;
  std::uint64_t seed = 0;
  double size = 0.1;        ///< of the perturbation, relative to each parameter's size plus 1/2
  double work = 1e8;        ///< multiplications
  std::size_t steps = 4000; ///< at most
};

/// Where the risk was lowest, every parameter rounded to 24 significant bits; nothing if floating
/// point overflows or `work` does not allow ten steps.
std::optional<Network> restarted_descent(const Network& network, const TrainingProblem& problem,
                                         const RestartedDescent& request);

} // namespace thalweg
