// SPDX-License-Identifier: GPL-3.0-or-later
//
// Eigenvectors by power iteration on squared operators (so that ±λ do not alternate), from fixed
// starting vectors: enough for guesses, and the same on every run.

#include "partition/guess/directions.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

namespace thalweg {

namespace {

using Vec = std::vector<double>;
using Operator = std::function<Vec(const Vec&)>;

constexpr int largest_coefficient = 6;
constexpr int power_steps = 40;

double inner(const double* a, const double* b, std::size_t size) {
  return std::inner_product(a, a + size, b, 0.0);
}

void normalise(Vec& vector) {
  const double length = std::sqrt(inner(vector.data(), vector.data(), vector.size()));
  for (double& entry : vector)
    entry = length > 0 ? entry / length : 0;
}

/// Σ_i factor_i x_i x_iᵀ as a full matrix, row by row.
Vec weighted_matrix(const LocalPoints& local, const Vec& factors) {
  const std::size_t dimension = local.input_dimension;
  Vec matrix(dimension * dimension);
  for (std::size_t i = 0; i < local.count(); ++i) {
    const double* x = local.input(i);
    for (std::size_t j = 0; j < dimension; ++j)
      for (std::size_t k = 0; k < dimension; ++k)
        matrix[j * dimension + k] += factors[i] * x[j] * x[k];
  }
  return matrix;
}

Vec times(const Vec& matrix, const Vec& vector) {
  Vec product(vector.size());
  for (std::size_t j = 0; j < vector.size(); ++j)
    product[j] = inner(matrix.data() + j * vector.size(), vector.data(), vector.size());
  return product;
}

/// A⁻¹ v with dependent directions left out.
Vec solved(const Vec& matrix, const Vec& vector) {
  const std::size_t dimension = vector.size();
  Moments moments(dimension, 1);
  for (std::size_t j = 0, entry = 0; j < dimension; ++j)
    for (std::size_t k = 0; k <= j; ++k)
      moments.gram[entry++] = matrix[j * dimension + k];
  moments.cross = vector;
  return coefficients(moments);
}

/// A vector that the squared operator stretches most.
Vec dominant_vector(const Operator& apply, std::size_t dimension) {
  Vec vector(dimension);
  for (std::size_t j = 0; j < dimension; ++j)
    vector[j] = 1 + 0.37 * static_cast<double>(j % 5) - 0.11 * static_cast<double>(j % 7);
  for (int step = 0; step < power_steps; ++step) {
    vector = apply(apply(vector));
    normalise(vector);
  }
  return vector;
}

/// The two most stretched eigenvectors; the second in the complement of the first.
std::vector<Vec> dominant_vectors(const Operator& apply, std::size_t dimension) {
  const Vec first = dominant_vector(apply, dimension);
  const auto without_first = [&](const Vec& vector) {
    Vec rest = vector;
    const double part = inner(rest.data(), first.data(), dimension);
    for (std::size_t j = 0; j < dimension; ++j)
      rest[j] -= part * first[j];
    return rest;
  };
  const Vec second = dominant_vector(
      [&](const Vec& vector) { return without_first(apply(without_first(vector))); }, dimension);
  return {first, second};
}

Vec residuals_of_target(const LocalPoints& local, std::size_t target) {
  Vec residuals(local.count());
  for (std::size_t i = 0; i < local.count(); ++i)
    residuals[i] = local.residual(i)[target];
  return residuals;
}

/// Σ_i factor_i x_i
Vec weighted_sum(const LocalPoints& local, const Vec& factors) {
  Vec sum(local.input_dimension);
  for (std::size_t i = 0; i < local.count(); ++i)
    for (std::size_t j = 0; j < sum.size(); ++j)
      sum[j] += factors[i] * local.input(i)[j];
  return sum;
}

/// The mean of points with positive residuals minus that of points with negative residuals.
Vec mean_difference(const LocalPoints& local, const Vec& residuals) {
  double positive = 0;
  double negative = 0;
  for (double r : residuals)
    (r > 0 ? positive : negative) += r != 0 ? 1 : 0;
  Vec factors(residuals.size());
  for (std::size_t i = 0; i < residuals.size(); ++i)
    factors[i] = residuals[i] > 0 ? 1 / positive : residuals[i] < 0 ? -1 / negative : 0;
  return weighted_sum(local, factors);
}

bool is_axis(const InputDirection& direction) {
  return std::count(direction.begin(), direction.end(), 0) + 1 ==
         static_cast<std::ptrdiff_t>(direction.size());
}

/// Candidates that belong to one target coordinate.
std::vector<Vec> vectors_of_target(const LocalPoints& local, const Vec& covariance,
                                   std::size_t target) {
  const std::size_t dimension = local.input_dimension;
  const Vec residuals = residuals_of_target(local, target);
  const Vec bend = weighted_matrix(local, residuals);
  std::vector<Vec> vectors =
      dominant_vectors([&](const Vec& v) { return solved(covariance, times(bend, v)); }, dimension);
  for (const Vec& vector :
       dominant_vectors([&](const Vec& v) { return times(bend, v); }, dimension))
    vectors.push_back(vector);
  vectors.push_back(mean_difference(local, residuals));
  Vec squares(residuals.size());
  for (std::size_t i = 0; i < squares.size(); ++i)
    squares[i] = residuals[i] * residuals[i] / local.weights[i];
  vectors.push_back(solved(covariance, weighted_sum(local, squares)));
  const auto slope = local.slope.begin() + static_cast<std::ptrdiff_t>(target * dimension);
  vectors.emplace_back(slope, slope + static_cast<std::ptrdiff_t>(dimension));
  return vectors;
}

} // namespace

std::vector<InputDirection> axis_directions(const ScaledPoints& points) {
  std::vector<InputDirection> axes;
  for (std::size_t j = 0; j < points.input_dimension; ++j)
    if (!points.is_constant[j]) {
      axes.emplace_back(points.input_dimension, 0);
      axes.back()[j] = 1;
    }
  return axes;
}

std::vector<InputDirection> residual_directions(const LocalPoints& local) {
  std::vector<InputDirection> directions;
  if (local.input_dimension < 2)
    return directions;
  const Vec covariance = weighted_matrix(local, local.weights);
  std::vector<Vec> vectors =
      dominant_vectors([&](const Vec& v) { return times(covariance, v); }, local.input_dimension);
  for (std::size_t target = 0; target < local.target_dimension; ++target)
    for (const Vec& vector : vectors_of_target(local, covariance, target))
      vectors.push_back(vector);
  for (const Vec& vector : vectors) {
    const InputDirection direction = rounded_direction(vector, largest_coefficient);
    if (!is_axis(direction))
      append_new(directions, {direction});
  }
  return directions;
}

std::vector<InputDirection> pair_directions(const std::vector<InputDirection>& directions) {
  std::vector<InputDirection> all = directions;
  for (std::size_t a = 0; a < directions.size(); ++a)
    for (std::size_t b = a + 1; b < directions.size(); ++b)
      for (const int sign : {1, -1}) {
        std::vector<double> combination;
        for (std::size_t j = 0; j < directions[a].size(); ++j)
          combination.push_back(directions[a][j] + sign * directions[b][j]);
        append_new(all, {rounded_direction(combination, largest_coefficient)});
      }
  all.erase(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(directions.size()));
  return all;
}

std::vector<InputDirection> hinge_directions(const LocalPoints& local, const Line& line,
                                             std::size_t rank) {
  const std::vector<Moments> sides = segment_moments(local, line, {rank});
  const std::vector<double> below = coefficients(sides[0]);
  const std::vector<double> above = coefficients(sides[1]);
  std::vector<InputDirection> directions;
  for (std::size_t o = 0; o < local.target_dimension; ++o) {
    std::vector<double> difference;
    for (std::size_t j = 0; j < local.input_dimension; ++j) {
      const std::size_t entry = (1 + j) * local.target_dimension + o;
      difference.push_back(above[entry] - below[entry]);
    }
    append_new(directions, {rounded_direction(difference, largest_coefficient)});
  }
  return directions;
}

InputDirection rounded_direction(const std::vector<double>& vector, int largest) {
  InputDirection direction(vector.size(), 0);
  double size = 0;
  for (double entry : vector)
    size = std::isfinite(entry) ? std::max(size, std::fabs(entry)) : INFINITY;
  if (!(size > 0) || !std::isfinite(size))
    return direction;
  int divisor = 0;
  for (std::size_t j = 0; j < vector.size(); ++j) {
    direction[j] = static_cast<int>(std::lround(vector[j] / size * largest));
    divisor = std::gcd(divisor, direction[j]);
  }
  const auto first = std::find_if(direction.begin(), direction.end(), [](int k) { return k != 0; });
  if (*first < 0)
    divisor = -divisor;
  for (int& coefficient : direction)
    coefficient /= divisor;
  return direction;
}

InputDirection opposite(const InputDirection& direction) {
  InputDirection result = direction;
  for (int& coefficient : result)
    coefficient = -coefficient;
  return result;
}

void append_new(std::vector<InputDirection>& directions, const std::vector<InputDirection>& more) {
  for (const InputDirection& direction : more) {
    const bool is_zero =
        std::all_of(direction.begin(), direction.end(), [](int k) { return k == 0; });
    if (!is_zero && std::find(directions.begin(), directions.end(), direction) == directions.end())
      directions.push_back(direction);
  }
}

} // namespace thalweg
