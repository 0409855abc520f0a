// SPDX-License-Identifier: Apache-2.0

#include "number/semidefinite.hpp"

namespace thalweg::verifier {

std::optional<std::size_t> semidefinite_rank(FractionRows a) {
  std::size_t rank = 0;
  for (std::size_t j = 0; j < a.size(); ++j) {
    Meter::tick();
    if (sign(a[j][j]) < 0)
      return std::nullopt;
    if (sign(a[j][j]) == 0) { // then its row must be 0
      for (std::size_t k = j; k < a.size(); ++k)
        if (sign(a[j][k]) != 0)
          return std::nullopt;
      continue;
    }
    ++rank;
    const Fraction inverse = fraction(a[j][j].denominator, a[j][j].numerator);
    for (std::size_t i = j + 1; i < a.size(); ++i)
      for (std::size_t k = j + 1; k < a.size(); ++k)
        a[i][k] = a[i][k] - a[i][j] * a[j][k] * inverse;
  }
  return rank;
}

} // namespace thalweg::verifier
