// SPDX-License-Identifier: GPL-3.0-or-later
//
// Several outputs: the least squares optimum among the reachable maps may keep relations between
// the outputs, as one-hot targets do, whose sum is constant. Σ_o c_o F_o = constant can only hold
// if every column v of weights of the output layer that matters has Σ_o c_o v_o = 0, which rounding
// spoils. Here the columns are put back into the subspace, exactly.
//
// With one hidden layer units of one pattern make the outputs A W (x, 1) there, W their rows with
// their biases, A the columns that read them. If the optimum A W = B has a smaller rank than there
// are such units, W may have that rank as well, or another one below their number: its rows lie in
// the span of the rows of B and of some of themselves, which rounding spoils, too.

#pragma once

#include "landscape/pattern_classes.hpp"
#include "risk/problem.hpp"

namespace thalweg {

/// F*: the optimal outputs among all maps that are reachable with these patterns, one vector for
/// each sample. No sample is on a wall. Nothing if the question is too large.
std::optional<std::vector<Vector>> optimal_reachable_outputs(const Network& network,
                                                             const Problem& problem,
                                                             const PatternClasses& classes);

/// Columns of output weights within 10⁻³ of the subspace in which the optimal outputs lie, apart
/// from constants, are moved into it along coordinates. No sample is on a wall; the loss is
/// squared, with weights or without. Nothing if there are no relations, or if the question is too
/// large.
std::optional<Network> with_reachable_outputs(const Network& network, const Problem& problem,
                                              const PatternClasses& classes);

/// Rows of the first of two dense layers within 10⁻³ of the span of the rows of B, and of those of
/// units before them that are not, are moved into it along coordinates. Otherwise as above.
std::optional<Network> with_reachable_rows(const Network& network, const Problem& problem,
                                           const PatternClasses& classes);

} // namespace thalweg
