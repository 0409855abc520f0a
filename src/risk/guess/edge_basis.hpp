// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which terms seem to be held at the minimum of a sum of convex piecewise linear functions: the
// walk of risk/edge_descent.hpp in floating point.

#pragma once

#include "risk/edge_descent.hpp"

namespace thalweg {

/// A guess of an optimal basis. It may be wrong in every respect. At least one sample.
EdgeBasis guessed_basis(const Design& design, const PiecewiseFunctions& functions);

} // namespace thalweg
