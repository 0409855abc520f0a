// SPDX-License-Identifier: GPL-3.0-or-later
//
// yun2019, Theorem 4 and Corollary 5: critical points of deep linear networks, one for every rank
// that the product can have; each is decided as if a user had given it
// (landscape/linear_saddle.hpp).
//
// Data: the inputs are ±q_j, q_j the rows of |v|² I − 2 v vᵀ, v a vector of small integers, so that
// Σ x xᵀ is a multiple of I; the targets are M x and noise that is the same at q_j and −q_j, so
// that the linear fit is M = U diag(s) Vᵀ, U and V reflections, s = 1, 2, … Critical points of rank
// r keep r of the singular values (a set S):
//   W_1 = [V_Sᵀ; Z_1],  W_l = diag(I, Z_l),  W_L = [U_S diag(s_S), Z_L],
// Z_l integers but for two layers where it is 0 (Z_l has no entries if r is the width), and then
// units are mixed: rows of a layer added to others, columns of the next one taken off. The gradient
// in the product is a multiple of M_S − M, orthogonal to U_S and V_S; in every layer what remains
// has one of the two zeros in it. Other losses at rank 0, where F = 0: with two zeros all
// derivatives are 0. (The noise is 1/4 at most, so that with huber:1 no clipped derivatives
// cancel.)

#pragma once

#include "landscape/dense_rows.hpp"
#include "theorems/sampled_data.hpp"

namespace thalweg {

/// M = U diag(1, 2, …) Vᵀ: the columns of U and V, one of each for every singular value.
struct SingularParts {
  DenseRows left, right; ///< of length d_y and d_x
};

struct MirroredData {
  SingularParts parts; ///< of the linear fit M
  Dataset data;
};

/// Dimensions of `parameters`; 2·dimension samples; noise −1, 0 or 1 times `noise`.
MirroredData mirrored_data(SeededSource& source, const InstanceParameters& parameters,
                           const Rational& noise);

struct CriticalPoint {
  Dataset data;
  Network network;
};

/// Dimensions, depth and seed of `parameters`; 2·dimension samples. Hidden widths are at least
/// min(d_x, d_y) ≥ rank.
CriticalPoint critical_point(const InstanceParameters& parameters, std::size_t rank);

Instance yun_critical_points();

} // namespace thalweg
