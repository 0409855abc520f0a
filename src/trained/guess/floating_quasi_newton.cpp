// SPDX-License-Identifier: GPL-3.0-or-later
//
// L-BFGS (Nocedal 1980): the inverse second derivative is guessed from the last steps s and changes
// of the gradient y, by the two loops over them.

#include "trained/guess/floating_walk.hpp"

#include <cmath>
#include <deque>

namespace thalweg {

using Eigen::VectorXd;

namespace {

/// A step, the change of the gradient along it, and 1/(s·y).
struct RememberedStep {
  VectorXd step, change;
  double scale;
};

/// Minus the guessed Newton step.
VectorXd quasi_newton_step(const std::deque<RememberedStep>& steps, VectorXd gradient) {
  std::vector<double> parts;
  for (auto it = steps.rbegin(); it != steps.rend(); ++it) {
    parts.push_back(it->scale * it->step.dot(gradient));
    gradient -= parts.back() * it->change;
  }
  if (!steps.empty())
    gradient /= steps.back().scale * steps.back().change.squaredNorm();
  for (std::size_t k = 0; k < steps.size(); ++k) {
    const double back = steps[k].scale * steps[k].change.dot(gradient);
    gradient += (parts[steps.size() - 1 - k] - back) * steps[k].step;
  }
  return gradient;
}

} // namespace

VectorXd floating_quasi_newton(FloatingLagrangian& lagrangian, VectorXd parameters,
                               const WalkLimits& limits, std::size_t& steps) {
  constexpr std::size_t most_remembered = 30, between_looks = 100;
  constexpr double enough_fall = 1e-4, worth_it = 1e-5, first_length = 1e-2;
  constexpr int most_halvings = 25;
  std::deque<RememberedStep> remembered;
  RiskSlope here = lagrangian.slope_in_use(parameters);
  double last_look = here.risk;
  for (steps = 0; steps < limits.steps && !limits.is_over(); ++steps) {
    if (steps % between_looks == between_looks - 1) {
      if (last_look - here.risk < worth_it * last_look)
        break;
      last_look = here.risk;
    }
    VectorXd step = -quasi_newton_step(remembered, here.gradient);
    if (remembered.empty())
      step *= first_length / std::max(step.norm(), 1e-300);
    const double fall = step.dot(here.gradient);
    RiskSlope there = lagrangian.slope_in_use(parameters + step);
    for (int k = 0; k < most_halvings && !(there.risk <= here.risk + enough_fall * fall); ++k) {
      step /= 2;
      there = lagrangian.slope_in_use(parameters + step);
    }
    if (!(there.risk < here.risk)) {
      if (remembered.empty())
        break;
      remembered.clear(); // along the gradient next
      continue;
    }
    const VectorXd change = there.gradient - here.gradient;
    if (const double along = step.dot(change); along > 1e-12 * step.squaredNorm())
      remembered.push_back({step, change, 1 / along});
    if (remembered.size() > most_remembered)
      remembered.pop_front();
    parameters += step;
    here = std::move(there);
  }
  return parameters;
}

} // namespace thalweg
