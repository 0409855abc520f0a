// SPDX-License-Identifier: GPL-3.0-or-later
//
// Directions along which a group may be worth cutting, guessed in floating point from the residuals
// r of its affine fit and rounded to small integers on the scaled columns. Residuals are orthogonal
// to the inputs, so first-order correlation says nothing; what does:
//  - principal Hessian directions: b with Q b = λ A b, Q = Σ r (x−x̄)(x−x̄)ᵀ, A = Σ (x−x̄)(x−x̄)ᵀ, of
//    largest |λ| (the residual's best quadratic term bends most along them; Li 1992), and
//    eigenvectors of Q itself;
//  - principal axes (eigenvectors of A), the slope of the fit, the difference between the means of
//    points with positive and negative residuals, the gradient of the best affine fit of r²;
//  - hinges: the difference of the slopes of two neighbouring fits (Breiman 1993).

#pragma once

#include "partition/guess/line.hpp"

namespace thalweg {

/// The unit directions of the columns that are not constant.
std::vector<InputDirection> axis_directions(const ScaledPoints& points);

/// The oblique candidates above without hinges; no direction twice, none that is an axis.
std::vector<InputDirection> residual_directions(const LocalPoints& local);

/// Sums and differences of pairs of directions; no direction twice, none of the given ones.
std::vector<InputDirection> pair_directions(const std::vector<InputDirection>& directions);

/// The hinge directions of the cut of `line` with this rank, one per target.
std::vector<InputDirection> hinge_directions(const LocalPoints& local, const Line& line,
                                             std::size_t rank);

/// Integers of absolute value at most `largest`, nearest to a multiple of `vector` whose largest
/// entry is ±largest; coprime, the first non-zero entry positive. The zero direction for a vector
/// that is zero or not finite.
InputDirection rounded_direction(const std::vector<double>& vector, int largest);

/// All coefficients negated.
InputDirection opposite(const InputDirection& direction);

/// Appends directions that are not zero and not yet there (up to sign).
void append_new(std::vector<InputDirection>& directions, const std::vector<InputDirection>& more);

} // namespace thalweg
