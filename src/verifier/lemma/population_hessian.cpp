// SPDX-License-Identifier: Apache-2.0

#include "lemma/population_risk.hpp"

namespace thalweg::verifier {

namespace {

/// a v − b w
List<Integer> combined(const Integer& a, const List<Integer>& v, const Integer& b,
                       const List<Integer>& w) {
  List<Integer> result;
  for (std::size_t x = 0; x < v.size(); ++x)
    result.push_back(a * v[x] - b * w[x]);
  return result;
}

/// += t a bᵀ / divisor, rounded outwards, for a block that begins at this row and column.
void add_outer_product(SymmetricMatrix& h, std::size_t row, std::size_t column, const Range& t,
                       const List<Integer>& a, const List<Integer>& b, const Integer& divisor) {
  Meter::tick();
  for (std::size_t x = 0; x < a.size(); ++x)
    for (std::size_t y = 0; y < a.size() && column + y <= row + x; ++y) {
      Range product{};
      add_multiple(product, a[x] * b[y], t);
      Range& entry = h.at(row + x, column + y);
      entry.lower += floor_quotient(product.lower, divisor);
      entry.upper += ceiling_quotient(product.upper, divisor);
    }
}

} // namespace

SymmetricMatrix population_hessian(const VectorPairs& pairs) {
  const std::size_t k = pairs.vectors[0].size(), size = pairs.units * k;
  Meter::require_room(size, size, sizeof(Range) / 2);
  const Integer square_of_one = Integer(1) << (2 * pairs.bits);
  SymmetricMatrix h(size);
  for (std::size_t i = 0; i < pairs.units; ++i) {
    const List<Integer>& w = pairs.vectors[i];
    const Integer& a = pairs.squares[i];
    // m I − ((m − π)/a) w wᵀ + Σ_v ± u uᵀ/s with u = v − (q/a) w
    const Range own{pairs.pi - pairs.factors[i].upper, pairs.pi + 1 - pairs.factors[i].lower};
    for (std::size_t x = 0; x < k; ++x)
      add_multiple(h.at(i * k + x, i * k + x), pairs.one, pairs.factors[i]);
    add_outer_product(h, i * k, i * k, own, combined(pairs.one, w, 0, w), w, a);
    pairs.for_others(i, [&](std::size_t j, int sign) {
      const VectorPair& pair = pairs.with[i][j];
      const List<Integer>& v = pairs.vectors[j];
      const Range inverse{square_of_one / pair.root.upper,
                          ceiling_quotient(square_of_one, pair.root.lower)}; // 1/s
      const List<Integer> u = combined(a, v, pair.product, w);
      add_outer_product(h, i * k, i * k, inverse, combined(sign, u, 0, u), u, a * a);
      if (j >= i)
        return;
      // two units: (π − θ) I + ((w − (q/b) v) vᵀ + u wᵀ)/s
      for (std::size_t x = 0; x < k; ++x)
        add_multiple(h.at(i * k + x, j * k + x), pairs.one, pair.supplement);
      const Integer& b = pairs.squares[j];
      add_outer_product(h, i * k, j * k, inverse, combined(b, w, pair.product, v), v, b);
      add_outer_product(h, i * k, j * k, inverse, u, w, a);
    });
  }
  return h;
}

} // namespace thalweg::verifier
