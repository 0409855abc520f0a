// SPDX-License-Identifier: GPL-3.0-or-later
//
// The exact walk. Why it ends: a step of positive length lowers the sum strictly, and there are
// finitely many vertices. A step of length zero exchanges a held term for a tied one. Such a run of
// exchanges asks whether slopes within bounds exist at this vertex; leaving and entering terms are
// the first possible ones (Bland's rule for bounded variables), so no basis with its sides returns,
// and the run ends with a minimum or with a step of positive length.

#include "risk/edge_descent.hpp"

#include "exact/error.hpp"
#include "exact/row_space.hpp"

#include <algorithm>

namespace thalweg {

namespace {

/// f_i has a breakpoint where its derivative jumps up by jump/G.
struct EdgeTerm {
  std::size_t sample;
  Integer breakpoint, jump;
};

/// Where a term is met when walking along an edge: after rest/rate, both positive.
struct Meeting {
  std::size_t term;
  Integer rest, rate;

  bool operator<(const Meeting& other) const {
    const int order = cmp(Integer(rest * other.rate), Integer(other.rest * rate));
    return order < 0 || (order == 0 && term < other.term);
  }
};

class EdgeWalk {
public:
  EdgeWalk(const Design& design, const PiecewiseFunctions& functions, EdgeBasis start)
      : design_(design), functions_(functions) {
    for (std::size_t i = 0; i < design.sample_count(); ++i) {
      const PiecewiseFunction& f = functions.of_sample[i];
      for (std::size_t m = 0; m < f.breakpoints.size(); ++m) {
        terms_.push_back({i, f.breakpoints[m], f.intercepts[m + 1] - f.intercepts[m]});
        require(sgn(f.slopes[m]) == 0 && sgn(f.slopes[m + 1]) == 0 && sgn(terms_.back().jump) > 0,
                "edge_descent: expected convex piecewise linear functions");
      }
    }
    held_ = std::move(start.held);
    is_high_ = std::move(start.is_high);
    is_high_.resize(terms_.size());
    if (!locate()) {
      held_ = independent_terms();
      require(locate(), "edge_descent: the replaced basis is independent");
    }
  }

  PiecewiseOptimum optimum() {
    bool after_exchange = false;
    for (;;) {
      const IntegerVector slopes = held_slopes();
      const std::optional<std::size_t> leaving = leaving_place(slopes, after_exchange);
      if (!leaving)
        return {point_, all_slopes(slopes)};
      const bool is_up = sgn(slopes.numerators[*leaving]) > 0; // above its jump, or below 0
      after_exchange = !step(*leaving, is_up, slopes);
      require(locate(), "edge_descent: a basis stays independent");
    }
  }

private:
  IntegerMatrix held_rows(bool is_transposed) const {
    const std::size_t rank = design_.rank();
    IntegerMatrix result(rank, rank);
    for (std::size_t k = 0; k < rank; ++k)
      for (std::size_t j = 0; j < rank; ++j)
        (is_transposed ? result(j, k) : result(k, j)) = design_.rows(terms_[held_[k]].sample, j);
    return result;
  }

  static IntegerVector column_of(const RationalMatrix& solution) {
    IntegerVector result;
    for (std::size_t k = 0; k < solution.numerators.row_count(); ++k)
      result.numerators.push_back(solution.numerators(k, 0));
    result.denominator = solution.denominator;
    return result;
  }

  /// The vertex of the basis, the side of every term; false if the basis is none.
  bool locate() {
    if (held_.size() != design_.rank())
      return false;
    IntegerMatrix right(held_.size(), 1);
    for (std::size_t k = 0; k < held_.size(); ++k) {
      if (held_[k] >= terms_.size())
        return false;
      right(k, 0) = terms_[held_[k]].breakpoint;
    }
    const std::optional<RationalMatrix> solution = linear_solution(held_rows(false), right);
    if (!solution)
      return false;
    point_ = column_of(*solution);
    values_ = row_products(design_.rows, point_.numerators);
    is_held_.assign(terms_.size(), 0);
    for (const std::size_t term : held_)
      is_held_[term] = 1;
    for (std::size_t t = 0; t < terms_.size(); ++t)
      if (const int side = sgn(excess(t)); !is_held_[t] && side != 0)
        is_high_[t] = side > 0;
    return true;
  }

  /// (a·P − b)·denominator of P
  Integer excess(std::size_t term) const {
    return values_[terms_[term].sample] - terms_[term].breakpoint * point_.denominator;
  }

  /// The slopes of all samples without the jumps of held terms.
  std::vector<Integer> free_slopes() const {
    std::vector<Integer> slopes;
    slopes.reserve(design_.sample_count());
    for (const PiecewiseFunction& f : functions_.of_sample)
      slopes.push_back(f.intercepts.front());
    for (std::size_t t = 0; t < terms_.size(); ++t)
      if (is_high_[t] && !is_held_[t])
        slopes[terms_[t].sample] += terms_[t].jump;
    return slopes;
  }

  /// The γ with Σ_k γ_k a_k + Σ_i (free slope) a_i = 0, k over the basis.
  IntegerVector held_slopes() const {
    const std::vector<Integer> sum = row_sum(design_.rows, free_slopes());
    IntegerMatrix right(sum.size(), 1);
    for (std::size_t j = 0; j < sum.size(); ++j)
      right(j, 0) = -sum[j];
    const std::optional<RationalMatrix> solution = linear_solution(held_rows(true), right);
    require(solution.has_value(), "edge_descent: a basis is independent");
    return column_of(*solution);
  }

  IntegerVector all_slopes(const IntegerVector& held) const {
    IntegerVector result{free_slopes(), held.denominator};
    for (Integer& slope : result.numerators)
      slope *= held.denominator;
    for (std::size_t k = 0; k < held_.size(); ++k)
      result.numerators[terms_[held_[k]].sample] += held.numerators[k];
    return result;
  }

  /// A held term with a slope outside [0, jump]: the farthest outside, or the first term.
  std::optional<std::size_t> leaving_place(const IntegerVector& slopes, bool takes_first) const {
    std::optional<std::size_t> best;
    Integer largest;
    for (std::size_t k = 0; k < held_.size(); ++k) {
      const Integer& slope = slopes.numerators[k];
      Integer outside = -slope;
      if (sgn(slope) > 0)
        outside = slope - terms_[held_[k]].jump * slopes.denominator;
      if (sgn(outside) <= 0)
        continue;
      if (!best || (takes_first ? held_[k] < held_[*best] : outside > largest)) {
        best = k;
        largest = outside;
      }
    }
    return best;
  }

  /// Exchanges the held term at `place` for the one where the walk ends; is its length positive?
  bool step(std::size_t place, bool is_up, const IntegerVector& slopes) {
    IntegerMatrix unit(held_.size(), 1);
    unit(place, 0) = is_up ? 1 : -1;
    const std::optional<RationalMatrix> solution = linear_solution(held_rows(false), unit);
    require(solution.has_value(), "edge_descent: a basis is independent");
    const IntegerVector direction = column_of(*solution);
    const std::vector<Integer> rates = row_products(design_.rows, direction.numerators);

    const std::size_t leaving = held_[place];
    is_high_[leaving] = is_up;
    std::vector<Meeting> meetings;
    for (std::size_t t = 0; t < terms_.size(); ++t) {
      const int rate_sign = sgn(rates[terms_[t].sample]);
      if (is_held_[t] || rate_sign == 0 || (rate_sign > 0) == static_cast<bool>(is_high_[t]))
        continue;
      const Integer rest = abs(excess(t));
      if (sgn(rest) == 0) { // tied, and on the wrong side at once
        held_[place] = t;
        return false;
      }
      meetings.push_back({t, rest, abs(rates[terms_[t].sample])});
    }
    std::sort(meetings.begin(), meetings.end());
    held_[place] = last_meeting(meetings, fall(place, is_up, slopes), slopes, direction);
    return true;
  }

  /// How fast the sum falls along the edge at first, times both denominators of its arguments.
  Integer fall(std::size_t place, bool is_up, const IntegerVector& slopes) const {
    Integer result = -slopes.numerators[place];
    if (is_up)
      result = slopes.numerators[place] - terms_[held_[place]].jump * slopes.denominator;
    return result;
  }

  /// The term at which the sum stops falling; those passed before change sides.
  std::size_t last_meeting(const std::vector<Meeting>& meetings, const Integer& fall,
                           const IntegerVector& slopes, const IntegerVector& direction) {
    Integer rest = fall * direction.denominator; // over the denominators of slopes and direction
    for (const Meeting& meeting : meetings) {
      rest -= terms_[meeting.term].jump * meeting.rate * slopes.denominator;
      if (sgn(rest) <= 0)
        return meeting.term;
      is_high_[meeting.term] = !is_high_[meeting.term];
    }
    throw InternalError("edge_descent: a loss is bounded below");
  }

  /// r terms with independent rows, the first ones.
  std::vector<std::size_t> independent_terms() const {
    RowSpace space(design_.rank());
    std::vector<std::size_t> result;
    std::vector<Integer> row(design_.rank());
    for (std::size_t t = 0; t < terms_.size() && space.rank() < design_.rank(); ++t) {
      for (std::size_t j = 0; j < row.size(); ++j)
        row[j] = design_.rows(terms_[t].sample, j);
      if (space.insert(row))
        result.push_back(t);
    }
    return result;
  }

  const Design& design_;
  const PiecewiseFunctions& functions_;
  std::vector<EdgeTerm> terms_;
  std::vector<std::size_t> held_; ///< the basis
  std::vector<char> is_high_, is_held_;
  IntegerVector point_;         ///< the vertex
  std::vector<Integer> values_; ///< a_i·P times the denominator of P
};

} // namespace

PiecewiseOptimum edge_descent(const Design& design, const PiecewiseFunctions& functions,
                              EdgeBasis start) {
  return EdgeWalk(design, functions, std::move(start)).optimum();
}

} // namespace thalweg
