// SPDX-License-Identifier: GPL-3.0-or-later
//
// A network of a given architecture from scratch: an affine fit and kinks in the first hidden layer
// (mathematics.md §4, Theorem 3: one kink always lowers the squared risk of the optimal affine fit,
// so two pieces are to be had with d_y + 1 units in the first hidden layer and d_y in the others).
// Unit o < d_y of the first layer carries p_o(x) = c_o + a_o·x, moved into a piece of σ whose slope
// is not 0; the others are σ(±(a·x − t) + β) for a breakpoint β. An output is an affine function of
// all of them, and each later hidden layer carries the outputs.
// Kinks are chosen one by one, each with the largest guessed drop along the residuals (slopes of
// the loss) that the ones before leave; the coefficients are the exact optimum over the columns.

#pragma once

#include "data/dataset.hpp"
#include "network/network.hpp"
#include "risk/problem.hpp"

namespace thalweg {

/// Nothing if some layer is not dense with biases or too narrow, if some hidden activation is
/// constant or the first has no kink. With at most `most_kinks` kinks; its other units are dead or
/// constant. The risk must be looked at: nothing is claimed about it.
std::optional<Network> kinked_fit(const Network& architecture, const Problem& problem,
                                  std::size_t most_kinks = 8);

} // namespace thalweg
