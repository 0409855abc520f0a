// SPDX-License-Identifier: Apache-2.0
//
// Sums over a class of samples on which F is one affine map: of the losses, and of their
// derivatives with (x, 1). For the plain squared loss here, Σ r² and Σ 2 r (x, 1) with r = F_o −
// y_o: samples with the same denominator are summed up as integers, and the few fractions that
// remain in a balanced tree. (Other losses: subgradient.hpp.)

#pragma once

#include "loss/problem.hpp"

namespace thalweg::verifier {

/// Sums over a class for one output.
struct ClassSums {
  List<Fraction> with_inputs; ///< Σ g_i x_{i,k} for k < d_x, then Σ g_i (specification, 6.5)
  Fraction losses;
};

/// The sums of the plain squared loss at the output with this index; `row` is F_o on the class.
ClassSums squared_loss_sums(const Data& data, const List<std::size_t>& members, std::size_t output,
                            const AffineRow& row);

/// Σ of fractions, balanced so that numbers stay short as long as possible.
Fraction sum(const List<Fraction>& terms);

/// ‖F(x_i) − y_i‖² from the values F(x_i).
Fraction squared_residual(const Sample& sample, const List<Fraction>& outputs);

/// w_i Σ_o v_o ℓ(F_o, y_o) of a sample from the values F.
Fraction loss_of_sample(const Loss& loss, const Data& data, std::size_t sample,
                        const List<Fraction>& outputs);

} // namespace thalweg::verifier
