// SPDX-License-Identifier: Apache-2.0

#include "population_risk.hpp"

namespace thalweg::verifier {

namespace {

/// A matrix of ranges that grows by ranges (over 2^β) times products of entries (over 4^B).
class Blocks {
public:
  Blocks(const PopulationNetwork& network, const VectorPairs& pairs)
      : network_(network), pairs_(pairs), k_(network.teachers),
        matrix_(network.count() * network.teachers) {}

  /// Block (i, l), l ≤ i: += t I
  void add_identity(std::size_t i, std::size_t l, const Range& t) {
    const Integer one = Integer(1) << (2 * network_.bits);
    for (std::size_t x = 0; x < k_; ++x)
      add_multiple(matrix_.at(i * k_ + x, l * k_ + x), one, t);
  }

  /// Block (i, l), l ≤ i: += t (a bᵀ + b aᵀ), or t a aᵀ if both are one vector.
  void add_products(std::size_t i, std::size_t l, const Range& t, const List<Integer>& a,
                    const List<Integer>& b) {
    Meter::tick();
    for (std::size_t x = 0; x < k_; ++x)
      for (std::size_t y = 0; y < (i == l ? x + 1 : k_); ++y)
        add_multiple(matrix_.at(i * k_ + x, l * k_ + y),
                     &a == &b ? Integer(a[x] * b[y]) : Integer(a[x] * b[y] + b[x] * a[y]), t);
  }

  /// 1/s over 2^β
  Range inverse_root(const VectorPair& pair) const {
    const Integer one = Integer(1) << (2 * pairs_.bits);
    return {one / (pair.root + 1), ceiling_quotient(one, pair.root)};
  }

  /// ± of one other vector v in the diagonal block of unit i: [v vᵀ/s − (q/(a s))(w vᵀ + v wᵀ)],
  /// a = |w_i|²; its part in w wᵀ, (q²/s − s)/a², goes to `own`.
  void add_to_diagonal(std::size_t i, const VectorPair& pair, const List<Integer>& v, int factor,
                       Range& own) {
    const Range inverse = inverse_root(pair);
    const Integer& square = pairs_.squares[i];
    add_products(i, i, times(inverse, factor, 1), v, v);
    add_products(i, i, times(inverse, -factor * pair.product, square), network_.units[i], v);
    add_multiple(own, factor, times(inverse, pair.product * pair.product, square * square));
    const Integer one = Integer(1) << (4 * network_.bits);
    add_multiple(own, -factor, times({pair.root, pair.root + 1}, one, square * square));
  }

  /// t · numerator / denominator, rounded outwards; denominator > 0.
  static Range times(const Range& t, const Integer& numerator, const Integer& denominator) {
    Range product{};
    add_multiple(product, numerator, t);
    return {floor_quotient(product.lower, denominator),
            ceiling_quotient(product.upper, denominator)};
  }

  SymmetricMatrix take() { return std::move(matrix_); }

private:
  const PopulationNetwork& network_;
  const VectorPairs& pairs_;
  std::size_t k_;
  SymmetricMatrix matrix_;
};

} // namespace

SymmetricMatrix population_hessian(const PopulationNetwork& network, const VectorPairs& pairs,
                                   const List<Range>& factors) {
  const List<List<Integer>>& w = network.units;
  const std::size_t k = network.teachers;
  const std::size_t size = network.count() * k;
  Meter::require_room(size * (size + 1) / 2, sizeof(Range));
  Blocks blocks(network, pairs);
  for (std::size_t i = 0; i < w.size(); ++i) {
    blocks.add_identity(i, i, factors[i]);
    Range own{};
    for (std::size_t l = 0; l < w.size(); ++l)
      if (l != i)
        blocks.add_to_diagonal(i, pairs.with_units[i][l], w[l], 1, own);
    for (std::size_t j = 0; j < k; ++j) {
      List<Integer> teacher(k);
      teacher[j] = Integer(1) << network.bits;
      blocks.add_to_diagonal(i, pairs.with_teachers[i][j], teacher, -1, own);
    }
    blocks.add_products(i, i, own, w[i], w[i]);
    for (std::size_t l = 0; l < i; ++l) { // (π − θ) I + (w vᵀ + v wᵀ − (q/|w|²) w wᵀ − …)/s
      const VectorPair& pair = pairs.with_units[i][l];
      const Range inverse = blocks.inverse_root(pair);
      blocks.add_identity(i, l, pairs.supplement(pair));
      blocks.add_products(i, l, inverse, w[i], w[l]);
      for (const std::size_t u : {i, l})
        blocks.add_products(i, l, Blocks::times(inverse, -pair.product, pairs.squares[u]), w[u],
                            w[u]);
    }
  }
  return blocks.take();
}

SymmetricMatrix further_hessian(const VectorPairs& pairs, const List<Range>& factors) {
  SymmetricMatrix result(factors.size());
  for (std::size_t i = 0; i < factors.size(); ++i) {
    result.at(i, i) = factors[i];
    for (std::size_t l = 0; l < i; ++l)
      result.at(i, l) = pairs.supplement(pairs.with_units[i][l]);
  }
  return result;
}

} // namespace thalweg::verifier
