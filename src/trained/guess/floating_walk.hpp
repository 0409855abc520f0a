// SPDX-License-Identifier: GPL-3.0-or-later
//
// The walk itself (walk.hpp), on points and floating point numbers: from a place downhill to a
// stationary one.

#pragma once

#include "trained/guess/floating_lagrangian.hpp"
#include "trained/guess/walk_end.hpp"

#include <functional>

namespace thalweg {

struct WalkLimits {
  std::size_t steps = 0;
  std::function<bool()> is_over; ///< the time
};

struct FloatingWalkEnd {
  WalkPlace place;
  WalkStop stop = WalkStop::unfinished;
  std::string reason;
  std::size_t steps = 0;
};

/// Walks from `place` with the pieces in use there.
FloatingWalkEnd floating_walk(FloatingLagrangian& lagrangian, WalkPlace place,
                              const WalkLimits& limits);

/// Large networks first: Levenberg–Marquardt steps on R itself, whatever walls are crossed, as long
/// as each lowers it by a share that is worth the step. Counts its steps in `steps`.
Eigen::VectorXd floating_descent(FloatingLagrangian& lagrangian, Eigen::VectorXd parameters,
                                 const WalkLimits& limits, std::size_t& steps);

/// Networks too large for second derivatives: first derivatives alone, until a hundred steps are
/// not worth it any more. Counts its steps in `steps`.
Eigen::VectorXd floating_quasi_newton(FloatingLagrangian& lagrangian, Eigen::VectorXd parameters,
                                      const WalkLimits& limits, std::size_t& steps);

} // namespace thalweg
