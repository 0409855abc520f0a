// SPDX-License-Identifier: Apache-2.0
//
// Greatest common divisors of integers that are given by their limbs, the lowest first: machine
// words of half the length of the longest that the machine multiplies into.

#pragma once

#include "limit/limits.hpp"

#include <cstdint>

namespace thalweg::verifier {

#ifdef __SIZEOF_INT128__
using Limb = std::uint64_t;
__extension__ using DoubleLimb = unsigned __int128;
__extension__ using SignedDoubleLimb = __int128;
#else
using Limb = std::uint32_t;
using DoubleLimb = std::uint64_t;
using SignedDoubleLimb = std::int64_t;
#endif
inline constexpr std::size_t limb_bits = 8 * sizeof(Limb);

/// No limbs stand for 0; the highest limb is not 0.
using Limbs = List<Limb>;

/// The greatest common divisor, in quadratic time.
Limbs gcd_of_limbs(Limbs x, Limbs y);

} // namespace thalweg::verifier
