// SPDX-License-Identifier: GPL-3.0-or-later
//
// The penalties ρ of ties, the steps ω and the curvature m of a slice (slice_box.hpp): ρ is doubled
// as long as that raises the least eigenvalue of the Hessian of the augmented Lagrangian, scaled by
// ω. Floating point: guesses.

#pragma once

#include "trained/guess/floating_algebra.hpp"

#include <optional>
#include <vector>

namespace thalweg {

/// Exponents of powers of two.
struct SlicePenalty {
  std::vector<int> penalties;   ///< ρ of every tie
  std::vector<int> steps;       ///< ω of every free coordinate
  int curvature = 0;            ///< m
  double largest_curvature = 0; ///< no power of two, but about as large as m may be
};

/// The Hessian of the Lagrangian and what squares of higher orders take from it, on the free
/// coordinates; `normals` one row for each tie. Nothing if no Hessian is positive definite.
std::optional<SlicePenalty> guessed_penalty(const FloatingMatrix& hessian,
                                            const FloatingMatrix& lost,
                                            const FloatingMatrix& normals);

/// The largest curvature with these penalties and steps; 0 if the Hessian, what squares take from
/// it taken off, does not seem positive definite.
double guessed_curvature(const SlicePenalty& penalty, const FloatingMatrix& hessian,
                         const FloatingMatrix& normals);

} // namespace thalweg
