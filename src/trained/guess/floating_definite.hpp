// SPDX-License-Identifier: GPL-3.0-or-later
//
// The least eigenvalue of a symmetric matrix, as a power of two below it: a guess by Cholesky
// factors and inverse iteration, without the cost of all eigenvalues.

#pragma once

#include "trained/guess/floating_derivatives.hpp"

namespace thalweg {

/// The largest k with 2^k at most half the least eigenvalue, seemingly; nothing if the matrix does
/// not seem positive definite. Size at least 1.
std::optional<int> guessed_half_of_least_eigenvalue(const FloatingMatrix& matrix);

/// A number below the least eigenvalue, by a twentieth of it or so, seemingly, from one that is.
double guessed_below_least_eigenvalue(const FloatingMatrix& matrix, double below);

/// The power of two nearest to x^-½ in the exponent, 0 for x = 0.
int exponent_of_inverse_root(double x);

} // namespace thalweg
