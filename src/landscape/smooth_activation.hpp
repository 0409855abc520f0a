// SPDX-License-Identifier: GPL-3.0-or-later
//
// Values and derivatives of smooth activations h at an argument v that is known by its value
// p = h(v) (certificates/SPECIFICATION.md, 8.2):
//   logistic   h' = p(1 − p), h'' = p(1 − p)(1 − 2p)      tanh   h' = 1 − p², h'' = −2p(1 − p²)
//   arctan     h' = cos² p, h'' = −2 sin p cos³ p         elu, selu   by p + λα left of 0
//   quadratic  h' = 2v, h'' = 2 (v itself is given)      softplus  h' = 1 − e^−p, h'' = h' e^−p
//   swish and gelu, v itself is given: v/(1 + e^−v) and v Φ(v), with Φ' = exp(−v²/2)/√(2π)
// For arctan, softplus, swish and gelu the results are enclosures by Taylor sums; all others are
// exact.

#pragma once

#include "exact/interval.hpp"
#include "network/smooth_network.hpp"

#include <array>

namespace thalweg {

/// Is there an argument with this value, near which h'' is continuous? For arctan only |p| ≤ 1 is
/// treated, for softplus only p ≤ 1, for swish and gelu only |v| ≤ 2. With `is_negative_part`: and
/// the argument is negative for elu and selu.
bool is_smooth_value(const SmoothActivation& h, const Rational& given, bool is_negative_part);

/// h(v)
Interval smooth_value(const SmoothActivation& h, const Rational& given);

/// h'(v), h''(v)
std::array<Interval, 2> smooth_derivatives(const SmoothActivation& h, const Rational& given);

/// A multiple of e^v (tanh: of e^{2v}); of activations whose values are rational there.
Rational exponential_multiple(const SmoothActivation& h, const Rational& given);

/// Is h((v1 + v2)/2) in the enclosure? All four numbers are smooth values on the negative part
/// (where arguments are given: arguments and values). False if Taylor sums cannot tell.
bool encloses_midpoint(const SmoothActivation& h, const Rational& given1, const Rational& given2,
                       const Interval& bounds);

} // namespace thalweg
