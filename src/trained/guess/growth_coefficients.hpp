// SPDX-License-Identifier: GPL-3.0-or-later
//
// The coefficients of the growth of the augmented Lagrangian (certificates/SPECIFICATION.md, 25.1):
// C_k of all orders k ≥ 3 from majorants, C'_k of second derivatives, and the largest Q̂_{t,k} of a
// tie. In floating point: guesses.

#pragma once

#include "trained/guess/box_bounds.hpp"
#include "trained/slice_polish.hpp"

namespace thalweg {

struct GrowthCoefficients {
  std::vector<double> plain, strict, ties; ///< C_k, C'_k, max Q̂_{t,k}, by k

  /// Σ_{k≥3} C_k Δ^{k−2}
  double loss(double delta) const;
  /// Σ_{k≥3} C'_k Δ^{k−2} + κ' Σ_{k≥2} (k(k−1)/2) max Q̂_{t,k} Δ^{k−2}
  double strict_loss(double delta, double multiplier_distance) const;
};

/// `outputs` of every point at `point`; ρ and ε as exponents of powers of two.
GrowthCoefficients growth_coefficients(const SliceProblem& problem, const FloatingSlicePoint& point,
                                       const std::vector<Vector>& outputs, const BoxBounds& bounds,
                                       const std::vector<int>& penalties, int share);

} // namespace thalweg
