// SPDX-License-Identifier: GPL-3.0-or-later
//
// The minimum of a sum of convex piecewise linear functions f_i(a_i·P), exactly: the linear program
// of absolute, ε-insensitive, quantile and hinge losses.
//
// Every breakpoint b of an f_i is a *term* jump·max(0, a_i·P − b), jump > 0. A *basis* holds r
// terms with independent rows at their breakpoints: a vertex P. Every other term is low or high, by
// its side of the breakpoint; at the breakpoint it may be either. Stationarity gives the held terms
// their slopes; if all lie in [0, jump] the vertex is a minimum and the slopes are the subgradient.
// Otherwise P moves along an edge on which the sum falls, over breakpoints as long as it falls.
//
// In terms of linear programming this is the dual simplex method, with long steps, on the dual form
// (r rows, one bounded variable per term). The basis is guessed by the same walk in floating
// point (guess/edge_basis.hpp).

#pragma once

#include "risk/piecewise_problem.hpp"

namespace thalweg {

/// A basis by name: terms are numbered sample by sample, breakpoint by breakpoint.
struct EdgeBasis {
  std::vector<std::size_t> held; ///< r terms
  std::vector<char> is_high;     ///< per term; for those not held and tied at the vertex
};

/// A minimiser with its slopes, from any basis (an empty or dependent one is replaced). Exact.
PiecewiseOptimum edge_descent(const Design& design, const PiecewiseFunctions& functions,
                              EdgeBasis start);

} // namespace thalweg
