// SPDX-License-Identifier: GPL-3.0-or-later
//
// Gaps are worked through from left to right; s and t are the shortest dyadic numbers between the
// ninths 2..4 and 5..7 of their gap.

#include "cpwl/interval_function.hpp"

#include "exact/error.hpp"
#include "geometry/faces.hpp"
#include "partition/short_rational.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace thalweg {
namespace {

/// Where two functions of different slope meet.
Rational meeting_point(const AffineFunction& f, const AffineFunction& g) {
  return (g.constant - f.constant) / (f.linear[0] - g.linear[0]);
}

AffineFunction line_through(const Rational& s, const Rational& value_at_s, const Rational& t,
                            const Rational& value_at_t) {
  const Rational slope = (value_at_t - value_at_s) / (t - s);
  return {{slope}, value_at_s - slope * s};
}

/// Continues `f` with `next`, its last piece being `previous`, beyond the gap (last, first).
void append_beyond_gap(IntervalFunction& f, const Rational& last, const Rational& first,
                       const AffineFunction& next) {
  const AffineFunction previous = f.pieces.back();
  if (previous == next)
    return;
  if (previous.linear != next.linear) {
    const Rational meeting = meeting_point(previous, next);
    if (last < meeting && meeting < first) {
      f.ends.push_back(meeting);
      f.pieces.push_back(next);
      return;
    }
  }
  const Rational ninth = (first - last) / 9;
  const Rational s = shortest_dyadic(last + 2 * ninth, last + 4 * ninth);
  const Rational t = shortest_dyadic(last + 5 * ninth, last + 7 * ninth);
  f.ends.push_back(s);
  f.pieces.push_back(line_through(s, previous(Vector{s}), t, next(Vector{t})));
  f.ends.push_back(t);
  f.pieces.push_back(next);
}

void require_order(bool holds, const std::string& place, const Rational& before,
                   const Rational& after) {
  if (!holds)
    throw InputError(fmt::format("{}: expected a larger number than {}, found {}", place,
                                 to_string(before), to_string(after)));
}

} // namespace

IntervalFunction interval_function(const CpwlFunction& f) {
  if (f.dimension() != 1)
    throw InputError(
        fmt::format("interval function: expected dimension 1, found {}", f.dimension()));
  require_well_formed(f, "interval function");
  std::vector<std::pair<std::vector<Vector>, std::size_t>> intervals;
  for (std::size_t cell = 0; cell < f.cells.size(); ++cell)
    intervals.emplace_back(vertices(f.cells[cell]), cell);
  std::sort(intervals.begin(), intervals.end());
  IntervalFunction result;
  for (const auto& [corners, cell] : intervals) {
    const AffineFunction& piece = f.piece(cell);
    if (result.pieces.empty()) {
      result.ends = {corners.front()[0], corners.back()[0]};
      result.pieces = {piece};
      continue;
    }
    if (corners.front()[0] != result.ends.back())
      throw InputError(fmt::format("interval function: cell {}: expected to begin at {} where the "
                                   "cell before it ends, found {}",
                                   cell, to_string(result.ends.back()),
                                   to_string(corners.front()[0])));
    if (piece == result.pieces.back()) {
      result.ends.back() = corners.back()[0];
      continue;
    }
    if (piece(corners.front()) != result.pieces.back()(corners.front()))
      throw InputError(
          fmt::format("interval function: cell {}: expected the value {} at {}, found {}", cell,
                      to_string(result.pieces.back()(corners.front())), point_text(corners.front()),
                      to_string(piece(corners.front()))));
    result.ends.push_back(corners.back()[0]);
    result.pieces.push_back(piece);
  }
  return result;
}

CpwlFunction cpwl_function(const IntervalFunction& f) {
  require(!f.pieces.empty() && f.ends.size() == f.pieces.size() + 1,
          "interval function: one more end than pieces");
  const auto interval = [](const Rational& lower, const Rational& upper) {
    return Polytope{1, {{{Rational(-1)}, Rational(-lower)}, {{Rational(1)}, upper}}};
  };
  std::vector<Polytope> cells;
  for (std::size_t i = 0; i < f.pieces.size(); ++i)
    cells.push_back(interval(f.ends[i], f.ends[i + 1]));
  return function_of_pieces(interval(f.ends.front(), f.ends.back()), std::move(cells), f.pieces);
}

IntervalFunction function_of_fits(const Rational& lower, const Rational& upper,
                                  const std::vector<FittedInterval>& groups) {
  if (groups.empty())
    throw InputError("interval function: expected at least one group, found none");
  require_order(lower < groups.front().first, "group 0", lower, groups.front().first);
  IntervalFunction result{{lower}, {groups.front().fit}};
  for (std::size_t k = 0; k < groups.size(); ++k) {
    const std::string place = fmt::format("group {}", k);
    if (groups[k].fit.linear.size() != 1)
      throw InputError(fmt::format("{}: expected a fit of one variable, found {}", place,
                                   groups[k].fit.linear.size()));
    if (groups[k].last < groups[k].first)
      throw InputError(fmt::format("{}: expected first ≤ last, found {} and {}", place,
                                   to_string(groups[k].first), to_string(groups[k].last)));
    if (k == 0)
      continue;
    require_order(groups[k - 1].last < groups[k].first, place, groups[k - 1].last, groups[k].first);
    append_beyond_gap(result, groups[k - 1].last, groups[k].first, groups[k].fit);
  }
  require_order(groups.back().last < upper, "upper end of the domain", groups.back().last, upper);
  result.ends.push_back(upper);
  return result;
}

} // namespace thalweg
