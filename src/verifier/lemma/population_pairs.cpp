// SPDX-License-Identifier: Apache-2.0

#include "lemma/population_pairs.hpp"

#include "limit/stop.hpp"
#include "number/root.hpp"

namespace thalweg::verifier {

namespace {

Integer inner_product(const List<Integer>& a, const List<Integer>& b) {
  Sum sum;
  for (std::size_t x = 0; x < a.size(); ++x)
    sum.add(a[x], b[x]);
  return sum.take();
}

/// Unit i with vector j, which are not parallel.
VectorPair enclosed_pair(const VectorPairs& pairs, std::size_t i, std::size_t j, Integer product) {
  const Integer square = pairs.squares[i] * pairs.squares[j] - product * product; // s²
  const Integer supplement = pairs.pi - angle_floor(product, square, pairs.bits);
  const Integer root = integer_root(square << 128); // square over 4^(β − 64)
  return {std::move(product), {supplement - 1, supplement + 1}, {root, root + 1}};
}

} // namespace

VectorPairs regular_pairs(const PopulationNetwork& network, const Fraction& radius) {
  const std::size_t n = network.count(), bits = 2 * network.bits + 64;
  VectorPairs pairs{n, bits, pi_floor(bits), Integer(1) << (2 * network.bits), network.units};
  for (std::size_t j = 0; j < network.teachers; ++j)
    pairs.vectors.emplace_back(network.teachers)[j] = Integer(1) << network.bits;
  for (const List<Integer>& vector : pairs.vectors)
    pairs.squares.push_back(inner_product(vector, vector));
  // everything times the square of the denominator of Δ
  const Integer scale = radius.denominator * radius.denominator;
  const Integer ball = radius.numerator * radius.numerator * pairs.one;
  const auto room = [&](std::size_t j) { // |v|² − Δ² for units, which may move
    return Integer(pairs.squares[j] * scale - (j < n ? ball : Integer(0)));
  };
  const auto demand = [](bool holds, const char* code, std::size_t unit, const std::string& what) {
    if (!holds)
      reject(code, "/statement/population/units/" + std::to_string(unit),
             "a unit not " + what + " everywhere in the ball", "a ball that may reach it");
  };
  pairs.with.assign(n, List<VectorPair>(pairs.vectors.size()));
  for (std::size_t i = 0; i < n; ++i) {
    demand(sign(room(i)) > 0, "population.vanishing", i, "0"); // O222
    for (std::size_t j = 0; j < pairs.vectors.size(); ++j) {
      const bool is_unit = j < n;
      if (is_unit && i <= j)
        continue;
      Integer product = inner_product(pairs.vectors[i], pairs.vectors[j]);
      demand(room(i) * room(j) > product * product * scale * scale, // O223, O224
             is_unit ? "population.parallel_units" : "population.parallel_to_teacher", i,
             (is_unit ? "parallel to unit " : "parallel to teacher ") +
                 std::to_string(is_unit ? j : j - n));
      pairs.with[i][j] = enclosed_pair(pairs, i, j, std::move(product));
      if (is_unit)
        pairs.with[j][i] = pairs.with[i][j];
    }
  }
  for (std::size_t i = 0; i < n; ++i) {
    Range sum{}; // Σ ± s
    pairs.for_others(i, [&](auto j, int sign) { add_multiple(sum, sign, pairs.with[i][j].root); });
    pairs.factors.push_back(
        {pairs.pi + floor_quotient(sum.lower * pairs.one, pairs.squares[i]),
         pairs.pi + 1 + ceiling_quotient(sum.upper * pairs.one, pairs.squares[i])});
  }
  return pairs;
}

} // namespace thalweg::verifier
