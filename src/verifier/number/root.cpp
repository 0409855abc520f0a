// SPDX-License-Identifier: Apache-2.0

#include "number/root.hpp"

#include "number/rounding.hpp"

namespace thalweg::verifier {

namespace {

constexpr std::size_t root_bits = 64;

} // namespace

Integer integer_root(const Integer& a) {
  if (is_zero(a))
    return 0;
  Integer root = Integer(1) << (bit_length(a) + 1) / 2;
  for (;;) {
    const Integer next = (root + a / root) >> 1;
    if (next >= root)
      return root;
    root = next;
  }
}

Fraction root_above(const Fraction& q) {
  if (sign(q) == 0)
    return {};
  const Integer root = integer_root((q.numerator * q.denominator) << (2 * root_bits));
  return as_fraction(rounded_up(root + 1, q.denominator << root_bits));
}

} // namespace thalweg::verifier
