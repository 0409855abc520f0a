// SPDX-License-Identifier: GPL-3.0-or-later
//
// (KᵀK + M) D = −g with M = diag(decay + damping), K the rows of the loss
// (floating_lagrangian.hpp). Where K has fewer rows than columns, by the identity of Woodbury in
// the rows:
//   D = −M⁻¹ (g − Kᵀ (I + K M⁻¹ Kᵀ)⁻¹ K M⁻¹ g).

#include "trained/guess/floating_algebra.hpp"
#include "trained/guess/floating_walk.hpp"

#include <cmath>
#include <limits>

namespace thalweg {

using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

/// Not finite if the matrix does not seem positive definite: then the step is no step down.
VectorXd definite_solution(const MatrixXd& matrix, const VectorXd& right) {
  const std::optional<MatrixXd> factor = cholesky_factor(matrix);
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  return factor ? cholesky_solution(*factor, right) : VectorXd::Constant(right.size(), none);
}

VectorXd damped_step(const MatrixXd& rows, const VectorXd& diagonal, const VectorXd& gradient) {
  if (rows.rows() >= rows.cols()) {
    MatrixXd normal = diagonal.asDiagonal();
    add_gram(normal, rows);
    return -definite_solution(normal, gradient);
  }
  const VectorXd inverse = diagonal.cwiseInverse();
  const MatrixXd scaled = rows * inverse.cwiseSqrt().asDiagonal();
  MatrixXd inner = MatrixXd::Identity(rows.rows(), rows.rows());
  add_gram(inner, scaled.transpose());
  const VectorXd first = inverse.cwiseProduct(gradient);
  const VectorXd correction = transposed_image(rows, definite_solution(inner, image(rows, first)));
  return -inverse.cwiseProduct(gradient - correction);
}

} // namespace

VectorXd floating_descent(FloatingLagrangian& lagrangian, VectorXd parameters,
                          const WalkLimits& limits, std::size_t& steps) {
  constexpr double least_share = 1e-4, first_damping = 1e-3, least_damping = 1e-12;
  constexpr int most_trials = 12, most_slow_steps = 3;
  double damping = first_damping;
  int slow = 0;
  for (steps = 0; steps < limits.steps && slow < most_slow_steps && !limits.is_over(); ++steps) {
    const WalkPlace place{parameters, lagrangian.pieces_in_use(parameters), {}};
    const FirstOrder at = lagrangian.first_order(place);
    if (at.loss.value <= lagrangian.loss().zero())
      break;
    const MatrixXd rows = lagrangian.loss_rows(place, at);
    const double size = rows.colwise().squaredNorm().maxCoeff();
    double risk = at.risk;
    for (int trial = 0; trial < most_trials && risk >= at.risk; ++trial) {
      const VectorXd diagonal = lagrangian.decay().array() + damping * size;
      const VectorXd there = parameters + damped_step(rows, diagonal, at.gradient);
      risk = there.allFinite() ? lagrangian.risk_in_use(there) : at.risk;
      constexpr double easier = 5, harder = 4;
      if (risk < at.risk) {
        parameters = there;
        damping = std::max(damping / easier, least_damping);
      } else {
        damping *= harder;
      }
    }
    if (risk >= at.risk)
      break;
    slow = at.risk - risk < least_share * at.risk ? slow + 1 : 0;
  }
  return parameters;
}

} // namespace thalweg
