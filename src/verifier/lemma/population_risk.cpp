// SPDX-License-Identifier: Apache-2.0

#include "lemma/population_risk.hpp"

#include "number/root.hpp"

namespace thalweg::verifier {

RiskRange population_risk(const VectorPairs& pairs) {
  // 4π F over 2^β 4^B: π (Σ|w_i|² + k) + k(k − 1) + Σ_{l≠i} (s + (π − θ) w_i·w_l)
  //   − 2 Σ_{i,j} (s' + (π − θ') w_i·v_j)
  const Integer k = pairs.vectors.size() - pairs.units;
  const Integer teachers = k * (k - 1) * pairs.one << pairs.bits;
  Range sum{teachers, teachers};
  for (const Integer& square : pairs.squares)
    add_multiple(sum, square, {pairs.pi, pairs.pi + 1});
  for (std::size_t i = 0; i < pairs.units; ++i)
    pairs.for_others(i, [&](std::size_t j, int sign) {
      const VectorPair& pair = pairs.with[i][j];
      const int times = sign > 0 ? 1 : -2;
      add_multiple(sum, times * pairs.one, pair.root);
      add_multiple(sum, times * pair.product, pair.supplement);
    });
  // F ≥ 0, so sum.upper ≥ 0; a negative sum.lower bounds nothing, but fails O229
  return {fraction(sum.lower, 4 * (pairs.pi + 1) * pairs.one),
          fraction(sum.upper, 4 * pairs.pi * pairs.one)};
}

Fraction gradient_bound(const VectorPairs& pairs) {
  // 2π ∇_i F = m_i w_i + Σ_{l≠i} (π − θ_il) w_l − Σ_j (π − θ'_ij) v_j over 2^(β + B)
  Integer squares = 0;
  for (std::size_t i = 0; i < pairs.units; ++i) {
    Meter::tick();
    for (std::size_t x = 0; x < pairs.vectors[i].size(); ++x) {
      Range entry{};
      add_multiple(entry, pairs.vectors[i][x], pairs.factors[i]);
      pairs.for_others(i, [&](std::size_t j, int sign) {
        add_multiple(entry, sign * pairs.vectors[j][x], pairs.with[i][j].supplement);
      });
      const Integer largest = magnitude(entry);
      squares += largest * largest;
    }
  }
  return fraction(integer_root(squares) + 1, 2 * pairs.pi * pairs.vectors.back().back());
}

} // namespace thalweg::verifier
