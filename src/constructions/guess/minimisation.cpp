// SPDX-License-Identifier: GPL-3.0-or-later
//
// The inverse Hessian is approximated from the last few steps s and gradient changes y (two-loop
// recursion); pairs with s·y ≤ 0 are dropped, so every direction is one of descent. The first step,
// and every step after a failed line search, goes along the negative gradient.

#include "constructions/guess/minimisation.hpp"

#include <algorithm>
#include <cmath>
#include <deque>

namespace thalweg {
namespace {

using Point = std::vector<double>;
constexpr std::size_t memory_length = 12;
constexpr double longest_step = 2.0; // in any single variable: the variables are logarithms
constexpr int most_halvings = 20;
constexpr int patience = 10; // steps in which the value must fall by least_progress
constexpr double least_progress = 3e-3;

double inner(const Point& a, const Point& b) {
  double sum = 0;
  for (std::size_t k = 0; k < a.size(); ++k)
    sum += a[k] * b[k];
  return sum;
}

Point combination(const Point& a, double factor, const Point& b) {
  Point result = a;
  for (std::size_t k = 0; k < a.size(); ++k)
    result[k] += factor * b[k];
  return result;
}

struct CurvaturePair {
  Point step, change;
  double product; ///< step · change > 0
};

Point descent_direction(const Point& gradient, const std::deque<CurvaturePair>& pairs) {
  Point direction = gradient;
  std::vector<double> coefficients(pairs.size());
  for (std::size_t p = pairs.size(); p-- > 0;) {
    coefficients[p] = inner(pairs[p].step, direction) / pairs[p].product;
    direction = combination(direction, -coefficients[p], pairs[p].change);
  }
  if (!pairs.empty()) {
    const CurvaturePair& last = pairs.back();
    const double scale = last.product / inner(last.change, last.change);
    for (double& entry : direction)
      entry *= scale;
  }
  for (std::size_t p = 0; p < pairs.size(); ++p) {
    const double correction = inner(pairs[p].change, direction) / pairs[p].product;
    direction = combination(direction, coefficients[p] - correction, pairs[p].step);
  }
  for (double& entry : direction)
    entry = -entry;
  return direction;
}

double first_step_length(const Point& direction, bool has_curvature) {
  double largest = 0;
  for (double entry : direction)
    largest = std::max(largest, std::abs(entry));
  if (largest == 0)
    return 0;
  return has_curvature ? std::min(1.0, longest_step / largest) : 0.25 * longest_step / largest;
}

} // namespace

std::vector<double> floating_minimisation(const SmoothFunction& f, std::vector<double> start,
                                          int step_count) {
  Point point = std::move(start);
  Point gradient(point.size());
  double value = f(point, gradient);
  std::deque<CurvaturePair> pairs;
  double value_before = value;
  for (int step = 0; step < step_count && std::isfinite(value); ++step) {
    if (step > 0 && step % patience == 0) {
      if (value > value_before - least_progress)
        break;
      value_before = value;
    }
    const Point direction = descent_direction(gradient, pairs);
    const double slope = inner(gradient, direction);
    double length = first_step_length(direction, !pairs.empty());
    Point next, next_gradient(point.size());
    double next_value = value;
    int halvings = 0;
    for (; halvings < most_halvings; ++halvings, length /= 2) {
      next = combination(point, length, direction);
      next_value = f(next, next_gradient);
      if (std::isfinite(next_value) && next_value < value + 1e-4 * length * slope)
        break;
    }
    if (halvings == most_halvings) {
      if (pairs.empty())
        break;
      pairs.clear();
      continue;
    }
    CurvaturePair pair{combination(next, -1, point), combination(next_gradient, -1, gradient), 0};
    pair.product = inner(pair.step, pair.change);
    if (pair.product > 1e-12 * inner(pair.change, pair.change))
      pairs.push_back(std::move(pair));
    if (pairs.size() > memory_length)
      pairs.pop_front();
    point = std::move(next);
    gradient = std::move(next_gradient);
    value = next_value;
  }
  return point;
}

} // namespace thalweg
