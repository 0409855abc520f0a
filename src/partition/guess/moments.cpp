// SPDX-License-Identifier: GPL-3.0-or-later
//
// Cholesky factorisation A = L D Lᵀ with a guard: pivots that are zero up to rounding drop their
// feature, which is the floating counterpart of the leftmost independent columns of the exact fit.

#include "partition/guess/moments.hpp"

namespace thalweg {

namespace {

constexpr double smallest_pivot = 1e-9;

std::size_t row_start(std::size_t row) {
  return row * (row + 1) / 2;
}

/// A = L D Lᵀ in place: `factor` holds L below the diagonal and D on it (0 for a dropped feature,
/// whose column of L is 0).
std::vector<double> guarded_factor(const Moments& moments) {
  std::vector<double> factor = moments.gram;
  for (std::size_t j = 0; j < moments.features; ++j) {
    double* row = factor.data() + row_start(j);
    const double own_square = row[j];
    for (std::size_t k = 0; k < j; ++k) {
      const double* other = factor.data() + row_start(k);
      double sum = row[k];
      for (std::size_t l = 0; l < k; ++l)
        sum -= row[l] * other[l];
      row[k] = sum; // L_jk D_k for now
    }
    double pivot = row[j];
    for (std::size_t k = 0; k < j; ++k) {
      const double diagonal = factor[row_start(k) + k];
      const double entry = diagonal > 0 ? row[k] / diagonal : 0;
      pivot -= entry * row[k];
      row[k] = entry;
    }
    row[j] = pivot > smallest_pivot * own_square ? pivot : 0;
  }
  return factor;
}

/// L⁻¹ b, without the dropped features.
std::vector<double> forward_solution(const Moments& moments, const std::vector<double>& factor) {
  std::vector<double> solution = moments.cross;
  const std::size_t targets = moments.target_dimension;
  for (std::size_t j = 0; j < moments.features; ++j) {
    const double* row = factor.data() + row_start(j);
    for (std::size_t o = 0; o < targets; ++o) {
      double sum = solution[j * targets + o];
      for (std::size_t k = 0; k < j; ++k)
        sum -= row[k] * solution[k * targets + o];
      solution[j * targets + o] = row[j] > 0 ? sum : 0;
    }
  }
  return solution;
}

std::vector<double> mean_input(const ScaledPoints& points, const PointSet& subset) {
  std::vector<double> mean(points.input_dimension);
  double weight = 0;
  for (std::size_t point : subset) {
    weight += points.weights[point];
    for (std::size_t j = 0; j < mean.size(); ++j)
      mean[j] += points.weights[point] * points.input(point)[j];
  }
  for (double& coordinate : mean)
    coordinate /= weight;
  return mean;
}

/// Replaces the targets by the residuals of their affine fit, and keeps the slope of the fit.
void subtract_fit(LocalPoints& local) {
  const std::size_t targets = local.target_dimension;
  Moments moments(1 + local.input_dimension, targets);
  for (std::size_t i = 0; i < local.count(); ++i)
    moments.add(local.input(i), local.weights[i], local.residual(i));
  const std::vector<double> fit = coefficients(moments);
  for (std::size_t i = 0; i < local.count(); ++i)
    for (std::size_t o = 0; o < targets; ++o) {
      double prediction = fit[o];
      for (std::size_t j = 0; j < local.input_dimension; ++j)
        prediction += fit[(1 + j) * targets + o] * local.input(i)[j];
      local.residuals[i * targets + o] -= local.weights[i] * prediction;
    }
  for (std::size_t o = 0; o < targets; ++o)
    for (std::size_t j = 0; j < local.input_dimension; ++j)
      local.slope.push_back(fit[(1 + j) * targets + o]);
}

} // namespace

void Moments::add(const double* x, double weight, const double* target_sum) {
  double* entry = gram.data();
  for (std::size_t j = 0; j < features; ++j) {
    const double feature = j == 0 ? 1 : x[j - 1];
    const double weighted = weight * feature;
    *entry++ += weighted;
    if (j > 0)
      for (std::size_t k = 1; k <= j; ++k)
        *entry++ += weighted * x[k - 1];
    for (std::size_t o = 0; o < target_dimension; ++o)
      cross[j * target_dimension + o] += feature * target_sum[o];
  }
}

Moments& Moments::operator+=(const Moments& other) {
  for (std::size_t k = 0; k < gram.size(); ++k)
    gram[k] += other.gram[k];
  for (std::size_t k = 0; k < cross.size(); ++k)
    cross[k] += other.cross[k];
  return *this;
}

LocalPoints local_points(const ScaledPoints& points, const PointSet& subset) {
  LocalPoints local;
  local.input_dimension = points.input_dimension;
  local.target_dimension = points.target_dimension;
  local.points = subset;
  const std::vector<double> mean = mean_input(points, subset);
  for (std::size_t point : subset) {
    local.weights.push_back(points.weights[point]);
    for (std::size_t j = 0; j < points.input_dimension; ++j)
      local.inputs.push_back(points.input(point)[j] - mean[j]);
    const double* sums = points.target_sums.data() + point * points.target_dimension;
    local.residuals.insert(local.residuals.end(), sums, sums + points.target_dimension);
  }
  subtract_fit(local);
  subtract_fit(local); // removes the rounding error of the first time
  local.slope.erase(local.slope.begin() + static_cast<std::ptrdiff_t>(local.slope.size() / 2),
                    local.slope.end());
  return local;
}

double explained(const Moments& moments) {
  const std::vector<double> factor = guarded_factor(moments);
  const std::vector<double> solution = forward_solution(moments, factor);
  double sum = 0;
  for (std::size_t j = 0; j < moments.features; ++j) {
    const double pivot = factor[row_start(j) + j];
    for (std::size_t o = 0; pivot > 0 && o < moments.target_dimension; ++o) {
      const double entry = solution[j * moments.target_dimension + o];
      sum += entry * entry / pivot;
    }
  }
  return sum;
}

std::vector<double> coefficients(const Moments& moments) {
  const std::vector<double> factor = guarded_factor(moments);
  std::vector<double> solution = forward_solution(moments, factor);
  const std::size_t targets = moments.target_dimension;
  for (std::size_t j = moments.features; j-- > 0;) {
    const double pivot = factor[row_start(j) + j];
    for (std::size_t o = 0; o < targets; ++o) {
      double& entry = solution[j * targets + o];
      entry = pivot > 0 ? entry / pivot : 0;
      for (std::size_t k = j + 1; k < moments.features; ++k)
        if (pivot > 0)
          entry -= factor[row_start(k) + j] * solution[k * targets + o];
    }
  }
  return solution;
}

double work_of_fit(std::size_t features) {
  const auto size = static_cast<double>(features);
  return size * size * size / 3 + 3 * size * size;
}

} // namespace thalweg
