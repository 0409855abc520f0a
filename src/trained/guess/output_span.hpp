// SPDX-License-Identifier: GPL-3.0-or-later
//
// Saturated outputs (certificates/SPECIFICATION.md, section 26.2): F at all points, with c_t Q_t
// for every tie, c_t the sum over some paths from the tie to an output of the products of their
// weights (tie_paths.hpp), is a sum over paths of maps that depend on patterns and data only. If
// their span has no more dimensions than the parameters reach at W, some coordinates reach all of
// it, and the others need no field. So it is at a minimum whose residuals are orthogonal to all
// path maps. With softmax loss the same of the scores F_a − F_last. Ranks in floating point:
// guesses.

#pragma once

#include "landscape/trained_minimum.hpp"
#include "trained/guess/box_bounds.hpp"
#include "trained/guess/floating_derivatives.hpp"
#include "trained/slice_polish.hpp"

namespace thalweg {

struct GuessedSpan {
  OutputSpan span;
  std::vector<std::size_t> fixed; ///< increasing
};

/// Nothing if the parameters do not reach the whole span, or the walls are
/// not independent.
std::optional<GuessedSpan> guessed_output_span(const SliceProblem& problem,
                                               const FloatingSlicePoint& at,
                                               const FloatingDerivatives& derivatives);

} // namespace thalweg
