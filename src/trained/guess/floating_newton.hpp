// SPDX-License-Identifier: GPL-3.0-or-later
//
// A Newton step of Λ in the tangent space of the held walls. Parameters are scaled by the square
// roots of the diagonal of the second derivative, so that thresholds mean something. Up to a few
// hundred parameters by eigenvalues, which also tell flat directions and saddles; beyond that by a
// Cholesky factor, shifted until there is one.

#pragma once

#include "trained/guess/floating_lagrangian.hpp"

namespace thalweg {

struct NewtonStep {
  Eigen::VectorXd step;       ///< tangent to the held walls
  double scaled_gradient = 0; ///< largest entry of the reduced, scaled gradient: √(2 · decrease)
  /// A direction of negative curvature, if there is one (never beyond a few hundred parameters).
  std::optional<Eigen::VectorXd> downward;
  bool has_dependent_walls = false; ///< the normals are not independent: there is no step
};

/// `is_near`: small curvatures are trusted.
NewtonStep newton_step(FloatingLagrangian& lagrangian, const WalkPlace& place, const FirstOrder& at,
                       bool is_near);

/// An orthonormal basis of the flat directions at a stationary place: tangent to the walls, and Λ
/// does not change along them to second order. Empty beyond a few hundred parameters.
Eigen::MatrixXd flat_directions(FloatingLagrangian& lagrangian, const WalkPlace& place,
                                const FirstOrder& at);

} // namespace thalweg
