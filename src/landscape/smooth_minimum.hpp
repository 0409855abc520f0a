// SPDX-License-Identifier: GPL-3.0-or-later
//
// yun2019, Theorem 2, for smooth activations, any number of units and more data than the paper's.
// Theorem. Let unit k have the pre-activation v_k on all samples, d_y = 1, ξ_i = x_i − x̄, r_i = ȳ −
// y_i. If (a) Σ_k u_k h(v_k) + b = ȳ, (b) Σ_i r_i ξ_i = 0, and (c) the form
//   Q(t) = Σ_i (Σ_k u_k h'(v_k) t_ki)² + Σ_i r_i Σ_k u_k h''(v_k) t_ki²,  t_ki = e_k·ξ_i,
// is positive definite in t, then W is a local minimum of R, of risk (1/n) Σ r_i². Proof. Near W,
// n R = Σ r_i² + n σ² + Q(t) + o(|t|²) with the common deviation σ from ȳ: what is linear in t
// vanishes by (b) for all u and v (certificates/SPECIFICATION.md, section 57). On the paper's data
// (a) is C2.3 and (c) is C2.6 and C2.7. Deviations: the paper assumes h analytic; C² is enough.
//
// Zero loss (C2.1, C2.2). x_2 = (x_0 + x_1)/2, y_0 = y_1; two units with values p_ki at x_0, x_1
// and M_k at x_2, p_00 p_11 = p_01 p_10 and p_10 M_0 ≠ p_00 M_1 fit the samples exactly.

#pragma once

#include "data/dataset.hpp"
#include "landscape/smooth_activation.hpp"

namespace thalweg {

struct SmoothMinimum {
  Rational risk;
  /// Of Q, in the coordinates e_{k,a}, a in the leftmost inputs that span the centred ones.
  std::vector<Interval> pivots;
};

/// Checks (a), (b), (c) exactly. Throws ClaimError naming the condition that does not hold, or
/// InternalError unless there is one target and as many output weights as units, at least one.
SmoothMinimum smooth_minimum(const SmoothNetwork& network, const Dataset& data);

struct SmoothZeroLoss {
  std::array<std::array<Rational, 2>, 2> given; ///< p_ki, or v_ki where arguments are given
  std::array<Interval, 2> midpoints;            ///< of M_k, with few decimals
};

/// Checks C2.1, and C2.2 by bounds of M_k, with more and more decimals. Throws ClaimError if a
/// condition on data or values does not hold or 15 decimals do not tell.
SmoothZeroLoss smooth_zero_loss(const SmoothActivation& activation,
                                const std::array<std::array<Rational, 2>, 2>& given,
                                const Dataset& data);

} // namespace thalweg
