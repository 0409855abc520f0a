// SPDX-License-Identifier: GPL-3.0-or-later

#include "trained/guess/independent_part.hpp"

namespace thalweg {

namespace {

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

} // namespace

IndependentPart guessed_independent_part(const FloatingMatrix& matrix, double tolerance) {
  IndependentPart result;
  if (is_empty(matrix))
    return result;
  const FloatingMatrix scaled = with_unit_columns(matrix);
  const PivotedQr qr = pivoted_qr(scaled);
  const std::size_t rank = qr.rank(tolerance);
  if (rank == 0)
    return result;
  result.columns = qr.leading(rank);
  const FloatingMatrix rows = scaled(Eigen::all, result.columns).transpose();
  result.rows = pivoted_qr(rows).leading(rank);
  return result;
}

std::size_t guessed_rank(const FloatingMatrix& matrix, double tolerance) {
  if (is_empty(matrix))
    return 0;
  return pivoted_qr(with_unit_columns(matrix)).rank(tolerance);
}

FloatingMatrix guessed_range(const FloatingMatrix& matrix, double tolerance) {
  if (is_empty(matrix))
    return FloatingMatrix(matrix.rows(), 0);
  const PivotedQr qr = pivoted_qr(with_unit_columns(matrix));
  return qr.basis(qr.rank(tolerance));
}

FloatingVector coefficients_of_column(const FloatingMatrix& matrix, const IndependentPart& pivots,
                                      std::size_t column) {
  if (pivots.rank() == 0)
    return FloatingVector(0);
  const FloatingMatrix square = matrix(pivots.rows, pivots.columns);
  const FloatingVector right = matrix(pivots.rows, Eigen::Index(column));
  return SquareSolutions(square).solution(right);
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
