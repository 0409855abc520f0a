// SPDX-License-Identifier: GPL-3.0-or-later
//
// A P = Q (R; 0) with R of full row rank r, and Rᵀ = Z T with T triangular: the shortest solution
// of R y = (Qᵀb)_{1..r} is y = Z T^{-T} (Qᵀb)_{1..r}.

#include "search/least_norm.hpp"

#include <algorithm>
#include <cmath>

namespace thalweg {

namespace {

constexpr double relative_tolerance = 1e-10;

double dot(const double* a, const double* b, std::size_t first, std::size_t last) {
  double sum = 0;
  for (std::size_t i = first; i < last; ++i)
    sum += a[i] * b[i];
  return sum;
}

/// The reflection 1 − factor v vᵀ, v = (0…0, v_first…v_last).
struct Reflection {
  std::vector<double> v;
  std::size_t first = 0;
  double factor = 0;

  void apply(double* x) const {
    const double scale = factor * dot(v.data(), x, first, v.size());
    for (std::size_t i = first; i < v.size(); ++i)
      x[i] -= scale * v[i];
  }
};

/// Maps `column` to one with zeros below entry `first`.
Reflection reflection(const double* column, std::size_t first, std::size_t row_count) {
  Reflection result{std::vector<double>(column, column + row_count), first, 0};
  const double length = std::sqrt(dot(column, column, first, row_count));
  if (length == 0)
    return result;
  result.v[first] += column[first] < 0 ? -length : length;
  result.factor = 2 / dot(result.v.data(), result.v.data(), first, row_count);
  return result;
}

struct PivotedColumns {
  std::vector<std::size_t> order; ///< column order[j] of A stands at j
  std::size_t rank = 0;
};

/// Makes `a` upper trapezoidal in the order of the result; `b` is reflected along.
PivotedColumns triangulate(FloatMatrix& a, std::vector<double>& b) {
  PivotedColumns result;
  for (std::size_t j = 0; j < a.column_count; ++j)
    result.order.push_back(j);
  double first_length = 0;
  const std::size_t most = std::min(a.row_count, a.column_count);
  for (std::size_t step = 0; step < most; ++step) {
    std::size_t longest = step;
    double square = -1;
    for (std::size_t j = step; j < a.column_count; ++j) {
      const double candidate = dot(a.column(j), a.column(j), step, a.row_count);
      if (candidate > square) {
        square = candidate;
        longest = j;
      }
    }
    const double length = std::sqrt(square);
    if (step == 0)
      first_length = length;
    if (length == 0 || length <= relative_tolerance * first_length)
      break;
    if (longest != step) {
      std::swap_ranges(a.column(step), a.column(step) + a.row_count, a.column(longest));
      std::swap(result.order[step], result.order[longest]);
    }
    const Reflection mirror = reflection(a.column(step), step, a.row_count);
    for (std::size_t j = step; j < a.column_count; ++j)
      mirror.apply(a.column(j));
    mirror.apply(b.data());
    ++result.rank;
  }
  return result;
}

} // namespace

std::vector<double> least_norm_solution(FloatMatrix a, std::vector<double> b) {
  const std::size_t column_count = a.column_count;
  const PivotedColumns pivoted = triangulate(a, b);
  const std::size_t rank = pivoted.rank;
  FloatMatrix transposed(column_count, rank);
  for (std::size_t row = 0; row < rank; ++row)
    for (std::size_t j = row; j < column_count; ++j)
      transposed.column(row)[j] = a.column(j)[row];
  std::vector<Reflection> mirrors;
  for (std::size_t step = 0; step < rank; ++step) {
    mirrors.push_back(reflection(transposed.column(step), step, column_count));
    for (std::size_t j = step; j < rank; ++j)
      mirrors.back().apply(transposed.column(j));
  }
  std::vector<double> y(column_count);
  for (std::size_t row = 0; row < rank; ++row) // Tᵀ y = b, forwards
    y[row] = (b[row] - dot(transposed.column(row), y.data(), 0, row)) / transposed.column(row)[row];
  for (std::size_t step = rank; step-- > 0;)
    mirrors[step].apply(y.data());
  std::vector<double> x(column_count);
  for (std::size_t j = 0; j < column_count; ++j)
    x[pivoted.order[j]] = y[j];
  return x;
}

} // namespace thalweg
