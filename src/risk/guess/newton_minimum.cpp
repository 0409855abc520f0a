// SPDX-License-Identifier: GPL-3.0-or-later

#include "risk/guess/newton_minimum.hpp"

#include "exact/watched_work.hpp"

#include <algorithm>
#include <cmath>

namespace thalweg {

namespace {

using Matrix = std::vector<std::vector<double>>;

constexpr int most_steps = 200;
constexpr double largest_score = 60; ///< beyond, the minimum is taken to be at infinity
constexpr double small_step = 1e-9;  ///< of scaled coefficients; one step more is then exact enough

/// Value, gradient and second derivative at t.
struct Expansion {
  double value = 0;
  std::vector<double> gradient;
  Matrix hessian;
  double greatest_score = 0;
};

Expansion expansion(const NewtonProblem& problem, const std::vector<double>& t, double ridge) {
  const std::size_t n = problem.functions.front().size();
  const std::size_t scores = problem.class_count - 1;
  Expansion at{0, std::vector<double>(t.size()), Matrix(t.size(), std::vector<double>(t.size())),
               0};
  std::vector<double> v(scores + 1);
  std::vector<double> p(scores + 1);
  for (std::size_t i = 0; i < problem.functions.size(); ++i) {
    require_time();
    const std::vector<double>& b = problem.functions[i];
    v[scores] = 0;
    for (std::size_t a = 0; a < scores; ++a) {
      v[a] = 0;
      for (std::size_t j = 0; j < n; ++j)
        v[a] += t[a * n + j] * b[j];
      at.greatest_score = std::max(at.greatest_score, std::abs(v[a]));
    }
    const double largest = *std::max_element(v.begin(), v.end());
    double sum = 0;
    for (std::size_t a = 0; a <= scores; ++a)
      sum += p[a] = std::exp(v[a] - largest);
    at.value += largest + std::log(sum) - v[problem.classes[i]];
    for (double& probability : p)
      probability /= sum;
    for (std::size_t a = 0; a < scores; ++a)
      for (std::size_t j = 0; j < n; ++j) {
        at.gradient[a * n + j] += (p[a] - (a == problem.classes[i] ? 1 : 0)) * b[j];
        for (std::size_t c = 0; c < scores; ++c)
          for (std::size_t k = 0; k < n; ++k)
            at.hessian[a * n + j][c * n + k] += p[a] * ((a == c ? 1 : 0) - p[c]) * b[j] * b[k];
      }
  }
  for (std::size_t k = 0; k < t.size(); ++k) {
    at.value += ridge / 2 * t[k] * t[k];
    at.gradient[k] += ridge * t[k];
    at.hessian[k][k] += ridge;
  }
  return at;
}

/// Gauss and Jordan with row pivots on (matrix | right): the right side becomes the solution.
bool solve(Matrix matrix, Matrix& right) {
  const std::size_t n = matrix.size();
  for (std::size_t k = 0; k < n; ++k) {
    require_time();
    std::size_t pivot = k;
    for (std::size_t row = k + 1; row < n; ++row)
      if (std::abs(matrix[row][k]) > std::abs(matrix[pivot][k]))
        pivot = row;
    if (!(std::abs(matrix[pivot][k]) > 1e-300))
      return false;
    std::swap(matrix[k], matrix[pivot]);
    std::swap(right[k], right[pivot]);
    for (std::size_t row = 0; row < n; ++row) {
      const double factor = matrix[row][k] / matrix[k][k];
      if (row == k || factor == 0)
        continue;
      for (std::size_t column = k; column < n; ++column)
        matrix[row][column] -= factor * matrix[k][column];
      for (std::size_t column = 0; column < right[row].size(); ++column)
        right[row][column] -= factor * right[k][column];
    }
  }
  for (std::size_t k = 0; k < n; ++k)
    for (double& entry : right[k])
      entry /= matrix[k][k];
  return true;
}

std::optional<std::vector<double>> newton_step(const Expansion& at) {
  Matrix right;
  for (const double g : at.gradient)
    right.push_back({-g});
  if (!solve(at.hessian, right))
    return std::nullopt;
  std::vector<double> step;
  for (const std::vector<double>& row : right)
    step.push_back(row.front());
  return step;
}

std::vector<double> moved(const std::vector<double>& t, double factor,
                          const std::vector<double>& step) {
  std::vector<double> result = t;
  for (std::size_t k = 0; k < t.size(); ++k)
    result[k] += factor * step[k];
  return result;
}

std::optional<std::vector<double>> scaled_minimum(const NewtonProblem& problem, double ridge) {
  std::vector<double> t((problem.class_count - 1) * problem.functions.front().size());
  for (int round = 0; round < most_steps; ++round) {
    const Expansion at = expansion(problem, t, ridge);
    if (ridge == 0 && at.greatest_score > largest_score)
      return std::nullopt;
    const std::optional<std::vector<double>> step = newton_step(at);
    if (!step)
      return std::nullopt;
    double size = 0;
    for (const double entry : *step)
      size = std::max(size, std::abs(entry));
    if (!std::isfinite(size))
      return std::nullopt;
    if (size < small_step)
      return moved(t, 1, *step);
    double factor = 1;
    while (factor > 1e-6 && !(expansion(problem, moved(t, factor, *step), ridge).value <= at.value))
      factor /= 2;
    t = moved(t, factor, *step);
  }
  return std::nullopt;
}

} // namespace

std::optional<Matrix> approximate_inverse(const Matrix& matrix) {
  Matrix right(matrix.size(), std::vector<double>(matrix.size()));
  for (std::size_t k = 0; k < matrix.size(); ++k)
    right[k][k] = 1;
  if (!solve(matrix, right))
    return std::nullopt;
  return right;
}

std::optional<NewtonMinimum> floating_newton_minimum(const NewtonProblem& problem, double ridge) {
  const std::size_t n = problem.functions.front().size();
  NewtonProblem scaled = problem;
  std::vector<double> sizes(n, 0);
  for (const std::vector<double>& b : problem.functions)
    for (std::size_t j = 0; j < n; ++j)
      sizes[j] = std::max(sizes[j], std::abs(b[j]));
  for (std::vector<double>& b : scaled.functions)
    for (std::size_t j = 0; j < n; ++j)
      if (sizes[j] > 0)
        b[j] /= sizes[j];
  const std::optional<std::vector<double>> t = scaled_minimum(scaled, ridge);
  if (!t)
    return std::nullopt;
  std::optional<Matrix> inverse = approximate_inverse(expansion(scaled, *t, 0).hessian);
  if (!inverse && ridge == 0)
    return std::nullopt;
  NewtonMinimum result{*t, inverse.value_or(Matrix{})};
  for (std::size_t k = 0; k < t->size(); ++k) {
    result.coefficients[k] /= sizes[k % n];
    for (std::size_t l = 0; l < result.inverse.size(); ++l)
      result.inverse[k][l] /= sizes[k % n] * sizes[l % n];
  }
  return result;
}

} // namespace thalweg
