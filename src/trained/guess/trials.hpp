// SPDX-License-Identifier: GPL-3.0-or-later
//
// Networks of lower risk than a given one, it seems: a spare unit put to use, affine fits with
// kinks, descents from random and from moved parameters.

#pragma once

#include "trained/checkpoint.hpp"

namespace thalweg {

struct Trial {
  Network network;
  const char* how;
};

/// The one that seems to have the lowest risk, the first of equals; nothing if none could be made.
std::optional<Trial> best_trial(const Network& network, const TrainingProblem& problem);

} // namespace thalweg
