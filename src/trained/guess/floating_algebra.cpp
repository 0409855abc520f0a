// SPDX-License-Identifier: GPL-3.0-or-later

#include "trained/guess/floating_algebra.hpp"

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <Eigen/QR>

#include <algorithm>
#include <limits>

namespace thalweg {

using Eigen::Index;

// Eigen compiles a product, a reflection and a triangular solution once for every kind of operand,
// for seconds each: here all operands are matrices, transposed ones are copied first.

// ---- Products

FloatingMatrix product(const FloatingView& a, const FloatingView& b) {
  FloatingMatrix result = FloatingMatrix::Zero(a.rows(), b.cols());
  result.noalias() += a * b;
  return result;
}

FloatingMatrix transposed_product(const FloatingView& a, const FloatingView& b) {
  return product(FloatingMatrix(a.transpose()), b);
}

FloatingMatrix product_transposed(const FloatingView& a, const FloatingView& b) {
  return product(a, FloatingMatrix(b.transpose()));
}

FloatingVector image(const FloatingView& a, const FloatingVectorView& x) {
  return a * x;
}

FloatingVector transposed_image(const FloatingView& a, const FloatingVectorView& x) {
  return a.transpose() * x;
}

void add_product(FloatingMatrix& sum, const FloatingView& a, const FloatingView& b) {
  sum.noalias() += a * b;
}

void add_product_transposed(FloatingMatrix& sum, const FloatingView& a, const FloatingView& b) {
  add_product(sum, a, FloatingMatrix(b.transpose()));
}

void add_gram(FloatingMatrix& sum, const FloatingView& a) {
  sum.selfadjointView<Eigen::Lower>().rankUpdate(a.transpose());
  sum.triangularView<Eigen::StrictlyUpper>() = sum.transpose();
}

namespace {

/// x with U x = right for an upper triangular U.
FloatingMatrix upper_solution(const FloatingMatrix& upper, FloatingMatrix right) {
  upper.triangularView<Eigen::Upper>().solveInPlace(right);
  return right;
}

FloatingMatrix lower_solution(const FloatingMatrix& lower, FloatingMatrix right) {
  lower.triangularView<Eigen::Lower>().solveInPlace(right);
  return right;
}

} // namespace

// ---- Symmetric matrices

Spectrum spectrum(const FloatingMatrix& symmetric) {
  const Eigen::SelfAdjointEigenSolver<FloatingMatrix> solver(symmetric);
  return {solver.eigenvalues(), solver.eigenvectors()};
}

FloatingVector eigenvalues(const FloatingMatrix& symmetric) {
  return Eigen::SelfAdjointEigenSolver<FloatingMatrix>(symmetric, Eigen::EigenvaluesOnly)
      .eigenvalues();
}

std::optional<FloatingMatrix> cholesky_factor(const FloatingMatrix& symmetric) {
  const Eigen::LLT<FloatingMatrix> factor(symmetric);
  if (factor.info() != Eigen::Success)
    return std::nullopt;
  return factor.matrixLLT();
}

FloatingVector cholesky_solution(const FloatingMatrix& factor, const FloatingVector& right) {
  return upper_solution(factor.transpose(), lower_solution(factor, right));
}

// ---- Orthogonal bases

namespace {

using Sequence = Eigen::HouseholderSequence<FloatingMatrix, FloatingVector>;

/// Q x
FloatingMatrix reflected(const Sequence& reflections, FloatingMatrix x) {
  x.applyOnTheLeft(reflections);
  return x;
}

/// Q with as many rows as the factors, the first columns.
FloatingMatrix columns_of(const FloatingMatrix& factors, const FloatingVector& coefficients,
                          Index count) {
  return reflected(Sequence(factors, coefficients),
                   FloatingMatrix::Identity(factors.rows(), count));
}

} // namespace

Reflections::Reflections(FloatingMatrix a) {
  const Eigen::HouseholderQR<FloatingMatrix> qr(a);
  factors_ = qr.matrixQR();
  coefficients_ = qr.hCoeffs();
}

FloatingVector Reflections::diagonal() const {
  return factors_.diagonal();
}

FloatingMatrix Reflections::basis(Index count) const {
  return columns_of(factors_, coefficients_, count);
}

FloatingMatrix Reflections::complement() const {
  return basis(factors_.rows()).rightCols(factors_.rows() - factors_.cols());
}

void Reflections::apply(FloatingVector& x) const {
  x = reflected(Sequence(factors_, coefficients_), x);
}

void Reflections::apply_transposed(FloatingVector& x) const {
  x = reflected(Sequence(factors_, coefficients_).adjoint(), x);
}

void Reflections::conjugate(FloatingMatrix& symmetric) const {
  const Sequence q(factors_, coefficients_);
  symmetric = reflected(q.adjoint(), reflected(q.adjoint(), symmetric).transpose());
}

std::size_t PivotedQr::rank(double tolerance) const {
  std::size_t result = 0;
  while (result < std::size_t(sizes.size()) && sizes[Index(result)] > tolerance)
    ++result;
  return result;
}

FloatingMatrix PivotedQr::basis(std::size_t count) const {
  return columns_of(factors, coefficients, Index(count));
}

FloatingMatrix PivotedQr::complement(std::size_t count) const {
  return columns_of(factors, coefficients, factors.rows()).rightCols(factors.rows() - Index(count));
}

std::vector<std::size_t> PivotedQr::leading(std::size_t count) const {
  std::vector<std::size_t> result(order.begin(), order.begin() + std::ptrdiff_t(count));
  std::sort(result.begin(), result.end());
  return result;
}

PivotedQr pivoted_qr(const FloatingMatrix& a) {
  const Eigen::ColPivHouseholderQR<FloatingMatrix> qr(a);
  PivotedQr result{{}, qr.matrixQR().diagonal().cwiseAbs(), qr.matrixQR(), qr.hCoeffs()};
  for (Index k = 0; k < a.cols(); ++k)
    result.order.push_back(std::size_t(qr.colsPermutation().indices()[k]));
  return result;
}

// ---- Solutions

namespace {

/// Pivots below this times the largest count as 0, if nothing else is said.
double usual_threshold(const FloatingVector& sizes) {
  return std::numeric_limits<double>::epsilon() * double(sizes.size());
}

} // namespace

/// A P = Q [R S; 0 0] with a regular R of size `rank`.
struct RankedQr {
  PivotedQr qr;
  Index rank;

  RankedQr(const FloatingMatrix& a, std::optional<double> threshold) : qr(pivoted_qr(a)), rank(0) {
    if (qr.sizes.size() > 0)
      rank = Index(qr.rank(threshold.value_or(usual_threshold(qr.sizes)) * qr.sizes[0]));
  }

  /// The first `rank` entries of Qᵀ b, for every column.
  FloatingMatrix image(const FloatingMatrix& b) const {
    return reflected(Sequence(qr.factors, qr.coefficients).adjoint(), b).topRows(rank);
  }

  /// Rows in the order of the columns of A; 0 for those behind.
  FloatingMatrix in_place(const FloatingMatrix& x) const {
    FloatingMatrix result = FloatingMatrix::Zero(Index(qr.order.size()), x.cols());
    for (Index k = 0; k < x.rows(); ++k)
      result.row(Index(qr.order[std::size_t(k)])) = x.row(k);
    return result;
  }
};

FloatingVector least_squares(const FloatingMatrix& a, const FloatingVector& b) {
  const RankedQr ranked(a, std::nullopt);
  const FloatingMatrix upper = ranked.qr.factors.topLeftCorner(ranked.rank, ranked.rank);
  return ranked.in_place(upper_solution(upper, ranked.image(b)));
}

/// [R S]ᵀ = Z [T; 0]: the shortest x is P Z T⁻ᵀ of the image of b.
struct ShortestSolutions::Factors {
  RankedQr ranked;
  FloatingMatrix basis; ///< Z
  FloatingMatrix lower; ///< Tᵀ

  Factors(const FloatingMatrix& a, std::optional<double> threshold) : ranked(a, threshold) {
    FloatingMatrix rows = ranked.qr.factors.topRows(ranked.rank);
    rows.triangularView<Eigen::StrictlyLower>().setZero();
    const Eigen::HouseholderQR<FloatingMatrix> qr(rows.transpose());
    basis = columns_of(qr.matrixQR(), qr.hCoeffs(), ranked.rank);
    lower = qr.matrixQR().topRows(ranked.rank).transpose();
  }

  FloatingMatrix solutions(const FloatingMatrix& b) const {
    return ranked.in_place(product(basis, lower_solution(lower, ranked.image(b))));
  }
};

ShortestSolutions::ShortestSolutions(const FloatingMatrix& a, std::optional<double> threshold)
    : factors_(std::make_shared<const Factors>(a, threshold)) {}

FloatingVector ShortestSolutions::solution(const FloatingVector& b) const {
  return factors_->solutions(b);
}

FloatingMatrix ShortestSolutions::pseudo_inverse() const {
  const Index rows = factors_->ranked.qr.factors.rows();
  return factors_->solutions(FloatingMatrix::Identity(rows, rows));
}

struct SquareSolutions::Factors {
  Eigen::PartialPivLU<FloatingMatrix> decomposition;
};

SquareSolutions::SquareSolutions(const FloatingMatrix& a)
    : factors_(std::make_shared<const Factors>(Factors{Eigen::PartialPivLU<FloatingMatrix>(a)})) {}

FloatingVector SquareSolutions::solution(const FloatingVector& b) const {
  return factors_->decomposition.solve(FloatingMatrix(b));
}

FloatingMatrix SquareSolutions::inverse() const {
  const Index size = factors_->decomposition.rows();
  return factors_->decomposition.solve(FloatingMatrix::Identity(size, size).eval());
}

} // namespace thalweg
