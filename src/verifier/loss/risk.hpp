// SPDX-License-Identifier: Apache-2.0
//
// Sums of the plain squared loss over a class of samples on which F is one affine map: Σ g (x, 1)
// and Σ g² with g = F_o − y_o. Samples with the same denominator are summed up as integers, and the
// few fractions that remain in a balanced tree. (Other losses: subgradient.hpp.)

#pragma once

#include "loss/problem.hpp"

namespace thalweg::verifier {

/// Sums over a class for one output.
struct ClassSums {
  List<Fraction> with_inputs; ///< Σ g_i x_{i,k} for k < d_x, then Σ g_i
  Fraction losses;            ///< Σ g_i², or the sum of another loss
};

/// The sums of the output with this index; `row` is F_o on the class.
ClassSums residual_sums(const Data& data, const List<std::size_t>& members, std::size_t output,
                        const AffineRow& row);

/// Σ of fractions, balanced so that numbers stay short as long as possible.
Fraction sum(const List<Fraction>& terms);

/// ‖F(x_i) − y_i‖² from the values F(x_i).
Fraction squared_residual(const Sample& sample, const List<Fraction>& outputs);

/// w_i Σ_o v_o ℓ(F_o, y_o) of a sample from the values F.
Fraction loss_of_sample(const Loss& loss, const Data& data, std::size_t sample,
                        const List<Fraction>& outputs);

} // namespace thalweg::verifier
