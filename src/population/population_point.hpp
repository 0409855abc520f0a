// SPDX-License-Identifier: GPL-3.0-or-later
//
// The population risk of Safran and Shamir (safran2018): n ReLU units w_i against k orthonormal
// teachers v_j, inputs standard normal in R^d, d ≥ k,
//   F(W) = ½ E (Σ_i max(0, w_i·x) − Σ_j max(0, v_j·x))²
//        = ½ Σ_{i,l} f(w_i, w_l) − Σ_{i,j} f(w_i, v_j) + ½ Σ_{j,m} f(v_j, v_m),
//   f(w, v) = (s + (π − θ) w·v)/2π,  s = √(|w|²|v|² − (w·v)²),  θ the angle between w and v.
// Coordinates are such that v_j = e_j; a point is n rows of k numbers, 0 in all further dimensions.

#pragma once

#include "exact/rational.hpp"

namespace thalweg {

/// n = units.size() ≥ k = teachers; row i is w_i over 2^bits.
struct PopulationPoint {
  std::size_t teachers = 0;
  std::size_t bits = 0;
  std::vector<std::vector<Integer>> units;
};

} // namespace thalweg
