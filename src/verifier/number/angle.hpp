// SPDX-License-Identifier: Apache-2.0
//
// The integer parts of 2^b π and 2^b θ for the angle θ = arg(q + i√t) in (0, π), q and t > 0
// rational (specification, 60.1). π is transcendental, and so is θ, since e^{iθ} is algebraic
// (Lindemann): neither is a multiple of 2^−b, so ranges that get narrower decide.

#pragma once

#include "number/enclosure.hpp"

namespace thalweg::verifier {

/// ⌈a / b⌉ and ⌊a / b⌋ for b > 0 and any sign of a.
Integer ceiling_quotient(const Integer& a, const Integer& b);
Integer floor_quotient(const Integer& a, const Integer& b);

/// ⌊2^bits π⌋
Integer pi_floor(std::size_t bits);

/// ⌊2^bits arg(q + i√t)⌋ for integers q (any sign) and t > 0.
Integer angle_floor(const Integer& q, const Integer& t, std::size_t bits);

} // namespace thalweg::verifier
