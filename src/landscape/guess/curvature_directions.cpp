// SPDX-License-Identifier: GPL-3.0-or-later

#include "landscape/guess/curvature_directions.hpp"

#include "exact/finite.hpp"
#include "landscape/guess/scouted_risk.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace thalweg {

namespace {

using FloatingMatrix = std::vector<std::vector<double>>;

/// The parameters that move no tied unit.
std::vector<std::size_t> free_parameters(const Network& network, const UnsettledStates& unsettled) {
  const ParameterOrder order(network);
  std::vector<bool> is_free(order.count(), true);
  const auto fix = [&](std::size_t first, std::size_t end) {
    std::fill(is_free.begin() + static_cast<std::ptrdiff_t>(first),
              is_free.begin() + static_cast<std::ptrdiff_t>(end), false);
  };
  for (const Tie& tie : unsettled.ties) {
    const Layer& layer = network.layers[tie.layer];
    const bool has_row = has_parameters(layer);
    if (has_row) {
      const std::size_t row = parameter_row_of(layer, tie.unit);
      const std::size_t first = order.weight(tie.layer, row, 0);
      fix(first, first + parameter_column_count(layer));
      if (layer.has_biases)
        is_free[order.bias(tie.layer, row)] = false;
    }
    if (!has_row || !parameter_rows(layer)[parameter_row_of(layer, tie.unit)].empty())
      fix(0, order.begin(tie.layer));
  }
  std::vector<std::size_t> result;
  for (std::size_t p = 0; p < is_free.size(); ++p)
    if (is_free[p])
      result.push_back(p);
  return result;
}

/// Rotates rows and columns a and b of the symmetric matrix so that entry (a, b) becomes 0.
void rotate(FloatingMatrix& matrix, FloatingMatrix& vectors, std::size_t a, std::size_t b) {
  const double theta = (matrix[b][b] - matrix[a][a]) / (2 * matrix[a][b]);
  const double t = (theta >= 0 ? 1 : -1) / (std::abs(theta) + std::sqrt(theta * theta + 1));
  const double c = 1 / std::sqrt(t * t + 1), s = t * c;
  const auto turn = [c, s](double& x, double& y) {
    const double old = x;
    x = c * old - s * y;
    y = s * old + c * y;
  };
  for (std::size_t k = 0; k < matrix.size(); ++k)
    turn(matrix[k][a], matrix[k][b]);
  for (std::size_t k = 0; k < matrix.size(); ++k)
    turn(matrix[a][k], matrix[b][k]);
  for (std::vector<double>& row : vectors)
    turn(row[a], row[b]);
}

/// Makes the matrix nearly diagonal; the columns of the result are its eigenvectors.
FloatingMatrix diagonalised(FloatingMatrix& matrix) {
  const std::size_t size = matrix.size();
  FloatingMatrix vectors(size, std::vector<double>(size));
  for (std::size_t k = 0; k < size; ++k)
    vectors[k][k] = 1;
  constexpr int sweeps = 12;
  for (int sweep = 0; sweep < sweeps; ++sweep) {
    double off = 0, all = 0;
    for (std::size_t a = 0; a < size; ++a)
      for (std::size_t b = 0; b < size; ++b) {
        all += matrix[a][b] * matrix[a][b];
        off += a == b ? 0 : matrix[a][b] * matrix[a][b];
      }
    if (!(off > 1e-26 * all))
      break;
    for (std::size_t a = 0; a < size; ++a)
      for (std::size_t b = a + 1; b < size; ++b)
        if (matrix[a][b] * matrix[a][b] > 1e-32 * all)
          rotate(matrix, vectors, a, b);
  }
  return vectors;
}

} // namespace

std::vector<CurvatureDirection> curvature_directions(const Network& network, const Problem& problem,
                                                     const UnsettledStates& unsettled,
                                                     std::size_t most, std::size_t most_parameters,
                                                     double work) {
  const ScoutedRisk risk(network, problem.data, problem.loss);
  const std::vector<std::size_t> free = free_parameters(network, unsettled);
  const std::size_t size = free.size();
  if (size > most_parameters || 4 * static_cast<double>(size) * risk.work() > work)
    return {};
  FloatingMatrix hessian;
  for (const std::size_t p : free) {
    std::vector<double> one(risk.parameters().size());
    one[p] = 1;
    const std::vector<double> column = risk.hessian_product(risk.parameters(), one);
    require_finite(column);
    hessian.emplace_back();
    for (const std::size_t q : free)
      hessian.back().push_back(column[q]);
  }
  const FloatingMatrix vectors = diagonalised(hessian);
  double largest = 0;
  std::vector<std::size_t> by_curvature(size);
  std::iota(by_curvature.begin(), by_curvature.end(), std::size_t{0});
  for (std::size_t k = 0; k < size; ++k)
    largest = std::max(largest, std::abs(hessian[k][k]));
  std::stable_sort(by_curvature.begin(), by_curvature.end(),
                   [&](std::size_t a, std::size_t b) { return hessian[a][a] < hessian[b][b]; });
  std::vector<CurvatureDirection> result;
  for (const std::size_t k : by_curvature) {
    if (result.size() == most || !(hessian[k][k] < -1e-10 * largest))
      break;
    CurvatureDirection& direction = result.emplace_back();
    direction.curvature = hessian[k][k];
    double size_of_entries = 0;
    for (std::size_t p = 0; p < size; ++p)
      size_of_entries = std::max(size_of_entries, std::abs(vectors[p][k]));
    for (std::size_t p = 0; p < size; ++p) {
      direction.parameters.push_back(free[p]);
      direction.values.push_back(exact_value(vectors[p][k] / size_of_entries));
    }
  }
  return result;
}

} // namespace thalweg
