// SPDX-License-Identifier: GPL-3.0-or-later
//
// Max-min forms with given values on samples, in any dimension.
//
// The values v_s = p_{σ(s)}(x_s) are taken by a max-min of the p_j at all samples iff for every
// ordered pair (s, t) some j has p_j(x_s) ≥ v_s and p_j(x_t) ≤ v_t; then the rows { j : p_j(x_s) ≥
// v_s } do it. A violated pair is cured by one auxiliary affine function. Nothing is said between
// the samples.

#pragma once

#include "cpwl/max_min_form.hpp"

namespace thalweg {

/// A form that has the value functions[function_of_sample[s]](x_s) at every sample s.
struct SampleLattice {
  MaxMinForm form;                 ///< the given functions, then the auxiliary ones
  std::size_t auxiliary_count = 0; ///< how many were added
};

/// Builds it; on the samples no row and no literal can be dropped. Auxiliary functions depend on
/// one coordinate and are tied with the value of no sample. InputError without samples, on sizes
/// that do not fit, and if one point is to have two values.
SampleLattice sample_lattice(const std::vector<AffineFunction>& functions,
                             const std::vector<Vector>& samples,
                             const std::vector<std::size_t>& function_of_sample);

} // namespace thalweg
