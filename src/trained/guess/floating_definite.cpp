// SPDX-License-Identifier: GPL-3.0-or-later

#include "trained/guess/floating_definite.hpp"

#include "trained/guess/floating_algebra.hpp"

#include <cmath>

namespace thalweg {

namespace {

/// The Rayleigh quotient after some steps of inverse iteration: at least the least eigenvalue.
double rayleigh_quotient(const FloatingMatrix& matrix, const FloatingMatrix& factor) {
  FloatingVector v(matrix.rows());
  for (Eigen::Index k = 0; k < v.size(); ++k)
    v[k] = 1 + 0.5 * std::sin(double(3 * k + 1));
  for (int step = 0; step < 12; ++step)
    v = cholesky_solution(factor, v).normalized();
  return v.dot(image(matrix, v));
}

} // namespace

std::optional<int> guessed_half_of_least_eigenvalue(const FloatingMatrix& matrix) {
  const std::optional<FloatingMatrix> factor = cholesky_factor(matrix);
  if (!factor)
    return std::nullopt;
  const double above = rayleigh_quotient(matrix, *factor);
  if (!(above > 0) || !std::isfinite(above))
    return std::nullopt;
  for (int k = int(std::floor(std::log2(above))) - 1, tries = 0; tries < 8; --k, ++tries) {
    FloatingMatrix shifted = matrix;
    shifted.diagonal().array() -= std::ldexp(1.9, k);
    if (cholesky_factor(shifted))
      return k;
  }
  return std::nullopt;
}

double guessed_below_least_eigenvalue(const FloatingMatrix& matrix, double below) {
  constexpr double step = 1.03125; // exact
  const auto is_below = [&](double value) {
    FloatingMatrix shifted = matrix;
    shifted.diagonal().array() -= value * step;
    return cholesky_factor(shifted).has_value();
  };
  for (int tries = 0; tries < 64 && is_below(below * step); ++tries)
    below *= step;
  return below;
}

int exponent_of_inverse_root(double x) {
  return x == 0 ? 0 : -int(std::lround(0.5 * std::log2(std::abs(x))));
}

} // namespace thalweg
