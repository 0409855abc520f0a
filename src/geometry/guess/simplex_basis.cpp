// SPDX-License-Identifier: GPL-3.0-or-later

#include "geometry/guess/simplex_basis.hpp"

#include <algorithm>
#include <cmath>

namespace thalweg {

/// Guessing: the largest violation, the largest pivot; entries are of size about 1.
template <> struct SimplexRules<double> {
  static int sign(double value) { return value > 1e-9 ? 1 : value < -1e-9 ? -1 : 0; }
  static int constant_sign(double value) { return value > 1e-11 ? 1 : value < -1e-11 ? -1 : 0; }
  static constexpr bool prefers_large = true;
};

namespace {

/// Divides integers by a power of two so that the largest of the first `leading` is about 1, and
/// appends them; an entry too large for a double becomes a large one.
void append_guess(std::vector<double>& guesses, const std::vector<Integer>& leading,
                  const Integer* last) {
  long largest = 0;
  for (const Integer& entry : leading)
    if (sgn(entry) != 0)
      largest = std::max(largest, static_cast<long>(mpz_sizeinbase(entry.get_mpz_t(), 2)));
  const auto guess = [&](const Integer& entry) {
    long exponent = 0;
    const double mantissa = mpz_get_d_2exp(&exponent, entry.get_mpz_t());
    return std::ldexp(mantissa, static_cast<int>(std::clamp(exponent - largest, -300L, 300L)));
  };
  for (const Integer& entry : leading)
    guesses.push_back(guess(entry));
  if (last != nullptr)
    guesses.push_back(guess(*last));
}

} // namespace

void GuessedRows::append(const IntegerHalfspace& halfspace) {
  append_guess(rows_, halfspace.normal, &halfspace.offset);
}

SimplexBasis GuessedRows::basis(const std::vector<std::size_t>& chosen,
                                const std::vector<Integer>& objective) const {
  std::vector<double> objective_guess;
  objective_guess.reserve(dimension_);
  append_guess(objective_guess, objective, nullptr);
  double largest_offset = 1e-300;
  for (std::size_t number : chosen)
    largest_offset =
        std::max(largest_offset, std::abs(rows_[number * (dimension_ + 1) + dimension_]));
  SimplexDictionary<double> dictionary(
      chosen.size(), dimension_, [&](std::size_t i, std::size_t j) {
        if (i == chosen.size())
          return objective_guess[j];
        const double guess = rows_[chosen[i] * (dimension_ + 1) + j];
        return j == dimension_ ? guess / largest_offset : guess;
      });
  return dictionary.solution({}, 50 * (dimension_ + 1) + chosen.size());
}

} // namespace thalweg
