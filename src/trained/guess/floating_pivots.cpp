// SPDX-License-Identifier: GPL-3.0-or-later

#include "trained/guess/floating_pivots.hpp"

#include "trained/guess/floating_algebra.hpp"

#include <cmath>

namespace thalweg {

PivotGuess guessed_pivots(const std::vector<Vector>& rows, const Vector& scales,
                          std::size_t column_count) {
  using Index = Eigen::Index;
  Eigen::MatrixXd matrix(static_cast<Index>(rows.size()), static_cast<Index>(column_count));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const double scale = scales[i].get_d();
    for (std::size_t k = 0; k < column_count; ++k) {
      const double entry = scale * rows[i][k].get_d();
      matrix(static_cast<Index>(i), static_cast<Index>(k)) = std::isfinite(entry) ? entry : 0;
    }
  }
  PivotGuess result;
  if (rows.empty() || column_count == 0) {
    for (std::size_t k = 0; k < column_count; ++k)
      result.order.push_back(k);
    return result;
  }
  PivotedQr qr = pivoted_qr(matrix);
  constexpr double relative_pivot = 1e-10; // below, a column counts as dependent
  result.rank = qr.rank(relative_pivot * qr.sizes[0]);
  result.order = std::move(qr.order);
  return result;
}

} // namespace thalweg
