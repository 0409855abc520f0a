// SPDX-License-Identifier: GPL-3.0-or-later
//
// The optimal affine fit of a group of samples for the squared loss, exactly.
//
// p minimises Σ_{i∈group} ‖p(x_i) − y_i‖² iff Σ_{i∈group} (p(x_i) − y_i)(x_i, 1) = 0 (normal
// equations; liu2021 eq. 11). If the vectors (x_i, 1) do not span Q^{d+1} the minimiser is not
// unique; we choose the one whose coefficients vanish outside the *leftmost independent columns* of
// (1, x_1, …, x_d): the column of ones first, then each coordinate that is no linear combination of
// the columns before it. The predictions on the group are the same for every choice.

#pragma once

#include "data/dataset.hpp"
#include "exact/affine_function.hpp"

namespace thalweg {

/// The optimal affine fit of every target coordinate on `group`. An empty group has the fit 0.
AffineMap affine_fit(const Dataset& data, const SampleSet& group);

/// Σ_{i∈group} ‖p(x_i) − y_i‖² (not divided by n).
Rational sum_of_squares(const Dataset& data, const SampleSet& group, const AffineMap& p);

/// One fit per group and the empirical risk (1/n) Σ_k Σ_{i∈k} ‖p_k(x_i) − y_i‖² of all of them.
struct GroupFits {
  std::vector<AffineMap> pieces; ///< indexed by group
  Rational risk;
};

/// The optimal fits of all groups (liu2021 eq. 11 and 12).
GroupFits group_fits(const Dataset& data, const Grouping& groups);

} // namespace thalweg
