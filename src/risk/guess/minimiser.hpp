// SPDX-License-Identifier: GPL-3.0-or-later
//
// Where the minimum of a sum of convex functions with piecewise affine derivatives seems to be
// (risk/active_set.hpp).

#pragma once

#include "risk/piecewise_problem.hpp"

namespace thalweg {

/// A guess of a minimiser, by Newton's method in floating point; nothing if it fails.
std::optional<IntegerVector> guessed_minimiser(const Design& design,
                                               const PiecewiseFunctions& functions);

} // namespace thalweg
