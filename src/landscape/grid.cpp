// SPDX-License-Identifier: GPL-3.0-or-later
//
// Conversions between indices of the radius grid and numbers.

#include "landscape/grid.hpp"

#include "exact/error.hpp"

namespace thalweg {

namespace {

constexpr GridIndex per_octave = 512;

struct MantissaExponent {
  unsigned long mantissa; ///< 512..1023
  GridIndex exponent;
};

MantissaExponent parts(GridIndex index) {
  GridIndex exponent = index / per_octave;
  if (exponent * per_octave > index)
    --exponent;
  return {static_cast<unsigned long>(per_octave + (index - exponent * per_octave)), exponent};
}

} // namespace

Rational grid_value(GridIndex index) {
  const auto [mantissa, exponent] = parts(index);
  Integer power = 1;
  power <<= static_cast<unsigned long>(exponent < 0 ? -exponent : exponent);
  return exponent < 0 ? fraction(Integer(mantissa), power) : Rational(power * mantissa);
}

GridIndex grid_index_below(const Rational& value) {
  require(value > 0, "grid: expected a positive number, found another");
  const auto bits = [](const Integer& a) {
    return static_cast<GridIndex>(mpz_sizeinbase(a.get_mpz_t(), 2));
  };
  const GridIndex exponent = bits(value.get_num()) - bits(value.get_den()) - 10;
  return last_holding(exponent * per_octave - per_octave, (exponent + 2) * per_octave,
                      exponent * per_octave,
                      [&](GridIndex index) { return grid_value(index) <= value; });
}

} // namespace thalweg
