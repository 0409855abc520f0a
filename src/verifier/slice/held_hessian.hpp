// SPDX-License-Identifier: Apache-2.0
//
// The matrix M of O187: second derivatives of A at W in the free parameters, scaled by their steps,
// less the share ε of the squares and the curvature m. It is a sum of products x yᵀ of vectors;
// each vector is rounded to machine integers with one exponent, and what that may change is added
// to the radii: for an entry (i, j) those of row i and of row j.

#pragma once

#include "number/definite.hpp"
#include "slice/held_pass.hpp"

namespace thalweg::verifier {

/// Some free parameters, increasing, with a number each.
using SparseBalls = List<std::pair<std::size_t, Ball>>;

class HeldHessian {
public:
  explicit HeldHessian(const HeldProblem& problem);

  /// factor · (gradient · D)²; the gradient by parameter.
  void add_square(const List<Ball>& gradient, const Ball& factor);
  /// What z of a unit and what follows it make together, at one point: `adjoints` are those of A.
  void add_mixed(const HeldPoint& point, const Adjoints& adjoints);
  /// 2 κ ω² on the diagonal, κ of the decay, less `curvature`.
  void add_diagonal(const Fraction& curvature);

  /// The sum; nothing if its numbers may be too large for machine integers (2^24 and more).
  std::optional<SymmetricMatrix> matrix() const;

private:
  bool is_free(const Link& link) const {
    return problem_.graph.is_parameter(link) && problem_.is_free(link.coefficient);
  }
  /// A number times the step of a parameter, with its column.
  std::pair<std::size_t, Ball> scaled(std::size_t parameter, const Ball& value) const {
    return {column_[parameter], problem_.rules.product(value, problem_.steps[parameter])};
  }
  /// Adds x_i y_j for j ≤ i.
  void add_product(const SparseBalls& x, const SparseBalls& y);

  const HeldProblem& problem_;
  List<std::size_t> column_; ///< by parameter: its index among the free ones
  std::size_t size_ = 0;
  List<Wide> centres_; ///< lower triangle, over 2^100
  List<Wide> radii_;   ///< by row
  Wide bound_ = 0;     ///< of all magnitudes
  bool is_too_large_ = false;
};

} // namespace thalweg::verifier
