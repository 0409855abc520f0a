// SPDX-License-Identifier: GPL-3.0-or-later
//
// Tries denominators 1, 2, 4, 16, …: the coarsest rounding that can be repaired wins.

#include "geometry/short_multipliers.hpp"

#include "exact/error.hpp"

#include <map>

namespace thalweg {
namespace {

/// For each coordinate k and sign a halfspace c·x_k ≤ b, c of that sign.
struct AxisHalfspaces {
  std::vector<std::optional<std::size_t>> positive, negative;
};

AxisHalfspaces axis_halfspaces(const std::vector<Halfspace>& halfspaces, std::size_t dimension) {
  AxisHalfspaces result;
  result.positive.resize(dimension);
  result.negative.resize(dimension);
  for (std::size_t i = 0; i < halfspaces.size(); ++i) {
    std::size_t axis = dimension, count = 0;
    for (std::size_t k = 0; k < dimension; ++k)
      if (sgn(halfspaces[i].normal[k]) != 0) {
        axis = k;
        ++count;
      }
    if (count != 1)
      continue;
    auto& entry = (sgn(halfspaces[i].normal[axis]) > 0 ? result.positive : result.negative)[axis];
    if (!entry)
      entry = i;
  }
  return result;
}

/// The nearest multiple of 2^−bits.
Rational rounded(const Rational& value, unsigned bits) {
  const Rational scaled = value * Rational(Integer(1) << bits) + Rational(1, 2);
  Integer floor;
  mpz_fdiv_q(floor.get_mpz_t(), scaled.get_num_mpz_t(), scaled.get_den_mpz_t());
  return fraction(floor, Integer(1) << bits);
}

/// Rounds and repairs; nothing if the repair needs a halfspace that is not in the list.
std::optional<Multipliers> rounded_and_repaired(const std::vector<Halfspace>& halfspaces,
                                                const Multipliers& multipliers,
                                                const Halfspace& target, const AxisHalfspaces& axes,
                                                unsigned bits) {
  std::map<std::size_t, Rational> values;
  Vector missing = target.normal;
  for (const Multiplier& multiplier : multipliers) {
    const Rational value = rounded(multiplier.value, bits);
    if (sgn(value) == 0)
      continue;
    values[multiplier.index] = value;
    for (std::size_t k = 0; k < missing.size(); ++k)
      missing[k] -= value * halfspaces[multiplier.index].normal[k];
  }
  for (std::size_t k = 0; k < missing.size(); ++k) {
    if (sgn(missing[k]) == 0)
      continue;
    const auto& index = (sgn(missing[k]) > 0 ? axes.positive : axes.negative)[k];
    if (!index)
      return std::nullopt;
    values[*index] += missing[k] / halfspaces[*index].normal[k];
  }
  Multipliers result;
  for (const auto& [index, value] : values)
    result.push_back({index, value});
  return result;
}

} // namespace

std::size_t bit_size(const Multipliers& multipliers) {
  constexpr std::size_t bits_of_an_entry = 24; // punctuation and index
  std::size_t bits = 0;
  for (const Multiplier& multiplier : multipliers)
    bits += bits_of_an_entry + bit_size(multiplier.value);
  return bits;
}

Multipliers shortened(const std::vector<Halfspace>& halfspaces, const Multipliers& multipliers,
                      const Halfspace& target) {
  require(is_implication(halfspaces, multipliers, target), "multipliers prove their claim");
  if (combination(halfspaces, multipliers, target.normal.size()).offset == target.offset)
    return multipliers;
  const AxisHalfspaces axes = axis_halfspaces(halfspaces, target.normal.size());
  const std::size_t size = bit_size(multipliers);
  Multipliers best = multipliers;
  for (unsigned bits : {0U, 1U, 2U, 4U, 8U, 16U, 32U, 64U}) {
    if (bits * multipliers.size() >= size)
      break;
    const auto candidate = rounded_and_repaired(halfspaces, multipliers, target, axes, bits);
    if (candidate && bit_size(*candidate) < bit_size(best) &&
        is_implication(halfspaces, *candidate, target))
      best = *candidate;
  }
  return best;
}

Rational integral_scale(const std::vector<Rational>& values) {
  Integer denominator = 1, divisor = 0;
  for (const Rational& value : values)
    enlarge_denominator(denominator, value.get_den());
  for (const Rational& value : values)
    divisor = gcd(divisor, scaled_numerator(value, denominator));
  return sgn(divisor) == 0 ? Rational(1) : fraction(denominator, divisor);
}

} // namespace thalweg
