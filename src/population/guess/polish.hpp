// SPDX-License-Identifier: GPL-3.0-or-later
//
// What polishing takes from a candidate, as exact numbers.

#pragma once

#include "population/guess/floating_population.hpp"

namespace thalweg {

/// The units by rows. Throws NotFinite, as the next.
std::vector<Vector> exact_units(const FloatingMinimum& candidate);

/// The inverse Hessian times a gradient, of which 2π times is given, with entries of size about 1.
Vector chord_step(const FloatingMinimum& candidate, const Vector& scaled_gradient);

/// Bits of entries that leave the minimum about where it is: rounding to b bits moves each of the
/// n k entries by 2^−b/2, so the gradient by at most √(nk) ‖H‖ 2^−b/2, ‖H‖ is about n/2, and the
/// minimum by that divided by the curvature.
std::size_t guessed_bits(const FloatingMinimum& candidate);

} // namespace thalweg
