// SPDX-License-Identifier: GPL-3.0-or-later

#include "landscape/guess/smooth_midpoint.hpp"

#include "exact/finite.hpp"

#include <cmath>

namespace thalweg {

double guessed_midpoint(const SmoothActivation& h, const Rational& given1, const Rational& given2) {
  if (h.is_given_by_argument())
    return smooth_value(h, (given1 + given2) / 2).low.get_d();
  if (h.kind == SmoothKind::arctan)
    return std::atan((std::tan(given1.get_d()) + std::tan(given2.get_d())) / 2);
  if (h.kind == SmoothKind::softplus)
    return std::log1p(std::sqrt(std::expm1(given1.get_d()) * std::expm1(given2.get_d())));
  const Rational square = exponential_multiple(h, given1) * exponential_multiple(h, given2);
  const double root = std::sqrt(square.get_d());
  if (h.is_exponential_unit())
    return root - h.scale().get_d();
  return h.kind == SmoothKind::tanh ? (root - 1) / (root + 1) : root / (root + 1);
}

Interval guessed_midpoint_bounds(const SmoothActivation& h, const Rational& given1,
                                 const Rational& given2, int decimals) {
  Integer power = 1;
  for (int k = 0; k < decimals; ++k)
    power *= 10;
  const double scaled = guessed_midpoint(h, given1, given2) * power.get_d();
  const Integer below = exact_value(std::floor(scaled)).get_num();
  return {fraction(below, power), fraction(below + 1, power)};
}

} // namespace thalweg
