// SPDX-License-Identifier: Apache-2.0
//
// The minimum is on all walls of its ties (specification, O194): how far the multipliers that hold
// it there may be from those of the witness.

#pragma once

#include "number/ball_matrix.hpp"
#include "slice/held_growth.hpp"

namespace thalweg::verifier {

/// κ' for a problem with ties, or nothing if κ < 1 is not shown.
std::optional<Fraction> multiplier_error(const HeldProblem& problem, const List<HeldPoint>& points,
                                         const Fraction& near);

} // namespace thalweg::verifier
