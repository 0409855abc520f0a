// SPDX-License-Identifier: GPL-3.0-or-later
//
// The exact stationary point of a quadratic in few variables: D with
//   Φᵀ (g + C Φ D) = 0,   C = diag(c), c ≥ 0,
// which is what remains of min Σ ℓ_i(F_i + (Φ D)_i) while every ℓ_i stays quadratic, with slope g_i
// and second derivative c_i. Variables that are not needed are 0; those that are solved for are
// chosen in floating point so that D is small, and every equation is multiplied out.

#pragma once

#include "exact/rational.hpp"

namespace thalweg {

/// A system for D with `column_count` entries; rows, slopes and curvatures have one entry per row.
struct StationarySystem {
  std::size_t column_count = 0;
  std::vector<Vector> rows; ///< Φ
  Vector slopes;            ///< g
  Vector curvatures;        ///< c
};

/// Nothing if Φᵀg is not in the range of ΦᵀCΦ: then the quadratic falls without end.
std::optional<Vector> stationary_solution(const StationarySystem& system);

} // namespace thalweg
