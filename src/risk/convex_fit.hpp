// SPDX-License-Identifier: GPL-3.0-or-later
//
// The optimal affine fit of a group of samples for any convex loss of `loss.hpp`, exactly, and the
// subgradient that proves it (mathematics of convex functions: Rockafellar, Theorem 27.1).
//
// p minimises Σ_{i∈group} ℓ_i(p(x_i)) iff there are g_i ∈ ∂ℓ_i(p(x_i)) with Σ_i g_i (x_i, 1) = 0:
// for every affine q, Σ ℓ_i(q(x_i)) ≥ Σ ℓ_i(p(x_i)) + Σ g_i·(q − p)(x_i), and the last sum is 0.
// A minimiser always exists (`piecewise_problem.hpp`) and, everything being rational, a rational
// one. It need not be unique: coefficients outside the leftmost independent columns of (1, x) are 0
// as in `affine_fit.hpp`; of several minimisers that are left, which one is returned depends on the
// input alone. For piecewise linear losses it holds as many samples at breakpoints as there are
// independent columns.

#pragma once

#include "risk/problem.hpp"

namespace thalweg {

/// An optimal affine map with its proof.
struct ConvexFit {
  AffineMap p;                      ///< one function per target coordinate
  std::vector<Vector> subgradients; ///< g_i, one per sample of the group, in its order; entries per
                                    ///< target coordinate, weights included
};

/// The optimal fit of the samples in `group`. An empty group, or one where all weights are 0, has
/// the fit 0. InputError if the loss cannot be used on the data (`require_usable`).
ConvexFit convex_fit(const Problem& problem, const SampleSet& group);

/// What is wrong with a fit.
struct FitFault {
  enum class Kind {
    shape,         ///< p or the subgradients have the wrong sizes
    subgradient,   ///< the subgradient of a sample and output is outside its interval
    orthogonality, ///< Σ_i g_i (x_i, 1) ≠ 0 for an output and a column
  };
  Kind kind;
  std::size_t sample = 0; ///< subgradient: an index into the dataset
  std::size_t output = 0; ///< subgradient, orthogonality
  std::size_t column = 0; ///< orthogonality: 0 for the ones, j for the coordinate x_j

  bool operator==(const FitFault&) const = default;
};

/// The first obligation that p and g (as in ConvexFit) violate; nothing if they prove p optimal.
std::optional<FitFault> fit_fault(const Problem& problem, const SampleSet& group,
                                  const AffineMap& p, const std::vector<Vector>& subgradients);

/// Do the subgradients prove that p is an optimal fit of the group?
bool is_optimal_fit(const Problem& problem, const SampleSet& group, const AffineMap& p,
                    const std::vector<Vector>& subgradients);

/// One fit per group and the empirical risk (1/n) Σ_i ℓ_i of all of them.
struct ConvexGroupFits {
  std::vector<ConvexFit> of_group;
  Rational risk;
};

/// The optimal fits of all groups.
ConvexGroupFits convex_group_fits(const Problem& problem, const Grouping& groups);

} // namespace thalweg
