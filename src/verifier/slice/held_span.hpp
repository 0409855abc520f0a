// SPDX-License-Identifier: Apache-2.0
//
// Saturated outputs (specification, 26.2): the outputs at all points, with the residuals of the
// ties, lie in a space that depends on patterns and data only. Where the free parameters alone
// reach all of it, the fixed ones reach nothing more: a minimum of the slice is one among all
// parameters.

#pragma once

#include "slice/held_pass.hpp"

namespace thalweg::verifier {

struct OutputSpan {
  List<std::pair<std::size_t, std::size_t>> rows; ///< (output, sample)
  List<List<std::size_t>> paths; ///< of each tie: parameters, from its unit to one output
};

/// O204 to O206. `points` are all, in order.
void check_span(const HeldProblem& problem, const List<HeldPoint>& points, const OutputSpan& span,
                const Fraction& near);

} // namespace thalweg::verifier
