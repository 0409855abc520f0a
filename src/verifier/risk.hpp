// SPDX-License-Identifier: Apache-2.0
//
// Residual sums of the squared loss over a class of samples on which F is one affine map. With the
// second moments S = Σ v v^T of v = (x, 1, y) and the residual of output o written as u·v, the sums
// Σ (F_o − y_o) (x, 1) and Σ (F_o − y_o)² are entries of S u and u·S u. So the samples are summed
// up once, in small numbers, however long the numbers of the network are.

#pragma once

#include "document.hpp"

namespace thalweg::verifier {

/// Sums over a class for one output: g_i = F_o(x_i) − y_{i,o}.
struct ResidualSums {
  List<Fraction> with_inputs; ///< Σ g_i x_{i,k} for k < d_x, then Σ g_i
  Fraction squares;           ///< Σ g_i²
};

/// One entry per output. `outputs` are the affine maps F_o on the class.
List<ResidualSums> residual_sums(const Data& data, const List<std::size_t>& members,
                                 const List<AffineRow>& outputs);

/// Σ of fractions, balanced so that numbers stay short as long as possible.
Fraction sum(const List<Fraction>& terms);

/// ‖F(x_i) − y_i‖² from the values F(x_i).
Fraction squared_residual(const Sample& sample, const List<Fraction>& outputs);

} // namespace thalweg::verifier
