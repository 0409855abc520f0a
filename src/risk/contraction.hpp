// SPDX-License-Identifier: GPL-3.0-or-later
//
// The gradient G of Σ ℓ over a group and one block by the coefficients of what is added to the
// scores, its derivative H, and how far H may change on a box: exact integer intervals, as in
// certificates/SPECIFICATION.md, section 20. The contraction (O85) is
//   |Y G|_J + Σ_K ( |I − Y H|_JK + Σ_L |Y_JL| Λ_LK ) ρ_K < ρ_J  for every coordinate J = a·|b| + j,
//   Λ_{(a,j),(b,k)} = (1/5) Σ_i m_i |b_j(x_i)| |b_k(x_i)|,  m_i = max_a Σ_j ρ_{a,j} |b_j(x_i)|.

#pragma once

#include "risk/cross_entropy.hpp"

namespace thalweg {

/// G and H of a block.
struct BlockDerivatives {
  std::size_t functions = 0;                ///< of the basis
  std::size_t size = 0;                     ///< coordinates
  std::vector<std::vector<Integer>> values; ///< b_j(x_i)·denominator, by sample of the group
  Integer denominator = 1;
  std::vector<IntegerRange> gradient; ///< over gradient_denominator
  std::vector<IntegerRange> hessian;  ///< row by row, over gradient_denominator²
  Integer gradient_denominator;       ///< denominator·2^bits
};

/// At the affine map p, for the entries `basis` of (x, 1).
BlockDerivatives block_derivatives(const LabelledData& labelled, const SampleSet& group,
                                   const AffineMap& p, const std::vector<std::size_t>& basis,
                                   std::size_t block, std::size_t bits);

/// The largest |(Y G)_J| for each J, Y by rows.
Vector step_bounds(const BlockDerivatives& at, const std::vector<Vector>& inverse);

/// Does the contraction hold? False also unless all half widths are positive.
bool is_contraction(const BlockDerivatives& at, const std::vector<Vector>& inverse,
                    const Vector& box);

/// Σ_J |G_J| ρ_J
Rational gradient_slack(const BlockDerivatives& at, const Vector& box);

} // namespace thalweg
