// SPDX-License-Identifier: Apache-2.0

#include "number/ball_matrix.hpp"

namespace thalweg::verifier {

namespace {

/// a / b, for a b that is not 0.
Ball quotient(const Ball& a, const Ball& b, std::size_t bits) {
  const Integer least = magnitude(b.centre) - b.radius; // of |b|
  const Integer whole = (a.centre << bits) / b.centre;
  // |a/b − a°/b°| ≤ (r_a + |a°/b°| r_b) / |b|
  const Integer change = (a.radius << bits) + (magnitude(whole) + 1) * b.radius;
  return {whole, change / least + 2};
}

bool is_not_zero(const Ball& a) {
  return a.radius < magnitude(a.centre);
}

/// The row from `column` on with the entry whose least magnitude is the greatest.
std::size_t pivot_row(const BallMatrix& a, std::size_t column) {
  const auto least = [&](std::size_t row) {
    return Integer(magnitude(a[row][column].centre) - a[row][column].radius);
  };
  std::size_t best = column;
  for (std::size_t row = column + 1; row < a.size(); ++row)
    if (least(best) < least(row))
      best = row;
  return best;
}

} // namespace

std::optional<BallMatrix> solution(BallMatrix a, BallMatrix b, const BallRules& rules) {
  const std::size_t n = a.size();
  for (std::size_t k = 0; k < n; ++k) {
    const std::size_t pivot = pivot_row(a, k);
    if (!is_not_zero(a[pivot][k]))
      return std::nullopt;
    std::swap(a[pivot], a[k]);
    std::swap(b[pivot], b[k]);
    for (std::size_t row = k + 1; row < n; ++row) {
      Meter::tick();
      if (a[row][k].is_zero())
        continue;
      const Ball factor = quotient(a[row][k], a[k][k], rules.bits());
      for (std::size_t j = k + 1; j < n; ++j)
        if (!a[k][j].is_zero())
          a[row][j] = a[row][j] - rules.product(factor, a[k][j]);
      for (std::size_t j = 0; j < b[row].size(); ++j)
        b[row][j] = b[row][j] - rules.product(factor, b[k][j]);
    }
  }
  for (std::size_t k = n; k-- > 0;)
    for (std::size_t j = 0; j < b[k].size(); ++j) {
      Ball rest = b[k][j];
      for (std::size_t later = k + 1; later < n; ++later)
        rest = rest - rules.product(a[k][later], b[later][j]);
      b[k][j] = quotient(rest, a[k][k], rules.bits());
    }
  return b;
}

} // namespace thalweg::verifier
