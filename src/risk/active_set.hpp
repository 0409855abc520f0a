// SPDX-License-Identifier: GPL-3.0-or-later
//
// The minimum of a sum of convex functions f_i(a_i·P) with continuous, piecewise affine
// derivatives, exactly: squared, Huber and squared hinge losses. P is a minimum iff the gradient Σ
// f_i'(a_i·P) a_i is 0, and the derivatives are the subgradient.
//
// In a cell (one piece for every sample) the sum is a quadratic function. Floating point guesses a
// point (guess/minimiser.hpp); the exact walk goes to the minimum of the quadratic function of its
// cell. If that lies in the cell, it is the minimum; otherwise the walk holds the sample whose
// breakpoint stops it, goes on within { a_i·P = b_i, i held }, and so on. The quadratic function
// may be degenerate.

#pragma once

#include "risk/piecewise_problem.hpp"

namespace thalweg {

/// A minimiser with its slopes, from any point P with r coordinates. Exact. InternalError if a
/// derivative jumps or falls.
PiecewiseOptimum active_set_optimum(const Design& design, const PiecewiseFunctions& functions,
                                    IntegerVector start);

} // namespace thalweg
