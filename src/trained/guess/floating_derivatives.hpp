// SPDX-License-Identifier: GPL-3.0-or-later
//
// First and second derivatives of the base functions of a cell in floating point, for guesses. With
// Λ = G − Σ λ_t Q_t, z̄ its adjoints and Ḟ_j, ḣ_j, q̇_j the derivatives by W_j,
//   ∂²Λ/∂W_j∂W_k = Σ_i Ḟ_{i,j}ᵀ C_i Ḟ_{i,k} + S_{jk},   C_i the second derivative of the loss,
//   S_{jk} = Σ z̄_u ḣ_{v,j} over all products z_u += W_k h_v, for W_j in a layer below that of W_k,
// as z is affine in the parameters of one layer; S is symmetric and vanishes within a layer.

#pragma once

#include "trained/cell_passes.hpp"
#include "trained/guess/floating_algebra.hpp"

namespace thalweg {

struct FloatingDerivatives {
  FloatingMatrix jacobian; ///< Ḟ, row i·outputs + o, one column per parameter
  FloatingMatrix normals;  ///< q̇, one row per tie
  FloatingMatrix mixed;    ///< S
};

/// `adjoints` those of Λ at `parameters`.
FloatingDerivatives floating_derivatives(const HeldCell& cell,
                                         const std::vector<double>& parameters,
                                         const CellAdjoints<double>& adjoints);

/// Σ_i Ḟ_iᵀ C_i Ḟ_i, curvatures[i] the C_i of point i, by rows.
FloatingMatrix gauss_part(const FloatingMatrix& jacobian,
                          const std::vector<std::vector<double>>& curvatures,
                          std::size_t output_count);

} // namespace thalweg
