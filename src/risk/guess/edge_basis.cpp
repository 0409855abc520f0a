// SPDX-License-Identifier: GPL-3.0-or-later
//
// The walk of `edge_descent.hpp` in floating point. Breakpoints are moved by about 10⁻⁹ of their
// size, each by its own fixed pseudo-random amount, so that ties do not stop the walk; a basis that
// is optimal for the moved breakpoints, with its sides, is optimal for nearby ones as well. The
// steepest edge is taken; the inverse of the basis is updated and now and then computed afresh.
// Operations come in a fixed order: the same input gives the same guess.

#include "risk/guess/edge_basis.hpp"

#include "exact/error.hpp"
#include "risk/guess/floating_problem.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace thalweg {

namespace {

constexpr double moved_by = 1e-9;
constexpr double slope_tolerance = 1e-9;
constexpr double rate_tolerance = 1e-9;
constexpr std::size_t fresh_after = 40;

struct GuessedTerm {
  std::size_t sample;
  double breakpoint, jump;
};

/// Between 0 and 1, the same for the same number (splitmix64).
double fixed_random(std::uint64_t number) {
  std::uint64_t bits = (number + 1) * 0x9E3779B97F4A7C15U;
  bits = (bits ^ (bits >> 30U)) * 0xBF58476D1CE4E5B9U;
  bits = (bits ^ (bits >> 27U)) * 0x94D049BB133111EBU;
  return std::ldexp(static_cast<double>((bits ^ (bits >> 31U)) >> 11U), -53);
}

class FloatingWalk {
public:
  explicit FloatingWalk(const FloatingProblem& problem) : problem_(problem), rank_(problem.rank) {
    for (std::size_t i = 0; i < problem.sample_count(); ++i) {
      const FloatingFunction& f = problem.functions[i];
      first_slopes_.push_back(f.intercepts.front());
      for (std::size_t m = 0; m < f.breakpoints.size(); ++m)
        terms_.push_back({i, f.breakpoints[m] + moved_by * fixed_random(terms_.size()),
                          f.intercepts[m + 1] - f.intercepts[m]});
    }
    is_high_.resize(terms_.size());
    is_held_.resize(terms_.size());
    rates_.resize(problem.sample_count());
  }

  EdgeBasis basis() {
    if (choose_start() && refresh()) {
      const std::size_t limit = 200 * (rank_ + 10) + terms_.size();
      for (std::size_t count = 1; count <= limit; ++count) {
        if (!step())
          break;
        if (count % fresh_after == 0 && !refresh())
          break;
      }
    }
    return {held_, is_high_};
  }

private:
  double value(std::size_t sample) const { return problem_.value(sample, point_); }

  /// Held terms near the least squares solution, their rows as independent as can be had.
  bool choose_start() {
    point_ = floating_start(problem_);
    std::vector<std::pair<double, std::size_t>> order;
    for (std::size_t t = 0; t < terms_.size(); ++t)
      order.push_back({std::abs(value(terms_[t].sample) - terms_[t].breakpoint), t});
    std::sort(order.begin(), order.end());
    std::vector<std::vector<double>> reduced;
    std::vector<std::size_t> pivots;
    for (const double threshold : {0.05, 1e-3, 1e-7})
      for (const auto& [distance, t] : order) {
        if (held_.size() == rank_)
          return true;
        if (!is_held_[t] && take_row(terms_[t].sample, threshold, reduced, pivots)) {
          is_held_[t] = 1;
          held_.push_back(t);
        }
      }
    return held_.size() == rank_;
  }

  /// Adds the row to the echelon form if what is left of it is not small.
  bool take_row(std::size_t sample, double threshold, std::vector<std::vector<double>>& reduced,
                std::vector<std::size_t>& pivots) const {
    std::vector<double> row(problem_.row(sample), problem_.row(sample) + rank_);
    for (std::size_t k = 0; k < reduced.size(); ++k) {
      const double factor = row[pivots[k]] / reduced[k][pivots[k]];
      for (std::size_t j = 0; j < rank_; ++j)
        row[j] -= factor * reduced[k][j];
      row[pivots[k]] = 0;
    }
    std::size_t pivot = 0;
    for (std::size_t j = 1; j < rank_; ++j)
      if (std::abs(row[j]) > std::abs(row[pivot]))
        pivot = j;
    if (!(std::abs(row[pivot]) > threshold))
      return false;
    reduced.push_back(std::move(row));
    pivots.push_back(pivot);
    return true;
  }

  /// Everything that is updated by steps, computed afresh from the basis.
  bool refresh() {
    std::vector<double> matrix(rank_ * rank_);
    for (std::size_t k = 0; k < rank_; ++k)
      std::copy_n(problem_.row(terms_[held_[k]].sample), rank_,
                  matrix.begin() + static_cast<std::ptrdiff_t>(k * rank_));
    std::optional<std::vector<double>> inverse = floating_inverse(std::move(matrix), rank_);
    if (!inverse)
      return false;
    inverse_ = std::move(*inverse);
    point_.assign(rank_, 0);
    for (std::size_t j = 0; j < rank_; ++j)
      for (std::size_t k = 0; k < rank_; ++k)
        point_[j] += inverse_[j * rank_ + k] * terms_[held_[k]].breakpoint;
    std::vector<double> slopes = first_slopes_;
    values_.resize(problem_.sample_count());
    for (std::size_t i = 0; i < values_.size(); ++i)
      values_[i] = value(i);
    for (std::size_t t = 0; t < terms_.size(); ++t) {
      if (is_held_[t])
        continue;
      is_high_[t] = values_[terms_[t].sample] > terms_[t].breakpoint;
      if (is_high_[t])
        slopes[terms_[t].sample] += terms_[t].jump;
    }
    slope_sum_.assign(rank_, 0);
    for (std::size_t i = 0; i < slopes.size(); ++i)
      add_row(i, slopes[i]);
    return true;
  }

  void add_row(std::size_t sample, double factor) {
    const double* row = problem_.row(sample);
    for (std::size_t j = 0; j < rank_; ++j)
      slope_sum_[j] += factor * row[j];
  }

  struct Edge {
    std::size_t place = 0;
    bool is_up = false;
    double fall = 0;
  };

  /// The edge along which the sum falls fastest; fall 0 if there is none.
  Edge steepest_edge() const {
    Edge best;
    double best_rate = 0;
    for (std::size_t k = 0; k < rank_; ++k) {
      double slope = 0, norm = 0;
      for (std::size_t j = 0; j < rank_; ++j) {
        const double entry = inverse_[j * rank_ + k];
        slope -= entry * slope_sum_[j];
        norm += entry * entry;
      }
      const bool is_up = slope > 0;
      const double fall = is_up ? slope - terms_[held_[k]].jump : -slope;
      if (fall > slope_tolerance && fall / std::sqrt(norm) > best_rate) {
        best = {k, is_up, fall};
        best_rate = fall / std::sqrt(norm);
      }
    }
    return best;
  }

  /// Walks along one edge; false if there is none to walk along.
  bool step() {
    const Edge edge = steepest_edge();
    if (edge.fall == 0)
      return false;
    std::vector<double> direction(rank_);
    for (std::size_t j = 0; j < rank_; ++j)
      direction[j] = (edge.is_up ? 1 : -1) * inverse_[j * rank_ + edge.place];
    for (std::size_t i = 0; i < rates_.size(); ++i)
      rates_[i] = problem_.value(i, direction);

    using Meeting = std::pair<double, std::size_t>;
    std::vector<Meeting> meetings;
    for (std::size_t t = 0; t < terms_.size(); ++t) {
      const double rate = rates_[terms_[t].sample];
      if (is_held_[t] || std::abs(rate) < rate_tolerance ||
          (rate > 0) == static_cast<bool>(is_high_[t]))
        continue;
      const double rest = terms_[t].breakpoint - values_[terms_[t].sample];
      meetings.push_back({std::max(0.0, rest / rate), t});
    }
    const auto later = [](const Meeting& a, const Meeting& b) { return a > b; };
    std::make_heap(meetings.begin(), meetings.end(), later);
    double fall = edge.fall;
    while (!meetings.empty()) {
      std::pop_heap(meetings.begin(), meetings.end(), later);
      const auto [length, term] = meetings.back();
      meetings.pop_back();
      fall -= terms_[term].jump * std::abs(rates_[terms_[term].sample]);
      if (fall <= 0)
        return exchange(edge, direction, term, length);
      is_high_[term] = !is_high_[term];
      add_row(terms_[term].sample, is_high_[term] ? terms_[term].jump : -terms_[term].jump);
    }
    return false;
  }

  /// The held term of the edge leaves, `entering` is held.
  bool exchange(const Edge& edge, const std::vector<double>& direction, std::size_t entering,
                double length) {
    const std::size_t leaving = held_[edge.place];
    is_held_[leaving] = 0;
    is_high_[leaving] = edge.is_up;
    if (edge.is_up)
      add_row(terms_[leaving].sample, terms_[leaving].jump);
    if (is_high_[entering])
      add_row(terms_[entering].sample, -terms_[entering].jump);
    is_held_[entering] = 1;
    held_[edge.place] = entering;
    for (std::size_t j = 0; j < rank_; ++j)
      point_[j] += length * direction[j];
    for (std::size_t i = 0; i < values_.size(); ++i)
      values_[i] += length * rates_[i];
    return update_inverse(edge.place, terms_[entering].sample);
  }

  /// The row at `place` of the basis has become that of `sample`.
  bool update_inverse(std::size_t place, std::size_t sample) {
    const double* row = problem_.row(sample);
    std::vector<double> products(rank_);
    for (std::size_t j = 0; j < rank_; ++j)
      for (std::size_t k = 0; k < rank_; ++k)
        products[k] += row[j] * inverse_[j * rank_ + k];
    if (std::abs(products[place]) < rate_tolerance)
      return refresh();
    for (std::size_t j = 0; j < rank_; ++j) {
      double* entries = inverse_.data() + j * rank_;
      entries[place] /= products[place];
      for (std::size_t k = 0; k < rank_; ++k)
        if (k != place)
          entries[k] -= products[k] * entries[place];
    }
    return true;
  }

  const FloatingProblem& problem_;
  std::size_t rank_;
  std::vector<GuessedTerm> terms_;
  std::vector<double> first_slopes_; ///< of f_i below all its breakpoints
  std::vector<std::size_t> held_;
  std::vector<char> is_high_, is_held_;
  std::vector<double> point_, values_, rates_;
  std::vector<double> inverse_;   ///< of the matrix of held rows
  std::vector<double> slope_sum_; ///< Σ_i slope_i a_i without the jumps of held terms
};

} // namespace

EdgeBasis guessed_basis(const Design& design, const PiecewiseFunctions& functions) {
  const FloatingProblem problem = floating_problem(design, functions);
  return FloatingWalk(problem).basis();
}

} // namespace thalweg
