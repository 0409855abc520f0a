// SPDX-License-Identifier: GPL-3.0-or-later

#include "trained/floating_algebra.hpp"

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <Eigen/QR>

#include <algorithm>

namespace thalweg {

using Eigen::Index;

// ---- Products

FloatingMatrix product(const FloatingView& a, const FloatingView& b) {
  return a * b;
}

FloatingMatrix transposed_product(const FloatingView& a, const FloatingView& b) {
  return a.transpose() * b;
}

FloatingMatrix product_transposed(const FloatingView& a, const FloatingView& b) {
  return a * b.transpose();
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
  sum.noalias() += a * b.transpose();
}

void add_gram(FloatingMatrix& sum, const FloatingView& a) {
  sum.selfadjointView<Eigen::Lower>().rankUpdate(a.transpose());
  sum.triangularView<Eigen::StrictlyUpper>() = sum.transpose();
}

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
  FloatingVector result = right;
  factor.triangularView<Eigen::Lower>().solveInPlace(result);
  factor.transpose().triangularView<Eigen::Upper>().solveInPlace(result);
  return result;
}

// ---- Orthogonal bases

namespace {

using Sequence = Eigen::HouseholderSequence<FloatingMatrix, FloatingVector>;

/// Q with as many rows as the factors, the first columns.
FloatingMatrix columns_of(const FloatingMatrix& factors, const FloatingVector& coefficients,
                          Index count) {
  FloatingMatrix result = FloatingMatrix::Identity(factors.rows(), count);
  result.applyOnTheLeft(Sequence(factors, coefficients));
  return result;
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
  x.applyOnTheLeft(Sequence(factors_, coefficients_));
}

void Reflections::apply_transposed(FloatingVector& x) const {
  x.applyOnTheLeft(Sequence(factors_, coefficients_).adjoint());
}

void Reflections::conjugate(FloatingMatrix& symmetric) const {
  symmetric.applyOnTheLeft(Sequence(factors_, coefficients_).adjoint());
  symmetric.applyOnTheRight(Sequence(factors_, coefficients_));
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

FloatingVector least_squares(const FloatingMatrix& a, const FloatingVector& b) {
  return Eigen::ColPivHouseholderQR<FloatingMatrix>(a).solve(b);
}

struct ShortestSolutions::Factors {
  Eigen::CompleteOrthogonalDecomposition<FloatingMatrix> decomposition;
};

ShortestSolutions::ShortestSolutions(const FloatingMatrix& a, std::optional<double> threshold) {
  const auto factors = std::make_shared<Factors>();
  if (threshold)
    factors->decomposition.setThreshold(*threshold);
  factors->decomposition.compute(a);
  factors_ = factors;
}

FloatingVector ShortestSolutions::solution(const FloatingVector& b) const {
  return factors_->decomposition.solve(b);
}

FloatingMatrix ShortestSolutions::pseudo_inverse() const {
  return factors_->decomposition.pseudoInverse();
}

struct SquareSolutions::Factors {
  Eigen::PartialPivLU<FloatingMatrix> decomposition;
};

SquareSolutions::SquareSolutions(const FloatingMatrix& a)
    : factors_(std::make_shared<const Factors>(Factors{Eigen::PartialPivLU<FloatingMatrix>(a)})) {}

FloatingVector SquareSolutions::solution(const FloatingVector& b) const {
  return factors_->decomposition.solve(b);
}

FloatingMatrix SquareSolutions::inverse() const {
  return factors_->decomposition.inverse();
}

} // namespace thalweg
