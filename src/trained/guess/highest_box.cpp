// SPDX-License-Identifier: GPL-3.0-or-later

#include "trained/guess/highest_box.hpp"

#include <algorithm>

namespace thalweg {

namespace {

constexpr std::size_t most_trials = 300,
                      most_barrier_products = 150'000; ///< samples times parameters
constexpr int most_sweeps = 4;
const Rational worthwhile(51, 50); ///< how much higher a barrier must be to count

} // namespace

std::variant<SliceBox, std::string>
highest_slice_box(const SliceProblem& problem, const TrainingProblem& training,
                  const SlicePoint& at, const std::vector<std::size_t>& free,
                  const FloatingDerivatives& derivatives, const BoxGoal& goal) {
  auto first = guessed_slice_box(problem, training, at, free, derivatives, goal);
  if (!std::holds_alternative<SliceBox>(first))
    return first;
  SliceBox best = std::get<SliceBox>(std::move(first));
  std::size_t trials =
      std::min(most_trials, most_barrier_products /
                                (problem.cell.points.count() * problem.cell.parameter_count));
  if (trials < 2 * free.size())
    return best; // not even one sweep
  BoxGoal other = goal;
  bool is_raised = true;
  for (int sweep = 0; sweep < most_sweeps && is_raised; ++sweep) {
    is_raised = false;
    for (std::size_t k = 0; k < free.size(); ++k)
      for (const int change : {1, -1}) {
        if (trials-- == 0)
          return best;
        other.steps = best.steps;
        other.steps[k] += change;
        auto tried = guessed_slice_box(problem, training, at, free, derivatives, other);
        if (auto* box = std::get_if<SliceBox>(&tried);
            box != nullptr && box->barrier > best.barrier * worthwhile) {
          best = std::move(*box);
          is_raised = true;
          break;
        }
      }
  }
  return best;
}

} // namespace thalweg
