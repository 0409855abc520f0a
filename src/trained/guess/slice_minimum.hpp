// SPDX-License-Identifier: GPL-3.0-or-later
//
// From the end of a walk to a local minimum near it (certificates/SPECIFICATION.md, section 40): a
// short point W_c next to which R has a local minimum W*, any depth and number of outputs, on
// walls, up to symmetries. Coordinates are fixed until nothing is flat, neutral fields make up for
// them; W_c is polished to many digits, then a box is looked for. The value found is what a
// certificate carries and what the verifier decides; here floating point guesses.

#pragma once

#include "landscape/trained_minimum.hpp"
#include "trained/checkpoint.hpp"
#include "trained/guess/walk_end.hpp"

namespace thalweg {

struct SliceMinimum {
  Network network; ///< W_c: dyadic numbers
  TrainedMinimum minimum;
  Rational barrier; ///< if one is wanted: how far R rises on every path below `risk_lower`
};

/// A point near the end of the walk with a large box, or the end itself with a box on whose
/// boundary R is high (section 41).
enum class SliceGoal { radius, barrier };

/// How many binary digits W_c and the multipliers have behind the point.
struct SliceRequest {
  unsigned bits = 96;
  SliceGoal goal = SliceGoal::radius;
};

/// The minimum, or in words why none is found here. The loss has second derivatives where the walk
/// ended (squared, Huber, squared hinge, logistic, softmax).
std::variant<SliceMinimum, std::string> guessed_minimum_near(const WalkEnd& end,
                                                             const TrainingProblem& problem,
                                                             const SliceRequest& request = {});

} // namespace thalweg
