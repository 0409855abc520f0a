// SPDX-License-Identifier: GPL-3.0-or-later

#include "trained/guess/slice_penalty.hpp"

#include "trained/guess/floating_definite.hpp"

#include <cmath>

namespace thalweg {

std::optional<SlicePenalty> guessed_penalty(const FloatingMatrix& hessian,
                                            const FloatingMatrix& lost,
                                            const FloatingMatrix& normals) {
  const double size = std::max(hessian.diagonal().cwiseAbs().maxCoeff(), 1e-9);
  std::optional<SlicePenalty> best;
  int failures = 0;
  for (int k = -12; k < 40 && failures < 4; k += 2) {
    SlicePenalty penalty;
    FloatingMatrix a = hessian - lost;
    for (Eigen::Index t = 0; t < normals.rows(); ++t) {
      const double square = std::max(normals.row(t).squaredNorm(), 1e-30);
      penalty.penalties.push_back(k + int(std::lround(std::log2(size / square))));
      a += 0.75 * std::ldexp(1.0, penalty.penalties.back()) * normals.row(t).transpose() *
           normals.row(t);
    }
    FloatingVector omega(a.rows());
    for (Eigen::Index j = 0; j < a.rows(); ++j) {
      penalty.steps.push_back(exponent_of_inverse_root(a(j, j)));
      omega[j] = std::ldexp(1.0, penalty.steps.back());
    }
    const FloatingMatrix scaled = omega.asDiagonal() * a * omega.asDiagonal();
    const auto m = guessed_half_of_least_eigenvalue(scaled);
    if (m && (!best || *m > best->curvature)) {
      penalty.curvature = *m;
      penalty.largest_curvature = guessed_below_least_eigenvalue(scaled, std::ldexp(1.0, *m));
      best = penalty;
      failures = 0;
    } else if (best) {
      ++failures;
    }
    if (normals.rows() == 0)
      break;
  }
  return best;
}

double guessed_curvature(const SlicePenalty& penalty, const FloatingMatrix& hessian,
                         const FloatingMatrix& normals) {
  FloatingMatrix a = hessian;
  for (Eigen::Index t = 0; t < normals.rows(); ++t)
    a += 0.75 * std::ldexp(1.0, penalty.penalties[std::size_t(t)]) * normals.row(t).transpose() *
         normals.row(t);
  FloatingVector omega(a.rows());
  for (Eigen::Index j = 0; j < a.rows(); ++j)
    omega[j] = std::ldexp(1.0, penalty.steps[std::size_t(j)]);
  const FloatingMatrix scaled = omega.asDiagonal() * a * omega.asDiagonal();
  const auto m = guessed_half_of_least_eigenvalue(scaled);
  return m ? guessed_below_least_eigenvalue(scaled, std::ldexp(1.0, *m)) : 0;
}

} // namespace thalweg
