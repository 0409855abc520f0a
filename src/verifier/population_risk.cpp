// SPDX-License-Identifier: Apache-2.0

#include "population_risk.hpp"

namespace thalweg::verifier {

namespace {

Range root_range(const VectorPair& pair) {
  return {pair.root, pair.root + 1};
}

} // namespace

RiskRange population_risk(const PopulationNetwork& network, const VectorPairs& pairs) {
  // 4π F over 2^(β + 2B): π (Σ|w_i|² + k) + k(k − 1) + 2 Σ_{l<i} (s + (π − θ) w_i·w_l)
  //   − 2 Σ_{i,j} (s' + (π − θ') w_i·v_j)
  const Integer one = Integer(1) << (2 * network.bits);
  const Integer k = network.teachers;
  Range sum{};
  Integer squares = k * one;
  for (const Integer& square : pairs.squares)
    squares += square;
  add_multiple(sum, squares, {pairs.pi, pairs.pi + 1});
  const Integer pairs_of_teachers = k * (k - 1) * one << pairs.bits;
  add_multiple(sum, 1, {pairs_of_teachers, pairs_of_teachers});
  const auto add_pair = [&](const VectorPair& pair, int twice) {
    add_multiple(sum, twice * one, root_range(pair));
    add_multiple(sum, twice * pair.product, pairs.supplement(pair));
  };
  for (std::size_t i = 0; i < network.count(); ++i) {
    for (std::size_t l = 0; l < i; ++l)
      add_pair(pairs.with_units[i][l], 2);
    for (const VectorPair& pair : pairs.with_teachers[i])
      add_pair(pair, -2);
  }
  const auto over_pi = [&](const Integer& value, const Integer& pi) {
    return fraction(value, pi << (2 * network.bits + 2));
  };
  return {over_pi(sum.lower, sign(sum.lower) > 0 ? Integer(pairs.pi + 1) : pairs.pi),
          over_pi(sum.upper, sign(sum.upper) > 0 ? pairs.pi : Integer(pairs.pi + 1))};
}

List<Range> own_factors(const PopulationNetwork& network, const VectorPairs& pairs) {
  List<Range> result;
  for (std::size_t i = 0; i < network.count(); ++i) {
    Range sum{};
    for (std::size_t l = 0; l < network.count(); ++l)
      if (l != i)
        add_multiple(sum, 1, root_range(pairs.with_units[i][l]));
    for (const VectorPair& pair : pairs.with_teachers[i])
      add_multiple(sum, -1, root_range(pair));
    const std::size_t digits = 2 * network.bits;
    result.push_back({pairs.pi + floor_quotient(sum.lower << digits, pairs.squares[i]),
                      pairs.pi + 1 + ceiling_quotient(sum.upper << digits, pairs.squares[i])});
  }
  return result;
}

Fraction gradient_bound(const PopulationNetwork& network, const VectorPairs& pairs,
                        const List<Range>& factors) {
  // 2π ∇_i F = m_i w_i + Σ_{l≠i} (π − θ_il) w_l − Σ_j (π − θ'_ij) v_j over 2^(β + B)
  const List<List<Integer>>& w = network.units;
  const Integer one = Integer(1) << network.bits;
  Integer squares = 0;
  for (std::size_t i = 0; i < w.size(); ++i) {
    Meter::tick();
    for (std::size_t x = 0; x < network.teachers; ++x) {
      Range entry{};
      add_multiple(entry, w[i][x], factors[i]);
      for (std::size_t l = 0; l < w.size(); ++l)
        if (l != i)
          add_multiple(entry, w[l][x], pairs.supplement(pairs.with_units[i][l]));
      add_multiple(entry, -one, pairs.supplement(pairs.with_teachers[i][x]));
      const Integer largest = magnitude(entry);
      squares += largest * largest;
    }
  }
  return fraction(integer_root(squares) + 1, 2 * pairs.pi << network.bits);
}

} // namespace thalweg::verifier
