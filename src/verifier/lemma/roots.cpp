// SPDX-License-Identifier: Apache-2.0

#include "lemma/roots.hpp"

namespace thalweg::verifier {

namespace {

using Polynomial = List<Integer>; ///< by falling powers, the first one not 0; empty for 0

Polynomial without_leading_zeros(const List<Integer>& coefficients) {
  const auto first = std::find_if_not(coefficients.begin(), coefficients.end(), is_zero);
  return {first, coefficients.end()};
}

Polynomial derivative(const Polynomial& p) {
  Polynomial result;
  for (std::size_t k = 0; k + 1 < p.size(); ++k)
    result.push_back(p[k] * Integer(p.size() - 1 - k));
  return result;
}

/// −r times a positive number, where a = q b + r.
Polynomial negative_remainder(Polynomial a, const Polynomial& b) {
  while (a.size() >= b.size()) {
    Meter::tick();
    const Integer factor = sign(b.front()) < 0 ? Integer(-a.front()) : a.front();
    const Integer scale = magnitude(b.front());
    for (std::size_t k = 0; k < a.size(); ++k) {
      a[k] *= scale;
      if (k < b.size())
        a[k] -= factor * b[k];
      Meter::require_bits(bit_length(a[k]));
    }
    a = without_leading_zeros(a);
  }
  Integer common = 0;
  for (const Integer& coefficient : a)
    common = gcd(common, coefficient);
  for (Integer& coefficient : a)
    coefficient = coefficient / -common;
  return a;
}

int sign_at_zero(const Polynomial& p) {
  return sign(p.back());
}

int sign_at_one(const Polynomial& p) {
  Integer sum = 0;
  for (const Integer& coefficient : p)
    sum += coefficient;
  return sign(sum);
}

template <class SignAt> std::size_t sign_changes(const List<Polynomial>& chain, SignAt sign_at) {
  std::size_t changes = 0;
  int last = 0;
  for (const Polynomial& p : chain)
    if (const int s = sign_at(p); s != 0) {
      changes += s == -last ? 1 : 0;
      last = s;
    }
  return changes;
}

} // namespace

bool is_zero_polynomial(const AffineRow& p) {
  return std::all_of(p.coefficients.begin(), p.coefficients.end(), is_zero);
}

bool has_root_in_unit_interval(const AffineRow& p) {
  List<Polynomial> chain{without_leading_zeros(p.coefficients)};
  if (sign_at_zero(chain.front()) == 0 || sign_at_one(chain.front()) == 0)
    return true;
  for (Polynomial next = derivative(chain.front()); !next.empty();) {
    Meter::tick();
    chain.push_back(std::move(next));
    next = negative_remainder(chain[chain.size() - 2], chain.back());
  }
  return sign_changes(chain, sign_at_zero) != sign_changes(chain, sign_at_one);
}

} // namespace thalweg::verifier
