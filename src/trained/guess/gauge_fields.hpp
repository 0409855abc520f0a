// SPDX-License-Identifier: GPL-3.0-or-later
//
// The neutral fields of a cell (certificates/SPECIFICATION.md, section 26.1):
// vector fields on the parameters along which the base risk and, up to positive factors, the tie
// values stay the same. Every field is listed with its value at a point. With decay only those that
// keep it. Which kernels are justified near the point is guessed by ranks in floating point.

#pragma once

#include "trained/guess/gauge_spaces.hpp"
#include "trained/slice_polish.hpp"

namespace thalweg {

struct GaugeField {
  NeutralField field;
  FloatingVector change; ///< one entry for every parameter
};

/// Scalings, mixtures or rotations, kernels of rows, cancelling units, shifts.
std::vector<GaugeField> guessed_fields(const SliceProblem& problem, const FloatingSlicePoint& at);

} // namespace thalweg
