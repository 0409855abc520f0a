// SPDX-License-Identifier: GPL-3.0-or-later
//
// Newton's method with exact line search (up to rounding) for sums of convex piecewise quadratic
// functions; a slightly enlarged diagonal keeps degenerate Hessians solvable. Operations come in a
// fixed order: the same input gives the same guess.

#include "risk/guess/minimiser.hpp"

#include "risk/guess/floating_problem.hpp"

#include <algorithm>
#include <cmath>

namespace thalweg {

namespace {

constexpr int iteration_limit = 60;
constexpr double enlargement = 1e-11;
constexpr double gradient_tolerance = 1e-14;

struct Derivative {
  double first = 0, second = 0;
};

Derivative derivative(const FloatingFunction& f, double value) {
  std::size_t piece = 0;
  while (piece < f.breakpoints.size() && f.breakpoints[piece] < value)
    ++piece;
  return {f.slopes[piece] * value + f.intercepts[piece], f.slopes[piece]};
}

/// The t > 0 at which Σ_i f_i(values_i + t rates_i) is least, given that it falls at t = 0.
double line_minimum(const FloatingProblem& problem, const std::vector<double>& values,
                    const std::vector<double>& rates) {
  std::vector<std::pair<double, double>> changes; // where the second derivative changes, by what
  Derivative sum;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const FloatingFunction& f = problem.functions[i];
    const Derivative here = derivative(f, values[i]);
    sum.first += here.first * rates[i];
    sum.second += here.second * rates[i] * rates[i];
    for (std::size_t m = 0; m < f.breakpoints.size(); ++m) {
      const double at = (f.breakpoints[m] - values[i]) / rates[i];
      const double change = (f.slopes[m + 1] - f.slopes[m]) * rates[i] * rates[i];
      if (std::isfinite(at) && at > 0)
        changes.push_back({at, rates[i] > 0 ? change : -change});
    }
  }
  std::sort(changes.begin(), changes.end());
  double t = 0;
  for (const auto& [at, change] : changes) {
    const double reached = sum.first + sum.second * (at - t);
    if (reached >= 0)
      break;
    sum.first = reached;
    sum.second += change;
    t = at;
  }
  return sum.second > 0 ? t - sum.first / sum.second : t;
}

} // namespace

std::optional<IntegerVector> guessed_minimiser(const Design& design,
                                               const PiecewiseFunctions& functions) {
  const FloatingProblem problem = floating_problem(design, functions);
  const std::size_t rank = problem.rank, count = problem.sample_count();
  std::vector<double> z = floating_start(problem), values(count), rates(count);
  for (int iteration = 0; iteration < iteration_limit; ++iteration) {
    std::vector<double> gradient(rank), hessian(rank * rank), step(rank);
    double size = 0; // of the summands of the gradient
    for (std::size_t i = 0; i < count; ++i) {
      values[i] = problem.value(i, z);
      const Derivative here = derivative(problem.functions[i], values[i]);
      const double* a = problem.row(i);
      size += std::abs(here.first);
      for (std::size_t j = 0; j < rank; ++j) {
        gradient[j] += here.first * a[j];
        for (std::size_t k = 0; here.second != 0 && k < rank; ++k)
          hessian[j * rank + k] += here.second * a[j] * a[k];
      }
    }
    double largest = 0, trace = 0;
    for (std::size_t j = 0; j < rank; ++j) {
      largest = std::max(largest, std::abs(gradient[j]));
      trace += hessian[j * rank + j];
    }
    if (!(largest > gradient_tolerance * size))
      break;
    for (std::size_t j = 0; j < rank; ++j)
      hessian[j * rank + j] += enlargement * (trace > 0 ? trace : 1.0);
    const std::optional<std::vector<double>> inverse = floating_inverse(std::move(hessian), rank);
    if (!inverse)
      break;
    for (std::size_t j = 0; j < rank; ++j)
      for (std::size_t k = 0; k < rank; ++k)
        step[j] -= (*inverse)[j * rank + k] * gradient[k];
    for (std::size_t i = 0; i < count; ++i)
      rates[i] = problem.value(i, step);
    const double length = line_minimum(problem, values, rates);
    for (std::size_t j = 0; j < rank; ++j)
      z[j] += length * step[j];
    if (!(length > 0))
      break;
  }
  return problem.exact_point(z);
}

} // namespace thalweg
