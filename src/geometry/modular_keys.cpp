// SPDX-License-Identifier: GPL-3.0-or-later
//
// The rows (x_v, 1, h_v) of the vertices v and the row (z, 1, 0) for the fixed point z: eliminating
// the first d + 1 columns leaves −f(z) times the product of the pivots in the corner of the last
// row, if rows are multiplied crosswise. All products of pivots are inverted at once.

#include "geometry/modular_keys.hpp"

#include <algorithm>

namespace thalweg {
namespace {

constexpr std::uint64_t prime = 2147483647;
using Residues = std::vector<std::uint64_t>;

std::uint64_t inverse(std::uint64_t value) {
  std::uint64_t result = 1;
  for (std::uint64_t exponent = prime - 2; exponent != 0; exponent >>= 1) {
    if ((exponent & 1) != 0)
      result = result * value % prime;
    value = value * value % prime;
  }
  return result;
}

/// The rational modulo the prime; nothing if the prime divides its denominator.
std::optional<std::uint64_t> residue(const Rational& value) {
  const std::uint64_t numerator = mpz_fdiv_ui(value.get_num_mpz_t(), prime);
  if (value.get_den() == 1)
    return numerator;
  const std::uint64_t denominator = mpz_fdiv_ui(value.get_den_mpz_t(), prime);
  if (denominator == 0)
    return std::nullopt;
  return numerator * inverse(denominator) % prime;
}

/// Row after row (coordinates, 1, height), and last the row of the fixed point.
std::optional<Residues> lifted_rows(const std::vector<Vector>& points,
                                    const std::vector<Rational>& heights,
                                    const std::vector<std::size_t>& coordinates) {
  Residues rows;
  rows.reserve((points.size() + 1) * (coordinates.size() + 2));
  for (std::size_t i = 0; i < points.size(); ++i) {
    for (std::size_t coordinate : coordinates) {
      const auto value = residue(points[i][coordinate]);
      if (!value)
        return std::nullopt;
      rows.push_back(*value);
    }
    const auto height = residue(heights[i]);
    if (!height)
      return std::nullopt;
    rows.push_back(1);
    rows.push_back(*height);
  }
  std::uint64_t state = 1234567;
  for (std::size_t k = 0; k < coordinates.size(); ++k)
    rows.push_back(state = state * 48271 % prime); // the "minimal standard" generator
  rows.push_back(1);
  rows.push_back(0);
  return rows;
}

/// Eliminates the first n columns of n + 1 rows of width n + 1; the product of the pivots, 0 if
/// singular. Leaves −f(z) times it in the last entry.
std::uint64_t eliminate(Residues& rows, std::size_t n) {
  const std::size_t width = n + 1;
  const auto at = [&](std::size_t i, std::size_t j) -> std::uint64_t& {
    return rows[i * width + j];
  };
  std::uint64_t product = 1;
  for (std::size_t k = 0; k < n; ++k) {
    std::size_t pivot = k;
    while (pivot < n && at(pivot, k) == 0)
      ++pivot;
    if (pivot == n)
      return 0;
    if (pivot != k)
      std::swap_ranges(&at(pivot, k), &at(pivot, 0) + width, &at(k, k));
    const std::uint64_t scale = at(k, k);
    product = product * scale % prime;
    for (std::size_t i = k + 1; i <= n; ++i) {
      const std::uint64_t factor = prime - at(i, k);
      for (std::size_t j = k + 1; j < width; ++j)
        at(i, j) = (at(i, j) * scale + factor * at(k, j)) % prime;
    }
  }
  return product;
}

} // namespace

std::optional<std::vector<std::uint64_t>>
modular_keys(const std::vector<Vector>& points, const std::vector<Rational>& heights,
             const std::vector<std::vector<std::size_t>>& simplices,
             const std::vector<std::size_t>& coordinates) {
  const std::size_t n = coordinates.size() + 1, width = n + 1;
  const std::optional<Residues> lifted = lifted_rows(points, heights, coordinates);
  if (!lifted)
    return std::nullopt;
  Residues keys, products, rows(width * width);
  for (const std::vector<std::size_t>& simplex : simplices) {
    auto row = rows.begin();
    for (std::size_t vertex : simplex)
      row = std::copy_n(lifted->begin() + static_cast<std::ptrdiff_t>(vertex * width), width, row);
    std::copy_n(lifted->end() - static_cast<std::ptrdiff_t>(width), width, row);
    products.push_back(eliminate(rows, n));
    if (products.back() == 0)
      return std::nullopt;
    keys.push_back(prime - rows.back());
  }
  Residues partial = {1}; // partial[s]: the product of the first s products
  for (std::uint64_t product : products)
    partial.push_back(partial.back() * product % prime);
  std::uint64_t inverted = inverse(partial.back());
  for (std::size_t s = keys.size(); s-- > 0;) {
    keys[s] = keys[s] % prime * (inverted * partial[s] % prime) % prime;
    inverted = inverted * products[s] % prime;
  }
  return keys;
}

} // namespace thalweg
