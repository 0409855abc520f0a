// SPDX-License-Identifier: GPL-3.0-or-later
//
// Guesses for fits with logistic and softmax loss, as exact numbers: where the minimum of a block
// seems to be, and a step towards it.

#pragma once

#include "risk/cross_entropy.hpp"
#include "risk/guess/newton_minimum.hpp"

namespace thalweg {

/// The problem of a block as Newton's method in floating point has it.
NewtonProblem newton_problem(const LabelledData& labelled, const SampleSet& group,
                             const std::vector<std::size_t>& basis, std::size_t block);

/// With the first of some ridges for which the steps converge, 0 among them.
std::optional<NewtonMinimum> ridged_newton_minimum(const NewtonProblem& problem);

/// With so many bits. Throws NotFinite, as the next one.
Vector rounded_coefficients(const NewtonMinimum& minimum, int bits);

/// Minus the inverse at the minimum times a gradient.
Vector rounded_step(const NewtonMinimum& minimum, const Vector& gradient, int bits);

} // namespace thalweg
