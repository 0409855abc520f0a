// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the box of a slice needs to many digits, exactly: the risk R at a point, how far the
// augmented Lagrangian A = G − Σ λ_t Q_t + ½ Σ ρ_t Q_t² lies below it there, and the gradient of A.
// For logistic and softmax loss values are enclosed and gradients rounded, to 2^-256.

#pragma once

#include "trained/guess/box_bounds.hpp"
#include "trained/slice_polish.hpp"

namespace thalweg {

struct ExactRisks {
  Rational risk_lower, risk_upper; ///< R; equal unless the loss is logistic or softmax
  Rational excess;                 ///< e ≥ max(0, R − A)
  Vector gradient;                 ///< ∂A by every parameter
};

ExactRisks exact_risks(const SliceProblem& problem, const TrainingProblem& training,
                       const SlicePoint& at, const Vector& penalties);

/// 2^exponent
Rational power_of_two(int exponent);

/// Values, adjoints and tie values at a point, in floating point; the residuals of ties are rounded
/// from exact ones.
FloatingSlicePoint guessed_floating_point(const SliceProblem& problem, const SlicePoint& at);

} // namespace thalweg
