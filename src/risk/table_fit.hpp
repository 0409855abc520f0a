// SPDX-License-Identifier: GPL-3.0-or-later
//
// Affine functions that are locally optimal for a loss of pieces (loss_table.hpp), which need not
// be convex: Σ_i L'(t_i) (x_i, 1) = 0 for the margins t_i = p(x_i) − y_i, no margin on a
// breakpoint, and Σ_i L''(t_i) (x_i, 1)(x_i, 1)ᵀ positive definite. Near p the sum of losses is
// then a quadratic function with its least value at p.
//
// Weighted least squares with the weights L'(t)/t, repeated, lead near such a p (for redescending
// losses each step lowers the sum); its pieces known, p solves one linear system.

#pragma once

#include "data/dataset.hpp"
#include "exact/affine_function.hpp"
#include "risk/loss_table.hpp"

namespace thalweg {

/// For one output, from its least squares fit on; nothing if none is found.
std::optional<AffineFunction> table_fit(const LossTable& loss, const Dataset& data,
                                        std::size_t output);

/// The best of all sums Σ L(margins[i] + e·feature[i]), found exactly: on every piece of e the sum
/// is quadratic.
struct TableStep {
  Rational factor; ///< e
  Rational sum;
};
TableStep table_step(const LossTable& loss, const Vector& margins, const Vector& feature);

/// Is the symmetric matrix, by rows, positive semidefinite?
bool is_positive_semidefinite(std::vector<Vector> matrix);

} // namespace thalweg
