// SPDX-License-Identifier: Apache-2.0
//
// Lehmer's method. A pair (x, y) keeps its greatest common divisor under every integer matrix of
// determinant ±1 and under changes of sign. The leading limb of x and the digits of y beside it go
// through Euclid's divisions until half of their digits are gone, which costs operations of the
// machine alone; the matrix of these divisions, guess or not, is then applied to all limbs. What is
// left has fewer digits than x: if X, Y < 2^limb_bits are the leading digits, the entries a, b, c,
// d are below 2^half_limb, |a X + b Y| < 2^(half_limb + 2), and all other digits change it by less
// than |a| + |b| < 2^(half_limb + 1) units of the last digit of X. If y is much shorter, a multiple
// of it is taken away from x.

#include "number/limb_gcd.hpp"

#include <algorithm>
#include <bit>
#include <numeric>
#include <utility>

namespace thalweg::verifier {

namespace {

constexpr std::size_t half_limb = limb_bits / 2;

void trim(Limbs& x) {
  while (!x.empty() && x.back() == 0)
    x.pop_back();
}

std::size_t bits_of(const Limbs& x) {
  return x.empty()
             ? 0
             : (x.size() - 1) * limb_bits + static_cast<std::size_t>(std::bit_width(x.back()));
}

/// Limb k of x · 2^shift, shift < limb_bits.
Limb shifted_limb(const Limbs& x, std::size_t k, std::size_t shift) {
  const Limb here = k < x.size() ? x[k] : 0;
  if (shift == 0)
    return here;
  const Limb below = k > 0 && k - 1 < x.size() ? x[k - 1] : 0;
  return static_cast<Limb>(here << shift | below >> (limb_bits - shift));
}

/// ⌊x / 2^shift⌋ if it is one limb.
Limb high_part(const Limbs& x, std::size_t shift) {
  const std::size_t first = shift / limb_bits, bits = shift % limb_bits;
  const Limb here = first < x.size() ? x[first] : 0;
  if (bits == 0)
    return here;
  const Limb above = first + 1 < x.size() ? x[first + 1] : 0;
  return static_cast<Limb>(here >> bits | above << (limb_bits - bits));
}

bool is_less(const Limbs& x, const Limbs& y) {
  if (x.size() != y.size())
    return x.size() < y.size();
  for (std::size_t k = x.size(); k-- > 0;)
    if (x[k] != y[k])
      return x[k] < y[k];
  return false;
}

/// (x, y) ↦ (a x + b y, c x + d y), of determinant ±1.
struct LeadingSteps {
  std::int64_t a = 1, b = 0, c = 0, d = 1;
};

/// Divisions of leading digits x ≥ y until y has no more than half_limb + 1 of them.
LeadingSteps divisions(Limb x, Limb y) {
  LeadingSteps m;
  while (y >> (half_limb + 1) != 0) {
    const auto q = static_cast<std::int64_t>(x / y);
    x = std::exchange(y, static_cast<Limb>(x % y));
    m = {m.c, m.d, m.a - q * m.c, m.b - q * m.d};
  }
  return m;
}

/// |a x + b y| for |a|, |b| < 2^half_limb.
Limbs combination(std::int64_t a, const Limbs& x, std::int64_t b, const Limbs& y) {
  Limbs result(x.size() + 1);
  SignedDoubleLimb carry = 0;
  for (std::size_t k = 0; k < result.size(); ++k) { // |carry| < 2^(half_limb + 2)
    carry += SignedDoubleLimb{a} * (k < x.size() ? x[k] : 0) +
             SignedDoubleLimb{b} * (k < y.size() ? y[k] : 0);
    result[k] = static_cast<Limb>(carry);
    carry >>= limb_bits;
  }
  if (carry < 0) {
    DoubleLimb one = 1;
    for (Limb& limb : result) {
      one += static_cast<Limb>(~limb);
      limb = static_cast<Limb>(one);
      one >>= limb_bits;
    }
  }
  trim(result);
  return result;
}

/// x − q 2^shift y, which is not negative.
void take_away(Limbs& x, Limb q, std::size_t shift, const Limbs& y) {
  const std::size_t first = shift / limb_bits;
  DoubleLimb product = 0;
  SignedDoubleLimb borrow = 0;
  for (std::size_t k = first; k < x.size(); ++k) {
    product += DoubleLimb{q} * shifted_limb(y, k - first, shift % limb_bits);
    borrow += SignedDoubleLimb{x[k]} - static_cast<Limb>(product);
    x[k] = static_cast<Limb>(borrow);
    product >>= limb_bits;
    borrow >>= limb_bits;
  }
  trim(x);
}

/// Takes a multiple of y away from x ≥ y > 0; x has several limbs.
void take_multiple_away(Limbs& x, const Limbs& y) {
  const std::size_t x_bits = bits_of(x), y_bits = bits_of(y);
  const Limb leading = high_part(x, x_bits - limb_bits);
  if (x_bits < y_bits + half_limb + 1) { // y < (the same digits of y, and one more)
    const DoubleLimb beside = DoubleLimb{high_part(y, x_bits - limb_bits)} + 1;
    return take_away(x, std::max<Limb>(static_cast<Limb>(leading / beside), 1), 0, y);
  }
  const std::size_t used = half_limb - 1; // digits of y
  const Limb beside =
      y_bits >= used ? high_part(y, y_bits - used) : static_cast<Limb>(y[0] << (used - y_bits));
  take_away(x, leading / (beside + 1), (x_bits - limb_bits) - (y_bits - used), y);
}

} // namespace

Limbs gcd_of_limbs(Limbs x, Limbs y) {
  trim(x);
  trim(y);
  while (true) {
    if (is_less(x, y))
      std::swap(x, y);
    if (y.empty())
      return x;
    if (x.size() == 1)
      return {std::gcd(x[0], y[0])};
    const std::size_t shift = bits_of(x) - limb_bits;
    const LeadingSteps m = divisions(high_part(x, shift), high_part(y, shift));
    if (m.b == 0) {
      take_multiple_away(x, y);
      continue;
    }
    Limbs first = combination(m.a, x, m.b, y);
    y = combination(m.c, x, m.d, y);
    x = std::move(first);
  }
}

} // namespace thalweg::verifier
