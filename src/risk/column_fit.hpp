// SPDX-License-Identifier: GPL-3.0-or-later
//
// The optimal linear combination of given columns for any convex loss, exactly: as in
// `convex_fit.hpp`, with features φ_k(i) in place of (1, x_i). Used for the span of the maps that a
// network can reach from given patterns (SPECIFICATION.md 15.2) and for the tangent space at W.
//
// c minimises Σ_i ℓ_i(Σ_k c_k φ_k(i)) iff there are g_i ∈ ∂ℓ_i with Σ_i g_i φ_k(i) = 0 for all k.
// Such g are subgradients at *every* minimiser: so they prove any other one optimal, too.

#pragma once

#include "risk/problem.hpp"

namespace thalweg {

/// columns[k][j] is φ_k at the j-th sample of a group; columns of the same length. They may depend
/// on each other, and there may be none.
using Columns = std::vector<Vector>;

/// The indices of the leftmost independent columns, a column of ones first if there is one.
std::vector<std::size_t> independent_columns(const Columns& columns);

struct ColumnFit {
  std::vector<Vector> coefficients; ///< [output][column]; 0 at dependent columns
  std::vector<Vector> subgradients; ///< g_i as in ConvexFit
  Rational sum;                     ///< Σ of the losses over the group (not divided by n)
};

/// The optimal fit on the samples in `group`. InputError if the loss cannot be used on the data.
ColumnFit column_fit(const Problem& problem, const SampleSet& group, const Columns& columns);

} // namespace thalweg
