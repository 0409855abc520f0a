// SPDX-License-Identifier: GPL-3.0-or-later
//
// The box with the highest barrier: the steps ω of the free coordinates are doubled and halved, one
// after the other, as long as that raises it. (What a box loses to higher orders depends on all of
// them at once; the first choice makes the second derivatives equal.)

#pragma once

#include "trained/guess/slice_box.hpp"

namespace thalweg {

/// As guessed_slice_box with a goal that is a barrier; the more samples and parameters, the fewer
/// trials.
std::variant<SliceBox, std::string>
highest_slice_box(const SliceProblem& problem, const TrainingProblem& training,
                  const SlicePoint& at, const std::vector<std::size_t>& free,
                  const FloatingDerivatives& derivatives, const BoxGoal& goal);

} // namespace thalweg
