// SPDX-License-Identifier: GPL-3.0-or-later
//
// CPWL functions of one variable by breakpoints, and the one that equals given fits on the groups
// of an interval partition (liu2021 fig. 1).
//
// Neighbouring fits p_k, p_{k+1} on groups with largest sample u_k and smallest sample l_{k+1}: if
// they meet at one point strictly inside the gap (u_k, l_{k+1}) this is the breakpoint; if they are
// equal none is needed; otherwise an auxiliary piece through (s, p_k(s)) and (t, p_{k+1}(t)), u_k <
// s < t < l_{k+1}, joins them. It holds no sample.

#pragma once

#include "cpwl/cpwl_function.hpp"

namespace thalweg {

/// pieces[i] on [ends[i], ends[i+1]]. Invariant: ends strictly increase, one more than pieces (≥
/// 1), neighbouring pieces agree at their common end; pieces have input dimension 1.
struct IntervalFunction {
  std::vector<Rational> ends;
  std::vector<AffineFunction> pieces;

  bool operator==(const IntervalFunction&) const = default;
};

/// A function of one variable by its breakpoints: cells of one function that touch are joined. The
/// cells cover the domain with disjoint interiors and f is continuous (InputError otherwise).
IntervalFunction interval_function(const CpwlFunction& f);

/// The same function by cells, one per piece: { −x ≤ −ends[i], x ≤ ends[i+1] }.
CpwlFunction cpwl_function(const IntervalFunction& f);

/// One group: the interval from its smallest to its largest sample, and its fit.
struct FittedInterval {
  Rational first;
  Rational last;
  AffineFunction fit;
};

/// The function on [lower, upper] that is fit k on group k. lower < first_0 ≤ last_0 < first_1 ≤ …
/// < upper, at least one group (InputError otherwise). s and t are short numbers near the thirds of
/// the gap.
IntervalFunction function_of_fits(const Rational& lower, const Rational& upper,
                                  const std::vector<FittedInterval>& groups);

} // namespace thalweg
