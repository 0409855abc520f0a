// SPDX-License-Identifier: GPL-3.0-or-later

#include "population/guess/floating_population.hpp"

#include "exact/watched_work.hpp"
#include "trained/guess/floating_algebra.hpp"

#include <fmt/format.h>

#include <cmath>
#include <numbers>
#include <random>

namespace thalweg {

namespace {

using Matrix = FloatingMatrix;

constexpr double least_risk = 1e-4;      // below: the teachers themselves
constexpr double least_curvature = 1e-4; // below: a saddle, or flat

/// Angles of all rows of W with all rows of (W; I), and s.
struct FloatingPairs {
  Matrix all;     ///< (W; I)
  Matrix product; ///< W allᵀ
  Matrix angle;
  Matrix root;
};

FloatingPairs floating_pairs(const Matrix& w) {
  FloatingPairs p;
  p.all.resize(w.rows() + w.cols(), w.cols());
  p.all << w, Matrix::Identity(w.cols(), w.cols());
  p.product = product_transposed(w, p.all);
  const Eigen::VectorXd norms = p.all.rowwise().norm();
  const Matrix sizes = norms.head(w.rows()) * norms.transpose();
  const Matrix cosine = p.product.cwiseQuotient(sizes).cwiseMax(-1.0).cwiseMin(1.0);
  p.angle = cosine.array().acos().matrix();
  p.root = sizes.cwiseProduct((1 - cosine.array().square()).sqrt().matrix());
  return p;
}

double floating_risk(const Matrix& w) {
  const FloatingPairs p = floating_pairs(w);
  const double k = static_cast<double>(w.cols());
  const Matrix f = (p.root + ((std::numbers::pi - p.angle.array()) * p.product.array()).matrix()) /
                   (2 * std::numbers::pi);
  return f.leftCols(w.rows()).sum() / 2 - f.rightCols(w.cols()).sum() +
         (k / 2 + k * (k - 1) / (2 * std::numbers::pi)) / 2;
}

/// 1 for units, −1 for teachers.
double sign_of(Eigen::Index other, Eigen::Index units) {
  return other < units ? 1 : -1;
}

/// m_i: what w_i is multiplied by in 2π ∇_i F.
Eigen::VectorXd floating_factors(const FloatingPairs& p, Eigen::Index n) {
  Eigen::VectorXd m = Eigen::VectorXd::Constant(n, std::numbers::pi);
  for (Eigen::Index i = 0; i < n; ++i)
    for (Eigen::Index j = 0; j < p.all.rows(); ++j)
      if (j != i)
        m(i) += sign_of(j, n) * p.root(i, j) / p.product(i, i);
  return m;
}

Matrix floating_gradient(const Matrix& w) {
  const FloatingPairs p = floating_pairs(w);
  const Eigen::Index n = w.rows();
  Matrix coefficients = (std::numbers::pi - p.angle.array()).matrix();
  coefficients.rightCols(w.cols()) *= -1;
  coefficients.leftCols(n).diagonal() = floating_factors(p, n);
  return product(coefficients, p.all) / (2 * std::numbers::pi);
}

/// ∇²F for d = k; row i k + x is entry x of unit i.
Matrix floating_hessian(const Matrix& w) {
  const FloatingPairs p = floating_pairs(w);
  const Eigen::Index n = w.rows(), k = w.cols();
  const Matrix identity = Matrix::Identity(k, k);
  const Eigen::VectorXd m = floating_factors(p, n);
  Matrix h = Matrix::Zero(n * k, n * k);
  for (Eigen::Index i = 0; i < n; ++i) {
    require_time();
    const Eigen::VectorXd wi = w.row(i);
    const double a = p.product(i, i);
    Matrix own = m(i) * identity;
    for (Eigen::Index j = 0; j < p.all.rows(); ++j) {
      if (j == i)
        continue;
      const Eigen::VectorXd v = p.all.row(j);
      const double q = p.product(i, j), s = p.root(i, j);
      const Eigen::VectorXd u = v - q / a * wi;
      own += sign_of(j, n) * (u * u.transpose() / s - s / (a * a) * wi * wi.transpose());
      if (j < n)
        h.block(i * k, j * k, k, k) =
            (std::numbers::pi - p.angle(i, j)) * identity +
            (wi * v.transpose() + v * wi.transpose() - q / a * wi * wi.transpose() -
             q / v.squaredNorm() * v * v.transpose()) /
                s;
    }
    h.block(i * k, i * k, k, k) = own;
  }
  return h / (2 * std::numbers::pi);
}

/// The block of ∇²F of a column beyond the first k.
Matrix floating_further_hessian(const Matrix& w) {
  const FloatingPairs p = floating_pairs(w);
  Matrix h = (std::numbers::pi - p.angle.leftCols(w.rows()).array()).matrix();
  h.diagonal() = floating_factors(p, w.rows());
  return h / (2 * std::numbers::pi);
}

/// `turned` units away from their teachers, the others near.
Matrix turned_start(Eigen::Index k, Eigen::Index turned) {
  Matrix w = Matrix::Identity(k, k);
  w.rightCols(turned).array() += 0.2;
  w.bottomRows(turned).setConstant(0.3 / std::sqrt(static_cast<double>(turned)));
  w.bottomRightCorner(turned, turned).setConstant(0.08);
  for (Eigen::Index i = k - turned; i < k; ++i)
    w(i, i) = turned > 1 ? -0.77 : -0.6;
  return w;
}

/// n > k: the last teacher has no unit near; the n − k + 1 units that are left point away from it
/// and share their length unequally.
Matrix split_start(Eigen::Index n, Eigen::Index k) {
  Matrix w = Matrix::Constant(n, k, -0.02);
  w.topLeftCorner(k, k).diagonal().setConstant(0.99);
  w.col(k - 1).setConstant(0.2);
  for (Eigen::Index i = k - 1; i < n; ++i) {
    const double share = static_cast<double>(i - k + 2);
    w.row(i).setConstant(0.06 * share);
    w(i, k - 1) = -0.5 / share;
  }
  return w;
}

Matrix random_start(Eigen::Index n, Eigen::Index k, std::mt19937_64& random) {
  std::normal_distribution<double> normal(0, 1 / std::sqrt(static_cast<double>(k)));
  Matrix w(n, k);
  for (Eigen::Index i = 0; i < n; ++i)
    for (Eigen::Index x = 0; x < k; ++x)
      w(i, x) = normal(random);
  return w;
}

/// Gradient descent; then Newton's steps, which may end in a saddle.
Matrix settled_point(Matrix w) {
  constexpr int most_steps = 20000;
  const double step = std::min(0.3, 5.0 / static_cast<double>(w.cols()));
  for (int t = 0; t < most_steps; ++t) {
    require_time();
    const Matrix gradient = floating_gradient(w);
    w -= step * gradient;
    if (!(gradient.norm() > 1e-8))
      break;
  }
  for (int t = 0; t < 4; ++t) {
    const Eigen::Matrix<double, -1, -1, Eigen::RowMajor> gradient = floating_gradient(w);
    const Eigen::Map<const Eigen::VectorXd> flat(gradient.data(), gradient.size());
    const Eigen::VectorXd move = SquareSolutions(floating_hessian(w)).solution(flat);
    w -= Eigen::Map<const Eigen::Matrix<double, -1, -1, Eigen::RowMajor>>(move.data(), w.rows(),
                                                                          w.cols());
  }
  return w;
}

FloatingMinimum described_minimum(const Matrix& w, double risk, double curvature,
                                  const Matrix& hessian) {
  FloatingMinimum result{static_cast<std::size_t>(w.cols()), {}, risk, curvature, {}};
  for (Eigen::Index i = 0; i < w.rows(); ++i) {
    const Eigen::RowVectorXd row = w.row(i);
    result.units.emplace_back(row.data(), row.data() + row.size());
  }
  const Matrix inverse = SquareSolutions(hessian).inverse(); // symmetric: rows are columns
  result.inverse_hessian.assign(inverse.data(), inverse.data() + inverse.size());
  return result;
}

/// Why the point that was reached is no candidate, or what `is_accepted` makes of it.
std::string judged_point(const Matrix& w,
                         const std::function<bool(const FloatingMinimum&)>& is_accepted) {
  if (!w.allFinite())
    return "the descent did not stay finite";
  const double risk = floating_risk(w);
  const double slope = floating_gradient(w).norm();
  if (!(slope < 1e-10))
    return fmt::format("the descent did not end: gradient {:.1e}", slope);
  if (!(risk > least_risk))
    return "the descent found the teachers, risk 0";
  const Matrix hessian = floating_hessian(w);
  const double curvature = eigenvalues(hessian)[0];
  if (!(curvature > least_curvature))
    return fmt::format("a saddle of risk {:.4f}, least curvature {:.1e}", risk, curvature);
  return is_accepted(described_minimum(w, risk, curvature, hessian)) ? "" : "not proven";
}

} // namespace

std::string
guess_population_minima(const PopulationSearch& search,
                        const std::function<bool(const FloatingMinimum&)>& is_accepted) {
  const auto n = static_cast<Eigen::Index>(search.units);
  const auto k = static_cast<Eigen::Index>(search.teachers);
  constexpr int random_starts = 300;
  constexpr Eigen::Index most_turned = 8;
  std::string reason = "no start";
  if (search.seed) {
    std::mt19937_64 random(*search.seed);
    for (int t = 0; t < random_starts && !reason.empty(); ++t)
      reason = judged_point(settled_point(random_start(n, k, random)), is_accepted);
  } else if (n > k) {
    reason = judged_point(settled_point(split_start(n, k)), is_accepted);
  } else {
    for (Eigen::Index turned = 1; turned <= std::min(k, most_turned) && !reason.empty(); ++turned)
      reason = judged_point(settled_point(turned_start(k, turned)), is_accepted);
  }
  return reason;
}

PopulationSpectrum floating_spectrum(const PopulationPoint& point) {
  Matrix w(static_cast<Eigen::Index>(point.units.size()),
           static_cast<Eigen::Index>(point.teachers));
  for (Eigen::Index i = 0; i < w.rows(); ++i)
    for (Eigen::Index j = 0; j < w.cols(); ++j)
      w(i, j) =
          std::ldexp(point.units[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)].get_d(),
                     -static_cast<int>(point.bits));
  const Eigen::VectorXd inner = eigenvalues(floating_hessian(w));
  const Eigen::VectorXd further = eigenvalues(floating_further_hessian(w));
  return {{inner.begin(), inner.end()}, {further.begin(), further.end()}};
}

} // namespace thalweg
