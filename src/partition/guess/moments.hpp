// SPDX-License-Identifier: GPL-3.0-or-later
//
// Floating-point least squares on subsets of a group, from sums that can be updated. The targets
// are the residuals r_i of the group's own affine fit, so that what a subset's own fit would gain,
//   explained = bᵀ A⁻¹ b,  A = Σ w_i (1,x_i)(1,x_i)ᵀ,  b = Σ (1,x_i) r_i  (r_i summed over copies),
// is exactly the drop of its squared error. All numbers are guesses; nothing relies on them.

#pragma once

#include "partition/guess/scaled_points.hpp"

namespace thalweg {

/// The points of one group with inputs centred at their mean and the residuals of the group's fit.
struct LocalPoints {
  std::size_t input_dimension = 0;
  std::size_t target_dimension = 0;
  PointSet points;               ///< which points these are
  std::vector<double> inputs;    ///< centred scaled coordinates, point by point
  std::vector<double> weights;   ///< numbers of copies
  std::vector<double> residuals; ///< Σ over copies of target − fit, point by point
  std::vector<double> slope;     ///< linear part of the group's fit, target by target

  std::size_t count() const { return points.size(); }
  const double* input(std::size_t i) const { return inputs.data() + i * input_dimension; }
  const double* residual(std::size_t i) const { return residuals.data() + i * target_dimension; }
};

/// The sums A (lower triangle, row by row) and b (one row of length target_dimension per feature).
struct Moments {
  std::size_t features = 0;
  std::size_t target_dimension = 0;
  std::vector<double> gram;
  std::vector<double> cross;

  Moments(std::size_t features, std::size_t target_dimension)
      : features(features), target_dimension(target_dimension), gram(features * (features + 1) / 2),
        cross(features * target_dimension) {}

  /// Adds one point with the features (1, x_1, …).
  void add(const double* x, double weight, const double* target_sum);
  Moments& operator+=(const Moments& other);
};

LocalPoints local_points(const ScaledPoints& points, const PointSet& subset);

/// bᵀ A⁻¹ b, summed over targets; features that depend linearly on earlier ones are left out (a
/// pivot below 10⁻⁹ of the feature's own sum of squares counts as zero).
double explained(const Moments& moments);

/// A solution of A c = b, one row per feature; dependent features get 0.
std::vector<double> coefficients(const Moments& moments);

/// A rough count of the floating-point operations of `explained`.
double work_of_fit(std::size_t features);

} // namespace thalweg
