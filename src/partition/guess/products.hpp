// SPDX-License-Identifier: GPL-3.0-or-later
//
// Products of one vector with many points in floating point, several at a time: sums that wait for
// each other take four times as long. Every product is summed in the order of the coordinates, as
// if it were alone.

#pragma once

#include <array>
#include <cstddef>
#include <vector>

namespace thalweg {

/// Calls visit(k, Σ_j direction_j row(k)_j) for k = 0, …, count − 1; row(k) points to as many
/// coordinates as the direction has.
template <class Row, class Visit>
void visit_products(const std::vector<double>& direction, std::size_t count, const Row& row,
                    const Visit& visit) {
  constexpr std::size_t block = 8;
  std::size_t k = 0;
  for (; k + block <= count; k += block) {
    std::array<const double*, block> rows;
    std::array<double, block> sums{};
    for (std::size_t b = 0; b < block; ++b)
      rows[b] = row(k + b);
    for (std::size_t j = 0; j < direction.size(); ++j)
      for (std::size_t b = 0; b < block; ++b)
        sums[b] += direction[j] * rows[b][j];
    for (std::size_t b = 0; b < block; ++b)
      visit(k + b, sums[b]);
  }
  for (; k < count; ++k) {
    double sum = 0;
    for (std::size_t j = 0; j < direction.size(); ++j)
      sum += direction[j] * row(k)[j];
    visit(k, sum);
  }
}

} // namespace thalweg
