// SPDX-License-Identifier: GPL-3.0-or-later
//
// The exact walk. Why it ends: each round goes to a minimum of the quadratic function of some cell
// on the flat of some held samples, in at most r + 1 steps (each step but the last holds one more
// independent row). If the gradient there is not 0, a step of positive length along its negative
// lowers the sum strictly before the next round. So no pair (cell, held samples) is reached twice.
// Numbers stay short: a step adds the sizes of its two ends, and every round ends in the solution
// of a linear system of the data.

#include "risk/active_set.hpp"

#include "exact/error.hpp"

#include <algorithm>

namespace thalweg {

namespace {

/// A held sample and its breakpoint.
struct Held {
  std::size_t sample, breakpoint;
};

/// A direction in which the quadratic function of the cell falls: its minimum is reached after
/// length 1, or it falls forever.
struct Descent {
  IntegerVector direction;
  bool is_endless = false;
};

/// The end of a walk within the cell: after rest/rate, at a breakpoint of `sample`.
struct Stop {
  Held held;
  Integer rest, rate;
};

class ActiveSetWalk {
public:
  ActiveSetWalk(const Design& design, const PiecewiseFunctions& functions, IntegerVector start)
      : design_(design), functions_(functions), point_(std::move(start)) {
    require(point_.numerators.size() == design.rank(), "active_set: expected a point of rank r");
    for (const PiecewiseFunction& f : functions.of_sample)
      for (std::size_t m = 0; m < f.slopes.size(); ++m) {
        require(sgn(f.slopes[m]) >= 0, "active_set: expected convex functions");
        require(m == 0 || f.slopes[m - 1] * f.breakpoints[m - 1] + f.intercepts[m - 1] ==
                              f.slopes[m] * f.breakpoints[m - 1] + f.intercepts[m],
                "active_set: expected continuous derivatives");
      }
    piece_.resize(design.sample_count());
  }

  PiecewiseOptimum optimum() {
    move_to(std::move(point_));
    choose_pieces(std::vector<Integer>(design_.sample_count()));
    for (;;) {
      walk_to_cell_minimum();
      const std::vector<Integer> gradient = this->gradient();
      if (std::all_of(gradient.begin(), gradient.end(),
                      [](const Integer& entry) { return sgn(entry) == 0; }))
        return {point_, {slopes(), point_.denominator}};
      step_down(gradient);
    }
  }

private:
  void move_to(IntegerVector point) {
    Integer divisor = point.denominator;
    for (const Integer& numerator : point.numerators)
      mpz_gcd(divisor.get_mpz_t(), divisor.get_mpz_t(), numerator.get_mpz_t());
    for (Integer& numerator : point.numerators)
      mpz_divexact(numerator.get_mpz_t(), numerator.get_mpz_t(), divisor.get_mpz_t());
    mpz_divexact(point.denominator.get_mpz_t(), point.denominator.get_mpz_t(), divisor.get_mpz_t());
    point_ = std::move(point);
    values_ = row_products(design_.rows, point_.numerators);
  }

  /// The piece of every sample at the point; at a breakpoint the one where the rates lead.
  void choose_pieces(const std::vector<Integer>& rates) {
    for (std::size_t i = 0; i < piece_.size(); ++i) {
      const std::vector<Integer>& breakpoints = functions_.of_sample[i].breakpoints;
      piece_[i] = 0;
      while (piece_[i] < breakpoints.size()) {
        const int side = cmp(values_[i], Integer(breakpoints[piece_[i]] * point_.denominator));
        if (side < 0 || (side == 0 && sgn(rates[i]) <= 0))
          break;
        ++piece_[i];
      }
    }
  }

  /// f_i'(a_i·P)·G·(denominator of P)
  std::vector<Integer> slopes() const {
    std::vector<Integer> result(piece_.size());
    for (std::size_t i = 0; i < result.size(); ++i) {
      const PiecewiseFunction& f = functions_.of_sample[i];
      result[i] = f.slopes[piece_[i]] * values_[i] + f.intercepts[piece_[i]] * point_.denominator;
    }
    return result;
  }

  std::vector<Integer> gradient() const { return row_sum(design_.rows, slopes()); }

  /// The Hessian of the cell, bordered by the held rows.
  IntegerMatrix bordered_hessian() const {
    const std::size_t rank = design_.rank(), size = rank + held_.size();
    IntegerMatrix result(size, size);
    Integer factor;
    for (std::size_t i = 0; i < piece_.size(); ++i) {
      const Integer& slope = functions_.of_sample[i].slopes[piece_[i]];
      if (sgn(slope) == 0)
        continue;
      for (std::size_t j = 0; j < rank; ++j) {
        factor = slope * design_.rows(i, j);
        for (std::size_t k = 0; k <= j; ++k)
          mpz_addmul(result(j, k).get_mpz_t(), factor.get_mpz_t(), design_.rows(i, k).get_mpz_t());
      }
    }
    for (std::size_t j = 0; j < rank; ++j)
      for (std::size_t k = j + 1; k < rank; ++k)
        result(j, k) = result(k, j);
    for (std::size_t k = 0; k < held_.size(); ++k)
      for (std::size_t j = 0; j < rank; ++j)
        result(j, rank + k) = result(rank + k, j) = design_.rows(held_[k].sample, j);
    return result;
  }

  /// K v = (−gradient, 0) for the bordered Hessian K, or a v with K v = 0 along which the gradient
  /// is negative. K is symmetric: its independent columns S give an invertible K_SS.
  Descent descent() const {
    const std::size_t rank = design_.rank();
    const IntegerMatrix matrix = bordered_hessian();
    const std::vector<Integer> gradient = this->gradient();
    const std::vector<std::size_t> basis = leftmost_independent_columns(matrix);
    std::vector<char> is_basic(matrix.row_count());
    for (const std::size_t column : basis)
      is_basic[column] = 1;
    std::vector<std::size_t> others; // right-hand sides: the gradient, then these columns
    for (std::size_t column = 0; column < is_basic.size(); ++column)
      if (!is_basic[column])
        others.push_back(column);
    IntegerMatrix left(basis.size(), basis.size()), right(basis.size(), 1 + others.size());
    for (std::size_t i = 0; i < basis.size(); ++i) {
      for (std::size_t j = 0; j < basis.size(); ++j)
        left(i, j) = matrix(basis[i], basis[j]);
      if (basis[i] < rank)
        right(i, 0) = -gradient[basis[i]];
      for (std::size_t j = 0; j < others.size(); ++j)
        right(i, 1 + j) = -matrix(basis[i], others[j]);
    }
    const std::optional<RationalMatrix> solution = linear_solution(left, right);
    require(solution.has_value(), "active_set: expected independent columns");
    const auto column_vector = [&](std::size_t column) {
      IntegerVector result{std::vector<Integer>(rank), solution->denominator};
      for (std::size_t i = 0; i < basis.size(); ++i)
        if (basis[i] < rank)
          result.numerators[basis[i]] = solution->numerators(i, column);
      return result;
    };
    for (std::size_t j = 0; j < others.size(); ++j) {
      IntegerVector null_vector = column_vector(1 + j);
      if (others[j] < rank)
        null_vector.numerators[others[j]] = null_vector.denominator;
      Integer rate;
      for (std::size_t k = 0; k < rank; ++k)
        rate += gradient[k] * null_vector.numerators[k];
      if (sgn(rate) == 0)
        continue;
      if (sgn(rate) > 0)
        for (Integer& numerator : null_vector.numerators)
          numerator = -numerator;
      return {std::move(null_vector), true};
    }
    // The gradient is orthogonal to the kernel of K, so the remaining rows of K v hold as well.
    // It is multiplied by the denominator of P.
    IntegerVector step = column_vector(0);
    step.denominator *= point_.denominator;
    return {std::move(step), false};
  }

  /// The first breakpoint met without leaving the pieces; the rates of held samples are 0.
  std::optional<Stop> first_stop(const std::vector<Integer>& rates) const {
    std::optional<Stop> first;
    for (std::size_t i = 0; i < piece_.size(); ++i) {
      const std::vector<Integer>& breakpoints = functions_.of_sample[i].breakpoints;
      const int sign = sgn(rates[i]);
      if (sign == 0 || (sign > 0 ? piece_[i] == breakpoints.size() : piece_[i] == 0))
        continue;
      const std::size_t m = sign > 0 ? piece_[i] : piece_[i] - 1;
      const Integer rest = abs(Integer(breakpoints[m] * point_.denominator - values_[i]));
      const Integer rate = abs(rates[i]);
      if (!first || rest * first->rate < first->rest * rate)
        first = Stop{{i, m}, rest, rate};
    }
    return first;
  }

  /// P + (length/denominator)·direction with integers.
  IntegerVector moved_point(const Integer& length, const Integer& denominator,
                            const std::vector<Integer>& direction) const {
    IntegerVector result;
    for (std::size_t j = 0; j < direction.size(); ++j)
      result.numerators.push_back(point_.numerators[j] * denominator +
                                  length * direction[j] * point_.denominator);
    result.denominator = point_.denominator * denominator;
    return result;
  }

  /// Ends at a minimum of the quadratic function of the cell on the flat of the held samples.
  void walk_to_cell_minimum() {
    held_.clear();
    for (;;) {
      const Descent descent = this->descent();
      const std::vector<Integer> rates = row_products(design_.rows, descent.direction.numerators);
      // o_i(t) = values_i/q + t rates_i/D: the stop is at t = (rest/q)/(rate/D).
      const std::optional<Stop> stop = first_stop(rates);
      const Integer& scale = descent.direction.denominator;
      const bool is_stopped =
          stop && (descent.is_endless || stop->rest * scale < stop->rate * point_.denominator);
      require(is_stopped || !descent.is_endless, "active_set: a loss is bounded below");
      if (!is_stopped) {
        move_to(moved_point(1, scale, descent.direction.numerators));
        return;
      }
      // t·(direction/D) = rest/(q·rate)·numerators
      move_to(moved_point(stop->rest, Integer(stop->rate * point_.denominator),
                          descent.direction.numerators));
      held_.push_back(stop->held);
    }
  }

  /// A step along −gradient to the minimum on this line within one cell.
  void step_down(const std::vector<Integer>& gradient) {
    std::vector<Integer> direction;
    Integer fall; // Σ gradient², over G·q
    for (const Integer& entry : gradient) {
      direction.push_back(-entry);
      fall += entry * entry;
    }
    const std::vector<Integer> rates = row_products(design_.rows, direction);
    held_.clear();
    choose_pieces(rates);
    Integer curvature; // over G
    for (std::size_t i = 0; i < rates.size(); ++i)
      curvature += functions_.of_sample[i].slopes[piece_[i]] * rates[i] * rates[i];
    const std::optional<Stop> stop = first_stop(rates);
    require(stop || sgn(curvature) > 0, "active_set: a loss is bounded below");
    // The minimum on the line is at t = (fall/q)/curvature, the stop at (rest/q)/rate.
    const bool is_stopped =
        stop && (sgn(curvature) == 0 || stop->rest * curvature < fall * stop->rate);
    if (is_stopped)
      move_to(moved_point(stop->rest, Integer(stop->rate * point_.denominator), direction));
    else
      move_to(moved_point(fall, Integer(curvature * point_.denominator), direction));
  }

  const Design& design_;
  const PiecewiseFunctions& functions_;
  IntegerVector point_;
  std::vector<Integer> values_; ///< a_i·P times the denominator of P
  std::vector<std::size_t> piece_;
  std::vector<Held> held_; ///< independent rows; the point is at their breakpoints
};

} // namespace

PiecewiseOptimum active_set_optimum(const Design& design, const PiecewiseFunctions& functions,
                                    IntegerVector start) {
  return ActiveSetWalk(design, functions, std::move(start)).optimum();
}

} // namespace thalweg
