// SPDX-License-Identifier: Apache-2.0

#include "number/definite_inverse.hpp"

namespace thalweg::verifier {

std::optional<DefiniteInverse> definite_inverse(List<List<Integer>> a) {
  const std::size_t n = a.size();
  for (std::size_t i = 0; i < n; ++i) {
    a[i].resize(2 * n);
    a[i][n + i] = 1;
  }
  Integer before = 1;
  for (std::size_t k = 0; k < n; ++k) {
    const List<Integer> row = a[k];
    if (sign(row[k]) <= 0)
      return std::nullopt;
    for (std::size_t i = 0; i < n; ++i) {
      Meter::tick();
      if (i == k)
        continue;
      const Integer factor = a[i][k];
      for (std::size_t j = 0; j < 2 * n; ++j)
        a[i][j] = (row[k] * a[i][j] - factor * row[j]) / before;
    }
    before = row[k];
  }
  DefiniteInverse result{{}, before};
  for (const List<Integer>& row : a)
    result.adjugate.emplace_back(row.begin() + static_cast<std::ptrdiff_t>(n), row.end());
  return result;
}

} // namespace thalweg::verifier
