// SPDX-License-Identifier: Apache-2.0
//
// Along a ray W + εD every pre-activation is a polynomial in ε as long as the pieces in use stay
// the same (specification, section 15). A polynomial is a row of integers over one denominator
// whose last coefficient is the constant one: layers are applied to it as to affine functions of x.

#pragma once

#include "document.hpp"

namespace thalweg::verifier {

/// O70
void check_global_minimum(const Certificate& certificate);

/// O71 to O75, O79. Returns the coefficients of R(W + εD) − R(W), those of ε, ε², … up to the last
/// one that is not 0.
List<Fraction> check_not_local_minimum(const Certificate& certificate);

std::string global_minimum_in_words(const Loss& loss);
std::string in_words(const NotLocalMinimum& claim, const List<Fraction>& risk_difference);
/// A member of a JSON object, with a comma before it.
std::string as_json(const NotLocalMinimum& claim, const List<Fraction>& risk_difference);

} // namespace thalweg::verifier
