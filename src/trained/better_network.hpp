// SPDX-License-Identifier: GPL-3.0-or-later
//
// A network of the same architecture with lower risk, by trial, for every loss and decay: an affine
// fit with kinks (search/kinked_fit.hpp), descents from it, from random parameters and from moved
// ones (restarted_descent.hpp). The best one found is compared exactly; finding nothing proves
// nothing. The effort is counted in multiplications, so that the answer is always the same.

#pragma once

#include "landscape/pattern_classes.hpp"
#include "trained/checkpoint.hpp"

namespace thalweg {

/// R(W), weights and decay included; of logistic and softmax loss enclosed.
RiskBounds exact_risk(const Network& network, const TrainingProblem& problem);
/// With the pattern classes of the network.
RiskBounds exact_risk(const Network& network, const TrainingProblem& problem,
                      const PatternClasses& classes);

struct BetterNetwork {
  Network network;
  RiskBounds risk; ///< risk.upper is below the given risk
  std::string how;
};

/// The one with the lowest risk found, below `risk`.
std::optional<BetterNetwork> better_network(const Network& network, const TrainingProblem& problem,
                                            const Rational& risk);

} // namespace thalweg
