// SPDX-License-Identifier: GPL-3.0-or-later

#include "trained/independent_part.hpp"

#include <algorithm>

namespace thalweg {

namespace {

using PivotedQr = Eigen::ColPivHouseholderQR<FloatingMatrix>;

FloatingMatrix with_unit_columns(const FloatingMatrix& matrix) {
  FloatingMatrix result = matrix;
  for (Eigen::Index c = 0; c < result.cols(); ++c)
    if (const double length = result.col(c).norm(); length > 1e-12)
      result.col(c) /= length;
    else
      result.col(c).setZero();
  return result;
}

bool is_empty(const FloatingMatrix& matrix) {
  return matrix.rows() == 0 || matrix.cols() == 0;
}

std::size_t rank_of(PivotedQr& qr, const FloatingMatrix& matrix, double tolerance) {
  qr.compute(matrix);
  std::size_t rank = 0;
  const auto& r = qr.matrixR();
  while (rank < std::size_t(std::min(matrix.rows(), matrix.cols())) &&
         std::abs(r(rank, rank)) > tolerance)
    ++rank;
  return rank;
}

std::vector<std::size_t> leading_pivots(const PivotedQr& qr, std::size_t rank) {
  std::vector<std::size_t> result;
  for (std::size_t k = 0; k < rank; ++k)
    result.push_back(qr.colsPermutation().indices()[k]);
  std::sort(result.begin(), result.end());
  return result;
}

} // namespace

IndependentPart guessed_independent_part(const FloatingMatrix& matrix, double tolerance) {
  IndependentPart result;
  if (is_empty(matrix))
    return result;
  const FloatingMatrix scaled = with_unit_columns(matrix);
  PivotedQr qr;
  const std::size_t rank = rank_of(qr, scaled, tolerance);
  if (rank == 0)
    return result;
  result.columns = leading_pivots(qr, rank);
  const FloatingMatrix rows = scaled(Eigen::all, result.columns).transpose();
  qr.compute(rows);
  result.rows = leading_pivots(qr, rank);
  return result;
}

std::size_t guessed_rank(const FloatingMatrix& matrix, double tolerance) {
  if (is_empty(matrix))
    return 0;
  PivotedQr qr;
  return rank_of(qr, with_unit_columns(matrix), tolerance);
}

FloatingMatrix guessed_range(const FloatingMatrix& matrix, double tolerance) {
  if (is_empty(matrix))
    return FloatingMatrix(matrix.rows(), 0);
  PivotedQr qr;
  const std::size_t rank = rank_of(qr, with_unit_columns(matrix), tolerance);
  return FloatingMatrix(qr.householderQ() *
                        FloatingMatrix::Identity(matrix.rows(), Eigen::Index(rank)));
}

FloatingVector coefficients_of_column(const FloatingMatrix& matrix, const IndependentPart& pivots,
                                      std::size_t column) {
  if (pivots.rank() == 0)
    return FloatingVector(0);
  const FloatingMatrix square = matrix(pivots.rows, pivots.columns);
  const FloatingVector right = matrix(pivots.rows, Eigen::Index(column));
  return square.partialPivLu().solve(right);
}

FloatingMatrix side_by_side(const std::vector<FloatingMatrix>& parts, std::size_t row_count) {
  Eigen::Index columns = 0;
  for (const FloatingMatrix& part : parts)
    columns += part.cols();
  FloatingMatrix result(row_count, columns);
  Eigen::Index at = 0;
  for (const FloatingMatrix& part : parts) {
    result.middleCols(at, part.cols()) = part;
    at += part.cols();
  }
  return result;
}

} // namespace thalweg
