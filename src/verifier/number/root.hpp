// SPDX-License-Identifier: Apache-2.0
//
// Square roots: integer parts, and upper bounds of few digits (specification, section 20).

#pragma once

#include "number/numbers.hpp"

namespace thalweg::verifier {

/// ⌊√a⌋ for a ≥ 0, by Newton's steps from above.
Integer integer_root(const Integer& a);

/// √⁺q = ⌈(⌊2^64 √(p d)⌋ + 1)/(2^64 d)⌉ ≥ √q for q = p/d > 0 in lowest terms; √⁺0 = 0.
Fraction root_above(const Fraction& q);

} // namespace thalweg::verifier
