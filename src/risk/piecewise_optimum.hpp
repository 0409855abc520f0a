// SPDX-License-Identifier: GPL-3.0-or-later
//
// The minimum of a piecewise problem by the method that fits the loss: along edges if it is
// piecewise linear, through cells otherwise; guessed in floating point where the columns allow it.

#pragma once

#include "risk/piecewise_problem.hpp"

namespace thalweg {

/// A minimiser with its slopes. The design has at least one sample; its columns are independent.
PiecewiseOptimum piecewise_optimum(const Loss& loss, const Design& design,
                                   const PiecewiseFunctions& functions);

} // namespace thalweg
