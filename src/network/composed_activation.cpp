// SPDX-License-Identifier: GPL-3.0-or-later

#include "network/composed_activation.hpp"

#include "network/named_activation.hpp"

#include <algorithm>

namespace thalweg {

namespace {

/// Where the composition may change its slope, sorted.
Vector candidate_breakpoints(const Activation& outer, const Rational& factor,
                             const Rational& offset, const Activation& inner) {
  Vector candidates = inner.breakpoints;
  for (std::size_t piece = 0; piece < inner.piece_count(); ++piece) {
    const Rational slope = factor * inner.slopes[piece];
    if (slope == 0)
      continue;
    for (const Rational& breakpoint : outer.breakpoints) {
      const Rational z = (breakpoint - offset - factor * inner.intercepts[piece]) / slope;
      if ((piece == 0 || z > inner.breakpoints[piece - 1]) &&
          (piece + 1 == inner.piece_count() || z < inner.breakpoints[piece]))
        candidates.push_back(z);
    }
  }
  std::sort(candidates.begin(), candidates.end());
  candidates.erase(std::unique(candidates.begin(), candidates.end()), candidates.end());
  return candidates;
}

/// A number strictly between breakpoints[piece − 1] and breakpoints[piece].
Rational number_in_piece(const Vector& breakpoints, std::size_t piece) {
  if (breakpoints.empty())
    return 0;
  if (piece == 0)
    return breakpoints.front() - 1;
  if (piece == breakpoints.size())
    return breakpoints.back() + 1;
  return (breakpoints[piece - 1] + breakpoints[piece]) / 2;
}

} // namespace

Activation composed(const Activation& outer, const Rational& factor, const Rational& offset,
                    const Activation& inner) {
  const Vector candidates = candidate_breakpoints(outer, factor, offset, inner);
  Vector breakpoints, slopes, intercepts;
  for (std::size_t piece = 0; piece <= candidates.size(); ++piece) {
    const Rational z = number_in_piece(candidates, piece);
    const std::size_t of_inner = inner.piece_of(z).value();
    const Rational slope = factor * inner.slopes[of_inner];
    const Rational intercept = factor * inner.intercepts[of_inner] + offset;
    const Rational u = slope * z + intercept;
    // a constant piece may lie on a breakpoint of the outer one, which is then as good as its value
    const std::optional<std::size_t> of_outer = outer.piece_of(u);
    Rational new_slope = of_outer ? outer.slopes[*of_outer] * slope : Rational(0);
    Rational new_intercept =
        of_outer ? outer.slopes[*of_outer] * intercept + outer.intercepts[*of_outer] : outer(u);
    if (!slopes.empty() && slopes.back() == new_slope && intercepts.back() == new_intercept)
      continue;
    if (piece > 0)
      breakpoints.push_back(candidates[piece - 1]);
    slopes.push_back(std::move(new_slope));
    intercepts.push_back(std::move(new_intercept));
  }
  return recognised(table_activation(std::move(breakpoints), std::move(slopes),
                                     std::move(intercepts), "activation"));
}

} // namespace thalweg
