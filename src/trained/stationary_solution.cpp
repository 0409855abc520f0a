// SPDX-License-Identifier: GPL-3.0-or-later
//
// Everything on integers: column k is scaled by its common denominator, the slopes and the
// curvatures by theirs. Few variables and many rows: the normal equations; as many independent
// rows as there are rows of positive curvature: the rows themselves, whose numbers are shorter.

#include "trained/stationary_solution.hpp"

#include "exact/integer_vector.hpp"
#include "exact/linear_algebra.hpp"
#include "trained/guess/floating_pivots.hpp"

#include <algorithm>
#include <numeric>

namespace thalweg {

namespace {

class StationarySolver {
public:
  explicit StationarySolver(const StationarySystem& system)
      : system_(system), slopes_(over_common_denominator(system.slopes)),
        curvatures_(over_common_denominator(system.curvatures)) {
    std::vector<std::size_t> all(system.rows.size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    scales_ = column_denominators(system.rows, all, system.column_count);
    features_ = IntegerMatrix(system.rows.size(), system.column_count);
    for (std::size_t i = 0; i < all.size(); ++i) {
      for (std::size_t k = 0; k < system.column_count; ++k)
        features_(i, k) = scaled_numerator(system.rows[i][k], scales_[k]);
      if (system.curvatures[i] != 0)
        curved_.push_back(i);
    }
  }

  std::optional<Vector> solution() const {
    const PivotGuess guess = guessed_pivots(system_.rows, system_.curvatures, system_.column_count);
    std::vector<std::size_t> columns(guess.order.begin(),
                                     guess.order.begin() + static_cast<std::ptrdiff_t>(guess.rank));
    if (std::optional<Vector> found = solution_in(columns))
      return found;
    return solution_in(independent(guess.order));
  }

private:
  /// The columns that are independent of the earlier ones in this order, on the curved rows.
  std::vector<std::size_t> independent(const std::vector<std::size_t>& order) const {
    IntegerMatrix curved(curved_.size(), order.size());
    for (std::size_t i = 0; i < curved_.size(); ++i)
      for (std::size_t k = 0; k < order.size(); ++k)
        curved(i, k) = features_(curved_[i], order[k]);
    std::vector<std::size_t> result;
    for (const std::size_t k : leftmost_independent_columns(curved))
      result.push_back(order[k]);
    return result;
  }

  /// The solution in these columns; nothing if there is none or not one, or if it is not
  /// stationary in the others.
  std::optional<Vector> solution_in(const std::vector<std::size_t>& columns) const {
    const bool is_square =
        columns.size() == curved_.size() && curved_.size() == features_.row_count();
    const std::optional<RationalMatrix> found =
        is_square ? interpolation(columns) : normal_solution(columns);
    if (!found)
      return std::nullopt;
    RationalMatrix scaled{IntegerMatrix(system_.column_count, 1), found->denominator};
    for (std::size_t k = 0; k < columns.size(); ++k)
      scaled.numerators(columns[k], 0) = found->numerators(k, 0);
    if (!is_stationary(scaled))
      return std::nullopt;
    Vector result;
    for (std::size_t k = 0; k < system_.column_count; ++k)
      result.push_back(fraction(scaled.numerators(k, 0) * scales_[k], scaled.denominator));
    return result;
  }

  /// g + C Φ D = 0, row by row.
  std::optional<RationalMatrix> interpolation(const std::vector<std::size_t>& columns) const {
    IntegerMatrix square(columns.size(), columns.size()), right(columns.size(), 1);
    Vector values;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      values.emplace_back(-system_.slopes[i] / system_.curvatures[i]);
      for (std::size_t k = 0; k < columns.size(); ++k)
        square(i, k) = features_(i, columns[k]);
    }
    const IntegerVector scaled = over_common_denominator(values);
    for (std::size_t i = 0; i < columns.size(); ++i)
      right(i, 0) = scaled.numerators[i];
    std::optional<RationalMatrix> result = linear_solution(square, right);
    if (result)
      result->denominator *= scaled.denominator;
    return result;
  }

  /// Φᵀ C Φ D = −Φᵀ g in the chosen columns.
  std::optional<RationalMatrix> normal_solution(const std::vector<std::size_t>& columns) const {
    const std::size_t rows = features_.row_count(), count = columns.size();
    IntegerMatrix transpose(count, rows), weighted(rows, count), right(rows, 1);
    for (std::size_t i = 0; i < rows; ++i) {
      right(i, 0) = -slopes_.numerators[i] * curvatures_.denominator;
      for (std::size_t k = 0; k < count; ++k) {
        transpose(k, i) = features_(i, columns[k]);
        weighted(i, k) = curvatures_.numerators[i] * features_(i, columns[k]);
      }
    }
    std::optional<RationalMatrix> result =
        linear_solution(product(transpose, weighted), product(transpose, right));
    if (result)
      result->denominator *= slopes_.denominator;
    return result;
  }

  /// Is Φᵀ (g + C Φ D) = 0, in all columns? D in the scale of `features_`.
  bool is_stationary(const RationalMatrix& solution) const {
    const IntegerMatrix moves = product(features_, solution.numerators);
    IntegerMatrix slopes(1, features_.row_count());
    for (std::size_t i = 0; i < features_.row_count(); ++i)
      slopes(0, i) = slopes_.numerators[i] * curvatures_.denominator * solution.denominator +
                     curvatures_.numerators[i] * slopes_.denominator * moves(i, 0);
    const IntegerMatrix sums = product(slopes, features_);
    for (std::size_t k = 0; k < sums.column_count(); ++k)
      if (sums(0, k) != 0)
        return false;
    return true;
  }

  const StationarySystem& system_;
  IntegerVector slopes_, curvatures_;
  std::vector<Integer> scales_;     ///< of the columns
  IntegerMatrix features_;          ///< Φ, column k times scales_[k]
  std::vector<std::size_t> curved_; ///< rows with c > 0
};

} // namespace

std::optional<Vector> stationary_solution(const StationarySystem& system) {
  if (system.column_count == 0)
    return Vector{};
  return StationarySolver(system).solution();
}

} // namespace thalweg
