// SPDX-License-Identifier: GPL-3.0-or-later

#include "trained/guess/floating_newton.hpp"

#include "trained/guess/floating_algebra.hpp"

#include <cmath>

namespace thalweg {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

constexpr Index most_eigenvalues = 400;
constexpr double flat_curvature = 1e-10; ///< of the largest eigenvalue: below, a direction is flat
constexpr double saddle_curvature =
    1e-9; ///< of the largest eigenvalue: below its negative, a saddle
constexpr double no_gradient =
    1e-12; ///< of √R: below, a gradient along a flat direction is rounding

/// ∇²Λ in scaled coordinates of the tangent space of the walls.
class TangentSpace {
public:
  TangentSpace(FloatingLagrangian& lagrangian, const WalkPlace& place, const FirstOrder& at)
      : wall_count_(at.normals.rows()) {
    const MatrixXd rows = lagrangian.loss_rows(place, at);
    hessian_ = lagrangian.path_part(place, at);
    add_gram(hessian_, rows);
    hessian_.diagonal() += lagrangian.decay();
    VectorXd sizes = rows.colwise().squaredNorm().transpose() + lagrangian.decay();
    constexpr double least = 1e-6;
    scales_ = (sizes.array() + least * sizes.maxCoeff() + 1e-300).sqrt().inverse();
    hessian_ = scales_.asDiagonal() * hessian_ * scales_.asDiagonal();
    gradient_ = scales_.cwiseProduct(at.gradient);
    if (wall_count_ == 0)
      return;
    walls_.emplace((at.normals * scales_.asDiagonal()).transpose());
    if (is_dependent())
      return;
    walls_->conjugate(hessian_);
    walls_->apply_transposed(gradient_);
  }

  bool is_dependent() const {
    if (wall_count_ == 0)
      return false;
    if (wall_count_ > scales_.size())
      return true;
    const VectorXd diagonal = walls_->diagonal().cwiseAbs();
    constexpr double independent = 1e-10;
    return diagonal.minCoeff() <= independent * diagonal.maxCoeff();
  }

  Index dimension() const { return scales_.size() - wall_count_; }
  MatrixXd hessian() const { return hessian_.bottomRightCorner(dimension(), dimension()); }
  VectorXd gradient() const { return gradient_.tail(dimension()); }

  /// The parameter direction with these tangent coordinates, and the way back (by its projection).
  VectorXd direction(const VectorXd& coordinates) const {
    VectorXd full = VectorXd::Zero(scales_.size());
    full.tail(dimension()) = coordinates;
    if (wall_count_ > 0)
      walls_->apply(full);
    return scales_.cwiseProduct(full);
  }
  VectorXd coordinates(const VectorXd& direction) const {
    VectorXd full = direction.cwiseQuotient(scales_);
    if (wall_count_ > 0)
      walls_->apply_transposed(full);
    return full.tail(dimension());
  }

private:
  Index wall_count_;
  MatrixXd hessian_;
  VectorXd scales_, gradient_;
  std::optional<Reflections> walls_; ///< of the normals, if there are walls
};

void step_by_eigenvalues(const TangentSpace& space, double rounding, bool is_near,
                         NewtonStep& result) {
  const auto [values, vectors] = spectrum(space.hessian());
  const double largest = std::max(values.cwiseAbs().maxCoeff(), 1e-300);
  const VectorXd along = transposed_image(vectors, space.gradient());
  constexpr double damped = 1e-6;
  VectorXd step = VectorXd::Zero(values.size());
  for (Index k = 0; k < values.size(); ++k) {
    const bool is_flat = std::abs(values[k]) < flat_curvature * largest;
    if (!is_flat || std::abs(along[k]) >= rounding)
      step[k] =
          -along[k] / std::max(std::abs(values[k]), (is_near ? flat_curvature : damped) * largest);
  }
  result.step = space.direction(image(vectors, step));
  if (values[0] < -saddle_curvature * largest)
    result.downward = space.direction(vectors.col(0));
}

void step_by_factor(const TangentSpace& space, bool is_near, NewtonStep& result) {
  const MatrixXd hessian = space.hessian();
  const double largest = hessian.diagonal().cwiseAbs().maxCoeff() + 1e-300;
  std::optional<MatrixXd> factor;
  constexpr double growth = 10, most = 1e3;
  for (double shift = (is_near ? flat_curvature : 1e-6); shift < most && !factor; shift *= growth) {
    MatrixXd shifted = hessian;
    shifted.diagonal().array() += shift * largest;
    factor = cholesky_factor(shifted);
  }
  const VectorXd gradient = space.gradient();
  result.step = space.direction(factor ? -cholesky_solution(*factor, gradient) : -gradient);
}

} // namespace

NewtonStep newton_step(FloatingLagrangian& lagrangian, const WalkPlace& place, const FirstOrder& at,
                       bool is_near) {
  const TangentSpace space(lagrangian, place, at);
  NewtonStep result;
  if (space.is_dependent()) {
    result.has_dependent_walls = true;
    return result;
  }
  if (space.dimension() == 0) {
    result.step = VectorXd::Zero(place.parameters.size());
    return result;
  }
  result.scaled_gradient = space.gradient().cwiseAbs().maxCoeff();
  if (space.dimension() <= most_eigenvalues)
    step_by_eigenvalues(space, no_gradient * std::sqrt(at.risk), is_near, result);
  else
    step_by_factor(space, is_near, result);
  return result;
}

MatrixXd flat_directions(FloatingLagrangian& lagrangian, const WalkPlace& place,
                         const FirstOrder& at) {
  const Index count = place.parameters.size();
  const TangentSpace space(lagrangian, place, at);
  if (space.is_dependent() || space.dimension() == 0 || space.dimension() > most_eigenvalues)
    return MatrixXd(count, 0);
  const auto [values, vectors] = spectrum(space.hessian());
  const double largest = values.cwiseAbs().maxCoeff();
  constexpr double is_flat = 1e-8;
  std::vector<VectorXd> found;
  for (Index k = 0; k < space.dimension(); ++k)
    if (std::abs(values[k]) < is_flat * largest)
      found.push_back(space.direction(vectors.col(k)));
  MatrixXd basis(count, static_cast<Index>(found.size()));
  for (std::size_t k = 0; k < found.size(); ++k)
    basis.col(static_cast<Index>(k)) = found[k].normalized();
  if (found.empty())
    return basis;
  return Reflections(basis).basis(basis.cols());
}

} // namespace thalweg
