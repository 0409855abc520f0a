// SPDX-License-Identifier: GPL-3.0-or-later

#include "trained/guess/gradient_norm.hpp"

#include "landscape/guess/scouted_risk.hpp"

#include <cmath>

namespace thalweg {

GuessedNorm guessed_gradient_norm(const Network& network, const TrainingProblem& problem) {
  const ScoutedRisk risk(network, problem.data, problem.loss, problem.decay);
  double sum = 0;
  for (const double entry : risk.gradient(risk.parameters()))
    sum += entry * entry;
  return {std::sqrt(sum)};
}

} // namespace thalweg
