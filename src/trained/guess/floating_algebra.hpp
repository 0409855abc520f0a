// SPDX-License-Identifier: GPL-3.0-or-later
//
// Products, decompositions and solutions in floating point, for guesses: nothing here is proven.
// They are compiled here alone, as the templates of Eigen cost seconds in every file that uses
// them; other files include Eigen/Core and write sums, blocks and products by entries with it.

#pragma once

#include <Eigen/Core>

#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

namespace thalweg {

using FloatingMatrix = Eigen::MatrixXd;
using FloatingVector = Eigen::VectorXd;
using FloatingView = Eigen::Ref<const FloatingMatrix>;
using FloatingVectorView = Eigen::Ref<const FloatingVector>;

// ---- Products

FloatingMatrix product(const FloatingView& a, const FloatingView& b);                ///< A B
FloatingMatrix transposed_product(const FloatingView& a, const FloatingView& b);     ///< Aᵀ B
FloatingMatrix product_transposed(const FloatingView& a, const FloatingView& b);     ///< A Bᵀ
FloatingVector image(const FloatingView& a, const FloatingVectorView& x);            ///< A x
FloatingVector transposed_image(const FloatingView& a, const FloatingVectorView& x); ///< Aᵀ x

void add_product(FloatingMatrix& sum, const FloatingView& a, const FloatingView& b);
void add_product_transposed(FloatingMatrix& sum, const FloatingView& a, const FloatingView& b);

/// `sum` symmetric: sum + Aᵀ A.
void add_gram(FloatingMatrix& sum, const FloatingView& a);

// ---- Symmetric matrices, of which only the lower half is read

/// Eigenvalues, increasing, and orthonormal eigenvectors as columns. Size at least 1.
struct Spectrum {
  FloatingVector values;
  FloatingMatrix vectors;
};
Spectrum spectrum(const FloatingMatrix& symmetric);
FloatingVector eigenvalues(const FloatingMatrix& symmetric);

/// Lower triangular L with L Lᵀ the matrix (what is above the diagonal means nothing); nothing if
/// the matrix does not seem positive definite.
std::optional<FloatingMatrix> cholesky_factor(const FloatingMatrix& symmetric);
FloatingVector cholesky_solution(const FloatingMatrix& factor, const FloatingVector& right);

// ---- Orthogonal bases

/// A = Q R by Householder's reflections, at least as many rows as columns.
class Reflections {
public:
  explicit Reflections(FloatingMatrix a);

  FloatingVector diagonal() const;                 ///< of R
  FloatingMatrix basis(Eigen::Index count) const;  ///< the first columns of Q
  FloatingMatrix complement() const;               ///< the columns of Q behind those of A
  void apply(FloatingVector& x) const;             ///< Q x
  void apply_transposed(FloatingVector& x) const;  ///< Qᵀ x
  void conjugate(FloatingMatrix& symmetric) const; ///< Qᵀ S Q

private:
  FloatingMatrix factors_;
  FloatingVector coefficients_;
};

/// A P = Q R: each pivot the farthest column from the span of those before it.
struct PivotedQr {
  std::vector<std::size_t> order; ///< all columns
  FloatingVector sizes;           ///< |R_kk|, decreasing, one for each row or column of A
  FloatingMatrix factors;         ///< reflections and R
  FloatingVector coefficients;    ///< of the reflections

  /// How many leading pivots are larger than this.
  std::size_t rank(double tolerance) const;
  /// The first columns of Q, and the others of the square Q.
  FloatingMatrix basis(std::size_t count) const;
  FloatingMatrix complement(std::size_t count) const;
  /// The first columns of the order, increasing.
  std::vector<std::size_t> leading(std::size_t count) const;
};
PivotedQr pivoted_qr(const FloatingMatrix& a);

// ---- Solutions

/// x with |A x − b| least, entries of dependent columns 0.
FloatingVector least_squares(const FloatingMatrix& a, const FloatingVector& b);

/// The shortest x with |A x − b| least, for many b. Pivots below `threshold` times the largest
/// count as 0.
class ShortestSolutions {
public:
  ShortestSolutions() = default; ///< of no equations: call nothing
  explicit ShortestSolutions(const FloatingMatrix& a, std::optional<double> threshold = {});
  FloatingVector solution(const FloatingVector& b) const;
  FloatingMatrix pseudo_inverse() const;

private:
  struct Factors;
  std::shared_ptr<const Factors> factors_;
};

/// x with A x = b for a square A, for many b; not finite if A is singular.
class SquareSolutions {
public:
  explicit SquareSolutions(const FloatingMatrix& a);
  FloatingVector solution(const FloatingVector& b) const;
  FloatingMatrix inverse() const;

private:
  struct Factors;
  std::shared_ptr<const Factors> factors_;
};

} // namespace thalweg
