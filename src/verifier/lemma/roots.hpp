// SPDX-License-Identifier: Apache-2.0
//
// Does a polynomial have a root in [0, 1]? Decided by Sturm's theorem, with integers: for the chain
// p_0 = p, p_1 = p', p_{k+1} = −(the remainder of p_{k−1} by p_k, times a positive number) down to
// the last that is not 0, and a < b with p(a) ≠ 0 ≠ p(b), the number of different roots in (a, b)
// is the number of sign changes of the chain at a minus that at b (zeros left out).

#pragma once

#include "layer/network.hpp"

namespace thalweg::verifier {

/// Is it the polynomial 0?
bool is_zero_polynomial(const AffineRow& p);

/// The coefficients stand by falling powers; p is not the polynomial 0.
bool has_root_in_unit_interval(const AffineRow& p);

} // namespace thalweg::verifier
