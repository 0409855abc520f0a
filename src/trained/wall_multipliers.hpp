// SPDX-License-Identifier: GPL-3.0-or-later
//
// Small exact systems of one unit that is on its breakpoint at the inputs t_1, …, t_k (with the
// constant 1 behind, if the unit has a bias): the parameters θ with θ·t = 0, and the multipliers λ
// with Σ λ_t t = a given sum.

#pragma once

#include "exact/rational.hpp"

namespace thalweg {

/// θ with θ·t = 0 for all ties t of a unit: the pivots are linear functions of the free
/// coordinates.
struct UnitCoordinates {
  std::vector<std::size_t> free;
  std::vector<std::size_t> pivots;
  std::vector<Vector> of_pivots; ///< [pivot][free] coefficients
};

/// `size` coordinates; pivots are where the ties are large (floating point chooses).
UnitCoordinates unit_coordinates(const std::vector<Vector>& ties, std::size_t size);

/// The λ with Σ λ_t t = sum; nothing unless the ties are independent. The sum is in their span, and
/// `pivots` are those of `unit_coordinates`.
std::optional<Vector> only_multipliers(const std::vector<Vector>& ties,
                                       const std::vector<std::size_t>& pivots, const Vector& sum);

/// A λ ≤ 0 with Σ λ_t t = sum and λ_t + jumps_t ≥ 0, by an exact linear program; nothing if there
/// is none.
std::optional<Vector> feasible_multipliers(const std::vector<Vector>& ties, const Vector& jumps,
                                           const Vector& sum);

/// The largest m·2^e, 512 ≤ m < 1024, below q by a little more than the roundings of a check may
/// take; q > 0.
Rational rounded_radius(const Rational& q);

} // namespace thalweg
