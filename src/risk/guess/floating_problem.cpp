// SPDX-License-Identifier: GPL-3.0-or-later
//
// Scaling by powers of two, and small dense linear algebra in floating point.

#include "risk/guess/floating_problem.hpp"

#include "exact/finite.hpp"
#include "exact/power_of_two.hpp"

#include <algorithm>
#include <cmath>

namespace thalweg {

namespace {

/// value·2^−exponent, kept within the range of a double.
double scaled_double(const Integer& value, long exponent) {
  long own = 0;
  const double mantissa = mpz_get_d_2exp(&own, value.get_mpz_t());
  return std::ldexp(mantissa, static_cast<int>(std::clamp(own - exponent, -500L, 500L)));
}

/// The smallest e with |value| < 2^e, or the largest of it and `so_far`.
void enlarge_exponent(std::optional<long>& so_far, const Integer& value) {
  if (sgn(value) == 0)
    return;
  const long own = static_cast<long>(mpz_sizeinbase(value.get_mpz_t(), 2));
  so_far = so_far ? std::max(*so_far, own) : own;
}

void append_column(FloatingProblem& problem, const Design& design, std::size_t column) {
  const std::size_t count = design.sample_count();
  if (column == 0) { // the ones
    for (std::size_t i = 0; i < count; ++i)
      problem.rows[i * problem.rank] = 1;
    problem.column_origins.push_back(0);
    problem.column_exponents.push_back(0);
    problem.column_shifts.push_back(0);
    return;
  }
  const Integer& origin = design.rows(0, column);
  std::optional<long> exponent;
  for (std::size_t i = 0; i < count; ++i)
    enlarge_exponent(exponent, Integer(design.rows(i, column) - origin));
  double sum = 0;
  for (std::size_t i = 0; i < count; ++i) {
    double& entry = problem.rows[i * problem.rank + column];
    entry = scaled_double(Integer(design.rows(i, column) - origin), exponent.value_or(0));
    sum += entry;
  }
  const double shift = sum / static_cast<double>(count);
  for (std::size_t i = 0; i < count; ++i)
    problem.rows[i * problem.rank + column] -= shift;
  problem.column_origins.push_back(origin);
  problem.column_exponents.push_back(exponent.value_or(0));
  problem.column_shifts.push_back(shift);
}

/// The derivative slope·E o + intercept in terms of u, E o = origin + 2^exponent u, is
/// (slope·2^exponent) u + (intercept + slope·origin).
void append_functions(FloatingProblem& problem, const PiecewiseFunctions& functions) {
  std::optional<long> value_exponent, slope_exponent;
  for (const PiecewiseFunction& f : functions.of_sample)
    if (!f.breakpoints.empty()) {
      problem.value_origin = f.breakpoints.front();
      break;
    }
  for (const PiecewiseFunction& f : functions.of_sample)
    for (const Integer& breakpoint : f.breakpoints)
      enlarge_exponent(value_exponent, Integer(breakpoint - problem.value_origin));
  problem.value_exponent = value_exponent.value_or(0);
  for (const PiecewiseFunction& f : functions.of_sample)
    for (std::size_t piece = 0; piece < f.slopes.size(); ++piece) {
      const Integer moved = f.intercepts[piece] + f.slopes[piece] * problem.value_origin;
      enlarge_exponent(slope_exponent, moved);
      if (sgn(f.slopes[piece]) != 0) {
        std::optional<long> own;
        enlarge_exponent(own, f.slopes[piece]);
        slope_exponent = std::max(slope_exponent.value_or(*own + problem.value_exponent),
                                  *own + problem.value_exponent);
      }
    }
  for (const PiecewiseFunction& f : functions.of_sample) {
    FloatingFunction g;
    for (const Integer& breakpoint : f.breakpoints)
      g.breakpoints.push_back(
          scaled_double(Integer(breakpoint - problem.value_origin), problem.value_exponent));
    for (std::size_t piece = 0; piece < f.slopes.size(); ++piece) {
      g.slopes.push_back(
          scaled_double(f.slopes[piece], slope_exponent.value_or(0) - problem.value_exponent));
      g.intercepts.push_back(
          scaled_double(Integer(f.intercepts[piece] + f.slopes[piece] * problem.value_origin),
                        slope_exponent.value_or(0)));
    }
    problem.functions.push_back(std::move(g));
  }
}

} // namespace

double FloatingProblem::value(std::size_t i, const std::vector<double>& z) const {
  const double* entries = row(i);
  double sum = 0;
  for (std::size_t j = 0; j < rank; ++j)
    sum += entries[j] * z[j];
  return sum;
}

std::optional<IntegerVector> FloatingProblem::exact_point(const std::vector<double>& z) const {
  Vector point(rank);
  Rational constant;
  for (std::size_t j = 0; j < rank; ++j) {
    if (!std::isfinite(z[j]))
      return std::nullopt;
    const Rational entry = exact_value(z[j]);
    const Rational coefficient = times_power_of_two(entry, value_exponent - column_exponents[j]);
    const Rational shift = times_power_of_two(exact_value(column_shifts[j]), column_exponents[j]);
    constant -= coefficient * (Rational(column_origins[j]) + shift);
    point[j] = coefficient;
  }
  point[0] += constant + Rational(value_origin);
  return over_common_denominator(point);
}

FloatingProblem floating_problem(const Design& design, const PiecewiseFunctions& functions) {
  FloatingProblem result;
  result.rank = design.rank();
  result.rows.resize(design.sample_count() * result.rank);
  for (std::size_t column = 0; column < result.rank; ++column)
    append_column(result, design, column);
  append_functions(result, functions);
  return result;
}

std::optional<std::vector<double>> floating_inverse(std::vector<double> matrix, std::size_t size) {
  std::vector<double> inverse(size * size);
  for (std::size_t i = 0; i < size; ++i)
    inverse[i * size + i] = 1;
  for (std::size_t column = 0; column < size; ++column) {
    std::size_t best = column;
    for (std::size_t i = column + 1; i < size; ++i)
      if (std::abs(matrix[i * size + column]) > std::abs(matrix[best * size + column]))
        best = i;
    const double pivot = matrix[best * size + column];
    if (!(std::abs(pivot) > 1e-14) || !std::isfinite(pivot))
      return std::nullopt;
    for (std::size_t j = 0; j < size; ++j) {
      std::swap(matrix[best * size + j], matrix[column * size + j]);
      std::swap(inverse[best * size + j], inverse[column * size + j]);
      matrix[column * size + j] /= pivot;
      inverse[column * size + j] /= pivot;
    }
    for (std::size_t i = 0; i < size; ++i) {
      const double factor = matrix[i * size + column];
      if (i == column || factor == 0)
        continue;
      for (std::size_t j = 0; j < size; ++j) {
        matrix[i * size + j] -= factor * matrix[column * size + j];
        inverse[i * size + j] -= factor * inverse[column * size + j];
      }
    }
  }
  return inverse;
}

std::vector<double> floating_start(const FloatingProblem& problem) {
  const std::size_t rank = problem.rank;
  std::vector<double> gram(rank * rank), right(rank), z(rank);
  for (std::size_t i = 0; i < problem.sample_count(); ++i) {
    const double* a = problem.row(i);
    const std::vector<double>& breakpoints = problem.functions[i].breakpoints;
    double target = 0;
    for (const double breakpoint : breakpoints)
      target += breakpoint / static_cast<double>(breakpoints.size());
    for (std::size_t j = 0; j < rank; ++j) {
      right[j] += target * a[j];
      for (std::size_t k = 0; k < rank; ++k)
        gram[j * rank + k] += a[j] * a[k];
    }
  }
  for (std::size_t j = 0; j < rank; ++j)
    gram[j * rank + j] *= 1 + 1e-10;
  const std::optional<std::vector<double>> inverse = floating_inverse(std::move(gram), rank);
  if (inverse)
    for (std::size_t j = 0; j < rank; ++j)
      for (std::size_t k = 0; k < rank; ++k)
        z[j] += (*inverse)[j * rank + k] * right[k];
  return z;
}

} // namespace thalweg
