// SPDX-License-Identifier: GPL-3.0-or-later

#include "population/guess/polish.hpp"

#include "exact/finite.hpp"

#include <cmath>

namespace thalweg {

std::vector<Vector> exact_units(const FloatingMinimum& candidate) {
  std::vector<Vector> result;
  for (const std::vector<double>& row : candidate.units) {
    Vector& unit = result.emplace_back();
    for (const double entry : row)
      unit.push_back(exact_value(entry));
  }
  return result;
}

Vector chord_step(const FloatingMinimum& candidate, const Vector& scaled_gradient) {
  std::vector<double> scaled;
  for (const Rational& entry : scaled_gradient)
    scaled.push_back(entry.get_d());
  const std::size_t size = scaled.size();
  Vector result;
  for (std::size_t row = 0; row < size; ++row) {
    double move = 0;
    for (std::size_t column = 0; column < size; ++column)
      move += candidate.inverse_hessian[row * size + column] * scaled[column];
    constexpr double two_pi = 6.283185307179586;
    result.push_back(exact_value(move / two_pi));
  }
  return result;
}

std::size_t guessed_bits(const FloatingMinimum& candidate) {
  const double n = static_cast<double>(candidate.units.size());
  const double k = static_cast<double>(candidate.teachers);
  return 16 + static_cast<std::size_t>(
                  std::ceil(std::log2(std::sqrt(n * k) * n / (2 * candidate.least_curvature))));
}

} // namespace thalweg
