// SPDX-License-Identifier: GPL-3.0-or-later
//
// Local minima for a loss of pieces that need not be convex (SPECIFICATION.md, section 37). If
// every margin t_i = F(W; x_i) − y_i is strictly inside a piece a t² + b t + c, and stays there
// within a radius, n R(W') = n R(W) + Σ_i L'(t_i) δ_i + Σ_i a_i δ_i², δ_i the change of the output.
// The first sum is 0 by lifted stationarity; on a class δ is affine in x, so that the last one is ≥
// 0 if Σ a_i (x_i, 1)(x_i, 1)ᵀ is positive semidefinite on each class and output.

#pragma once

#include "landscape/pattern_classes.hpp"
#include "risk/loss_table.hpp"

namespace thalweg {

struct MinimumInPieces {
  Rational risk;
  Rational radius; ///< by the interval bound
  PatternClasses classes;
};

/// Everything is decided exactly. ClaimError that says what does not hold. Dense layers.
MinimumInPieces minimum_in_pieces(const LossTable& loss, const Network& network,
                                  const Dataset& data);

/// (1/n) Σ_i Σ_o L(F_o(x_i) − y_{i,o})
Rational empirical_risk(const LossTable& loss, const Network& network, const Dataset& data);

} // namespace thalweg
